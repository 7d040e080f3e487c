"""Values by which issues are found again (rules.md ST-05, PC-07)."""

from __future__ import annotations

import pytest

from automation.decide.normalise import NORMALISERS

SAME = (
    pytest.param("text", " Case  Study\n", "case study", id="case and gaps"),
    pytest.param("text", "STRASSE Cafe\u0301", "strasse café", id="letters written in two ways"),
    pytest.param("email", " Champion.One@Rheinwerk.example ", "champion.one@rheinwerk.example", id="an address"),
    pytest.param("company", "Alpine Freight AG", "alpine freight", id="a legal form"),
    pytest.param("company", "CEDAR INSURANCE, INC.", "cedar insurance", id="case and punctuation"),
    pytest.param("company", "Helios  Energy plc", "helios energy", id="gaps"),
    pytest.param("company", "Acme Co., Ltd.", "acme", id="two legal forms"),
    pytest.param("company", "Example S.A.", "example", id="one with points"),
    pytest.param("company", "Levi's", "levis", id="an apostrophe is no gap"),
    pytest.param("company", "Rheinwerk-Digital (EMEA) GmbH", "rheinwerk digital emea", id="a hyphen is one"),
    pytest.param("company", "Co Star", "co star", id="a legal form that is part of the name"),
    pytest.param("company", "Inc.", "inc", id="a name never becomes empty"),
    pytest.param("url", "HTTPS://WWW.Example.com/A/", "https://example.com/A", id="scheme, host, www and slash"),
    pytest.param(
        "url",
        "https://a.example/?utm_source=x&ref=y&id=1&fbclid=2&GCLID=3#top",
        "https://a.example?id=1",
        id="tracking",
    ),
    pytest.param(
        "url",
        "https://a.example/x?reference=1&b=2",
        "https://a.example/x?reference=1&b=2",
        id="what only looks like it",
    ),
    pytest.param("url", "https://a.example:8080/x", "https://a.example:8080/x", id="a port"),
    pytest.param("url", " not a link ", "not a link", id="no link"),
    pytest.param("url", "https://[oops", "https://[oops", id="a broken one"),
)


@pytest.mark.parametrize(("kind", "value", "form"), SAME)
def test_normalise(kind, value, form):
    """Values that mean the same have one form."""
    assert NORMALISERS[kind](value) == form
