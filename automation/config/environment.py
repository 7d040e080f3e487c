"""``${NAME}`` and ``${NAME:-default}`` in config.yml, taken from the environment that is passed in.

Values are put into the finished data, never into the YAML, so that a variable cannot add keys; faults name the
variable and never its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from automation.config.faults import Problem
from automation.config.positions import Trail

_REFERENCE = re.compile(r"\$(?P<escaped>\$)?\{(?P<inside>[^{}]*)(?P<end>\})?")
_VARIABLE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?", re.DOTALL)
_DOTTED = re.compile(r"\$\{\s*[A-Za-z_]\w*(?:\.[\w-]+)+\s*\}")

_BY_KEY = "Write the key alone: projects, people and tables are named by their key, as in project: champion-ops."


def expand(data: Any, environment: Mapping[str, str]) -> tuple[Any, list[Problem]]:
    """`data` with every reference replaced in its texts; a text with a problem stays as it is written.

    ``$${`` stands for ``${``. As in a shell, the default of ``:-`` also takes the place of an empty variable.
    """
    problems: list[Problem] = []

    def walk(value: Any, trail: Trail) -> Any:
        if isinstance(value, dict):
            return {key: walk(item, (*trail, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item, (*trail, index)) for index, item in enumerate(value)]
        return _expanded(value, trail, environment, problems) if isinstance(value, str) else value

    return walk(data, ()), problems


def dotted(data: Any, trail: Trail = ()) -> Iterator[Problem]:
    """A problem for every text of a program file that names a part of the configuration as ``${projects.x}``."""
    if isinstance(data, dict):
        for key, item in data.items():
            yield from dotted(item, (*trail, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from dotted(item, (*trail, index))
    elif isinstance(data, str) and _DOTTED.search(data):
        yield _problem(trail, "${…} takes no parts of the configuration", _BY_KEY)


def _expanded(text: str, trail: Trail, environment: Mapping[str, str], problems: list[Problem]) -> str:
    def replace(match: re.Match[str]) -> str:
        result = _value(match, trail, environment)
        if isinstance(result, str):
            return result
        problems.append(result)
        return match[0]

    return _REFERENCE.sub(replace, text)


def _value(match: re.Match[str], trail: Trail, environment: Mapping[str, str]) -> str | Problem:
    variable = _VARIABLE.fullmatch(match["inside"])
    if match["escaped"]:
        return match[0][1:]
    if not match["end"]:
        return _problem(trail, "${ is not closed", "Add the }, or write $${ for the two characters themselves.")
    if _DOTTED.fullmatch(match[0]):
        return _problem(trail, "${…} takes no parts of the configuration", _BY_KEY)
    if not variable:
        return _problem(trail, "${…} holds no name of a variable", "Write ${NAME} or ${NAME:-default}.")
    return _of_environment(variable["name"], variable["default"], trail, environment)


def _of_environment(name: str, default: str | None, trail: Trail, environment: Mapping[str, str]) -> str | Problem:
    if default is None and name not in environment:
        remedy = f"Set it, or give a default: ${{{name}:-…}}."
        return _problem(trail, f"the environment variable {name} is not set", remedy)
    return environment.get(name, "") or default or ""


def _problem(trail: Trail, message: str, remedy: str) -> Problem:
    return Problem(trail=trail, message=message, remedy=remedy, code="environment")
