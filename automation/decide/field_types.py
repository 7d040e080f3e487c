"""What a field's value must be: checks with words, and the one spelling of what may be spelt in several ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from automation.config.words.regexp import TooSlow, to_regexp
from automation.config.workflow import FieldSpec
from automation.decide.instants import is_instant
from automation.decide.scan import USERNAME

_EMAIL: Final = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_URL: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_YES_NO: Final = re.compile(r"(?:yes|no)\b.*", re.IGNORECASE | re.DOTALL)
_AT_USER: Final = re.compile(rf"@({USERNAME})")
_BARE_USER: Final = re.compile(USERNAME)


def user_of(value: str) -> str | None:
    """The username that `value` names: ``@sa-emea``, perhaps with more behind it, or ``sa-emea`` alone; else None."""
    plain = value.strip()
    match = _AT_USER.match(plain) or _BARE_USER.fullmatch(plain)
    name = (match[1] if match.re is _AT_USER else match[0]).rstrip(".-") if match else ""
    return name or None


def is_email(value: str) -> bool:
    """Whether `value` is an address such as someone@example.com."""
    return bool(_EMAIL.fullmatch(value))


def is_date(value: str) -> bool:
    """Whether `value` is an existing day written as 2027-01-31."""
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_url(value: str) -> bool:
    """Whether `value` is a link of the web."""
    return bool(_URL.fullmatch(value))


def is_number(value: str) -> bool:
    """Whether `value` is a number such as 12, -3.5 or 12,000."""
    return bool(_NUMBER.fullmatch(value))


#: by the type of the configuration: the check, and the words for what fails it
_CHECKS: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "text": (bool, "must not be empty"),
    "email": (is_email, "must be an email address"),
    "url": (is_url, "must be a link that begins with https://"),
    "date": (is_date, "must be a date such as 2027-01-31"),
    "datetime": (is_instant, "must be a time such as 2027-01-31 14:30 or 2027-01-31T14:30:00Z"),
    "number": (is_number, "must be a number"),
    "user": (lambda value: user_of(value) is not None, "must be a username such as @name"),
    "yes_no": (lambda value: bool(_YES_NO.fullmatch(value)), "must begin with Yes or No"),
}


def malformed(spec: FieldSpec, value: str) -> str | None:
    """What is wrong with `value`, in words that never repeat it; None where it is right, or empty.

    Whether an empty field is missed is `FieldSpec.required`'s to say.
    """
    if not value:
        return None
    check, words = _CHECKS[spec.type]
    if not check(value):
        return words
    if spec.matches and not _matches(spec.matches, value):
        return f"must be written as asked for: {spec.hint}" if spec.hint else "must be written as asked for"
    if spec.one_of and canonical(spec, value) not in spec.one_of:
        return _not_one_of(spec.one_of, value)
    return None


def canonical(spec: FieldSpec, value: str) -> str:
    """`value` in the spelling of `spec.one_of` where it is one of them but for upper and lower case; else as it is."""
    return {_fold(choice): choice for choice in spec.one_of}.get(_fold(value), value)


def _matches(pattern: str, value: str) -> bool:
    """Whether `value` is what `pattern` describes; what takes too long to tell is not."""
    try:
        return to_regexp(pattern).is_all_of(value)
    except TooSlow:
        return False


def _not_one_of(choices: list[str], value: str) -> str:
    folded = {_fold(choice): choice for choice in choices}
    near = get_close_matches(_fold(value), folded, n=1)
    guess = f"; did you mean {folded[near[0]]}?" if near else ""
    return f"must be one of {', '.join(choices)}{guess}"


def _fold(value: str) -> str:
    return " ".join(value.split()).casefold()
