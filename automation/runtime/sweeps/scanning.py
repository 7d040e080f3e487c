"""Going through the lists of a sweep, page by page: the next page is on its way while this one is judged."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass

from automation.decide.compiled import Compiled
from automation.gitlab.errors import GitLabFault
from automation.gitlab.listing import ListingPort, Page
from automation.runtime.store import ScanPage, Sweep
from automation.runtime.sweeps.faults import lasts
from automation.runtime.sweeps.judging import Judge
from automation.runtime.sweeps.plan import Stretch, SweepPlan


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of a sweep."""

    sweep: str
    listing: int
    page: str


class Scanner:
    """Reads and judges one page after the other; for one thread."""

    def __init__(self, listing: ListingPort, judge: Judge, threads: Executor) -> None:
        self._listing = listing
        self._judge = judge
        self._threads = threads
        #: the page that is on its way
        self._ahead: tuple[_Place, Future[Page]] | None = None

    def scan(self, sweep: Sweep, plan: SweepPlan, rules: Compiled) -> ScanPage:
        """What the page brings that `sweep` is at.

        Raises:
            GitLabFault: GitLab cannot be asked now. A list that it refuses for good is left out, and named.
            StoreUnavailable: the store cannot be asked.
        """
        here, stretch = _Place(sweep.id, sweep.listing, sweep.page), plan.stretches[sweep.listing]
        try:
            page = self._read(here, stretch)
            following = _Place(sweep.id, sweep.listing + (not page.next), page.next)
            self._send_for(following, plan)
            judged = self._judge.judge(sweep.request, stretch.policies, page.issues, rules)
        except GitLabFault as fault:
            if not lasts(fault):
                raise
            return ScanPage(finds=(), looked=0, listing=sweep.listing + 1, page="", error=_new(sweep, str(fault.cause)))
        return ScanPage(
            finds=judged.finds,
            looked=len(page.issues),
            selected=judged.selected,
            listing=following.listing,
            page=following.page,
            error=_new(sweep, *judged.faults),
        )

    def _read(self, place: _Place, stretch: Stretch) -> Page:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == place:
            return ahead[1].result()
        return self._listing.page(stretch.project, stretch.filters, place.page)

    def _send_for(self, place: _Place, plan: SweepPlan) -> None:
        if place.listing < len(plan.stretches):
            stretch = plan.stretches[place.listing]
            page = self._threads.submit(self._listing.page, stretch.project, stretch.filters, place.page)
            self._ahead = (place, page)


def _new(sweep: Sweep, *faults: str) -> str:
    """Those of `faults` that `sweep` does not name yet, in one line."""
    return "; ".join(fault for fault in faults if fault not in sweep.error)
