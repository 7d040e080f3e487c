"""The program with clocks in docs/language/clocks.md does what the page says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from automation.config.load import load_config
from automation.decide.compile import compile_config
from automation.decide.compiled import Compiled
from automation.lint.checks import CHECKS
from automation.lint.warnings import warn
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from tests.play import MONDAY, ROOT, Play

CONFIG = """\
people: {community-manager: {}, advocate-emea: {roles: [advocate]}, advocate-amer: {roles: [advocate]}}
projects: {community: gitlab-com/marketing/community}
"""
FILES = {
    "config.yml": CONFIG,
    "issue_templates/Mention.md": "<!-- program: mention -->\n- **Posted at:** {{ fields['Posted at'] }}\n",
    "issue_templates/Case.md": "<!-- program: case -->\n",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The example, written out with what else it needs."""
    root = tmp_path_factory.mktemp("example")
    _, _, section = (ROOT / "docs/language/clocks.md").read_text(encoding="utf-8").partition("# Clocks\n")
    program = section.partition("```yaml\n")[2].partition("```\n")[0]
    for name, text in {**FILES, "programs/community.yml": program}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "config.yml"


@pytest.fixture(scope="module")
def rules(written) -> Compiled:
    """The example, ready."""
    return compile_config(load_config(written, {}))


def opened(rules: Compiled, text: str) -> Play:
    """An issue that the community manager opens on Monday at nine."""
    ref = IssueRef("gitlab-com/marketing/community", 1)
    play = Play(
        rules,
        Snapshot(ref=ref, id=1, title="One", description=text, author="community-manager", created_at=MONDAY),
    )
    play.open()
    return play


def later(play: Play, days: int = 0, minutes: int = 0) -> Play:
    """The issue as somebody looks at it so long after Monday at nine."""
    looked = replace(play, now=MONDAY + timedelta(days=days, minutes=minutes))
    looked.wake()
    return looked


def test_it_draws_no_warning(written, rules):
    """What the page shows is what one should write."""
    assert warn(load_config(written, {}), rules, CHECKS) == []


def test_a_mention_is_answered_within_an_hour(rules):
    """Near after 45 minutes from the post, breached and told after 60."""
    play = opened(rules, "<!-- program: mention -->\n- **Posted at:** 2027-01-11 08:50")

    near, late = later(play, minutes=35), later(play, minutes=50)

    assert (sorted(near.snapshot.labels), near.said) == (["Mention::New", "SLA::Due Soon"], [])
    assert late.said == [("mention-breach", {}, ("advocate-emea",))]
    assert late.messages[0].text == "@advocate-emea Nobody answered within 1 hour."


def test_a_case_is_reminded_of_and_escalated(rules):
    """After two working days a reminder, after four the manager; a label before the due date, another after it."""
    play = opened(rules, "<!-- program: case -->")

    assert [key for key, _, _ in later(play, days=2).said] == ["remind"]
    assert later(play, days=4).snapshot.assignees == ("community-manager",)
    assert sorted(later(play, days=13, minutes=900).snapshot.labels) == ["Case::Open", "Due soon"]
    assert sorted(later(play, days=15).snapshot.labels) == ["Case::Open", "Due soon", "Overdue"]
