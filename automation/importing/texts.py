"""Texts of gitlab-triage as texts of ours: placeholders, the Ruby in them, and people who are mentioned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from automation.config.spelling import listed
from automation.decide.scan import mentions
from automation.importing.findings import Refused
from automation.importing.jinja_words import escaped, quoted

_ASSIGNEES: Final = "{% for who in issue.assignees %}{{ mention(who) }} {% endfor %}"
#: placeholders, by what a text of an issue has for them
_OF_ISSUE: Final[Mapping[str, str]] = {
    "author": "{{ mention(issue.author) }}",
    "assignee": _ASSIGNEES,
    "assignees": _ASSIGNEES,
    "created_at": "{{ issue.created_at.date() }}",
    "updated_at": "{{ issue.updated_at.date() }}",
    "closed_at": "{{ issue.closed_at.date() if issue.closed_at }}",
    "state": "{{ issue.state }}",
    "milestone": "{{ issue.milestone }}",
    "labels": "{{ labels }}",
    "upvotes": "{{ issue.upvotes }}",
    "downvotes": "{{ issue.downvotes }}",
    "title": "{{ issue.title }}",
    "web_url": "{{ issue.url }}",
    "full_reference": "{{ issue.ref }}",
    "type": "issue",
}
#: the same for the line of a digest
_OF_ITEM: Final[Mapping[str, str]] = {
    "author": "{{ item.author }}",
    "assignee": "{{ item.assignees }}",
    "assignees": "{{ item.assignees }}",
    "created_at": "{{ item.created_at.date() if item.created_at }}",
    "updated_at": "{{ item.updated_at.date() if item.updated_at }}",
    "labels": "{{ item.labels }}",
    "title": "{{ item.title }}",
    "web_url": "{{ item.url }}",
    "full_reference": "{{ item.ref }}",
    "type": "issue",
}
#: and for the title and the description of a digest
_OF_DIGEST: Final[Mapping[str, str]] = {"items": "{{ items }}", "type": "issues"}
_FIELD: Final = r"resource\[[:'\"]{}['\"]?\]"
#: Ruby that is known in texts
_RUBY: Final = tuple(
    (re.compile(pattern), ours)
    for pattern, ours in (
        (r"(\d{1,4})\.days?\.from_now(?:\.to_date|\.strftime\(['\"]%(?:Y-%m-%d|F)['\"]\))?", r"{{ today + days(\1) }}"),
        (r"(\d{1,4})\.days?\.ago(?:\.to_date|\.strftime\(['\"]%(?:Y-%m-%d|F)['\"]\))?", r"{{ today - days(\1) }}"),
        (r"(?:Date\.today|Time\.now|DateTime\.now)(?:\.to_s|\.strftime\(['\"]%(?:Y-%m-%d|F)['\"]\))?", "{{ today }}"),
        (_FIELD.format("iid"), "{{ issue.iid }}"),
        (_FIELD.format("title"), "{{ issue.title }}"),
        (_FIELD.format("web_url"), "{{ issue.url }}"),
        (_FIELD.format("due_date") + "|due_date", "{{ issue.due_date }}"),
        (_FIELD.format("type") + r"\.capitalize", "Issues"),
        (_FIELD.format("type"), "issues"),
        (r"milestone&?\.title", "{{ issue.milestone }}"),
        (r"author", "{{ mention(issue.author) }}"),
        (r"project_path", "{{ issue.project }}"),
        (r"full_resource_reference", "{{ issue.ref }}"),
    )
)
_PLACES: Final = re.compile(r"\{\{ ?(?P<name>\w+) ?\}\}|#\{(?P<ruby>[^{}]*)\}")
_FORMS: Final[Mapping[str, Mapping[str, str]]] = {"issue": _OF_ISSUE, "item": _OF_ITEM, "digest": _OF_DIGEST}


def converted(text: str, line: int, *, of: str = "issue") -> str:
    """`text`, found in `line`, as a text of ours.

    Args:
        text: with the placeholders of gitlab-triage.
        line: for what cannot be converted.
        of: issue, item or digest: what the text is about.

    Raises:
        Refused: it has Ruby or a placeholder for which there is nothing.
    """
    known = mentions(text)
    parts, start = [], 0
    for match in _PLACES.finditer(text):
        parts += [_literal(text[start : match.start()], known), _place(match, line, of)]
        start = match.end()
    return "".join([*parts, _literal(text[start:], known)])


def names_people(text: str) -> bool:
    """Whether a text of ours mentions whoever it finds."""
    return "mention(" in text


def _literal(text: str, known: frozenset[str]) -> str:
    """`text` with what it mentions as mentions of ours, which are live for people of config.yml only."""
    text = escaped(text)
    for name in sorted(known, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/])@{re.escape(name)}(?![\w/])", f"{{{{ mention({quoted(name)}) }}}}", text)
    return text


def _place(match: re.Match[str], line: int, of: str) -> str:
    if match["name"] is not None:
        return _placeholder(match["name"], line, _FORMS[of])
    code = match["ruby"].strip()
    for pattern, ours in _RUBY:
        found = pattern.fullmatch(code)
        if found and (of == "issue" or "issue." not in ours):
            return found.expand(ours)
    words = f"the Ruby #{{{code}}} in its text is not known"
    raise Refused(line, "ruby-in-text", words, "say it with a name of our own: docs/reference/expressions.md")


def _placeholder(name: str, line: int, forms: Mapping[str, str]) -> str:
    if name not in forms:
        words = f"there is nothing for the placeholder {{{{{name}}}}} here"
        raise Refused(line, "placeholder", words, f"there is something for {listed(forms)}")
    return forms[name]
