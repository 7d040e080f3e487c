"""Lines against a whole Markdown parser: what both understand, they understand alike."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from automation.decide.lines import Kind, heading, read_lines

_MARKDOWN = MarkdownIt("commonmark")
_KINDS = {"fence": Kind.FENCE, "blockquote_open": Kind.QUOTE, "html_block": Kind.COMMENT}

#: lines of which descriptions are made; nothing stands within lists and quotations, where `lines` does not look
PIECES = st.sampled_from(
    [
        "text",
        "  text",
        "",
        "",
        "# Heading",
        "  ## Heading ##",
        "###### Heading",
        "#text",
        "```",
        "```yaml",
        "````",
        "~~~",
        "  ~~~~",
        "> quoted",
        ">",
        "> ",
        "<!-- comment -->",
        "<!-- open",
        "close -->",
        "-->",
        "---",
        "***",
        "1) text",
    ]
)


def blocks(text: str) -> dict[int, Kind]:
    """The lines that markdown-it has in fences, quotations and comments."""
    found: dict[int, Kind] = {}
    for token in _MARKDOWN.parse(text):
        if token.type in _KINDS and token.level == 0 and token.map:
            found |= dict.fromkeys(range(*token.map), _KINDS[token.type])
    return found


def titles(text: str) -> list[tuple[int, str]]:
    """The headings that markdown-it finds outside quotations, those with underlines left out."""
    tokens = _MARKDOWN.parse(text)
    return [
        (int(token.tag[1:]), tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.markup.startswith("#")
    ]


@settings(max_examples=500)
@given(pieces=st.lists(PIECES, max_size=12))
def test_blocks_are_those_of_markdown(pieces):
    """Fences, quotations and comments begin and end where Markdown says."""
    text = "\n".join(pieces)
    lines = read_lines(text)

    seen = {number: line.kind for number, line in enumerate(lines) if line.kind is not Kind.TEXT and line.raw}
    assert seen == {number: kind for number, kind in blocks(text).items() if lines[number].raw}


@settings(max_examples=500)
@given(pieces=st.lists(PIECES, max_size=12))
def test_headings_are_those_of_markdown(pieces):
    """Headings have the level and the words that Markdown gives them."""
    text = "\n".join(pieces)

    assert [found for line in read_lines(text) if (found := heading(line))] == titles(text)
