"""When people were last heard of: bots never count, Usher least of all (rules.md, clocks)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from automation.decide.bots import is_bot
from automation.model.events import EventKind

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.model.events import Event
    from automation.model.snapshot import Activity

#: what people do to an issue that GitLab reports
_DEEDS: Final = frozenset({EventKind.ISSUE, EventKind.NOTE, EventKind.EMOJI})


def note_activity(desk: Desk, batch: Batch) -> None:
    """Remember what people did as far as `batch` tells; however often and in whatever order it is told."""
    activity = desk.draft.memory.activity
    heard = [activity.last_human, *_deeds(desk, batch)]
    responses = [activity.first_response] if activity.first_response else []
    desk.draft.remember(
        activity=replace(
            activity,
            last_human=max((at for at in heard if at), default=None),
            first_response=min([*responses, *_responses(desk, batch)], default=None),
        )
    )


def _deeds(desk: Desk, batch: Batch) -> Iterator[datetime]:
    """When people commented on the issue or changed it."""
    for event in batch.foreign():
        if event.kind in _DEEDS and event.actor and not is_bot(desk.rules, batch.bot, event.actor.username):
            yield _when(event, desk.now)
    for entry in batch.history:
        if not is_bot(desk.rules, batch.bot, entry.user):
            yield min(entry.at, desk.now)


def _responses(desk: Desk, batch: Batch) -> Iterator[datetime]:
    """When members commented who are not the author; an internal comment is one too."""
    for event in batch.foreign():
        if event.kind is EventKind.NOTE and event.action == "create" and event.actor:
            username = event.actor.username
            foreign = username != desk.draft.before.author and not is_bot(desk.rules, batch.bot, username)
            if foreign and desk.is_member(username):
                yield _when(event, desk.now)


def _when(event: Event, now: datetime) -> datetime:
    """When it happened, as GitLab says of comments, else when we heard of it; never later than that, nor than `now`."""
    written = event.note.created_at if event.note and event.action == "create" else None
    return min(written or event.at, event.at, now)


def activity_view(activity: Activity) -> Mapping[str, Any]:
    """What expressions see."""
    return {"first_response": activity.first_response, "last_human": activity.last_human}
