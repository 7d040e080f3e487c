"""Reading and setting the fields of a description (rules.md G13)."""

from __future__ import annotations

import pytest

from automation.decide.fields import read_fields, set_fields
from automation.decide.guard import inline, prose

READ = (
    pytest.param("- **Region:** EMEA", "EMEA", id="a line"),
    pytest.param("* **Region**: EMEA", "EMEA", id="colon behind the bold type, another list mark"),
    pytest.param("**Region:** EMEA", "EMEA", id="no list mark"),
    pytest.param("   + **region:**EMEA", "EMEA", id="indented, other case, no gap"),
    pytest.param("- ** Region :** EMEA", "EMEA", id="gaps in the name"),
    pytest.param("- **Region:** EMEA <!-- AMER, EMEA or APAC -->", "EMEA", id="a hint left behind"),
    pytest.param("- **Region:** EMEA <!-- AMER,\n  EMEA -->\n", "EMEA", id="a hint over two lines"),
    pytest.param("- **Region:** **EMEA**: all of it", "**EMEA**: all of it", id="bold type in the value"),
    pytest.param("- **Region:** EMEA\n  and APAC\n- other", "EMEA and APAC", id="an indented line goes on"),
    pytest.param("- **Region:**\n  - EMEA\n  - APAC\n", "- EMEA - APAC", id="a list below"),
    pytest.param("- **Region:** EMEA\nand APAC", "EMEA", id="a line that is not indented does not"),
    pytest.param("- **Region:**\n  **Role:** SA", "", id="a value never takes the next field"),
    pytest.param("- **Region:**\n  - [ ] EMEA", "", id="nor a task"),
    pytest.param("- **Region:** EMEA\n- **Region:** APAC", "EMEA", id="the first one counts"),
    pytest.param("- **Region:**\n- **Region:** APAC", "", id="even if it is empty"),
    pytest.param("### Region\n\nEMEA\n\n### Role\n\nSA", "EMEA", id="a block of an issue form"),
    pytest.param("### region ###\nEMEA\n\n- APAC\n\n## Next", "EMEA\n\n- APAC", id="a block of several lines"),
    pytest.param("### Region\nEMEA\n- **Role:** SA", "EMEA", id="a block ends where a field begins"),
    pytest.param("### Region\n\n> EMEA\n>\n> APAC\n", "EMEA\n\nAPAC", id="a quotation is read without its signs"),
    pytest.param("### Region\n>>>\nEMEA\n>>>\n", "EMEA", id="GitLab's quotation too"),
    pytest.param("### Region\n```\nEMEA\n```\n", "```\nEMEA\n```", id="code in a block is its value"),
    pytest.param("### Region\n<!-- which? -->\nEMEA", "EMEA", id="a hint in a block"),
    pytest.param("### Region\n_No response_", "", id="an issue form left empty"),
    pytest.param("## Region\nEMEA", None, id="a section is no field"),
    pytest.param("```\n- **Region:** EMEA\n```", None, id="code"),
    pytest.param("> - **Region:** EMEA", None, id="a quotation"),
    pytest.param("<!--\n- **Region:** EMEA\n-->", None, id="a comment"),
    pytest.param("    - **Region:** EMEA", None, id="indented like code"),
    pytest.param("text **Region:** EMEA", None, id="in the middle of a line"),
    pytest.param("- Region: EMEA", None, id="not in bold type"),
    pytest.param("- **Regions:** EMEA", None, id="another name"),
    pytest.param(f"- **Region:** {inline('<EMEA> `a` @b & ~c')}", "<EMEA> `a` @b & ~c", id="what the guard wrote"),
    pytest.param("### Region\n\n" + prose("# a\n@b\n\n- c"), "# a\n@b\n\n- c", id="what the guard quoted"),
    pytest.param("- **Region:**\tEMEA\r\n- **Role:** SA\r\n", "EMEA", id="line breaks of Windows"),
    pytest.param("- **Region:** " + "x" * 5_000, "x" * 4_000, id="no more than a value may have"),
)


@pytest.mark.parametrize(("description", "value"), READ)
def test_read(description, value):
    """The field Region has this value, or is not there."""
    assert read_fields(description, ["Region", "Role"]).get("Region") == value


@pytest.mark.parametrize("nothing", ["", "<!-- hint -->", "TBD", "n/a", "N/A", "_none_", "None", "-", "_No response_"])
def test_answers_that_say_nothing_are_empty(nothing):
    """A field that says nothing is there and empty."""
    assert read_fields(f"- **Region:** {nothing}\n", ["Region"]) == {"Region": ""}


def test_names_come_back_as_they_were_asked_for():
    """The spelling of the caller is that of the result; what is not there is missing."""
    assert read_fields("- **PUBLISHED  url:** x", ["Published URL", "Region"]) == {"Published URL": "x"}


DESCRIPTION = """<!-- program: champion-nomination -->
- **Region:** EMEA <!-- hint -->
- **Role:**
  something
  long

### Why

> old
> text

## Review
- [ ] done
"""
SET = (
    pytest.param({"Region": "APAC"}, ("EMEA <!-- hint -->", "APAC"), id="a line"),
    pytest.param({"Region": ""}, (" EMEA <!-- hint -->", ""), id="emptied"),
    pytest.param({"Role": "SA"}, ("\n  something\n  long", " SA"), id="with the lines below it"),
    pytest.param({"Region": "@all\n/close"}, ("EMEA <!-- hint -->", "@\u200ball /close"), id="guarded"),
    pytest.param({"Why": "a\n@b"}, ("> old\n> text", "> a\n> @\u200bb"), id="a block"),
    pytest.param({"Why": "a"}, ("> old\n> text", "a"), id="a block with one line"),
    pytest.param({"Team": "Sales"}, ("- [ ] done\n", "- [ ] done\n- **Team:** Sales\n"), id="one that is missing"),
    pytest.param({}, ("x", "x"), id="nothing"),
)


@pytest.mark.parametrize(("values", "change"), SET)
def test_set(values, change):
    """Fields are changed where they stand, and nothing else is."""
    assert set_fields(DESCRIPTION, values) == DESCRIPTION.replace(*change)


def test_set_keeps_line_breaks_and_starts_a_line():
    """The line breaks of a description stay; an added field has a line of its own."""
    assert set_fields("- **A:** x\r\nend", {"A": "y", "B": "z"}) == "- **A:** y\r\nend\n- **B:** z\n"
    assert set_fields("", {"B": "z"}) == "- **B:** z\n"
