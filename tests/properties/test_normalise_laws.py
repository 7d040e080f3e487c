"""Laws of normalised values."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from automation.decide.normalise import NORMALISERS
from tests.properties.hostile import outside

links = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["", "www.", "WWW.www."]),
    st.sampled_from(["example.com", "Example.com:8080", "user@example.com"]),
    st.text("aB/%. ", max_size=8),
    st.text("ab=&utm_ref", max_size=16),
    st.text("ab", max_size=3),
)


@pytest.mark.parametrize("kind", sorted(NORMALISERS))
@given(value=outside | links)
@example(value="İstanbul \u0345ΐ ß")
def test_a_form_is_its_own_form(kind, value):
    """Normalising twice is normalising once: a stored key is found by itself."""
    once = NORMALISERS[kind](value)

    assert NORMALISERS[kind](once) == once


@given(value=st.text("abc äß", max_size=20))
def test_case_and_gaps_do_not_matter(value):
    """However it is written, a name has one form."""
    loud = "  ".join(value.upper().split(" "))

    for kind in ("text", "company", "email"):
        assert NORMALISERS[kind](loud).split() == NORMALISERS[kind](value).split()
