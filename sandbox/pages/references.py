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
    r"|(?P<issue>(?<![\w/&#.-])(?:[\w.-]+(?:/[\w.-]+)*)?#\d{1,18}\b)"
    r"|(?<![\w@.])@(?P<user>\w[\w.-]*)"
    r'|(?<!\w)~(?:"(?P<quoted>[^"\n]+)"|(?P<bare>\w[\w:-]*))'
)
"""Linear in the length of the text: a match begins only where a word begins. Longer numbers name nothing."""

LINK = Markup('<a href="{href}" rel="noopener noreferrer nofollow">{text}</a>')
ISSUE = Markup('<a href="{href}" title="{title}">{text}</a>')
PERSON = Markup('<span class="mention" title="{name}">@{username}</span>')
LONGEST_ID = 18
"""Digits; Python refuses to read numbers of thousands of them."""


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
        return _issue(act, source, match["issue"])
    if match["user"]:
        user = lookup.user_by_name(act.world, match["user"])
        return PERSON.format(name=user.name, username=user.username) if user else None
    label = _label(act, source, match["quoted"] or match["bare"])
    return pill(label) if label else None


def _issue(act: Act, source: Issue, reference: str) -> Markup | None:
    issue = next(references.found(act, source, reference), None)
    if issue is None:
        return None
    return ISSUE.format(href=paths.issue(act.world, issue), title=issue.title, text=reference)


def _label(act: Act, source: Issue, name: str) -> Label | None:
    """Find a label by its name, or by the id with which GitLab's own notes name it."""
    number = int(name) if name.isdecimal() and len(name) <= LONGEST_ID else 0
    return act.world.data.labels.get(number) or labels.find(act.world, lookup.project_of(act.world, source), name)
