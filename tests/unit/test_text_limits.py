"""No description, however it is made, takes long to read: readers take time in proportion to what they read."""

from __future__ import annotations

from time import process_time

import pytest

from automation.decide.checklist import read_checklists, tick
from automation.decide.comments import read_comment
from automation.decide.fields import read_fields, set_fields
from automation.decide.guard import check_final, commands, headings, inline, mentions, prose, title
from automation.decide.normalise import NORMALISERS

SIZE = 100_000
#: what a reader that goes back to where it was would take hours for
PIECES = (
    "<!--",
    "a<!--\n",
    "# \t",
    "``\n",
    "- [ ] [",
    "**",
    "**a",
    " ",
    "> ",
    "@",
    "&",
    "[](",
    "https://a.",
    "### Region\n",
    "**Region:** x\n",
    "- - ",
    "Output: a ",
    "<a>\n",
    "\\",
    "_",
    "\n",
)
HOSTILE = {repr(piece): (piece * SIZE)[:SIZE] for piece in PIECES} | {
    "a heading with a gap": "# a" + " " * SIZE + "b",
    "a name with a gap": "**a" + " " * SIZE + ":**",
    "code marks of all lengths": " ".join("`" * length for length in range(1, 600)),
}
READERS = {
    "guard": lambda text: (inline(text), prose(text), title(text)),
    "scan": lambda text: (commands(text), mentions(text), headings(text), check_final(text, text)),
    "fields": lambda text: (read_fields(text, ["Region", "Why"]), set_fields(text, {"Region": "x"})),
    "tasks": lambda text: (read_checklists(text), tick(text, "nothing")),
    "comments": lambda text: read_comment("Output", "{a} {b} {c:date}", text),
    "values": lambda text: [normalise(text) for normalise in NORMALISERS.values()],
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_reading_takes_its_time_and_no_more(text, reader):
    """100,000 characters of anything are read within seconds of processor time."""
    started = process_time()

    READERS[reader](HOSTILE[text])

    assert process_time() - started < 5
