"""How an issue comes into its workflow: complete, unique, owned, at the first stage (rules.md G10, G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide import budgets, quotas
from automation.decide.completeness import NEEDS_INFO, Lack, ask_for, lack_of, stop_asking
from automation.decide.due import KEEP, due_date, parse_due
from automation.decide.duplicates import DUPLICATES, mark, other_holder
from automation.decide.guard import Safe
from automation.decide.labels import in_scope
from automation.decide.messages import tell
from automation.decide.owners import choose_owners
from automation.decide.perform import perform
from automation.decide.stages import enter, workflow_of
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.desk import Desk


def strip(desk: Desk, labels: frozenset[str]) -> frozenset[str]:
    """Drop the stage and protected labels among `labels`, which the author set at the opening (G10); gives them."""
    workflow = workflow_of(desk)
    own = desk.draft.before.author == desk.bot.username
    scopes = [] if own else list(workflow.spec.protected_labels)
    dropped = {label for label in labels if workflow.is_stage_label(label)}
    dropped |= {label for scope in scopes for label in in_scope(labels, scope)}
    desk.draft.labels -= dropped
    return frozenset(dropped)


def begin(desk: Desk, *, trusted: bool = False) -> None:
    """Take the issue in, or ask for what is missing; `trusted`: a member released it, so duplicates are allowed."""
    workflow = workflow_of(desk)
    for label in workflow.spec.labels:
        desk.draft.add_label(label, "workflow")
    lack = lack_of(workflow, desk.fields)
    if lack:
        _wait_for(desk, lack)
        return
    stop_asking(desk)
    other = None if trusted else other_holder(desk)
    if other is None:
        _admit(desk)
    elif workflow.spec.unique_by is not None and workflow.spec.unique_by.stage is not None:
        _end_duplicate(desk, other, workflow.spec.unique_by.stage)
    else:
        _suspend_duplicate(desk, other)


def _wait_for(desk: Desk, lack: Lack) -> None:
    """The author has some days to fill in what is lacking."""
    draft = desk.draft
    if draft.memory.phase is not Phase.NEEDS_INFO:
        if desk.is_member(draft.before.author) and draft.before.author in desk.rules.people:
            draft.own((draft.before.author,), NEEDS_INFO)
        day = due_date(parse_due(desk.rules.config.needs_info_due), desk.today, desk.calendar)
        draft.due_date = draft.due_date if day is KEEP else day
        draft.remember(phase=Phase.NEEDS_INFO)
    ask_for(desk, lack)


def _end_duplicate(desk: Desk, other: str, stage: str) -> None:
    """The workflow has a stage for duplicates: the issue is taken in there, and nothing else follows."""
    desk.draft.remember(phase=Phase.ACTIVE)
    desk.draft.because("Unique", Verdict.NO, f"{other} came first")
    enter(desk.acting(source=DUPLICATES), stage)
    tell(desk.acting(source=DUPLICATES), "duplicate-ended", of=Safe(other))


def _suspend_duplicate(desk: Desk, other: str) -> None:
    draft = desk.draft
    draft.own(mark(desk, other), DUPLICATES)
    draft.due_date = None
    draft.remember(phase=Phase.SUSPENDED)


def _admit(desk: Desk) -> None:
    workflow, draft, names = workflow_of(desk), desk.draft, desk.rules.config.labels
    draft.labels -= {names.spam, names.outsider, names.duplicate}
    draft.remember(phase=Phase.ACTIVE)
    if workflow.spec.owner is not None:
        _give(desk)
    if workflow.quota is not None:
        quotas.admit(desk, workflow.quota)
    elif (first := first_stage(desk)) is not None:
        enter(desk, first)
    budgets.settle(desk, anew=True)
    perform(desk.acting(source="intake"), workflow.on_intake)


def first_stage(desk: Desk) -> str | None:
    """Where the workflow on `desk` begins; the first stage listed where a text chooses none that there is."""
    workflow = workflow_of(desk)
    written, listed = workflow.spec.first_stage, next(iter(workflow.stages), None)
    try:
        chosen = None if written is None else desk.raw(written).strip()
    except ConditionError as fault:
        desk.draft.because("First stage", Verdict.ERROR, str(fault))
        return listed
    if chosen is not None and chosen not in workflow.stages:
        words = f"there is no stage {chosen!r}; stages are {', '.join(workflow.stages)}"
        desk.draft.because("First stage", Verdict.ERROR, words)
        return listed
    return chosen


def _give(desk: Desk) -> None:
    owner = workflow_of(desk).spec.owner
    if owner is None:
        return
    try:
        choice = choose_owners(desk, owner)
    except ConditionError as fault:
        desk.draft.because("Owner", Verdict.ERROR, str(fault))
        return
    desk.draft.own(choice.usernames, "workflow owner")
    desk.draft.because("Owner", Verdict.YES if choice.usernames else Verdict.NO, choice.words)
