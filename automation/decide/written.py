"""Rules, policies and ``stale`` entries as one kind of thing: what is done with an issue on some triggers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from automation.config.action import Action as Raw
from automation.config.model import Config
from automation.config.policy import Digest, Limit, Policy, Stale, names_of_stale
from automation.config.program import Program, Rule
from automation.config.selection import Selection
from automation.decide.stale import spelt

Trail = tuple[str | int, ...]
#: name of the trigger of policies
SWEEP: Final = "sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A rule or a policy as it is written, or as a ``stale`` entry stands for it."""

    name: str
    program: str
    trail: Trail
    on: tuple[str, ...]
    workflow: tuple[str, ...]
    project: tuple[str, ...]
    when: str
    do: tuple[Raw, ...]
    once: bool
    enabled: bool
    #: which issues a sweep takes; None for what no sweep does
    select: Selection | None = None
    limit: Limit | None = None
    digest: Digest | None = None
    #: name by which schedules call it
    group: str
    #: as in `automation.decide.compiled.CompiledRule`
    family: frozenset[str]
    names: Mapping[str, Any] = field(default_factory=dict)


def all_written(config: Config) -> Iterator[Written]:
    """Everything that is written, program by program: rules, then policies, then stale handling."""
    for key, program in config.programs.items():
        yield from _rules(program, key)
        for index, policy in enumerate(program.policies):
            yield _policy(policy, key, ("programs", key, "policies", index))
        for index, entry in enumerate(program.stale):
            yield from _stale(entry, key, ("programs", key, "stale", index))


def _rules(program: Program, key: str) -> Iterator[Written]:
    for index, rule in enumerate(program.rules):
        yield _rule(rule, key, ("programs", key, "rules", index))


def _rule(rule: Rule, program: str, trail: Trail, **more: Any) -> Written:
    """A rule; by the trigger ``sweep`` it is for every open issue."""
    usual = {
        "select": Selection() if SWEEP in rule.on else None,
        "group": rule.name,
        "family": frozenset({rule.name}),
    }
    return Written(
        name=rule.name,
        program=program,
        trail=trail,
        on=tuple(rule.on),
        workflow=tuple(rule.workflow),
        project=tuple(rule.project),
        when=rule.when,
        do=tuple(rule.do),
        once=rule.once,
        enabled=rule.enabled,
        **{**usual, **more},
    )


def _policy(policy: Policy, program: str, trail: Trail, **more: Any) -> Written:
    rule = Rule(on=[SWEEP], **{name: getattr(policy, name) for name in Rule.model_fields if name != "on"})
    swept = {"select": policy.select, "limit": policy.limit, "digest": policy.digest}
    return _rule(rule, program, trail, **{**swept, **more})


def _stale(entry: Stale, program: str, trail: Trail) -> Iterator[Written]:
    found = spelt(entry)
    shared = {"group": entry.name, "family": frozenset(names_of_stale(entry)), "names": found.names}
    for policy in found.policies:
        yield _policy(policy, program, trail, **shared)
    yield _rule(found.rule, program, trail, **shared)
