"""What a digest says of each issue: no more than every reader of the digest may see (rules.md G16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from automation.config.model import Config
from automation.decide.compiled import CompiledDigest
from automation.decide.guard import Safe
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot

#: who may read a project, the fewest first
_READERS: Final = ("private", "internal", "public")
_INSTANTS: Final = ("created_at", "updated_at")


def item_of(issue: Snapshot) -> dict[str, Any]:
    """What a digest may say of `issue`, as JSON data."""
    return {
        "ref": str(issue.ref),
        "title": issue.title,
        "url": issue.web_url,
        "author": issue.author,
        "labels": sorted(issue.labels),
        "assignees": list(issue.assignees),
        "confidential": issue.confidential,
        **{name: at.isoformat() if (at := getattr(issue, name)) else None for name in _INSTANTS},
    }


def view_of(config: Config, digest: CompiledDigest, item: Mapping[str, Any]) -> dict[str, Any]:
    """What texts see of `item`; of what not all readers of the digest may see the reference alone (rules.md G16)."""
    ref = IssueRef.parse(item["ref"])
    link = Safe(ref)
    instants = {name: datetime.fromisoformat(item[name]) if item[name] else None for name in _INSTANTS}
    seen = {**item, **instants, "labels": tuple(item["labels"]), "assignees": tuple(item["assignees"]), "hidden": False}
    if _is_hidden(config, digest, ref.project, confidential=item["confidential"]):
        nothing = dict.fromkeys(("title", "url", "author"), "")
        seen |= {**nothing, **dict.fromkeys(_INSTANTS), "labels": (), "assignees": (), "hidden": True}
    return {**seen, "ref": link, "link": link, "project": ref.project}


def _is_hidden(config: Config, digest: CompiledDigest, project: str, *, confidential: bool) -> bool:
    """Whether the digest has readers who may not read an issue of `project`."""
    wider = _readers(config, digest.project) > _readers(config, project)
    if digest.spec.confidential:
        return confidential and wider
    return confidential or wider


def _readers(config: Config, path: str) -> int:
    found = next((project for project in config.projects.values() if project.path == path), None)
    return _READERS.index(found.visibility) if found else 0
