"""Quotas: who has a place, who waits, and who comes next when one becomes free (docs/language/quotas.md).

A place is a value that one issue at most holds in the index of its workflow, so that two issues which come at the same
moment never get the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from automation.decide.perform import perform
from automation.decide.quota_terms import ALL, HELD, WAITING, Terms, claim_of, others, position, terms_of
from automation.decide.stages import enter, workflow_of
from automation.model.decision import Verdict
from automation.model.plan import Send
from automation.model.snapshot import Phase, QuotaState

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledQuota
    from automation.decide.desk import Desk

#: what is sent to those who wait when a place becomes free
FREED: Final = "quota-freed"


def admit(desk: Desk, quota: CompiledQuota) -> None:
    """Give an issue that has just come its stage by whether there is a place for it."""
    terms, spec = terms_of(desk, quota), quota.spec
    if not terms.needed:
        _let_in(desk, QuotaState(bucket=terms.bucket, state="exempt"), spec.takes, "it needs no place")
        perform(desk.acting(source="quota"), quota.on_exempt)
    elif not others(desk, WAITING, terms.bucket) and (place := _free_place(desk, terms)):
        state = QuotaState(bucket=terms.bucket, state="taken", place=place)
        _let_in(desk, state, spec.takes, f"place {place} of {terms.limit}{_of(terms.bucket)}")
        perform(desk.acting(source="quota"), quota.on_taken)
    else:
        _wait(desk, quota, terms)


def gate(desk: Desk, target: str) -> str | None:
    """What a move by hand to the stage `target` lacks; None where there is a place, which the issue then has."""
    quota = workflow_of(desk).quota
    if quota is None or target not in quota.spec.kept_in or desk.draft.memory.stage in quota.spec.kept_in:
        return None
    terms = terms_of(desk, quota)
    place = _free_place(desk, terms) if terms.needed else 0
    if terms.needed and not place:
        return f"a free place: all {terms.limit}{_of(terms.bucket)} are taken"
    desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="taken" if terms.needed else "exempt", place=place))
    return None


def settle(desk: Desk) -> None:
    """Bring the issue's place in line with its stage and its bucket, and tell those who wait of a place set free."""
    workflow, memory = desk.workflow, desk.draft.memory
    quota = workflow.quota if workflow is not None and memory.phase is Phase.ACTIVE else None
    before = memory.quota
    if quota is not None:
        _settle(desk, quota)
    else:
        desk.draft.remember(quota=None)
    after = desk.draft.memory.quota
    is_kept = after is not None and before is not None and (after.place, after.bucket) == (before.place, before.bucket)
    if workflow is not None and before is not None and before.place and not is_kept:
        send = Send(name=FREED, data={}, workflows=(workflow.key,), key=WAITING, value=before.bucket or ALL)
        desk.draft.effects.append(send)


def _settle(desk: Desk, quota: CompiledQuota) -> None:
    stage, known, terms = desk.draft.memory.stage, desk.draft.memory.quota, terms_of(desk, quota)
    if stage not in (*quota.spec.kept_in, quota.spec.waits):
        desk.draft.remember(quota=None)
    elif not terms.needed:
        desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="exempt"))
    elif stage == quota.spec.waits:
        _stand_in_line(desk, quota, terms)
    elif known is None or known.state == "exempt":
        _take_over(desk, terms)
    elif known.bucket != terms.bucket:
        _change(desk, quota, terms)


def _stand_in_line(desk: Desk, quota: CompiledQuota, terms: Terms) -> None:
    known = desk.draft.memory.quota
    desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="waiting"))
    free = terms.limit - len(others(desk, HELD, terms.bucket))
    place = _free_place(desk, terms) if position(desk, terms.bucket) <= free else 0
    if place:
        state = QuotaState(bucket=terms.bucket, state="taken", place=place)
        _let_in(desk, state, quota.spec.takes, f"place {place} of {terms.limit}{_of(terms.bucket)} became free")
        perform(desk.acting(source="quota"), quota.on_promoted)
    elif known is not None and known.bucket != terms.bucket:
        perform(desk.acting(source="quota"), quota.on_waiting)


def _take_over(desk: Desk, terms: Terms) -> None:
    """An issue that came into its stage by another way takes a place where there is one; it is counted in any case."""
    place = _free_place(desk, terms)
    desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="taken" if place else "over", place=place))


def _change(desk: Desk, quota: CompiledQuota, terms: Terms) -> None:
    """A place in another bucket is asked for as by an issue that has just come; the stage stays where there is one."""
    place = 0 if others(desk, WAITING, terms.bucket) else _free_place(desk, terms)
    if not place:
        _wait(desk, quota, terms)
        return
    desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="taken", place=place))
    desk.draft.because("Quota", Verdict.YES, f"place {place} of {terms.limit}{_of(terms.bucket)}")
    perform(desk.acting(source="quota"), quota.on_taken)


def _let_in(desk: Desk, state: QuotaState, stage: str, words: str) -> None:
    desk.draft.remember(quota=state)
    desk.draft.because("Quota", Verdict.YES, words)
    enter(desk.acting(source="quota"), stage)


def _wait(desk: Desk, quota: CompiledQuota, terms: Terms) -> None:
    desk.draft.remember(quota=QuotaState(bucket=terms.bucket, state="waiting"))
    desk.draft.because("Quota", Verdict.NO, f"no place is free{_of(terms.bucket)}, of {terms.limit}")
    enter(desk.acting(source="quota"), quota.spec.waits)
    perform(desk.acting(source="quota"), quota.on_waiting)


def _free_place(desk: Desk, terms: Terms) -> int:
    """The number of a place that the issue has now; 0 where all are others'."""
    key, claimant = workflow_of(desk).key, desk.draft.claimant
    places = range(1, terms.limit + 1)
    return next((n for n in places if desk.ask.holder(key, claim_of(terms.bucket, n), claimant) is None), 0)


def _of(bucket: str) -> str:
    return f" for {bucket}" if bucket else ""
