"""The store: what became of issues, as reports read it."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from automation.model.history import Entry, History, IssueFacts
from automation.model.refs import IssueRef
from automation.runtime.store import LeaseLost, Store
from automation.runtime.store.tables import history_entries, history_issues
from tests.store_parts import (
    NOW,
    PROJECT,
    REF,
    SECOND,
    begin,
    claim,
    complete,
    delivery,
    ended,
    open_store,
    record,
    run,
    snapshot,
)

ALL = NOW + timedelta(days=365)
OTHER = IssueRef("gitlab-com/marketing/archive", 3)


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def entry(stage: str = "Drafting", ref: IssueRef = REF, **values) -> Entry:
    """The story came into `stage`."""
    return Entry(**{"ref": str(ref), "workflow": "stories", "stage": stage, "at": NOW, "actor": "itzikgb", **values})


def facts(ref: IssueRef = REF, **values) -> IssueFacts:
    """What is kept of the story."""
    common = {"labels": ("Story::Drafting",), "fields": {"Seats": "3"}, "ledgers": {"outputs": ({"type": "blog"},)}}
    return IssueFacts(**{"ref": str(ref), "workflow": "stories", "created_at": NOW, **common, **values})


def told(store: Store, run_id: str, *entries: Entry, ref: IssueRef = REF, **values) -> None:
    """A run that leaves `entries` behind of the issue `ref`."""
    store.receive(delivery(run_id, str(ref)))
    found = record(ref, entries=entries, **{"facts": facts(ref), **values})
    complete(store, run(run_id, str(ref)), found)


def test_comes_back_as_it_was_told(store):
    """Entries in order and the facts of the issue are those that the run left behind."""
    entries = (entry("Drafting"), entry("Review", from_stage="Drafting", at=NOW + SECOND, is_open=False, adopted=True))
    told(store, "R1", *entries)

    assert store.history({"stories"}, ALL) == History(entries=entries, issues={str(REF): facts()})


def test_the_instant_itself_is_not_before(store):
    """Only what happened before the instant asked for is there; what an issue is, is always known."""
    told(store, "R1", entry("Drafting"), entry("Review", at=NOW + SECOND))

    assert store.history({"stories"}, NOW + SECOND).entries == (entry("Drafting"),)
    assert store.history({"stories"}, NOW) == History(entries=(), issues={str(REF): facts()})


def test_only_the_workflows_asked_for(store):
    """What other workflows hold does not come along."""
    told(store, "R1", entry())
    told(store, "R2", entry(ref=OTHER, workflow="else"), ref=OTHER, facts=facts(OTHER, workflow="else"))

    assert store.history({"else"}, ALL).issues.keys() == {str(OTHER)}
    assert store.history(set(), ALL) == History()


def test_in_the_order_in_which_it_happened(store):
    """Entries of several issues come by their instants, those of one run in its order, however late they were told."""
    told(store, "R1", entry("Drafting", at=NOW + SECOND), entry("Review", at=NOW + SECOND))
    told(store, "R2", entry("Drafting", ref=OTHER), ref=OTHER)

    assert [item.stage + item.ref[-1] for item in store.history({"stories"}, ALL).entries] == [
        "Drafting3",
        "Drafting7",
        "Review7",
    ]


def test_facts_are_replaced_and_entries_added(store):
    """A later run says what the issue is now, and adds what happened; one without news leaves both."""
    told(store, "R1", entry("Drafting"))
    told(store, "R2", entry("Review", at=NOW + SECOND), facts=facts(fields={"Seats": "4"}))
    told(store, "R3", facts=None)

    found = store.history({"stories"}, ALL)

    assert ([item.stage for item in found.entries], found.issues) == (
        ["Drafting", "Review"],
        {str(REF): facts(fields={"Seats": "4"})},
    )


def test_an_issue_takes_its_history_along(store):
    """What was moved to another project is one issue, in its new place."""
    told(store, "R1", entry("Drafting"))
    store.receive(delivery("R2", str(REF)))
    moved = record(OTHER, entries=(entry("Review", ref=OTHER, at=NOW + SECOND),), facts=facts(OTHER))
    complete(store, run("R2"), record(REF), extra_issues=[replace(moved, moved_from=str(REF))])

    found = store.history({"stories"}, ALL)

    assert ([(item.ref, item.stage) for item in found.entries], found.issues.keys()) == (
        [(str(OTHER), "Drafting"), (str(OTHER), "Review")],
        {str(OTHER)},
    )


def test_outlives_the_texts(store):
    """Clearing texts leaves the history as it is."""
    secret = snapshot(title="Acquisition", description="of Acme", confidential=True, state="closed")
    told(store, "R1", entry(), snapshot=secret)
    before = store.history({"stories"}, ALL)

    while store.retention(ALL, 1):
        pass

    assert (store.history({"stories"}, ALL), before.entries) == (before, (entry(),))


def test_nothing_of_a_run_that_lost_its_lease(store):
    """The history is written with the run or not at all: whoever lost the lease leaves nothing behind."""
    lease, begun = begin(store)
    claim(store, NOW + timedelta(hours=1), str(REF), "other:1:1")

    with pytest.raises(LeaseLost):
        store.finish_run(lease, ended(begun), delivery_outcomes={}, issue=record(entries=(entry(),)), now=NOW)

    assert store.history({"stories"}, ALL) == History()


def test_a_database_with_issues_begins_where_they_stand(store):
    """After the migration issues that were known stand in their stages, and did not come there now."""
    complete_without_history(store)

    def migrate_again(connection):
        history_entries.drop(connection)
        history_issues.drop(connection)
        migration = importlib.import_module("automation.runtime.migrations.versions.0003_history")
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()

    store._db.write(migrate_again)

    assert store.history({"stories"}, ALL) == History(
        entries=(entry("Drafting", actor="", adopted=True, is_open=True),), issues={}
    )


def complete_without_history(store: Store) -> None:
    """A run as the version before left it: a story in Drafting, and an issue without a workflow."""
    for number in (7, 8):
        ref = IssueRef(PROJECT, number)
        store.receive(delivery(f"d{number}", str(ref)))
        complete(store, run(f"R{number}", str(ref)), record(ref, **({} if number == 7 else {"workflow": None})))
