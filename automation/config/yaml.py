"""YAML 1.2 with positions: what a configuration file says, and where it says it.

Booleans are only true and false, dates stay text, keys are always text, duplicate keys are problems, anchors and merge
keys are allowed. Nothing here reads a file; reading is bounded in `files`, nesting in `compose`, aliases in `build`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from yaml.error import MarkedYAMLError
from yaml.reader import Reader

from automation.config.build import build
from automation.config.compose import compose
from automation.config.faults import Fault, Problem
from automation.config.positions import Place, Positions, Spot, Trail

#: what libyaml or PyYAML says (a part of it), and what helps
_REMEDIES: Final = {
    "mapping values are not allowed": "Put a text that holds a colon and a space in quotes.",
    "cannot start any token": "Indent with spaces, and put a text that begins with @, %, ` or a tab in quotes.",
    "undefined alias": "Define it above with &; a text that begins with * needs quotes.",
    "unexpected end of stream": "A quotation mark or bracket is not closed.",
    "nested deeper": "Give the inner parts names of their own.",
    "but found another document": "One file holds one document; remove the line ---.",
}
_LOOK_AROUND: Final = "Look at the indentation, the brackets and the quotes here and in the line above."


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file as read."""

    #: name for faults, relative to the folder of config.yml
    file: str
    #: None, booleans, numbers, text, lists and dicts with text as keys; None where the file is not readable
    data: Any = None
    positions: Positions = field(default_factory=Positions)
    problems: tuple[Problem, ...] = ()
    #: False where nothing can be said of the contents
    readable: bool = True

    def value_at(self, trail: Trail) -> Any:
        """What is written at `trail`; for a part of the model that is not written, what is written around it."""
        value = self.data
        for step in self.positions.fit(trail):
            value = value[step]
        return value

    def spot(self, trail: Trail, *, at_key: bool = False) -> Spot:
        """Where the value at `trail` is written, or its key."""
        place = self.positions.of_key(trail) if at_key else self.positions.of_value(trail)
        return Spot(self.file, place.line, place.column)

    def fault(self, problem: Problem, *, hidden: bool = False) -> Fault:
        """`problem` with its place in this file, and with what is written there unless it is to be `hidden`."""
        spot = self.spot(problem.trail, at_key=problem.at_key)
        place = problem.place or Place(spot.line, spot.column)
        value = "" if hidden or problem.place else self._shown(problem)
        return Fault(self.file, place.line, place.column, problem.message, value, problem.remedy, problem.code)

    def _shown(self, problem: Problem) -> str:
        value = problem.trail[-1] if problem.at_key else self.value_at(problem.trail)
        if value is None or isinstance(value, (dict, list)):
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)


def parse_yaml(text: str, file: str) -> Document:
    """The document in `text`, which faults will call `file`; what is wrong with it is in its problems."""
    forbidden = Reader.NON_PRINTABLE.search(text)
    if forbidden:
        place = _place_of(text, forbidden.start())
        message = f"the character U+{ord(forbidden[0]):04X} is not allowed"
        return unreadable(file, message, "Remove it, or write it as an escape in double quotes.", place)
    try:
        node = compose(text)
    except MarkedYAMLError as error:
        return _not_yaml(file, error)
    built = build(node)
    return Document(file, built.data, built.positions, tuple(built.problems))


def unreadable(file: str, message: str, remedy: str, place: Place | None) -> Document:
    """A document of which only one problem is known; `place` None is its beginning."""
    problem = Problem(trail=(), message=message, remedy=remedy, code="unreadable", place=place or Place())
    return Document(file, problems=(problem,), readable=False)


def _not_yaml(file: str, error: MarkedYAMLError) -> Document:
    words = _words(error)
    remedy = next((remedy for part, remedy in _REMEDIES.items() if part in words), _LOOK_AROUND)
    mark = error.problem_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else None
    return unreadable(file, f"this cannot be read as YAML: {words}", remedy, place)


def _words(error: MarkedYAMLError) -> str:
    context, problem = error.context or "", error.problem or ""
    during = context.startswith("while")
    return f"{problem} {context}" if during else ", ".join(filter(None, (context, problem)))


def _place_of(text: str, index: int) -> Place:
    before = text[:index]
    return Place(before.count("\n") + 1, index - before.rfind("\n"))
