"""What a project holds.

Sources: GitLab docs, api/labels.md, api/boards.md, api/project_webhooks.md, api/repository_files.md.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from automation.decide.setup.things import FoundBoard, FoundHook, FoundLabel
from automation.gitlab.connection import group_path, project_path
from automation.gitlab.errors import GiveUp, Missing
from automation.gitlab.provision.patient import Patient

#: where files go in a repository without a commit yet (GitLab docs, user/project/repository/branches/default.md)
_FIRST_BRANCH = "main"
_TRIGGER = "_events"
_PRESENT = "_present"


def labels_in(api: Patient, project: str) -> tuple[FoundLabel, ...]:
    """The labels that issues of `project` can have, those of the groups above included."""
    rows = api.all(project_path(project, "labels"), with_counts="false", include_ancestor_groups="true")
    return tuple(
        FoundLabel(
            id=row["id"],
            name=row["name"],
            color=row["color"],
            description=row.get("description") or "",
            own=row.get("is_project_label", True),
        )
        for row in rows
    )


def boards_in(api: Patient, project: str) -> tuple[FoundBoard, ...]:
    """The boards of `project`, of their lists those of labels: people may have lists of assignees or milestones too."""
    return tuple(
        FoundBoard(id=row["id"], name=row["name"], lists=_list_names(row))
        for row in api.all(project_path(project, "boards"))
    )


def hooks_in(api: Patient, project: str) -> tuple[FoundHook, ...]:
    """The hooks of `project`, oldest first; the bot must be Maintainer."""
    rows = api.all(project_path(project, "hooks"))
    return tuple(_hook(row) for row in sorted(rows, key=lambda row: int(row["id"])))


def hooks_of_group(api: Patient, group: str) -> tuple[FoundHook, ...]:
    """The hooks of `group`; none where the bot may not see them or the tier has none: only an Owner on Premium may."""
    try:
        return tuple(_hook(row) for row in api.all(group_path(group, "hooks")))
    except GiveUp:
        return ()


def branch_of(api: Patient, project: str) -> str:
    """The branch on which GitLab looks for templates."""
    return api.get(project_path(project)).get("default_branch") or _FIRST_BRANCH


def files_in(api: Patient, project: str, paths: Iterable[str]) -> dict[str, str]:
    """The texts of those of `paths` that are there on the default branch."""
    branch = branch_of(api, project)
    found = {path: _text(api, project, path, branch) for path in paths}
    return {path: text for path, text in found.items() if text is not None}


def _list_names(board: Mapping[str, Any]) -> tuple[str, ...]:
    rows = sorted(board.get("lists") or (), key=lambda row: row.get("position") or 0)
    return tuple(row["label"]["name"] for row in rows if row.get("label"))


def _hook(row: Mapping[str, Any]) -> FoundHook:
    return FoundHook(
        id=row["id"],
        url=row["url"],
        triggers=frozenset(name for name, value in row.items() if name.endswith(_TRIGGER) and value is True),
        proofs={name.removesuffix(_PRESENT): bool(on) for name, on in row.items() if name.endswith(_PRESENT)},
    )


def _text(api: Patient, project: str, path: str, branch: str) -> str | None:
    try:
        row = api.get(project_path(project, "repository", "files", path), ref=branch)
    except Missing:
        return None
    return base64.b64decode(row["content"]).decode("utf-8", "replace")
