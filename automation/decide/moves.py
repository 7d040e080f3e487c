"""Whether a step between stages is allowed: table, then role, then gate (rules.md G09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.config.workflow import HELD_FROM, Move
from automation.decide import quotas
from automation.decide.people import spoken
from automation.decide.templates import ConditionError
from automation.model.decision import Seen, Verdict

if TYPE_CHECKING:
    from automation.decide.desk import Desk


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move is not made."""

    #: not-allowed, role, gate:<name>, ambiguous, derived, no-intake
    reason: str
    #: what is missing, in words
    needed: str = ""
    #: of a gate that is shut
    seen: Seen | None = None


def judge(desk: Desk, start: str | None, target: str, actor: str | None) -> Refusal | None:
    """None when `actor` may move the issue from `start` to `target`, else why not."""
    moves = [move for move in _from(desk, start) if target in _targets(desk, move)]
    if not moves:
        return Refusal("derived" if _derived(desk, target) else "not-allowed")
    permitted = [move for move in moves if desk.may(move.by, actor)]
    if not permitted:
        return Refusal("role", f"only {_who(moves)} may do this")
    refusals = [_gate(desk, move) for move in permitted]
    if None not in refusals:
        return refusals[0]
    lacking = quotas.gate(desk, target)
    return None if lacking is None else Refusal("gate:quota", lacking)


def open_to(desk: Desk, start: str | None, actor: str | None) -> list[str]:
    """The stages that `actor` may move the issue to from `start`, gates aside."""
    found = [to for move in _from(desk, start) if desk.may(move.by, actor) for to in _targets(desk, move)]
    return list(dict.fromkeys(found))


def _from(desk: Desk, start: str | None) -> tuple[Move, ...]:
    return desk.workflow.moves_from(start) if desk.workflow else ()


def _targets(desk: Desk, move: Move) -> list[str]:
    held = desk.draft.memory.held_from
    return [stage for to in move.to for stage in ([held] if to == HELD_FROM else [to]) if stage]


def _derived(desk: Desk, target: str) -> bool:
    return desk.workflow is not None and any(entry.stage == target for entry in desk.workflow.spec.derive_stage)


def _gate(desk: Desk, move: Move) -> Refusal | None:
    name = f"gate:{move.gate or 'closed'}"
    try:
        held, seen = desk.weigh(move.if_ or "true")
    except ConditionError as fault:
        return Refusal(name, f"the gate cannot be judged: {fault}")
    return None if held else Refusal(name, _missing(desk, move) or f"the condition is: {move.if_}", seen)


def _missing(desk: Desk, move: Move) -> str:
    """What the configuration says of the shut gate of `move`; nothing where its text cannot be filled in."""
    try:
        return desk.text(move.otherwise)
    except ConditionError as fault:
        desk.draft.because(f"Gate {move.gate or 'closed'}", Verdict.ERROR, str(fault))
        return ""


def _who(moves: list[Move]) -> str:
    return spoken(word for move in moves for word in move.by) or "Usher"
