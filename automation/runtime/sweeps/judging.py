"""Which policies select an issue of a list, and what each of them would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import structlog

from automation.decide.compiled import Compiled, CompiledPolicy
from automation.decide.expressions import ConditionError
from automation.decide.selection.row_when import row_denies
from automation.decide.whose import workflow_key
from automation.gitlab.errors import GitLabFault, Gone
from automation.gitlab.turns import Turns
from automation.model.snapshot import Memory, Snapshot
from automation.runtime.looked import unexpected
from automation.runtime.store import Find, StoreError, SweepRequest
from automation.runtime.sweeps.found import fault_in, find_of
from automation.runtime.sweeps.rehearsal import Rehearsal

_log = structlog.get_logger("usher.sweep")


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the issues of a page."""

    finds: tuple[Find, ...]
    #: issues selected, by policy; those that nothing is to be done about count too
    selected: Mapping[str, int]
    #: what could not be judged, each once
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An issue that a policy may select, as far as its row tells."""

    issue: Snapshot
    name: str
    policy: CompiledPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What one policy says of one issue."""

    policy: str
    selected: bool = False
    #: None where nothing is to be done
    find: Find | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the issues of a page; those that a policy may select are judged by several threads."""

    rehearsal: Rehearsal
    #: who computes when; live events are decided in between
    turns: Turns
    threads: Executor

    def judge(self, request: SweepRequest, names: Sequence[str], issues: Sequence[Snapshot], rules: Compiled) -> Judged:
        """What the policies `names` find among `issues`, as of the beginning of the sweep.

        Raises:
            GitLabFault: GitLab could not be asked what a selection or a decision asks.
            StoreUnavailable: nor the store.
        """
        wanted = list(self._candidates(request, names, issues, rules))
        memories = self.rehearsal.known.memories(list(dict.fromkeys(one.issue.ref for one in wanted)))
        said = list(self.threads.map(lambda one: self._verdict(request, one, memories[one.issue.ref]), wanted))
        faults = tuple(dict.fromkeys(verdict.fault for verdict in said if verdict.fault))
        if faults:
            _log.error("not judged", sweep=request.id, causes=faults)
        return Judged(
            finds=tuple(verdict.find for verdict in said if verdict.find is not None),
            selected=Counter(verdict.policy for verdict in said if verdict.selected),
            faults=faults,
        )

    def _candidates(
        self, request: SweepRequest, names: Sequence[str], issues: Sequence[Snapshot], rules: Compiled
    ) -> Iterator[_Candidate]:
        # A policy may have left the configuration since the sweep began.
        policies = [(name, rules.policies[name]) for name in names if name in rules.policies]
        for issue in issues:
            with self.turns.one():
                yield from [_Candidate(issue, *one) for one in policies if _may_select(one[1], issue, request)]

    def _verdict(self, request: SweepRequest, candidate: _Candidate, memory: Memory) -> _Verdict:
        """What the policy says of the issue; one that cannot be judged holds up no other."""
        name, issue, workflows = candidate.name, candidate.issue, candidate.policy.rule.workflows
        if workflows and workflow_key(issue, memory) not in workflows:
            return _Verdict(policy=name)
        try:
            with self.turns.one():
                decision = self.rehearsal.decide(request.id, name, issue, memory, request.started_at)
        except Gone:
            return _Verdict(policy=name)
        except (GitLabFault, StoreError):
            raise
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is this issue's trouble and nobody else's
            return _Verdict(policy=name, fault=f"{name}: {unexpected(fault)}")
        if name not in decision.matched:
            return _Verdict(policy=name, fault=fault_in(decision, name))
        find = find_of(candidate.policy, issue, decision)
        return _Verdict(policy=name, selected=True, find=find if find.effects or find.item else None)


def _may_select(policy: CompiledPolicy, issue: Snapshot, request: SweepRequest) -> bool:
    if issue.ref.project not in policy.projects:
        return False
    try:
        missed = policy.select.row_misses(issue, request.started_at) is not None
        return not missed and not row_denies(policy.rule.when, issue)
    except ConditionError:
        # The decision says what is wrong with the condition.
        return True
