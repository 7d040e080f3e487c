"""Going through the lists of a sweep, page by page: the next pages are on their way while these are judged."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from automation.decide.compiled import Compiled
from automation.gitlab.errors import GitLabFault
from automation.gitlab.listing import ListingPort, Page
from automation.model.snapshot import Snapshot
from automation.runtime.store import ScanPage, Sweep
from automation.runtime.sweeps.faults import lasts
from automation.runtime.sweeps.judging import Judge
from automation.runtime.sweeps.plan import Stretch, SweepPlan
from automation.runtime.sweeps.strands import Strand, places, strands, written


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sweep goes on."""

    sweep: str
    listing: int
    page: str


#: the next page of each strand of a list that is not at its end
_Pages = list[tuple[Strand, Future[Page] | None]]


class Scanner:
    """Reads and judges a page of each strand of a list, then the next ones; for one thread."""

    def __init__(self, listing: ListingPort, judge: Judge, threads: Executor) -> None:
        self._listing = listing
        self._judge = judge
        self._threads = threads
        #: the pages that are on their way
        self._ahead: tuple[_Place, _Pages] | None = None

    def scan(self, sweep: Sweep, plan: SweepPlan, rules: Compiled) -> ScanPage:
        """What the pages bring that `sweep` is at.

        Raises:
            GitLabFault: GitLab cannot be asked now. A list that it refuses for good is left out, and named.
            StoreUnavailable: the store cannot be asked.
        """
        here, stretch = _Place(sweep.id, sweep.listing, sweep.page), plan.stretches[sweep.listing]
        try:
            issues, page = self._read(here, stretch)
            following = _Place(sweep.id, sweep.listing + (not page), page)
            self._send_for(following, plan)
            judged = self._judge.judge(sweep.request, stretch.policies, issues, rules)
        except GitLabFault as fault:
            if not lasts(fault):
                raise
            return ScanPage(finds=(), looked=0, listing=sweep.listing + 1, page="", error=_new(sweep, str(fault.cause)))
        return ScanPage(
            finds=judged.finds,
            looked=len(issues),
            selected=judged.selected,
            listing=following.listing,
            page=following.page,
            error=_new(sweep, *judged.faults),
        )

    def _read(self, place: _Place, stretch: Stretch) -> tuple[list[Snapshot], str]:
        """The issues of the pages at `place`, and where the list goes on; the empty string where it ends."""
        ahead, self._ahead = self._ahead, None
        pages = ahead[1] if ahead is not None and ahead[0] == place else list(self._ask(place, stretch))
        read = [(strand, page and page.result()) for strand, page in pages]
        issues = [issue for strand, page in read if page for issue in page.issues if strand.holds(issue)]
        return issues, written([page.next or None if page else None for _, page in read])

    def _send_for(self, place: _Place, plan: SweepPlan) -> None:
        if place.listing < len(plan.stretches):
            self._ahead = (place, list(self._ask(place, plan.stretches[place.listing])))

    def _ask(self, place: _Place, stretch: Stretch) -> Iterator[tuple[Strand, Future[Page] | None]]:
        found = strands(stretch.cuts)
        for strand, after in zip(found, places(place.page, len(found)), strict=True):
            asked = (stretch.project, strand.filters(stretch.filters))
            yield strand, None if after is None else self._threads.submit(self._listing.page, *asked, after)


def _new(sweep: Sweep, *faults: str) -> str:
    """Those of `faults` that `sweep` does not name yet, in one line."""
    return "; ".join(fault for fault in faults if fault not in sweep.error)
