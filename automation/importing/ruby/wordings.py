"""Idioms about title and description: regular expressions, and parts of the text."""

from __future__ import annotations

import re
from typing import Final

from automation.importing.jinja_words import quoted
from automation.importing.ruby.meaning import Meaning

_SUBJECT: Final = r"resource\.(?P<what>title|description)(?P<low>\.downcase)?"
_PATTERN: Final = r"/(?P<pattern>(?:[^/\\]|\\.)+)/(?P<flags>[imx]*)"
PATTERN: Final = re.compile(rf"{_SUBJECT}(?:\.match\??(?:\({_PATTERN}\))| ?=~ ?{_PATTERN.replace('?P<', '?P<b_')})")
PART: Final = re.compile(rf"{_SUBJECT}\.(?P<how>include\?|start_with\?|end_with\?)\(? ?'(?P<text>[^']*)' ?\)?")
EQUAL: Final = re.compile(rf"{_SUBJECT} ?(?P<sign>==|!=) ?'(?P<text>[^']+)'")
#: what Ruby's regular expressions have and Python's have not, or read otherwise
_RUBY_ONLY: Final = re.compile(r"\\[hHRXKGzZpP]|\[\[:|\(\?<\w|\(\?>|[*+?}]\+|\(\?[a-z-]*m")
_ESCAPE: Final = re.compile(r"\\.")
_EXPRESSIONS: Final = {
    "include?": "{part} in {subject}",
    "start_with?": "{subject}.startswith({part})",
    "end_with?": "{subject}.endswith({part})",
}
_PATTERNS: Final = {"include?": "{}", "start_with?": r"\A{}", "end_with?": r"{}\Z"}


def pattern(match: re.Match[str]) -> Meaning:
    """``resource['title'] =~ /crash/i``; nothing where Python would read the pattern differently."""
    source = match["pattern"] or match["b_pattern"]
    flags = match["flags"] or match["b_flags"] or ""
    if _RUBY_ONLY.search(source) or "x" in flags or "m" in flags or not _compiles(source):
        return Meaning()
    if match["low"] and re.search(r"[A-Z]", _ESCAPE.sub("", source)):
        return Meaning()
    return _searched(match["what"], source.replace(r"\/", "/"), ignoring_case=bool(match["low"]) or "i" in flags)


def part(match: re.Match[str]) -> Meaning:
    """``resource['title'].include?('crash')``."""
    subject = f"issue.{match['what']}" + (".lower()" if match["low"] else "")
    when = _EXPRESSIONS[match["how"]].format(part=quoted(match["text"]), subject=subject)
    source = _PATTERNS[match["how"]].format(re.escape(match["text"]))
    found = _searched(match["what"], source, ignoring_case=bool(match["low"]))
    return Meaning(when=when, pick=found.pick, unless=found.unless)


def equal(match: re.Match[str]) -> Meaning:
    """``resource['title'] == 'Crash'``."""
    subject = f"issue.{match['what']}" + (".lower()" if match["low"] else "")
    found = Meaning(when=f"{subject} == {quoted(match['text'])}")
    return found.opposite if match["sign"] == "!=" else found


def _searched(what: str, source: str, *, ignoring_case: bool) -> Meaning:
    """Ruby's ^ and $ are those of lines; in a title there is one line only."""
    flags = ("i" if ignoring_case else "") + ("m" if what == "description" and re.search(r"[\^$]", source) else "")
    lead = f"(?{flags})" if flags else ""
    return Meaning(pick=(what, f"{lead}{source}"), unless=(what, f"{lead}{_absent(what, source)}"))


def _absent(what: str, source: str) -> str:
    """An expression that a text holds where `source` is nowhere in it."""
    if what == "title" and source[0] == "^" and "|" not in source:
        return f"^(?!{source[1:]})"
    return rf"\A(?!{'.*' if what == 'title' else '(?s:.*)'}(?:{source}))"


def _compiles(source: str) -> bool:
    try:
        re.compile(source)
    except re.error:
        return False
    return True
