"""Runs decided again by another configuration, with what they were told then: what it would have done otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.core import decide, needs_history
from automation.decide.words import effect_words
from automation.model.decision import Decision
from automation.model.events import User
from automation.model.plan import Effect
from automation.model.work import Run
from automation.runtime.lookups import NotRecorded, Recorded
from automation.runtime.store import Store


class Verdict(StrEnum):
    """How the plan of a run compares with the one that it had."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    OTHERWISE = "otherwise"
    #: the configuration asks what was not asked then
    UNKNOWN = "cannot be told"
    #: the retention has cleared what it was decided on
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One run, decided again."""

    run_id: str
    work_key: str
    #: UTC
    started_at: datetime
    verdict: Verdict
    #: effects that it would not have now, and that it would have besides, in words
    less: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    #: how each rule that matched then or would now compares
    rules: Mapping[str, Verdict] = field(default_factory=dict)
    #: why it cannot be told
    why: str = ""

    @property
    def differs(self) -> bool:
        """Whether the plan would be another one."""
        return self.verdict in {Verdict.MORE, Verdict.LESS, Verdict.OTHERWISE}


@dataclass(slots=True)
class Sums:
    """The runs seen so far, summed up."""

    runs: Counter[Verdict] = field(default_factory=Counter)
    #: how many runs of each rule differ, and how
    rules: dict[str, Counter[Verdict]] = field(default_factory=dict)

    @property
    def differ(self) -> int:
        """How many runs have another plan."""
        return sum(self.runs[verdict] for verdict in (Verdict.MORE, Verdict.LESS, Verdict.OTHERWISE))

    def counted(self, found: Iterable[Compared]) -> Iterator[Compared]:
        """`found` as it comes, each counted as it passes."""
        for one in found:
            self.runs[one.verdict] += 1
            for rule, verdict in one.rules.items():
                self.rules.setdefault(rule, Counter())[verdict] += 1
            yield one


class _Watched(Recorded):
    """Recorded answers that remember what they could not answer: a condition may have made nothing of it."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(answers)
        self.missing = list[str]()

    def _answer(self, question: str) -> Any:
        try:
            return super()._answer(question)
        except NotRecorded:
            self.missing.append(question)
            raise


def replay(store: Store, rules: Compiled, bot: User, since: datetime) -> Iterator[Compared]:
    """The runs of `store` from `since` (UTC) on, the oldest first, each decided again by `rules`; one at a time.

    Args:
        store: where the runs are kept.
        rules: the configuration to try.
        bot: Usher's own account.
        since: the instant (UTC) from which on runs count.

    Raises:
        StoreUnavailable: the database is away.
    """
    after, page = "", store.run_ids(since)
    while page:
        for run_id, has_texts in page:
            run = store.run(run_id)
            if run is not None:
                yield compare(run, rules, bot) if has_texts else _bare(run, Verdict.CLEARED)
        after = page[-1][0]
        page = store.run_ids(since, after=after)


def compare(run: Run, rules: Compiled, bot: User) -> Compared:
    """`run` decided again by `rules`, held against what it decided."""
    batch = Batch(key=run.work_key, events=run.events, snapshot=run.before, memory=run.memory_before, bot=bot)
    if needs_history(batch):
        return _bare(run, Verdict.UNKNOWN, "who acted was asked of GitLab, whose answer is not kept")
    ask = _Watched(run.lookups)
    try:
        again = decide(batch, rules, ask, run.started_at)
    except NotRecorded:
        again = None
    if again is None or ask.missing:
        return _bare(run, Verdict.UNKNOWN, f"it was not asked then: {ask.missing[0]}")
    return _compared(run, again)


def _bare(run: Run, verdict: Verdict, why: str = "") -> Compared:
    return Compared(run_id=run.id, work_key=run.work_key, started_at=run.started_at, verdict=verdict, why=why)


def _compared(run: Run, again: Decision) -> Compared:
    then, now = run.decision.plan.effects, again.plan.effects
    less, more = _without(then, now), _without(now, then)
    verdict = _verdict(bool(less), bool(more))
    return Compared(
        run_id=run.id,
        work_key=run.work_key,
        started_at=run.started_at,
        verdict=verdict,
        less=tuple(map(effect_words, less)),
        more=tuple(map(effect_words, more)),
        rules={} if verdict is Verdict.SAME else _rules(run.decision.matched, again.matched),
    )


def _without(effects: Iterable[Effect], others: Iterable[Effect]) -> list[Effect]:
    """Those of `effects` that are not among `others`; effects hold mappings, so they cannot be hashed."""
    left = list(others)
    found = list[Effect]()
    for effect in effects:
        if effect in left:
            left.remove(effect)
        else:
            found.append(effect)
    return found


def _verdict(less: bool, more: bool) -> Verdict:
    if less and more:
        return Verdict.OTHERWISE
    return Verdict.LESS if less else Verdict.MORE if more else Verdict.SAME


def _rules(then: tuple[str, ...], now: tuple[str, ...]) -> dict[str, Verdict]:
    """Rules that matched only now or only then; where none did, those that matched both times act otherwise."""
    changed = {rule: Verdict.MORE for rule in now if rule not in then}
    changed |= {rule: Verdict.LESS for rule in then if rule not in now}
    return changed or dict.fromkeys(now, Verdict.OTHERWISE)
