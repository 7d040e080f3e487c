"""Bringing the clocks of an issue up to date at the end of a decision: steps are done, states kept, looks planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from automation.decide.clocks.sources import changed_at, end_of, origin_of, turns_at, turns_of
from automation.decide.clocks.timeline import Player, Taken, Turn
from automation.decide.clocks.view import instant_words, reason_of, step_names
from automation.decide.perform import perform_under
from automation.decide.rules import run_rules
from automation.decide.templates import ConditionError
from automation.model.decision import Reason, Verdict
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.clocks.compiled import CompiledClock
    from automation.decide.desk import Desk

#: instants of steps in one decision; more is a loop between stages, which the explanation names
_LIMIT: Final = 100


def tend(desk: Desk, batch: Batch) -> datetime | None:
    """Do the steps that have come, in the order of their instants; gives the instant (UTC) at which the next one comes.

    The times of what happened decide, not the time of the look: who looks late finds what was there to be found.
    """
    if desk.workflow is None or not desk.workflow.clocks or desk.draft.memory.phase is not Phase.ACTIVE:
        return None
    players = [_player(desk, batch, clock) for clock in desk.workflow.clocks.values()]
    turns = {player.clock.name: turns_of(desk, batch, player.clock) for player in players}
    _play(desk, players, turns)
    desk.draft.reasons.extend(reason for player in players if (reason := reason_of(player, desk.draft.memory.stage)))
    return min((found[0] for player in players if (found := player.upcoming())), default=None)


def _player(desk: Desk, batch: Batch, clock: CompiledClock) -> Player:
    state = desk.draft.memory.clocks.get(clock.name)
    return Player(
        clock=clock,
        origin=origin_of(desk, clock, state),
        state=state,
        now=desk.now,
        due=desk.draft.due_date,
        ends=end_of(desk, clock, state, changed_at(batch, desk.now)),
        held=desk.rules.config.labels.hold in desk.draft.labels,
    )


def _play(desk: Desk, players: Sequence[Player], turns: Mapping[str, list[Turn]]) -> None:
    """Let time pass from step to step until now: what a step does counts for those that come after it."""
    until = max(found[-1].at for found in turns.values())
    for _ in range(_LIMIT):
        state = desk.draft.state
        desk.draft.entered.clear()
        _advance(desk, players, turns, until)
        turns = {player.clock.name: turns_at(desk, player.clock, until) for player in players}
        if not desk.draft.entered and desk.draft.state == state:
            if until >= desk.now:
                return
            until = min([found[0] for player in players if (found := player.upcoming())] + [desk.now])
    desk.draft.because("Clocks", Verdict.ERROR, f"stopped after {_LIMIT} instants: do steps lead in a circle?")


def _advance(desk: Desk, players: Sequence[Player], turns: Mapping[str, list[Turn]], until: datetime) -> None:
    """Let time pass until `until`, and do the steps that come."""
    taken = [(player, step) for player in players for step in player.play(turns[player.clock.name], until)]
    states = {player.clock.name: player.state for player in players if player.state is not None}
    desk.draft.remember(clocks=states)
    for player, step in sorted(taken, key=lambda pair: pair[1].coming):
        _do(desk, player.clock, step)
    if taken:
        run_rules(desk)
        _look_again(desk, players, until)


def _look_again(desk: Desk, players: Sequence[Player], at: datetime) -> None:
    """A step may fulfil the condition that ends a clock, put the issue on hold, or move its due date."""
    for player in players:
        player.ends = player.ends or end_of(desk, player.clock, player.state, at)
        player.held = desk.rules.config.labels.hold in desk.draft.labels
        player.due = desk.draft.due_date


def _do(desk: Desk, clock: CompiledClock, taken: Taken) -> None:
    """Do one step, where its condition holds; the explanation has it with all that it did."""
    step, number = taken.step, desk.draft.memory.entries
    at = desk.acting(source=f"clock {clock.name} {number}", **step_names(clock, step, taken))
    title, came = f"Clock {clock.name}: {step.name}", f"came at {instant_words(clock, taken.coming.at)}"
    try:
        if not at.holds(step.when):
            desk.draft.because(title, Verdict.NO, f"{came}; {step.when} does not hold")
            return
    except ConditionError as fault:
        desk.draft.because(title, Verdict.ERROR, str(fault))
        return
    perform_under(at, step.actions, Reason(title, Verdict.YES, came))
