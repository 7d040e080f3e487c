"""``summarize`` and ``issue``: new issues, one for all that a rule selected, or one for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from automation.importing.draft import Draft, key_of
from automation.importing.findings import Refused
from automation.importing.quick import Action, split
from automation.importing.texts import converted
from automation.importing.written import Table, text_of

_ITEM: Final = "- [ ] {{full_reference}} {{title}}"
#: quick actions of a text, by the option of a digest, and of open_issue
_OF_DIGESTS: Final = {"label": "labels", "assign": "assignees", "confidential": "confidential"}
_OF_ISSUES: Final = {"label": "labels", "assign": "assign", "confidential": "confidential", "due": "due"}


def take_digest(draft: Draft, actions: Table, project: str | None) -> None:
    """Add the digest of `actions` to `draft`.

    Raises:
        Refused: it has no title, names no project although none is given, or has a text that is none of ours.
    """
    line, table, title = _parts(actions, "summarize")
    text, quick = split(draft, text_of(table.get("summary")) or "{{items}}", line)
    draft.digest = {
        "project": _project(draft, table, line, project),
        "title": converted(title, line, of="digest"),
        "item": converted((text_of(table.get("item")) or _ITEM).strip(), line, of="item"),
        "text": f"{converted(text, line, of='digest')}\n",
        **_options(quick, line, _OF_DIGESTS),
    }
    _point_out_redacted(draft, table, line)


def new_issue(draft: Draft, actions: Table, project: str | None) -> Action:
    """The action that opens what ``issue`` says, for each issue that is selected.

    Raises:
        Refused: as `take_digest`.
    """
    line, table, title = _parts(actions, "issue")
    text, quick = split(draft, text_of(table.get("description")) or "{{full_reference}}", line)
    options = {
        "project": _project(draft, table, line, project),
        "title": converted(title, line),
        "text": f"{converted(text, line)}\n",
        **_options(quick, line, _OF_ISSUES),
    }
    _point_out_redacted(draft, table, line)
    words = "gitlab-triage opens an issue that everybody can read, without what is confidential"
    draft.look(line, "confidential", words, "the policy opens a confidential one unless you write confidential: false")
    return {"open_issue": options}


def _parts(actions: Table, key: str) -> tuple[int, Table, str]:
    """Line, table and title of a new issue."""
    line, table = actions.line_of(key), actions.get(key)
    title = text_of(table.get("title")) if isinstance(table, Table) else None
    if not isinstance(table, Table) or title is None:
        raise Refused(line, "crash", f"{key} has no title", "give it one")
    return line, table, " ".join(title.split())


def _point_out_redacted(draft: Draft, table: Table, line: int) -> None:
    redacted = table.get("redact_confidential_resources")
    if redacted is not None and not getattr(redacted, "true", True):
        words = "it shows confidential issues in the new one, and Usher shows their references only"
        draft.look(line, "redacted", words, "give the new issue confidential: true where they are to be read")


def _project(draft: Draft, table: Table, line: int, project: str | None) -> str:
    path = text_of(table.get("destination"))
    if path is None and project is None:
        words = "the new issue is opened in the project of the issues, and none is known"
        raise Refused(line, "project", words, "say --project KEY")
    if path is None:
        return project or ""
    key = f"project-{path}" if path.isdigit() else key_of(path, draft.projects)
    draft.projects[key] = path
    return key


def _options(quick: list[Action], line: int, known: Mapping[str, str]) -> Action:
    options: Action = {}
    for action in quick:
        (name,) = action
        if name not in known:
            words = f"a new issue cannot have what its text does by a quick action ({name})"
            raise Refused(line, "quick-action", words, "take the line out")
        options[known[name]] = action[name]
    return options
