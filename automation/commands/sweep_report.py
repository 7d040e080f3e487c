"""What ``usher sweep`` tells at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from automation.commands.common import show_json
from automation.runtime.store import Find, PolicyState, PolicyTally, Store, Sweep, SweepState

#: issues of each policy that are shown
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """A sweep with the first of what each policy found."""

    sweep: Sweep
    #: nothing was written
    dry: bool
    #: by policy; of a sweep that is over nothing is kept but numbers
    found: dict[str, tuple[Find, ...]]
    #: the policies that open an issue which lists what they select
    digests: frozenset[str]

    @classmethod
    def of(cls, store: Store, sweep: Sweep, *, dry: bool, digests: Iterable[str] = ()) -> Report:
        """The report of `sweep`, which `store` keeps; `digests` are the policies that have one."""
        found = {tally.policy: store.found(sweep.id, tally.policy, SHOWN) for tally in sweep.policies}
        return cls(sweep, dry, found, frozenset(digests))

    def lists(self, tally: PolicyTally) -> bool:
        """Whether an issue is opened that lists what the policy of `tally` selected."""
        return tally.policy in self.digests and tally.selected > 0

    @property
    def failed(self) -> bool:
        """Whether something went wrong."""
        return bool(self.sweep.error) or self.sweep.state is SweepState.FAILED

    def show(self, output: str) -> None:
        """Print it, as ``text`` or ``json``."""
        if output == "json":
            show_json(as_json(self))
            return
        for line in _lines(self):
            click.echo(line)
        if self.sweep.error:
            click.echo(f"not everything could be looked at: {self.sweep.error}", err=True)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON data."""
    sweep = report.sweep
    return {
        "sweep": None if report.dry else sweep.id,
        "dry_run": report.dry,
        "state": None if report.dry else str(sweep.state),
        "issues": sweep.looked,
        "error": sweep.error,
        "policies": [_policy_json(report, tally) for tally in sweep.policies],
    }


def _policy_json(report: Report, tally: PolicyTally) -> dict[str, Any]:
    return {
        "name": tally.policy,
        "issues": tally.population,
        "selected": tally.selected,
        "changes": tally.writes,
        "beyond_limit": tally.left_out,
        "held": tally.state is PolicyState.HELD,
        "digest": report.lists(tally),
        "found": [
            {"issue": str(find.ref), "effects": list(find.effects), "why": find.why}
            for find in report.found[tally.policy]
        ],
    }


def _lines(report: Report) -> Iterator[str]:
    sweep = report.sweep
    yield f"{sweep.looked:,} issues looked at" + (
        ", nothing written" if report.dry else f", sweep {sweep.id}: {sweep.state}"
    )
    for tally in sweep.policies:
        yield ""
        yield from _policy(tally, dry=report.dry)
        if report.lists(tally):
            yield f"  {'would open' if report.dry else 'opens'} an issue that lists them"
        yield from _found(report.found[tally.policy], tally)
    if any(tally.state is PolicyState.HELD for tally in sweep.policies) and not report.dry:
        yield f"\nusher sweep --release {sweep.id} does it, usher sweep --drop {sweep.id} does not"


def _policy(tally: PolicyTally, *, dry: bool) -> Iterator[str]:
    verb = "would change" if dry or tally.state is PolicyState.HELD else "changed"
    yield f"{tally.policy}: {tally.selected:,} of {tally.population:,} issues selected, {verb} {tally.writes:,}"
    if tally.left_out:
        yield f"  {tally.left_out:,} beyond the limit, left alone"
    if tally.state is PolicyState.HELD:
        share = tally.writes / max(tally.population, 1)
        yield f"  held by the brake: {share:.0%} of the issues (brakes in config.yml)"


def _found(finds: tuple[Find, ...], tally: PolicyTally) -> Iterator[str]:
    for find in finds:
        effects = "; ".join(effect.removeprefix(f"update {find.ref}: ") for effect in find.effects)
        yield f"  {find.ref}  {effects}".rstrip()
        if find.why:
            yield f"      {find.why}"
    more = max(tally.writes, len(finds)) - len(finds)
    if finds and more:
        yield f"  … and {more:,} more"
