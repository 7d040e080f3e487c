from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.decide.notes import carries, parse_markers, render_note, run_mark
from automation.model.plan import Message

MARKER = "usher:01JZ0000000000000000000000:3"


class TestRenderNote:
    def test_one_message(self):
        """A message stands under its marker line, the mark of the run is the last line."""
        message = Message(key="sla-breach", text="This is late.", attrs=(("stage", "Drafting"), ("days", "2")))

        body = render_note([message], MARKER)

        assert body == (
            '<!-- usher-bot:sla-breach stage="Drafting" days="2" -->\n'
            "This is late.\n\n"
            "<!-- usher:01JZ0000000000000000000000:3 -->"
        )

    def test_several_messages(self):
        """Messages keep their order and are parted by an empty line."""
        messages = [Message(key="thanks", text="Thank you.\n"), Message(key="missing", text="- Region")]

        body = render_note(messages, MARKER)

        assert body == (
            "<!-- usher-bot:thanks -->\nThank you.\n\n"
            "<!-- usher-bot:missing -->\n- Region\n\n"
            "<!-- usher:01JZ0000000000000000000000:3 -->"
        )

    def test_guarded_beginning(self):
        """The space that keeps a first line from being a quick action stays where it is."""
        body = render_note([Message(key="quote", text="\n /close\n")], MARKER)

        assert body.splitlines()[1] == " /close"

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            pytest.param('say "yes"', "say 'yes'", id="quotes would end the value"),
            pytest.param("a --> b", "a -- > b", id="the end of a comment"),
            pytest.param("a --!> b", "a -- !> b", id="the other end of a comment"),
            pytest.param("a ---> b", "a --- > b", id="an end with one more dash"),
            pytest.param("one\r\ntwo\u2028three", "one two three", id="line ends"),
            pytest.param("a\x00b\u202ec\ud800", "abc", id="what nobody sees"),
            pytest.param("Story::Drafting & Q&A > all", "Story::Drafting & Q&A > all", id="everything else stays"),
        ],
    )
    def test_values(self, value, written):
        """No value ends its attribute, its comment or its line."""
        body = render_note([Message(key="k", text="t", attrs=(("a", value),))], MARKER)

        assert body.splitlines()[0] == f'<!-- usher-bot:k a="{written}" -->'

    def test_names(self):
        """Names that could not be read back are written as words."""
        body = render_note([Message(key="a b", text="t", attrs=(('x" y', "1"),))], MARKER)

        assert body.splitlines()[0] == '<!-- usher-bot:a_b x__y="1" -->'

    @given(
        st.lists(
            st.tuples(
                st.from_regex(r"[a-z][a-z-]*", fullmatch=True),
                st.dictionaries(st.from_regex(r"[a-z]+", fullmatch=True), st.text()),
            )
        )
    )
    def test_read_back(self, parts):
        """Whatever the values are, exactly the marker lines that were written are read back."""
        messages = [Message(key=key, text="Text.", attrs=tuple(attrs.items())) for key, attrs in parts]

        found = parse_markers(render_note(messages, MARKER))

        assert [(key, list(attrs)) for key, attrs in found] == [(key, list(attrs)) for key, attrs in parts]


class TestParseMarkers:
    def test_values(self):
        """Attributes come as a mapping."""
        assert parse_markers('<!-- usher-bot:kpi from="A" to="B C" -->\nText') == (("kpi", {"from": "A", "to": "B C"}),)

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(" <!-- usher-bot:k -->", id="indented"),
            pytest.param("> <!-- usher-bot:k -->", id="quoted"),
            pytest.param("<!-- usher-bot:k --> and more", id="with text behind"),
            pytest.param("<!-- usher-bot:k a=1 -->", id="a value without quotes"),
            pytest.param("<!-- usher:01JZ:0 -->", id="the mark of a run"),
        ],
    )
    def test_other_lines(self, line):
        """Only a whole line of the exact shape is a marker line."""
        assert parse_markers(f"Text\n{line}\nText") == ()


class TestCarries:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param(f"Text\n\n{run_mark(MARKER)}", True, id="at the end"),
            pytest.param(f"Text\r\n{run_mark(MARKER)}\r\n- added later", True, id="somebody wrote below it"),
            pytest.param(f"> {run_mark(MARKER)}", False, id="quoted"),
            pytest.param(run_mark(f"{MARKER}1"), False, id="of another effect"),
            pytest.param("", False, id="no text"),
        ],
    )
    def test_mark(self, text, expected):
        """A text carries the mark if a whole line is the mark."""
        assert carries(text, MARKER) is expected
