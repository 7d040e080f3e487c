"""What people write into descriptions, exactly as the file says it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from automation.scenarios.refs import NotThere

_FIELD = r"^(?P<head>[ \t]*- \*\*{name}:\*\*)[^\n]*$"
_ANY_FIELD = re.compile(r"^- \*\*[^*\n]+:\*\*[^\n]*$", re.MULTILINE)
_TASK = re.compile(r"^(?P<head>[ \t]*[-*+] \[)[ xX](?P<rest>\] (?P<text>.*))$", re.MULTILINE)


def field_lines(fields: Mapping[str, str]) -> str:
    """`fields` as the lines of a description."""
    return "".join(f"- **{name}:** {value}".rstrip() + "\n" for name, value in fields.items())


def with_fields(description: str, fields: Mapping[str, str]) -> str:
    """`description` with the lines of `fields` rewritten; one that is not there comes below the last field."""
    for name, value in fields.items():
        line = re.compile(_FIELD.format(name=re.escape(name)), re.MULTILINE)
        found = line.search(description)
        if found is None:
            description = _added(description, field_lines({name: value}))
        else:
            written = f"{found['head']} {value}".rstrip()
            description = description[: found.start()] + written + description[found.end() :]
    return description


def with_tasks(description: str, section: str, done: str) -> str:
    """`description` with boxes below the heading `section` ticked: ``some``, ``all`` or ``none`` (`moves.Tasks`).

    Raises:
        NotThere: it has no such heading, or no boxes below it.
    """
    heading = re.search(rf"^## {re.escape(section)}[ \t]*$", description, re.MULTILINE)
    if heading is None:
        message = f"the description has no heading ## {section}"
        raise NotThere(message)
    start = heading.end()
    after = re.compile(r"^#{1,2} ", re.MULTILINE).search(description, start)
    end = after.start() if after else len(description)
    return description[:start] + _ticked(description[start:end], section, done) + description[end:]


def _ticked(part: str, section: str, done: str) -> str:
    tasks = list(_TASK.finditer(part))
    required = [task for task in tasks if "(optional)" not in task["text"].lower()]
    chosen = {"some": required[:1], "all": required, "none": tasks}[done]
    if not chosen:
        message = f"there is no box to tick below ## {section}"
        raise NotThere(message)
    mark = " " if done == "none" else "x"
    for task in reversed(chosen):
        part = f"{part[: task.start()]}{task['head']}{mark}{task['rest']}{part[task.end() :]}"
    return part


def _added(description: str, line: str) -> str:
    fields = list(_ANY_FIELD.finditer(description))
    place = fields[-1].end() + 1 if fields else len(description)
    before, after = description[:place], description[place:]
    gap = "" if not before or before.endswith("\n") else "\n"
    return before + gap + line + after
