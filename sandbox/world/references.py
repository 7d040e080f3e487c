"""Mentions of one issue in another's text: GitLab says so under the one mentioned, without a hook (gitlab#23811)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sandbox.model import Issue, Project
from sandbox.world import access, lookup, system_notes
from sandbox.world.state import Act, World

CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# A path is looked at from its beginning only, and an address has a limit, so that no text takes long to read.
REFERENCE = re.compile(r"(?<![\w./&#-])(?P<path>[\w.-]+(?:/[\w.-]+)*)?#(?P<iid>[0-9]{1,12})\b")
ADDRESS = re.compile(r"/(?P<path>[\w.-]{1,255}(?:/[\w.-]{1,255}){1,20})/-/(?:issues|work_items)/(?P<iid>[0-9]{1,12})\b")


def mention(act: Act, source: Issue, text: str) -> None:
    """Leave "mentioned in issue …" under every issue that the text names and the user sees, once for each source."""
    for target in found(act, source, text):
        body = f"mentioned in issue {short(act.world, source, target.project_id)}"
        notes = (act.world.data.notes[note_id] for note_id in act.world.data.issue_notes[target.id])
        if target.id != source.id and not any(note.system and note.body == body for note in notes):
            system_notes.say(act, target, body)
            act.world.data.issues[target.id] = replace(target, updated_at=act.now)


def found(act: Act, source: Issue, text: str) -> Iterator[Issue]:
    """Yield the issues that a text names outside of code: `#1`, `group/project#1`, addresses."""
    if "#" not in text and "/-/" not in text:
        return
    plain = CODE.sub(" ", text)
    here = lookup.project_of(act.world, source)
    seen: set[int] = set()
    for match in (*REFERENCE.finditer(plain), *ADDRESS.finditer(plain)):
        project = _project(act.world, here, match["path"])
        issue_id = act.world.data.issue_iids[project.id].get(int(match["iid"])) if project else None
        if issue_id is not None and issue_id not in seen:
            seen.add(issue_id)
            issue = act.world.data.issues[issue_id]
            if access.can_see_issue(act.world, act.user, issue):
                yield issue


def short(world: World, issue: Issue, seen_from: int) -> str:
    """Return how an issue is named in a project: `#1` at home, else the full reference."""
    return f"#{issue.iid}" if issue.project_id == seen_from else full(world, issue)


def full(world: World, issue: Issue) -> str:
    """Return the reference that holds everywhere, `group/project#1`."""
    return f"{world.data.projects[issue.project_id].full_path}#{issue.iid}"


def _project(world: World, here: Project, path: str | None) -> Project | None:
    if not path:
        return here
    beside = f"{here.full_path.rpartition('/')[0]}/{path}"
    project_id = world.data.project_paths.get((path if "/" in path else beside).lower())
    return None if project_id is None else world.data.projects[project_id]
