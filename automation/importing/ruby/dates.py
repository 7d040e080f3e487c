"""Idioms about time: due within days, overdue, opened or changed so long ago."""

from __future__ import annotations

import re
from typing import Final

from automation.importing.ruby.meaning import Meaning

_UNITS: Final = r"minutes?|hours?|days?|weeks?|months?|years?"
_SPAN: Final = rf"(?P<count>\d{{1,5}})(?:\.0)?(?:\.(?P<unit>{_UNITS}))?"
_SIGN: Final = r" ?(?P<sign>>=|<=|>|<) ?"
_LATER: Final = rf"(?P<base>NOW|TODAY)(?: ?(?P<way>[+-]) ?{_SPAN})?"
DUE_LEFT: Final = re.compile(rf"resource\.due_date{_SIGN}{_LATER}")
DUE_RIGHT: Final = re.compile(rf"{_LATER}{_SIGN}resource\.due_date")
_WHAT: Final = r"resource\.(?P<what>created|updated|closed)_at"
AGE_LEFT: Final = re.compile(rf"{_WHAT}{_SIGN}(?:NOW|TODAY) ?- ?{_SPAN}")
AGE_RIGHT: Final = re.compile(rf"(?:NOW|TODAY) ?- ?{_SPAN}{_SIGN}{_WHAT}")
SUM_LEFT: Final = re.compile(rf"{_WHAT} ?\+ ?{_SPAN}{_SIGN}(?:NOW|TODAY)")
SUM_RIGHT: Final = re.compile(rf"(?:NOW|TODAY){_SIGN}{_WHAT} ?\+ ?{_SPAN}")
_DAYS: Final = {"day": 1, "week": 7}
_MIRRORED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def due_left(match: re.Match[str]) -> Meaning:
    """``resource['due_date'] < Date.today + 3``."""
    return _due(match, match["sign"])


def due_right(match: re.Match[str]) -> Meaning:
    """``DateTime.now + 7 >= resource['due_date']``."""
    return _due(match, _MIRRORED[match["sign"]])


def _due(match: re.Match[str], sign: str) -> Meaning:
    """A due date is the midnight that it begins with, so that an instant of the same day is later."""
    days = _days(match)
    if days is None:
        return Meaning()
    strict_day = match["base"] == "TODAY" and sign in {"<", ">="}
    last = days - 1 if strict_day else days
    day = f"today {'-' if last < 0 else '+'} days({abs(last)})" if last else "today"
    early = Meaning(when=f"issue.due_date and issue.due_date <= {day}", pick=("due", _until(last)))
    if sign in {"<", "<="}:
        return early
    return Meaning(when=f"issue.due_date and issue.due_date > {day}")


def _until(last: int) -> dict[str, str]:
    """Due on that day from today or before it."""
    return {"within": _counted(last, "day")} if last >= 0 else {"overdue": _counted(-1 - last, "day")}


def _days(match: re.Match[str]) -> int | None:
    if match["count"] is None:
        return 0
    factor = _DAYS.get((match["unit"] or "days").removesuffix("s"))
    if factor is None:
        return None
    return int(match["count"]) * factor * (-1 if match["way"] == "-" else 1)


def age_left(match: re.Match[str]) -> Meaning:
    """``resource['created_at'] > Time.now - 24.hours``."""
    return _age(match, newer=match["sign"] in {">", ">="})


def age_right(match: re.Match[str]) -> Meaning:
    """``30.days.ago > resource['updated_at']``, and ``Time.now > resource['updated_at'] + 30.days``."""
    return _age(match, newer=match["sign"] in {"<", "<="})


def _age(match: re.Match[str], *, newer: bool) -> Meaning:
    unit = (match["unit"] or "days").removesuffix("s")
    span, key = _counted(int(match["count"]), unit), match["what"]
    when = None
    if unit in _DAYS:
        when = f"issue.{key}_at and issue.{key}_at <= now - days({int(match['count']) * _DAYS[unit]})"
    old = Meaning(when=when, pick=(key, {"older_than": span}), unless=(key, {"newer_than": span}))
    return old.opposite if newer else old


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
