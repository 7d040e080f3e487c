"""`automation.runtime.service`: everything put together, started and stopped."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
import structlog

from automation.config.model import Alerts, GitLab
from automation.gitlab.errors import Again
from automation.model.plan import Message, Notify, PostNote
from automation.runtime.checks import Check
from automation.runtime.faultpoints import Point, install
from automation.runtime.ids import host_name, worker_name
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.runtime.store import Store, StoreUnavailable
from automation.runtime.sweeps.strands import STRANDS
from tests.engine_parts import NOW, OTHER, REF, Clock, Core, delivery, event, snapshot
from tests.fakes_gitlab import FakeGitLab, Trouble

NOTE = PostNote(ref=REF, messages=(Message(key="thanks", text="Thank you."),))


class Setting:
    """What a service under test is given, and what came of it."""

    def __init__(self, folder):
        self.core, self.gitlab, self.clock = Core(), FakeGitLab({REF: snapshot(), OTHER: snapshot(OTHER)}), Clock()
        self.connected = None
        self.tell = None
        self.database = f"sqlite:///{folder / 'usher.db'}"
        self.settings = Settings(
            config=folder / "config.yml",
            load=self._load,
            database=self.database,
            workers=0,
            clock=self.clock,
            connect=self._connect,
            decider=self.core.decider(),
        )

    def _load(self, _path):
        channels, alerts = {"champions": "bad://"}, Alerts(channel="champions")
        config = SimpleNamespace(gitlab=GitLab(), include=[], templates="templates", channels=channels, alerts=alerts)
        return SimpleNamespace(digest="c0ffee" * 4, config=config, schedules={}, projects={}, rule_names=tuple)

    def _connect(self, gitlab, connections, on_request):
        self.connected, self.tell = (gitlab, connections), on_request
        return self.gitlab


@pytest.fixture
def setting(tmp_path):
    """A setting without a service."""
    return Setting(tmp_path)


@pytest.fixture
def service(setting):
    """A service that was not started."""
    made = Service(setting.settings)
    yield made
    made.stop()


def hand_in(service, *events):
    """What the door does with deliveries."""
    for happened in events:
        taken = delivery(happened)
        service.store.receive(taken)
        service.wake(taken.work_key, taken.priority)


def counts(store):
    """Deliveries done, waiting and dead."""
    found = store.counts()
    return found.done, found.waiting, found.dead


def test_deliveries_are_worked_on_as_they_come(setting):
    """A started service decides what is handed in, without being asked again."""
    decided = threading.Semaphore(0)
    setting.core.on_decide = lambda _batch, _ask: decided.release()
    service = Service(replace(setting.settings, workers=2))
    service.start()

    hand_in(service, event("k-1"), event("k-2", ref=OTHER))

    assert all(decided.acquire(timeout=10) for _ in range(2))
    assert service.stop()
    with Store.open(setting.database) as store:
        assert counts(store) == (2, 0, 0)


def test_what_waits_at_the_start_is_worked_on(setting):
    """Deliveries that an earlier process stored need no new wake-up."""
    decided = threading.Event()
    setting.core.on_decide = lambda _batch, _ask: decided.set()
    with Store.open(setting.database) as store:
        store.receive(delivery(event("k-1")))

    service = Service(replace(setting.settings, workers=1))
    service.start()

    assert decided.wait(10)
    assert service.stop()


def test_a_look_that_does_not_end_in_time_is_resumed_by_the_next_start(setting):
    """Stopping has an end; what was under way then is finished by the next process, nothing twice."""
    reached, go = threading.Event(), threading.Event()

    def hold_up():
        reached.set()
        go.wait(10)

    setting.core.plans = [(NOTE, replace(NOTE, internal=True))]
    setting.gitlab.meanwhile = hold_up
    first = Service(replace(setting.settings, workers=1))
    first.start()
    hand_in(first, event("k-1"))
    assert reached.wait(10)
    try:
        assert not first.stop(0.05)
    finally:
        go.set()

    setting.gitlab.meanwhile = lambda: None
    setting.clock.advance(200)
    second = Service(setting.settings)
    second.work_off()
    ended = counts(second.store)
    second.stop()

    assert ended == (1, 0, 0)
    assert [effect for _marker, effect in setting.gitlab.written] == [NOTE, replace(NOTE, internal=True)]


def test_work_can_be_done_without_threads(service, setting):
    """A service that was not started works off, in the caller's thread, whatever is ready."""
    setting.gitlab.troubles = [Trouble("read", Again("502"))]
    hand_in(service, event("k-1"), event("k-2", ref=OTHER))

    looks = service.work_off()

    assert (looks, counts(service.store)) == (2, (1, 1, 0))


def test_working_off_ends_where_the_store_is_away(service):
    """What cannot be stored is not tried over and over."""
    hand_in(service, event("k-1"))
    service.store._db.write(lambda db: db.exec_driver_sql("alter table runs rename to lost"))

    assert service.work_off() == 0


def test_stopping_lets_go_of_gitlab(setting):
    """Connections that were kept alive are closed."""
    Service(setting.settings).stop()

    assert setting.gitlab.closed


def test_several_processes_share_the_work(setting, tmp_path):
    """One process takes deliveries in, another is woken through the shared queue and decides them."""
    decided = threading.Event()
    setting.core.on_decide = lambda _batch, _ask: decided.set()
    shared = replace(setting.settings, queue=f"sqlite:///{tmp_path / 'wakeups.db'}")
    web, worker = Service(shared), Service(replace(shared, workers=1))
    try:
        worker._runner.start()
        hand_in(web, event("k-1"))

        assert decided.wait(10)
    finally:
        assert worker.stop()
        web.stop()


def test_the_clockwork_can_be_turned_by_hand(service, setting):
    """A tick asks who we are and turns due timers into work."""
    setting.core.parts["wake_at"] = NOW
    hand_in(service, event("k-1"))
    service.work_off()
    before = service.bot()
    setting.clock.advance(1)

    service.tick()
    service.work_off()

    assert (before, service.bot()) == ("usher-bot", "usher-bot")
    assert [batch.events[0].name for batch in setting.core.batches] == ["issue.update", "timer.due"]


def test_leases_of_dead_processes_of_this_host_are_taken_over(service):
    """Whoever is alive, or on another host, keeps what it holds."""
    refs = [replace(REF, iid=number) for number in (1, 2, 3)]
    hand_in(service, *(event(f"k-{ref.iid}", ref=ref) for ref in refs))
    for ref, owner in zip(refs, [f"{host_name()}:1:gone", worker_name(), "elsewhere:1:gone"], strict=True):
        service.store.claim(owner, NOW, 60, str(ref))

    service.take_over()

    assert (service.store.ready(NOW, 10), service.store.lease_owners()) == (
        [str(refs[0])],
        tuple(sorted([worker_name(), "elsewhere:1:gone"])),
    )


def test_gitlab_is_reached_as_the_configuration_says(service, setting):
    """Address and token are those of config.yml; workers and strands have connections, a lease outlives six limits."""
    assert setting.connected == (GitLab(), 2 + STRANDS)
    assert service.worker.lease_seconds == 6 * GitLab().timeout


def test_every_answer_of_gitlab_is_counted_and_felt(service, setting):
    """Metrics know the status, and readiness when GitLab was heard."""
    setting.tell("GET", "/user", 200, 0.1)
    setting.tell("GET", "/user", 0, 20.0)

    lines = service.metrics.render(None, NOW).decode().splitlines()
    assert [line for line in lines if line.startswith("usher_gitlab_requests_total")] == [
        'usher_gitlab_requests_total{status="200"} 1.0',
        'usher_gitlab_requests_total{status="none"} 1.0',
    ]
    assert (service.pulse.heard_at, service.pulse.failed_at) == (NOW, NOW)


def test_health_tells_of_configuration_and_gitlab(service):
    """Before GitLab was asked the service is not ready, and says so."""
    assert (service.bot(), service.health()) == (
        None,
        {
            "config": Check(ok=True, detail="in force: c0ffeec0ffee"),
            "gitlab": Check(ok=False, detail="not asked yet"),
            "catch-up": Check(ok=True, detail="not yet"),
            "hooks": Check(ok=True, detail="not looked at yet"),
            "silence": Check(ok=True, detail="what is usual is known after three weeks of deliveries"),
        },
    )


def test_channels_are_those_of_the_configuration(service, setting):
    """A channel with a bad address fails its effect and nothing else."""
    setting.core.plans = [(Notify(channel="sales", title="t", text="x"), NOTE)]
    hand_in(service, event("k-1"))

    service.work_off()

    (run,) = service.store.runs(limit=10)
    assert run.error == "Notify: the channel 'sales' is not in config.yml (there: champions)"


# Apprise imports a module of Python's library that is deprecated; it says so itself and brings its own for 3.13.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_a_person_is_told_of_work_that_was_given_up(service):
    """The slow clockwork tells the channel for alarms, here one whose address is none."""
    hand_in(service, event("k-1"))
    service.store.bury(service.store.claim("w", NOW, 60), "refused twelve times")

    with structlog.testing.capture_logs() as logs:
        service._slow_ticker.tick(NOW)

    assert [(line["event"], line.get("title"), line.get("cause")) for line in logs if line["log_level"] == "error"] == [
        ("alarm", "Usher: work was given up", None),
        (
            "nobody could be told",
            None,
            "the channel 'champions' has an address that Apprise does not know; mend it in config.yml",
        ),
    ]


def test_the_door_passes_a_point_of_its_own(service):
    """Between storing a delivery and waking somebody a process may die."""
    passed = []
    uninstall = install(passed.append)
    try:
        service.wake(str(REF), 0)
    finally:
        uninstall()

    assert passed == [Point.RECEIVED]


@pytest.mark.parametrize(
    ("parts", "fault", "words"),
    [
        pytest.param({"queue": "amqp://host"}, ValueError, "is no kind of queue", id="no such queue"),
        pytest.param(
            {"database": "mysql://host/db"}, StoreUnavailable, "not a database of Usher", id="no such database"
        ),
    ],
)
def test_a_service_that_cannot_be_made_says_why(setting, parts, fault, words):
    """What is wrong with the settings is said at once, and nothing is left open."""
    with pytest.raises(fault, match=words):
        Service(replace(setting.settings, **parts))


def test_time_is_utc_by_default(setting):
    """The default clock is aware and in UTC."""
    assert Settings(config=setting.settings.config, load=setting._load, database="").clock().utcoffset() is not None
