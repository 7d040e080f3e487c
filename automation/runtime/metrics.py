"""What Usher counts, for Prometheus: names of rules, outcomes and kinds only, never of issues or people."""

from __future__ import annotations

from datetime import datetime
from math import nan
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from automation.model.decision import Outcome
from automation.model.work import EffectState, Source

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
#: seconds; a run is one read and a few writes to GitLab
_RUN_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
#: parts of the account of design.md §10: stored = done + waiting + dead
_ACCOUNT: Final = ("stored", "duplicates", "rejected", "done", "waiting", "dead")


class QueueCounts(Protocol):
    """What the store knows of the queue, as in its ``Counts``."""

    @property
    def stored(self) -> int:
        """New deliveries."""

    @property
    def duplicates(self) -> int:
        """Deliveries that the inbox had already."""

    @property
    def rejected(self) -> int:
        """Requests refused at the door."""

    @property
    def done(self) -> int:
        """Deliveries decided, or known at the door to need no decision."""

    @property
    def waiting(self) -> int:
        """Deliveries not decided yet."""

    @property
    def dead(self) -> int:
        """Deliveries that nobody will decide until a person says so."""

    @property
    def oldest_waiting(self) -> datetime | None:
        """When the oldest of the waiting was received (UTC)."""


class Metrics:
    """The counters of one process, in a registry of their own; every method may be called from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count_deliveries()
        self._count_work()
        self._count_sweeps()
        self._measure_queue()

    def stored(self, source: Source, outcome: str = "stored") -> None:
        """A delivery was stored; `outcome` says so where it needs no decision, e.g. ``unmanaged_project``."""
        self._received.labels(source, outcome).inc()
        self._stored.labels(source).inc()

    def duplicate(self, source: Source) -> None:
        """A delivery came again."""
        self._received.labels(source, Outcome.DUPLICATE).inc()
        self._duplicates.labels(source).inc()

    def rejected(self, source: Source, reason: str) -> None:
        """A delivery was refused and not stored."""
        self._received.labels(source, "rejected").inc()
        self._rejected.labels(source, reason).inc()

    def run_finished(self, outcome: Outcome, seconds: float) -> None:
        """A run ended with `outcome` after `seconds`."""
        self._runs.labels(outcome).inc()
        self._run_seconds.observe(seconds)

    def effect(self, kind: str, state: EffectState) -> None:
        """An effect, e.g. ``UpdateIssue``, came to `state`."""
        self._effects.labels(kind, state).inc()

    def rule_matched(self, rule: str, *, took_action: bool) -> None:
        """The rule named `rule` held for an issue; `took_action` says whether anything was to be written for it."""
        self._rules.labels(rule, "yes" if took_action else "no").inc()

    def rule_regretted(self, rule: str) -> None:
        """A person took back something that the rule named `rule` had set."""
        self._regretted.labels(rule).inc()

    def gitlab_answered(self, status: int | str) -> None:
        """GitLab's API answered with `status`, or did not and `status` says why, e.g. ``timeout``."""
        self._gitlab.labels(str(status)).inc()

    def caught_up(self, what: str, number: int) -> None:
        """`number` of `what` (``issues``, ``comments`` or ``deliveries``) were found that nobody had told of."""
        self._caught_up.labels(what).inc(number)

    def gap(self, seconds: float) -> None:
        """Nobody was there for `seconds` before this start."""
        self._gap.set(seconds)

    def silence(self, minutes: float) -> None:
        """In so many minutes since GitLab's last delivery there would usually have been some."""
        self._silence.set(minutes)

    def swept(self, issues: int) -> None:
        """A sweep looked at `issues` issues."""
        self._swept.inc(issues)

    def sweep_found(self, policy: str, issues: int) -> None:
        """A sweep found `issues` issues that the policy named `policy` would change."""
        self._sweep_finds.labels(policy).inc(issues)

    def sweep_ended(self, state: str) -> None:
        """A sweep came to `state`: done, held or failed."""
        self._sweeps.labels(state).inc()

    def sweep_held(self, policies: int) -> None:
        """The brake holds so many policies for a person now."""
        self._sweep_held.set(policies)

    def render(self, counts: QueueCounts | None, now: datetime) -> bytes:
        """Everything in the text format of `CONTENT_TYPE`; `counts` is None where the store cannot say."""
        self._store_up.set(counts is not None)
        self._waiting.set(nan if counts is None else counts.waiting)
        self._dead.set(nan if counts is None else counts.dead)
        for part in _ACCOUNT:
            self._account.labels(part).set(nan if counts is None else getattr(counts, part))
        oldest = counts and counts.oldest_waiting
        self._oldest.set(nan if counts is None else (now - oldest).total_seconds() if oldest else 0)
        return generate_latest(self._registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"usher_{name}", words, labels, registry=self._registry)

    def _gauge(self, name: str, words: str) -> Gauge:
        return Gauge(f"usher_{name}", words, registry=self._registry)

    def _count_deliveries(self) -> None:
        self._received = self._counter(
            "deliveries_received", "Requests at the door = stored + duplicates + rejected.", "source", "outcome"
        )
        self._stored = self._counter("deliveries_stored", "Deliveries stored.", "source")
        self._duplicates = self._counter("deliveries_duplicate", "Deliveries that were stored before.", "source")
        self._rejected = self._counter("deliveries_rejected", "Requests refused at the door.", "source", "reason")

    def _count_work(self) -> None:
        self._runs = self._counter("runs", "Runs by outcome.", "outcome")
        self._effects = self._counter("effects", "Effects by kind and what came of them.", "kind", "state")
        self._rules = self._counter("rule_matches", "Times that a rule held.", "rule", "took_action")
        self._regretted = self._counter("rule_regretted", "Times that people took back what a rule had set.", "rule")
        self._gitlab = self._counter("gitlab_requests", "Requests to GitLab's API by status.", "status")
        self._run_seconds = Histogram(
            "usher_run_seconds", "Time from claim to record.", buckets=_RUN_BUCKETS, registry=self._registry
        )

    def _count_sweeps(self) -> None:
        self._sweeps = self._counter("sweeps", "Sweeps by how they ended.", "state")
        self._swept = self._counter("sweep_issues", "Issues that sweeps looked at.")
        self._sweep_finds = self._counter("sweep_finds", "Issues that sweeps found to change.", "policy")
        self._sweep_held = self._gauge("sweep_held", "Policies that the brake holds for a person.")

    def _measure_queue(self) -> None:
        self._caught_up = self._counter("caught_up", "What changed in silence and was found.", "what")
        self._gap = self._gauge("gap_seconds", "How long nobody was there before this start.")
        self._silence = self._gauge(
            "silence_expected_minutes", "Minutes since GitLab's last delivery that usually have some; 10 are an alarm."
        )
        self._store_up = self._gauge("store_up", "Whether the store answers.")
        self._account = Gauge(
            "usher_account",
            "What ever came in, from the database: received = stored + duplicates + rejected.",
            ("what",),
            registry=self._registry,
        )
        self._waiting = self._gauge("waiting", "Deliveries not decided yet.")
        self._dead = self._gauge("dead", "Deliveries given up until a person looks.")
        self._oldest = self._gauge("oldest_waiting_seconds", "Age of the oldest delivery not decided yet.")
