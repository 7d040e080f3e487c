"""`automation.decide.kept`: what is kept of an issue when its texts are gone."""

from __future__ import annotations

import pytest

from automation.decide.kept import kept_fields, kept_values
from tests.small import compiled, workflow

FIELDS = (
    "{Account: {}, Region: {one_of: [EMEA, APAC]}, Seats: {type: number}, Day: {type: date}, At: {type: datetime}, "
    "Agreed: {type: yes_no}, Email: {type: email}, Page: {type: url}, Owner: {type: user}, Story: {prose: true}}"
)
BODY = """\
- **Account:** Helios Energy
- **Region:** emea
- **Seats:** 1,200
- **Day:** 2027-01-29
- **At:** 2027-01-29 14:30
- **Agreed:** Yes, by phone
- **Email:** someone@partner.example
- **Page:** https://example.com/page
- **Owner:** @sa-emea
### Story
They said
"""
MEASURED = {"Region": "EMEA", "Seats": "1,200", "Day": "2027-01-29", "At": "2027-01-29 14:30", "Agreed": "Yes"}


def fields(body: str, *, confidential: bool) -> dict[str, str]:
    """What is kept of an issue with the description `body`."""
    story = compiled(workflow(fields=FIELDS)).workflows["story"]
    return kept_fields(story, body, confidential=confidential)


def test_of_a_confidential_issue_no_words():
    """Who the customer is and what they said is not among what is kept (rules.md G16)."""
    assert fields(BODY, confidential=True) == MEASURED


def test_of_others_short_words_but_no_people():
    """What stands in one line is kept, who somebody is or how to reach them is not."""
    assert fields(BODY, confidential=False) == {"Account": "Helios Energy", **MEASURED}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("- **Seats:** many\n- **Day:** tomorrow\n- **Region:** Mars", id="malformed"),
        pytest.param(f"- **Account:** {'x' * 101}", id="too long"),
        pytest.param("- **Account:** TBD", id="empty"),
    ],
)
def test_nothing_of_what_is_no_value(body):
    """What is no value of its type, or a text, is left out."""
    assert fields(body, confidential=False) == {}


VALUES = {
    "count": 3,
    "share": {"cost": 2.0, "group": "Field Marketing FY27-Q4"},
    "late": True,
    "at": "2027-01-11T10:20:00+00:00",
    "period": "FY27-Q4",
    "type": "enablement-session",
    "who": "Helios",
    "words": "what they said",
    "email": "a@partner.example",
    "nothing": None,
    "list": ["a"],
}
HARMLESS = {name: VALUES[name] for name in ("count", "late", "at", "period", "type")}


@pytest.mark.parametrize(
    ("confidential", "expected"),
    [
        pytest.param(True, {**HARMLESS, "share": {"cost": 2.0}}, id="confidential"),
        pytest.param(
            False,
            {**HARMLESS, **{name: VALUES[name] for name in ("share", "who", "words")}},
            id="for all to read",
        ),
    ],
)
def test_values(confidential, expected):
    """Of a confidential issue numbers, dates, periods and words in small letters; never what is no value."""
    assert kept_values(VALUES, confidential=confidential) == expected


def test_texts_of_several_lines_are_none():
    """What a program remembered of a description does not outlive it."""
    assert kept_values({"text": "one\ntwo", "long": "x" * 101}, confidential=False) == {}
