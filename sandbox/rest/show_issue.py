"""Issues and what hangs on them as the API shows them (GitLab docs, api/issues.md, api/notes.md, …)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.model import Award, HistoryEvent, Issue, IssueLink, Note
from sandbox.rest import show
from sandbox.stamps import day, instant
from sandbox.world import links, references, urls
from sandbox.world.state import Act, World

Json = dict[str, Any]

TASK = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[(?P<mark>[ xX])\]\s", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def issue(act: Act, of: Issue, *, label_details: bool = False) -> Json:
    """Return an issue."""
    world, data = act.world, act.world.data
    labels = [data.labels[label_id] for label_id in of.label_ids]
    assignees = [show.user(world, data.users[user_id]) for user_id in of.assignee_ids]
    votes = [award.name for award in data.awards.get(of.id, ()) if award.note_id is None]
    done, count = tasks(of.description)
    address = f"{world.base_url}/api/v4/projects/{of.project_id}"
    return {
        "id": of.id,
        "iid": of.iid,
        "project_id": of.project_id,
        "title": of.title,
        "description": of.description,
        "state": of.state,
        "created_at": instant(of.created_at),
        "updated_at": instant(of.updated_at),
        "closed_at": instant(of.closed_at),
        "closed_by": show.user_by_id(world, of.closed_by_id),
        "labels": [show.label(label) for label in labels] if label_details else [one.name for one in labels],
        "milestone": show.milestone(world, data.milestones.get(of.milestone_id or 0)),
        "assignees": assignees,
        "author": show.user_by_id(world, of.author_id),
        "type": of.issue_type.upper(),
        "assignee": assignees[0] if assignees else None,
        "user_notes_count": data.comment_counts.get(of.id, 0),
        "merge_requests_count": 0,
        "upvotes": votes.count("thumbsup"),
        "downvotes": votes.count("thumbsdown"),
        "start_date": day(of.start_date),
        "due_date": day(of.due_date),
        "confidential": of.confidential,
        "discussion_locked": of.discussion_locked,
        "issue_type": of.issue_type,
        "web_url": urls.issue(world, of),
        "time_stats": {
            "time_estimate": of.time_estimate,
            "total_time_spent": of.total_time_spent,
            "human_time_estimate": None,
            "human_total_time_spent": None,
        },
        "task_completion_status": {"count": count, "completed_count": done},
        "weight": of.weight if world.premium else None,
        "blocking_issues_count": _blocking(world, of),
        "has_tasks": count > 0,
        "task_status": f"{done} of {count} checklist items completed",
        "_links": {
            "self": f"{address}/issues/{of.iid}",
            "notes": f"{address}/issues/{of.iid}/notes",
            "award_emoji": f"{address}/issues/{of.iid}/award_emoji",
            "project": address,
            "closed_as_duplicate_of": None,
        },
        "references": {
            "short": f"#{of.iid}",
            "relative": f"#{of.iid}",
            "full": references.full(world, of),
        },
        "severity": "UNKNOWN",
        "moved_to_id": of.moved_to_id,
        "imported": False,
        "imported_from": "none",
        "service_desk_reply_to": None,
    }


def tasks(description: str | None) -> tuple[int, int]:
    """Return how many task boxes of a description are ticked, and how many there are; those in code do not count."""
    marks = [match["mark"] for match in TASK.finditer(FENCED.sub("", description or ""))]
    return sum(mark != " " for mark in marks), len(marks)


def note(act: Act, of: Note) -> Json:
    """Return a note; `noteable_id` is the issue's global id, `noteable_iid` the one within the project."""
    of_issue = act.world.data.issues[of.issue_id]
    return {
        "id": of.id,
        "type": "DiscussionNote" if of.in_thread else None,
        "body": of.body,
        "author": show.user_by_id(act.world, of.author_id),
        "created_at": instant(of.created_at),
        "updated_at": instant(of.updated_at),
        "system": of.system,
        "noteable_id": of_issue.id,
        "noteable_type": "Issue",
        "project_id": of_issue.project_id,
        "resolvable": False,
        "confidential": of.internal,
        "internal": of.internal,
        "imported": False,
        "imported_from": "none",
        "noteable_iid": of_issue.iid,
        "commands_changes": {},
    }


def award(act: Act, of: Award) -> Json:
    """Return an emoji."""
    return {
        "id": of.id,
        "name": of.name,
        "user": show.user_by_id(act.world, of.user_id),
        "created_at": instant(of.created_at),
        "updated_at": instant(of.created_at),
        "awardable_id": of.note_id or of.issue_id,
        "awardable_type": "Note" if of.note_id else "Issue",
        "url": None,
    }


def linked(act: Act, seen_from: Issue, link: IssueLink, end: Issue) -> Json:
    """Return an issue at the other end of a link, with the link as `seen_from` sees it."""
    return issue(act, end) | {
        "issue_link_id": link.id,
        "link_type": links.kind_from(seen_from, link),
        "link_created_at": instant(link.created_at),
        "link_updated_at": instant(link.created_at),
    }


def history_event(act: Act, of: HistoryEvent) -> Json:
    """Return a resource event; a label that was deleted since is null."""
    data = act.world.data
    shown = {
        "id": of.id,
        "user": show.user_by_id(act.world, of.user_id),
        "created_at": instant(of.created_at),
        "resource_type": "Issue",
        "resource_id": of.issue_id,
    }
    if of.kind == "state":
        return shown | {"source_commit": None, "source_merge_request_id": None, "state": of.action}
    if of.kind == "milestone":
        milestone = data.milestones.get(of.subject_id or 0)
        state = data.issues[of.issue_id].state
        return shown | {"milestone": show.milestone(act.world, milestone), "action": of.action, "state": state}
    label = data.labels.get(of.subject_id or 0)
    return shown | {"label": label and show.label(label), "action": of.action}


def _blocking(world: World, of: Issue) -> int:
    return sum(link.kind == "blocks" and link.source_id == of.id for link in world.data.links.get(of.id, ()))
