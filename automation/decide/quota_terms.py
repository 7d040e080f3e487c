"""What a quota means for an issue: its places, who else has one, who waits, and what texts see of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.snapshot import QuotaState

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledQuota
    from automation.decide.desk import Desk

#: index keys by which the issues of a bucket are found: those with a place, and those who wait
HELD: Final = "quota held"
WAITING: Final = "quota waiting"
#: stands for the one bucket of a quota without `per`
ALL: Final = "all"
#: places at most; a larger number is a slip of the pen
_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the quota means for the issue at hand."""

    #: value of `per`
    bucket: str
    limit: int
    needed: bool


def terms_of(desk: Desk, quota: CompiledQuota) -> Terms:
    """What `quota` means for the issue on `desk`; none of its texts leaves that open: then there is no place.

    A text that cannot be filled in is in the explanation.
    """
    try:
        bucket, limit = desk.raw(quota.spec.per).strip(), int(desk.raw(str(quota.spec.limit)).strip())
        return Terms(bucket, min(max(limit, 0), _MOST), desk.holds(quota.spec.if_))
    except (ConditionError, ValueError) as fault:
        desk.draft.because("Quota", Verdict.ERROR, f"its places cannot be counted: {fault}")
        return Terms("", 0, needed=True)


def claim_of(bucket: str, place: int) -> str:
    """The value that stands for a place in the index of claims."""
    return f"quota {bucket or ALL} {place}"


def others(desk: Desk, key: str, bucket: str) -> tuple[str, ...]:
    """The other issues of the bucket under the index key `key`, oldest first."""
    own = str(desk.draft.before.ref)
    found = desk.ask.related(_workflow(desk), key, bucket or ALL, key == WAITING)
    return tuple(ref for ref in found if ref != own)


def position(desk: Desk, bucket: str) -> int:
    """Which one the issue is of those who wait; the first is 1."""
    own = str(desk.draft.before.ref)
    waiting = desk.ask.related(_workflow(desk), WAITING, bucket or ALL, True)
    return waiting.index(own) + 1 if own in waiting else len(waiting) + 1


def index_of(state: QuotaState | None) -> dict[str, str]:
    """The index key under which an issue in `state` is found; none for one that neither has a place nor waits."""
    if state is None or state.state == "exempt":
        return {}
    return {WAITING if state.state == "waiting" else HELD: state.bucket or ALL}


class QuotaView(Mapping[str, Any]):
    """What texts see as ``quota``; what must be asked for is asked for when it is used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state = desk.draft.memory.quota or QuotaState(bucket="", state="")

    def __getitem__(self, name: str) -> Any:
        return _VIEWED[name](self._desk, self._state)

    def __iter__(self) -> Iterator[str]:
        return iter(_VIEWED)

    def __len__(self) -> int:
        return len(_VIEWED)


def _used(desk: Desk, state: QuotaState) -> int:
    return len(others(desk, HELD, state.bucket)) + (state.state in {"taken", "over"})


_VIEWED: Final[Mapping[str, Any]] = {
    "state": lambda _desk, state: state.state,
    "bucket": lambda _desk, state: state.bucket,
    "place": lambda _desk, state: state.place,
    "limit": lambda desk, _state: _limit(desk),
    "used": lambda desk, state: _used(desk, state) if desk.workflow else 0,
    "position": lambda desk, state: position(desk, state.bucket) if desk.workflow else 0,
}


def _limit(desk: Desk) -> int:
    quota = desk.workflow.quota if desk.workflow else None
    return 0 if quota is None else terms_of(desk, quota).limit


def _workflow(desk: Desk) -> str:
    return desk.workflow.key if desk.workflow else ""
