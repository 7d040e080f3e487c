"""The configuration made ready to decide with: everything parsed, indexed and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from automation.config.command import Command
from automation.config.model import Config
from automation.config.policy import Digest, Limit
from automation.config.program import MessageSpec, Score
from automation.config.quota import Quota
from automation.config.workflow import ManualClose, Move, Stage, Workflow
from automation.decide.action import Action
from automation.decide.calendar import WorkCalendar
from automation.decide.clocks.compiled import CompiledClock
from automation.decide.field_types import canonical
from automation.decide.fields import read_fields
from automation.decide.normalise import NORMALISERS
from automation.decide.occurrences import Timetable
from automation.decide.people import People
from automation.decide.selection.compiled import CompiledSelection
from automation.decide.templates import TemplateSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStage:
    """One stage with its actions bound."""

    name: str
    spec: Stage
    on_enter: tuple[Action, ...] = ()
    on_exit: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledComment:
    """One structured comment with its actions bound."""

    word: str
    pattern: str
    by: tuple[str, ...]
    when: str
    do: tuple[Action, ...]
    otherwise: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledCommand:
    """One command with its actions bound."""

    name: str
    spec: Command
    do: tuple[Action, ...] = ()
    otherwise: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledClosing:
    """One case of closing by hand with its actions bound."""

    spec: ManualClose
    do: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledQuota:
    """A quota with its actions bound."""

    spec: Quota
    on_taken: tuple[Action, ...] = ()
    on_waiting: tuple[Action, ...] = ()
    on_promoted: tuple[Action, ...] = ()
    on_exempt: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledWorkflow:
    """One workflow, ready."""

    key: str
    #: key of the program, which is the name of its file
    program: str
    spec: Workflow
    #: full path of the project that new issues are opened in
    project: str
    #: in which its dates and clocks count
    calendar: WorkCalendar
    stages: Mapping[str, CompiledStage] = field(default_factory=dict)
    on_intake: tuple[Action, ...] = ()
    closings: tuple[CompiledClosing, ...] = ()
    quota: CompiledQuota | None = None
    #: by name
    commands: Mapping[str, CompiledCommand] = field(default_factory=dict)
    comments: tuple[CompiledComment, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
    #: by name
    clocks: Mapping[str, CompiledClock] = field(default_factory=dict)

    @property
    def scope(self) -> str | None:
        """The label scope of the stages."""
        return self.spec.stage_label

    def stage_label(self, stage: str) -> str:
        """The label that shows `stage`."""
        return f"{self.spec.stage_label}::{stage}"

    def stage_labels(self) -> frozenset[str]:
        """The labels of all stages."""
        return frozenset(self.stage_label(stage) for stage in self.stages)

    def is_stage_label(self, label: str) -> bool:
        """Whether `label` lies in the scope of the stages, known stage or not."""
        return self.scope is not None and label.startswith(f"{self.scope}::")

    def moves_from(self, stage: str | None) -> tuple[Move, ...]:
        """The moves that start at `stage`."""
        return tuple(move for move in self.spec.moves if stage in move.from_)

    def fields_of(self, description: str) -> dict[str, str]:
        """Every field as `description` has it, choices in their own spelling; the empty string where not filled in."""
        found = read_fields(description, tuple(self.spec.fields))
        return {name: canonical(spec, found.get(name, "")) for name, spec in self.spec.fields.items()}

    def normalised(self, key: str, value: str) -> str:
        """`value` as the index key `key` compares it."""
        return NORMALISERS[self.spec.keys[key].as_](value)

    def key_value(self, key: str, fields: Mapping[str, str]) -> str:
        """The normalised value of the index key `key`; '' where one of its fields is empty."""
        spec = self.spec.keys[key]
        values = [NORMALISERS[spec.as_](fields.get(name, "")) for name in spec.fields]
        return " | ".join(values) if all(values) else ""


@dataclass(frozen=True, slots=True)
class TriggerPattern:
    """``label.added(Topic::*)``: the name of a trigger and what its value must look like."""

    name: str
    pattern: str = "*"

    def matches(self, value: str) -> bool:
        """Whether a trigger of the name with `value` is meant."""
        return fnmatchcase(value, self.pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """One rule, ready."""

    name: str
    program: str
    triggers: tuple[TriggerPattern, ...]
    workflows: frozenset[str]
    #: full paths
    projects: frozenset[str]
    when: str
    actions: tuple[Action, ...]
    once: bool
    #: which issues the trigger ``sweep`` is for; None where the rule has no such trigger
    select: CompiledSelection | None = None
    #: rules with which it forms one thing: what a person takes back of one, no sweep does again by any
    family: frozenset[str] = frozenset()
    #: further names for its conditions and texts
    names: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    #: where it is written
    trail: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledDigest:
    """One issue that lists what a sweep selected, ready."""

    spec: Digest
    #: full path of the project that it is opened in
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPolicy:
    """What a sweep does with the issues of some projects that are selected: a policy, or a rule with ``on: sweep``."""

    rule: CompiledRule
    select: CompiledSelection
    #: full paths of the projects whose issues are listed
    projects: tuple[str, ...]
    #: the name by which schedules call it: its own, or that of the ``stale`` entry that it is a part of
    group: str
    limit: Limit | None = None
    digest: CompiledDigest | None = None

    @property
    def name(self) -> str:
        """Its name, which is that of its rule and of its events."""
        return self.rule.name


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledSchedule:
    """One schedule, ready."""

    name: str
    program: str
    enabled: bool
    timetable: Timetable
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The whole configuration, ready."""

    config: Config
    #: changes whenever something that decides changes
    digest: str
    people: People
    calendar: WorkCalendar
    #: the further ones, by name
    calendars: Mapping[str, WorkCalendar]
    texts: TemplateSet
    workflows: Mapping[str, CompiledWorkflow]
    messages: Mapping[str, MessageSpec]
    #: rules by the name of their trigger, in the order of the files
    rules: Mapping[str, tuple[CompiledRule, ...]]
    #: schedules by name, in the order of the files
    schedules: Mapping[str, CompiledSchedule] = field(default_factory=lambda: MappingProxyType({}))
    #: full path -> key of the project
    projects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: what sweeps do, by name, in the order of the files; what is switched off is not here
    policies: Mapping[str, CompiledPolicy] = field(default_factory=lambda: MappingProxyType({}))

    def calendar_of(self, workflow: str | None) -> WorkCalendar:
        """The calendar of the workflow with this key, the main one for none."""
        found = self.workflows.get(workflow or "")
        return found.calendar if found else self.calendar

    def manages(self, project: str | None) -> bool:
        """Whether the project with this path is one of ours (rules.md G06)."""
        return project in self.projects

    def rule_names(self) -> tuple[str, ...]:
        """Every rule once, in order."""
        return tuple(dict.fromkeys(rule.name for rules in self.rules.values() for rule in rules))
