"""What a decision knows of a clock beforehand: where it starts, what ends it, and when the issue moved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from automation.config.clock import StartField
from automation.decide.clocks.compiled import CompiledClock, Pace
from automation.decide.clocks.instants import midnight
from automation.decide.clocks.timeline import FIELD, OPENED, STAGE, Origin, Turn
from automation.decide.dates import as_date
from automation.decide.instants import to_instant
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.events import EventKind

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.model.events import Event
    from automation.model.snapshot import ClockState, HistoryEvent

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
#: what GitLab reports at once, so that it is known when it happened
_REPORTED: Final = frozenset({EventKind.ISSUE, EventKind.NOTE, EventKind.EMOJI})


def origin_of(desk: Desk, clock: CompiledClock, state: ClockState | None) -> Origin | None:
    """What `clock`, so far in `state`, starts from on this issue; None where it never does.

    A field that is emptied, or cannot be read any more, leaves the start as it was.
    """
    starts: str | StartField = clock.spec.starts
    if isinstance(starts, StartField):
        named = _named(desk, clock, starts.field) or (state.started_at if state and state.source == FIELD else None)
        if named is not None:
            return Origin(FIELD, named)
        starts = starts.otherwise
    if starts == "opened":
        # GitLab always says when; a body that does not must not start the clock again with each look
        return Origin(OPENED, desk.draft.before.created_at or (state.started_at if state else desk.now))
    return Origin(STAGE) if starts == "stage" else None


def _named(desk: Desk, clock: CompiledClock, field: str) -> datetime | None:
    """The instant in the field; a date is its first instant."""
    value = desk.fields.get(field, "")
    day = as_date(value)
    return to_instant(value, clock.calendar.zone) if day is None else midnight(day, clock.calendar)


def end_of(desk: Desk, clock: CompiledClock, state: ClockState | None, changed: datetime) -> datetime | None:
    """When (UTC) the condition of `clock` ends it, or has; None where it does not.

    A condition that is an instant ends the clock then, any other when the issue changed. A clock that is looked at for
    the first time is over where its condition holds already, since nobody knows for how long it has.
    """
    condition = clock.spec.until
    if condition is None:
        return None
    try:
        found = desk.rules.texts.expression(condition).evaluate(desk.names())
    except ConditionError as fault:
        desk.draft.because(f"Clock {clock.name}: until", Verdict.ERROR, str(fault))
        return None
    if isinstance(found, datetime):
        return found
    if not found:
        return None
    return _LONG_AGO if state is None else changed


def changed_at(batch: Batch, now: datetime) -> datetime:
    """When what `batch` tells of happened: its newest report, else now (UTC)."""
    reported = [event.at for event in batch.foreign() if event.kind in _REPORTED]
    return min(max(reported, default=now), now)


def turns_of(desk: Desk, batch: Batch, clock: CompiledClock) -> list[Turn]:
    """The way of the issue through its stages in this decision, and where it is now, for `clock`."""
    found = [Turn(stage, moved_at(desk, batch, stage), clock.pace(stage)) for stage in desk.draft.entered]
    return [*found, _here(desk, clock, _here_since(desk, batch))]


def turns_at(desk: Desk, clock: CompiledClock, at: datetime) -> list[Turn]:
    """The same where all of it happened at `at` (UTC)."""
    found = [Turn(name, at, clock.pace(name)) for name in desk.draft.entered]
    return [*found, _here(desk, clock, at)]


def _here(desk: Desk, clock: CompiledClock, since: datetime) -> Turn:
    """The issue as it is now; one that is closed although its stage is not has left it, in a way."""
    stage = desk.draft.memory.stage or ""
    known = desk.workflow.stages.get(stage) if desk.workflow else None
    is_closed_early = desk.draft.state == "closed" and not (known is not None and known.spec.closed)
    return Turn(stage, since, Pace.STOPS if is_closed_early else clock.pace(stage))


def _here_since(desk: Desk, batch: Batch) -> datetime:
    """Since when the issue is as it is now, in its stage, open or closed."""
    seen, changed = batch.memory.seen, changed_at(batch, desk.now)
    is_new = bool(desk.draft.entered) or (seen is not None and seen.state != desk.draft.state)
    return changed if is_new else desk.draft.memory.stage_since or changed


def moved_at(desk: Desk, batch: Batch, stage: str) -> datetime:
    """When the issue came into `stage`: when somebody set its label, as far as GitLab tells, else as `changed_at`."""
    label = desk.workflow.stage_label(stage) if desk.workflow else ""
    told = [event.at for event in batch.foreign() if label in _new_labels(event)]
    found = told or [entry.at for entry in _news(batch) if (entry.label, entry.action) == (label, "add")]
    return min(found[-1], desk.now) if found else changed_at(batch, desk.now)


def _news(batch: Batch) -> list[HistoryEvent]:
    """What GitLab tells of others since the issue was last seen; all of it is older where it never was."""
    known = batch.memory.seen.updated_at if batch.memory.seen else None
    return [entry for entry in batch.history if known and entry.at > known and entry.user != batch.bot.username]


def _new_labels(event: Event) -> frozenset[str]:
    change = event.changes.get("labels")
    return frozenset() if change is None else frozenset(change.current or ()) - frozenset(change.previous or ())
