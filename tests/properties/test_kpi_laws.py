"""Laws of KPIs: whatever happened, parts make up the whole, and periods side by side leave nothing out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from automation.decide.kpis import statistics
from automation.model.history import History
from tests.report_parts import FIRST, entry, facts, figure, history, one, report

STAGES = ("New", "Doing", "Done")
HOURS = st.integers(-40 * 24, 80 * 24)


@st.composite
def histories(draw) -> History:
    """Some stories that went through stages at any time, some of them seen late."""
    found = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        stage = ""
        for hour in sorted(draw(st.lists(HOURS, max_size=5))):
            after = draw(st.sampled_from(STAGES))
            adopted = stage == "" and draw(st.booleans())
            found.append(entry(number, after, stage, FIRST + timedelta(hours=hour), adopted=adopted))
            stage = after
        found.append(facts(number, labels=(f"Format::{draw(st.sampled_from('AB'))}",)))
    known = history(*found)
    return History(entries=tuple(sorted(known.entries, key=lambda item: item.at)), issues=known.issues)


@given(histories(), st.sampled_from(["entered: [New, Doing, Done]", "standing: any", "opened: true"]))
def test_groups_make_up_the_whole(known, source):
    """The parts of a figure count what the figure counts, each item once."""
    kpi = f"figure: {{title: Figure, workflow: story, {source}, by: label('Format')}}\n"
    (found,) = report(kpi, known).figures

    assert sum(group.count for group in found.groups) == found.value == sum(group.value for group in found.groups)


@given(histories())
def test_every_move_belongs_to_one_period(known):
    """Three months side by side count every change of the stage in them once, and no adoption."""
    months = [
        report(one(entered="[New, Doing, Done]"), known, period=words) for words in ("2026-12", "2027-01", "2027-02")
    ]
    start, end = months[0].period.start, months[-1].period.end
    moves = [item for item in known.entries if item.stage != item.from_stage and not item.adopted]

    assert sum(month.figures[0].value for month in months) == sum(start <= item.at < end for item in moves)
    assert [month.figures[0].before for month in months[1:]] == [month.figures[0].value for month in months[:-1]]


@given(histories())
def test_an_issue_stands_in_one_stage(known):
    """At the end of a period every story that was seen stands where its last entry before led it."""
    end = FIRST + timedelta(days=31)
    last = {item.ref: item.stage for item in known.entries if item.at < end}

    found = figure(known, workflow="story", standing="any", by="stage")

    assert {group.name: group.value for group in found.groups} == Counter(last.values())


@given(histories(), st.lists(st.integers(-30, 90), unique=True, max_size=4))
def test_bins_hold_every_value(known, bounds):
    """However the bounds lie, each value is in one step."""
    keys = {"workflow": "story", "standing": "any", "each": "days(entry.at, period.end)"}
    found = figure(known, **keys, bins=str(sorted(bounds)))
    whole = figure(known, **keys)

    assert sum(group.count for group in found.groups) == (whole.value if bounds else 0)


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(-9, 9)), max_size=9))
def test_words_of_formulas_fit_together(values):
    """Median and mean lie between the lowest and the highest, a share between 0 and 100; or all are not there."""
    found = statistics.of(values)
    there = [value for value in values if value is not None]

    assert found["count"] == len(values)
    if there:
        assert found["lowest"] <= found["median"] <= found["highest"]
        assert found["lowest"] - 1e-9 <= found["mean"] <= found["highest"] + 1e-9
        assert 0 <= found["share"] <= 100
    else:
        assert [found[word] for word in ("share", "mean", "median", "lowest", "highest")] == [None] * 5
