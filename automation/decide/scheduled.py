"""Schedules: what comes round is done without an issue, as of the instant at which it was to be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled, CompiledSchedule
from automation.decide.desk import Desk
from automation.decide.draft import Draft
from automation.decide.lookups import LookUps
from automation.decide.occurrences import Occurrence
from automation.decide.perform import perform
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event, EventKind, User
from automation.model.plan import Effect, Plan
from automation.model.refs import schedule_key


def decide_scheduled(batch: Batch, rules: Compiled, ask: LookUps) -> Decision:
    """What the schedules of the events of `batch` do, in order.

    Due dates and texts count from the instant at which an occurrence was to fire, however late it is made up for: every
    occurrence has its own date (rules.md, recurrences).
    """
    done = [_one(event, rules, ask, batch.bot) for event in batch.events]
    outcomes = {event.id: outcome for event, (outcome, _, _) in zip(batch.events, done, strict=True)}
    return Decision(
        outcome=done[0][0],
        outcomes=outcomes,
        plan=Plan(tuple(effect for _, effects, _ in done for effect in effects)),
        reasons=tuple(reason for _, _, reason in done),
    )


def _one(event: Event, rules: Compiled, ask: LookUps, bot: User) -> tuple[Outcome, list[Effect], Reason]:
    schedule = rules.schedules.get(event.action)
    title = f"Schedule {event.action}"
    if schedule is None or not schedule.enabled:
        words = "it is switched off" if schedule else "there is no schedule of this name any more"
        return Outcome.SKIPPED, [], Reason(title, Verdict.SKIPPED, words)
    desk = desk_for(rules, schedule, event.data, ask, bot)
    perform(desk, schedule.actions)
    words = f"{desk.extra['occurrence']:%Y-%m-%d %H:%M} {schedule.timetable.zone.key}"
    return Outcome.PROCESSED, desk.draft.effects, Reason(title, Verdict.YES, words, tuple(desk.draft.reasons))


def event_of(schedule: CompiledSchedule, found: Occurrence, now: datetime) -> Event:
    """The event that `schedule` comes round with `found`, noticed at `now` (UTC); known by the local date."""
    return Event(
        id=f"{schedule_key(schedule.name)}:{found.day}",
        kind=EventKind.SCHEDULE,
        action=schedule.name,
        at=now,
        data={"occurrence": found.at.isoformat(), "fires_at": found.fires_at.isoformat(), "slot": found.slot},
    )


def desk_for(rules: Compiled, schedule: CompiledSchedule, data: Mapping[str, Any], ask: LookUps, bot: User) -> Desk:
    """Where `schedule` is worked out; `data` are those of its event."""
    occurrence = datetime.fromisoformat(data["occurrence"]).astimezone(schedule.timetable.zone)
    return Desk(
        rules=rules,
        draft=Draft.without_issue(bot.username, schedule_key(schedule.name)),
        ask=ask,
        now=datetime.fromisoformat(data["fires_at"]),
        bot=bot,
        actor=bot.username,
        source=f"Schedule {schedule.name}",
        extra={"occurrence": occurrence, "slot": data["slot"]},
        own_calendar=schedule.timetable.calendar,
    )
