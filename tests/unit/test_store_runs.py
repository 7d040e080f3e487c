from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.plan import OpenIssue, Plan, UpdateIssue
from automation.model.refs import IssueRef, intake_key
from automation.model.snapshot import Memory
from automation.model.work import EffectRecord, EffectState, Priority, RunState, Source
from automation.runtime.store import StoreUnavailable
from tests.store_parts import (
    LEASE_SECONDS,
    NOW,
    REF,
    SECOND,
    begin,
    claim,
    complete,
    delivery,
    ended,
    open_store,
    plan,
    record,
    run,
    settled,
    snapshot,
)

KEY = str(REF)
END = NOW + timedelta(seconds=LEASE_SECONDS)


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


class TestBegin:
    def test_plan_is_there_before_it_is_applied(self, store):
        """A run that was begun is found by its key, whole, with its effects planned and its deliveries bound."""
        lease, begun = begin(store, None, "d1", "d2")

        assert store.open_run(KEY) == begun
        assert [item.key for item in store.bound(lease, begun.id)] == ["d1", "d2"]
        assert store.waiting(lease) == ()
        assert store.counts().waiting == 2

    def test_later_deliveries_are_not_bound(self, store):
        """What arrives while a run is applied waits for the next one."""
        lease, begun = begin(store)
        store.receive(delivery("d2"))

        assert [item.key for item in store.bound(lease, begun.id)] == ["d1"]
        assert [item.key for item in store.waiting(lease)] == ["d2"]

    def test_a_key_has_one_run_under_way(self, store):
        """A second run of the same key is refused by the database itself, and nothing of it is stored."""
        lease, begun = begin(store)

        with pytest.raises(StoreUnavailable) as refused:
            store.begin_run(lease, run("R2"), [])

        assert str(refused.value) == "the database refused the operation (IntegrityError)"
        assert (store.open_run(KEY), store.run("R2")) == (begun, None)

    def test_a_plan_without_effects_is_a_run_too(self, store):
        """What was decided not to be done is recorded as well."""
        nothing = run(decision=Decision(outcome=Outcome.SKIPPED), effects=())
        begin(store, nothing)

        assert store.open_run(KEY) == nothing


class TestRecordEffect:
    def test_results_come_back(self, store):
        """Each effect stands as it was last recorded, with result, error and inverse."""
        lease, begun = begin(store)
        inverse = UpdateIssue(ref=REF, remove_labels=frozenset({"Story::Drafting"}))
        done = settled(begun.effects[0], inverse=inverse)
        failed = settled(begun.effects[1], EffectState.FAILED, result={}, error="HTTP 403")
        store.record_effect(lease, begun.id, done)
        store.record_effect(lease, begun.id, failed)

        assert store.open_run(KEY) == replace(begun, effects=(done, failed))


class TestFinish:
    def test_run_is_kept_for_good(self, store):
        """A finished run is read back as it ended, and is under way no more."""
        lease, begun = begin(store)
        done = ended(begun, error="one label was refused")
        store.finish_run(lease, done, delivery_outcomes={}, issue=None, now=NOW)

        assert (store.run("R1"), store.open_run(KEY)) == (done, None)

    def test_deliveries_get_their_outcomes(self, store):
        """Each delivery is done with the outcome it was given, the rest of the run's with that of its decision."""
        lease, begun = begin(store, None, "d1", "d2", "d3")
        store.finish_run(lease, ended(begun), delivery_outcomes={2: "stale"}, issue=None, now=NOW + SECOND)

        assert store._db.read(
            lambda db: db.exec_driver_sql("SELECT id, outcome, state FROM inbox ORDER BY id").all()
        ) == [
            (1, "processed", "done"),
            (2, "stale", "done"),
            (3, "processed", "done"),
        ]

    def test_key_is_free(self, store):
        """Nothing is left to do on a key whose deliveries are all done."""
        store.receive(delivery())
        complete(store, run())

        assert (store.work_states(), store.ready(END, 10)) == ({}, [])

    def test_what_came_meanwhile_is_next(self, store):
        """A key with newer deliveries waits again, and the next run sees them."""
        lease, begun = begin(store)
        store.receive(delivery("d2"))
        store.finish_run(lease, ended(begun), delivery_outcomes={}, issue=None, now=NOW)

        assert [item.key for item in store.waiting(claim(store))] == ["d2"]

    def test_effects_not_reached_stay_planned(self, store):
        """Finishing overwrites no recorded result with a plan."""
        lease, begun = begin(store)
        done = settled(begun.effects[0])
        store.record_effect(lease, begun.id, done)
        store.finish_run(lease, replace(begun, state=RunState.DONE), delivery_outcomes={}, issue=None, now=NOW)

        assert store.run("R1") == replace(begun, state=RunState.DONE, effects=(done, begun.effects[1]))

    def test_messages_are_received_with_it(self, store):
        """What a run tells other issues is stored in the same transaction, each once."""
        lease, begun = begin(store)
        message = delivery("message:R1:0", f"{REF.project}#8", source=Source.INTERNAL, header="Usher Event")
        store.finish_run(lease, ended(begun), delivery_outcomes={}, issue=None, messages=[message, message], now=NOW)

        assert store.ready(NOW, 10) == [f"{REF.project}#8"]
        assert [item.key for item in store.waiting(claim(store))] == ["message:R1:0"]

    def test_message_to_itself_waits(self, store):
        """A run may tell its own issue something: the key then waits for it."""
        lease, begun = begin(store)
        message = delivery("message:R1:0", source=Source.INTERNAL, priority=Priority.TIMER)
        store.finish_run(lease, ended(begun), delivery_outcomes={}, issue=None, messages=[message], now=NOW)

        assert store.ready(NOW, 10) == [KEY]

    def test_issue_and_opened_issues_are_known(self, store):
        """The issue of the run and those that it opened are known as the run left them."""
        opened = IssueRef("gitlab-com/marketing/events", 3)
        store.receive(delivery())
        complete(store, run(), record(), extra_issues=[record(opened, memory=Memory(origin=KEY))])

        assert store.memory(REF) == record().memory
        assert store.memory(opened) == Memory(origin=KEY)

    def test_without_a_record_the_issue_stays_as_known(self, store):
        """A run that leaves nothing behind changes nothing that is remembered."""
        store.receive(delivery("d1"))
        complete(store, run("R1"), record(wake_at=END, claims=frozenset({"story"})))
        store.receive(delivery("d2"))
        before = store.issue(REF)
        complete(store, run("R2"), None)

        assert store.issue(REF) == before


class TestDocument:
    @pytest.mark.parametrize(
        "kept",
        [
            pytest.param(run(), id="effects are the plan"),
            pytest.param(run(effects=()), id="a plan that is held back stands in the decision"),
            pytest.param(
                run(
                    decision=Decision(
                        outcome=Outcome.PROCESSED,
                        plan=plan(),
                        reasons=(Reason("Gate", Verdict.NO, "fields.Region", (Reason("Role", Verdict.YES),)),),
                        memory=Memory(seen=snapshot(), workflow="stories", fired=frozenset({"remind:1"})),
                        keys={"email": "partner-emea-1@example.com"},
                        wake_at=END,
                    ),
                    lookups={"open issues of stories": [KEY]},
                    memory_before=Memory(workflow="stories"),
                ),
                id="explanation, memories and look-ups",
            ),
            pytest.param(
                run(
                    decision=Decision(
                        outcome=Outcome.PROCESSED, plan=Plan((OpenIssue(project="p", title="T", description="D"),))
                    ),
                    effects=(EffectRecord(index=0, effect=OpenIssue(project="p", title="T", description="D")),),
                ),
                id="an issue to open, with its memory",
            ),
            pytest.param(run(work_key=intake_key("stories"), before=None), id="an intake, which has no issue yet"),
        ],
    )
    def test_comes_back_equal(self, store, kept):
        """A run is read back whole, so that it can be explained, replayed and undone."""
        begin(store, kept)

        assert store.run("R1") == kept

    def test_effects_are_stored_once(self, store):
        """What the table of effects holds is not written into the run a second time."""
        begin(store)
        document = store._db.read(lambda db: db.exec_driver_sql("SELECT document FROM runs").scalar())

        assert "Thanks!" not in document
