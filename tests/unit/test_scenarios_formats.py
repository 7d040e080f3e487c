"""How plays are shown: text for people, JSON for programs, JUnit's XML for the test pages of CI."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from automation.scenarios.compare import Difference
from automation.scenarios.files import FilePlayed
from automation.scenarios.formats import as_json, as_junit, text_lines
from automation.scenarios.result import Played

_COMMON = {"file": "scenarios/a.yml", "kind": "issue_update", "rules": ("G09",), "seconds": 0.25}
PASSED = Played(line=3, id="S1", why="All is well.", difference=Difference({}, {}), **_COMMON)
FAILED = Played(
    line=9,
    id="S2",
    why="Sales \x00 may not & <cannot>.",
    difference=Difference({"response": "processed"}, {"response": "stale"}),
    explanation=("STORY: processed",),
    **_COMMON,
)
FILE = FilePlayed("scenarios/a.yml", (PASSED, FAILED), ("a remark",))
DIFF = ["--- expected", "+++ found", "@@ -1 +1 @@", "-response: processed", "+response: stale"]


def test_text():
    """For people a failure is its place, what it was about, the difference, and the reasons; then the count."""
    assert list(text_lines(FILE)) == [
        "✗ scenarios/a.yml:9: S2 [G09]",
        "  Sales \x00 may not & <cannot>.",
        *(f"    {line}" for line in DIFF),
        "  What Usher did, and why:",
        "    STORY: processed",
        "note: a remark",
        "scenarios/a.yml: 2 steps, 1 failed (0.5 s)",
    ]


def test_verbose_text():
    """On demand the steps that pass are named too."""
    alone = FilePlayed("scenarios/a.yml", (PASSED,))

    assert list(text_lines(alone, verbose=True)) == [
        "✓ scenarios/a.yml:3: S1 [G09]",
        "scenarios/a.yml: 1 step, all passed (0.2 s)",
    ]


def test_json():
    """For programs: how many steps there are, how many passed and failed, and the difference of each that failed."""
    assert as_json([FILE]) == {
        "steps": 2,
        "passed": 1,
        "failed": 1,
        "files": [
            {
                "file": "scenarios/a.yml",
                "steps": 2,
                "passed": 1,
                "failed": 1,
                "seconds": 0.5,
                "remarks": ["a remark"],
            }
        ],
        "failures": [
            {
                "file": "scenarios/a.yml",
                "line": 9,
                "id": "S2",
                "kind": "issue_update",
                "why": "Sales \x00 may not & <cannot>.",
                "rules": ["G09"],
                "difference": {
                    "expected": {"response": "processed"},
                    "found": {"response": "stale"},
                    "diff": DIFF,
                },
                "explanation": ["STORY: processed"],
            }
        ],
    }


def test_junit():
    """For CI: a suite for each file, a case for each step, what failed with its difference; all of it fit for XML."""
    root = ET.fromstring(as_junit([FILE]))
    (suite,) = root
    good, bad = suite

    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "1")
    assert suite.attrib == {"name": "scenarios/a.yml", "tests": "2", "failures": "1", "errors": "0", "time": "0.500"}
    assert (good.get("name"), good.get("classname"), len(good)) == ("S1 All is well.", "a", 0)
    assert bad.get("name") == "S2 Sales � may not & <cannot>."
    assert bad[0].attrib == {"type": "issue_update", "message": "response: not as expected"}
    assert (bad[0].text or "").splitlines() == [*DIFF, "", "STORY: processed"]
