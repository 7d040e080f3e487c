"""What comes of playing a step, and the way that all steps of people share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from automation.scenarios.moves import Delivered, OnIssue
from automation.scenarios.outdated import outdated
from automation.scenarios.picture import Picture
from automation.scenarios.post import Answer, Sent
from automation.scenarios.refs import NotThere
from automation.scenarios.stage import Stage
from sandbox.stamps import instant
from sandbox.world.state import Act

#: what a payload may claim that GitLab does not show
_CLAIMED = frozenset({"issue.update", "issue.close", "issue.reopen"})
_NO_JSON = b"{this is no JSON"


@dataclass(frozen=True, slots=True)
class Acted:
    """A step that was played."""

    #: GitLab when people were done and Usher had not heard of it
    left: Picture
    #: what Usher's door said; None where nothing was delivered
    answer: Answer | None


def person(step: OnIssue, stage: Stage, action: str, change: Callable[[Act], None]) -> Acted:
    """`step.actor` does `change`, which GitLab reports as `action` (``issue.update``).

    What is only claimed, and what is Usher's own, is reported without being done.

    Raises:
        NotThere: Usher did nothing that could be reported.
    """
    if step.actor.lower() == stage.bot.lower():
        return handed_in(step, stage, [_own(step, stage, action)])
    if step.delivery.payload_labels is not None and action in _CLAIMED:
        verb = action.removeprefix("issue.")
        issue_id = stage.refs.id_of(step.issue)
        return handed_in(step, stage, [outdated(stage, issue_id, step.actor, verb, step.delivery.payload_labels)])
    before = len(stage.told)
    with stage.world.lock:
        change(stage.act(step.actor))
    return handed_in(step, stage, stage.told[before:])


def handed_in(step: Delivered, stage: Stage, sent: list[Sent]) -> Acted:
    """Deliver what GitLab has to tell, the first as `step` says, and let Usher work until it rests."""
    left = stage.picture()
    answer = None
    for number, one in enumerate(sent):
        told = dated(one, step, stage) if number == 0 else one
        found = deliver(step, stage, told, suffix=f"-{number + 1}" if number else "")
        answer = answer or found
    return Acted(left, settled(stage, answer))


def deliver(step: Delivered, stage: Stage, sent: Sent, suffix: str = "") -> Answer:
    """Hand `sent` in under the key and with the token of `step`, and remember it for redeliveries."""
    key = step.key + suffix
    stage.delivered[key] = sent
    issue_id = sent.about[0]
    if issue_id in stage.world.data.issues:
        stage.latest[stage.refs.name_of(issue_id)] = sent
    body = _NO_JSON if step.delivery.malformed else json.dumps(sent.body, ensure_ascii=False).encode()
    return stage.post.deliver(sent.event, body, key, step.delivery.token)


def settled(stage: Stage, answer: Answer | None) -> Answer | None:
    """Let Usher work until it rests; gives `answer` with what became of the delivery."""
    stage.work()
    if answer is None or answer.outcome or answer.key is None:
        return answer
    return replace(answer, outcome=stage.service.store.outcome(answer.key) or "")


def dated(sent: Sent, step: Delivered, stage: Stage) -> Sent:
    """`sent` with the instant at which the issue changed, as `step` says or else now."""
    at = instant(step.delivery.updated_at or stage.world.clock.now())
    attributes = {**(sent.body.get("object_attributes") or {}), "updated_at": at}
    return replace(sent, body={**sent.body, "object_attributes": attributes})


def _own(step: OnIssue, stage: Stage, action: str) -> Sent:
    """What GitLab reports of Usher's own doing on the issue of `step`."""
    about = (stage.refs.id_of(step.issue), action, stage.bot)
    found = next((sent for sent in reversed(stage.told) if sent.about == about), None)
    if found is None:
        message = f"Usher did nothing that GitLab would report as {action} on {step.issue}"
        raise NotThere(message)
    return found
