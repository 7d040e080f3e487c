"""Laws of decisions, for any issue, any events and any people."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from automation.decide.batch import Batch
from automation.decide.core import decide
from automation.decide.guard import commands, mentions
from automation.decide.notes import parse_markers, render_note
from automation.model import wire
from automation.model.decision import Decision, Outcome
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.plan import KeepNote, OpenIssue, PostNote, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Memory, Phase, Snapshot
from tests.play import BOT, MONDAY, Answers, Play, body, fill_in, shipped
from tests.properties.hostile import outside
from tests.unit.shipped_issues import NOMINATION, STORY, story

RULES = shipped()
WORKFLOWS = sorted(RULES.workflows)
STORIES = RULES.workflows["customer-story"]
PROJECTS = sorted(RULES.projects)
PEOPLE = ("nicole.smith", "steve.george", "april.marks", "legal-counsel", "champions-manager", "sa-emea", "bestseo4u")
LABELS = (
    *(f"{flow.spec.stage_label}::{stage}" for flow in RULES.workflows.values() for stage in flow.stages),
    *(
        "Story::Nowhere",
        "Reference-Auth::Signed",
        "Logo::Denied",
        "Topic::CI",
        "Topic::CD",
        "priority::1",
        "Needs Info",
    ),
    *("Bot::Skip", "Bot::Hold", "Duplicate::Suspected", "External::Unverified", "SLA::Breached", "Customer Story"),
)

#: what GitLab can hold: UTF-8 knows no half characters
texts = outside.map(lambda text: text.encode(errors="ignore").decode())
#: a mention in a title, where entities mean nothing
LIVE = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]")
label_sets = st.frozensets(st.sampled_from(LABELS), max_size=4)
people = st.sampled_from((*PEOPLE, BOT.username))
words = st.one_of(
    st.sampled_from(("", "Yes", "EMEA", "@sa-emea", "Enterprise", "2027-02-01", "https://a.example")), texts
)

#: what an event holds by which somebody asks that a run is undone, one that wrote nothing
ASKED = {"by": "nicole.smith", "written": []}


@st.composite
def descriptions(draw):
    """Descriptions with and without a marker, with any values in the fields of some workflow."""
    flow = RULES.workflows[draw(st.sampled_from(WORKFLOWS))]
    names = draw(st.lists(st.sampled_from(sorted(flow.spec.fields)), unique=True))
    lines = [f"- **{name}:** {draw(words)}" for name in names]
    marker = draw(st.sampled_from((f"<!-- program: {flow.key} -->", "", "<!-- program: gone -->")))
    return "\n".join([marker, *lines, draw(st.one_of(st.just(""), texts))])


@st.composite
def snapshots(draw):
    """Any issue of any project."""
    return Snapshot(
        ref=IssueRef(draw(st.sampled_from(PROJECTS)), 1),
        id=1,
        title=draw(texts),
        description=draw(descriptions()),
        state=draw(st.sampled_from(("opened", "closed"))),
        confidential=draw(st.booleans()),
        labels=draw(label_sets),
        assignees=tuple(draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2))),
        author=draw(people),
        due_date=draw(st.none() | st.dates(date(2026, 12, 1), date(2027, 3, 1))),
    )


@st.composite
def events(draw, snapshot):
    """Any event about `snapshot`, true or outdated."""
    kind = draw(st.sampled_from([kind for kind in EventKind if kind is not EventKind.INTAKE]))
    actions = {
        EventKind.ISSUE: ("open", "update", "close", "reopen"),
        EventKind.NOTE: ("create", "update"),
        EventKind.EMOJI: ("award", "revoke"),
        EventKind.MESSAGE: ("opened", "authorization-signed", "nomination-ended"),
    }
    labels = draw(st.sampled_from((snapshot.labels, draw(label_sets))))
    change = {"labels": Change(draw(label_sets), labels)} if draw(st.booleans()) else {}
    lines = st.sampled_from(("Output: blog 2027-01-12 https://a.example/x", "Output: ?", "Decision: approved"))
    return Event(
        id=f"event-{draw(st.integers(0, 10**6))}",
        kind=kind,
        action=draw(st.sampled_from(actions.get(kind, ("update",)))),
        at=MONDAY,
        issue=snapshot.ref,
        project=draw(st.sampled_from((snapshot.ref.project, snapshot.ref.project, "some/where"))),
        actor=draw(st.none() | people.map(User)),
        labels=draw(st.sampled_from((None, labels))),
        state=draw(st.sampled_from((None, "opened", "closed"))),
        changes=change,
        note=Note(draw(st.integers(1, 3)), draw(st.one_of(lines, texts))) if kind is EventKind.NOTE else None,
        data={"from": draw(st.one_of(st.just("some/project#4"), texts)), "name": "thumbsup", **ASKED},
    )


@st.composite
def histories(draw):
    """Any label and state events of GitLab, oldest first."""
    entries = draw(st.lists(st.tuples(st.integers(0, 5), people, st.sampled_from((*LABELS, None))), max_size=4))
    action = st.sampled_from(("add", "remove"))
    return tuple(
        HistoryEvent(MONDAY + timedelta(seconds=second), who, draw(action) if label else "closed", label)
        for second, who, label in sorted(entries, key=lambda entry: entry[0])
    )


@st.composite
def batches(draw):
    """Any issue with any events, as it was when Usher saw it last or never."""
    snapshot = draw(snapshots())
    happened = tuple(draw(st.lists(events(snapshot), min_size=1, max_size=4)))
    memory = Memory()
    if draw(st.booleans()):
        before = replace(snapshot, labels=draw(label_sets), state=draw(st.sampled_from(("opened", "closed"))))
        first = Batch(key=str(snapshot.ref), events=happened[:1], snapshot=before, memory=memory, bot=BOT)
        memory = decide(first, RULES, Answers(), MONDAY).memory or memory
    return Batch(
        key=str(snapshot.ref), events=happened, snapshot=snapshot, memory=memory, bot=BOT, history=draw(histories())
    )


def played(batch: Batch, *, ask: Answers | None = None) -> Play:
    """The issue of `batch`, decided on, with the plan applied."""
    assert batch.snapshot is not None
    play = Play(RULES, batch.snapshot, batch.memory, ask or Answers(), history=batch.history)
    play.decide(*batch.events)
    return play


def decision_of(play: Play) -> Decision:
    """The last decision."""
    assert play.last is not None
    return play.last


@settings(max_examples=60)
@given(batches())
def test_nothing_raises_and_nothing_is_lost(batch):
    """Whatever an issue and its events look like, there is a decision, and each event has an outcome."""
    decision = decide(batch, RULES, Answers(), MONDAY)

    assert set(decision.outcomes) == {event.id for event in batch.events}
    assert not decision.plan or decision.outcome in {Outcome.PROCESSED, Outcome.SKIPPED, Outcome.NO_PROGRAM}


@settings(max_examples=60)
@given(batches())
def test_the_same_again(batch):
    """The same arguments give the same decision."""
    assert decide(batch, RULES, Answers(), MONDAY) == decide(batch, RULES, Answers(), MONDAY)


@given(batches())
def test_settled_once_applied(batch):
    """Once a plan is applied, deciding again without anything new gives an empty plan."""
    play = played(batch)
    # a sweep is no first look: that one is still to come
    if decision_of(play).memory is None or play.memory.phase is Phase.NEW:
        return
    play.history = ()

    decision = play.decide(play.event(EventKind.LOOK, "look", None, labels=None, state=None))

    assert decision.plan.effects == ()


@settings(max_examples=60)
@given(batches())
def test_reported_twice(batch):
    """The reports of another hook, with other keys, change nothing of what is decided."""
    again = tuple(replace(event, id=f"{event.id}-again") for event in batch.events)
    once, twice = played(batch), played(replace(batch, events=batch.events + again))

    if any(event.kind in {EventKind.MESSAGE, EventKind.EMOJI, EventKind.TIMER} for event in batch.events):
        return
    assert (twice.effects, twice.state) == (once.effects, once.state)


@settings(max_examples=60)
@given(batches())
def test_stored_and_read_again(batch):
    """Effects, memory and decision come back equal from their JSON form."""
    decision = decide(batch, RULES, Answers(), MONDAY)

    assert [wire.load_effect(wire.dump_effect(effect)) for effect in decision.plan.effects] == list(
        decision.plan.effects
    )
    assert wire.load_text(Decision, wire.dump_text(decision)).memory == decision.memory


@settings(max_examples=60)
@given(batches())
def test_what_is_written_is_inert(batch):
    """No note runs a command or mentions a stranger, no label or assignee is made of what people wrote."""
    decision = decide(batch, RULES, Answers(), MONDAY)

    for effect in decision.plan.effects:
        if isinstance(effect, PostNote | KeepNote):
            messages = effect.messages if isinstance(effect, PostNote) else (effect.message,)
            note = render_note(messages, "usher:R:0")
            assert commands(note) == ()
            assert mentions(note) <= set(RULES.config.people)
            assert [key for key, _ in parse_markers(note)] == [message.key for message in messages]
        if isinstance(effect, UpdateIssue):
            assert set(effect.assignees or ()) <= {*RULES.config.people, *(batch.snapshot.assignees)}


FREE = st.fixed_dictionaries(
    dict.fromkeys(("Customer account", "Use case", "Industry", "Story in five lines"), outside)
)


@settings(max_examples=50)
@given(
    fields=FREE,
    nomination=st.fixed_dictionaries(dict.fromkeys(("Nominee name", "Partner company", "Role"), outside)),
)
def test_hostile_fields(fields, nomination):
    """Hostile values set no stage or protected label, and do nothing in the issues that Usher opens with them."""
    play = Play.blank(
        RULES, "product-marketing", author="april.marks", body=body("customer-story", {**STORY, **fields})
    )
    play.open()
    opened = fill_in(RULES, "champion-nomination", {**NOMINATION, **nomination}, Answers()).plan.effects

    stages = {label for label in play.snapshot.labels if label.startswith(("Story::", "Reference-Auth::", "Logo::"))}
    assert stages <= {
        "Story::Nominated",
        *(f"Reference-Auth::{word}" for word in ("Unknown", "Signed", "Section 8.5", "Negotiated Out")),
    }
    for effect in opened:
        assert isinstance(effect, OpenIssue)
        assert commands(effect.description) == ()
        assert LIVE.search(effect.title) is None
        assert mentions(effect.description) <= set(RULES.config.people)
        assert {label for label in effect.labels if label.startswith("Champion::")} <= {"Champion::Nominated"}


def legal_walks():
    """Ways through the stages of a story that Nicole Smith may take without a gate."""
    steps = {
        start: sorted(
            {to for move in STORIES.moves_from(start) for to in move.to if not move.if_ and to in STORIES.stages}
        )
        for start, stage in STORIES.stages.items()
        if not stage.spec.closed and not stage.spec.holds
    }

    @st.composite
    def walks(draw):
        stage, way = "Nominated", []
        for _ in range(draw(st.integers(1, 4))):
            choices = [to for to in steps.get(stage, ()) if to not in {"Nominated", *way}]
            if not choices:
                break
            stage = draw(st.sampled_from(choices))
            way.append(stage)
        return way

    return walks()


@given(walk=legal_walks(), random=st.randoms(use_true_random=False))
@example(walk=["Vetting", "Approved", "Interview"], random=None)
def test_any_order_of_legal_moves(walk, random):
    """In whatever order the reports of legal moves arrive in one batch, the issue ends where GitLab shows it."""
    play = story()
    happened, stage = [], "Nominated"
    for target in walk:
        happened.append(play.change("nicole.smith", add=[f"Story::{target}"], remove=[f"Story::{stage}"]))
        stage = target
    shown = play.snapshot.labels
    if random is not None:
        random.shuffle(happened)

    play.decide(*happened)

    assert play.memory.stage == walk[-1]
    assert {label for label in play.snapshot.labels if STORIES.is_stage_label(label)} == {f"Story::{walk[-1]}"} <= shown
    assert play.memory.entries == 1 + len(walk)
    assert [key for key, _, _ in play.said if key == "transition-rejected"] == []
