"""`automation.decide.kpis`: what a KPI counts, and what it comes to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.decide.kpis import statistics
from automation.decide.kpis.run import workflows_for
from automation.decide.kpis.statistics import words
from automation.model.history import History
from automation.model.report import Figure, Group
from tests.report_parts import DAY, FIRST, entry, facts, figure, history, one, program, report
from tests.small import compiled, workflow

LAST = FIRST + timedelta(days=31)
#: three stories: one was done within the month, one after it, one stands in Doing since before
KNOWN = history(
    entry(1, "New", at=FIRST - 3 * DAY),
    entry(2, "New", at=FIRST - 2 * DAY),
    entry(2, "Doing", "New", at=FIRST - DAY),
    entry(1, "Doing", "New", at=FIRST + DAY),
    entry(1, "Done", "Doing", at=FIRST + 3 * DAY),
    entry(3, "New", at=FIRST + 4 * DAY),
    entry(3, "Done", "New", at=LAST),
    facts(1, labels=("Format::Blog", "Story::Done"), fields={"Region": "EMEA"}),
    facts(2, created_at=FIRST - 2 * DAY, labels=("Format::Video", "Story::Doing"), fields={"Region": "APAC"}),
    facts(3, created_at=LAST - DAY, labels=("Format::Video",)),
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"entered": "[Doing, Done]"}, 2, id="entries within the period"),
        pytest.param({"entered": "Done"}, 1, id="the end of the period belongs to the next"),
        pytest.param({"left": "New"}, 1, id="departures within the period"),
        pytest.param({"standing": "open"}, 2, id="open at the end, though one is done at that very instant"),
        pytest.param({"standing": "any"}, 3, id="all at the end"),
        pytest.param({"standing": "[Doing, New]"}, 2, id="in some stages at the end"),
        pytest.param({"opened": "true"}, 2, id="opened within the period"),
        pytest.param({"standing": "any", "when": "label('Format') == 'Video'"}, 2, id="a condition"),
        pytest.param({"standing": "any", "when": "fields['Region'] == 'EMEA' and not issue.is_open"}, 1, id="fields"),
        pytest.param({"standing": "any", "when": "issue.closed_at == entry.at"}, 1, id="when it was closed"),
    ],
)
def test_what_is_counted(keys, expected):
    """Each source counts what lies in its bounds."""
    counted = {"workflow": "story", **keys}
    rest = {"entered": "[]"} if "entered" not in keys else {}

    assert figure(KNOWN, **{**rest, **counted}).value == expected


def test_what_was_so_before_is_no_change():
    """A story that Usher found in Done is done, but was not brought there in the period."""
    known = history(entry(1, "Done", adopted=True), facts(1))

    assert (figure(known).value, figure(known, workflow="story", standing="Done").value) == (0, 1)


def test_opening_and_closing_within_a_stage_is_no_change():
    """What is only closed stays in its stage since it came there."""
    closed = entry(1, "Doing", "Doing", at=FIRST + 5 * DAY, is_open=False)
    known = history(entry(1, "Doing", "New", at=FIRST + DAY), closed, facts(1))
    since = figure(known, workflow="story", standing="any", each="days(entry.at, period.end)", value="sum")

    assert (figure(known, entered="Doing").value, since.value) == (1, 30)


def test_the_time_spent_in_a_stage():
    """`entry.since` is when the stage before was entered; where nobody knows, the story is left out of the times."""
    unknown = (entry(2, "Doing", at=FIRST - 9 * DAY, adopted=True), entry(2, "Done", "Doing", at=FIRST + DAY))
    known = history(
        entry(1, "Doing", at=FIRST + DAY), entry(1, "Done", "Doing", at=FIRST + 1.5 * DAY), *unknown, facts(1), facts(2)
    )
    keys = {"workflow": "story", "left": "Doing", "each": "days(entry.since, entry.at)"}

    assert (figure(known, **keys, value="median").value, figure(known, **keys).value) == (0.5, 2)


ROWS = {
    "outputs": (
        {"type": "blog", "date": "2026-12-31"},
        {"type": "blog", "date": "2027-01-01"},
        {"type": "video", "date": "2027-01-31"},
        {"type": "video", "date": "2027-02-01"},
        {"type": "talk"},
    )
}


def test_rows_of_the_period():
    """Rows count by their date, from the first day to the last; a row without one never does."""
    found = figure(history(facts(1, ledgers=ROWS)), workflow="story", rows="outputs", by="row.type")

    assert (found.value, found.groups) == (
        2,
        (Group(name="blog", value=1, count=1), Group(name="video", value=1, count=1)),
    )


def test_ledgers_of_an_issue():
    """An issue may be asked for its rows, within any dates."""
    each = "ledger('outputs', type='video', since=period.first_day, before=period.day_after) | length == 1"
    known = history(entry(1, "New"), entry(2, "New"), facts(1, ledgers=ROWS), facts(2))

    assert figure(known, workflow="story", standing="any", each=each, value="share").value == 50.0


VALUES = history(
    *(entry(number, "Done", "Doing") for number in range(1, 5)),
    *(facts(number, facts={"minutes": minutes}) for number, minutes in ((1, 10), (2, 20.5), (3, 100))),
    facts(4),
)
MINUTES = "memory.minutes if memory.minutes else none"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        pytest.param("count", "number", 4, id="what has no value is counted"),
        pytest.param("median", "minutes", 20.5, id="median"),
        pytest.param("mean", "minutes", 43.5, id="mean"),
        pytest.param("sum", "USD", 130.5, id="sum"),
        pytest.param("lowest", "number", 10, id="a whole number is one"),
        pytest.param("highest", "percent", 100.0, id="percentages have a decimal"),
        pytest.param("distinct", "number", 3, id="distinct"),
        pytest.param("100 * distinct / count", "percent", 75.0, id="a formula"),
        pytest.param("sum / (count - 4)", "number", None, id="nothing to divide by"),
        pytest.param("sum / 3", "days", 43.5, id="rounded to one decimal"),
        pytest.param("sum / 7", "number", 18.64, id="other numbers to two"),
    ],
)
def test_formulas(value, unit, expected):
    """The words of a formula, and how the number is reported."""
    found = figure(VALUES, workflow="story", entered="Done", each=MINUTES, value=value, unit=unit)

    assert (found.value, found.fault) == (expected, "")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(
            [],
            {"count": 0, "distinct": 0, "share": None, "sum": 0, "mean": None, "median": None, "lowest": None}
            | {"highest": None},
            id="nothing",
        ),
        pytest.param(
            [True, False, None],
            {"count": 3, "distinct": 2, "share": 50.0, "sum": 1, "mean": 0.5, "median": 0.5, "lowest": False}
            | {"highest": True},
            id="yes and no",
        ),
        pytest.param(
            ["a", "b", "a"],
            {"count": 3, "distinct": 2, "share": 100.0, "sum": 0, "mean": None, "median": None, "lowest": None}
            | {"highest": None},
            id="words are no numbers",
        ),
    ],
)
def test_statistics(values, expected):
    """Every word for values of each kind."""
    assert statistics.of(values) == expected


def test_groups_stand_in_the_order_of_the_stages():
    """Stages come as the workflow has them, whatever the alphabet says."""
    found = figure(KNOWN, workflow="story", standing="any", by="stage")

    assert found.groups == tuple(Group(name=name, value=1, count=1) for name in ("New", "Doing", "Done"))
    assert (found.plot, found.group_unit) == ("bars", "number")


@pytest.mark.parametrize(
    ("by", "names"),
    [
        pytest.param("issue.ref[-1:]", ["1", "2", "3", "4"], id="by a word"),
        pytest.param("'Q' ~ (11 - issue.ref[-1:] | int)", ["Q7", "Q8", "Q9", "Q10"], id="numbers as numbers"),
        pytest.param("memory.minutes", ["10", "20.5", "100", "none"], id="what has none"),
        pytest.param("['b', 'a', 'b']", ["a", "b"], id="several, each once"),
        pytest.param(
            "'a\\tb  c ' ~ 'xxxxxxxxxx' ~ 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'",
            ["a b c xxxxxxxxxx" + "y" * 44],
            id="on one line, and not long",
        ),
    ],
)
def test_names_of_groups(by, names):
    """A group is a short word on one line, in an order that people expect."""
    found = figure(VALUES, workflow="story", entered="Done", by=f'"{by}"')

    assert [group.name for group in found.groups] == names


def test_bins():
    """Values in steps, each bound the first of the next; what has no value is in none."""
    found = figure(
        VALUES, workflow="story", entered="Done", each=MINUTES, value="median", unit="minutes", bins="[10, 100]"
    )

    assert found.groups == (
        Group(name="under 10", value=0, count=0),
        Group(name="10 to 100", value=2, count=2),
        Group(name="100 and more", value=1, count=1),
    )
    assert (found.value, found.group_unit) == (20.5, "number")
    assert figure(History(), bins="[10]").groups == ()


FORMULAS = """\
first: {title: First, workflow: story, entered: Done}
second: {title: Second, workflow: story, standing: Doing}
ratio: {title: Ratio, unit: percent, value: 100 * kpi.first / kpi.second}
growth: {title: Growth, value: kpi.first - before.first}
"""


def test_formulas_over_figures():
    """A KPI may use those before it, and those of the period before; without a number there is none."""
    known = history(entry(1, "Doing", at=FIRST - 40 * DAY), entry(2, "Done", "New", at=FIRST + DAY), facts(1), facts(2))
    wanted = ("ratio", "growth", "second")

    january = report(FORMULAS, known, *wanted)
    december = report(FORMULAS, known, *wanted, period="2026-12")

    assert [(one.key, one.value, one.before) for one in january.figures] == [
        ("ratio", 100.0, 0.0),
        ("growth", 1, 0),
        ("second", 1, 1),
    ]
    assert (january.compared_with, [one.fault for one in december.figures]) == ("2026-12", ["", "", ""])


ENTERED = """\
members: {title: Members, workflow: story, number: Members}
growth: {title: Growth, value: kpi.members - before.members}
"""
MEMBERS = "{Account: {}, Region: {one_of: [EMEA, APAC]}, Members: {type: number}, Text: {}}"


def asked(number: int, period: str, value: str, **values):
    """A report issue in which somebody entered `value`."""
    return (
        entry(number, "New", at=FIRST + number * DAY),
        facts(number, facts={"period": period}, fields={"Members": value} if value else {}, **values),
    )


def test_numbers_that_people_enter():
    """The newest issue of the period counts that has the number; before anybody enters it there is none."""
    known = history(
        *asked(1, "2026-12", "1,000", created_at=FIRST),
        *asked(2, "2027-01", "1,100", created_at=FIRST + DAY),
        *asked(3, "2027-01", "1,200", created_at=FIRST + 2 * DAY),
        *asked(4, "2027-01", "", created_at=FIRST + 3 * DAY),
    )

    january = report(ENTERED, known, "members", "growth", fields=MEMBERS)
    february = report(ENTERED, known, "members", "growth", period="2027-02", fields=MEMBERS)

    assert [(one.asked, one.value, one.before) for one in january.figures] == [("Members", 1200, 1000), ("", 200, None)]
    assert [(one.asked, one.value, one.before) for one in february.figures] == [
        ("Members", None, 1200),
        ("", None, 200),
    ]


def test_a_number_is_entered_after_the_period():
    """A report issue opens when its period is over; the number is its period's all the same."""
    known = history(*asked(40, "2027-01", "7"))

    assert report(ENTERED, known, "members", fields=MEMBERS).figures[0].value == 7


@pytest.mark.parametrize(
    ("keys", "value", "reached"),
    [
        pytest.param({"goal": "3"}, 4, True, id="reached"),
        pytest.param({"goal": "4"}, 4, True, id="just reached"),
        pytest.param({"goal": "5"}, 4, False, id="missed"),
        pytest.param({"goal": "3", "lower_is_better": "true"}, 4, False, id="too much"),
        pytest.param({"goal": "4", "lower_is_better": "true"}, 4, True, id="just not too much"),
        pytest.param({}, 4, None, id="no goal"),
        pytest.param({"goal": "4", "each": "none", "value": "median"}, None, None, id="no number"),
    ],
)
def test_goals(keys, value, reached):
    """A goal is the least or the most."""
    found = figure(VALUES, **{"workflow": "story", "entered": "Done", **keys})

    assert (found.value, found.reached) == (value, reached)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("figure.now > 3", "Many.", id="holds"),
        pytest.param("figure.now > 4", "", id="does not"),
        pytest.param("figure.now < figure.last", "", id="less than before"),
    ],
)
def test_remarks(condition, expected):
    """A KPI may say what its figure suggests."""
    remark = f'{{if: "{condition}", text: Many.}}'

    assert figure(VALUES, workflow="story", entered="Done", remark=remark).remark == expected


def test_what_goes_wrong_with_real_values_is_said():
    """A formula that fails on what was found has no number and says why; all others have theirs."""
    kpis = (
        "bad: {title: Bad, workflow: story, entered: Done, each: memory.minutes, value: \"'a' if sum else 1\"}\n"
        "worse: {title: Worse, workflow: story, entered: Done, when: memory.minutes < 3 if memory.minutes else true}\n"
        "good: {title: Good, workflow: story, entered: Done}\n"
    )
    known = history(entry(1, "Done", "Doing"), facts(1, facts={"minutes": {"a": 1}}))

    found = report(kpis, known, "bad", "worse", "good")

    assert [(one.value, one.fault) for one in found.figures] == [
        (1, ""),
        (None, "'<' not supported between instances of 'dict' and 'int'"),
        (1, ""),
    ]


def test_which_history_is_needed():
    """That of the workflows that are counted, and of the program of the KPI, whose issues may be the origin."""
    rules = compiled(program(one()))

    assert (workflows_for(rules, ["figure"]), workflows_for(rules, ["nothing"])) == ({"story"}, frozenset())


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        pytest.param(None, "minutes", "–", id="none"),
        pytest.param(69.5, "minutes", "69.5 min", id="minutes"),
        pytest.param(50.0, "percent", "50.0 %", id="percent"),
        pytest.param(3.0, "days", "3.0 days", id="days"),
        pytest.param(12000, "USD", "12,000 USD", id="money"),
        pytest.param(7, "points", "7 points", id="points"),
        pytest.param(1234.5, "number", "1,234.5", id="a number"),
    ],
)
def test_words(value, unit, expected):
    """Numbers as people read them."""
    assert words(value, unit) == expected


def test_the_whole_figure():
    """Everything that is known of a figure is in it."""
    keys = {"id": "K-99", "unit": "percent", "goal": "50", "by": "fields['Region']", "plot": "funnel"}

    assert figure(KNOWN, workflow="story", entered="Done", value="share", **keys) == Figure(
        key="figure",
        id="K-99",
        title="Figure",
        unit="percent",
        value=100.0,
        before=None,
        goal=50.0,
        groups=(Group(name="EMEA", value=100.0, count=1),),
        group_unit="percent",
        plot="funnel",
    )
    assert workflow() in program("")
