"""Laws of fields and tasks: what was written is read back, wherever it stands and whatever it is."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from automation.decide.checklist import read_checklists, tick
from automation.decide.fields import read_fields, set_fields
from automation.decide.guard import collapse, prose
from tests.properties.hostile import outside

EMPTY = {"", "-", "tbd", "n/a", "none", "_none_", "_no response_"}
#: descriptions that have the field Region as a line, as a block, and not at all
DESCRIPTIONS = (
    "<!-- program: x -->\n\n- **Region:** old\n- **Role:** SA\n\n## Review\n- [ ] done\n",
    "- **Region:**\r\n  old\r\n  and older\r\n- **Role:** SA\r\n",
    "### Region\n\n> old\n\n### Role\n\nSA\n",
    "text\n- **Role:** SA",
    "",
)


def as_read(value: str) -> str:
    """How a line with `value` reads."""
    line = collapse(value)
    return "" if line.casefold() in EMPTY else line


@given(description=st.sampled_from(DESCRIPTIONS), value=outside)
def test_a_field_reads_as_it_was_set(description, value):
    """A value that is set is read back as one line, and the other field is as it was."""
    assume("\n" not in value.strip() or "###" not in description)
    changed = set_fields(description, {"Region": value})

    others = read_fields(description, ["Role"])
    assert read_fields(changed, ["Region", "Role"]) == {"Region": as_read(value), **others}


@given(description=st.sampled_from(DESCRIPTIONS), value=outside)
def test_setting_a_field_twice_is_setting_it_once(description, value):
    """The second time changes nothing."""
    once = set_fields(description, {"Region": value})

    assert set_fields(once, {"Region": value}) == once


@given(value=outside)
def test_prose_reads_as_it_was_quoted(value):
    """A quotation under the name of a field is its value, line by line."""
    quoted = prose(value)
    found = read_fields(f"### Why\n\n{quoted}\n\n### Region\n\nEMEA\n", ["Why", "Region"])

    assert found["Region"] == "EMEA"
    assert collapse(found["Why"]) == as_read(value)
    assert prose(found["Why"]) in {quoted, ""}


@given(value=outside)
def test_no_value_makes_a_field(value):
    """However a value looks, it is read as part of its own field only."""
    names = ["Region", "Role", "Review"]

    for description in (set_fields("", {"Other": value}), f"### Other\n\n{prose(value)}\n"):
        assert read_fields(description, names) == {}


@given(text=outside)
def test_ticking_ticks_one_open_task(text):
    """Whatever people write, ticking the first open task does that and nothing else; without one nothing changes."""
    before = [item for found in read_checklists(text).values() for item in found.items]
    ticked = tick(text, "")
    after = [item for found in read_checklists(ticked).values() for item in found.items]

    assert (ticked == text) is ([item.done for item in before] == [item.done for item in after])
    assert sum(item.done for item in after) - sum(item.done for item in before) == (ticked != text)
    assert len(ticked) == len(text)
