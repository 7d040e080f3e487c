"""How ``usher setup`` tells of its work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from automation.commands.common import show_json
from automation.decide.setup.words import change_json, change_lines, change_words
from automation.gitlab.provision.provisioner import Done, Planned


class Report:
    """Shows each thing as it is looked at or done, or all of it as JSON at the end."""

    def __init__(self, output: str) -> None:
        self._text = output == "text"
        self._project = ""
        self._changes: list[dict[str, Any]] = []
        self._findings: list[dict[str, str]] = []
        #: changes by what became of them
        self._count = {"planned": 0, "applied": 0, "failed": 0}

    @property
    def open_ends(self) -> bool:
        """Whether anything is left for somebody to do."""
        return bool(self._findings or self._count["planned"] or self._count["failed"])

    def add(self, planned: Planned, done: Iterator[Done] | None) -> None:
        """Take one part of one project, with what came of its changes where they were made."""
        for one in done if done is not None else map(Done, planned.changes):
            self._add_change(planned.project, one, "planned" if done is None else "failed" if one.fault else "applied")
        for words in filter(None, (*planned.findings, planned.fault)):
            self._findings.append({"project": planned.project, "part": str(planned.part), "words": words})
            self._line(planned.project, f"! {planned.part}: {words}")

    def close(self, *, hooks_left_out: bool) -> None:
        """Say what it comes to."""
        if not self._text:
            show_json({"changes": self._changes, "findings": self._findings})
            return
        if hooks_left_out:
            click.echo("Hooks were left out: say where GitLab reaches Usher with --url https://your-host.", err=True)
        click.echo(self._summary())

    def _add_change(self, project: str, one: Done, state: str) -> None:
        self._count[state] += 1
        self._changes.append({**change_json(one.change), "state": state, "fault": one.fault})
        mark = {"planned": "", "applied": "✓ ", "failed": "✗ "}[state]
        self._line(project, f"{mark}{change_words(one.change)}")
        for line in (*change_lines(one.change), *filter(None, [one.fault])):
            self._line(project, f"    {line}")

    def _line(self, project: str, words: str) -> None:
        if not self._text:
            return
        if project != self._project:
            self._project = project
            click.echo(project)
        click.echo(f"  {words}")

    def _summary(self) -> str:
        planned, applied, failed = self._count.values()
        if planned:
            return f"{_number(planned)} to make: add --apply"
        if applied or failed:
            return f"{_number(applied)} made" + (f", {failed} failed" if failed else "")
        return "nothing was changed" if self._findings else "nothing to change"


def _number(changes: int) -> str:
    return f"{changes} change{'' if changes == 1 else 's'}"
