"""``usher explain``: how an issue stood, and why; also in the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from automation.commands.common import (
    FOUND,
    Stop,
    config_option,
    database_option,
    format_option,
    instant,
    issue_ref,
    read_rules,
    show_json,
)
from automation.decide.words import effect_words, reason_lines, seen_words
from automation.model import wire
from automation.model.refs import IssueRef
from automation.model.work import Run
from automation.runtime.explaining import Explanation, Standing, Told, explain
from automation.runtime.store import Store


@click.command(
    name="explain", epilog="Example: usher explain gitlab-com/marketing/community#12 --at 2027-01-11T09:15:00Z"
)
@click.argument("issue")
@config_option
@database_option
@click.option("--at", "when", metavar="TIME", help="Tell how it was then, ISO 8601; default: now.")
@click.option(
    "--runs", "limit", type=click.IntRange(1, 100), default=3, show_default=True, help="How many runs to tell."
)
@format_option
def command(issue: str, config_path: Path, database: str, when: str | None, limit: int, output: str) -> None:
    """Tell how ISSUE (its address, or group/project#12) stands and why, from what Usher has stored.

    GitLab is not asked. Shown are the state as Usher knew it and the last runs up to then: what happened, who did it,
    each rule and move that was considered with the values seen, and what was written. What is confidential is shown
    too: whoever may read the database may read it. Ends with 1 where Usher does not know the issue.
    """
    found = _explained(issue_ref(issue), config_path, database, instant(when, "--at"), limit)
    if output == "json":
        show_json(as_json(found))
    else:
        click.echo("\n".join(lines(found)))


def _explained(ref: IssueRef, config_path: Path, database: str, at: datetime, limit: int) -> Explanation:
    rules = read_rules(config_path)
    store = Store.open_to_read(database)
    if store is None:
        message = f"there is no database at {database}; is this the one of the running service?"
        raise Stop(message, FOUND)
    with store:
        found = explain(store, rules, ref, at, limit=limit)
    if found.standing is None:
        message = f"Usher knew nothing of {ref} at {_exact(at)}"
        raise Stop(message, FOUND)
    return found


def as_json(found: Explanation) -> dict[str, Any]:
    """The explanation as JSON data."""
    return {
        "issue": str(found.ref),
        "at": found.at,
        "standing": None if found.standing is None else wire.dump(found.standing),
        "runs": [_run_json(told) for told in found.runs],
    }


def _run_json(told: Told) -> dict[str, Any]:
    run = told.run
    return {
        "id": run.id,
        "started_at": run.started_at,
        "config_digest": run.config_digest,
        "outcome": str(run.decision.outcome),
        "events": [{"name": event.name, "by": event.actor and event.actor.username} for event in run.events],
        "actor": told.actor,
        "reasons": [wire.dump(reason) for reason in run.decision.reasons],
        "nearest_miss": None if told.nearest is None else wire.dump(told.nearest),
        "written": [{"words": words, "state": state} for words, state in _written(run)],
    }


def lines(found: Explanation) -> Iterator[str]:
    """The explanation as text."""
    title = found.standing.memory.seen.title if found.standing and found.standing.memory.seen else ""
    yield f"{found.ref} {title}".rstrip() + f", at {_exact(found.at)}"
    if found.standing is not None:
        yield from (f"  {line}" for line in _standing(found.standing))
    for told in found.runs:
        yield ""
        yield from _told(told)


def _standing(standing: Standing) -> Iterator[str]:
    memory = standing.memory
    state = "" if memory.seen is None else "open, " if memory.seen.is_open else "closed, "
    since = f" since {_exact(memory.stage_since)}" if memory.stage_since else ""
    yield f"{state}workflow {memory.workflow or 'none'}, {memory.phase}, stage {memory.stage or 'none'}{since}"
    yield f"assigned to {', '.join(memory.seen.assignees if memory.seen else ()) or 'nobody'}"
    yield f"chosen by Usher: {', '.join(memory.owners) or 'nobody'}"
    if standing.chosen is not None:
        yield f"  {standing.chosen.title}: {standing.chosen.words} (run {standing.chosen.run_id})"
    yield from (f"{clock.title}: {clock.detail}" for clock in standing.clocks)
    yield from (f"waits for {words}" for words in standing.waits_for)
    if standing.wake_at is not None:
        yield f"is looked at again at {_exact(standing.wake_at)}"


def _told(told: Told) -> Iterator[str]:
    run = told.run
    yield f"Run {run.id} at {_exact(run.started_at)}: {run.decision.outcome}, configuration {run.config_digest[:12]}"
    for event in run.events:
        yield f"  {event.name}{f' by {event.actor.username}' if event.actor else ''}"
    yield f"  Who acted: {told.actor}"
    yield "  Because:" if run.decision.reasons else "  Nothing was considered."
    yield from reason_lines(run.decision.reasons, "    ")
    if told.nearest is not None:
        yield f"  Nearest miss: {told.nearest.title}: {seen_words(told.nearest.seen)}"
    written = list(_written(run))
    yield "  Wrote:" if written else "  Wrote nothing."
    yield from (f"    {state}: {words}" for words, state in written)


def _written(run: Run) -> Iterator[tuple[str, str]]:
    for record in run.effects:
        error = f" ({record.error})" if record.error else ""
        yield f"{effect_words(record.effect)}{error}", record.state.value


def _exact(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
