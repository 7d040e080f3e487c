"""Selections on a GitLab over HTTP: its filters keep back no issue that is selected, and its answers are understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.config.model import GitLab as Settings
from automation.config.selection import Selection
from automation.decide.calendar import WorkCalendar
from automation.decide.listing import listings
from automation.decide.lookups import Place
from automation.decide.selection.compiled import CompiledSelection
from automation.gitlab.client import GitLabClient
from automation.gitlab.errors import Gone
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from sandbox.clock import Clock
from sandbox.server import Sandbox
from tests.sandbox.conftest import BOT, PUBLIC, START, make_seed

pytestmark = pytest.mark.sandbox_only

#: noon, when it is tomorrow already in the one zone, and still yesterday in the other
NOW = START + timedelta(hours=3)
LABELS = ("bug", "Topic::CI", "Topic::Docs", "Stale", "needs, comma", "None")
PEOPLE = ("community-manager", "april.marks")
SPANS = ("1 minute", "12 hours", "1 day", "2 days", "1 week", "1 month", "2 years")


def client_for(box: Sandbox) -> GitLabClient:
    """A client with the rights of the bot."""
    return GitLabClient(Settings(url=box.url, token=box.token(BOT), timeout=10))


@pytest.fixture(scope="module", params=["premium", "free"])
def stocked(request: pytest.FixtureRequest) -> Iterator[GitLabClient]:
    """A GitLab of either tier with eighty issues of all kinds in one project."""
    with Sandbox(make_seed(), Clock(NOW, frozen=True), tier=request.param) as box:
        client = client_for(box)
        _stock(client, Random(5))
        yield client
        client.close()


def _stock(client: GitLabClient, chance: Random) -> None:
    """Open issues whose times lie before, at and around the ends of the spans."""
    api = client._api
    at = f"/projects/{PUBLIC.replace('/', '%2F')}"
    milestones = [
        api.post(f"{at}/milestones", {"title": title, "start_date": start, "due_date": due})["id"]
        for title, start, due in (
            ("past", None, "2027-01-10"),
            ("now", "2027-01-11", "2027-01-11"),
            ("next", None, "2027-01-12"),
        )
    ]
    people = [client._users.id_of(name) for name in PEOPLE]
    for number in range(80):
        opened = NOW - timedelta(seconds=chance.choice((0, 60, 61, 43_200, 86_400, 86_401, 604_800, 3_000_000)))
        body: dict[str, Any] = {
            "title": f"Issue {number}",
            "labels": chance.sample(LABELS, chance.randrange(4)),
            "confidential": chance.random() < 0.3,
            "assignee_ids": chance.sample(people, chance.randrange(2)),
            "created_at": opened.isoformat(),
            "issue_type": chance.choice(("issue", "issue", "incident")),
            "description": chance.choice(("", "- [ ] one", "- [x] one")),
            "weight": chance.choice((None, 0, 3)),
        }
        if chance.random() < 0.5:
            body["due_date"] = (NOW.date() + timedelta(days=chance.randrange(-3, 4))).isoformat()
        if chance.random() < 0.5:
            body["milestone_id"] = chance.choice(milestones)
        made = api.post(f"{at}/issues", {name: value for name, value in body.items() if value is not None})
        if chance.random() < 0.4:
            api.put(f"{at}/issues/{made['iid']}", {"state_event": "close"})


def every(client: GitLabClient, **filters: str) -> dict[int, Snapshot]:
    """Every issue that fits GitLab's own filters, page by page."""
    found, after = {}, ""
    while True:
        page = client.listing.page(PUBLIC, filters, after)
        found |= {issue.ref.iid: issue for issue in page.issues}
        after = page.next
        if not after:
            return found


AGES = st.sampled_from(SPANS).flatmap(lambda words: st.sampled_from([{"older_than": words}, {"newer_than": words}]))
NAMES = st.lists(st.sampled_from([*LABELS, "Topic::*", "nothing"]), max_size=2, unique=True)
CONDITIONS = {
    "state": st.sampled_from(["opened", "closed", "all"]),
    "labels": NAMES,
    "any_label": NAMES,
    "without_labels": NAMES | st.just(["*"]),
    "labelled": AGES.map(lambda age: [{"label": "Stale", **age}]),
    "author": st.just([BOT]) | st.just([BOT, "april.marks"]),
    "assignee": st.sampled_from([["none"], ["any"], ["April.Marks"], list(PEOPLE)]),
    "milestone": st.sampled_from(["none", "any", "upcoming", "started", "expired", "now", "nothing"]),
    "type": st.sampled_from([["issue"], ["incident", "task"], ["incident"]]),
    "confidential": st.booleans(),
    "weight": st.sampled_from(["none", "any", 0, 3, {"less_than": 3}, {"greater_than": 0}]),
    "iteration": st.sampled_from(["none", "any", "Sprint 1"]),
    "health": st.just("at_risk"),
    "created": AGES,
    "updated": AGES,
    "quiet": st.sampled_from(SPANS),
    "due": st.sampled_from(
        ["none", "any", {"within": "1 day"}, {"overdue": "0 days"}, {"overdue": "1 day"}, {"overdue": "2 days"}]
    ),
    "tasks": st.sampled_from(["none", "open", "done"]),
}
#: few conditions at once, so that some issues are selected
SELECTIONS = st.sets(st.sampled_from(sorted(CONDITIONS)), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: CONDITIONS[name] for name in sorted(names)})
)
ZONES = st.sampled_from(["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])


def selection(spec: dict[str, Any], zone: str = "UTC") -> CompiledSelection:
    """`spec`, its days counted in `zone`."""
    calendar = WorkCalendar.of(Calendar(timezone=zone))
    return CompiledSelection.of(Selection(**spec), calendar, lambda members: Place("group", ""))


def selected(rows: dict[int, Snapshot], chosen: CompiledSelection) -> set[int]:
    """The issues that the rows alone do not rule out."""
    return {iid for iid, issue in rows.items() if chosen.row_misses(issue, NOW) is None}


@given(spec=SELECTIONS, zone=ZONES)
@example(spec={"state": "all", "due": {"overdue": "0 days"}}, zone="Pacific/Kiritimati")
@example(spec={"state": "all", "due": {"overdue": "1 day"}}, zone="Pacific/Kiritimati")
@example(spec={"state": "all", "due": {"within": "1 day"}}, zone="Etc/GMT+12")
@example(spec={"state": "all", "milestone": "upcoming"}, zone="Etc/GMT+12")
@example(spec={"state": "all", "milestone": "expired"}, zone="Pacific/Kiritimati")
@example(spec={"state": "all", "weight": {"less_than": 3}}, zone="UTC")
@example(spec={"state": "all", "labels": ["needs, comma"]}, zone="UTC")
@example(spec={"state": "all", "labels": ["None"]}, zone="UTC")
@example(spec={"state": "all", "without_labels": ["None", "needs, comma", "Topic::*"]}, zone="UTC")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_filters_keep_nothing_back(stocked, spec, zone):
    """Whatever is selected is in the listing that GitLab narrows, in every zone and tier."""
    chosen = selection(spec, zone)

    missing = selected(every(stocked), chosen) - set(every(stocked, **chosen.server_filters(NOW)))

    assert missing == set()


@given(specs=st.lists(SELECTIONS, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_listings_of_many_policies_keep_nothing_back(stocked, specs):
    """However policies share listings, each sees what it selects, and no issue twice."""
    policies = {str(number): selection(spec) for number, spec in enumerate(specs)}
    wanted = {name: chosen.server_filters(NOW) for name, chosen in policies.items()}

    plan = listings(wanted, lambda several: [stocked.listing.count(PUBLIC, dict(one.filters)) for one in several])

    found: dict[str, set[int]] = {}
    for listing in plan:
        rows = every(stocked, **dict(listing.filters))
        for name in listing.policies:
            assert name not in found
            found[name] = selected(rows, policies[name])
    assert found == {name: selected(every(stocked), chosen) for name, chosen in policies.items()}


def test_filters_do_narrow(stocked):
    """What GitLab knows by itself it leaves out: a listing of few costs few pages."""
    spec = {"state": "closed", "labels": "bug", "confidential": True, "due": {"overdue": "1 day"}}
    chosen = selection(spec)

    assert set(every(stocked, **chosen.server_filters(NOW))) == selected(every(stocked), chosen)


class TestInquiries:
    REF = IssueRef(PUBLIC, 1)

    @pytest.fixture
    def asked(self, box, member, outsider):
        """An issue with a life: labels, comments, a change of hands; and the client that asks."""
        project = member.project()
        issue = project.issues.create({"title": "A", "labels": ["first"]})
        box.clock.advance(3600)
        outsider.project().issues.get(issue.iid).notes.create({"body": "Me too."})
        box.clock.advance(3600)
        issue.labels = ["first", "second"]
        issue.save()
        box.clock.advance(3600)
        issue.labels = ["first"]
        issue.save()
        box.clock.advance(3600)
        issue.labels = ["first", "second"]
        issue.save()
        client = client_for(box)
        yield client
        client.close()

    def test_labels(self, asked):
        """When a label was set last, also with the issue; nothing of one that it never had."""
        found = {label: asked.labelled_at(self.REF, label) for label in ("first", "second", "third")}

        assert found == {"first": START, "second": START + timedelta(hours=4), "third": None}

    def test_acts(self, asked):
        """Who commented or changed something, each with the last time."""
        everybody = asked.acts_since(self.REF, START)
        later = asked.acts_since(self.REF, START + timedelta(minutes=61))

        assert everybody == {
            "community-manager": START + timedelta(hours=4),
            "partner-emea-1": START + timedelta(hours=1),
        }
        assert later == {"community-manager": START + timedelta(hours=4)}

    def test_texts(self, asked, box, member):
        """Who assigned somebody or edited the text is known by GitLab's own notes."""
        issue = member.project().issues.get(1)
        box.clock.advance(3600)
        issue.title = "B"
        issue.save()

        assert asked.acts_since(self.REF, box.clock.now() - timedelta(minutes=1)) == {
            "community-manager": START + timedelta(hours=5)
        }

    def test_threads(self, asked, member):
        """A comment is a thread with all its answers; what GitLab says is none."""
        thread = member.project().issues.get(1).discussions.create({"body": "One."})
        thread.notes.create({"body": "Two."})

        assert asked.threads(self.REF) == 2

    def test_members(self, asked, box):
        """Members by inheritance are members; names in any case; groups and projects alike."""
        group = Place("group", "gitlab-com")

        assert [
            asked.is_member(place, name)
            for place, name in (
                (Place("project", PUBLIC), "Community-Manager"),
                (Place("project", PUBLIC), "partner-emea-1"),
                (group, BOT),
                (group, "nobody-at-all"),
            )
        ] == [True, False, True, False]

    def test_gone(self, asked):
        """An issue that is not there is gone, whatever is asked of it."""
        nothing = IssueRef(PUBLIC, 99)
        for ask in (
            lambda: asked.labelled_at(nothing, "x"),
            lambda: asked.acts_since(nothing, START),
            lambda: asked.threads(nothing),
        ):
            with pytest.raises(Gone):
                ask()


def test_figures(box, bot):
    """What a row of the listing shows is what the issue shows."""
    project = bot.project()
    milestone = project.milestones.create({"title": "17.8", "start_date": "2027-01-01", "due_date": "2027-01-31"})
    body = {"title": "A", "description": "- [x] a\n- [ ] b", "weight": 3, "milestone_id": milestone.id}
    issue = project.issues.create(body)
    issue.awardemojis.create({"name": "thumbsup"})
    issue.notes.create({"body": "Hm.\n/estimate 1h\n/spend 30m"})
    client = client_for(box)

    (row,) = every(client).values()

    assert row == client.read_issue(row.ref)
    figures = row.figures
    assert (figures.upvotes, figures.comments, figures.weight, figures.tasks, figures.tasks_done) == (1, 1, 3, 2, 1)
    assert (figures.milestone_starts, figures.milestone_due) == (date(2027, 1, 1), date(2027, 1, 31))
    assert (figures.milestone_state, row.milestone, figures.closed_at) == ("active", "17.8", None)
    assert (figures.estimate, figures.spent) == (3600, 1800)
    assert row.created_at == datetime(2027, 1, 11, 9, tzinfo=UTC)
    client.close()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("Upcoming", ["next"], id="of each project the one that is due next"),
        pytest.param("Started", ["under way"], id="those under way"),
        pytest.param("Any", ["closed", "far", "next", "past", "under way"], id="all"),
    ],
)
def test_milestones_by_their_dates(box, bot, word, expected):
    """The sandbox knows the words that GitLab has for milestones."""
    project = bot.project()
    for title, start, due in (
        ("past", None, "2027-01-11"),
        ("far", None, "2027-01-13"),
        ("next", None, "2027-01-12"),
        ("under way", "2027-01-11", "2027-01-11"),
        ("closed", "2027-01-01", "2027-01-12"),
    ):
        dates = {"due_date": due, **({"start_date": start} if start else {})}
        milestone = project.milestones.create({"title": title, **dates})
        project.issues.create({"title": title, "milestone_id": milestone.id})
        if title == "closed":
            milestone.state_event = "close"
            milestone.save()

    found = bot.call("GET", f"/projects/{project.id}/issues?milestone_id={word}").json()

    assert sorted(issue["title"] for issue in found) == expected
