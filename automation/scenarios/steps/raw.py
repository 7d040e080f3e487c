"""Anything that is sent to the door."""

from __future__ import annotations

from automation.scenarios.acted import Acted, deliver, settled
from automation.scenarios.moves import Raw
from automation.scenarios.post import Sent
from automation.scenarios.stage import Stage


def act(step: Raw, stage: Stage) -> Acted:
    """Send a payload of the kind that the header names, with what the step adds."""
    left = stage.picture()
    kind = step.event.removesuffix(" Hook").lower().replace(" ", "_")
    body = {"object_kind": kind, "event_name": kind, **_project(step.project_path), **step.payload}
    return Acted(left, settled(stage, deliver(step, stage, Sent(step.event, body))))


def _project(path: str) -> dict[str, object]:
    return {"project": {"path_with_namespace": path}} if path else {}
