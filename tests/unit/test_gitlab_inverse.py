from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.gitlab.comparing import outstanding, shown
from automation.gitlab.inverse import inverse
from automation.model import plan
from automation.model.plan import UNSET, OpenIssue, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from tests.unit.gitlab_answers import PROJECT, REF

_LABELS = st.frozensets(st.sampled_from(["bug", "Story::Drafting", "Story::Review", "priority::1"]))
_PEOPLE = st.lists(st.sampled_from(["cmo", "recruiter", "im-vp"]), unique=True).map(tuple)
_DAYS = st.none() | st.dates(date(2026, 12, 1), date(2026, 12, 5))
_TEXTS = st.sampled_from(["", "one", "two"])
_MILESTONES = st.sampled_from(["", "FY27-Q4", "FY28-Q1"])

ISSUES = st.builds(
    Snapshot,
    ref=st.just(REF),
    id=st.just(1),
    title=_TEXTS,
    description=_TEXTS,
    state=st.sampled_from(["opened", "closed"]),
    confidential=st.booleans(),
    labels=_LABELS,
    assignees=_PEOPLE,
    due_date=_DAYS,
    milestone=_MILESTONES.map(lambda title: title or None),
    locked=st.booleans(),
)
UPDATES = st.builds(
    UpdateIssue,
    ref=st.just(REF),
    add_labels=_LABELS,
    remove_labels=_LABELS,
    assignees=st.none() | _PEOPLE,
    state_event=st.sampled_from([None, "close", "reopen"]),
    confidential=st.none() | st.booleans(),
    due_date=st.just(UNSET) | _DAYS,
    title=st.none() | _TEXTS,
    milestone=st.none() | _MILESTONES,
    locked=st.none() | st.booleans(),
    description=st.none() | _TEXTS,
).map(lambda update: replace(update, remove_labels=update.remove_labels - update.add_labels))


def written(update: UpdateIssue | None, issue: Snapshot) -> Snapshot:
    """The issue after GitLab took all of `update`."""
    if update is None:
        return issue
    states = {"close": "closed", "reopen": "opened", None: issue.state}
    milestone = issue.milestone if update.milestone is None else update.milestone or None
    return replace(
        issue,
        labels=(issue.labels | update.add_labels) - update.remove_labels,
        assignees=issue.assignees if update.assignees is None else update.assignees,
        state=states[update.state_event],
        confidential=_or(update.confidential, issue.confidential),
        due_date=issue.due_date if update.due_date is UNSET else update.due_date,
        title=_or(update.title, issue.title),
        milestone=milestone,
        locked=_or(update.locked, issue.locked),
        description=_or(update.description, issue.description),
    )


def _or(wanted, has):
    return has if wanted is None else wanted


def alike(one: Snapshot, other: Snapshot) -> bool:
    """Whether two issues are the same; the order of assignees is GitLab's."""
    return replace(one, assignees=tuple(sorted(one.assignees))) == replace(
        other, assignees=tuple(sorted(other.assignees))
    )


class TestLaws:
    @given(UPDATES, ISSUES)
    def test_undo(self, update, before):
        """Taking an update back gives the issue as it was."""
        after = written(update, before)

        back = inverse(update, before, shown(after))

        assert alike(written(back, after), before)

    @given(UPDATES, ISSUES)
    def test_undo_touches_only_what_changed(self, update, before):
        """Exactly an update that changed nothing needs no taking back."""
        after = written(update, before)

        assert (inverse(update, before, shown(after)) is None) == alike(after, before)

    @given(UPDATES, ISSUES)
    def test_outstanding_after(self, update, before):
        """Nothing is outstanding once an update was written."""
        assert outstanding(update, written(update, before)) is None

    @given(UPDATES, ISSUES)
    def test_outstanding_suffices(self, update, issue):
        """Writing what is outstanding leads to the same issue as writing all."""
        assert alike(written(outstanding(update, issue), issue), written(update, issue))

    @given(UPDATES, ISSUES, ISSUES)
    def test_undo_of_a_part(self, update, before, after):
        """Only labels that GitLab did add or remove are taken back."""
        back = inverse(update, before, shown(after)) or UpdateIssue(ref=REF)

        assert (back.remove_labels - after.labels, back.add_labels & after.labels) == (frozenset(), frozenset())


class TestOthers:
    def test_opened(self):
        """An issue that was opened is closed."""
        effect = OpenIssue(project=PROJECT, title="T", description="D")

        assert inverse(effect, None, {"project": PROJECT, "iid": 99}) == UpdateIssue(
            ref=IssueRef(PROJECT, 99), state_event="close"
        )

    def test_invited(self):
        """An invitation is withdrawn; one that was there already may be somebody else's."""
        effect = plan.Invite(email="partner-emea-1@example.com", access_level=30, group="g")

        found = (inverse(effect, None, {}), inverse(effect, None, {}, found=True))

        assert found == (plan.RevokeInvitation(email="partner-emea-1@example.com", group="g"), None)

    def test_people_of_a_part(self):
        """Whom people assigned or took off at the same moment stays as people have it."""
        before = Snapshot(ref=REF, id=1, title="T", assignees=("cmo",))
        after = replace(before, assignees=("im-vp", "recruiter"))

        back = inverse(UpdateIssue(ref=REF, assignees=("cmo", "im-vp")), before, shown(after))

        assert back == UpdateIssue(ref=REF, assignees=("recruiter",))

    @pytest.mark.parametrize(
        "effect",
        [
            pytest.param(UpdateIssue(ref=REF, title="T"), id="an update of an issue that is not known"),
            pytest.param(plan.PostNote(ref=REF, messages=()), id="a note, which somebody may have read"),
            pytest.param(plan.KeepNote(ref=REF, message=plan.Message(key="k", text="t")), id="a lasting note"),
            pytest.param(plan.RevokeInvitation(email="partner-emea-1@example.com"), id="a withdrawn invitation"),
            pytest.param(plan.LinkIssue(ref=REF, target=REF), id="a link"),
            pytest.param(plan.React(ref=REF, emoji="eyes"), id="an emoji"),
            pytest.param(plan.MoveIssue(ref=REF, to_project=PROJECT), id="a move"),
            pytest.param(plan.Notify(channel="c", title="t", text="t"), id="a message"),
            pytest.param(plan.Send(name="n", data={}), id="a message between issues"),
        ],
    )
    def test_nothing(self, effect):
        """What cannot be taken back has no inverse."""
        assert inverse(effect, None, {}) is None
