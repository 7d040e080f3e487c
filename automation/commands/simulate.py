"""``usher simulate``: what Usher would do with a delivery, without doing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from automation.commands import simulate_issue
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
from automation.commands.simulate_issue import Ahead, Asked, ahead
from automation.config.model import Person
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.people import People
from automation.decide.sample import NothingStored
from automation.decide.whatif import Wish
from automation.decide.words import effect_words, reason_lines
from automation.model import wire
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event, User
from automation.model.payloads import MalformedPayload, Unsupported, json_object, parse_delivery, snapshot_in
from automation.model.snapshot import Memory, Snapshot


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would happen."""

    event: Event
    decision: Decision


@click.command(name="simulate", epilog="Example: usher simulate event.json --now 2027-01-11T09:15:00Z")
@click.argument("event", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@config_option
@click.option("--issue", help="An issue in place of EVENT: its address, or group/project#12.")
@database_option
@click.option("--offline", is_flag=True, help="With --issue: take it as it is stored, and leave GitLab alone.")
@click.option("--add-label", "add", multiple=True, metavar="LABEL", help="What if --by set this label?")
@click.option("--remove-label", "remove", multiple=True, metavar="LABEL", help="What if --by took this label off?")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="What if --by filled this field in?")
@click.option("--comment", default="", metavar="TEXT", help="What if --by wrote this comment?")
@click.option("--close", "state", flag_value="closed", help="What if --by closed it?")
@click.option("--reopen", "state", flag_value="opened", help="What if --by reopened it?")
@click.option("--by", default="", metavar="USER", help="Username of who does that.")
@click.option("--header", default="Issue Hook", show_default=True, help="The delivery's X-Gitlab-Event.")
@click.option("--author", default="", help="Username of the issue's author; default: who acted, else some member.")
@click.option("--now", "when", help="The instant to decide at, ISO 8601 with zone; default: now.")
@click.option("--bot", default="usher-bot", show_default=True, help="Username of Usher's own account.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    event: Path | None,
    config_path: Path,
    issue: str | None,
    database: str,
    offline: bool,
    header: str,
    author: str,
    when: str | None,
    bot: str,
    output: str,
    **wished: Any,
) -> None:
    """Show what Usher would do with the webhook body in EVENT (- reads it from standard input), and why.

    Nothing is written and GitLab is not asked: the issue is taken as the body shows it, as if Usher saw it for the
    first time. GitLab shows the body of each delivery in the project under Settings > Webhooks > Edit > Recent events
    > View details, where it can be copied.

    With --issue an issue is read from GitLab once, together with what Usher has stored of it, and decided as a look at
    that time would decide it, or as if somebody had done what the other options say; then follows what would come by
    itself: clocks, due dates and the next sweeps, with dates. Nothing is written there either.
    """
    wish, now = _wish(**wished), instant(when, "--now")
    match event, issue:
        case None, str():
            asked = Asked(ref=issue_ref(issue), database=database, offline=offline, bot=bot, now=now, wish=wish)
            ctx.exit(_show_issue(ahead(read_rules(config_path), asked), output))
        case Path(), None if not wish and not offline:
            found = rehearse(
                read_rules(config_path), _read(event), header=header, now=now, bot=User(bot), author=author
            )
            ctx.exit(_show_event(found, output))
    message = "give either EVENT, or --issue with what goes with it"
    raise Stop(message)


def _show_issue(found: Ahead, output: str) -> int:
    """Show it; gives the exit code."""
    if output == "json":
        show_json(simulate_issue.as_json(found))
    else:
        simulate_issue.show(found)
    return FOUND if _failed(found.decision) else 0


def _show_event(found: Rehearsed | Unsupported, output: str) -> int:
    """Show it; gives the exit code."""
    if output == "json":
        show_json(as_json(found))
    elif isinstance(found, Unsupported):
        click.echo(f"Usher answers such a delivery with 202 and does nothing: {found.what}")
    else:
        _show(found)
    return FOUND if isinstance(found, Rehearsed) and _failed(found.decision) else 0


def _wish(
    *, add: tuple[str, ...], remove: tuple[str, ...], fields: tuple[str, ...], comment: str, state: str | None, by: str
) -> Wish:
    """What somebody is imagined to do; ends the command where nobody is named, or a field is not well written."""
    pairs = [word.partition("=") for word in fields]
    unfit = next((word for word, pair in zip(fields, pairs, strict=True) if not pair[0] or not pair[1]), None)
    if unfit is not None:
        message = f"--field {unfit!r} is no NAME=VALUE"
        raise Stop(message)
    values = {name: value for name, _, value in pairs}
    wish = Wish(by=by, add_labels=add, remove_labels=remove, comment=comment, fields=values, state=state)
    if wish and not by:
        message = "who does that? --by names a user"
        raise Stop(message)
    return wish


def rehearse(
    rules: Compiled, body: dict[str, Any], *, header: str, now: datetime, bot: User, author: str = ""
) -> Rehearsed | Unsupported:
    """The decision on the delivery with this body, made as a live one is; `Unsupported` where Usher makes none.

    Args:
        rules: the configuration.
        body: what GitLab posted.
        header: its X-Gitlab-Event.
        now: the instant to decide at (UTC).
        bot: Usher's own account.
        author: username of the issue's author; empty takes whom the body names, else a member without a name.

    Raises:
        Stop: the body is none of GitLab's.
    """
    try:
        event = parse_delivery(header, body, event_id="simulated", at=now)
        snapshot = None if isinstance(event, Unsupported) else snapshot_in(body, event)
    except MalformedPayload as fault:
        message = f"the body cannot be read: {fault}"
        raise Stop(message) from fault
    if isinstance(event, Unsupported):
        return event
    if snapshot is not None and author:
        snapshot = replace(snapshot, author=author)
    if snapshot is not None and not snapshot.author:
        return _with_member(rules, event, snapshot, now, bot)
    return Rehearsed(event, _decided(rules, event, snapshot, now, bot))


def _with_member(rules: Compiled, event: Event, snapshot: Snapshot, now: datetime, bot: User) -> Rehearsed:
    """The rehearsal with an author whom the body names by number only: a live run would ask GitLab for the name."""
    name = f"user-{snapshot.author_id or 0}"
    people = People(rules.config.model_copy(update={"people": {**rules.config.people, name: Person()}}))
    found = _decided(replace(rules, people=people), event, replace(snapshot, author=name), now, bot)
    detail = f"the body does not name the author, here {name}, who is taken for a member; --author says who it is"
    reason = Reason("Author", Verdict.SKIPPED, detail)
    return Rehearsed(event, replace(found, reasons=(reason, *found.reasons)))


def _decided(rules: Compiled, event: Event, snapshot: Snapshot | None, now: datetime, bot: User) -> Decision:
    key = str(event.issue or event.project)
    batch = Batch(key=key, events=(event,), snapshot=snapshot, memory=Memory(), bot=bot)
    return decide(batch, rules, NothingStored(), now)


def _failed(decision: Decision) -> bool:
    return any(reason.verdict is Verdict.ERROR for reason in decision.reasons)


def as_json(found: Rehearsed | Unsupported) -> dict[str, Any]:
    """The rehearsal as JSON data; of a delivery that Usher does not act on, what it is in place of the event."""
    if isinstance(found, Unsupported):
        nothing: dict[str, Any] = {key: [] for key in ("effects", "reasons", "matched", "unmatched")}
        return {"event": found.what, "issue": None, "outcome": str(Outcome.UNSUPPORTED_EVENT), **nothing}
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
    with click.open_file(str(path), "rb") as stream:
        body = stream.read()
    try:
        return json_object(body)
    except MalformedPayload as fault:
        message = f"{path}: {fault}; a webhook body is a JSON object"
        raise Stop(message) from fault
