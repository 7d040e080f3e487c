"""Somebody changes an issue, or an outdated payload claims that somebody did."""

from __future__ import annotations

from dataclasses import replace

from automation.scenarios.acted import Acted, handed_in, person, with_attributes
from automation.scenarios.moves import IssueUpdate
from automation.scenarios.people import changes, label_ids
from automation.scenarios.post import Sent
from automation.scenarios.stage import Stage
from sandbox import blocks, payloads
from sandbox.world.state import Act


def act(step: IssueUpdate, stage: Stage) -> Acted:
    """Change it, and tell Usher."""
    if step.delivery.payload_labels is not None:
        return handed_in(step, stage, [_outdated(step, stage, step.delivery.payload_labels)])

    def change(act: Act) -> None:
        changes(act, step, stage.world.data.issues[stage.refs.id_of(step.issue)])

    return person(step, stage, "issue.update", change)


def _outdated(step: IssueUpdate, stage: Stage, names: list[str]) -> Sent:
    """The report of a change to the labels `names` that GitLab does not show any more."""
    world = stage.world
    with world.lock:
        issue = world.data.issues[stage.refs.id_of(step.issue)]
        claimed = label_ids(world, world.data.projects[issue.project_id], names)
        labels = {
            "previous": blocks.label_list(world, issue.label_ids),
            "current": blocks.label_list(world, claimed),
        }
        user = stage.act(step.actor).user
        body = payloads.issue_event(world, user, replace(issue, label_ids=claimed), "update", {"labels": labels})
    event = "Confidential Issue Hook" if issue.confidential else "Issue Hook"
    return with_attributes(Sent(event, body))
