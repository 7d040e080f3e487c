"""From the loaded configuration to one that is ready to decide with; every fault of actions and expressions at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from automation.actions.registry import ACTIONS, bind
from automation.config.action import Action as Raw
from automation.config.command import Command
from automation.config.faults import ConfigFaults, Problem
from automation.config.load import Loaded
from automation.config.messages import load_builtin_messages
from automation.config.program import Program
from automation.config.words.fault import WordFault
from automation.config.workflow import StructuredComment, Workflow
from automation.decide.action import Action
from automation.decide.bindings import problems_of
from automation.decide.calendar import WorkCalendar
from automation.decide.clocks.bind import compiled_clocks
from automation.decide.compile_rules import RuleCompiler
from automation.decide.compiled import (
    Compiled,
    CompiledClosing,
    CompiledCommand,
    CompiledComment,
    CompiledQuota,
    CompiledSchedule,
    CompiledStage,
    CompiledWorkflow,
)
from automation.decide.occurrences import Timetable
from automation.decide.people import People
from automation.decide.plugins import clashes, installed
from automation.decide.templates import TemplateSet
from automation.decide.trial import try_everything

Trail = tuple[str | int, ...]


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
    clashing = [Problem(trail=(), message=words, code="plugin") for words in clashes(installed().actions, ACTIONS)]
    return compiled, [*clashing, *compiler.problems, *map(compiler.placed, try_everything(compiled))]


def _with_plugins(digest: str) -> str:
    """`digest`, which is another one where plugins have a part in what is decided."""
    versions = installed().versions
    return sha256("\n".join((digest, *versions)).encode()).hexdigest()[: len(digest)] if versions else digest


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
        rules, policies = RuleCompiler(
            config=config, calendar_of=self._calendar_of, bind=self._actions, problems=self.problems
        ).compiled()
        return Compiled(
            config=config,
            digest=_with_plugins(self.loaded.digest),
            people=People(config),
            calendar=self._calendar(None),
            calendars={name: self._calendar(name) for name in config.calendars},
            texts=TemplateSet(self.loaded.templates),
            workflows=self._workflows(),
            messages={**load_builtin_messages(), **messages, **config.messages},
            rules=rules,
            policies=policies,
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
            commands={
                name.casefold(): self._command(name, command, (*trail, "commands", name))
                for name, command in spec.commands.items()
            },
            quota=self._quota(spec, (*trail, "quota")),
            comments=tuple(
                self._comment(word, comment, (*trail, "comments", word)) for word, comment in spec.comments.items()
            ),
            clocks=compiled_clocks(spec, self._calendar, self._actions, trail),
            scores={alias: program.scores[table] for alias, table in spec.scores.items() if table in program.scores},
        )

    def _calendar(self, name: str | None) -> WorkCalendar:
        return WorkCalendar.of(self.loaded.config.calendar_named(name))

    def _command(self, name: str, spec: Command, trail: Trail) -> CompiledCommand:
        return CompiledCommand(
            name=name.casefold(),
            spec=spec,
            do=self._actions(spec.do, (*trail, "do")),
            otherwise=self._actions(spec.otherwise, (*trail, "else")),
        )

    def _quota(self, spec: Workflow, trail: Trail) -> CompiledQuota | None:
        if spec.quota is None:
            return None
        found = {
            name: self._actions(getattr(spec.quota, name), (*trail, name))
            for name in ("on_taken", "on_waiting", "on_promoted", "on_exempt")
        }
        return CompiledQuota(spec=spec.quota, **found)

    def _calendar_of(self, workflow: str | None) -> WorkCalendar:
        """The calendar of the workflow with this key; the main one for None."""
        programs = self.loaded.config.programs.values()
        found = next((part.workflows[workflow] for part in programs if workflow in part.workflows), None)
        return self._calendar(found.calendar if found else None)

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

    def _actions(self, raws: Sequence[Raw], trail: Trail) -> tuple[Action, ...]:
        bound = {}
        for index, raw in enumerate(raws):
            try:
                bound[index] = bind(raw)
            except ValueError:
                self.problems.extend(problems_of(raw, (*trail, index, raw.name)))
        if len(bound) < len(raws):
            self.places[trail] = list(bound)
        return tuple(bound.values())
