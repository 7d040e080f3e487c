"""`automation.scenarios.texts`: what people write into descriptions."""

from __future__ import annotations

import pytest

from automation.scenarios.notes import Said, messages_in
from automation.scenarios.refs import NotThere
from automation.scenarios.texts import with_fields, with_tasks

TASKS = "## One\n- [ ] first\n- [ ] second (optional)\n* [x] third\n\n## Two\n- [ ] other\n"


class TestFields:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param("- **A:** 1\n- **B:** 2\n", "- **A:** new\n- **B:** 2\n", id="rewritten"),
            pytest.param("- **A:**", "- **A:** new", id="was empty"),
            pytest.param("- **B:** 2\n\nText\n", "- **B:** 2\n- **A:** new\n\nText\n", id="comes below the last field"),
            pytest.param("Text", "Text\n- **A:** new\n", id="comes at the end"),
            pytest.param("", "- **A:** new\n", id="the first one"),
            pytest.param("- **A:** 1\n- **A:** 2\n", "- **A:** new\n- **A:** 2\n", id="the first of two"),
        ],
    )
    def test_written(self, before, after):
        """The line of a field is rewritten where it stands; one that is missing is added."""
        assert with_fields(before, {"A": "new"}) == after

    def test_literal(self):
        """Signs of regular expressions and templates are written as they are."""
        assert with_fields("- **A (b):** 1", {"A (b)": r"\1 {{ x }}"}) == r"- **A (b):** \1 {{ x }}"


class TestTasks:
    @pytest.mark.parametrize(
        ("done", "after"),
        [
            pytest.param("some", "- [x] first\n- [ ] second (optional)\n* [x] third", id="the first required one"),
            pytest.param("all", "- [x] first\n- [ ] second (optional)\n* [x] third", id="every required one"),
            pytest.param("none", "- [ ] first\n- [ ] second (optional)\n* [ ] third", id="none"),
        ],
    )
    def test_ticked(self, done, after):
        """Boxes below the heading are ticked, those below others stay."""
        assert with_tasks(TASKS, "One", done) == f"## One\n{after}\n\n## Two\n- [ ] other\n"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            pytest.param("- [ ] first", "the description has no heading ## One", id="no heading"),
            pytest.param("## One\ntext\n## Two\n- [ ] other", "there is no box to tick below ## One", id="no boxes"),
        ],
    )
    def test_nothing_to_tick(self, text, words):
        """Where there is nothing to tick, it says so."""
        with pytest.raises(NotThere, match=words):
            with_tasks(text, "One", "all")


def test_messages_of_a_note():
    """A note is taken apart at its marker lines; mentions in code and in the mark of the run do not count."""
    body = (
        '<!-- usher-bot:one a="b" -->\nHello @april.marks.\n\n'
        "<!-- usher-bot:two -->\n`@steve.george`\n\n<!-- usher:01:0 -->"
    )

    one, two = messages_in(7, body)

    assert (one, one.mentions) == (Said(7, "one", (("a", "b"),), "Hello @april.marks."), ["april.marks"])
    assert (two.key, two.attrs, two.mentions) == ("two", (), [])


def test_a_note_without_a_marker_is_a_message_too():
    """What Usher says without a marker is not overlooked."""
    assert list(messages_in(7, "Hello")) == [Said(7, "", (), "Hello")]
