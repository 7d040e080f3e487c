"""`automation.config.messages`: what Usher says of its own accord, word for word."""

from __future__ import annotations

import pytest

from automation.config.messages import load_builtin_messages
from automation.config.program import MessageSpec
from automation.decide.templates import compile_text

MOVE = {"wanted": "Published", "stage": "Drafting", "needed": "", "allowed": ["Internal Review", "On Hold"]}
OPEN = "You can move it to: Internal Review, On Hold."
CLOSING = "Edit the description; this list follows."


@pytest.mark.parametrize(
    ("key", "names", "text"),
    [
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "not-allowed"},
            f"The issue stays at **Drafting**: no step leads from there to Published.\n\n{OPEN}",
            id="no such move",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "role", "needed": "only advocacy may do this"},
            "The issue stays at **Drafting**: moving it to Published is for others (only advocacy may do this)."
            f"\n\n{OPEN}",
            id="not this person's move",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "role", "allowed": []},
            "The issue stays at **Drafting**: moving it to Published is for others."
            "\n\nNo move from here is open to you.",
            id="none is this person's move",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "gate:publishable", "needed": "the address of the story."},
            "The issue stays at **Drafting**. What is missing before it can move to Published:"
            f" the address of the story.\n\n{OPEN}",
            id="a shut gate",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "ambiguous", "wanted": "Published and Withdrawn"},
            "The issue stays at **Drafting**: several stages were set at once (Published and Withdrawn)."
            f" Set one of them alone.\n\n{OPEN}",
            id="two stages at once",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "derived"},
            "The issue stays at **Drafting**: Published is not set by hand, it follows from what the issue holds."
            f"\n\n{OPEN}",
            id="a stage that follows the issue",
        ),
        pytest.param(
            "transition-rejected",
            {**MOVE, "reason": "no-intake", "stage": ""},
            "The stage **Published** was taken off: this issue has not entered its workflow yet.",
            id="before intake",
        ),
        pytest.param(
            "label-reverted",
            {"scope": "Logo", "kept": ["Logo::Approved"]},
            "Your change to the Logo labels was taken back: they are set by others.\n"
            "The issue has Logo::Approved again.",
            id="a protected label is back",
        ),
        pytest.param(
            "label-reverted",
            {"scope": "Logo", "kept": []},
            "Your change to the Logo labels was taken back: they are set by others.\n"
            "The issue has none of them, as before.",
            id="a protected label is off again",
        ),
        pytest.param(
            "stage-restored",
            {"stage": "Drafting"},
            "The stage **Drafting** is back: an issue of this workflow always has one.\n"
            "To move it on, set the label of the next stage instead of removing this one.",
            id="the stage label removed",
        ),
        pytest.param(
            "close-rejected",
            {"stage": "Drafting"},
            "The issue is open again: closing it does not finish **Drafting**.\n"
            "Set the label of a stage that ends the work, and Usher closes it.",
            id="closed by hand",
        ),
        pytest.param(
            "reopen-rejected",
            {"stage": "Published"},
            "The issue is closed again: it ended at **Published**, and reopening is for others.\n"
            "Open a new issue for what has come up since, or ask its owner.",
            id="reopened by hand",
        ),
        pytest.param(
            "needs-info",
            {"missing": ["Account owner", "Use case"], "malformed": [], "stage": ""},
            f"Work begins when these fields of the description are filled in: Account owner, Use case.\n\n{CLOSING}",
            id="fields missing",
        ),
        pytest.param(
            "needs-info",
            {"missing": [], "malformed": ["Publish date: 'soon' is no date"]},
            f"These fields hold something else than they should:\n\n- Publish date: 'soon' is no date\n\n{CLOSING}",
            id="fields malformed",
        ),
        pytest.param(
            "needs-info",
            {"missing": ["Segment"], "malformed": ["A: x", "B: y"], "stage": ""},
            "Work begins when these fields of the description are filled in: Segment.\n\n"
            f"These fields hold something else than they should:\n\n- A: x\n- B: y\n\n{CLOSING}",
            id="both",
        ),
        pytest.param(
            "needs-info",
            {"missing": ["Segment"], "malformed": [], "stage": "Drafting"},
            f"These fields of the description are empty now and have to be filled in: Segment.\n\n{CLOSING}",
            id="emptied in the middle of the work",
        ),
        pytest.param(
            "needs-info-complete",
            {},
            "Every field that was asked for is filled in. Thank you.",
            id="everything is there",
        ),
        pytest.param(
            "made-confidential",
            {},
            "This issue is confidential now: issues of this kind always are, as they name people or customers.",
            id="made confidential",
        ),
        pytest.param(
            "duplicate-suspected",
            {"of": "the other one", "duplicate_label": "Duplicate::Suspected", "stage": ""},
            "This looks like the other one, so nothing is started for it yet.\n"
            "If it is a matter of its own, remove the label Duplicate::Suspected; if not, close it.",
            id="a duplicate",
        ),
        pytest.param(
            "duplicate-suspected",
            {"of": "the other one", "duplicate_label": "Duplicate::Suspected", "stage": "Drafting"},
            "Since its last change this looks like the other one. The work goes on.\n"
            "If it is a matter of its own, remove the label Duplicate::Suspected; if not, close it.",
            id="a duplicate in the middle of the work",
        ),
        pytest.param(
            "sla-breach",
            {"due": "2027-01-15", "stage": "Drafting"},
            "This was due on 2027-01-15 and is still at **Drafting**.\n"
            "Move it on, or set the due date that can be kept.",
            id="overdue",
        ),
        pytest.param(
            "comment-misread",
            {"word": "Winner", "pattern": "{who:user}", "problem": "expected @username."},
            "Your comment was not understood: expected @\u200busername.\nIt should read `Winner: {who:user}`.",
            id="a comment not understood",
        ),
    ],
)
def test_what_usher_says(key, names, text):
    """Each text says what happened, what is open, and what to do."""
    assert compile_text(load_builtin_messages()[key].text).render(names).strip() == text


def test_who_is_told_and_what_machines_read():
    """Addressees, marker attributes and the one message that is edited in place (rules.md G09–G20)."""
    assert {key: replace_text(spec) for key, spec in load_builtin_messages().items()} == {
        "transition-rejected": MessageSpec(text="", mention=["actor"], attrs={"reason": "{{ reason }}"}),
        "label-reverted": MessageSpec(text="", mention=["actor"]),
        "stage-restored": MessageSpec(text="", mention=["actor"]),
        "close-rejected": MessageSpec(text="", mention=["actor"]),
        "reopen-rejected": MessageSpec(text="", mention=["actor"]),
        "needs-info": MessageSpec(
            text="", mention=["author"], attrs={"missing": "{{ missing | join(', ') }}"}, lasting=True
        ),
        "needs-info-complete": MessageSpec(text=""),
        "made-confidential": MessageSpec(text="", mention=["actor"]),
        "duplicate-suspected": MessageSpec(text="", attrs={"of": "{{ of }}"}),
        "sla-breach": MessageSpec(text="", mention=["assignees"]),
        "comment-misread": MessageSpec(text="", mention=["actor"]),
        "duplicate-ended": MessageSpec(text="", attrs={"of": "{{ of }}"}),
        "commands-help": MessageSpec(text="", mention=["actor"]),
        "stale-warning": MessageSpec(text="", mention=["author", "assignees"]),
        "stale-closed": MessageSpec(text="", mention=["author", "assignees"]),
        "undone": MessageSpec(text=""),
        "undone-opening": MessageSpec(text=""),
    }


def replace_text(spec: MessageSpec) -> MessageSpec:
    """`spec` without its text."""
    return spec.model_copy(update={"text": ""})
