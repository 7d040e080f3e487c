"""Sweeps: issues that exist are listed, judged, held against limits and brake, and handed in."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from automation.gitlab.errors import Again, Missing, Refused, Throttled
from automation.model.refs import IssueRef
from automation.runtime.faultpoints import Point, install
from automation.runtime.ids import host_name
from automation.runtime.store import Find, PolicyState, PolicyTally, SweepState
from automation.runtime.sweeps.duties import sweep_duties
from tests.engine_parts import NOW, delivery, event
from tests.fakes_gitlab import Trouble
from tests.small import CONFIG, HELIOS, PATH, PUBLIC, workflow
from tests.sweep_parts import MARK, box, issues, labelled, policies, scene

TWO = policies(
    "name: Mark bugs, select: {labels: bug, without_labels: Seen}, do: [{label: Seen}]",
    "name: Close old, select: {created: {older_than: 30 days}, state: opened}, do: [{close: {}}]",
)
BRAKED = f"brakes: {{sweep_share: 50%, sweep_free: 1}}\n{CONFIG}"


def test_what_is_found_is_kept_page_by_page_and_written_at_the_end(tmp_path):
    """A scan writes nothing in GitLab; the finds become runs of the issues, oldest first, and the sweep is over."""
    with scene(tmp_path, MARK, box(issues(7, bugs=[1, 4, 7]))) as found:
        found.begin()
        scanned = found.scan()
        before = found.written()
        done = found.finish()

    assert (scanned.state, scanned.looked, before) == (SweepState.WRITING, 7, [])
    assert scanned.policies == (PolicyTally(policy="Mark bugs", population=7, selected=3, writes=3),)
    assert found.written() == ["1 Seen", "4 Seen", "7 Seen"]
    assert (done.state, done.policies[0].state, done.finished_at is not None) == (
        SweepState.DONE,
        PolicyState.DONE,
        True,
    )


def test_a_find_says_what_would_be_written_and_why(tmp_path):
    """Until it is handed in, a find holds the issue, the effects in words, and the condition that held."""
    program = policies(
        "name: Mark bugs, select: {labels: bug}, when: \"issue.title == 'Issue 1'\", do: [{label: Seen}]"
    )
    with scene(tmp_path, program, box(issues(2))) as found:
        found.begin()
        found.scan()
        finds = found.service.store.found("S1", "Mark bugs", 20)

    assert finds == (
        Find(
            policy="Mark bugs",
            ref=IssueRef(PATH, 1),
            created_at=NOW - timedelta(days=30) + timedelta(hours=1),
            number=701,
            effects=(f"update {PATH}#1: +Seen",),
            why="issue.title == 'Issue 1' holds",
        ),
    )


def test_several_policies_of_an_issue_are_one_run(tmp_path):
    """What two policies want of an issue is decided together, and goes in one request."""
    with scene(tmp_path, TWO, box(issues(2, created_at=NOW - timedelta(days=40)))) as found:
        found.begin()
        found.finish()

    assert found.written() == ["1 Seen close", "2 Seen close"]


def test_an_issue_is_read_again_before_anything_is_written(tmp_path):
    """What a person did between the scan and the writing counts: nothing is done that no longer is to be done."""
    with scene(tmp_path, MARK, box(issues(2))) as found:
        found.begin()
        found.scan()
        ref = IssueRef(PATH, 1)
        found.gitlab.issues[ref] = labelled(found.gitlab.issues[ref], "Seen")
        found.finish()

    assert found.written() == ["2 Seen"]


def test_issues_that_no_policy_may_want_cost_no_request(tmp_path):
    """What rows tell is not asked: neither history nor the issue itself."""
    gitlab = box(issues(9, bugs=[5]))
    with scene(tmp_path, MARK, gitlab) as found:
        found.begin()
        found.finish()

    assert gitlab.reads == [IssueRef(PATH, 5)]


def test_the_next_page_is_on_its_way_while_one_is_judged(tmp_path):
    """After the first page was judged the second one was asked for."""
    gitlab = box(issues(7))
    with scene(tmp_path, MARK, gitlab) as found:
        found.begin()
        found.service.sweeper.step()
        found.service.sweeper.step()
        looked = found.sweep().looked
    # stopping waits for what is on its way
    assert (looked, gitlab.pages) == (3, [(PATH, ""), (PATH, "3")])


@pytest.mark.parametrize(
    ("limit", "most", "expected", "left_out"),
    [
        pytest.param("{newest: 2}", None, [4, 5], 3, id="the newest"),
        pytest.param("{oldest: 2}", None, [1, 2], 3, id="the oldest"),
        pytest.param("{oldest: 9}", None, [1, 2, 3, 4, 5], 0, id="more than there are"),
        pytest.param("{newest: 3}", 1, [5], 4, id="the request allows less"),
        pytest.param("{newest: 1}", 3, [5], 4, id="the policy allows less"),
        pytest.param("~", 2, [1, 2], 3, id="only the request has a limit: the oldest"),
    ],
)
def test_limits(tmp_path, limit, most, expected, left_out):
    """Limits hold over the whole scan, whatever page an issue was on."""
    program = policies(f"name: Mark, select: {{labels: bug}}, limit: {limit}, do: [{{label: Seen}}]")
    with scene(tmp_path, program, box(issues(5))) as found:
        found.begin(most=most)
        done = found.finish()

    assert found.written() == [f"{number} Seen" for number in expected]
    assert [(tally.selected, tally.writes, tally.left_out) for tally in done.policies] == [(5, len(expected), left_out)]


def test_the_brake_holds_a_policy_and_no_other(tmp_path):
    """Nothing is handed in of a policy that would change too many issues; what the others found is."""
    program = policies(
        "name: Mark bugs, select: {labels: bug}, do: [{label: Seen}]",
        "name: Close one, select: {labels: wish}, do: [{close: {}}]",
    )
    found_issues = issues(5, bugs=[1, 2, 3])
    found_issues[4] = labelled(found_issues[4], "wish")
    with scene(tmp_path, program, box(found_issues), config=BRAKED) as found:
        found.begin()
        held = found.finish()
        count = found.service.store.held_count()

    assert found.written() == ["5 close"]
    assert (held.state, held.finished_at, count) == (SweepState.HELD, None, 1)
    assert {tally.policy: tally.state for tally in held.policies} == {
        "Close one": PolicyState.DONE,
        "Mark bugs": PolicyState.HELD,
    }


def test_what_is_held_is_done_when_a_person_says_so(tmp_path):
    """Released, it is handed in as if it had never been held, once."""
    with scene(tmp_path, MARK, box(issues(3)), config=BRAKED) as found:
        found.begin()
        found.finish()
        released = [found.service.store.release_sweep("S1") for _ in range(2)]
        done = found.finish()

    assert released == [True, False]
    assert (done.state, found.written()) == (SweepState.DONE, ["1 Seen", "2 Seen", "3 Seen"])


@pytest.mark.parametrize("steps", [1, 2, 3], ids=["before its plan", "in the scan", "further on in the scan"])
def test_a_sweep_that_was_dropped_does_nothing_more(tmp_path, steps):
    """A person may end a sweep at any time; what it found is forgotten."""
    with scene(tmp_path, MARK, box(issues(7))) as found:
        found.begin()
        for _ in range(steps):
            found.service.sweeper.step()
        dropped = [found.service.store.drop_sweep("S1", NOW) for _ in range(2)]
        left = found.service.sweeper.step()

    assert (dropped, left, found.written()) == ([True, False], False, [])


def test_what_is_held_can_be_dropped(tmp_path):
    """Dropped, it is not done, and forgotten."""
    with scene(tmp_path, MARK, box(issues(3)), config=BRAKED) as found:
        found.begin()
        found.finish()
        dropped = found.service.store.drop_sweep("S1", NOW)
        state, finds = found.finish().state, found.service.store.found("S1", "Mark bugs", 20)

    assert (dropped, state, finds, found.written()) == (True, SweepState.DROPPED, (), [])


def test_a_later_sweep_takes_the_place_of_what_is_held(tmp_path):
    """Of a policy that is held every night, only what the last night found waits for a person."""
    with scene(tmp_path, MARK, box(issues(3)), config=BRAKED) as found:
        for night in ("S1", "S2"):
            found.begin(sweep_id=night)
            found.finish(night)
        states = found.sweep("S1").state, found.sweep("S2").state
        count = found.service.store.held_count()

    assert (states, count) == ((SweepState.DROPPED, SweepState.HELD), 1)


def test_what_is_held_for_too_long_is_dropped(tmp_path):
    """What a sweep found says how things were; after the days of retention it is forgotten."""
    with scene(tmp_path, MARK, box(issues(3)), config=BRAKED) as found:
        found.begin()
        found.finish()
        kept = found.service.store.drop_held(NOW + timedelta(days=30), 30)
        dropped = found.service.store.drop_held(NOW + timedelta(days=31), 30)
        state = found.sweep().state

    assert (kept, dropped, state) == (0, 1, SweepState.DROPPED)


def test_live_events_go_first(tmp_path):
    """While a delivery waits no page is read, and of what waits the live event is decided first."""
    gitlab = box(issues(4))
    live = IssueRef(PATH, 4)
    with scene(tmp_path, MARK, gitlab) as found:
        store = found.service.store
        found.begin()
        found.service.sweeper.step()
        store.receive(delivery(event("live", ref=live)))
        waited, pages = found.service.sweeper.step(), list(gitlab.pages)
        found.service.work_off()
        found.scan()
        found.service.sweeper.step()
        store.receive(delivery(event("live again", ref=live)))
        first = store.ready(found.clock(), 1)

    assert (waited, pages, first) == (False, [], [str(live)])


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        pytest.param(Again("GitLab answered 502"), 1, id="GitLab fails"),
        pytest.param(Throttled("the limit is reached", seconds=30), 30, id="GitLab's limits"),
        pytest.param(Refused("the token is not valid", status=401), 1, id="the token ended; it can be renewed"),
    ],
)
@pytest.mark.parametrize("call", ["count", "page"])
def test_faults_that_pass_put_a_sweep_off(tmp_path, fault, seconds, call):
    """Nothing is lost, the sweep says what stops it, and it goes on by itself where it was."""
    with scene(tmp_path, MARK, box(issues(4), troubles=[Trouble(call, fault)])) as found:
        found.begin()
        while found.service.sweeper.step():
            pass
        stopped = found.sweep()
        found.clock.advance(seconds)
        done = found.finish()

    assert (stopped.trouble, stopped.state) == (fault.cause, SweepState.SCANNING)
    assert (done.trouble, done.error, done.state) == ("", "", SweepState.DONE)
    assert found.written() == ["1 Seen", "2 Seen", "3 Seen", "4 Seen"]


ANYWHERE = """\
program: Sweeps
policies:
  - {name: Mark bugs, project: [stories, open], select: {labels: bug, without_labels: Seen}, do: [{label: Seen}]}
"""


@pytest.mark.parametrize("call", ["count", "page"])
def test_a_project_that_is_refused_is_left_out_and_named(tmp_path, call):
    """The others are swept; the sweep says what was left out."""
    gone = Trouble(call, Missing("projects/stories was answered with 404", status=404))
    gitlab = box([*issues(2), *issues(3, path=PUBLIC)], troubles=[gone])
    with scene(tmp_path, ANYWHERE, gitlab) as found:
        found.begin()
        done = found.finish()

    assert (done.state, done.looked) == (SweepState.DONE, 3)
    assert "was answered with 404" in done.error
    assert {effect.ref.project for _, effect in gitlab.written} == {PUBLIC}


def test_a_sweep_that_could_look_at_nothing_has_failed(tmp_path):
    """Where GitLab refuses every project there is nothing to be done, and that is no success."""
    gone = Trouble("count", Missing("was answered with 404", status=404))
    with scene(tmp_path, MARK, box(issues(2), troubles=[gone])) as found:
        found.begin()
        done = found.finish()

    assert (done.state, done.error) == (SweepState.FAILED, f"{PATH}: was answered with 404")


def test_what_fails_over_and_over_is_left_out(tmp_path):
    """A list that cannot be read in twelve tries must not stop sweeps for ever."""
    troubles = [Trouble("page", Again("GitLab answered 500")) for _ in range(12)]
    with scene(tmp_path, MARK, box(issues(2), troubles=troubles)) as found:
        found.begin()
        # GitLab answers others: the fault is the list's own.
        found.service.pulse.answered(200)
        found.service.sweeper.step()
        for _ in range(12):
            found.service.pulse.answered(200)
            found.service.sweeper.step()
            found.clock.advance(600)
            found.service.pulse.answered(200)
        done = found.finish()

    assert (done.state, done.error) == (SweepState.FAILED, "GitLab answered 500 (12 tries)")


def test_an_issue_that_cannot_be_judged_holds_up_no_other(tmp_path):
    """A condition that fails on one issue is named once, and the other issues are judged."""
    when = "10 / (issue.title | replace('Issue ', '') | int - 2) != 0"
    program = policies(f'name: Mark bugs, select: {{labels: bug}}, when: "{when}", do: [{{label: Seen}}]')
    with scene(tmp_path, program, box(issues(3))) as found:
        found.begin()
        done = found.finish()

    assert found.written() == ["1 Seen", "3 Seen"]
    assert done.error.startswith("Mark bugs: ")


def test_a_policy_that_left_the_configuration_finds_nothing_more(tmp_path):
    """What is begun under one configuration goes on under the next."""
    gitlab = box(issues(7))
    with scene(tmp_path, TWO, gitlab) as found:
        found.begin()
        found.service.sweeper.step()
    with scene(tmp_path, MARK, gitlab, clock=found.clock) as later:
        done = later.finish()

    assert {tally.policy: tally.selected for tally in done.policies} == {"Close old": 0, "Mark bugs": 7}


def test_a_digest_follows_what_was_found(tmp_path):
    """One issue lists what a policy selected; where it selected nothing there is none."""
    digest = "digest: {project: stories, title: 'Bugs: {{ count }}'}"
    program = policies(
        f"name: List bugs, select: {{labels: bug}}, {digest}", f"name: List wishes, select: {{labels: wish}}, {digest}"
    )
    gitlab = box(issues(4, bugs=[2, 3]))
    with scene(tmp_path, program, gitlab) as found:
        found.begin()
        found.finish()

    assert found.written() == ["OpenIssue"]
    (opened,) = [effect for _, effect in gitlab.written]
    assert (opened.title, opened.description.count("- [ ]")) == ("Bugs: 2", 2)


def test_a_policy_that_only_lists_changes_nothing(tmp_path):
    """What else is due with an issue, here its being taken into its workflow, is not for a digest to set off."""
    listing = "{name: List, workflow: story, digest: {project: stories, title: Stories}}"
    gitlab = box(issues(2, description=HELIOS))
    with scene(tmp_path, f"{workflow()}policies:\n  - {listing}\n", gitlab) as found:
        found.begin()
        done = found.finish()

    assert [(tally.selected, tally.writes) for tally in done.policies] == [(2, 0)]
    assert found.written() == ["OpenIssue"]


def test_an_effect_starts_a_sweep_once(tmp_path):
    """What a schedule starts is stored under the name of its effect, however often the effect is tried."""
    with scene(tmp_path, MARK, box(issues(1))) as found:
        begun = [found.begin("Mark bugs", sweep_id="run-0") for _ in range(2)]
        done = found.finish("run-0")
        again = found.service.store.sweeps()

    assert (begun, done.state, len(again)) == (["run-0", "run-0"], SweepState.DONE, 1)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param((), {"Mark bugs", "Close old"}, id="none named"),
        pytest.param(("Close old",), {"Close old"}, id="one"),
        pytest.param(("Mark*",), {"Mark bugs"}, id="a pattern"),
        pytest.param(("Nothing",), set(), id="not there any more"),
    ],
)
def test_a_sweep_is_by_the_policies_that_are_named(tmp_path, names, expected):
    """Names and patterns choose policies; what is not named is not looked at."""
    with scene(tmp_path, TWO, box(issues(1))) as found:
        found.begin(*names)
        planned = found.scan()

    assert {tally.policy for tally in planned.policies} == expected


def test_a_sweep_may_be_narrowed_to_projects(tmp_path):
    """Only the projects that are named are listed, and only their issues count for the brake."""
    gitlab = box([*issues(2), *issues(3, path=PUBLIC)])
    with scene(tmp_path, ANYWHERE, gitlab) as found:
        found.begin(projects=("open",))
        planned = found.scan()

    assert (planned.looked, planned.policies[0].population) == (3, 3)


def test_two_processes_do_not_sweep_the_same(tmp_path):
    """A sweep is one worker's while it works on it; whoever comes too late stores nothing."""
    gitlab = box(issues(7))
    with scene(tmp_path, MARK, gitlab) as one, scene(tmp_path, MARK, gitlab, clock=one.clock) as other:
        one.begin()
        other_sweeper = replace(
            other.service.sweeper,
            worker="other:1:1",
            scan=replace(other.service.sweeper.scan, worker="other:1:1"),
            hand_in=replace(other.service.sweeper.hand_in, worker="other:1:1"),
        )
        one.service.sweeper.step()
        refused = other_sweeper.step()
        one.clock.advance(300)
        taken = other_sweeper.step()
        looked = one.sweep().looked
        late = one.service.sweeper.step()
        one.clock.advance(300)
        done = one.finish()

    assert (refused, taken, looked, late) == (False, True, 3, False)
    assert (done.looked, len(one.written())) == (7, 7)


def test_sweeps_of_dead_processes_are_taken_over_at_once(tmp_path):
    """A process that died does not hold a sweep up for as long as its lease would last."""
    with scene(tmp_path, MARK, box(issues(2))) as found:
        found.begin()
        found.service.store.take_sweep(f"{host_name()}:999999:gone-by", NOW, 300)
        waits = found.service.sweeper.step()
        found.service.take_over()
        done = found.finish()

    assert (waits, done.state) == (False, SweepState.DONE)


def test_a_running_service_sweeps_by_itself(tmp_path):
    """Its clockwork takes up what a schedule, or a command, has begun."""
    ended = threading.Event()
    stop = install(lambda name: ended.set() if name == Point.SWEEP_ENDED else None)
    gitlab = box(issues(4))
    try:
        with scene(tmp_path, MARK, gitlab) as found:
            found.begin()
            found.service.start()
            assert ended.wait(20)
    finally:
        stop()
    with scene(tmp_path, MARK, gitlab) as later:
        assert (later.finish().state, later.written()) == (
            SweepState.DONE,
            [f"{number} Seen" for number in range(1, 5)],
        )


def test_what_is_counted(tmp_path):
    """Issues looked at, issues found by policy, sweeps by their end, and what is held now."""
    with scene(tmp_path, TWO, box(issues(3, bugs=[1])), config=BRAKED) as found:
        found.begin("Mark bugs")
        found.finish()
        for duty in sweep_duties(found.service.store, found.service.sweeper, found.service.metrics):
            duty.do(NOW)
        lines = found.service.metrics.render(None, NOW).decode().splitlines()

    counted = [line for line in lines if line.startswith("usher_sweep") and "_created" not in line]
    assert counted == [
        'usher_sweeps_total{state="done"} 1.0',
        "usher_sweep_issues_total 3.0",
        'usher_sweep_finds_total{policy="Mark bugs"} 1.0',
        "usher_sweep_held 0.0",
    ]
