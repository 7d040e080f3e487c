"""Digests: one new issue that lists what a sweep selected (rules.md, policies)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from automation.decide.action import ActionFault
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled, CompiledDigest, CompiledPolicy
from automation.decide.desk import Desk
from automation.decide.digest_items import view_of
from automation.decide.draft import Draft
from automation.decide.guard import Safe
from automation.decide.guard import title as guard_title
from automation.decide.lookups import LookUps
from automation.decide.messages import checked
from automation.decide.templates import ConditionError
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event, EventKind, User
from automation.model.plan import OpenIssue, Plan
from automation.model.refs import digest_key

#: characters of all lines together; GitLab takes 1,048,576 of a description (api/issues.md)
_ROOM: Final = 900_000


def decide_digests(batch: Batch, rules: Compiled, ask: LookUps) -> Decision:
    """The issues that list what the sweeps of the events of `batch` selected, in order."""
    done = [_one(event, rules, ask, batch.bot) for event in batch.events]
    return Decision(
        outcome=done[0][0],
        outcomes={event.id: outcome for event, (outcome, _, _) in zip(batch.events, done, strict=True)},
        plan=Plan(tuple(effect for _, effect, _ in done if effect is not None)),
        reasons=tuple(reason for _, _, reason in done),
    )


def event_of(policy: str, items: Sequence[Mapping[str, Any]], count: int, *, event_id: str, at: datetime) -> Event:
    """The event that the sweep of `policy` is over.

    Args:
        policy: name of the policy.
        items: what it selected, each as `item_of` gives it; of very many issues the first.
        count: how many it selected.
        event_id: the key of its delivery.
        at: when the sweep began (UTC).
    """
    data = {"items": [dict(item) for item in items], "count": count, "at": at.isoformat()}
    return Event(id=event_id, kind=EventKind.DIGEST, action=policy, at=at, data=data)


def _one(event: Event, rules: Compiled, ask: LookUps, bot: User) -> tuple[Outcome, OpenIssue | None, Reason]:
    policy = rules.policies.get(event.action)
    title = f"Digest {event.action}"
    if policy is None or policy.digest is None:
        return Outcome.SKIPPED, None, Reason(title, Verdict.SKIPPED, "there is no digest of this name any more")
    if not event.data["count"]:
        return Outcome.PROCESSED, None, Reason(title, Verdict.NO, "nothing was selected")
    try:
        effect, words = _opened(desk_for(rules, policy, event.data, ask, bot), policy.digest, event.data)
    except (ActionFault, ConditionError) as fault:
        return Outcome.PROCESSED, None, Reason(title, Verdict.ERROR, str(fault))
    return Outcome.PROCESSED, effect, Reason(title, Verdict.YES, words)


def desk_for(rules: Compiled, policy: CompiledPolicy, data: Mapping[str, Any], ask: LookUps, bot: User) -> Desk:
    """Where the digest of `policy` is worked out; `data` are those of its event."""
    now = datetime.fromisoformat(data["at"])
    return Desk(
        rules=rules,
        draft=Draft.without_issue(bot.username, digest_key(policy.name)),
        ask=ask,
        now=now,
        bot=bot,
        actor=bot.username,
        source=f"Digest {policy.name}",
        extra={
            **policy.rule.names,
            "occurrence": now.astimezone(policy.select.calendar.zone),
            "policy": policy.name,
            "count": data["count"],
        },
    )


def _opened(desk: Desk, digest: CompiledDigest, data: Mapping[str, Any]) -> tuple[OpenIssue, str]:
    lines = list(_within(_lines(desk, digest, data["items"]), _ROOM))
    more = data["count"] - len(lines)
    lines += [f"\nand {more} more"] if more else []
    effect = OpenIssue(
        project=digest.project,
        title=guard_title(desk.raw(digest.spec.title)),
        description=checked(desk, digest.spec.text, items=Safe("\n".join(lines)), more=more).strip("\r\n"),
        labels=frozenset(digest.spec.labels),
        assignees=desk.rules.people.named(digest.spec.assignees),
        confidential=digest.spec.confidential,
    )
    return effect, f"lists {data['count']} issues in {digest.project}" + (f", {more} without a line" if more else "")


def _lines(desk: Desk, digest: CompiledDigest, items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for item in items:
        yield checked(desk, digest.spec.item, item=view_of(desk.rules.config, digest, item))


def _within(lines: Iterator[str], room: int) -> Iterator[str]:
    """As many of the `lines` as have room, with a line break behind each."""
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line
