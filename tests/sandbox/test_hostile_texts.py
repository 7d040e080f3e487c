"""No text that somebody saves makes the sandbox think for long."""

from __future__ import annotations

from time import process_time

import pytest

from sandbox.rest.show_issue import FENCED, TASK
from sandbox.world.quick.extract import extract
from sandbox.world.references import ADDRESS, REFERENCE

#: characters of the longest text that GitLab takes
LONGEST = 1_000_000
PIECES = (
    "-",
    "--a",
    "a/",
    "a.",
    "/a",
    "a/b/-/",
    "#1",
    "1",
    "\n",
    "\n ",
    "- ",
    "<\n",
    "\n</",
    "<a>\n",
    "`",
    "```\n",
    ">>>\n",
    "/close\n",
)
READERS = {
    "references": lambda text: [*REFERENCE.finditer(text), *ADDRESS.finditer(text)],
    "tasks": lambda text: TASK.findall(FENCED.sub("", text)),
    "quick actions": lambda text: extract(text, ["close", "label"], {"shrug": "¯"}),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("piece", PIECES)
def test_reading(piece, reader):
    """The longest text of any piece is read within seconds of processor time."""
    text = (piece * LONGEST)[:LONGEST]
    started = process_time()

    READERS[reader](text)

    assert process_time() - started < 30


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("#1", [(None, "1")], id="here"),
        pytest.param("see a/b.c-d#12.", [("a/b.c-d", "12")], id="elsewhere"),
        pytest.param("(project#3), #4", [("project", "3"), (None, "4")], id="several"),
        pytest.param("&#64; a#b /#5", [], id="none"),
        pytest.param("#" + "1" * 5000, [], id="a number that is none"),
    ],
)
def test_references(text, named):
    """What GitLab would link is found, by its path and number."""
    assert [(found["path"], found["iid"]) for found in REFERENCE.finditer(text)] == named


def test_address():
    """An address names a path and a number, wherever the site is."""
    found = ADDRESS.search("http://127.0.0.1:8929/gitlab-com/marketing/stories/-/issues/7")

    assert found is not None
    assert (found["path"], found["iid"]) == ("gitlab-com/marketing/stories", "7")
