"""Laws of `automation.decide.ready`: whatever the files hold, they are a configuration or have faults in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from automation.config.faults import ConfigFaults
from automation.config.yaml import parse_yaml
from automation.decide.ready import make_ready
from tests.properties.test_validate import ODD, spoilt, trails
from tests.small import CONFIG, TEMPLATE, rule, workflow

PROGRAM = (
    workflow(
        stages="{New: {due: 5 working days, on_enter: [{label: a}]}, Done: {closed: true, on_exit: [{close: true}]}}",
        moves="[{from: New, to: Done, by: advocacy, if: score.weight.points > 1, else: '{{ stage }}'}]",
        owner="{table: channel_sa, by: \"fields['Region']\", else: {role: legal, where: person.region == ''}}",
        keys="{account: {fields: Account, as: company}}",
        unique_by="{key: account, unless: values.limit > 5}",
        scores="{weight: table}",
        comments="{Go: {pattern: '{a:word}', when: comment.a, do: [{comment: hello}], else: [{stage: New}]}}",
        derive_stage="[{stage: New, when: issue.confidential}]",
        on_intake="[{when: {if: 'true', do: [{move: open}], else: [{open_issue: {workflow: story}}]}}]",
    )
    + rule("- {notify: {channel: events, text: Hello}}\n- {react: tada}", when="fields['Account'] == 'x'")
    + "messages: {hello: {text: '{{ stage }}', mention: author}}\n"
    + "scores: {table: {add: [{field: Region, points: {EMEA: 2}}], bands: [{at_least: 1, name: high}]}}\n"
    + "schedules: [{name: S, rrule: FREQ=WEEKLY;BYDAY=MO, at: '09:00', do: [{open_issue: {workflow: story}}]}]\n"
)
FILES = {"config.yml": parse_yaml(CONFIG, "config.yml").data, "stories.yml": parse_yaml(PROGRAM, "stories.yml").data}
FAULT = re.compile(r"(config\.yml|stories\.yml|issue_templates/Story\.md):\d+:\d+: \S.*")


def faults(files: dict[str, Any]) -> list[str]:
    """The faults of a configuration of these files."""
    config = files["config.yml"]
    included = {"include": "stories.yml", **config} if isinstance(config, dict) else config
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "issue_templates").mkdir()
        (root / "issue_templates" / "Story.md").write_text(TEMPLATE, encoding="utf-8")
        for name, data in {**files, "config.yml": included}.items():
            (root / name).write_text(json.dumps(data), encoding="utf-8")
        try:
            make_ready(root / "config.yml", {})
        except ConfigFaults as found:
            return [str(fault) for fault in found.faults]
    return []


def test_right():
    """What is damaged below is right as it is."""
    assert faults(FILES) == []


@given(choices=st.data())
def test_any_damage_is_answered(choices):
    """Up to four damages of any values: the answer is a configuration or sentences that begin with a place."""
    files = dict(FILES)
    for _ in range(choices.draw(st.integers(1, 4))):
        name = choices.draw(st.sampled_from(sorted(files)))
        trail = choices.draw(st.sampled_from(trails(files[name])))
        way = choices.draw(st.sampled_from(["replaced", "left out", "misspelt"]))
        files[name] = spoilt(files[name], trail, way, choices.draw(ODD))

    assert [fault for fault in faults(files) if not FAULT.match(fault)] == []
