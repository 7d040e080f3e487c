"""Taking back a change of an issue, part by part: only what nobody has touched since (design.md §6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from automation.decide.labels import in_scope, scope_of
from automation.decide.undo_words import Written, kept, taken
from automation.model.decision import Reason
from automation.model.plan import UNSET, UpdateIssue

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledWorkflow
    from automation.decide.desk import Desk

_SINCE: Final = "changed since"
_STATES: Final = {"close": "closed", "reopen": "opened"}
#: parts with one value, and what each is called
_VALUES: Final = {
    "due_date": "due date",
    "title": "title",
    "milestone": "milestone",
    "locked": "lock",
    "description": "description",
}


def back_to(desk: Desk, written: Written) -> Iterator[Reason]:
    """Change the draft back to what it was before `written`, an update; one reason for each part."""
    effect, back = written.effect, written.inverse
    if not isinstance(effect, UpdateIssue) or not isinstance(back, UpdateIssue):
        yield kept("change of the issue", "it changed nothing, or what was there before is not kept any more")
        return
    yield from _stage(desk, back)
    yield from _labels(desk, back)
    yield from _people(desk, back, tuple(written.result["assignees"]))
    yield from _state(desk, effect, back)
    yield from _values(desk, effect, back)
    if back.confidential is not None:
        yield _confidential(desk, shown=not back.confidential)


def _stage(desk: Desk, back: UpdateIssue) -> Iterator[Reason]:
    """The stage goes back with its label, without what leaving and entering stages do."""
    workflow = desk.workflow
    ours = _of_stages(workflow, back.remove_labels)
    if workflow is None or not ours:
        return
    old = [label for label in _of_stages(workflow, back.add_labels) if label in workflow.stage_labels()]
    if not desk.draft.labels.issuperset(ours):
        yield kept(f"stage {', '.join(ours)}", "the issue has moved on since")
    elif not old:
        yield kept(f"stage {', '.join(ours)}", "an issue of the workflow is never without a stage")
    else:
        desk.draft.labels -= set(ours)
        desk.draft.labels.add(old[0])
        _remember_stage(desk, workflow, old[0])
        yield taken(f"stage {', '.join(ours)}", f"{old[0]} again")


def _remember_stage(desk: Desk, workflow: CompiledWorkflow, label: str) -> None:
    memory, draft = desk.draft.memory, desk.draft
    stage = next(name for name in workflow.stages if workflow.stage_label(name) == label)
    held_from = memory.stage if workflow.stages[stage].spec.holds else None
    draft.entered.append(stage)
    draft.passed.append(stage)
    draft.remember(stage=stage, stage_since=desk.now, entries=memory.entries + 1, held_from=held_from)


def _of_stages(workflow: CompiledWorkflow | None, labels: frozenset[str]) -> list[str]:
    return [] if workflow is None else sorted(label for label in labels if workflow.is_stage_label(label))


def _labels(desk: Desk, back: UpdateIssue) -> Iterator[Reason]:
    """Labels that the run set go, then those that it took off come again."""
    draft = desk.draft
    for label in sorted(back.remove_labels - set(_of_stages(desk.workflow, back.remove_labels))):
        if label not in draft.labels:
            yield kept(f"label {label}", "it is not there any more")
        elif _was_touched(desk, f"label:{label}"):
            yield kept(f"label {label}", "people have set it again since")
        else:
            draft.labels.discard(label)
            _reverse(desk, f"label:{label}")
            yield taken(f"label {label}", "taken off")
    for label in sorted(back.add_labels - set(_of_stages(desk.workflow, back.add_labels))):
        yield _set_again(desk, label)


def _set_again(desk: Desk, label: str) -> Reason:
    draft, scope = desk.draft, scope_of(label)
    if label in draft.labels:
        return kept(f"label {label}", "it is there already")
    if scope is not None and (others := in_scope(draft.labels, scope)):
        return kept(f"label {label}", f"{others[0]} was set since")
    draft.labels.add(label)
    return taken(f"label {label}", "set again")


def _people(desk: Desk, back: UpdateIssue, after: tuple[str, ...]) -> Iterator[Reason]:
    """Assignees whom the run added go; those whom they took the place of come again where all of them could go."""
    if back.assignees is None:
        return
    draft, gone = desk.draft, True
    for name in (name for name in after if name not in back.assignees):
        if name in draft.assignees and not _was_touched(desk, f"assignee:{name}"):
            _unassign(desk, name)
            yield taken(f"assignee {name}", "taken off")
        else:
            gone = False
            yield kept(f"assignee {name}", _SINCE)
    for name in (name for name in back.assignees if name not in after and name not in draft.assignees):
        if gone:
            draft.assignees.append(name)
            yield taken(f"assignee {name}", "assigned again")
        else:
            yield kept(f"assignee {name}", "the assignees have changed since")


def _unassign(desk: Desk, name: str) -> None:
    draft = desk.draft
    draft.assignees.remove(name)
    draft.remember(owners=tuple(owner for owner in draft.memory.owners if owner != name))
    _reverse(desk, f"assignee:{name}")


def _state(desk: Desk, effect: UpdateIssue, back: UpdateIssue) -> Iterator[Reason]:
    if back.state_event is None:
        return
    ours = _STATES[effect.state_event or ""]
    if desk.draft.state != ours or _was_touched(desk, f"state:{ours}"):
        yield kept(ours, _SINCE)
        return
    desk.draft.state = _STATES[back.state_event]
    _reverse(desk, f"state:{ours}")
    yield taken(ours, f"{desk.draft.state} again")


def _values(desk: Desk, effect: UpdateIssue, back: UpdateIssue) -> Iterator[Reason]:
    for name, words in _VALUES.items():
        ours, was = getattr(effect, name), getattr(back, name)
        if was is UNSET or (was is None and name != "due_date"):
            continue
        if getattr(desk.draft, name) != _as_shown(name, ours):
            yield kept(words, _SINCE)
        else:
            setattr(desk.draft, name, was)
            yield taken(words, "as before")


def _as_shown(name: str, value: Any) -> Any:
    """`value` as GitLab shows it."""
    return value.strip() if name == "title" else value


def _confidential(desk: Desk, *, shown: bool) -> Reason:
    if shown:
        return kept("confidential", "what was hidden is shown again by a person only")
    if desk.draft.confidential:
        return kept("confidential", "it is hidden already")
    desk.draft.confidential = True
    return taken("confidential", "hidden again")


def _was_touched(desk: Desk, item: str) -> bool:
    """Whether a person took `item` back before, so that it is there by a person's will."""
    source = desk.draft.memory.given.get(item)
    return source is not None and f"{source}|{item}" in desk.draft.memory.reversed


def _reverse(desk: Desk, item: str) -> None:
    """Remember `item` as taken back by a person from what had set it."""
    memory = desk.draft.memory
    if item in memory.given:
        desk.draft.remember(reversed=memory.reversed | {f"{memory.given[item]}|{item}"})
