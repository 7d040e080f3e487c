"""``summarize``: one new issue that lists what a rule selected, as a digest of ours."""

from __future__ import annotations

from typing import Final

from automation.importing.draft import Draft, key_of
from automation.importing.findings import Refused
from automation.importing.quick import Action, split
from automation.importing.texts import converted
from automation.importing.written import Table, text_of

_ITEM: Final = "- [ ] {{full_reference}} {{title}}"
#: quick actions of a summary, by the option of a digest
_OPTIONS: Final = {"label": "labels", "assign": "assignees", "confidential": "confidential"}


def take_digest(draft: Draft, actions: Table, project: str | None) -> None:
    """Add the digest of `actions` to `draft`.

    Raises:
        Refused: it has no title, names no project although none is given, or has a text that is none of ours.
    """
    line, table = actions.line_of("summarize"), actions.get("summarize")
    title = text_of(table.get("title")) if isinstance(table, Table) else None
    if not isinstance(table, Table) or title is None:
        raise Refused(line, "crash", "the summary has no title", "give it one")
    text, quick = split(draft, text_of(table.get("summary")) or "{{items}}", line)
    digest = {
        "project": _project(draft, table, line, project),
        "title": converted(" ".join(title.split()), line, of="digest"),
        "item": converted((text_of(table.get("item")) or _ITEM).strip(), line, of="item"),
        "text": f"{converted(text, line, of='digest')}\n",
    }
    draft.digest = {**digest, **_options(quick, line)}
    redacted = table.get("redact_confidential_resources")
    if redacted is not None and not getattr(redacted, "true", True):
        words = "it shows confidential issues in its summary, and a digest shows their references only"
        draft.look(line, "redacted", words, "give the digest confidential: true where they are to be read")


def _project(draft: Draft, table: Table, line: int, project: str | None) -> str:
    path = text_of(table.get("destination"))
    if path is None and project is None:
        words = "the summary is opened in the project of the issues, and none is known"
        raise Refused(line, "project", words, "say --project KEY")
    if path is None:
        return project or ""
    key = f"project-{path}" if path.isdigit() else key_of(path, draft.projects)
    draft.projects[key] = path
    return key


def _options(quick: list[Action], line: int) -> Action:
    options: Action = {}
    for action in quick:
        (name,) = action
        if name not in _OPTIONS:
            words = f"a digest cannot do what its summary does by a quick action ({name})"
            raise Refused(line, "quick-action", words, "take the line out")
        options[_OPTIONS[name]] = action[name]
    return options
