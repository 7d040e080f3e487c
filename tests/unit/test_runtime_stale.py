"""`automation.runtime.stale`: whether a plan that broke off still fits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.gitlab.errors import Again, Gone
from automation.model.decision import Decision, Outcome
from automation.model.plan import Message, Notify, PostNote, Send, UpdateIssue
from automation.model.work import EffectRecord, EffectState, Run, RunState
from automation.runtime.stale import resumed
from tests.engine_parts import NOW, REF, event, snapshot

BEFORE = snapshot(labels=frozenset({"Champion::Nominated"}))
UPDATE = UpdateIssue(
    ref=REF, add_labels=frozenset({"Champion::In Review"}), remove_labels=frozenset({"Champion::Nominated"})
)
OWNER = UpdateIssue(ref=REF, assignees=("sa-emea",))
BOTH = replace(UPDATE, assignees=("partner-emea-1",))
NOTE = PostNote(ref=REF, messages=(Message(key="k", text="t"),))
SEND = Send(name="n", data={}, to=REF)


def run(*effects, before=BEFORE, states=()):
    """A run that broke off."""
    known = [*states, *[EffectState.PLANNED] * len(effects)]
    records = [EffectRecord(index=index, effect=effect, state=known[index]) for index, effect in enumerate(effects)]
    return Run(
        id="run-1",
        work_key=str(REF),
        started_at=NOW,
        state=RunState.APPLYING,
        decision=Decision(outcome=Outcome.PROCESSED),
        events=(event(),),
        before=before,
        effects=tuple(records),
    )


def labels(*names):
    """The issue with these labels."""
    return replace(BEFORE, labels=frozenset(names))


PERSON = labels("Champion::Declined")


@pytest.mark.parametrize(
    ("broken", "now", "thrown_away"),
    [
        pytest.param(run(UPDATE, NOTE), PERSON, True, id="nothing is written and a person acted"),
        pytest.param(run(SEND, UPDATE), PERSON, True, id="messages to other issues are not in GitLab"),
        pytest.param(run(Notify(channel="c", title="t", text="x"), UPDATE), PERSON, True, id="nor are channels"),
        pytest.param(run(UPDATE), BEFORE, False, id="nothing is written, and nothing changed"),
        pytest.param(run(UPDATE), replace(BEFORE, updated_at=NOW + timedelta(1)), False, id="a comment is no change"),
        pytest.param(run(UPDATE), labels("Champion::In Review"), False, id="everything is written"),
        pytest.param(run(UPDATE), labels("Champion::In Review", "Mine"), False, id="written, a person acted after"),
        pytest.param(run(BOTH), labels("Champion::In Review"), False, id="written, and GitLab dropped the assignee"),
        pytest.param(run(OWNER), replace(BEFORE, assignees=("sa-emea",)), False, id="people only: written"),
        pytest.param(run(OWNER), PERSON, True, id="people only: not written, and a person acted"),
        pytest.param(run(UPDATE, NOTE, states=(EffectState.DONE,)), PERSON, False, id="recorded as written"),
        pytest.param(run(UPDATE, NOTE, states=(EffectState.FAILED,)), PERSON, False, id="recorded as refused"),
        pytest.param(run(NOTE), PERSON, False, id="a note is looked for by its mark"),
        pytest.param(run(SEND), PERSON, False, id="nothing to write in GitLab"),
        pytest.param(run(), PERSON, False, id="nothing to write at all"),
        pytest.param(run(UPDATE, before=None), PERSON, False, id="an intake has no issue"),
    ],
)
def test_a_plan_is_stale_when_nothing_is_written_and_the_issue_changed(broken, now, thrown_away):
    """Only then may it be thrown away: anything written would be lost or done twice."""
    assert resumed(broken, lambda _ref: now) == (None if thrown_away else broken)


DROPPED = (
    "partner-emea-1 was not assigned: GitLab left the name out, as it does for people without access "
    "and for a second assignee on the Free tier."
)
TWO = UpdateIssue(ref=REF, add_labels=frozenset({"Region-EMEA", "Partner Champions"}), assignees=("partner-emea-1",))
CLOSED = UpdateIssue(ref=REF, state_event="close", confidential=True)
GONE_LABELS = UpdateIssue(ref=REF, remove_labels=frozenset({"Champion::Nominated", "Due Soon"}))


@pytest.mark.parametrize(
    ("effect", "before", "now", "result"),
    [
        pytest.param(
            TWO,
            BEFORE,
            replace(labels("Champion::Nominated", "Region-EMEA"), assignees=("partner-emea-1",)),
            {"assignees": ["partner-emea-1"], "milestone": None},
            id="one of two labels was taken off",
        ),
        pytest.param(
            TWO,
            BEFORE,
            labels("Champion::Nominated", "Region-EMEA"),
            {
                "assignees": [],
                "milestone": None,
                "shortfall": [DROPPED],
            },
            id="and GitLab dropped the assignee",
        ),
        pytest.param(
            CLOSED,
            BEFORE,
            replace(BEFORE, confidential=True),
            {"assignees": [], "milestone": None},
            id="reopened by a person",
        ),
        pytest.param(
            GONE_LABELS,
            labels("Champion::Nominated", "Due Soon"),
            labels("Champion::Nominated"),
            {"assignees": [], "milestone": None},
            id="one of two labels that went was set again",
        ),
    ],
)
def test_what_a_person_took_back_since_is_not_written_again(effect, before, now, result):
    """Any sure part shows that the change was written; the rest is a person's doing, and news to the next decision."""
    found = EffectRecord(index=0, effect=effect, state=EffectState.FOUND, result=result)
    broken = run(effect, NOTE, before=before)

    assert resumed(broken, lambda _ref: now) == replace(broken, effects=(found, broken.effects[1]))


def test_a_plan_for_an_issue_that_is_gone_is_stale():
    """It is decided anew, which says that the issue is gone."""

    def read(_ref):
        message = "not there"
        raise Gone(message)

    assert resumed(run(UPDATE), read) is None


def test_where_gitlab_cannot_be_read_nothing_is_decided():
    """The fault passes on, and the run stays as it is."""

    def read(_ref):
        message = "502"
        raise Again(message)

    with pytest.raises(Again):
        resumed(run(UPDATE), read)
