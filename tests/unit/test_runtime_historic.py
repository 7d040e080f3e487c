"""`automation.runtime.historic`: what a run leaves behind for reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.decision import Decision, Outcome
from automation.model.history import Entry, IssueFacts
from automation.model.refs import IssueRef
from automation.model.snapshot import Activity, Memory
from automation.model.work import Run, RunState
from automation.runtime.aftermath import gone_record
from automation.runtime.historic import with_history
from automation.runtime.store import IssueRecord
from tests.engine_parts import NOW, REF, snapshot

EARLIER = NOW - timedelta(hours=3)
ELSEWHERE = IssueRef("a/b", 3)
OPEN = snapshot(labels=frozenset({"Champion::New"}), assignees=("sa-emea",), created_at=EARLIER)


def run(before: Memory, *entered: tuple[str, str], outcome: Outcome = Outcome.PROCESSED, **values) -> Run:
    """A run that led through the stages `entered`."""
    decision = Decision(
        outcome=outcome, actor="sa-emea", facts={"entered": list(entered), "fields": {"Region": "EMEA"}}, **values
    )
    return Run(
        id="R1",
        work_key=str(REF),
        started_at=NOW,
        state=RunState.DONE,
        decision=decision,
        events=(),
        before=OPEN,
        memory_before=before,
    )


def record(stage: str | None, state: str = "opened", **memory) -> IssueRecord:
    """What the run left behind: the issue in `stage`."""
    seen = replace(OPEN, state=state)
    kept = Memory(seen=seen, workflow="champion", stage=stage, **memory)
    return IssueRecord(ref=REF, snapshot=seen, memory=kept, workflow="champion")


def known(stage: str | None = None, state: str = "opened") -> Memory:
    """What was known before."""
    return Memory(seen=replace(OPEN, state=state), workflow="champion", stage=stage)


def entry(stage: str, from_stage: str = "", **values) -> Entry:
    """An entry as it is expected."""
    common = {"ref": str(REF), "workflow": "champion", "at": NOW, "actor": "sa-emea"}
    return Entry(stage=stage, from_stage=from_stage, **{**common, **values})


AT = EARLIER.isoformat()


@pytest.mark.parametrize(
    ("done", "left", "expected"),
    [
        pytest.param(
            run(Memory(), ("New", NOW.isoformat())),
            record("New"),
            [entry("New")],
            id="a new issue comes into its stage",
        ),
        pytest.param(
            run(known("New"), ("Review", AT), ("Done", NOW.isoformat())),
            record("Done", "closed"),
            [entry("Review", "New", at=EARLIER), entry("Done", "Review", is_open=False)],
            id="through several stages, each at its time",
        ),
        pytest.param(
            run(Memory()),
            record("Review", stage_since=EARLIER),
            [entry("Review", at=EARLIER, adopted=True)],
            id="an issue that was under way",
        ),
        pytest.param(run(Memory()), record(None), [entry("", adopted=True)], id="a workflow without stages"),
        pytest.param(run(known("New")), record("New"), [], id="nothing new"),
        pytest.param(
            run(known("New")),
            record("New", "closed"),
            [entry("New", "New", is_open=False)],
            id="closed where it stands",
        ),
        pytest.param(
            run(known("New", "closed")), record("New"), [entry("New", "New")], id="opened again where it stands"
        ),
    ],
)
def test_entries(done, left, expected):
    """One entry for each stage, or for what else changed."""
    (found,) = with_history(done, [left])

    assert list(found.entries) == expected


def test_what_is_kept_of_the_issue():
    """The issue as GitLab has it, with the fields that the decision let through, and what was remembered."""
    memory = {
        "facts": {"sponsor": "sa-emea", "text": "two\nlines"},
        "ledgers": {"outputs": ({"type": "blog", "url": "https://x.example"},)},
        "origin": "a/b#1",
        "activity": Activity(first_response=EARLIER),
    }
    (found,) = with_history(run(known("New")), [record("New", **memory)])

    assert found.facts == IssueFacts(
        ref=str(REF),
        workflow="champion",
        created_at=EARLIER,
        author=OPEN.author,
        assignees=("sa-emea",),
        labels=("Champion::New",),
        due_date=OPEN.due_date,
        first_response=EARLIER,
        origin="a/b#1",
        fields={"Region": "EMEA"},
        facts={"sponsor": "sa-emea"},
        ledgers={"outputs": ({"type": "blog", "url": "https://x.example"},)},
    )


def test_of_a_confidential_issue_no_words():
    """What was remembered of a confidential issue is kept without its words (rules.md G16)."""
    left = record("New", facts={"company": "Helios", "count": 2}, ledgers={"notes": ({"said": "Yes, please"},)})
    secret = replace(left, snapshot=replace(left.snapshot, confidential=True))

    (found,) = with_history(run(known("New")), [secret])

    assert found.facts is not None
    assert (found.facts.confidential, found.facts.facts, found.facts.ledgers) == (True, {"count": 2}, {"notes": ({},)})


def test_an_issue_that_is_gone_is_closed():
    """What GitLab does not show any more stands nowhere."""
    gone = gone_record(OPEN, known("New"))

    (found,) = with_history(run(known("New"), outcome=Outcome.GONE), [gone])

    assert (found.entries, found.facts) == ((entry("New", "New", is_open=False),), None)


def test_an_issue_that_was_closed_and_is_gone_says_nothing_more():
    """It was closed already."""
    (found,) = with_history(run(known("New", "closed"), outcome=Outcome.GONE), [gone_record(OPEN, known("New"))])

    assert found.entries == ()


def test_a_moved_issue_goes_on_where_it_is_now():
    """Its history comes along; nothing is said of the place that it left."""
    here = replace(record("Review"), ref=ELSEWHERE)
    there = gone_record(OPEN, known("New"))

    found = with_history(run(known("New"), ("Review", NOW.isoformat())), [here, there])

    assert (found[0].entries, found[0].moved_from, found[1]) == (
        (entry("Review", "New", ref=str(ELSEWHERE)),),
        str(REF),
        there,
    )


@pytest.mark.parametrize("records", [[], [IssueRecord(ref=REF, snapshot=OPEN, memory=Memory())]])
def test_issues_without_a_workflow_have_no_history(records):
    """Reports are about workflows."""
    assert with_history(run(Memory()), records) == tuple(records)
