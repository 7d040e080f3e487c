"""Small configurations for one promise each, written as YAML and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent
from typing import Any

from automation.config.faults import ConfigFaults
from automation.config.load import Loaded, load_config
from automation.decide.compiled import Compiled
from automation.decide.ready import make_ready
from automation.model.events import User
from automation.model.plan import Effect
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Phase, Snapshot
from tests.play import MONDAY, Play

PATH = "gitlab-com/marketing/stories"
PUBLIC = "gitlab-com/marketing/open"
LEAD = User("nicole.smith")

CONFIG = f"""\
people:
  nicole.smith: {{name: Nicole Smith, roles: [advocacy, advocacy-lead]}}
  steve.george: {{roles: [advocacy]}}
  legal-counsel: {{roles: [legal]}}
  april.marks: {{roles: [sales], region: AMER}}
  sa-emea: {{roles: [channel-sa], region: EMEA}}
  sa-apac: {{roles: [channel-sa], region: APAC}}
projects:
  stories: {{path: {PATH}, visibility: private}}
  open: {{path: {PUBLIC}, visibility: public}}
groups: {{champions: gitlab-partners-public/gitlab-champions}}
routing:
  channel_sa: {{EMEA: sa-emea, APAC: [sa-apac, sa-emea]}}
channels: {{events: "json://127.0.0.1/events"}}
calendar: {{holidays: ["2027-01-15"]}}
values: {{limit: 3, words: [one, two]}}
"""
TEMPLATE = "<!-- program: story -->\n- **Account:** {{ fields['Account'] }}\n- **Region:** {{ fields['Region'] }}\n"
#: what most tests need of a workflow; `workflow` adds to it
WORKFLOW = """\
project: stories
template: Story
title: "Story: {{ fields['Account'] }}"
stage_label: Story
fields: {Account: {}, Region: {one_of: [EMEA, APAC]}}
stages: {New: {due: 5 working days}, Doing: {}, Done: {closed: true}}
moves: [{from: New, to: Doing, by: advocacy}, {from: Doing, to: [New, Done], by: advocacy}]
"""


def workflow(text: str = "", **replaced: str) -> str:
    """A program with the workflow `story`: the usual one, whose keys `replaced` replaces, and the lines of `text`."""
    kept = [line for line in WORKFLOW.splitlines() if line.partition(":")[0] not in replaced]
    lines = [*kept, *(f"{key}: {value}" for key, value in replaced.items()), *dedent(text).splitlines()]
    return "program: Stories\nworkflows:\n  story:\n" + indent("\n".join(lines), "    ") + "\n"


def files(program: str, config: str = CONFIG, template: str = TEMPLATE) -> dict[str, str]:
    """A configuration with one program, texts by path."""
    return {"config.yml": config, "programs/stories.yml": program, "issue_templates/Story.md": template}


def written(program: str, root: Path, config: str = CONFIG, template: str = TEMPLATE) -> Path:
    """Where config.yml of the configuration with `program` is, written below `root`."""
    for name, text in files(program, config, template).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "config.yml"


def loaded(program: str, root: Path, config: str = CONFIG, template: str = TEMPLATE) -> Loaded:
    """The configuration with `program`, written below `root` and loaded."""
    return load_config(written(program, root, config, template), {})


@cache
def compiled(program: str, config: str = CONFIG, template: str = TEMPLATE) -> Compiled:
    """The configuration with `program`, ready to decide with."""
    with TemporaryDirectory() as folder:
        return make_ready(written(program, Path(folder), config, template), {})[1]


def faults(program: str, root: Path, config: str = CONFIG, template: str = TEMPLATE) -> list[str]:
    """The faults of the configuration with `program`, in words; none where it compiles."""
    try:
        make_ready(written(program, root, config, template), {})
    except ConfigFaults as found:
        return str(found).splitlines()
    return []


def rule(actions: str, on: str = "note.created", **options: str) -> str:
    """A `rules:` part with the one rule ``Rule`` for stories, its actions given as a YAML list."""
    options = {"workflow": "story", **options}
    lines = [f"  - name: Rule\n    on: [{on}]", *(f"    {key}: {value}" for key, value in options.items())]
    return "rules:\n" + "\n".join(lines) + f"\n    do:\n{indent(dedent(actions), '      ')}\n"


HELIOS = "<!-- program: story -->\n- **Account:** Helios\n- **Region:** EMEA"


def fresh(rules: Compiled, *, iid: int = 1, **facts: Any) -> Play:
    """An issue of the workflow `story` that Usher has not seen."""
    usual = {"title": "Story: Helios", "description": HELIOS, "author": "april.marks"}
    return Play(rules, Snapshot(ref=IssueRef(PATH, iid), id=iid, **{**usual, **facts}))


def under_way(rules: Compiled, *, stage: str = "New", memory: Mapping[str, Any] | None = None, **facts: Any) -> Play:
    """An issue of the workflow `story` in the stage `stage`, as Usher left it."""
    play = fresh(rules, **{"labels": frozenset({f"Story::{stage}"}), **facts})
    usual = {"phase": Phase.ACTIVE, "stage": stage, "stage_since": MONDAY, "entries": 1}
    play.memory = Memory(seen=play.snapshot, workflow="story", **{**usual, **(memory or {})})
    return play


def doing(actions: str, program: str | None = None, **facts: Any) -> Play:
    """An issue on which a comment of Nicole Smith made a rule do `actions`."""
    play = under_way(compiled((program or workflow()) + rule(actions)), **facts)
    play.comment(LEAD.username, "Go.", note_id=42)
    return play


def words(play: Play) -> list[tuple[str, str]]:
    """Verdict and words of what the rule did."""
    found = next(reason for reason in play.last.reasons if reason.title == "Rule Rule") if play.last else None
    return [(str(reason.verdict), reason.detail) for reason in found.children] if found else []


def new_labels(play: Play, *labels: str) -> Play:
    """`play` with further labels that were there before."""
    snapshot = replace(play.snapshot, labels=play.snapshot.labels | set(labels))
    play.snapshot, play.memory = snapshot, replace(play.memory, seen=snapshot)
    return play


def others(play: Play, *kinds: type[Effect]) -> list[Effect]:
    """Effects of the last decision of these kinds."""
    return [effect for effect in play.effects if isinstance(effect, kinds)]
