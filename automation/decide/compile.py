"""From the loaded configuration to one that is ready to decide with; every fault of actions and expressions at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from automation.actions.registry import bind
from automation.config.action import Action as Raw
from automation.config.faults import ConfigFaults, Problem
from automation.config.load import Loaded
from automation.config.messages import load_builtin_messages
from automation.config.program import Program, Rule
from automation.config.words.fault import WordFault
from automation.config.workflow import StructuredComment, Workflow
from automation.decide.action import Action
from automation.decide.bindings import problems_of
from automation.decide.calendar import WorkCalendar
from automation.decide.compiled import (
    Compiled,
    CompiledClosing,
    CompiledComment,
    CompiledRule,
    CompiledSchedule,
    CompiledStage,
    CompiledWorkflow,
    TriggerPattern,
)
from automation.decide.happenings import TRIGGERS
from automation.decide.occurrences import Timetable
from automation.decide.people import People
from automation.decide.templates import TemplateSet
from automation.decide.trial import try_everything

Trail = tuple[str | int, ...]
_TRIGGER = re.compile(r"^(?P<name>[a-z]+(?:\.[A-Za-z0-9_-]+)?)(?:\((?P<pattern>.*)\))?$")


def compile_config(loaded: Loaded) -> Compiled:
    """The configuration ready to decide with.

    Raises:
        ConfigFaults: an action, a trigger, a condition or a text is wrong; all faults at once.
    """
    compiled, problems = compiled_with_problems(loaded)
    if problems:
        raise ConfigFaults([loaded.fault(problem) for problem in problems])
    return compiled


def compiled_with_problems(loaded: Loaded) -> tuple[Compiled, list[Problem]]:
    """What can be made of the configuration, and everything that is wrong with its actions, triggers and texts."""
    compiler = _Compiler(loaded)
    compiled = compiler.compiled()
    return compiled, [*compiler.problems, *map(compiler.placed, try_everything(compiled))]


@dataclass
class _Compiler:
    loaded: Loaded
    problems: list[Problem] = field(default_factory=list)
    #: by lists of actions of which some could not be bound: where the others stand in the file
    places: dict[Trail, list[int]] = field(default_factory=dict)

    def placed(self, problem: Problem) -> Problem:
        """`problem` where it is in the file: what could not be bound moved the actions behind it up."""
        for trail, places in self.places.items():
            size = len(trail)
            if problem.trail[:size] == trail:
                index = places[int(problem.trail[size])]
                return replace(problem, trail=(*trail, index, *problem.trail[size + 1 :]))
        return problem

    def compiled(self) -> Compiled:
        config = self.loaded.config
        messages = {key: spec for program in config.programs.values() for key, spec in program.messages.items()}
        return Compiled(
            config=config,
            digest=self.loaded.digest,
            people=People(config),
            calendar=self._calendar(None),
            calendars={name: self._calendar(name) for name in config.calendars},
            texts=TemplateSet(self.loaded.templates),
            workflows=self._workflows(),
            messages={**load_builtin_messages(), **messages, **config.messages},
            rules=self._rules(),
            schedules=dict(self._schedules()),
            projects={project.path: key for key, project in config.projects.items()},
        )

    def _workflows(self) -> dict[str, CompiledWorkflow]:
        return {
            key: self._workflow(key, name, program, spec)
            for name, program in self.loaded.config.programs.items()
            for key, spec in program.workflows.items()
        }

    def _workflow(self, key: str, name: str, program: Program, spec: Workflow) -> CompiledWorkflow:
        trail: Trail = ("programs", name, "workflows", key)
        stages = {
            stage: CompiledStage(
                name=stage,
                spec=found,
                on_enter=self._actions(found.on_enter, (*trail, "stages", stage, "on_enter")),
                on_exit=self._actions(found.on_exit, (*trail, "stages", stage, "on_exit")),
            )
            for stage, found in spec.stages.items()
        }
        return CompiledWorkflow(
            key=key,
            program=name,
            spec=spec,
            project=self._path(spec.project),
            calendar=self._calendar(spec.calendar),
            stages=stages,
            on_intake=self._actions(spec.on_intake, (*trail, "on_intake")),
            closings=tuple(
                CompiledClosing(spec=case, do=self._actions(case.do, (*trail, "on_manual_close", index, "do")))
                for index, case in enumerate(spec.closings)
            ),
            comments=tuple(
                self._comment(word, comment, (*trail, "comments", word)) for word, comment in spec.comments.items()
            ),
            scores={alias: program.scores[table] for alias, table in spec.scores.items() if table in program.scores},
        )

    def _calendar(self, name: str | None) -> WorkCalendar:
        """The calendar of this name; the main one for None, and for a name that is none, which is a fault already."""
        config = self.loaded.config
        other = config.calendars.get(name or "")
        return WorkCalendar.of(other.over(config.calendar) if other else config.calendar)

    def _path(self, project: str) -> str:
        """Path of the project with this key; empty where there is none, which is a fault already."""
        found = self.loaded.config.projects.get(project)
        return found.path if found else ""

    def _comment(self, word: str, spec: StructuredComment, trail: Trail) -> CompiledComment:
        return CompiledComment(
            word=word,
            pattern=spec.pattern,
            by=tuple(spec.by),
            when=spec.when,
            do=self._actions(spec.do, (*trail, "do")),
            otherwise=self._actions(spec.otherwise, (*trail, "else")),
        )

    def _rules(self) -> dict[str, tuple[CompiledRule, ...]]:
        rules: dict[str, list[CompiledRule]] = {}
        for name, program in self.loaded.config.programs.items():
            for index, rule in enumerate(program.rules):
                compiled = self._rule(rule, name, ("programs", name, "rules", index))
                for trigger in dict.fromkeys(pattern.name for pattern in compiled.triggers if rule.enabled):
                    rules.setdefault(trigger, []).append(compiled)
        return {trigger: tuple(found) for trigger, found in rules.items()}

    def _rule(self, rule: Rule, program: str, trail: Trail) -> CompiledRule:
        projects = self.loaded.config.projects
        return CompiledRule(
            name=rule.name,
            program=program,
            triggers=tuple(self._triggers(rule, trail)),
            workflows=frozenset(rule.workflow),
            projects=frozenset(projects[key].path for key in rule.project if key in projects),
            when=rule.when,
            actions=self._actions(rule.do, (*trail, "do")),
            once=rule.once,
        )

    def _schedules(self) -> Iterator[tuple[str, CompiledSchedule]]:
        """The schedules whose times can be read; all others are faults already."""
        for name, program in self.loaded.config.programs.items():
            for index, spec in enumerate(program.schedules):
                actions = self._actions(spec.do, ("programs", name, "schedules", index, "do"))
                with suppress(WordFault):
                    timetable = Timetable.of(spec, self._calendar(spec.calendar))
                    schedule = CompiledSchedule(
                        name=spec.name, program=name, enabled=spec.enabled, timetable=timetable, actions=actions
                    )
                    if timetable.times:
                        yield spec.name, schedule

    def _triggers(self, rule: Rule, trail: Trail) -> Iterator[TriggerPattern]:
        for index, written in enumerate(rule.on):
            found = _TRIGGER.match(written)
            name = found["name"] if found else written
            if name not in TRIGGERS and not name.startswith("message."):
                remedy = f"Triggers are {', '.join(TRIGGERS)}."
                problem = Problem(
                    trail=(*trail, "on", index), message="there is no such trigger", code="trigger", remedy=remedy
                )
                self.problems.append(problem)
            yield TriggerPattern(name, (found["pattern"] if found else None) or "*")

    def _actions(self, raws: list[Raw], trail: Trail) -> tuple[Action, ...]:
        bound = {}
        for index, raw in enumerate(raws):
            try:
                bound[index] = bind(raw)
            except ValueError:
                self.problems.extend(problems_of(raw, (*trail, index, raw.name)))
        if len(bound) < len(raws):
            self.places[trail] = list(bound)
        return tuple(bound.values())
