"""The program that a file becomes: its head, its policies, the schedule that sweeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from automation.importing.draft import Draft
from automation.importing.findings import Finding
from automation.importing.placing import Placed
from automation.importing.policy import policy_lines
from automation.importing.scalars import inline
from automation.importing.writing import comment_lines, item, written

_STEPS: Final = (
    "Read what `usher import-triage` pointed out, and what is switched off below (enabled: false).",
    "List in config.yml the people whom texts mention: of others the text has the name only.",
    "`usher check` finds what is missing; `usher sweep` shows what each policy would do, and writes nothing.",
    "Then switch off the pipeline that runs gitlab-triage, and set the time of the schedule at the end.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one rule."""

    draft: Draft
    #: why it is not carried over
    refused: Finding | None

    @property
    def name(self) -> str:
        """Unique in the file."""
        return self.draft.name

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to be said of it; of a refused rule only why."""
        return tuple(self.draft.findings) if self.refused is None else (self.refused,)


def program_text(parts: Sequence[Part], placed: Placed, *, file: str, program: str, project: str | None) -> str:
    """The YAML of the program `program`, whose policies are for `project` (a key, None for all)."""
    kept = [part.draft for part in parts if part.refused is None]
    lines = [
        *_head(kept, len(parts), file, project),
        *(["", *placed.head] if placed.head else []),
        "",
        *written({"program": program}, 0),
        *_policies(parts, placed, project),
        *(["", *placed.tail] if placed.tail else []),
        *(_schedule(kept, program) if kept else ()),
    ]
    return "\n".join(lines) + "\n"


def _head(kept: Sequence[Draft], count: int, file: str, project: str | None) -> Iterator[str]:
    yield from comment_lines(
        f"Made by `usher import-triage` from {file}: {len(kept)} of {count} rules. Before it runs:"
    )
    for step in _STEPS:
        yield from comment_lines(step, "  - ")
    projects = {key: path for draft in kept for key, path in draft.projects.items()}
    groups = {key: path for draft in kept for key, path in draft.groups.items()}
    for section, found in (("projects", projects), ("groups", groups)):
        if found:
            yield from comment_lines(f"config.yml needs under {section}: {_pairs(found)}", "  - ")
    if project is None and kept:
        yield from comment_lines(
            "Give policies `project:` where config.yml has projects that they are not for.", "  - "
        )


def _pairs(found: Mapping[str, str]) -> str:
    return ", ".join(f"{inline(key)}: {inline(path)}" for key, path in found.items())


def _policies(parts: Sequence[Part], placed: Placed, project: str | None) -> Iterator[str]:
    if any(part.refused is None for part in parts):
        yield from ("", "policies:")
    for number, part in enumerate(parts):
        comments = placed.rules.get(number, [])
        yield from [""] if number else []
        if part.refused is None:
            yield from policy_lines(part.draft, project, comments)
        else:
            yield from (f"  {comment.text}" for comment in comments)
            yield from _refused(part.refused)


def _refused(finding: Finding) -> Iterator[str]:
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    words = f'Not carried over: "{finding.rule}", line {finding.line}: {finding.words}{remedy}.'
    yield from (f"  {line}" for line in comment_lines(words, indent=2))


def _schedule(kept: Sequence[Draft], program: str) -> Iterator[str]:
    yield from ("", "schedules:")
    sweep = {"sweep": [draft.name for draft in kept]}
    spec = {"name": f"{program}: sweep", "rrule": "FREQ=DAILY", "at": "06:00", "missed": "last", "do": [sweep]}
    yield from item(spec, 2)
