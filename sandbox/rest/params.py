"""Reading what a client sent: query, form or JSON, with the names and kinds that GitLab's API has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from sandbox import refuse
from sandbox.clock import parse_instant

LOST_PLUS = re.compile(r"(T.*) (\d\d:?\d\d)$")
"""An offset whose plus sign a client did not escape in the address."""

TRUE = {"true", "1", "t", "yes", "on"}
FALSE = {"false", "0", "f", "no", "off"}


class Params:
    """All parameters of a request; `in` tells whether one was sent, the readers give typed values.

    Raises:
        ApiError: 400 from any reader whose value does not fit.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def of_request(cls) -> Params:
        """Collect query and body of the present request; the body wins."""
        values = _unfolded(request.args)
        if request.is_json and request.content_length:
            body = request.get_json(silent=True)
            if not isinstance(body, dict):
                refuse.invalid("Invalid json")
            return cls(values | {name.removesuffix("[]"): value for name, value in body.items()})
        return cls(values | _unfolded(request.form))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def nested(self, name: str) -> Params:
        """Return the parameters under a name: `not[labels]=x` under `not`."""
        inner = self._values.get(name)
        return Params(inner if isinstance(inner, dict) else {})

    def need(self, *names: str) -> None:
        """Refuse a request in which one of the names is missing."""
        missing = [name for name in names if self._values.get(name) is None]
        if missing:
            refuse.invalid(", ".join(f"{name} is missing" for name in missing))

    def need_any(self, names: Iterable[str]) -> None:
        """Refuse a request in which all of the names are missing."""
        known = list(names)
        if not any(name in self._values for name in known):
            refuse.invalid(f"{', '.join(known)} are missing, at least one parameter must be provided")

    def text(self, name: str, default: str = "") -> str:
        """Return a text; null counts as missing."""
        value = self._values.get(name)
        if isinstance(value, dict | list):
            refuse.invalid(f"{name} is invalid")
        return default if value is None else str(value)

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None where it is missing or null."""
        return self.text(name) if self._values.get(name) is not None else None

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        """Return one of some words."""
        value = self.text(name, default)
        if value not in set(allowed):
            refuse.invalid(f"{name} does not have a valid value")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a truth value."""
        value = self._values.get(name)
        if value is None or value == "":
            return default
        word = str(value).lower()
        if word not in TRUE | FALSE:
            refuse.invalid(f"{name} is invalid")
        return word in TRUE

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; null and the empty text count as missing."""
        found = self.number_or_none(name)
        return default if found is None else found

    def number_or_none(self, name: str) -> int | None:
        """Return a whole number, or None where it is missing, null or empty."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(str(value))
        except ValueError:
            refuse.invalid(f"{name} is invalid")

    def numbers(self, name: str) -> list[int]:
        """Return whole numbers from a list or comma-separated text; zero and empty ones are left out."""
        try:
            return [number for part in self.names_in(name) if (number := int(part))]
        except ValueError:
            refuse.invalid(f"{name} is invalid")

    def names_in(self, name: str) -> list[str]:
        """Return the words of a list, or of a comma-separated text, without blanks around them."""
        value = self._values.get(name)
        parts = value if isinstance(value, list) else str("" if value is None else value).split(",")
        return [word for part in parts if (word := str(part).strip())]

    def day(self, name: str) -> date | None:
        """Return a date `YYYY-MM-DD`, or None where it is missing, null or empty."""
        text = self.text(name)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            refuse.invalid(f"{name} is invalid")

    def instant(self, name: str) -> datetime | None:
        """Return an instant in UTC, or None where it is missing, null or empty."""
        text = LOST_PLUS.sub(r"\1+\2", self.text(name))
        try:
            return parse_instant(text) if text else None
        except ValueError:
            refuse.invalid(f"{name} is invalid")


def _unfolded(pairs: MultiDict[str, str]) -> dict[str, Any]:
    """Turn `a[]=1&a[]=2` into a list and `not[labels]=x` into a mapping."""
    values: dict[str, Any] = {}
    for name in pairs:
        outer, bracket, inner = name.removesuffix("[]").partition("[")
        value: Any = pairs.getlist(name) if name.endswith("[]") else pairs[name]
        if bracket:
            nested = values.setdefault(outer, {})
            if isinstance(nested, dict):
                nested[inner.rstrip("]")] = value
        else:
            values[outer] = value
    return values
