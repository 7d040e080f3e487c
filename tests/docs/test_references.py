"""What code cites is there to be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ROOMS = ("automation", "webhooks", "sandbox", "tests", "benchmarks", "programs", "issue_templates")
_RULE = r"\b(?:G|ST-|PC-)\d\d\b"
#: ``rules.md G09, G10`` and ``rules.md ST-01 to ST-09``
_RULES = re.compile(rf"rules\.md ({_RULE}(?:(?:, | to | and |–){_RULE})*)")
#: ``design.md §2, §5``
_SECTIONS = re.compile(r"(design|gitlab)\.md ((?:(?:, | to | and )?§\d+(?:\.\d+)?)+)")
_HEADING = re.compile(r"^##+ (\d+(?:\.\d+)?)", re.MULTILINE)
_ROW = re.compile(rf"^\| ({_RULE}) \|", re.MULTILINE)
_PATH = re.compile(r"`((?:automation|webhooks|programs)/[\w/.-]*)`")


def _sources() -> list[str]:
    """The text of every source file of ours that can cite a page."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".yml", ".j2"}]
    return [path.read_text(encoding="utf-8") for path in files if "__pycache__" not in path.parts]


def _cited() -> set[tuple[str, str]]:
    """Page and section, or page and rule, of every citation."""
    cited = set[tuple[str, str]]()
    for text in _sources():
        cited |= {("rules", rule) for found in _RULES.findall(text) for rule in re.findall(_RULE, found)}
        cited |= {(page, number) for page, found in _SECTIONS.findall(text) for number in re.findall(r"[\d.]+", found)}
    return cited


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        pytest.param("rules", _ROW, id="rules by their id"),
        pytest.param("design", _HEADING, id="sections of the design"),
        pytest.param("gitlab", _HEADING, id="sections on GitLab"),
    ],
)
def test_what_is_cited_is_there(page: str, entry: re.Pattern[str]) -> None:
    """Every rule and section that code names can be looked up, and code does name some."""
    cited = {name for of, name in _cited() if of == page}
    known = set(entry.findall((DOCS / f"{page}.md").read_text(encoding="utf-8")))

    assert (cited - known, bool(cited)) == (set(), True)


def test_rules_are_where_their_page_says() -> None:
    """Each file and folder that the page of rules names is there."""
    named = set(_PATH.findall((DOCS / "rules.md").read_text(encoding="utf-8")))

    assert {path for path in named if not (ROOT / path).exists()} == set()
