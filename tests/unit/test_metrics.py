"""What is counted, and how it adds up."""

from __future__ import annotations

from datetime import timedelta

from automation.model.decision import Outcome
from automation.model.work import EffectState, Source
from automation.runtime.metrics import Metrics
from tests.fakes import NOW, FakeCounts


def samples(metrics, counts=None):
    """All samples but those that say when a counter was made, which differ from run to run."""
    lines = metrics.render(counts or FakeCounts(), NOW).decode().splitlines()
    split = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in split if "_created" not in name}


def changed(metrics, act):
    """The samples that `act` on `metrics` changes."""
    before = samples(metrics)
    act(metrics)
    return {name: value for name, value in samples(metrics).items() if before.get(name) != value}


class TestDeliveries:
    def test_a_stored_delivery(self):
        """It is received and stored; what it is ignored for is its outcome."""

        def act(metrics):
            metrics.stored(Source.GITLAB)
            metrics.stored(Source.GITLAB, Outcome.UNMANAGED_PROJECT)

        assert changed(Metrics(), act) == {
            'usher_deliveries_received_total{outcome="stored",source="gitlab"}': 1,
            'usher_deliveries_received_total{outcome="unmanaged_project",source="gitlab"}': 1,
            'usher_deliveries_stored_total{source="gitlab"}': 2,
        }

    def test_a_duplicate(self):
        """It is received and a duplicate."""
        assert changed(Metrics(), lambda metrics: metrics.duplicate(Source.INTAKE)) == {
            'usher_deliveries_received_total{outcome="duplicate",source="intake"}': 1,
            'usher_deliveries_duplicate_total{source="intake"}': 1,
        }

    def test_a_refused_delivery(self):
        """It is received and rejected, for a reason."""
        assert changed(Metrics(), lambda metrics: metrics.rejected(Source.GITLAB, "wrong_token")) == {
            'usher_deliveries_received_total{outcome="rejected",source="gitlab"}': 1,
            'usher_deliveries_rejected_total{reason="wrong_token",source="gitlab"}': 1,
        }


class TestWork:
    def test_a_run(self):
        """Its outcome is counted and its time goes into the buckets that hold it."""
        found = changed(Metrics(), lambda metrics: metrics.run_finished(Outcome.PROCESSED, 0.3))
        buckets = {"0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "60.0", "+Inf"}
        assert found == {
            'usher_runs_total{outcome="processed"}': 1,
            "usher_run_seconds_count": 1,
            "usher_run_seconds_sum": 0.3,
            **{f'usher_run_seconds_bucket{{le="{bucket}"}}': 1 for bucket in buckets},
        }

    def test_an_effect_a_rule_and_an_answer_of_gitlab(self):
        """Each is counted under its own words."""

        def act(metrics):
            metrics.effect("UpdateIssue", EffectState.DONE)
            metrics.rule_matched("Thank the nominator", took_action=True)
            metrics.rule_matched("Thank the nominator", took_action=False)
            metrics.rule_regretted("Thank the nominator")
            metrics.gitlab_answered(429)
            metrics.gitlab_answered("timeout")

        assert changed(Metrics(), act) == {
            'usher_effects_total{kind="UpdateIssue",state="done"}': 1,
            'usher_rule_matches_total{rule="Thank the nominator",took_action="yes"}': 1,
            'usher_rule_matches_total{rule="Thank the nominator",took_action="no"}': 1,
            'usher_rule_regretted_total{rule="Thank the nominator"}': 1,
            'usher_gitlab_requests_total{status="429"}': 1,
            'usher_gitlab_requests_total{status="timeout"}': 1,
        }


class TestQueue:
    def test_the_queue_is_as_the_store_says(self):
        """The gauges follow each account, down as well as up."""
        metrics = Metrics()
        names = ("usher_waiting", "usher_dead", "usher_oldest_waiting_seconds", "usher_store_up")
        accounts = [FakeCounts(waiting=5, dead=2, oldest_waiting=NOW - timedelta(minutes=2)), FakeCounts()]
        found = [[samples(metrics, account)[name] for name in names] for account in accounts]
        assert found == [[5, 2, 120, 1], [0, 0, 0, 1]]

    def test_the_account_is_the_one_of_the_database(self):
        """Stored, duplicates and rejected, done, waiting and dead come from the store, and so survive a restart."""
        account = {"stored": 9, "duplicates": 2, "rejected": 1, "done": 5, "waiting": 3, "dead": 1}

        found = samples(Metrics(), FakeCounts(**account))

        assert {what: found[f'usher_account{{what="{what}"}}'] for what in account} == account


def test_two_processes_in_one_are_counted_apart():
    """Each has its registry, as a test with several doors needs it."""
    one, other = Metrics(), Metrics()
    one.gitlab_answered(200)
    assert [name for name in samples(other) if "gitlab" in name] == []
