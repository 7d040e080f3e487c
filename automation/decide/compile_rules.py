"""From rules, policies and stale handling as written to what events and sweeps do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from glob import escape

from automation.config.action import Action as Raw
from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.selection import Members
from automation.config.words.fault import WordFault
from automation.decide.action import Action
from automation.decide.calendar import WorkCalendar
from automation.decide.compiled import CompiledDigest, CompiledPolicy, CompiledRule, TriggerPattern
from automation.decide.happenings import TRIGGERS
from automation.decide.lookups import Place
from automation.decide.selection.compiled import CompiledSelection
from automation.decide.written import SWEEP, Trail, Written, all_written

_TRIGGER = re.compile(r"^(?P<name>[a-z]+(?:\.[A-Za-z0-9_-]+)?)(?:\((?P<pattern>.*)\))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCompiler:
    """Makes rules ready; what is wrong with their triggers comes to `problems`."""

    config: Config
    #: the calendar of the workflow with this key, the main one for None
    calendar_of: Callable[[str | None], WorkCalendar]
    #: binds actions
    bind: Callable[[Sequence[Raw], Trail], tuple[Action, ...]]
    problems: list[Problem]

    def compiled(self) -> tuple[dict[str, tuple[CompiledRule, ...]], dict[str, CompiledPolicy]]:
        """The rules by the name of their trigger, and what sweeps do by name; both in the order of the files."""
        rules: dict[str, list[CompiledRule]] = {}
        policies: dict[str, CompiledPolicy] = {}
        for written in all_written(self.config):
            with suppress(WordFault):  # a fault already
                rule = self._rule(written)
                for trigger in dict.fromkeys(pattern.name for pattern in rule.triggers if written.enabled):
                    rules.setdefault(trigger, []).append(rule)
                if rule.select is not None and written.enabled:
                    policies[rule.name] = self._policy(written, rule, rule.select)
        return {trigger: tuple(found) for trigger, found in rules.items()}, policies

    def _rule(self, written: Written) -> CompiledRule:
        return CompiledRule(
            name=written.name,
            program=written.program,
            triggers=tuple(self._triggers(written)),
            workflows=frozenset(written.workflow),
            projects=frozenset(self._paths(written.project)),
            when=written.when,
            actions=self.bind(written.do, (*written.trail, "do")),
            once=written.once,
            select=self._selection(written),
            family=written.family,
            names=written.names,
            trail=written.trail,
        )

    def _selection(self, written: Written) -> CompiledSelection | None:
        """The selection; its days are those of its workflow, where it is for one alone."""
        if written.select is None:
            return None
        only = written.workflow[0] if len(written.workflow) == 1 else None
        return CompiledSelection.of(written.select, self.calendar_of(only), self._place)

    def _policy(self, written: Written, rule: CompiledRule, select: CompiledSelection) -> CompiledPolicy:
        digest = written.digest
        return CompiledPolicy(
            rule=rule,
            select=select,
            projects=self._listed(written),
            group=written.group,
            limit=written.limit,
            digest=None if digest is None else CompiledDigest(spec=digest, project=self._path(digest.project)),
        )

    def _listed(self, written: Written) -> tuple[str, ...]:
        """The projects whose issues are listed: those that are named, those of the workflows, or all."""
        workflows = {key: found for part in self.config.programs.values() for key, found in part.workflows.items()}
        homes = [workflows[key].project for key in written.workflow if key in workflows]
        return tuple(dict.fromkeys(self._paths(written.project or homes or tuple(self.config.projects))))

    def _paths(self, keys: Sequence[str]) -> list[str]:
        return [path for key in keys if (path := self._path(key))]

    def _path(self, project: str) -> str:
        """Path of the project with this key; empty where there is none, which is a fault already."""
        found = self.config.projects.get(project)
        return found.path if found else ""

    def _place(self, members: Members) -> Place:
        if members.group is not None:
            return Place("group", self.config.groups.get(members.group, ""))
        return Place("project", self._path(members.project or ""))

    def _triggers(self, written: Written) -> Iterator[TriggerPattern]:
        for index, text in enumerate(written.on):
            found = _TRIGGER.match(text)
            name = found["name"] if found else text
            if name not in TRIGGERS and not name.startswith("message."):
                self._wrong((*written.trail, "on", index), "there is no such trigger", f"are {', '.join(TRIGGERS)}")
            if name == SWEEP and text != SWEEP:
                self._wrong((*written.trail, "on", index), "sweep takes no pattern", "may be sweep alone")
            pattern = (found["pattern"] if found else None) or "*"
            # A label or a field may have brackets in its name, which say nothing else.
            literally = "*".join(map(escape, pattern.split("*")))
            yield TriggerPattern(name, escape(written.name) if name == SWEEP else literally)

    def _wrong(self, trail: Trail, message: str, right: str) -> None:
        self.problems.append(Problem(trail=trail, message=message, code="trigger", remedy=f"Triggers {right}."))
