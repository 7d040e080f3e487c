"""Addresses in GitLab, made of the configured base: nothing that an issue says becomes an address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from automation.decide.compiled import Compiled
from automation.model.refs import IssueRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a run is about."""

    #: ``path#iid``, ``intake:<workflow>`` or ``schedule:<name>``
    work_key: str
    #: without the groups, for narrow places
    short: str
    #: path and number; None for an intake or a schedule
    project: str | None
    iid: int | None
    #: where GitLab shows it; None for an intake or a schedule
    url: str | None


def subject(work_key: str, rules: Compiled) -> Subject:
    """What `work_key` names."""
    ref = parsed(work_key)
    return Subject(
        work_key=work_key,
        short=work_key.rpartition("/")[2] if ref else work_key,
        project=ref.project if ref else None,
        iid=ref.iid if ref else None,
        url=issue_url(ref, rules) if ref else None,
    )


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
