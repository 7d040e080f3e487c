"""What a reader of rendered Markdown finds: markdown-it and an HTML parser, sharing no code with the guard."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
#: GitLab's patterns (User, Issue, MergeRequest, Epic, Label, Snippet and Milestone reference_pattern)
_LIVE = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_.]|[#!&$]\d|~[A-Za-z0-9_\"]|%[A-Za-z0-9_\"]|\bGL-\d|\[\w+:")
_TASK = re.compile(r"^\s*\[[ xX~]\]\s")
#: GitLab takes a link out before it looks at anything else in it, but for the punctuation at its end; it does not
#: begin within a word
_LINK = re.compile(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9][^\s<]*?(?=[?!.,:*_~'\")`]*(?:[\s<]|$))")


class Rendered(HTMLParser):
    """Counts what is live in the HTML of a text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.live: Counter[str] = Counter()
        self.comments: Counter[str] = Counter()
        self._open: list[str] = []
        self.feed(_MARKDOWN.render(_LINK.sub("link", markdown)))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count the tag and look into it."""
        self.tags[tag] += 1
        if tag not in {"br", "hr", "img"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the tag."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_comment(self, data: str) -> None:
        """Count the comment."""
        self.comments[data.split(maxsplit=1)[0] if data.split() else ""] += 1

    def handle_data(self, data: str) -> None:
        """Look for what GitLab would act on, which it does not do in code and links."""
        if {"code", "pre", "a"} & set(self._open):
            return
        found = _LIVE.findall(data)
        self.live.update(found)
        if self._open[-1:] in (["li"], ["p"]) and "li" in self._open and _TASK.match(data):
            self.live["task"] += 1
