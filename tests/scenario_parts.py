"""Scenarios for one promise each: the small program of `tests.small`, a story under way, and steps as YAML."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from automation.config.faults import ConfigFaults
from automation.decide.ready import make_ready
from automation.scenarios.load import load_scenario
from automation.scenarios.model import Scenario
from automation.scenarios.play import Section, play
from automation.scenarios.result import Played
from tests.small import CONFIG, workflow, written

#: a story that Nicole Smith may move, and a message at the second stage
PROGRAM = (
    workflow(
        owner="nicole.smith",
        stages="{New: {due: 5 working days}, Doing: {on_enter: [{comment: begun}]}, Done: {closed: true}}",
    )
    + 'messages: {begun: {text: "Off it goes.", mention: author, attrs: {from: "{{ from_stage }}"}}}\n'
)
#: the issue STORY, at its first stage, and OTHER, which nobody touches
INITIAL = """\
meta: {start: '2027-01-11T08:00:00Z'}
initial_state:
- &story
  ref: STORY
  project: stories
  program: story
  title: 'Story: Helios'
  author: april.marks
  created_at: '2027-01-04T09:00:00Z'
  labels: Story::New
  assignees: nicole.smith
  due_date: '2027-02-01'
  fields: {Account: Helios, Region: EMEA}
- {<<: *story, ref: OTHER, title: 'Story: Borealis', fields: {Account: Borealis}}
"""
#: Nicole Smith moves STORY on
MOVE = "kind: issue_update, actor: nicole.smith, issue: STORY, add: 'Story::Doing', remove: 'Story::New'"
#: what has to come of that
MOVED = """\
issue: {labels: Story::Doing}
notes: [{issue: STORY, key: begun, attrs: {from: New}, mentions: april.marks}]
"""


def step(what: str, expect: str = "", number: int = 1, more: str = "") -> str:
    """A step as an item of `events:`, at minute `number`; `what` is written as the inside of a flow mapping."""
    lines = [f"- <<: {{{what}}}", f"  id: S{number}", f"  at: '2027-01-11T09:{number:02}:00Z'"]
    lines += ["  expect:", indent(dedent(expect), "    ")] if expect else []
    return "\n".join(lines) + "\n" + indent(dedent(more), "  ")


def scenario_text(*steps: str, head: str = INITIAL, tail: str = "") -> str:
    """A scenario file with `steps`."""
    return f"{head}events:\n{''.join(steps)}\n{tail}"


def scenario(root: Path, text: str, program: str = PROGRAM, config: str = CONFIG) -> tuple[Scenario, Path]:
    """The scenario `text` on the configuration with `program`, both written below `root`; and where config.yml is."""
    path = written(program, root, config)
    file = root / "scenario.yml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file, make_ready(path, {})[1].config, "scenario.yml"), path


def played(
    root: Path, *steps: str, program: str = PROGRAM, config: str = CONFIG, section: Section | None = None, **text: str
) -> list[Played]:
    """What comes of `steps`."""
    found, path = scenario(root, scenario_text(*steps, **text), program, config)
    return list(play(found, make_ready(path, {})[1], path, section or Section()))


def differences(root: Path, *steps: str, **options: str) -> dict[str, tuple[object, object]]:
    """What differs in the last of `steps`, part by part: what was expected, and what was found."""
    last = played(root, *steps, **options)[-1].difference
    return {part: (last.expected[part], last.found[part]) for part in last.expected}


def faults(root: Path, text: str) -> list[str]:
    """The faults of the scenario `text`, in words; none where it can be played."""
    try:
        scenario(root, text)
    except ConfigFaults as found:
        return str(found).splitlines()
    return []
