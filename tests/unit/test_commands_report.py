"""`usher report`: the figures of a program, from the database of the service."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.decide.periods import period_ended
from automation.model.history import Entry, IssueFacts
from automation.runtime.store import Store
from tests.report_parts import one, program
from tests.small import PATH, compiled, written
from tests.store_parts import REF, complete, delivery, record, run

AT = datetime(2027, 1, 11, 9, tzinfo=UTC)


def usher(*arguments):
    """Run `usher report` with these arguments; no fault of a user may end in a traceback."""
    result = CliRunner().invoke(main, ["report", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def place(tmp_path):
    """A configuration with one KPI, and a database in which one story was done: the options that name them."""
    config = written(program(one(by="label('Format')")), tmp_path)
    address = f"sqlite:///{tmp_path / 'usher.db'}"
    done = Entry(ref=f"{PATH}#7", workflow="story", stage="Done", from_stage="Doing", at=AT)
    facts = IssueFacts(ref=f"{PATH}#7", workflow="story", labels=("Format::Blog",))
    with Store.open(address) as store:
        store.receive(delivery())
        complete(store, run(work_key=str(REF)), record(entries=(done,), facts=facts))
    return ("--config", config, "--database", address)


def test_markdown_is_the_default(place):
    """A table for people, of the period that is named and the one before."""
    result = usher("stories", "--period", "2027-01", *place)

    assert (result.exit_code, result.output) == (
        0,
        (
            "# Stories\n\n| KPI | | 2027-01 | 2026-12 | goal |\n| --- | --- | ---: | ---: | --- |\n"
            "|  | Figure | 1 | 0 |  |\n\n## Figure\n\n- Blog: 1\n"
        ),
    )


def test_json_for_programs(place):
    """The same as data."""
    result = usher("stories", "--period", "FY27-Q4", "--format", "json", *place)
    found = json.loads(result.output)

    assert (result.exit_code, found["period"]["label"], found["figures"][0]["groups"]) == (
        0,
        "FY27-Q4",
        [{"name": "Blog", "value": 1, "count": 1}],
    )


def test_a_page_with_plots(place):
    """One file of HTML."""
    result = usher("stories", "--period", "2027-W02", "--format", "html", *place)

    assert result.exit_code == 0
    assert result.output.startswith("<!doctype html>")
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in result.output


def test_the_last_month_without_a_period(place):
    """Without a period it is the last month that is over, today."""
    calendar = compiled(program(one())).calendar
    before = period_ended("month", datetime.now(UTC).date(), calendar)
    found = json.loads(usher("stories", "--format", "json", *place).output)["period"]["label"]
    after = period_ended("month", datetime.now(UTC).date(), calendar)

    assert found in {before.label, after.label}


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        pytest.param(
            ["story", "--period", "2027-01"],
            2,
            "usher: no program with KPIs is called 'story'; did you mean 'stories'?\n",
            id="no such program",
        ),
        pytest.param(
            ["stories", "--period", "January"],
            2,
            "usher: --period 'January' is no period; write 2027-01, FY27-Q4, FY27, 2027-W02 or "
            "2027-01-11..2027-01-18\n",
            id="no period",
        ),
    ],
)
def test_used_wrongly(place, arguments, code, expected):
    """What is wrong is said in a sentence, with what would be right."""
    result = usher(*arguments, *place)

    assert (result.exit_code, result.output) == (code, expected)


def test_without_a_database(place, tmp_path):
    """Nothing was recorded where nothing ran, and nothing is made."""
    address = f"sqlite:///{tmp_path / 'nowhere.db'}"
    result = usher("stories", "--config", place[1], "--database", address)

    assert (result.exit_code, result.output) == (
        1,
        f"usher: there is no database at {address}; is this the one of the running service?\n",
    )
    assert not (tmp_path / "nowhere.db").exists()
