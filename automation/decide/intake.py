"""How an issue comes into its workflow: complete, unique, owned, at the first stage (rules.md G10, G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.due import KEEP, due_date, parse_due
from automation.decide.fields import malformed
from automation.decide.guard import Safe
from automation.decide.labels import in_scope
from automation.decide.messages import tell
from automation.decide.owners import choose_owners, find_owners
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
    workflow, fields = workflow_of(desk), desk.fields
    for label in workflow.spec.labels:
        desk.draft.add_label(label, "workflow")
    missing = [name for name, spec in workflow.spec.fields.items() if spec.required and not fields[name]]
    wrong = [
        f"{name}: {words}"
        for name, spec in workflow.spec.fields.items()
        if fields[name] and (words := malformed(spec, fields[name]))
    ]
    if missing or wrong:
        _ask(desk, missing, wrong)
        return
    _stop_asking(desk)
    other = None if trusted else _other_holder(desk)
    if other is not None:
        _suspend_duplicate(desk, other)
    else:
        _admit(desk)


def _ask(desk: Desk, missing: list[str], wrong: list[str]) -> None:
    draft, at = desk.draft, desk.acting(source="needs-info")
    draft.add_label(desk.rules.config.labels.needs_info, "needs-info")
    if draft.memory.phase is not Phase.NEEDS_INFO:
        if desk.is_member(draft.before.author) and draft.before.author in desk.rules.people:
            draft.own((draft.before.author,), "needs-info")
        day = due_date(parse_due(desk.rules.config.needs_info_due), desk.today, desk.rules.calendar)
        draft.due_date = draft.due_date if day is KEEP else day
        draft.remember(phase=Phase.NEEDS_INFO)
    tell(at, "needs-info", missing=missing, malformed=wrong)
    draft.because("Required fields", Verdict.NO, "; ".join([*(f"{name} is missing" for name in missing), *wrong]))


def _stop_asking(desk: Desk) -> None:
    draft = desk.draft
    draft.labels.discard(desk.rules.config.labels.needs_info)
    draft.because("Required fields", Verdict.YES, "all are filled in")
    if "needs-info" in draft.memory.messages:
        text = desk.rules.messages["needs-info-complete"].text
        tell(desk.acting(source="needs-info"), "needs-info", text=text, mention=(), missing=(), malformed=())


def _other_holder(desk: Desk) -> str | None:
    workflow = workflow_of(desk)
    if workflow.spec.unique_by is None:
        return None
    value = workflow.key_value(workflow.spec.unique_by.key, desk.fields)
    return desk.ask.holder(workflow.key, value, desk.draft.claimant) if value else None


def _suspend_duplicate(desk: Desk, other: str) -> None:
    draft, unique = desk.draft, workflow_of(desk).spec.unique_by
    at = desk.acting(source="duplicates")
    draft.add_label(desk.rules.config.labels.duplicate, "duplicates")
    told = find_owners(at, (unique.tell if unique else None) or workflow_of(desk).spec.owner).usernames
    draft.own(told, "duplicates")
    draft.due_date = None
    draft.remember(phase=Phase.SUSPENDED)
    draft.because("Unique", Verdict.NO, f"{other} has the same {unique.key if unique else 'value'}")
    label = desk.rules.config.labels.duplicate
    tell(at, "duplicate-suspected", mention=told, of=Safe(other), duplicate_label=label)


def _admit(desk: Desk) -> None:
    workflow, draft, names = workflow_of(desk), desk.draft, desk.rules.config.labels
    draft.labels -= {names.spam, names.outsider, names.duplicate}
    draft.remember(phase=Phase.ACTIVE)
    if workflow.spec.owner is not None:
        _give(desk)
    first = workflow.spec.first_stage
    if first is not None:
        enter(desk, first)
    perform(desk.acting(source="intake"), workflow.on_intake)


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
