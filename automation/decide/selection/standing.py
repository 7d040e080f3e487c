"""Conditions on what an issue is: state, confidentiality, type, people, milestone, weight, iteration, health."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from automation.config.selection import Selection
from automation.decide.selection.amounts import number_condition
from automation.decide.selection.look import Row, RowCondition
from automation.model.snapshot import Snapshot

#: words of `Selection.milestone` that are no title
MILESTONES = ("none", "any", "upcoming", "started", "expired")


def standing_conditions(spec: Selection) -> Iterator[RowCondition]:
    """What `spec` says of the issue itself, cheapest first."""
    if spec.state != "all":
        yield _is("state", spec.state, lambda issue: issue.state)
    if spec.confidential is not None:
        yield RowCondition("confidential", _confidential(spec.confidential))
    if spec.type:
        yield RowCondition("type", _among([name.casefold() for name in spec.type], _type))
    if spec.author:
        yield RowCondition("author", _among([name.casefold() for name in spec.author], _author))
    if spec.assignee:
        yield RowCondition("assignee", _assigned([name.casefold() for name in spec.assignee]))
    if spec.milestone is not None:
        yield RowCondition("milestone", _milestone(spec.milestone))
    if spec.weight is not None:
        yield number_condition("weight", spec.weight, lambda figures: figures.weight)
    if spec.iteration is not None:
        yield RowCondition("iteration", _iteration(spec.iteration))
    if spec.health is not None:
        yield _is("health", spec.health, lambda issue: issue.figures.health)


def type_word(issue: Snapshot) -> str:
    """The type as GitLab's parameters write it: ``test_case`` for a Test Case."""
    return issue.type.casefold().replace(" ", "_")


def _type(row: Row) -> str:
    return type_word(row.issue)


def _author(row: Row) -> str:
    return row.issue.author.casefold()


def _is(name: str, wanted: str, read: Callable[[Snapshot], str | None]) -> RowCondition:
    return RowCondition(
        name, lambda row: None if read(row.issue) == wanted else f"it is {read(row.issue) or 'not set'}"
    )


def _confidential(wanted: bool) -> Callable[[Row], str | None]:
    words = "it is not confidential" if wanted else "it is confidential"
    return lambda row: None if row.issue.confidential == wanted else words


def _among(wanted: list[str], read: Callable[[Row], str]) -> Callable[[Row], str | None]:
    return lambda row: None if read(row) in wanted else f"it is {read(row) or 'nobody'}"


def _assigned(wanted: list[str]) -> Callable[[Row], str | None]:
    def misses(row: Row) -> str | None:
        names = row.issue.assignees
        held = {
            "none": not names,
            "any": bool(names),
        }.get(wanted[0], any(name.casefold() in wanted for name in names))
        return None if held else f"assigned to {', '.join(names) or 'nobody'}"

    return misses


def _milestone(wanted: str) -> Callable[[Row], str | None]:
    word = wanted.casefold()

    def misses(row: Row) -> str | None:
        held = _at(row, word) if word in MILESTONES else row.issue.milestone == wanted
        return None if held else f"it has {_milestone_words(row)}"

    return misses


def _at(row: Row, word: str) -> bool:
    """Whether the milestone is what `word` says (GitLab docs, api/issues.md, milestone_id)."""
    figures = row.issue.figures
    if not row.issue.milestone:
        return word == "none"
    active, due, starts = figures.milestone_state != "closed", figures.milestone_due, figures.milestone_starts
    return {
        "none": False,
        "any": True,
        "upcoming": active and due is not None and due > row.today,
        "started": active and starts is not None and starts <= row.today,
        "expired": due is not None and due < row.today,
    }[word]


def _milestone_words(row: Row) -> str:
    if not row.issue.milestone:
        return "none"
    due = row.issue.figures.milestone_due
    return row.issue.milestone + (f", due on {due}" if due else "")


def _iteration(wanted: str) -> Callable[[Row], str | None]:
    word = wanted.casefold()

    def misses(row: Row) -> str | None:
        seen = row.issue.figures.iteration
        held = {"none": seen is None, "any": seen is not None}.get(word, seen == wanted)
        return None if held else f"it has {'none' if seen is None else seen or 'one without a title'}"

    return misses
