"""Plugins: actions and functions for conditions that an installed package brings along (docs/plugins.md).

A package names them in its entry points, in the groups ``usher.actions`` and ``usher.conditions``. What the shipped
programs need is in the YAML; plugins are for what a team can only say in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from automation.decide.action import Action

ACTIONS: Final = "usher.actions"
CONDITIONS: Final = "usher.conditions"


class PluginFault(ValueError):
    """A plugin cannot be used; says which one, of which package, and what would be right."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """What installed packages bring along."""

    #: action classes by their name in the YAML
    actions: Mapping[str, type[Action]] = field(default_factory=dict)
    #: functions for expressions by their name
    conditions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    #: what could not be used, and why
    faults: tuple[str, ...] = ()
    #: names with the versions of their packages: what they decide may change with these
    versions: tuple[str, ...] = ()


@cache
def installed() -> Plugins:
    """The plugins of the packages that are installed; looked for once in the life of the process."""
    return load([*entry_points(group=ACTIONS), *entry_points(group=CONDITIONS)])


def load(entries: Iterable[EntryPoint]) -> Plugins:
    """The plugins that `entries` name; one that cannot be used is a fault and no more."""
    actions: dict[str, type[Action]] = {}
    conditions: dict[str, Callable[..., Any]] = {}
    faults: list[str] = []
    versions: list[str] = []
    for entry in sorted(entries, key=lambda entry: (entry.group, entry.name, entry.value)):
        try:
            found = _loaded(entry, {**actions, **conditions})
        except PluginFault as fault:
            faults.append(str(fault))
            continue
        versions.append(f"{entry.name} {_package(entry)}")
        if entry.group == ACTIONS:
            actions[entry.name] = found
        else:
            conditions[entry.name] = found
    return Plugins(actions, conditions, tuple(faults), tuple(versions))


def clashes(plugins: Iterable[str], ours: Container[str]) -> Iterator[str]:
    """A sentence for each of the names of `plugins` that is one of Usher's own, which stays what it is."""
    for name in plugins:
        if name in ours:
            yield f"the plugin {name!r} has a name of Usher's own; give it another one"


def _loaded(entry: EntryPoint, known: Mapping[str, Any]) -> Any:
    title = f"the plugin {entry.name!r} of {_package(entry)}"
    if entry.name in known:
        message = f"{title} has the name of another one; rename one of them"
        raise PluginFault(message)
    try:
        found = entry.load()
    except Exception as fault:
        message = f"{title} cannot be loaded: {type(fault).__name__}: {fault}"
        raise PluginFault(message) from fault
    for wrong in _wrong(entry, found):
        message = f"{title} {wrong}"
        raise PluginFault(message)
    return found


def _wrong(entry: EntryPoint, found: Any) -> Iterator[str]:
    if entry.group == CONDITIONS:
        if not callable(found):
            yield "is no function"
    elif not (isinstance(found, type) and issubclass(found, Action)):
        yield "is no class made from automation.decide.action.Action"
    elif getattr(found, "name", None) != entry.name:
        yield f"calls itself {getattr(found, 'name', None)!r}; name and entry point have to be the same"


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "an unknown package"
