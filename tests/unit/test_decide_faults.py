"""A text or an owner of the configuration that fails with an issue's values stops no mechanism (design.md §2)."""

from __future__ import annotations

import pytest

from automation.model.snapshot import Phase
from tests.play import MONDAY, Answers
from tests.small import CONFIG, compiled, fresh, under_way, workflow

#: fills in with every title but "0"
DIVIDES = "{{ 1 // (issue.title | int(1)) }}"
SAID = (
    *("transition-rejected", "stage-restored", "close-rejected", "reopen-rejected", "label-reverted"),
    *("made-confidential", "needs-info", "duplicate-suspected", "sla-breach", "comment-misread"),
)
TEXTS = "".join(f'  {key}: "{DIVIDES}"\n' for key in SAID)
SPEC = """
service_level: {}
protected_labels: {Auth: [legal]}
keys: {account: {fields: [Account], as: company}}
unique_by: {key: account}
on_manual_close: reject
confidential: always
comments: {Go: {pattern: '{day:date}', do: [{lock: true}]}}
"""
RULES = compiled(workflow(SPEC, fields="{Account: {required: true}, Region: {}}"), f"{CONFIG}messages:\n{TEXTS}")
SALES, LEAD = "april.marks", "nicole.smith"


def story(**facts):
    """A confidential story under way whose title no message can be filled in with."""
    return under_way(RULES, **{"title": "0", "confidential": True, **facts})


def new(**facts):
    """The same, not seen so far."""
    play = fresh(RULES, **{"title": "0", "confidential": True, **facts})
    play.open()
    return play


def second():
    """A story whose account has one already."""
    play = fresh(RULES, iid=2, title="0", confidential=True)
    play.ask = Answers(held={"story|helios": f"{play.snapshot.ref.project}#1"})
    play.open()
    return play


def changed(play, actor, **change):
    """`play` after `actor` changed the issue."""
    play.update(actor, **change)
    return play


def commented():
    """A story with a comment that has the word but not the form."""
    play = story()
    play.comment(SALES, "Go: soon")
    return play


@pytest.mark.parametrize(
    ("key", "play", "holds"),
    [
        pytest.param(
            "transition-rejected",
            lambda: changed(story(), SALES, add=["Story::Done"], remove=["Story::New"]),
            lambda play: "Story::New" in play.snapshot.labels,
            id="a move is put back",
        ),
        pytest.param(
            "stage-restored",
            lambda: changed(story(), SALES, remove=["Story::New"]),
            lambda play: "Story::New" in play.snapshot.labels,
            id="a stage is put back",
        ),
        pytest.param(
            "close-rejected",
            lambda: changed(story(), SALES, state="closed"),
            lambda play: play.snapshot.is_open,
            id="an issue is opened again",
        ),
        pytest.param(
            "reopen-rejected",
            lambda: changed(
                story(stage="Done", state="closed", labels=frozenset({"Story::Done"})), SALES, state="opened"
            ),
            lambda play: not play.snapshot.is_open,
            id="an issue is closed again",
        ),
        pytest.param(
            "label-reverted",
            lambda: changed(story(), SALES, add=["Auth::Signed"]),
            lambda play: "Auth::Signed" not in play.snapshot.labels,
            id="a protected label is taken off",
        ),
        pytest.param(
            "made-confidential",
            lambda: changed(story(), SALES, confidential=False),
            lambda play: play.snapshot.confidential,
            id="an issue is hidden",
        ),
        pytest.param(
            "needs-info",
            lambda: new(description="<!-- program: story -->"),
            lambda play: play.memory.phase is Phase.NEEDS_INFO,
            id="an issue waits for its fields",
        ),
        pytest.param(
            "duplicate-suspected",
            second,
            lambda play: play.memory.phase is Phase.SUSPENDED,
            id="a duplicate waits",
        ),
        pytest.param(
            "sla-breach",
            lambda: changed(story(), SALES, due_date=MONDAY.date().replace(day=8)),
            lambda play: "SLA::Breached" in play.snapshot.labels,
            id="a breach is marked",
        ),
        pytest.param("comment-misread", commented, lambda play: play.effects == (), id="a comment is not understood"),
    ],
)
def test_message(key, play, holds):
    """Where a message cannot be filled in, the mechanism does the rest, and the explanation says what failed."""
    found = play()

    assert [(fault.title, fault.detail) for fault in found.errors] == [
        (f"Message {key}", "integer division or modulo by zero")
    ]
    assert holds(found)


GATED = f"[{{from: New, to: Doing, by: advocacy, gate: ready, if: 'false', else: '{DIVIDES}'}}]"


def test_what_a_gate_says():
    """Where a gate cannot say what is missing, it stays shut, and its condition is told instead."""
    play = under_way(compiled(workflow(moves=GATED)), title="0")

    play.update(LEAD, add=["Story::Doing"], remove=["Story::New"])

    assert play.memory.stage == "New"
    assert play.said == [("transition-rejected", {"reason": "gate:ready"}, (LEAD,))]
    assert "the condition is: false" in play.messages[0].text
    assert [fault.title for fault in play.errors] == ["Gate ready"]


#: nobody with every title but "0"
NOBODY = "{table: channel_sa, by: '1 // (issue.title | int(1))'}"


def test_who_hears_of_a_breach():
    """Where those who are told besides cannot be found, the assignees are told."""
    rules = compiled(workflow(f"service_level: {{escalate_to: {NOBODY}}}"))
    play = under_way(rules, title="0", due_date=MONDAY.date().replace(day=8), assignees=(LEAD,))

    play.wake()

    assert ([fault.title for fault in play.errors], play.said) == (["Owner"], [("sla-breach", {}, (LEAD,))])


def test_who_hears_of_a_duplicate():
    """Where those who are told cannot be found, the duplicate waits, and the issue says of what."""
    unique = f"keys: {{account: {{fields: [Account]}}}}\nunique_by: {{key: account, tell: {NOBODY}}}"
    play = fresh(compiled(workflow(unique)), iid=2, title="0")
    first = f"{play.snapshot.ref.project}#1"
    play.ask = Answers(held={"story|helios": first})

    play.open()

    assert ([fault.title for fault in play.errors], play.said) == (
        ["Owner"],
        [("duplicate-suspected", {"of": first}, ())],
    )
