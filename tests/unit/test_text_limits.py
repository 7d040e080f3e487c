"""No description, however it is made, takes long to read: readers take time in proportion to what they read."""

from __future__ import annotations

from time import process_time

import pytest

from automation.decide.checklist import read_checklists, tick, ticked
from automation.decide.comments import read_comment
from automation.decide.fields import read_fields, set_fields
from automation.decide.guard import check_final, commands, headings, inline, mentions, prose, title
from automation.decide.normalise import NORMALISERS
from automation.decide.notes import parse_markers
from tests.small import HELIOS, compiled, fresh, under_way, workflow

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


#: characters of the longest description that GitLab takes (gitlab.md §3.1)
LONGEST = 1_000_000
#: what looks like the beginning of something, and never goes on
BEGINNINGS = (
    "\n",
    "\n ",
    " ",
    "<!-- ",
    "<!-- program: a",
    "a/b#",
    "**a",
    "- [ ] ",
    "`",
    ">>>\n",
    "http://",
    '<!-- usher-bot:a b="',
)
RULES = compiled(workflow(comments="{Go: {pattern: '{a:word} {b:date}', do: [{lock: true}]}}"))


@pytest.mark.parametrize("text", BEGINNINGS)
@pytest.mark.parametrize("author", ["april.marks", "mallory"])
def test_deciding_on_the_longest_description(author, text):
    """A decision reads the longest description of members and strangers, before and after a change, within seconds."""
    play = fresh(RULES, author=author, description=HELIOS + (text * LONGEST)[:LONGEST])
    started = process_time()

    play.open()
    play.update(author, description=HELIOS + (text * LONGEST)[: LONGEST - 1])

    assert process_time() - started < 60


@pytest.mark.parametrize("text", BEGINNINGS)
def test_the_longest_comment(text):
    """A comment of the same length is heard as fast, and its marks are read."""
    play = under_way(RULES)
    comment = (text * LONGEST)[:LONGEST]
    started = process_time()

    play.comment("april.marks", comment)
    parse_markers(comment)

    assert process_time() - started < 60


def test_a_task_of_the_longest_line():
    """One line may be as long as a whole description."""
    line = "- [ ] " + "[" * LONGEST

    assert ticked(line) == "- [x] " + "[" * LONGEST
    assert ticked(" " * LONGEST) is None


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_reading_takes_its_time_and_no_more(text, reader):
    """100,000 characters of anything are read within seconds of processor time."""
    started = process_time()

    READERS[reader](HOSTILE[text])

    assert process_time() - started < 5
