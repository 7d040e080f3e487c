"""What does one decision cost against 200 rules and 20 workflows?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from automation.config.load import load_config
from automation.decide.batch import Batch
from automation.decide.compile import compile_config
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.sample import NothingStored
from automation.model.events import Change, Event, EventKind, User
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Phase, Snapshot
from benchmarks.figures import Row, spread

_NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
_WORKFLOWS, _RULES = 20, 200


def measure(*, quick: bool) -> Iterator[Row]:
    """The median over many decisions on a label change in one of the workflows."""
    rounds, turns = (2, 200) if quick else (6, 2_000)
    rules = _rules()
    batch = _batch()
    medians = [_median(batch, rules, turns) * 1000 for _ in range(rounds)][1:]
    figure = spread(medians, "ms", 3)
    note = "10 rules concern the issue; the other 190 cost nothing"
    yield Row("One decision, 200 rules and 20 workflows", figure, "≤ 1 ms median", median(medians) <= 1, note)


def _median(batch: Batch, rules: Compiled, turns: int) -> float:
    ask, seconds = NothingStored(), []
    for _ in range(turns):
        begun = time.perf_counter()
        decide(batch, rules, ask, _NOW)
        seconds.append(time.perf_counter() - begun)
    return median(seconds)


def _rules() -> Compiled:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "programs").mkdir()
        (root / "issue_templates").mkdir()
        (root / "issue_templates" / "Request.md").write_text("<!-- program: w0 -->\n- **What:**\n")
        (root / "config.yml").write_text("people: {legal-counsel: {roles: [legal]}}\nprojects: {p: group/project}\n")
        for number in range(_WORKFLOWS):
            (root / "programs" / f"p{number}.yml").write_text(_program(number))
        return compile_config(load_config(root / "config.yml", {}))


def _program(number: int) -> str:
    rules = "\n".join(
        f"  - {{name: r{number}-{index}, on: label.added(Topic::*), workflow: w{number}, "
        f"when: \"'x{index}' in labels and fields['What'] != ''\", do: [{{label: L{index}}}]}}"
        for index in range(_RULES // _WORKFLOWS)
    )
    return f"""\
program: Program {number}
workflows:
  w{number}:
    project: p
    template: Request
    stage_label: S{number}
    fields: {{What: {{required: true}}}}
    owner: {{role: legal}}
    stages: {{New: {{due: 5 working days}}, Done: {{closed: true}}}}
    moves: [{{from: New, to: Done, by: legal}}]
rules:
{rules}
"""


def _batch() -> Batch:
    ref = IssueRef("group/project", 1)
    before = Snapshot(
        ref=ref,
        id=1,
        title="A request",
        description="<!-- program: w3 -->\n- **What:** a thing\n" + "words and words\n" * 40,
        labels=frozenset({"S3::New", "x1"}),
        author="legal-counsel",
        created_at=_NOW,
    )
    now = Snapshot(**{**_fields(before), "labels": before.labels | {"Topic::CI"}})
    event = Event(
        id="1",
        kind=EventKind.ISSUE,
        action="update",
        at=_NOW,
        issue=ref,
        project=ref.project,
        actor=User("legal-counsel"),
        labels=now.labels,
        state="opened",
        changes={"labels": Change(before.labels, now.labels)},
    )
    memory = Memory(seen=before, workflow="w3", phase=Phase.ACTIVE, stage="New", stage_since=_NOW, entries=1)
    return Batch(key=str(ref), events=(event,), snapshot=now, memory=memory, bot=User("usher-bot"))


def _fields(snapshot: Snapshot) -> dict[str, object]:
    return {name: getattr(snapshot, name) for name in Snapshot.__dataclass_fields__}
