"""Names that may be there once over all programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from automation.config.faults import Problem
from automation.config.messages import load_builtin_messages
from automation.config.policy import names_of_stale
from automation.config.positions import Trail
from automation.config.program import Program

#: a name with its place
Named = tuple[str, Trail]


def check_unique(programs: Mapping[str, Program]) -> Iterator[Problem]:
    """Workflows, messages, KPIs, reports, rules, policies and schedules with the name of another, or a built-in one."""
    yield from _check_twice("workflow", _keys(programs, "workflows"), at_key=True)
    yield from _check_twice("message", _keys(programs, "messages"), at_key=True)
    yield from _check_twice("KPI", _keys(programs, "kpis"), at_key=True)
    yield from _check_twice("report", _keys(programs, "reports"), at_key=True)
    yield from _check_twice("rule or policy", _acting(programs), at_key=False)
    yield from _check_twice("schedule", _listed(programs, "schedules"), at_key=False)
    yield from _check_builtin(_keys(programs, "messages"))


def _keys(programs: Mapping[str, Program], part: str) -> Iterator[Named]:
    for key, program in programs.items():
        for name in getattr(program, part):
            yield name, ("programs", key, part, name)


def _listed(programs: Mapping[str, Program], part: str) -> Iterator[Named]:
    for key, program in programs.items():
        for index, item in enumerate(getattr(program, part)):
            yield item.name, ("programs", key, part, index, "name")


def _acting(programs: Mapping[str, Program]) -> Iterator[Named]:
    """Rules and policies, which explanations and sweeps know by one kind of name, with what stale handling adds."""
    for part in ("rules", "policies"):
        yield from _listed(programs, part)
    for key, program in programs.items():
        for index, entry in enumerate(program.stale):
            trail: Trail = ("programs", key, "stale", index, "name")
            yield from ((name, trail) for name in (entry.name, *names_of_stale(entry)))


def _check_twice(kind: str, named: Iterable[Named], *, at_key: bool) -> Iterator[Problem]:
    first: dict[str, Trail] = {}
    for name, trail in named:
        other = first.setdefault(name, trail)
        if other != trail:
            message = f"another {kind} has this name"
            yield Problem(
                trail=trail, message=message, remedy="Rename one.", code="duplicate-name", at_key=at_key, other=other
            )


def _check_builtin(named: Iterable[Named]) -> Iterator[Problem]:
    for name, trail in named:
        if name in load_builtin_messages():
            remedy = "Replace its text under messages: in config.yml, or choose another name."
            message = "a built-in message has this name"
            yield Problem(trail=trail, message=message, remedy=remedy, code="duplicate-name", at_key=True)
