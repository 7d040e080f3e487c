"""The parameters of GitLab's issue lists that narrow a listing to a selection (GitLab docs, api/issues.md).

They may let through what the selection does not take, never keep back what it does: every row is looked at again.
Instants are widened, since GitLab shows them cut to milliseconds; days are left away where GitLab, which counts them in
a zone of its own, may be a day behind or ahead; what an edition does not know it ignores, which only widens the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from automation.config.selection import Age, Due, Selection
from automation.config.words.span import to_days_span, to_span
from automation.decide.calendar import WorkCalendar
from automation.decide.selection.labels import is_pattern
from automation.decide.selection.standing import MILESTONES

_Pairs = Iterator[tuple[str, str]]

#: how far an instant that GitLab shows may lie before the one that it compares
_CUT: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)
#: what GitLab takes for a word instead of a name
_WORDS: Final = frozenset({"none", "any"})
#: with which GitLab begins its own words for milestones
_OWN: Final = "#"
_PRESENCE: Final = {"none": "None", "any": "Any"}


def filters_of(spec: Selection, calendar: WorkCalendar, now: datetime) -> dict[str, str]:
    """The parameters for a listing that begins at `now` (UTC), in alphabetical order."""
    parts = (_standing(spec), _labels(spec), _people(spec), _figures(spec), _times(spec, now))
    return dict(sorted((*chain(*parts), *_due(spec, calendar, now))))


def _standing(spec: Selection) -> _Pairs:
    if spec.state != "all":
        yield "state", spec.state
    if spec.confidential is not None:
        yield "confidential", str(spec.confidential).lower()
    if len(spec.type) == 1:
        yield "issue_type", spec.type[0].casefold()
    if spec.milestone is not None:
        yield from _milestone(spec.milestone)


def _milestone(wanted: str) -> _Pairs:
    word = wanted.casefold()
    if word in MILESTONES:
        yield "milestone_id", "None" if word == "none" else "Any"
    elif not wanted.startswith(_OWN):
        yield "milestone", wanted


def _labels(spec: Selection) -> _Pairs:
    wanted = [*spec.labels, *(dwell.label for dwell in spec.labelled)]
    wanted += spec.any_label if len(spec.any_label) == 1 else []
    names = _exact(wanted)
    if names:
        yield "labels", ",".join(names)
    elif "*" in spec.without_labels:
        yield "labels", "None"
    elif wanted or spec.any_label:
        yield "labels", "Any"
    unwanted = _exact(spec.without_labels)
    if unwanted:
        yield "not[labels]", ",".join(unwanted)


def _exact(names: Iterable[str]) -> list[str]:
    """Those of `names` that GitLab's parameter takes as they are, sorted: commas part them there."""
    return sorted(
        {name for name in names if not is_pattern(name) and "," not in name and name.casefold() not in _WORDS}
    )


def _people(spec: Selection) -> _Pairs:
    if len(spec.author) == 1:
        yield "author_username", spec.author[0]
    word = spec.assignee[0].casefold() if spec.assignee else ""
    if word in _PRESENCE:
        yield "assignee_id", _PRESENCE[word]
    elif len(spec.assignee) == 1:
        yield "assignee_username", spec.assignee[0]
    elif spec.assignee or spec.assignee_in or spec.assignee_not_in:
        yield "assignee_id", "Any"


def _figures(spec: Selection) -> _Pairs:
    if spec.weight is not None:
        yield "weight", _weight(spec.weight)
    if spec.iteration is not None:
        word = spec.iteration.casefold()
        yield ("iteration_id", _PRESENCE[word]) if word in _PRESENCE else ("iteration_title", spec.iteration)
    if spec.health is not None:
        yield "health_status", spec.health


def _weight(wanted: object) -> str:
    if isinstance(wanted, int):
        return str(wanted)
    return "None" if wanted == "none" else "Any"


def _times(spec: Selection, now: datetime) -> _Pairs:
    ages = [age for age in (spec.created, *spec.labelled) if age is not None]
    quiet = [Age(older_than=spec.quiet)] if spec.quiet is not None else []
    opened = [to_span(age.older_than).before(now) for age in (*ages, *quiet) if age.older_than is not None]
    if opened:
        yield "created_before", (min(opened) + _CUT).isoformat()
    if spec.created is not None and spec.created.newer_than is not None:
        yield "created_after", (to_span(spec.created.newer_than).before(now) - _CUT).isoformat()
    if spec.updated is not None:
        yield from _between("updated", spec.updated, now)


def _between(name: str, age: Age, now: datetime) -> _Pairs:
    if age.older_than is not None:
        yield f"{name}_before", (to_span(age.older_than).before(now) + _CUT).isoformat()
    if age.newer_than is not None:
        yield f"{name}_after", (to_span(age.newer_than).before(now) - _CUT).isoformat()


def _due(spec: Selection, calendar: WorkCalendar, now: datetime) -> _Pairs:
    if spec.due == "none":
        yield "due_date", "0"
    elif spec.due is not None:
        yield "due_date", "overdue" if _surely_overdue(spec.due, calendar, now) else "any"


def _surely_overdue(due: object, calendar: WorkCalendar, now: datetime) -> bool:
    """Whether what is selected is overdue in whichever zone GitLab counts."""
    if not isinstance(due, Due) or due.overdue is None:
        return False
    return to_days_span(due.overdue).before(calendar.today(now)) <= now.date() - _DAY
