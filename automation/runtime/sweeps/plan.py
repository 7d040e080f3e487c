"""How a sweep goes about it: which policies, in which projects, through which lists of issues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from automation.decide import swept
from automation.decide.compiled import Compiled, CompiledPolicy
from automation.decide.listing import Listing, listings
from automation.gitlab.errors import GiveUp
from automation.gitlab.listing import COUNTED, ListingPort
from automation.model import wire
from automation.runtime.store import Sweep, SweepRequest
from automation.runtime.sweeps.faults import lasts
from automation.runtime.sweeps.strands import cuts_of

_Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One list of issues, gone through from its beginning to its end."""

    #: full path
    project: str
    #: GitLab's own
    filters: Mapping[str, str]
    #: names of the policies that select from it
    policies: tuple[str, ...]
    #: how many issues it had when the sweep began; None where GitLab did not say
    length: int | None
    #: where it is cut into strands that are read side by side (UTC)
    cuts: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepPlan:
    """All that a sweep goes through, in order."""

    stretches: tuple[Stretch, ...]
    #: number of issues that each policy could select from
    populations: Mapping[str, int]
    #: projects that GitLab does not let us look at, with its words
    faults: tuple[str, ...] = ()

    @property
    def length(self) -> int | None:
        """How many issues it goes through; None where GitLab did not say."""
        known = [stretch.length for stretch in self.stretches if stretch.length is not None]
        return sum(known) if len(known) == len(self.stretches) else None


def plan_of(sweep: Sweep) -> SweepPlan | None:
    """The plan of `sweep`; None before it has one."""
    return None if sweep.plan is None else wire.load_text(SweepPlan, sweep.plan)


def chosen(rules: Compiled, names: Iterable[str]) -> dict[str, CompiledPolicy]:
    """The policies of `rules` that `names` mean, by name; a name may hold ``*``, and no name at all means every one."""
    return {policy.name: policy for policy in swept.chosen(rules, tuple(names) or ("*",))}


def make_plan(rules: Compiled, request: SweepRequest, listing: ListingPort, threads: Executor) -> SweepPlan:
    """The lists that the policies of `request` need, as few pages as GitLab's filters allow; asked for in `threads`.

    Raises:
        GitLabFault: GitLab cannot be asked now. What it refuses for good is named in the plan instead.
    """
    policies = chosen(rules, request.policies)
    only = {rules.config.projects[key].path for key in request.projects}
    stretches: list[Stretch] = []
    populations = dict.fromkeys(policies, 0)
    faults: list[str] = []
    for project in _projects(policies.values(), only):
        here = {name: policy for name, policy in policies.items() if project in policy.projects}
        counts = _Counts(listing, project, threads)
        try:
            found = _stretches(here, request.started_at, counts)
            sizes = {name: _size(policy, counts) for name, policy in here.items()}
        except GiveUp as fault:
            if not lasts(fault):
                raise
            faults.append(f"{project}: {fault.cause}")
            continue
        stretches += found
        populations.update({name: populations[name] + size for name, size in sizes.items()})
    return SweepPlan(stretches=tuple(stretches), populations=populations, faults=tuple(faults))


class _Counts:
    """How many issues of one project fit, each asked once; what is asked together is asked at once."""

    def __init__(self, listing: ListingPort, project: str, threads: Executor) -> None:
        self._listing = listing
        self.project = project
        self._threads = threads
        self._known: dict[_Filters, int | None] = {}

    def of(self, *several: _Filters) -> list[int | None]:
        """How many fit each of `several` filters; None where GitLab does not say."""
        new = [filters for filters in dict.fromkeys(several) if filters not in self._known]
        found = self._threads.map(lambda filters: self._listing.count(self.project, dict(filters)), new)
        self._known.update(zip(new, found, strict=True))
        return [self._known[filters] for filters in several]

    def cuts(self, filters: Mapping[str, str], length: int | None) -> tuple[datetime, ...]:
        """Where to cut the list of the `length` issues that fit `filters`."""

        def opened_at(places: Sequence[int]) -> list[datetime | None]:
            return list(self._threads.map(lambda place: self._listing.opened_at(self.project, filters, place), places))

        return cuts_of(length, opened_at)


def _projects(policies: Iterable[CompiledPolicy], only: set[str]) -> Iterator[str]:
    every = dict.fromkeys(project for policy in policies for project in policy.projects)
    return (project for project in every if not only or project in only)


def _stretches(policies: Mapping[str, CompiledPolicy], now: datetime, counts: _Counts) -> list[Stretch]:
    wanted = {name: policy.select.server_filters(now) for name, policy in policies.items()}
    found = listings(wanted, lambda several: counts.of(*(one.filters for one in several)))
    return [_stretch(one, counts) for one in found]


def _stretch(found: Listing, counts: _Counts) -> Stretch:
    filters, (length,) = dict(found.filters), counts.of(found.filters)
    return Stretch(
        project=counts.project,
        filters=filters,
        policies=found.policies,
        length=length,
        cuts=counts.cuts(filters, length),
    )


def _size(policy: CompiledPolicy, counts: _Counts) -> int:
    """How many issues of the project `policy` could select from; where GitLab does not say, the least it can be."""
    state = policy.select.spec.state
    (found,) = counts.of(() if state == "all" else (("state", state),))
    return COUNTED if found is None else found
