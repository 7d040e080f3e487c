"""Memory of a sweep: a page at a time, whatever there is."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass, field

from automation.gitlab.listing import Page
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
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

    def page(self, _project: str, _filters: object, after: str = "") -> Page:
        """Fifty of them, of which one has the label."""
        first = int(after or 0)
        rows = tuple(_row(first + number, first + number == first + 1) for number in range(1, PAGE + 1))
        self.alive |= set(rows)
        self.most = max(self.most, len(self.alive))
        return Page(rows, str(first + PAGE) if first + PAGE < self.total else "")

    def count(self, _project: str, _filters: object) -> int:
        """All of them."""
        return self.total


def _row(number: int, is_bug: bool) -> Row:
    (made,) = issues(1, ref=IssueRef(PATH, number), id=number, labels=frozenset({"bug"} if is_bug else ()))
    values = {name: getattr(made, name) for name in Snapshot.__slots__}
    return Row(**values)


def test_no_more_than_three_pages_are_held(tmp_path):
    """The page that is judged, the next one, which is on its way, and one whose end nobody saw yet."""
    gitlab = Endless(total=40 * PAGE)
    with scene(tmp_path, MARK, gitlab) as found:
        found.begin()
        done = found.scan()
        gc.collect()

    assert done.looked == 40 * PAGE
    assert 0 < gitlab.most <= 3 * PAGE
