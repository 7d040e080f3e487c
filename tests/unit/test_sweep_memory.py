"""Memory of a sweep: a page at a time, whatever there is."""

from __future__ import annotations

import gc
import math
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from automation.gitlab.listing import Page
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from automation.runtime.sweeps.strands import STRANDS
from tests.engine_parts import NOW
from tests.fakes_gitlab import FakeGitLab
from tests.small import PATH
from tests.sweep_parts import MARK, issues, scene

PAGE = 50


class Row(Snapshot):
    """An issue whose end can be seen."""

    __slots__ = ("__weakref__",)


@dataclass
class Endless(FakeGitLab):
    """A GitLab with many issues, which are made when they are asked for, and counts those that somebody holds."""

    total: int = 0
    alive: weakref.WeakSet[Row] = field(default_factory=weakref.WeakSet)
    most: int = 0

    @property
    def listing(self) -> Endless:
        """The issues."""
        return self

    def page(self, _project: str, filters: Mapping[str, str], after: str = "") -> Page:
        """Fifty of them, of which one has the label."""
        first = int(after or _number(filters.get("created_after"), 1))
        last = min(first + PAGE - 1, _number(filters.get("created_before"), self.total))
        rows = tuple(_row(number, number == first) for number in range(first, last + 1))
        self.alive |= set(rows)
        self.most = max(self.most, len(self.alive))
        return Page(rows, str(last + 1) if len(rows) == PAGE else "")

    def count(self, _project: str, _filters: object) -> int:
        """All of them."""
        return self.total

    def opened_at(self, _project: str, _filters: object, place: int) -> datetime:
        """An hour after the one before."""
        return _opened(place + 1)


def _opened(number: int) -> datetime:
    return NOW - timedelta(days=300) + timedelta(hours=number)


def _number(text: str | None, otherwise: int) -> int:
    """The number of the first issue that was opened then or later."""
    return otherwise if text is None else math.ceil((datetime.fromisoformat(text) - _opened(0)) / timedelta(hours=1))


def _row(number: int, is_bug: bool) -> Row:
    labels = frozenset({"bug"} if is_bug else ())
    (made,) = issues(1, ref=IssueRef(PATH, number), id=number, labels=labels, created_at=_opened(number))
    values = {name: getattr(made, name) for name in Snapshot.__slots__}
    return Row(**values)


def test_no_more_than_three_pages_of_each_strand_are_held(tmp_path):
    """Those that are judged, the next ones, which are on their way, and some whose end nobody saw yet."""
    gitlab = Endless(total=80 * PAGE)
    with scene(tmp_path, MARK, gitlab) as found:
        found.begin()
        done = found.scan()
        gc.collect()

    assert done.looked == 80 * PAGE
    assert 0 < gitlab.most <= 3 * STRANDS * PAGE
