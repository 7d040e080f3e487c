"""Values brought to one form, so that the same account, address or link is found again however it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

#: legal forms that end a company's name without belonging to it (rules.md ST-05)
_LEGAL_FORMS: Final = frozenset({"inc", "ltd", "gmbh", "llc", "corp", "ag", "sa", "plc", "co"})
#: query parameters that say where a visitor came from, not what the page is
_TRACKING: Final = re.compile(r"(?:utm_.*|ref|fbclid|gclid)", re.IGNORECASE)
#: S.A., Levi's: what is written without a gap is read without one
_JOINING: Final = re.compile(r"[.'’]")
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


def text(value: str) -> str:
    """`value` without regard to case and to the amount of white space."""
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())


def email(value: str) -> str:
    """An address without regard to case and surrounding space."""
    return value.strip().casefold()


def company(value: str) -> str:
    """A company's name without regard to case, punctuation and legal form; a name never becomes empty by that."""
    words = _NOT_A_WORD.sub(" ", _JOINING.sub("", text(value))).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def url(value: str) -> str:
    """A link without regard to what does not change the page: case of the host, www, fragment, tracking, final slash.

    What is no link with a host comes back without surrounding space.
    """
    bare = value.strip()
    try:
        parts = urlsplit(bare)
    except ValueError:  # such as an unclosed [ in the host
        return bare
    return _canonical(parts) if parts.netloc else bare


def _canonical(parts: SplitResult) -> str:
    host = re.sub(r"^(?:www\.)+", "", parts.netloc.lower())
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    return urlunsplit((parts.scheme.lower(), host, parts.path.rstrip("/ "), "&".join(kept), "")).strip()


#: by the names that the configuration uses (`Key.as_`) and the filters of expressions
NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "text": text,
    "email": email,
    "company": company,
    "url": url,
}
