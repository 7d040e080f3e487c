"""How plays are shown: for people, for programs, and for the test pages of CI."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree as ET

from automation.scenarios.files import FilePlayed
from automation.scenarios.result import Played

#: what XML 1.0 cannot hold
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_lines(played: FilePlayed, *, verbose: bool = False) -> Iterator[str]:
    """One file for people: what failed with its difference and its reasons, then the count."""
    for one in played.steps:
        if not one.passed:
            yield from failure_lines(one)
        elif verbose:
            yield f"✓ {_name(one)}"
    yield from (f"note: {words}" for words in played.remarks)
    failed = played.failed
    count = f"{failed} failed" if failed else "all passed"
    yield f"{played.file}: {_number(len(played.steps), 'step')}, {count} ({played.seconds:.1f} s)"


def as_json(files: Sequence[FilePlayed]) -> dict[str, Any]:
    """All files as JSON data: counts, and the difference of each failed step."""
    steps = [one for played in files for one in played.steps]
    failures = [one.as_json() for one in steps if not one.passed]
    return {
        "steps": len(steps),
        "passed": len(steps) - len(failures),
        "failed": len(failures),
        "files": [
            {
                "file": played.file,
                "steps": len(played.steps),
                "passed": len(played.steps) - played.failed,
                "failed": played.failed,
                "seconds": round(played.seconds, 3),
                "remarks": list(played.remarks),
            }
            for played in files
        ],
        "failures": failures,
    }


def as_junit(files: Sequence[FilePlayed]) -> str:
    """All files as JUnit's XML: a suite for each file, a case for each step."""
    root = ET.Element(
        "testsuites", {"name": "usher test", **_counts([one for played in files for one in played.steps])}
    )
    for played in files:
        suite = ET.SubElement(root, "testsuite", {"name": _xml(played.file), **_counts(played.steps)})
        for one in played.steps:
            _case(suite, one)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, one: Played) -> None:
    name = f"{one.id} {one.why}".strip()
    facts = {
        "classname": _xml(PurePath(one.file).stem),
        "name": _xml(name),
        "file": _xml(one.file),
        "line": str(one.line),
        "time": f"{one.seconds:.3f}",
    }
    case = ET.SubElement(suite, "testcase", facts)
    if not one.passed:
        words = f"{', '.join(one.difference.expected)}: not as expected"
        failure = ET.SubElement(case, "failure", {"type": one.kind, "message": _xml(words)})
        failure.text = _xml("\n".join([*one.difference.lines(), "", *one.explanation]))


def _counts(steps: Sequence[Played]) -> dict[str, str]:
    return {
        "tests": str(len(steps)),
        "failures": str(sum(not one.passed for one in steps)),
        "errors": "0",
        "time": f"{sum(one.seconds for one in steps):.3f}",
    }


def failure_lines(one: Played) -> Iterator[str]:
    """One step that failed, for people: where it is, how it differs, and what Usher did and why."""
    yield f"✗ {_name(one)}"
    if one.why:
        yield f"  {one.why}"
    yield from (f"    {line}" for line in one.difference.lines())
    if one.explanation:
        yield "  What Usher did, and why:"
        yield from (f"    {line}" for line in one.explanation)


def _name(one: Played) -> str:
    rules = f" [{', '.join(one.rules)}]" if one.rules else ""
    return f"{one.file}:{one.line}: {one.id}{rules}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
