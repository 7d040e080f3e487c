"""The page about a program of one's own is followed to the letter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from tests.play import ROOT

pytestmark = pytest.mark.sandbox_only

PAGE = (ROOT / "docs" / "how-to-add-a-program.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_PLACE = re.compile(r"(?:#|\{#) (?P<path>[\w/.]+)(?:, (?P<where>below (?P<key>\w+)|at the end))?(?: #\})?")
_SECONDS = re.compile(r" \(\d+\.\d s\)")


class Reader:
    """Somebody who does what the page says, block by block."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.said = ""

    def sh(self, block: str) -> None:
        """Runs the commands, all of which have to succeed."""
        for line in block.splitlines():
            word, *arguments = shlex.split(line)
            if word == "cd":
                self.monkeypatch.chdir(arguments[0])
            elif word == "rm":
                for path in arguments:
                    Path(path).unlink()
            else:
                done = CliRunner().invoke(main, arguments)
                assert (word, done.exit_code, done.exception) == ("usher", 0, None), done.output
                self.said = _SECONDS.sub("", done.output)

    def text(self, block: str) -> None:
        """Compares what is shown with what the last command said."""
        assert self.said == block

    def yaml(self, block: str) -> None:
        """Writes the block where its first line says."""
        place = _PLACE.fullmatch(block.partition("\n")[0])
        assert place is not None, block
        path = Path(place["path"])
        if place["where"] is None:
            path.write_text(block, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = [n for n, line in enumerate(lines, 1) if line.startswith(f"    {place['key']}:")] or [len(lines)]
        path.write_text("".join([*lines[:at], block, *lines[at:]]), encoding="utf-8")

    jinja = yaml


def test_the_page_works(tmp_path, monkeypatch):
    """Every block is copied, every command is run, and what is shown is what is said."""
    monkeypatch.chdir(tmp_path)
    reader = Reader(monkeypatch)
    for kind, block in _BLOCK.findall(PAGE):
        getattr(reader, kind)(block)

    assert "Bounty reports on Monday" in reader.said
