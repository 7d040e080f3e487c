"""What a text names: issues, people, labels, addresses; as links and pills, if the reader may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from sandbox.model import Issue, Label
from sandbox.pages import paths
from sandbox.pages.pills import pill
from sandbox.world import labels, lookup, references
from sandbox.world.state import Act

NAMED = re.compile(
    r"(?P<url>https?://[^\s<>()\"']*[^\s<>()\"'.,;:!?])"
    rf"|(?P<issue>{references.REFERENCE.pattern})"
    r"|(?<![\w@.])@(?P<user>\w[\w.-]*)"
    r'|(?<!\w)~(?:"(?P<quoted>[^"\n]+)"|(?P<bare>\w[\w:-]*))'
)
LINK = Markup('<a href="{href}" rel="noopener noreferrer nofollow">{text}</a>')
ISSUE = Markup('<a href="{href}" title="{title}">{text}</a>')
PERSON = Markup('<span class="mention" title="{name}">@{username}</span>')
MOST_DIGITS = 18
"""Longer numbers name nothing; Python refuses to read very long ones."""


def split(act: Act, source: Issue, text: str) -> Iterator[str | Markup]:
    """Yield the parts of a text of an issue in order: plain text as `str`, what names something as HTML."""
    end = 0
    for match in NAMED.finditer(text):
        shown = _shown(act, source, match)
        if shown is not None:
            yield text[end : match.start()]
            yield shown
            end = match.end()
    yield text[end:]


def _shown(act: Act, source: Issue, match: re.Match[str]) -> Markup | None:
    if match["url"]:
        return LINK.format(href=match["url"], text=match["url"])
    if match["issue"]:
        return _issue(act, source, match)
    if match["user"]:
        user = lookup.user_by_name(act.world, match["user"])
        return user and PERSON.format(name=user.name, username=user.username)
    label = _label(act, source, match["quoted"] or match["bare"])
    return label and pill(label)


def _issue(act: Act, source: Issue, match: re.Match[str]) -> Markup | None:
    if len(match["iid"]) > MOST_DIGITS:
        return None
    issue = next(references.found(act, source, match["issue"]), None)
    return issue and ISSUE.format(href=paths.issue(act.world, issue), title=issue.title, text=match["issue"])


def _label(act: Act, source: Issue, name: str) -> Label | None:
    """Find a label by its name, or by the id with which GitLab's own notes name it."""
    number = int(name) if name.isdecimal() and len(name) <= MOST_DIGITS else 0
    return act.world.data.labels.get(number) or labels.find(act.world, lookup.project_of(act.world, source), name)
