"""``usher simulate``: what Usher would do with a delivery, without doing it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from automation.commands.common import FOUND, Stop, config_option, format_option, read_rules, show_json
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.sample import NothingStored
from automation.decide.words import effect_words, reason_lines
from automation.model import wire
from automation.model.decision import Decision, Verdict
from automation.model.events import Event, User
from automation.model.payloads import MalformedPayload, Unsupported, parse_delivery, snapshot_in
from automation.model.snapshot import Memory


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would happen."""

    event: Event
    decision: Decision


@click.command(name="simulate", epilog="Example: usher simulate event.json --now 2027-01-11T09:15:00Z")
@click.argument("event", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
@click.option("--header", default="Issue Hook", show_default=True, help="The delivery's X-Gitlab-Event.")
@click.option("--now", "when", help="The instant to decide at, ISO 8601 with zone; default: now.")
@click.option("--bot", default="usher-bot", show_default=True, help="Username of Usher's own account.")
@format_option
@click.pass_context
def command(
    ctx: click.Context, event: Path, config_path: Path, header: str, when: str | None, bot: str, output: str
) -> None:
    """Show what Usher would do with the webhook body in EVENT, and why; nothing is written and GitLab is not asked.

    The issue is taken as the body shows it, as if Usher saw it for the first time.
    """
    rules = read_rules(config_path)
    found = rehearse(rules, _read(event), header=header, now=_instant(when), bot=User(bot))
    if output == "json":
        show_json(as_json(found))
    else:
        _show(found)
    failed = any(reason.verdict is Verdict.ERROR for reason in found.decision.reasons)
    ctx.exit(FOUND if failed else 0)


def rehearse(rules: Compiled, body: dict[str, Any], *, header: str, now: datetime, bot: User) -> Rehearsed:
    """The decision on the delivery with this body, made as a live one is.

    Raises:
        Stop: the body is none that Usher acts on.
    """
    try:
        event = parse_delivery(header, body, event_id="simulated", at=now)
        snapshot = None if isinstance(event, Unsupported) else snapshot_in(body, event)
    except MalformedPayload as fault:
        message = f"the body cannot be read: {fault}"
        raise Stop(message) from fault
    if isinstance(event, Unsupported):
        message = f"Usher answers such a delivery with 202 and does nothing: {event.what}"
        raise Stop(message, 0)
    key = str(event.issue or event.project)
    batch = Batch(key=key, events=(event,), snapshot=snapshot, memory=Memory(), bot=bot)
    return Rehearsed(event, decide(batch, rules, NothingStored(), now))


def as_json(found: Rehearsed) -> dict[str, Any]:
    """The rehearsal as JSON data."""
    return {
        "event": found.event.name,
        "issue": str(found.event.issue) if found.event.issue else None,
        "outcome": str(found.decision.outcome),
        "effects": [wire.dump_effect(effect) for effect in found.decision.plan.effects],
        "reasons": [wire.dump(reason) for reason in found.decision.reasons],
        "matched": list(found.decision.matched),
        "unmatched": list(found.decision.unmatched),
    }


def _show(found: Rehearsed) -> None:
    actor = found.event.actor.username if found.event.actor else "nobody"
    click.echo(f"{found.event.name} on {found.event.issue} by {actor}: {found.decision.outcome}")
    click.echo("\nWould write:" if found.decision.plan else "\nWould write nothing.")
    for effect in found.decision.plan.effects:
        click.echo(f"  {effect_words(effect)}")
    click.echo("\nBecause:" if found.decision.reasons else "\nNothing was considered.")
    for line in reason_lines(found.decision.reasons, "  "):
        click.echo(line)


def _read(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        message = f"{path} is not JSON: {fault}"
        raise Stop(message) from fault
    if not isinstance(body, dict):
        message = f"{path} holds no JSON object; a webhook body is one"
        raise Stop(message)
    return body


def _instant(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError as fault:
        message = f"--now {text!r} is not an instant; write 2027-01-11T09:15:00Z"
        raise Stop(message) from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)
