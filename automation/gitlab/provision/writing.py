"""Writes changes of a project's set-up; each may be written twice without harm (sources as in `reading`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.things import Part
from automation.gitlab.connection import project_path
from automation.gitlab.errors import GiveUp
from automation.gitlab.provision.patient import Patient
from automation.gitlab.provision.reading import branch_of, labels_in

_COMMIT = "Description templates of the programs that Usher runs here"
#: how our hook is called in GitLab's list of them
_HOOK_NAME = "Usher"


def write_label(api: Patient, change: Change) -> None:
    """Makes or changes one label."""
    body = dict(change.after)
    if change.kind is Kind.CREATE:
        api.post(project_path(change.project, "labels"), {"name": change.what, **body})
    else:
        api.put(project_path(change.project, "labels", change.id), body)


def write_board(api: Patient, change: Change) -> None:
    """Makes one board, or adds lists to it.

    Raises:
        GiveUp: a label that should have a list is not there.
    """
    known = {label.name: label.id for label in labels_in(api, change.project)}
    new = [name for name in change.after["lists"] if name not in change.before.get("lists", ())]
    missing = [name for name in new if name not in known]
    if missing:
        message = f"the labels {', '.join(missing)} are not there yet; make them first (--only labels)"
        raise GiveUp(message)
    board = change.id or api.post(project_path(change.project, "boards"), {"name": change.what})["id"]
    for name in new:
        api.post(project_path(change.project, "boards", board, "lists"), {"label_id": known[name]})


def write_hook(api: Patient, change: Change, secrets: Mapping[str, str]) -> None:
    """Makes or changes the hook; `secrets` has the token by GitLab's name for it.

    Raises:
        GiveUp: this GitLab does not know the kind of token.
    """
    given = {name: secrets[name] for name in change.after if name in secrets}
    # GitLab wants the address with every change
    body = {"url": change.what, **change.after, **given}
    if change.kind is Kind.CREATE:
        answer = api.post(project_path(change.project, "hooks"), {"name": _HOOK_NAME, **body})
    else:
        answer = api.put(project_path(change.project, "hooks", change.id), body)
    _insist_on_proof(answer, given)


def write_templates(api: Patient, changes: Sequence[Change]) -> None:
    """Writes all files of one project in one commit on its default branch."""
    project = changes[0].project
    actions = [
        {"action": str(change.kind), "file_path": change.what, "content": change.after["text"]} for change in changes
    ]
    body = {"branch": branch_of(api, project), "commit_message": _COMMIT, "actions": actions}
    api.post(project_path(project, "repository", "commits"), body)


def batches(changes: Sequence[Change]) -> list[tuple[Change, ...]]:
    """`changes` in the pieces in which they are written: each by itself, the files of a project together."""
    files = tuple(change for change in changes if change.part is Part.TEMPLATES)
    return [*((change,) for change in changes if change.part is not Part.TEMPLATES), *([files] if files else [])]


def write(api: Patient, changes: Sequence[Change], secrets: Mapping[str, str]) -> None:
    """Writes one of `batches`; raises `GitLabFault` where GitLab does not take it."""
    first = changes[0]
    if first.part is Part.LABELS:
        write_label(api, first)
    elif first.part is Part.BOARDS:
        write_board(api, first)
    elif first.part is Part.HOOKS:
        write_hook(api, first, secrets)
    else:
        write_templates(api, changes)


def _insist_on_proof(answer: Mapping[str, Any], given: Mapping[str, str]) -> None:
    """GitLab passes over what it does not know: signing tokens come with 19.0."""
    for name in given:
        if not answer.get(f"{name}_present", name == "token"):
            message = (
                f"the hook is there, but this GitLab took no {name.replace('_', ' ')}: "
                "before 19.0 it has secret tokens only, so set USHER_SECRET_TOKEN instead of USHER_SIGNING_TOKEN"
            )
            raise GiveUp(message)
