"""Comments of people: structured ones act, all of them trigger rules; strangers' never do (rules.md G15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from automation.decide.bots import is_bot
from automation.decide.commands import obey
from automation.decide.comments import Misread, read_comment
from automation.decide.draft import Trigger
from automation.decide.messages import tell
from automation.decide.people import spoken
from automation.decide.perform import perform
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.events import Event, EventKind
from automation.model.snapshot import Memory

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.compiled import CompiledComment
    from automation.decide.desk import Desk

#: how many of the newest comments are remembered as heard; a duplicate comes within seconds
_HEARD = 50


def hear(desk: Desk, batch: Batch) -> None:
    """Act on every new comment of `batch`, once each, however often GitLab reports it."""
    for event, note_id in _said(batch):
        if _first_time(desk, note_id):
            _hear_one(desk, event)


def pass_over(desk: Desk, batch: Batch) -> None:
    """Remember the comments of `batch` as heard: before its intake an issue listens to none, and nor does it later."""
    for _event, note_id in _said(batch):
        _first_time(desk, note_id)


def was_heard(memory: Memory, note_id: int) -> bool:
    """Whether the comment `note_id` was heard or passed over; only the newest ones of an issue are remembered."""
    return f"note:{note_id}" in memory.fired


def _said(batch: Batch) -> Iterator[tuple[Event, int]]:
    """The new comments of `batch` with their numbers."""
    for event in batch.foreign():
        if event.kind is EventKind.NOTE and event.action == "create" and event.note is not None:
            yield event, event.note.id


def _first_time(desk: Desk, note_id: int) -> bool:
    heard = {int(key.removeprefix("note:")) for key in desk.draft.memory.fired if key.startswith("note:")}
    if note_id in heard:
        return False
    newest = sorted({*heard, note_id})[-_HEARD:]
    others = {key for key in desk.draft.memory.fired if not key.startswith("note:")}
    desk.draft.remember(fired=frozenset(others | {f"note:{number}" for number in newest}))
    return True


def _hear_one(desk: Desk, event: Event) -> None:
    username = event.actor.username if event.actor else ""
    if username and not is_bot(desk.rules, desk.bot, username):
        desk.draft.triggers.append(Trigger("activity", username, username, {"what": "comment", "added": ()}))
    if event.note is not None:
        obey(desk.acting(actor=username, note_id=event.note.id), event.note.body)
    if event.note is None or not desk.is_member(username):
        desk.draft.because("Comment", Verdict.SKIPPED, f"{username or 'the author'} is no member")
        return
    at = desk.acting(actor=username, note_id=event.note.id)
    if desk.workflow is not None:
        for comment in desk.workflow.comments:
            _structured(at, comment, event.note.body)
    data = {"body": event.note.body, "internal": event.note.internal, "note_id": event.note.id}
    desk.draft.triggers.append(Trigger("note.created", username, username, data))


def _structured(desk: Desk, comment: CompiledComment, body: str) -> None:
    found = read_comment(comment.word, comment.pattern, body)
    if found is None:
        return
    title, at = f"Comment {comment.word}:", desk.acting(source=f"comment {comment.word}")
    if comment.by and not desk.may(comment.by, desk.actor):
        desk.draft.because(title, Verdict.NO, f"only {spoken(comment.by)} may use it")
        return
    if isinstance(found, Misread):
        desk.draft.because(title, Verdict.NO, found.words)
        tell(at, "comment-misread", word=comment.word, pattern=comment.pattern, problem=found.words)
        return
    _answer(at.acting(comment=found), comment, title)


def _answer(desk: Desk, comment: CompiledComment, title: str) -> None:
    try:
        held = desk.holds(comment.when)
    except ConditionError as fault:
        desk.draft.because(title, Verdict.ERROR, str(fault))
        return
    desk.draft.because(title, Verdict.YES if held else Verdict.NO, "" if held else f"{comment.when} does not hold")
    perform(desk, comment.do if held else comment.otherwise)
