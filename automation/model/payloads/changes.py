"""The `changes` of an issue: whole values before and after, in the words of the model (gitlab.md §2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.model.events import Change
from automation.model.payloads import parts
from automation.model.payloads.body import section
from automation.model.payloads.dates import day, instant


def changes(body: Mapping[str, Any]) -> dict[str, Change]:
    """The changes that `body` tells, by field; empty where it tells none, as after a write that changed nothing.

    Labels are frozensets of names, assignees tuples of usernames, ``state`` is ``opened`` or ``closed`` whichever way
    the version tells it, instants are aware UTC, days are dates, anything else with a name is that name.

    Raises:
        MalformedPayload: labels or assignees are no lists of such.
    """
    found: dict[str, Change] = {}
    for field, pair in (section(body, "changes") or {}).items():
        if isinstance(pair, Mapping) and ("previous" in pair or "current" in pair):
            read = _READERS.get(field, _plain)
            found[_NAMES.get(field, field)] = Change(read(pair.get("previous")), read(pair.get("current")))
    return found


def _usernames(given: Any) -> tuple[str, ...] | None:
    return None if given is None else tuple(parts.texts(given, "username"))


def _state(given: Any) -> str | None:
    return parts.STATES.get(given) if isinstance(given, int) else None


def _day(given: Any) -> Any:
    return (day(given) or given) if isinstance(given, str) else _plain(given)


def _instant(given: Any) -> Any:
    """The instant; what a coming version writes otherwise is kept as it is, since it is no reason to lose an event."""
    return (instant(given) or given) if isinstance(given, str) else _plain(given)


def _plain(given: Any) -> Any:
    """`given` without structure: an object is its name, a list a tuple of names."""
    if isinstance(given, list):
        return tuple(map(_name, given))
    return _name(given)


def _name(given: Any) -> Any:
    if isinstance(given, Mapping):
        names = (given.get(key) for key in ("name", "title", "username"))
        return next((name for name in names if isinstance(name, str)), None)
    return None if isinstance(given, list) else given


#: the two ways in which versions tell the state
_NAMES: Final = {"state_id": "state"}
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "labels": parts.titles,
    "assignees": _usernames,
    "state_id": _state,
    "due_date": _day,
    "start_date": _day,
    "created_at": _instant,
    "updated_at": _instant,
    "closed_at": _instant,
    "last_edited_at": _instant,
}
