"""The page of one issue, and the form for its text."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sandbox.model import Access, Award, HistoryEvent, Issue, IssueLink, Note, User
from sandbox.pages import markdown
from sandbox.pages.desk import Desk
from sandbox.pages.pills import pill
from sandbox.pages.rendering import render
from sandbox.rest import context
from sandbox.rest.context import acting, project
from sandbox.world import access, awards, labels, links, notes
from sandbox.world.state import Act

routes = Desk("issue", __name__)
PAST = {"add": "added", "remove": "removed"}


@dataclass(frozen=True, slots=True)
class Said:
    """A note with its author, its text as HTML and the emoji on it."""

    note: Note
    author: User
    text: Markup
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do to the issue: its text and state, its labels and people, a comment."""

    edit: bool
    metadata: bool
    comment: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked issue and the words for the link as this issue sees it."""

    link: IssueLink
    issue: Issue
    words: str


@routes.shows("/<place:path>/-/issues/<int:iid>")
def one(path: str, iid: int) -> ResponseReturnValue:
    """Show an issue.

    Raises:
        ApiError: 404.
    """
    act, issue, data = acting(), context.issue(path, iid), context.the_world().data
    can = _rights(act, issue)
    tasks = markdown.boxes(issue.description or "")
    return render(
        "issue",
        act=act,
        project=project(path),
        issue=issue,
        author=data.users[issue.author_id],
        can=can,
        description=markdown.prose(act, issue, issue.description or "", ticking=can.edit),
        tasks=(sum(task.done for task in tasks), len(tasks)),
        awards=awards.of(act, issue),
        labels=[data.labels[label_id] for label_id in issue.label_ids],
        label_names=[label.name for label in labels.available(act.world, project(path))],
        assignees=[data.users[user_id] for user_id in issue.assignee_ids],
        milestone=data.milestones.get(issue.milestone_id or 0),
        links=[_linked(issue, link, other) for link, other in links.of(act, issue)],
        notes=[_said(act, issue, note) for note in notes.of(act, issue)],
        history=[_event(act, event) for event in data.history.get(issue.id, ())],
    )


def _rights(act: Act, issue: Issue) -> Rights:
    """Return what the acting user may do to an issue."""
    member = access.level(act.world, act.user, act.world.data.projects[issue.project_id]) >= Access.GUEST
    metadata = access.can_set_metadata(act, issue)
    return Rights(access.can_edit(act, issue), metadata, member or not issue.discussion_locked)


def _said(act: Act, issue: Issue, note: Note) -> Said:
    text = markdown.remark if note.system else markdown.prose
    author = act.world.data.users[note.author_id]
    return Said(note, author, text(act, issue, note.body), tuple(awards.of(act, issue, note)))


def _linked(issue: Issue, link: IssueLink, other: Issue) -> Linked:
    return Linked(link, other, links.kind_from(issue, link).replace("_", " "))


def _event(act: Act, event: HistoryEvent) -> tuple[HistoryEvent, User, str]:
    """Return an event with who did it and in words what changed; a label or milestone may be gone since."""
    data, number = act.world.data, event.subject_id or 0
    if event.kind == "state":
        return event, data.users[event.user_id], event.action
    if event.kind == "label":
        label = data.labels.get(number)
        subject = Markup("{} label").format(pill(label)) if label else "a label that is gone"
    else:
        milestone = data.milestones.get(number)
        subject = f"milestone {milestone.title}" if milestone else "a milestone that is gone"
    return event, data.users[event.user_id], Markup("{} {}").format(PAST[event.action], subject)
