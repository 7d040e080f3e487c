"""Texts of an issue that the retention cleared are not known any more, so that they cannot have changed."""

import pytest

from automation.runtime.store.redaction import memory_without_texts
from tests.play import Play
from tests.small import compiled, workflow

BODY = "<!-- program: story -->\n- **Account:** Acme\n- **Region:** EMEA\n\n- [ ] Call them\n"
RULES = compiled(
    workflow()
    + """
rules:
  - {name: The account changed, on: field.changed(Account), do: [{comment: {key: account, text: Changed}}]}
  - {name: The list changed, on: checklist.changed, do: [{comment: {key: list, text: Changed}}]}
"""
)


@pytest.fixture
def cleared():
    """A confidential story of whose texts nothing is remembered."""
    play = Play.blank(RULES, "stories", author="april.marks", body=BODY, confidential=True)
    play.open()
    play.memory = memory_without_texts(play.memory)
    return play


def test_a_harmless_event_finds_no_change(cleared):
    """A label says nothing of fields and lists, which are as they were for all that is known."""
    cleared.update("steve.george", add=["later"])

    assert cleared.last.matched == ()


def test_the_next_change_is_found_again(cleared):
    """From the next look on the texts are known, and a change of them is news."""
    cleared.update("steve.george", add=["later"])

    cleared.update("steve.george", description=BODY.replace("Acme", "Helios").replace("[ ]", "[x]"))

    assert cleared.last.matched == ("The account changed", "The list changed")
