"""Reports of changes that GitLab does not show: an outdated payload claims what may have been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from automation.scenarios.people import label_ids
from automation.scenarios.post import Sent
from automation.scenarios.stage import Stage
from sandbox import blocks, payloads

#: what an issue is after the change that is claimed
_STATES = {"close": "closed", "reopen": "opened"}


def outdated(stage: Stage, issue_id: int, actor: str, action: str, labels: Iterable[str]) -> Sent:
    """The report that `actor` did `action` (update, close, reopen) to the issue, after which it had `labels`."""
    world = stage.world
    with world.lock:
        issue = world.data.issues[issue_id]
        claimed = label_ids(world, world.data.projects[issue.project_id], labels)
        shown = replace(issue, label_ids=claimed, state=_STATES.get(action, issue.state))
        changes = {
            "labels": {
                "previous": blocks.label_list(world, issue.label_ids),
                "current": blocks.label_list(world, claimed),
            }
        }
        body = payloads.issue_event(world, stage.act(actor).user, shown, action, changes)
    return Sent("Confidential Issue Hook" if issue.confidential else "Issue Hook", body)
