"""What happened, as a table: event, rules, effects."""

from __future__ import annotations

import re

from rich.table import Table

from automation.decide.words import SIGNS, effect_words
from automation.model.work import EffectState, Run
from automation.runtime.store import Store

#: runs that one demonstration shows at most
_MOST = 200
#: beginnings of the reasons that tell the story
_TOLD = ("Move", "Stage", "Open", "Kept")
#: a project's path before the number of an issue
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/(?=[\w.-]+)")


def happened(store: Store) -> Table:
    """Every run of `store` that has an event worth telling, oldest first."""
    table = Table(title="What happened", show_lines=True, expand=True)
    for heading, ratio in (("Event", 3), ("By", 2), ("Rules and reasons", 4), ("Effects", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for summary in reversed(list(store.runs(limit=_MOST))):
        run = store.run(summary.id)
        if run is not None:
            table.add_row(_event(run), run.decision.actor or "", _reasons(run), _effects(run))
    return table


def _event(run: Run) -> str:
    names = ", ".join(dict.fromkeys(event.name for event in run.events))
    return f"{names}\n{run.work_key.rpartition('/')[2]}"


def _reasons(run: Run) -> str:
    told = [f"✓ Rule {name}" for name in run.decision.matched]
    shown = [reason for reason in run.decision.reasons if reason.title.startswith(_TOLD)]
    told += [f"{SIGNS[reason.verdict]} {reason.title}" for reason in shown]
    return "\n".join(dict.fromkeys(told))


def _effects(run: Run) -> str:
    lines = [
        _PATH.sub("", effect_words(record.effect)) + _failure(record.state, record.error) for record in run.effects
    ]
    return "\n".join(lines) or "nothing to change"


def _failure(state: EffectState, error: str) -> str:
    return f" FAILED: {error}" if state is EffectState.FAILED else ""
