"""Changes in words and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.things import Part

_SIGNS = {Kind.CREATE: "+", Kind.UPDATE: "~"}
_NAMES = {Part.LABELS: "label", Part.BOARDS: "board", Part.HOOKS: "hook", Part.TEMPLATES: "template"}


def change_words(change: Change) -> str:
    """The change in one line: ``~ label Story::Vetting: description: nothing → Stage of customer-story``."""
    head = f"{_SIGNS[change.kind]} {_NAMES[change.part]} {change.what}"
    return f"{head}: {_text_words(change)}" if change.part is Part.TEMPLATES else f"{head}: {_facts(change)}"


def change_lines(change: Change) -> Iterator[str]:
    """The lines of a text that change, as a diff; none for anything that is no text."""
    if change.part is Part.TEMPLATES and change.kind is Kind.UPDATE:
        texts = (change.before["text"].splitlines(), change.after["text"].splitlines())
        # the first two lines name the files, which the change has done
        yield from list(unified_diff(*texts, lineterm="", n=1))[2:]


def change_json(change: Change) -> dict[str, Any]:
    """The change as JSON data."""
    return {
        "part": str(change.part),
        "kind": str(change.kind),
        "project": change.project,
        "what": change.what,
        "before": dict(change.before),
        "after": dict(change.after),
    }


def _text_words(change: Change) -> str:
    lines = len(change.after["text"].splitlines())
    return f"{lines} lines" if change.kind is Kind.CREATE else "as follows"


def _facts(change: Change) -> str:
    return "; ".join(
        f"{name}: {_shown(change.before[name])} → {_shown(value)}"
        if name in change.before
        else f"{name}: {_shown(value)}"
        for name, value in change.after.items()
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return (", ".join(value) if isinstance(value, list) else str(value)) or "nothing"
