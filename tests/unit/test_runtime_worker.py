"""`automation.runtime.worker`: one look at one key."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from automation.gitlab.errors import Again, GiveUp, Refused, Throttled
from automation.model.decision import Outcome
from automation.model.events import EventKind
from automation.model.plan import Message, Notify, OpenIssue, PostNote, Send, UpdateIssue
from automation.model.snapshot import HistoryEvent, Memory
from automation.model.work import EffectState, RunState, Source
from automation.runtime.faultpoints import Point, install
from automation.runtime.looked import Became, Looked
from automation.runtime.store import RunFilter, StoreUnavailable
from tests.engine_parts import MANAGER, NOW, OTHER, PROJECT, REF, delivery, engine, event, memory, snapshot
from tests.fakes_gitlab import BOT, Trouble

KEY = str(REF)
LABEL = UpdateIssue(ref=REF, add_labels=frozenset({"Champion::Nominated"}))
NOTE = PostNote(ref=REF, messages=(Message(key="nomination-received", text="Thank you."),))
TOLD = Notify(channel="champions", title="Nomination", text="One more.")
CASE = OpenIssue(
    project=PROJECT, title="Partner support case", description="", memory=memory(), announce={"by": "form"}
)
AGAIN = Again("PUT projects/x/issues/7: 502", status=502)


@pytest.fixture
def box(tmp_path):
    """An engine."""
    with engine(tmp_path) as parts:
        yield parts


def states(box, run_id="worker-run-1"):
    """State of every effect of the run, in order."""
    return [record.state for record in box.store.run(run_id).effects]


def markers(box):
    """The marker of each write, in order."""
    return [marker for marker, _effect in box.gitlab.written]


def _away(*_args):
    message = "the database is not available: disk full"
    raise StoreUnavailable(message)


class TestBatch:
    """What one look takes and what it is given."""

    def test_takes_everything_that_waits_in_order_of_arrival(self, box):
        """All deliveries of the key are decided together on one reading of the issue, and are done."""
        box.receive(event("k-1"), event("k-2"), event("k-3"))

        looked = box.worker.look()

        (batch,) = box.core.batches
        assert looked == Looked(Became.DONE, KEY, "worker-run-1")
        assert ([item.id for item in batch.events], batch.snapshot, batch.bot) == (
            ["k-1", "k-2", "k-3"],
            snapshot(),
            BOT,
        )
        assert box.outcomes() == dict.fromkeys(["k-1", "k-2", "k-3"], "processed")
        assert (box.gitlab.reads, box.work()) == ([REF], {})

    def test_finds_nothing_to_do(self, box):
        """A wake-up without work is no trouble."""
        assert (box.worker.look(), box.woken) == (Looked(Became.NOTHING), [])

    def test_looks_at_the_key_that_is_asked_for(self, box):
        """A look may be meant for one key."""
        box.gitlab.issues[OTHER] = snapshot(OTHER)
        box.receive(event("k-1"), event("k-2", ref=OTHER))

        assert box.worker.look(str(OTHER)).key == str(OTHER)

    def test_calls_for_the_next_look(self, box):
        """Whatever waits besides is looked at without waiting for the clockwork."""
        box.receive(event("k-1"))

        box.worker.look()

        assert box.woken == [(KEY, 0)]

    def test_remembers_the_issue_for_the_next_run(self, box):
        """The next decision knows what this one left behind."""
        box.core.parts["memory"] = memory(seen=snapshot(), stage="Nominated")
        for key in ("k-1", "k-2"):
            box.receive(event(key))
            box.worker.look()

        assert [batch.memory for batch in box.core.batches] == [
            Memory(),
            memory(seen=snapshot(), stage="Nominated"),
        ]

    def test_our_own_echo_needs_no_reading(self, box):
        """Deliveries that report what the bot did are settled without a request to GitLab about the issue."""
        box.receive(event("k-1", actor=BOT), event("k-2", actor=BOT))

        assert box.worker.look() == Looked(Became.SETTLED, KEY)
        assert (box.outcomes(), box.gitlab.reads, box.core.batches) == (
            {"k-1": "own_event", "k-2": "own_event"},
            [],
            [],
        )

    def test_our_own_echo_beside_a_persons_act_is_decided_with_it(self, box):
        """A batch with anything of others in it is decided as a whole."""
        box.receive(event("k-1", actor=BOT), event("k-2"))

        box.worker.look()

        assert [item.id for item in box.core.batches[0].events] == ["k-1", "k-2"]

    @pytest.mark.parametrize(
        ("parts", "outcome"),
        [
            pytest.param({"body": b"not an event"}, "bad_request", id="a body that cannot be read"),
            pytest.param(
                {"source": Source.GITLAB, "header": "Pipeline Hook", "body": b"{}"},
                "unsupported_event",
                id="another kind",
            ),
        ],
    )
    def test_a_delivery_without_an_event_holds_up_no_other(self, box, parts, outcome):
        """It is done with an outcome of its own; what is beside it goes on."""
        box.store.receive(delivery(event("k-bad"), **parts))
        box.receive(event("k-good"))

        assert box.worker.look().became is Became.DONE
        assert box.outcomes() == {"k-bad": outcome, "k-good": "processed"}

    def test_deliveries_without_any_event_need_no_run(self, box):
        """Where nothing can be read nothing is asked of GitLab."""
        box.store.receive(delivery(event("k-bad"), body=b"not an event"))

        assert (box.worker.look().became, box.outcomes(), box.gitlab.reads) == (
            Became.SETTLED,
            {"k-bad": "bad_request"},
            [],
        )

    def test_an_intake_is_decided_without_an_issue(self, box):
        """A form asks for an issue that does not exist yet."""
        asked = event("k-1", kind=EventKind.INTAKE, action="champion-nomination")
        box.store.receive(delivery(asked, work_key="intake:champion-nomination"))

        box.worker.look()

        (batch,) = box.core.batches
        assert (batch.key, batch.snapshot, box.gitlab.reads) == ("intake:champion-nomination", None, [])

    def test_intakes_are_decided_one_by_one(self, box):
        """The second form may ask for what the first one was given, so it waits until that is known."""
        for key in ("k-1", "k-2"):
            asked = event(key, kind=EventKind.INTAKE, action="champion-nomination")
            box.store.receive(delivery(asked, work_key="intake:champion-nomination"))

        looks = [box.worker.look().became for _ in range(3)]

        assert [[item.id for item in batch.events] for batch in box.core.batches] == [["k-1"], ["k-2"]]
        assert looks == [Became.DONE, Became.DONE, Became.NOTHING]

    def test_history_is_read_where_the_core_asks_for_it(self, tmp_path):
        """Who acted may have to be told from GitLab's label events."""
        past = (HistoryEvent(NOW, MANAGER.username, "add", "Champion::Nominated"),)
        with engine(tmp_path, history=True) as box:
            box.gitlab.past = past
            box.receive(event("k-1"))
            box.worker.look()

            assert box.core.batches[0].history == past

    def test_look_ups_are_kept_with_the_run(self, box):
        """What the decision asked, and what it heard, is recorded."""
        box.gitlab.levels[PROJECT, "sa-emea"] = 30
        box.core.on_decide = lambda _batch, ask: ask.access_level(PROJECT, "sa-emea")
        box.receive(event("k-1"))

        box.worker.look()

        assert box.store.run("worker-run-1").lookups == {f"access level of sa-emea in {PROJECT}": 30}

    def test_the_run_is_recorded_whole(self, box):
        """Events, issue, configuration and decision are kept, with the times of beginning and end."""
        box.core.plans = [(LABEL,)]
        box.receive(event("k-1"))

        box.worker.look()

        run = box.store.run("worker-run-1")
        assert (run.state, run.events, run.before, run.config_digest, run.started_at, run.finished_at) == (
            RunState.DONE,
            (event("k-1"),),
            snapshot(),
            "digest",
            NOW,
            NOW,
        )


class TestFaults:
    """What goes wrong, and what becomes of the key."""

    def test_an_issue_that_is_gone_ends_its_deliveries(self, box):
        """They are done as gone, with a run that says why; what is known of the issue counts as closed."""
        box.core.parts["wake_at"] = NOW + timedelta(days=5)
        box.receive(event("k-1"))
        box.worker.look()
        del box.gitlab.issues[REF]
        box.receive(event("k-2"))

        box.worker.look()

        run, page = box.store.run("worker-run-2"), box.store.issue(REF)
        assert box.outcomes() == {"k-1": "processed", "k-2": "gone"}
        assert (run.decision.outcome, run.decision.reasons[0].detail) == (Outcome.GONE, f"{REF} is not there any more")
        assert (page.card.is_open, page.wake_at) == (False, None)

    def test_an_issue_that_never_was_leaves_no_trace(self, box):
        """Of an issue that was never seen nothing is kept."""
        box.receive(event("k-1", ref=OTHER))

        box.worker.look()

        assert (box.outcomes(), box.store.issue(OTHER)) == ({"k-1": "gone"}, None)

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            pytest.param(AGAIN, (Became.LATER, ("waiting", 1, AGAIN.cause)), id="network and 5xx: later"),
            pytest.param(
                Throttled("429", seconds=30), (Became.LATER, ("throttled", 0, "429")), id="limits: later, for free"
            ),
            pytest.param(
                Refused("the token has expired", status=401),
                (Became.LATER, ("waiting", 1, "the token has expired")),
                id="rights: later",
            ),
            pytest.param(GiveUp("400 bad"), (Became.DEAD, ("dead", 0, "400 bad")), id="a refusal: for a person"),
        ],
    )
    def test_a_fault_of_reading_is_answered_by_its_kind(self, box, fault, expected):
        """Nothing is decided or lost; the key says what is the matter."""
        box.gitlab.troubles = [Trouble("read", fault)]
        box.receive(event("k-1"))
        box.worker.pulse.answered(200)

        looked = box.worker.look()

        assert (looked.became, box.work()[KEY]) == expected
        assert (box.outcomes(), box.core.batches) == ({"k-1": "waiting"}, [])

    def test_the_next_try_comes_in_its_time(self, box):
        """A key that waits is not looked at before, and is decided as if nothing had been."""
        box.gitlab.troubles = [Trouble("read", AGAIN)]
        box.receive(event("k-1"))

        looks = [box.worker.look().became]
        box.clock.advance(0.9)
        looks.append(box.worker.look().became)
        box.clock.advance(0.2)
        looks.append(box.worker.look().became)

        assert (looks, box.outcomes()) == ([Became.LATER, Became.NOTHING, Became.DONE], {"k-1": "processed"})

    def test_twelve_tries_are_enough_while_gitlab_answers_others(self, box):
        """A key whose tries all fail is given up with its cause, and its deliveries are kept."""
        box.gitlab.troubles = [Trouble("read", AGAIN) for _ in range(12)]
        box.receive(event("k-1"))

        looks = []
        while Became.DEAD not in looks:
            box.worker.pulse.answered(200)
            looks.append(box.worker.look().became)
            box.clock.advance(600)

        assert (len(looks), box.work()[KEY], box.outcomes()) == (
            12,
            ("dead", 11, f"{AGAIN.cause} (12 tries)"),
            {"k-1": "waiting"},
        )

    def test_an_outage_is_waited_out(self, box):
        """While GitLab answers nobody a key is tried for a day and is decided when GitLab is back."""
        box.gitlab.troubles = [Trouble("read", AGAIN) for _ in range(150)]
        box.receive(event("k-1"))

        looks = []
        for _ in range(151):
            looks.append(box.worker.look().became)
            box.clock.advance(600)

        assert (set(looks[:-1]), looks[-1], box.outcomes()) == ({Became.LATER}, Became.DONE, {"k-1": "processed"})

    def test_waits_grow_with_an_outage(self, box):
        """Its tries do not count, and yet GitLab is asked less and less often."""
        box.gitlab.troubles = [Trouble("read", AGAIN)]
        box.receive(event("k-1"))
        box.worker.pulse.answered(502)
        box.clock.advance(240)

        box.worker.look()

        (waits,) = box.store.retries(10)
        assert (waits.ready_at, waits.attempts) == (box.clock.now + timedelta(seconds=240), 0)

    def test_one_failure_after_an_outage_is_the_first(self, box):
        """Tries of the outage do not count, so that a key has all of its tries left when GitLab is back."""
        box.gitlab.troubles = [Trouble("read", AGAIN) for _ in range(31)]
        box.receive(event("k-1"))
        for _ in range(30):
            box.worker.look()
            box.clock.advance(600)
        box.worker.pulse.answered(200)

        assert (box.worker.look().became, box.work()[KEY]) == (Became.LATER, ("waiting", 1, AGAIN.cause))

    def test_who_we_are_must_be_known_first(self, box):
        """Without the bot's name no echo can be told, so the key waits."""
        box.gitlab.troubles = [Trouble("whoami", AGAIN)]
        box.receive(event("k-1"))

        assert (box.worker.look().became, box.outcomes()) == (Became.LATER, {"k-1": "waiting"})

    def test_a_fault_of_ours_concerns_one_key_only(self, box):
        """It is given up with kind and place, never with its words; the next key is worked on."""

        def fail(batch, _ask):
            if batch.key == KEY:
                message = "Nominee: somebody confidential"
                raise KeyError(message)

        box.core.on_decide = fail
        box.gitlab.issues[OTHER] = snapshot(OTHER)
        box.receive(event("k-1"), event("k-2", ref=OTHER))

        with structlog.testing.capture_logs() as logs:
            looks = [box.worker.look().became, box.worker.look().became]

        state, attempts, error = box.work()[KEY]
        assert (looks, state, attempts) == ([Became.DEAD, Became.DONE], "dead", 0)
        assert error.startswith("unexpected KeyError in fail (test_runtime_worker.py:")
        assert "confidential" not in error + str(logs)

    def test_a_key_that_kills_its_workers_is_given_up(self, box):
        """Tries that end without a word, as when the process is killed, count like any other."""
        box.receive(event("k-1"))
        for _ in range(12):
            box.store.claim("somebody", box.clock.now, 60)
            box.clock.advance(61)

        assert box.worker.look() == Looked(Became.DEAD, KEY)
        assert box.work()[KEY][2] == "given up after 12 tries, the last of which ended without a word"

    def test_a_store_that_is_away_is_no_trouble_for_the_thread(self, box):
        """A look then ends early; nothing is said to be done."""
        box.receive(event("k-1"))
        box.store._db.write(lambda db: db.exec_driver_sql("alter table runs rename to lost"))

        assert (box.worker.look().became, box.outcomes()) == (Became.LOST, {"k-1": "waiting"})

    def test_a_store_that_is_away_for_a_moment_kills_nothing(self, box, monkeypatch):
        """The key is not given up for it: when the lease has run out the run is taken up where it stopped."""
        box.core.plans = [(LABEL, NOTE)]
        box.receive(event("k-1"))
        with monkeypatch.context() as patch:
            patch.setattr(box.store, "record_effect", _away)
            looks = [box.worker.look().became]
        work = box.work()[KEY]

        box.clock.advance(61)
        looks.append(box.worker.look().became)

        assert (looks, work) == ([Became.LOST, Became.DONE], ("leased", 0, ""))
        assert markers(box) == ["usher:worker-run-1:0", "usher:worker-run-1:1"]


class TestEffects:
    """Writing what was decided."""

    def test_effects_are_written_in_order_with_their_marks(self, box):
        """Each carries the run and its place, by which it is found again."""
        box.core.plans = [(LABEL, NOTE)]
        box.receive(event("k-1"))

        box.worker.look()

        assert box.gitlab.written == [("usher:worker-run-1:0", LABEL), ("usher:worker-run-1:1", NOTE)]
        assert states(box) == [EffectState.DONE, EffectState.DONE]

    def test_the_plan_is_stored_before_anything_is_written(self, box):
        """When the first effect is written the store already has the run with all that is meant."""
        box.core.plans = [(LABEL, NOTE)]
        seen = []
        box.gitlab.meanwhile = lambda: seen.append(box.store.open_run(KEY))
        box.receive(event("k-1"))

        box.worker.look()

        assert [[record.state for record in run.effects] for run in seen] == [
            [EffectState.PLANNED, EffectState.PLANNED],
            [EffectState.DONE, EffectState.PLANNED],
        ]

    def test_a_refused_effect_holds_up_no_other(self, box):
        """It is recorded with GitLab's words, the rest is written, and the run says so."""
        box.core.plans = [(LABEL, NOTE, TOLD)]
        box.gitlab.troubles = [Trouble("PostNote", GiveUp("400 note is too long"))]
        box.receive(event("k-1"))

        box.worker.look()

        run = box.store.run("worker-run-1")
        assert states(box) == [EffectState.DONE, EffectState.FAILED, EffectState.DONE]
        assert (run.effects[1].error, run.error) == ("400 note is too long", "PostNote: 400 note is too long")
        assert box.outcomes() == {"k-1": "processed"}

    def test_several_refused_effects_are_counted(self, box):
        """The run names the first and how many more there are."""
        box.core.plans = [(LABEL, NOTE, CASE)]
        box.gitlab.troubles = [Trouble("PostNote", GiveUp("403", status=403)), Trouble("OpenIssue", GiveUp("404"))]
        box.receive(event("k-1"))

        box.worker.look()

        assert box.store.run("worker-run-1").error == "PostNote: 403 (and 1 more)"

    @pytest.mark.parametrize(
        "after", [pytest.param(False, id="nothing was written"), pytest.param(True, id="it was written all the same")]
    )
    @pytest.mark.parametrize(
        "effect",
        [
            pytest.param(LABEL, id="label"),
            pytest.param(NOTE, id="note"),
            pytest.param(CASE, id="new issue"),
        ],
    )
    def test_a_run_that_breaks_off_is_taken_up_again(self, box, effect, after):
        """What was written is found, the rest is written: every effect is there exactly once."""
        plan = (LABEL, NOTE, CASE)
        box.core.plans = [plan]
        box.gitlab.troubles = [Trouble(type(effect).__name__, AGAIN, after=after)]
        box.receive(event("k-1"))

        first = box.worker.look().became
        box.receive(event("k-2"))
        box.clock.advance(2)
        second = box.worker.look()

        assert (first, second) == (Became.LATER, Looked(Became.DONE, KEY, "worker-run-1"))
        assert box.gitlab.written == [(f"usher:worker-run-1:{index}", item) for index, item in enumerate(plan)]
        assert {key: box.outcomes()[key] for key in ("k-1", "k-2")} == {"k-1": "processed", "k-2": "waiting"}

    def test_what_comes_during_a_run_is_next(self, box):
        """A delivery that arrives while effects are written belongs to the next batch."""
        box.core.plans = [(LABEL,)]
        box.gitlab.meanwhile = lambda: box.receive(event("k-2"))
        box.receive(event("k-1"))

        looks = [box.worker.look().became, box.worker.look().became]

        assert [[item.id for item in batch.events] for batch in box.core.batches] == [["k-1"], ["k-2"]]
        assert (looks, box.work()) == ([Became.DONE, Became.DONE], {})

    def test_an_invalid_token_is_not_the_effects_fault(self, box):
        """A token can be renewed: the run waits, and nothing of it counts as refused."""
        box.core.plans = [(LABEL, NOTE)]
        box.gitlab.troubles = [Trouble("PostNote", Refused("the token has expired", status=401))]
        box.receive(event("k-1"))

        looks = [box.worker.look().became]
        box.clock.advance(2)
        looks.append(box.worker.look().became)

        assert (looks, states(box)) == ([Became.LATER, Became.DONE], [EffectState.DONE, EffectState.DONE])

    def test_a_note_that_was_held_back_is_not_looked_for(self, box):
        """GitLab's limits stopped it before it was sent: the next try writes without reading notes first."""
        box.core.plans = [(LABEL, NOTE)]
        limit = Throttled("notes are spent", seconds=30)
        box.gitlab.troubles = [Trouble("PostNote", limit), Trouble("PostNote", limit)]
        box.receive(event("k-1"))

        looks = [box.worker.look().became]
        held_back = [(record.state, record.error) for record in box.store.run("worker-run-1").effects]
        for _ in range(2):
            box.clock.advance(31)
            looks.append(box.worker.look().became)

        assert looks == [Became.LATER, Became.LATER, Became.DONE]
        assert held_back == [(EffectState.DONE, ""), (EffectState.PLANNED, "notes are spent")]
        assert (box.gitlab.searches, box.store.run("worker-run-1").effects[1].error) == ([], "")

    def test_a_note_that_breaks_off_after_it_was_held_back_is_looked_for(self, box):
        """From the moment in which it may have been sent it is searched for again."""
        box.core.plans = [(NOTE,)]
        box.gitlab.troubles = [
            Trouble("PostNote", Throttled("notes are spent", seconds=30)),
            Trouble("PostNote", AGAIN, after=True),
        ]
        box.receive(event("k-1"))

        for _ in range(3):
            box.worker.look()
            box.clock.advance(31)

        assert (box.gitlab.searches, markers(box)) == (["usher:worker-run-1:0"], ["usher:worker-run-1:0"])

    def test_a_note_whose_search_was_held_back_is_looked_for_again(self, box):
        """It may have been saved by the try before, so a search that GitLab's limits stopped proves nothing."""
        box.core.plans = [(NOTE,)]
        limit = Throttled("too many requests", seconds=30)
        box.receive(event("k-1"))

        for troubles in ([Trouble("PostNote", AGAIN, after=True)], [Trouble("PostNote", limit)], []):
            box.gitlab.troubles = troubles
            box.worker.look()
            box.clock.advance(31)

        assert (box.gitlab.searches, markers(box)) == (["usher:worker-run-1:0"], ["usher:worker-run-1:0"])
        assert states(box) == [EffectState.FOUND]

    def test_a_new_issue_that_was_held_back_is_looked_for(self, box):
        """The limit may have stopped its link and not the issue, so it is searched for."""
        box.core.plans = [(CASE,)]
        box.gitlab.troubles = [Trouble("OpenIssue", Throttled("issues are spent", seconds=30), after=True)]
        box.receive(event("k-1"))

        box.worker.look()
        box.clock.advance(31)
        box.worker.look()

        assert (box.gitlab.searches, len(box.gitlab.written)) == (["usher:worker-run-1:0"], 1)

    def test_keys_that_wait_for_a_limit_do_not_come_back_at_once(self, box):
        """The more of them there are, the further their next tries are spread."""
        refs = [replace(REF, iid=number) for number in range(1, 12)]
        box.gitlab.troubles = [Trouble("read", Throttled("429", seconds=30)) for _ in refs]
        box.receive(*(event(f"k-{ref.iid}", ref=ref) for ref in refs))

        for _ in refs:
            box.worker.look()

        box.clock.advance(30)
        assert len(box.store.ready(box.clock.now, 100)) == 1
        box.clock.advance(1)
        assert len(box.store.ready(box.clock.now, 100)) == 11

    def test_missing_rights_for_one_effect_fail_it(self, box):
        """403 says that this may not be done, so the rest goes on."""
        box.core.plans = [(LABEL, NOTE, CASE)]
        box.gitlab.troubles = [Trouble("PostNote", Refused("403", status=403))]
        box.receive(event("k-1"))

        box.worker.look()

        assert states(box) == [EffectState.DONE, EffectState.FAILED, EffectState.DONE]

    def test_a_refused_change_of_the_issue_is_decided_anew(self, box):
        """What is said and remembered rests on it: nothing else is written or kept, and the next try begins afresh."""
        box.core.plans = [(LABEL, NOTE), (LABEL, NOTE)]
        box.core.parts["memory"] = memory(seen=snapshot(labels=LABEL.add_labels), stage="Nominated")
        box.gitlab.troubles = [Trouble("UpdateIssue", Refused("403", status=403))]
        box.receive(event("k-1"))
        box.worker.pulse.answered(200)

        refused = (box.worker.look().became, box.work()[KEY], list(box.gitlab.written), box.store.memory(REF))
        unknown = box.store.run("worker-run-1")
        box.clock.advance(2)
        looked = box.worker.look()

        assert (refused, unknown) == ((Became.LATER, ("waiting", 1, "403"), [], Memory()), None)
        assert ([item.id for batch in box.core.batches for item in batch.events], looked.run_id) == (
            ["k-1", "k-1"],
            "worker-run-2",
        )
        assert (markers(box), box.outcomes()) == (
            ["usher:worker-run-2:0", "usher:worker-run-2:1"],
            {"k-1": "processed"},
        )

    def test_a_change_that_stays_refused_waits_for_a_person(self, box):
        """After its tries the key is a dead letter with GitLab's words; run again, it is decided by what is then."""
        box.core.plans = [(LABEL,)] * 12
        box.gitlab.troubles = [Trouble("UpdateIssue", GiveUp("400 title is too long")) for _ in range(12)]
        box.receive(event("k-1"))
        for _ in range(12):
            box.worker.pulse.answered(400)
            box.worker.look()
            box.clock.advance(600)
        buried = (box.work()[KEY], box.outcomes())

        box.store.revive(KEY)
        box.worker.look()

        assert buried == (("dead", 11, "400 title is too long (12 tries)"), {"k-1": "waiting"})
        assert (box.outcomes(), box.gitlab.written) == ({"k-1": "processed"}, [])

    def test_an_issue_that_goes_before_its_change_is_gone(self, box):
        """The next try sees it, and what was claimed for the issue is free."""
        box.core.plans = [(LABEL,)]
        box.core.on_decide = lambda _batch, ask: ask.holder("champion-nomination", "a@example.com", KEY)
        box.gitlab.meanwhile = lambda: box.gitlab.issues.pop(REF)
        box.receive(event("k-1"))

        box.worker.look()
        box.clock.advance(2)
        box.worker.look()

        assert box.outcomes() == {"k-1": "gone"}
        assert box.store.holder("champion-nomination", "a@example.com", str(OTHER)) is None

    @pytest.mark.parametrize("key", ["intake:champion-nomination", "schedule:Quarterly review"])
    def test_an_issue_that_may_not_be_opened_loses_no_request(self, box, key):
        """A form or an occurrence has no other trace: it is tried again, given up with its cause, and kept."""
        asked = event("k-1", kind=EventKind.INTAKE, action="champion-nomination")
        box.store.receive(delivery(asked, work_key=key))
        box.core.plans = [(CASE,)] * 13
        box.gitlab.troubles = [Trouble("OpenIssue", Refused("403", status=403)) for _ in range(12)]
        for _ in range(12):
            box.worker.pulse.answered(403)
            box.worker.look()
            box.clock.advance(600)
        buried = (box.work()[key], box.outcomes())

        box.store.revive(key)
        box.worker.look()

        assert buried == (("dead", 11, "403 (12 tries)"), {"k-1": "waiting"})
        assert (box.outcomes()["k-1"], [effect for _, effect in box.gitlab.written]) == ("processed", [CASE])

    def test_what_a_schedule_opened_is_not_opened_again(self, box):
        """Where one of two issues is refused, the run is kept, and the next try opens only the other."""
        other = replace(CASE, title="Another case")
        key = "schedule:Quarterly review"
        asked = event("k-1", kind=EventKind.INTAKE, action="Quarterly review")
        box.store.receive(delivery(asked, work_key=key))
        box.core.plans = [(CASE, other)]

        def refuse_the_second():
            if box.gitlab.written and not box.gitlab.searches:
                box.gitlab.troubles = [Trouble("OpenIssue", Refused("403", status=403))]

        box.gitlab.meanwhile = refuse_the_second
        first = box.worker.look().became
        box.gitlab.meanwhile = lambda: None
        box.clock.advance(2)

        assert (first, box.worker.look()) == (Became.LATER, Looked(Became.DONE, key, "worker-run-1"))
        assert [effect for _, effect in box.gitlab.written] == [CASE, other]

    def test_a_stale_plan_is_thrown_away(self, box):
        """Where nothing was written and a person acted meanwhile, the batch is decided anew on what is there now."""
        box.core.plans = [(LABEL,), ()]
        box.gitlab.troubles = [Trouble("UpdateIssue", AGAIN)]
        box.receive(event("k-1"))
        box.worker.look()
        box.gitlab.issues[REF] = declined = snapshot(labels=frozenset({"Champion::Declined"}))
        box.receive(event("k-2"))
        box.clock.advance(2)

        looked = box.worker.look()

        batch = box.core.batches[-1]
        assert looked == Looked(Became.DONE, KEY, "worker-run-2")
        assert ([item.id for item in batch.events], batch.snapshot) == (["k-1", "k-2"], declined)
        assert (box.gitlab.written, box.store.run("worker-run-1")) == ([], None)

    def test_what_a_person_took_back_meanwhile_stays_so(self, box):
        """The change arrived, the answer was lost and a label of it was taken off: it is not set again, and is news."""
        both = frozenset({"Region-EMEA", "Partner Champions"})
        box.core.plans = [(UpdateIssue(ref=REF, add_labels=both), NOTE)]
        box.core.parts["memory"] = memory(seen=snapshot(labels=both))
        box.gitlab.troubles = [Trouble("UpdateIssue", AGAIN, after=True)]
        box.receive(event("k-1"))
        box.worker.look()
        box.gitlab.issues[REF] = left = snapshot(labels=frozenset({"Region-EMEA"}))
        box.clock.advance(2)

        box.worker.look()

        assert (box.gitlab.issues[REF], states(box)) == (left, [EffectState.FOUND, EffectState.DONE])
        assert box.store.memory(REF).seen.labels == both

    def test_a_dead_run_is_taken_up_where_it_stopped(self, box):
        """Revived by a person, the rest of the plan is written, nothing twice."""
        box.core.plans = [(LABEL, NOTE)]
        box.gitlab.troubles = [Trouble("PostNote", ValueError("broken"))]
        box.receive(event("k-1"))
        dead = box.worker.look().became
        given_up = [run.id for run in box.store.runs(RunFilter(state=RunState.DEAD), limit=10)]

        box.store.revive(KEY)
        looked = box.worker.look()

        assert (dead, given_up, looked) == (Became.DEAD, ["worker-run-1"], Looked(Became.DONE, KEY, "worker-run-1"))
        assert markers(box) == ["usher:worker-run-1:0", "usher:worker-run-1:1"]

    def test_shortfalls_are_kept_with_the_effect(self, box):
        """An assignee that GitLab dropped is not believed to be there."""
        box.gitlab.strangers = frozenset({"partner-emea-1"})
        wished = ("partner-emea-1", "sa-emea")
        box.core.plans = [(UpdateIssue(ref=REF, assignees=wished),)]
        box.core.parts["memory"] = memory(seen=snapshot(assignees=wished))
        box.receive(event("k-1"))

        box.worker.look()

        assert box.store.memory(REF).seen.assignees == ("sa-emea",)


class TestMessages:
    """What goes to other issues and to channels."""

    def test_a_message_becomes_work_of_the_other_issue(self, box):
        """It waits there as a delivery, and somebody is called."""
        box.gitlab.issues[OTHER] = snapshot(OTHER)
        box.core.plans = [(Send(name="nomination-ended", data={"stage": "Declined"}, to=OTHER),)]
        box.receive(event("k-1"))

        box.worker.look()
        woken = list(box.woken)
        box.worker.look()

        (received,) = box.core.batches[1].events
        assert (received.name, received.data, received.cause) == (
            "message.nomination-ended",
            {"stage": "Declined"},
            "worker-run-1",
        )
        assert woken == [(str(OTHER), 0), (KEY, 0)]

    def test_a_message_reaches_every_open_issue_with_the_value(self, box):
        """Issues are found by their index keys, as the store knows them when the message is sent."""
        box.gitlab.issues[OTHER] = snapshot(OTHER)
        box.core.parts = {"memory": memory(seen=snapshot(OTHER)), "keys": {"account": "helios"}}
        box.receive(event("k-0", ref=OTHER))
        box.worker.look()
        box.core.parts = {}
        by_account = Send(
            name="auth-changed", data={}, workflows=("champion-nomination",), key="account", value="helios"
        )
        box.core.plans = [(by_account,)]
        box.receive(event("k-1"))

        box.worker.look()

        assert box.store.run("worker-run-2").effects[0].result == {"to": [str(OTHER)]}
        assert f"message:worker-run-2:0:{OTHER}" in box.outcomes()

    def test_an_opened_issue_is_told_so_and_known(self, box):
        """The new issue gets its message, its record and its keys in the same transaction as the run's end."""
        box.core.plans = [(CASE,)]
        box.receive(event("k-1"))

        box.worker.look()

        new = f"{PROJECT}#8"
        assert box.work() == {new: ("waiting", 0, "")}
        assert box.store.related("champion-nomination", "title", "Partner support case", open_only=True) == (new,)
        assert box.store.memory(REF).opened == {"champion-nomination": new}

    def test_channels_are_told(self, box):
        """A message to a channel is sent once and recorded."""
        box.core.plans = [(TOLD,)]
        box.receive(event("k-1"))

        box.worker.look()

        assert (box.notes.told, states(box)) == ([("champions", "Nomination", "One more.")], [EffectState.DONE])

    def test_a_deaf_channel_fails_only_its_effect(self, box):
        """Work in GitLab does not depend on a channel."""
        box.notes.fault = GiveUp("the channel 'champions' did not take the message")
        box.core.plans = [(TOLD, NOTE)]
        box.receive(event("k-1"))

        box.worker.look()

        assert states(box) == [EffectState.FAILED, EffectState.DONE]


class TestLease:
    """One worker per key, and what a worker does that has lost it."""

    def test_a_long_run_keeps_its_lease(self, box):
        """When half of the time is used up the lease is renewed, so nobody else can take the key."""
        box.core.plans = [(LABEL, NOTE, CASE)]
        taken = []

        def pass_time():
            box.clock.advance(40)
            taken.append(box.store.claim("another", box.clock.now, 60))

        box.gitlab.meanwhile = pass_time
        box.receive(event("k-1"))

        assert box.worker.look().became is Became.DONE
        assert (len(box.gitlab.written), taken) == (3, [None, None, None])

    def test_a_worker_that_lost_its_lease_touches_nothing_more(self, box):
        """Another worker has taken the key: no further effect is written by the first, and no outcome stored."""
        box.core.plans = [(LABEL, NOTE)]

        def overtaken(point):
            if point == Point.RECORDED:
                box.clock.advance(61)
                box.store.claim("another", box.clock.now, 60)

        box.receive(event("k-1"))
        uninstall = install(overtaken)
        try:
            looked = box.worker.look()
        finally:
            uninstall()

        assert looked.became is Became.LOST
        assert (markers(box), box.outcomes()) == (["usher:worker-run-1:0"], {"k-1": "taken"})

    def test_a_result_of_a_lost_lease_is_not_recorded(self, box):
        """Where the lease is lost while GitLab is asked, the other worker finds the effect for itself."""
        box.core.plans = [(LABEL,)]

        def overtaken():
            box.clock.advance(61)
            box.store.claim("another", box.clock.now, 60)

        box.gitlab.meanwhile = overtaken
        box.receive(event("k-1"))

        assert (box.worker.look().became, states(box)) == (Became.LOST, [EffectState.PLANNED])

    def test_another_worker_ends_what_the_first_began(self, box, tmp_path):
        """It finds what is written and writes the rest."""
        box.core.plans = [(LABEL, NOTE)]
        box.gitlab.troubles = [Trouble("UpdateIssue", KeyboardInterrupt(), after=True)]
        box.receive(event("k-1"))
        with pytest.raises(KeyboardInterrupt):
            box.worker.look()

        with engine(tmp_path, name="another", gitlab=box.gitlab, now=NOW + timedelta(seconds=61)) as second:
            looked = second.worker.look()

        assert looked == Looked(Became.DONE, KEY, "worker-run-1")
        assert markers(box) == ["usher:worker-run-1:0", "usher:worker-run-1:1"]

    def test_two_workers_share_keys_and_keep_order(self, box):
        """However many threads look, events of one issue are decided in order, each once."""
        refs = [replace(REF, iid=number) for number in range(1, 9)]
        for ref in refs:
            box.gitlab.issues[ref] = snapshot(ref)
        for round_ in range(5):
            box.receive(*(event(f"{ref.iid}-{round_}", ref=ref) for ref in refs))

        def work():
            while box.worker.look().became is not Became.NOTHING:
                pass

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        decided = [item.id for batch in box.core.batches for item in batch.events]
        by_issue = {ref.iid: [key for key in decided if key.startswith(f"{ref.iid}-")] for ref in refs}
        assert by_issue == {ref.iid: [f"{ref.iid}-{round_}" for round_ in range(5)] for ref in refs}


class TestTelling:
    """What is logged and counted."""

    def test_one_line_tells_a_run(self, box):
        """Key, events, outcome, rules and effects are in it; titles and texts are not."""
        box.core.plans = [(LABEL, NOTE)]
        box.core.parts["matched"] = ("Thank the nominator",)
        box.gitlab.troubles = [Trouble("PostNote", GiveUp("400 note is too long"))]
        box.receive(event("k-1"))

        with structlog.testing.capture_logs() as logs:
            box.worker.look()

        assert logs == [
            {
                "event": "run",
                "log_level": "warning",
                "key": KEY,
                "run": "worker-run-1",
                "events": ["issue.update"],
                "outcome": "processed",
                "rules": ["Thank the nominator"],
                "effects": {"UpdateIssue": 1, "PostNote": 1},
                "failed": ["PostNote: 400 note is too long"],
                "shortfall": 0,
                "resumed": False,
                "seconds": 0.0,
            }
        ]

    def test_runs_effects_and_rules_are_counted(self, box):
        """Metrics know outcomes, kinds and rules."""
        box.core.plans = [(LABEL,)]
        box.core.parts["matched"] = ("Thank the nominator",)
        box.receive(event("k-1"))

        box.worker.look()

        lines = box.worker.metrics.render(None, NOW).decode().splitlines()
        assert [line for line in lines if line.endswith("} 1.0") and "_bucket" not in line] == [
            'usher_runs_total{outcome="processed"} 1.0',
            'usher_effects_total{kind="UpdateIssue",state="done"} 1.0',
            'usher_rule_matches_total{rule="Thank the nominator",took_action="yes"} 1.0',
        ]

    def test_every_run_can_be_found(self, box):
        """The list of runs has one line for each look that led to one."""
        for key in ("k-1", "k-2"):
            box.receive(event(key))
            box.worker.look()

        assert [run.id for run in box.store.runs(RunFilter(), limit=10)] == ["worker-run-2", "worker-run-1"]
