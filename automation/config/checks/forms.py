"""Hosted forms: what their pages ask for."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.workflow import Workflow


def check_page(workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    """Fields that the page of the workflow at `trail` asks for in vain, and required ones that it does not ask for."""
    asked = workflow.page.fields if workflow.page else []
    yield from Known("field", tuple(workflow.fields)).check_all(asked, (*trail, "form", "fields"))
    left_out = [name for name, spec in workflow.fields.items() if spec.required and name not in asked]
    if asked and left_out:
        message = f"required fields are left out: {', '.join(left_out)}"
        remedy = "Name them as well: nobody who fills the page in could add them later."
        yield Problem(trail=(*trail, "form", "fields"), message=message, remedy=remedy, code="missing-field")
