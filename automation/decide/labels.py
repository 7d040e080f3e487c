"""Scoped labels: ``Story::Drafting`` has the scope ``Story`` (GitLab docs, user/project/labels.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable


def scope_of(label: str) -> str | None:
    """Everything before the last ``::``; None for a plain label."""
    scope, separator, _ = label.rpartition("::")
    return scope if separator else None


def value_of(label: str) -> str:
    """What stands behind the last ``::``; the whole name of a plain label."""
    return label.rpartition("::")[2]


def clean(text: str) -> str:
    """`text` as one label name: on one line, without commas, at which GitLab would split it, 255 characters at most."""
    return " ".join(text.replace(",", " ").split())[:255]


def in_scope(labels: Iterable[str], scope: str) -> list[str]:
    """The labels of `scope`, sorted."""
    return sorted(label for label in labels if scope_of(label) == scope)


def matching(labels: Iterable[str], pattern: str) -> list[str]:
    """The labels that `pattern` names (``*`` stands for anything, every other sign for itself), sorted."""
    named = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    return sorted(label for label in labels if named.fullmatch(label))
