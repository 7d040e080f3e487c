"""`automation.reports`: a report as Markdown, as JSON and as a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from automation.decide.guard import commands, mentions
from automation.model.report import Figure, Group, Period, Report
from automation.reports.data import as_json
from automation.reports.markdown import as_markdown
from automation.reports.page import as_page
from automation.reports.plots import description, plot

JANUARY = Period(
    label="2027-01", start=datetime(2027, 1, 1, tzinfo=UTC), end=datetime(2027, 2, 1, tzinfo=UTC), kind="month"
)
ANSWERS = Figure(
    key="answers",
    id="K-10",
    title="Median first response",
    unit="minutes",
    value=69.5,
    before=40.0,
    goal=60.0,
    lower_is_better=True,
    groups=(Group(name="Forum", value=49.0, count=1), Group(name="Reddit", value=90.0, count=2)),
    group_unit="minutes",
    plot="bars",
    remark="It takes longer than it should.",
)
FUNNEL = Figure(
    key="funnel",
    title="How far they came",
    value=4,
    groups=(
        Group(name="New", value=4, count=4),
        Group(name="Done", value=1, count=1),
        Group(name="?", value=None, count=0),
    ),
    plot="funnel",
)
MEMBERS = Figure(key="members", id="K-07", title="Members", value=None, before=1200, asked="Base members")
BROKEN = Figure(key="broken", title="Broken", value=None, fault="there is no 'x'")
REPORT = Report(title="Community", period=JANUARY, compared_with="2026-12", figures=(ANSWERS, FUNNEL, MEMBERS, BROKEN))
EVIL = '<script>alert(1)</script> @nicole.smith\n/close & "x" | y'


def test_markdown():
    """A table of all figures, what they suggest, their parts, and what could not be worked out."""
    assert as_markdown(REPORT) == (
        "# Community\n\n"
        "| KPI | | 2027-01 | 2026-12 | goal |\n"
        "| --- | --- | ---: | ---: | --- |\n"
        "| K-10 | Median first response | 69.5 min | 40.0 min | at most 60.0 min, missed |\n"
        "|  | How far they came | 4 | – |  |\n"
        "| K-07 | Members (entered by people) | – | 1,200 |  |\n"
        "|  | Broken | – | – |  |\n\n"
        "**Median first response:** It takes longer than it should.\n\n"
        "## Median first response\n\n"
        "- Forum: 49.0 min\n- Reddit: 90.0 min\n\n"
        "## How far they came\n\n"
        "- New: 4\n- Done: 1\n- ?: –\n\n"
        "## Could not be worked out\n\n"
        "- Broken: there is no 'x'\n"
    )


def test_json():
    """Every figure with its parts, numbers as numbers; the instants say which of them belong to the period."""
    found = json.loads(json.dumps(as_json(replace(REPORT, figures=(ANSWERS,)))))

    assert found == {
        "title": "Community",
        "period": {"label": "2027-01", "from": "2027-01-01T00:00:00+00:00", "to": "2027-02-01T00:00:00+00:00"},
        "compared_with": "2026-12",
        "figures": [
            {
                "key": "answers",
                "id": "K-10",
                "title": "Median first response",
                "unit": "minutes",
                "value": 69.5,
                "before": 40.0,
                "goal": 60.0,
                "lower_is_better": True,
                "reached": False,
                "groups": [{"name": "Forum", "value": 49.0, "count": 1}, {"name": "Reddit", "value": 90.0, "count": 2}],
                "group_unit": "minutes",
                "plot": "bars",
                "asked": "",
                "remark": "It takes longer than it should.",
                "fault": "",
            }
        ],
    }


class Tags(HTMLParser):
    """The tags of a page, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def test_a_page_needs_nothing_else():
    """No script, no font, no address: it can be mailed, and kept."""
    page = as_page(REPORT)
    found = Tags(page)

    assert {"script", "link", "img", "iframe"}.isdisjoint(found.tags)
    assert (found.addresses, re.findall(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", page)) == ([], [])
    assert found.tags.count("svg") == 2
    assert len(found.ids) == len(set(found.ids)) == 4


def test_the_numbers_of_a_plot_stand_beside_it():
    """Who does not see the plot has a title, a description and a table."""
    page = as_page(REPORT)

    assert '<th scope="row">Reddit</th><td class="number">90.0 min</td><td class="number">2</td>' in page
    assert "Forum 49.0 min, Reddit 90.0 min, the goal is 60.0 min" in page
    assert description(FUNNEL) == "New 4, Done 1, ? –"


def test_words_of_others_do_nothing():
    """Whatever a group is called, it is text: on the page, in the drawing, and in Markdown."""
    group = Group(name=EVIL, value=1, count=1)
    evil = replace(REPORT, figures=(replace(ANSWERS, groups=(group,), title=EVIL, remark=EVIL, fault=EVIL),))
    page, text = as_page(evil), as_markdown(evil)

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert (commands(text), mentions(text), "<script" in text) == ((), frozenset(), False)


def bars(figure: Figure) -> list[tuple[float, float]]:
    """Begin and length of each bar."""
    root = ET.fromstring(plot(figure, "p"))
    return [
        (float(one.attrib["x"]), float(one.attrib["width"]))
        for one in root.iter()
        if one.tag.rpartition("}")[2] == "rect"
    ]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(ANSWERS, [(230, 201.4), (230, 370)], id="as long as they are large"),
        pytest.param(FUNNEL, [(230, 370), (368.8, 92.5), (415, 0)], id="a funnel stands in the middle"),
        pytest.param(
            replace(ANSWERS, goal=180.0), [(230, 100.7), (230, 185)], id="the goal has room where it is the largest"
        ),
        pytest.param(
            replace(ANSWERS, goal=None, groups=(Group(name="a", value=-3, count=1), Group(name="b", value=0, count=1))),
            [(230, 0), (230, 0)],
            id="nothing and less have no length",
        ),
    ],
)
def test_bars(figure, expected):
    """The largest bar is as long as there is room."""
    assert bars(figure) == expected


def test_a_funnel_says_which_part_is_left():
    """Beside each number stands its part of those who began."""
    texts = [one.text for one in ET.fromstring(plot(FUNNEL, "p")).iter() if one.tag.rpartition("}")[2] == "text"]

    assert texts == ["New", "4 (100 %)", "Done", "1 (25 %)", "?", "–"]


def test_long_names_are_cut():
    """A name has room for thirty characters; the table beside the plot has all of it."""
    figure = replace(ANSWERS, groups=(Group(name="x" * 40, value=1, count=1),))
    page = as_page(replace(REPORT, figures=(figure,)))

    assert f">{'x' * 29}…</text>" in page
    assert f">{'x' * 40}</th>" in page


@pytest.mark.parametrize(
    ("figure", "drawn"),
    [
        pytest.param(ANSWERS, True, id="a goal among bars"),
        pytest.param(replace(ANSWERS, goal=None), False, id="no goal"),
        pytest.param(replace(ANSWERS, group_unit="number"), False, id="bars of another unit"),
        pytest.param(replace(FUNNEL, goal=2), False, id="a funnel has none"),
    ],
)
def test_the_goal_is_a_line(figure, drawn):
    """A line across the bars, where they have the unit of the goal."""
    assert ("<line" in plot(figure, "p")) is drawn
