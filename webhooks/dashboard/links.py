"""Addresses in GitLab, made of the configured base: nothing that an issue says becomes an address."""

from __future__ import annotations

from urllib.parse import quote

from automation.decide.compiled import Compiled
from automation.model.refs import IssueRef


def issue_url(ref: IssueRef, rules: Compiled, note_id: int | None = None) -> str:
    """Where GitLab shows the issue, or one note on it."""
    note = "" if note_id is None else f"#note_{note_id}"
    return f"{rules.config.gitlab.url.rstrip('/')}/{quote(ref.project)}/-/issues/{ref.iid}{note}"


def parsed(text: str) -> IssueRef | None:
    """The reference in `text`; None where there is none."""
    try:
        return IssueRef.parse(text)
    except ValueError:
        return None
