"""The action `report`: the issue of a report for the period that is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from automation.decide.batch import Batch
from automation.decide.core import decide
from automation.decide.fields import read_fields
from automation.decide.guard import commands, mentions
from automation.decide.occurrences import Occurrence
from automation.decide.scheduled import event_of
from automation.model.decision import Decision
from automation.model.plan import OpenIssue
from automation.model.refs import schedule_key
from automation.model.report import Figure, Group, Period, Report
from automation.model.snapshot import Memory
from tests.play import BOT, Answers, Play, shipped

#: the first of February, and the first working day after it at which Usher gets to it
AT = datetime(2027, 2, 1, 7, tzinfo=UTC)
LATE = datetime(2027, 2, 3, 12, tzinfo=UTC)
ANY = Period(label="", start=AT, end=AT)
ANSWERS = Figure(
    key="answers",
    id="K-10",
    title="Median first response",
    unit="minutes",
    value=69.5,
    before=40.0,
    goal=60.0,
    lower_is_better=True,
    groups=(Group(name="Forum @nicole.smith", value=49.0, count=1),),
    group_unit="minutes",
    remark="More people?",
)
VIEWS = Figure(key="views", id="K-02", title="Page views", value=None, before=1200, asked="Page views")


class Heard(Answers):
    """Look-ups that note which report they were asked for."""

    asked: tuple[tuple[str, Period], ...] = ()

    def report(self, name: str, period: Period) -> Report:
        """As `Answers.report`."""
        self.asked = (*self.asked, (name, period))
        return super().report(name, period)


def fire(name: str, ask: Answers) -> Decision:
    """What the schedule `name` does on the first of February."""
    found = Occurrence(day=AT.date(), slot="", at=AT, fires_at=AT)
    event = event_of(shipped().schedules[name], found, LATE)
    batch = Batch(key=schedule_key(name), events=(event,), snapshot=None, memory=Memory(), bot=BOT)
    return decide(batch, shipped(), ask, LATE)


def known(*figures: Figure) -> Heard:
    """Look-ups to which every report has these `figures`."""
    found = Report(title="", period=ANY, compared_with="2026-12", figures=figures)
    names = [name for program in shipped().config.programs.values() for name in program.reports]
    return Heard(reports=dict.fromkeys(names, found))


def opened(decision: Decision) -> list[OpenIssue]:
    """The issues that are opened."""
    return [effect for effect in decision.plan.effects if isinstance(effect, OpenIssue)]


def test_two_reports_for_the_month_that_is_over():
    """On the first of the month, each for its people in its project, due in five working days from that date."""
    ask = known(ANSWERS)

    found = opened(fire("kpi-monthly", ask))

    paths = {key: project.path for key, project in shipped().config.projects.items()}
    assert [(one.title, one.project, one.assignees, one.due_date, one.confidential, one.labels) for one in found] == [
        (
            "Community KPIs 2027-01",
            paths["community-programs"],
            ("community-manager", "senior-advocate"),
            date(2027, 2, 8),
            True,
            {"KPI Report"},
        ),
        (
            "Marketing KPIs 2027-01",
            paths["integrated"],
            ("im-vp", "nicole.smith", "devrel-lead"),
            date(2027, 2, 8),
            True,
            {"KPI Report"},
        ),
    ]
    january = Period(label="2027-01", start=datetime(2027, 1, 1, tzinfo=UTC), end=datetime(2027, 2, 1, tzinfo=UTC))
    assert ask.asked == tuple(
        (name, replace(january, kind="month")) for name in ("community-monthly", "marketing-monthly")
    )


@pytest.mark.parametrize(
    ("schedule", "reports", "label"),
    [
        pytest.param("kpi-weekly", ["community-weekly"], "2027-W04", id="weekly"),
        pytest.param("kpi-quarterly", ["advocacy-quarterly", "champions-quarterly"], "FY27-Q4", id="quarterly"),
    ],
)
def test_the_period_of_each_report(schedule, reports, label):
    """A week from Monday on, a quarter of the fiscal year: the last one that is over."""
    ask = known()
    fire(schedule, ask)

    assert [(name, period.label) for name, period in ask.asked] == [(name, label) for name in reports]


def test_what_the_issue_says():
    """The figures with what they suggest and their parts, then the fields that people fill in; names do nothing."""
    body = opened(fire("kpi-monthly", known(ANSWERS, VIEWS)))[0].description

    assert body.startswith(
        "<!-- program: kpi-report -->\n"
        "| KPI | | 2027-01 | 2026-12 | goal |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| K-10 | Median first response | 69.5 min | 40.0 min | at most 60.0 min, missed |\n\n"
        "Median first response: More people?\n\n"
        "**Median first response**\n\n"
        "- Forum"
    )
    assert "- Page views was 1,200 in 2026-12.\n- **Page views:**" in body
    assert "Conversions" not in body
    assert (commands(body), mentions(body)) == ((), frozenset())


def test_what_people_enter_is_kept():
    """The issue knows which report it is, and the number that somebody enters is among what reports may count."""
    ask = known(VIEWS)
    effect = opened(fire("kpi-monthly", ask))[0]
    play = Play.born(shipped(), effect, ask, AT)

    play.update(
        "nicole.smith", description=play.snapshot.description.replace("**Page views:**", "**Page views:** 1,500")
    )

    assert play.last is not None
    assert (play.memory.facts, play.last.facts["fields"]) == (
        {"report": "community-monthly", "period": "2027-01"},
        {"Page views": "1,500"},
    )
    assert read_fields(play.snapshot.description, ["Page views"]) == {"Page views": "1,500"}


def test_a_replay_opens_the_same_issue():
    """The figures are asked for through the look-ups, which keep them with the run."""
    ask = known(ANSWERS)

    assert fire("kpi-monthly", ask).plan == fire("kpi-monthly", ask).plan
