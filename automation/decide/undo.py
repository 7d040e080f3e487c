"""Taking back what a run did, where the issue still shows it (design.md §6, §7): asked for by a person, decided here.

What is taken back counts as taken back by a person: the rule that had set it does not set it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from automation.decide.action import ActionFault
from automation.decide.messages import checked, tell
from automation.decide.templates import ConditionError
from automation.decide.undo_update import back_to
from automation.decide.undo_words import Asked, Written, asked_in, kept, taken
from automation.model.decision import Outcome, Reason, Verdict
from automation.model.events import EventKind
from automation.model.plan import (
    EditNote,
    Effect,
    Invite,
    KeepNote,
    LinkIssue,
    Message,
    MoveIssue,
    Notify,
    OpenIssue,
    PostNote,
    React,
    Send,
    StartSweep,
    UpdateIssue,
)

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk

_NOT_KEPT: Final = "its text is not kept any more"
#: why nothing takes such an effect back
_STAYS: Final[dict[type[Effect], tuple[str, str]]] = {
    LinkIssue: ("link", "links stay; people may have followed them"),
    React: ("reaction", "reactions stay"),
    MoveIssue: ("move", "an issue that was moved stays where it is; its new project may show it to others"),
    Notify: ("message to a channel", "it was read, or can be"),
    Send: ("message to other issues", "what followed from it there are runs of their own"),
    StartSweep: ("sweep", "usher undo --sweep takes back what it did"),
}


def take_back(desk: Desk, batch: Batch, outcome: Outcome) -> Outcome:
    """Take back what the events of `batch` ask for; gives what became of the batch, which had come to `outcome`."""
    wanted = [asked_in(event) for event in batch.events if event.kind is EventKind.UNDO]
    for asked in wanted:
        if outcome is Outcome.SKIPPED:
            name = desk.rules.config.labels.skip
            desk.draft.because(asked.title, Verdict.NO, f"the issue has {name}, and is left alone")
        else:
            _undo(desk.acting(source="undo", by=asked.by, run=asked.run), asked)
    return Outcome.PROCESSED if wanted and outcome is Outcome.NO_PROGRAM else outcome


def _undo(desk: Desk, asked: Asked) -> None:
    found = [reason for written in reversed(asked.written) for reason in _back(desk, written)]
    done = any(reason.verdict is Verdict.YES for reason in found)
    verdict = Verdict.YES if done else Verdict.NO
    desk.draft.because(asked.title, verdict, f"asked for by {asked.by}", *found)


def _back(desk: Desk, written: Written) -> Iterator[Reason]:
    match written.effect:
        case UpdateIssue():
            yield from back_to(desk, written)
        case PostNote(messages=messages):
            yield _note(desk, written, messages)
        case KeepNote(note_id=None, message=message):
            yield _lasting(desk, written, message)
        case KeepNote(message=message):
            yield kept(f"note {message.key}", "a lasting note follows the issue by itself")
        case OpenIssue():
            yield _opened(desk)
        case Invite():
            yield _invitation(desk, written)
        case effect:
            yield kept(*_STAYS.get(type(effect), (type(effect).__name__, "nothing takes it back")))


def _note(desk: Desk, written: Written, messages: tuple[Message, ...]) -> Reason:
    """Notes stay, since people may have answered them, and say that they no longer hold."""
    what = f"note {', '.join(message.key for message in messages)}"
    if "note_id" not in written.result:
        return kept(what, "GitLab kept no note")
    if not all(message.text for message in messages):
        return kept(what, _NOT_KEPT)
    try:
        text = checked(desk, desk.rules.messages["undone"].text).strip()
    except (ActionFault, ConditionError) as fault:
        return kept(what, f"message undone: {fault}")
    heading, ref = Message(key="undone", text=text, source=desk.source), desk.draft.before.ref
    edit = EditNote(ref=ref, note_id=written.result["note_id"], messages=(heading, *messages))
    desk.draft.effects.append(edit)
    return taken(what, "it stays, and says that it was taken back")


def _lasting(desk: Desk, written: Written, message: Message) -> Reason:
    """A lasting note is forgotten as well: it is posted anew where its condition comes again."""
    known = desk.draft.memory.messages.get(message.key)
    if known is None or known.note_id != written.result.get("note_id"):
        return kept(f"note {message.key}", "it was taken back before")
    others = {key: value for key, value in desk.draft.memory.messages.items() if key != message.key}
    found = _note(desk, written, (message,))
    if found.verdict is Verdict.YES:
        desk.draft.remember(messages=others)
    return found


def _opened(desk: Desk) -> Reason:
    """This issue was opened by the run."""
    draft, what = desk.draft, "opening the issue"
    if draft.state == "closed":
        return kept(what, "it is closed already")
    if draft.memory.activity.last_human is not None:
        return kept(what, "people have worked on it since")
    tell(desk, "undone-opening")
    draft.state = "closed"
    return taken(what, "closed, with a word; issues are never deleted")


def _invitation(desk: Desk, written: Written) -> Reason:
    if written.inverse is None:
        return kept("invitation", "it was there before the run, or its address is not kept any more")
    desk.draft.effects.append(written.inverse)
    return taken("invitation", "withdrawn, unless it was accepted")
