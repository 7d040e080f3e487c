from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.decision import Decision, Outcome
from automation.model.refs import IssueRef, intake_key
from automation.model.snapshot import LastingMessage, Memory, Phase
from tests.store_parts import NOW, PROJECT, REF, SECOND, complete, delivery, open_store, record, run, snapshot

INTAKE = intake_key("stories")


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def leave(store):
    """Leaves records behind, each by a run of its issue."""

    def leave(*records):
        for number, item in enumerate(records):
            key = f"{item.ref}:{len(store.runs())}:{number}"
            store.receive(delivery(key, str(item.ref)))
            complete(store, run(f"R{len(store.runs()):03}", str(item.ref)), item)

    return leave


class TestMemory:
    def test_of_an_unknown_issue_is_empty(self, store):
        """An issue that was never decided is remembered with nothing."""
        assert store.memory(REF) == Memory()

    def test_comes_back_equal(self, store, leave):
        """The memory is read back whole, as the last run left it."""
        kept = Memory(
            seen=snapshot(labels=frozenset({"a", "b"}), created_at=NOW),
            workflow="stories",
            phase=Phase.ACTIVE,
            stage="Drafting",
            stage_since=NOW,
            ledgers={"hours": ({"who": "itzikgb", "hours": 2},)},
            messages={"needs-info": LastingMessage(4, "Region is missing")},
            reversed=frozenset({"Route|label:x"}),
        )
        leave(record(memory=Memory(workflow="stories")), record(memory=kept))

        assert store.memory(REF) == kept


class TestNewborn:
    """An issue as the run that opened it knows it."""

    NEWBORN = record(
        memory=Memory(workflow="stories", origin="a/b#3"), keys={"email": "a"}, claims=frozenset({"acme"}), newborn=True
    )

    def tell(self, store):
        """Let an intake end that opened the issue."""
        store.receive(delivery("form", INTAKE))
        store.holder("stories", "acme", INTAKE)
        complete(store, run("R8", INTAKE, before=None), None, extra_issues=[self.NEWBORN])

    def test_is_known_at_once(self, store):
        """Before its own first run an issue is remembered, found and holds its claim."""
        self.tell(store)

        page = store.issue(REF)
        assert (page.memory, page.keys, page.claims) == (self.NEWBORN.memory, {"email": "a"}, {"acme"})

    @pytest.mark.parametrize(
        ("origin", "expected"),
        [pytest.param(None, "a/b#3", id="not known"), pytest.param("a/b#1", "a/b#1", id="known")],
    )
    def test_replaces_nothing_of_the_issues_own(self, store, leave, origin, expected):
        """Where the issue was decided meanwhile its own memory stays; the claim, and where it comes from, are added."""
        own = Memory(workflow="stories", phase=Phase.NEEDS_INFO, messages={"needs-info": LastingMessage(4, "x")})
        leave(record(memory=replace(own, origin=origin), keys={"email": "b"}, wake_at=NOW + SECOND))

        self.tell(store)

        page = store.issue(REF)
        assert (page.memory, page.keys, page.claims, page.wake_at) == (
            replace(own, origin=expected),
            {"email": "b"},
            {"acme"},
            NOW + SECOND,
        )


class TestRelated:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            pytest.param(("stories", "email", "a@example.com"), (5, 7, 9), id="by value, oldest first"),
            pytest.param(("stories", "email", "A@example.com"), (), id="the value is compared as it was kept"),
            pytest.param(("stories", "account", "a@example.com"), (), id="another key"),
            pytest.param(("nominations", "email", "a@example.com"), (8,), id="another workflow"),
        ],
    )
    def test_finds_issues_by_key(self, store, leave, asked, expected):
        """Issues of a workflow are found by the value of a key, whatever order they were decided in."""
        keys = {"email": "a@example.com"}
        leave(
            record(IssueRef(PROJECT, 9), keys=keys),
            record(IssueRef(PROJECT, 5), keys=keys),
            record(IssueRef(PROJECT, 8), keys=keys, workflow="nominations"),
            record(IssueRef(PROJECT, 7), keys=keys),
            record(IssueRef(PROJECT, 6), keys={"email": "b@example.com"}),
        )

        assert store.related(*asked, open_only=False) == tuple(f"{PROJECT}#{iid}" for iid in expected)

    def test_open_only(self, store, leave):
        """Closed issues are left out when only open ones are asked for."""
        keys = {"email": "a@example.com"}
        leave(record(keys=keys), record(IssueRef(PROJECT, 8), keys=keys, snapshot=snapshot(state="closed")))

        asked = ("stories", "email", "a@example.com")
        assert store.related(*asked, open_only=True) == (str(REF),)
        assert store.related(*asked, open_only=False) == (str(REF), f"{PROJECT}#8")

    def test_follows_the_last_run(self, store, leave):
        """A value that the issue has no more finds it no more."""
        leave(record(keys={"email": "old@example.com"}), record(keys={"email": "new@example.com"}))

        assert store.related("stories", "email", "old@example.com", open_only=False) == ()
        assert store.related("stories", "email", "new@example.com", open_only=False) == (str(REF),)


class TestHolder:
    def test_first_claimant_holds(self, store):
        """A value goes to who claims it first; everybody else is told the holder, itself nothing."""
        other = f"{PROJECT}#8"

        assert [store.holder("stories", "acme", who) for who in (str(REF), other, str(REF))] == [None, str(REF), None]
        assert store.holder("nominations", "acme", other) is None

    def test_is_held_from_the_record_on(self, store, leave):
        """The record of a run holds its claim, with or without having asked first."""
        leave(record(claims=frozenset({"acme"})))

        assert store.holder("stories", "acme", f"{PROJECT}#8") == str(REF)

    def test_is_freed_when_the_record_claims_it_no_more(self, store, leave):
        """An issue that claims another value, or none, leaves the old one to others."""
        leave(record(claims=frozenset({"acme"})), record(claims=frozenset({"emca"})))
        assert store.holder("stories", "acme", f"{PROJECT}#8") is None
        assert store.holder("stories", "emca", f"{PROJECT}#8") == str(REF)

        leave(record(claims=frozenset()))
        assert store.holder("stories", "emca", f"{PROJECT}#9") is None

    def test_passes_from_an_intake_to_the_issue_it_opened(self, store):
        """What an intake claimed while it was decided belongs to the issue it opens; what it opened not is free."""
        store.receive(delivery("form", INTAKE))
        store.holder("stories", "acme", INTAKE)
        store.holder("stories", "given up", INTAKE)
        complete(store, run(work_key=INTAKE, before=None), None, extra_issues=[record(claims=frozenset({"acme"}))])

        assert store.holder("stories", "acme", f"{PROJECT}#8") == str(REF)
        assert store.holder("stories", "given up", f"{PROJECT}#8") is None

    def test_passes_from_an_issue_to_one_that_it_opened(self, store):
        """An issue that opens another one for a value hands the claim over and keeps its own."""
        opened = record(IssueRef(PROJECT, 8), claims=frozenset({"case"}))
        store.receive(delivery())
        store.holder("stories", "case", str(REF))
        complete(store, run(), record(claims=frozenset({"acme"})), extra_issues=[opened])

        assert store.holder("stories", "case", "x#1") == f"{PROJECT}#8"
        assert store.holder("stories", "acme", "x#1") == str(REF)

    def test_is_free_when_the_issue_is_gone(self, store):
        """What was claimed for an issue that went before its first record is left to others."""
        store.receive(delivery())
        store.holder("stories", "acme", str(REF))
        complete(store, run(decision=Decision(outcome=Outcome.GONE), effects=()), None)

        assert store.holder("stories", "acme", "x#1") is None

    def test_is_never_taken_from_another(self, store, leave):
        """A record that claims what another holds leaves it there."""
        leave(record(claims=frozenset({"acme"})), record(IssueRef(PROJECT, 8), claims=frozenset({"acme"})))

        assert store.holder("stories", "acme", "x#1") == str(REF)

    def test_an_intake_takes_nothing_from_another(self, store, leave):
        """An issue that an intake opened for a value which another holds does not get it."""
        leave(record(claims=frozenset({"acme"})))
        store.receive(delivery("form", INTAKE))
        complete(
            store, run("R8", INTAKE), None, extra_issues=[record(IssueRef(PROJECT, 8), claims=frozenset({"acme"}))]
        )

        assert store.holder("stories", "acme", "x#1") == str(REF)


class TestIssuePage:
    def test_shows_all_that_is_stored(self, store, leave):
        """The page of an issue has its card, memory, keys, claim and next wake-up."""
        seen = snapshot(assignees=("itzikgb",), confidential=True, web_url="https://gitlab.example/7")
        kept = record(snapshot=seen, keys={"email": "a@example.com"}, claims=frozenset({"acme"}), wake_at=NOW + SECOND)
        leave(kept)

        page = store.issue(REF)

        assert (page.memory, page.keys, page.claims, page.wake_at) == (kept.memory, kept.keys, {"acme"}, NOW + SECOND)
        assert (page.card.title, page.card.assignees, page.card.confidential, page.card.stage_since) == (
            "Story 7",
            ("itzikgb",),
            True,
            NOW,
        )

    def test_of_an_unknown_issue_is_none(self, store):
        """An issue that Usher has never decided has no page."""
        assert store.issue(REF) is None


class TestBoard:
    def test_counts_stages_and_shows_cards_by_page(self, store, leave):
        """Issues are counted by stage, open and closed apart; cards of open ones come oldest first, page by page."""
        stages = {1: "Drafting", 2: "Review", 3: "Drafting", 4: None}
        leave(
            *(
                record(IssueRef(PROJECT, iid), memory=Memory(workflow="stories", stage=stage))
                for iid, stage in stages.items()
            ),
            record(IssueRef(PROJECT, 5), snapshot=snapshot(IssueRef(PROJECT, 5), state="closed")),
            record(IssueRef(PROJECT, 6), workflow="nominations"),
        )

        first = store.board("stories", limit=3)
        second = store.board("stories", after=first.next_cursor, limit=3)

        assert first.stages == second.stages == {"Drafting": 2, "Review": 1, None: 1}
        assert sum(first.closed.values()) == 1
        assert [card.ref.iid for card in first.cards] == [1, 2, 3]
        assert ([card.ref.iid for card in second.cards], second.next_cursor) == ([4], None)

    def test_of_one_stage(self, store, leave):
        """The cards of one stage can be asked for alone."""
        for iid, stage in ((1, "Drafting"), (2, "Review"), (3, "Drafting")):
            leave(record(IssueRef(PROJECT, iid), memory=Memory(workflow="stories", stage=stage)))

        board = store.board("stories", stage="Drafting", limit=2)

        assert ([card.ref.iid for card in board.cards], board.next_cursor) == ([1, 3], None)

    def test_of_an_unknown_workflow_is_empty(self, store):
        """A workflow without issues has an empty board."""
        board = store.board("stories")

        assert (board.stages, board.cards, board.next_cursor) == ({}, (), None)


class TestSmallFacts:
    def test_are_kept(self, store):
        """A small fact is what it was last kept as, and None before."""
        seen = [store.recall("sweep")]
        for value in ("page 1", "page 2"):
            store.keep("sweep", value)
            seen.append(store.recall("sweep"))

        assert seen == [None, "page 1", "page 2"]


def test_confidence_is_kept_with_the_issue(store, leave):
    """An issue that is made confidential is confidential on every page from its next run on."""
    leave(record(), record(snapshot=replace(snapshot(), confidential=True)))

    assert [card.confidential for card in store.board("stories").cards] == [True]
