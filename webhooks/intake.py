"""``POST /intake/<workflow>``: signed forms that open issues of a workflow (design.md §7).

The address is not signed, so a recorded request sent to another form must stay a repetition: the key of a delivery
does not hold the workflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Request, Response, request

from automation.config.model import Config
from automation.config.workflow import Workflow
from automation.model.payloads import MalformedPayload, json_object
from automation.model.refs import intake_key
from automation.model.work import Delivery, Source
from webhooks import guard, verify
from webhooks.hand_in import hand_in
from webhooks.ports import Door
from webhooks.refusals import Rejected, malformed, unauthorized

#: bytes of a form at most
LIMIT: Final = 64 * 1024
#: fields of a form at most
FIELDS: Final = 50
#: stands where GitLab's deliveries have X-Gitlab-Event
HEADER: Final = "Usher Intake"
#: characters of an unknown field's name that the answer quotes
_QUOTED: Final = 80
_JSON_WORDS: Final = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}


def intake(door: Door) -> Blueprint:
    """The blueprint of the signed forms."""
    blueprint = Blueprint("intake", __name__)

    @blueprint.post("/intake/<workflow>")
    def form(workflow: str) -> Response:
        return hand_in(door, Source.INTAKE, lambda: _delivery(door, request, workflow))

    return blueprint


def _delivery(door: Door, request: Request, name: str) -> Delivery:
    config, now = door.config(), door.now()
    body = guard.raw_body(request, LIMIT)
    reason = verify.signature_refusal(guard.credentials(request), body, config.intake.signing_tokens, now)
    if reason is not None:
        raise unauthorized(reason)
    workflow = open_workflows(config).get(name)
    if workflow is None:
        words = "there is no form for such a workflow"
        raise Rejected(HTTPStatus.NOT_FOUND, "unknown_form", words, outcome="not_found")
    _check(name, workflow, body)
    return intake_delivery(config, name, key=f"intake:{guard.identity(request)}", body=body, now=now)


def open_workflows(config: Config) -> dict[str, Workflow]:
    """The workflows whose issues forms may open, by name."""
    workflows = (found for program in config.programs.values() for found in program.workflows.items())
    return {name: workflow for name, workflow in workflows if workflow.form}


def intake_delivery(config: Config, name: str, *, key: str, body: bytes, now: datetime) -> Delivery:
    """The delivery that opens an issue of the open workflow `name`.

    Args:
        config: the configuration in force.
        name: one of `open_workflows`.
        key: what the same form has when it comes again.
        body: JSON object of the texts by field.
        now: instant of receipt (UTC).
    """
    return Delivery(
        key=key,
        source=Source.INTAKE,
        work_key=intake_key(name),
        project=config.projects[open_workflows(config)[name].project].path,
        received_at=now,
        header=HEADER,
        body=body,
    )


def _check(name: str, workflow: Workflow, body: bytes) -> None:
    """Refuse what no form of ours sends; missing and wrong values pass, the issue will say so (rules.md G13)."""
    try:
        fields = json_object(body)
    except MalformedPayload as fault:
        raise malformed(fault) from None
    faults = list(_faults(workflow, fields))
    if faults:
        words = f"the form does not fit {name}"
        raise Rejected(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong_fields", words, faults=faults)


def _faults(workflow: Workflow, fields: Mapping[str, Any]) -> Iterator[str]:
    if len(fields) > FIELDS:
        yield f"a form has at most {FIELDS} fields, this one has {len(fields)}"
        return
    for field, value in fields.items():
        if field not in workflow.fields:
            yield f'"{field[:_QUOTED]}" is not a field{_nearest(field, workflow)}'
        elif not isinstance(value, str):
            yield f'"{field}" must be text, not {_JSON_WORDS.get(type(value), "null")}'


def _nearest(field: str, workflow: Workflow) -> str:
    near = get_close_matches(field[:_QUOTED], workflow.fields, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
