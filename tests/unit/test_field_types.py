"""What is wrong with the value of a field, in words."""

from __future__ import annotations

import pytest

from automation.config.workflow import FieldSpec
from automation.decide.fields import canonical, malformed, user_of

EMAIL, URL = "must be an email address", "must be a link that begins with https://"
INSTANT = "must be a time such as 2027-01-31 14:30 or 2027-01-31T14:30:00Z"
DATE, NUMBER = "must be a date such as 2027-01-31", "must be a number"
USER, YES_NO = "must be a username such as @name", "must begin with Yes or No"

VALUES = (
    ("text", "anything @all", None, "any text"),
    ("email", "champion.one@rheinwerk.example", None, "an address"),
    ("email", "a+b@c-d.co.uk", None, "with all that addresses may have"),
    ("email", "champion at rheinwerk", EMAIL, "no sign"),
    ("email", "a@b", EMAIL, "no domain"),
    ("email", "a@b.example, c@d.example", EMAIL, "two addresses"),
    ("email", "<a@b.example>", EMAIL, "in angle brackets"),
    ("url", "https://about.gitlab.com/customers/x?y#z", None, "a link"),
    ("url", "HTTP://localhost:3000", None, "any host"),
    ("url", "about.gitlab.com", URL, "no scheme"),
    ("url", "javascript:alert(1)", URL, "another scheme"),
    ("url", "https://user@evil.example/", URL, "somebody's name in it"),
    ("url", "https://a b", URL, "a gap"),
    ("date", "2027-01-31", None, "a date"),
    ("date", "2027-02-30", DATE, "a day that there is not"),
    ("date", "31.01.2027", DATE, "another order"),
    ("date", "20270131", DATE, "no hyphens"),
    ("date", "2027-01-31 or so", DATE, "more than a date"),
    ("datetime", "2027-01-31 14:30", None, "a time"),
    ("datetime", "2027-01-31T14:30+01:00", None, "a time with its zone"),
    ("datetime", "2027-01-31", INSTANT, "a day"),
    ("datetime", "tomorrow at noon", INSTANT, "words"),
    ("number", "12", None, "an integer"),
    ("number", "-3.5", None, "a fraction"),
    ("number", "12,000", None, "thousands"),
    ("number", "1,2", NUMBER, "not thousands"),
    ("number", "five", NUMBER, "words"),
    ("user", "@sa-emea", None, "a username"),
    ("user", "sa-emea", None, "without its sign"),
    ("user", "the SA", USER, "words"),
    ("user", "@", USER, "the sign alone"),
    ("yes_no", "Yes, by the practice lead", None, "with more behind it"),
    ("yes_no", "no", None, "lower case"),
    ("yes_no", "Nobody", YES_NO, "another word"),
    ("yes_no", "perhaps", YES_NO, "neither"),
    ("date", "", None, "what is empty is not malformed"),
)


@pytest.mark.parametrize(
    ("kind", "value", "words"), [pytest.param(*row[:3], id=f"{row[0]}: {row[3]}") for row in VALUES]
)
def test_malformed(kind, value, words):
    """A value of the wrong type is named by what it must be."""
    assert malformed(FieldSpec(type=kind), value) == words


REGION = FieldSpec(one_of=["AMER", "EMEA", "APAC"])
CHOICES = (
    pytest.param("EMEA", None, "EMEA", id="as listed"),
    pytest.param(" emea ", None, "EMEA", id="other case and gaps"),
    pytest.param("EMEAA", "must be one of AMER, EMEA, APAC; did you mean EMEA?", "EMEAA", id="a slip"),
    pytest.param("Mars", "must be one of AMER, EMEA, APAC", "Mars", id="nothing like it"),
    pytest.param("", None, "", id="empty"),
)


@pytest.mark.parametrize(("value", "words", "spelt"), CHOICES)
def test_one_of(value, words, spelt):
    """Only the listed values are right, in any case; their spelling is that of the list."""
    assert (malformed(REGION, value), canonical(REGION, value)) == (words, spelt)


CANDIDATE = r"[A-Z]+-\d+"
AS_ASKED = "must be written as asked for"
PATTERNS = (
    pytest.param(FieldSpec(matches=CANDIDATE), "CA-014", None, id="as described"),
    pytest.param(FieldSpec(matches=CANDIDATE), "CA-014 or so", AS_ASKED, id="more than that"),
    pytest.param(FieldSpec(matches=CANDIDATE, hint="CA-014"), "ca-14", f"{AS_ASKED}: CA-014", id="the hint says how"),
    pytest.param(FieldSpec(matches=CANDIDATE), "", None, id="empty"),
    pytest.param(FieldSpec(matches=CANDIDATE, type="date"), "CA-014", DATE, id="the type comes first"),
    pytest.param(FieldSpec(matches=r"(\w+\s?)*$"), "a" * 4000 + " !", AS_ASKED, id="too slow to tell"),
)


@pytest.mark.parametrize(("spec", "value", "words"), PATTERNS)
def test_matches(spec, value, words):
    """The whole value has to match; what is wrong is said by the hint."""
    assert malformed(spec, value) == words


USERS = (
    pytest.param("@sa-emea", "sa-emea", id="with its sign"),
    pytest.param(" nicole.smith ", "nicole.smith", id="without"),
    pytest.param("@nicole.smith.", "nicole.smith", id="at the end of a sentence"),
    pytest.param("@sa-emea (until March)", "sa-emea", id="with more behind it"),
    pytest.param("Nicole Smith", None, id="a name is no username"),
    pytest.param("ask @sa-emea", None, id="nor is a sentence"),
    pytest.param("@", None, id="nor the sign alone"),
    pytest.param("", None, id="nor nothing"),
)


@pytest.mark.parametrize(("value", "username"), USERS)
def test_user_of(value, username):
    """A value names a person by username only."""
    assert user_of(value) == username
