"""A finished draft as the YAML of a policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from automation.importing.draft import Draft
from automation.importing.jinja_words import all_of
from automation.importing.placing import within
from automation.importing.remarks import Comment
from automation.importing.writing import comment_lines, item


def policy_lines(draft: Draft, project: str | None, comments: Iterable[Comment]) -> Iterator[str]:
    """The policy as an entry of ``policies:``, with the `comments` of its rule."""
    data = _data(draft, project)
    notes = within(comments, draft, _keys(data))
    reasons = [line for reason in draft.reasons for line in comment_lines(reason, indent=4)]
    yield from item(data, 2, {**{key or "name": lines for key, lines in notes.items()}, "enabled": reasons})


def _data(draft: Draft, project: str | None) -> dict[str, Any]:
    """Only what differs from the defaults, in the order of the reference."""
    select = {key: value for key, value in draft.select.items() if (key, value) != ("state", "opened")}
    parts: dict[str, Any] = {
        "name": draft.name,
        "enabled": None if draft.enabled else False,
        "project": project,
        "select": _short(select),
        "when": all_of(draft.when),
        "limit": draft.limit,
        "once": draft.once or None,
        "do": [_short(action) for action in draft.do],
        "digest": _short(draft.digest),
    }
    return {key: value for key, value in parts.items() if value not in (None, {}, [], "")}


def _short(value: Any) -> Any:
    """A list of one is written without brackets."""
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items()}
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _keys(data: dict[str, Any]) -> Iterator[str]:
    """The keys above which a comment can stand, as `writing` names them."""
    yield from (key for key in data if key != "name")
    yield from (f"select.{key}" for key in data.get("select", {}))
    yield from (f"do.{name}" for action in data.get("do", []) for name in action)
