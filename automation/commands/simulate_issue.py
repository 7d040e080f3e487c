"""``usher simulate --issue``: what Usher would do with an issue as it is or might be, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import click

from automation.commands.common import Stop
from automation.commands.sweeping import thrown_away
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.core import decide, needs_history
from automation.decide.ladder import Rung, ladder
from automation.decide.whatif import Wish, imagined
from automation.decide.words import effect_words, reason_lines
from automation.gitlab.port import GitLabPort
from automation.model import wire
from automation.model.decision import Decision
from automation.model.events import Event, User
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.runtime.lookups import LiveLookUps
from automation.runtime.offline import Offline
from automation.runtime.settings import connect
from automation.runtime.store import Store
from automation.runtime.sweeps.rehearsal import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What would happen to an issue."""

    #: as it would be decided on
    issue: Snapshot
    events: tuple[Event, ...]
    decision: Decision
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be rehearsed."""

    ref: IssueRef
    #: SQLAlchemy address
    database: str
    #: whether GitLab is left alone
    offline: bool
    #: username of our account, where GitLab is left alone
    bot: str
    now: datetime
    wish: Wish = field(default_factory=Wish)


def ahead(rules: Compiled, asked: Asked) -> Ahead:
    """The decision at that time, made as a live one is, and what follows from it by itself; nothing is written.

    Raises:
        GitLabFault: GitLab does not answer, or would have to be asked and is left alone.
        Stop: the issue is not known, where GitLab is left alone.
        StoreUnavailable: the database is away.
    """
    with ExitStack() as opened:
        store = Store.open_to_read(asked.database)
        store = opened.enter_context(thrown_away() if store is None else store)
        page = store.issue(asked.ref)
        memory = page.memory if page else Memory()
        if asked.offline:
            return _ahead(rules, asked, Offline(User(asked.bot)), Known(store), _remembered(asked.ref, memory), memory)
        gitlab = connect(rules.config.gitlab, 1, lambda *_: None)
        opened.callback(gitlab.close)
        return _ahead(rules, asked, gitlab, Known(store), gitlab.read_issue(asked.ref), memory)


def _remembered(ref: IssueRef, memory: Memory) -> Snapshot:
    if memory.seen is None:
        message = f"Usher does not know {ref}; without --offline it is read from GitLab"
        raise Stop(message, 1)
    return memory.seen


def _ahead(rules: Compiled, asked: Asked, gitlab: GitLabPort, known: Known, shown: Snapshot, memory: Memory) -> Ahead:
    issue, events = imagined(shown, asked.wish, asked.now)
    bot, ask = gitlab.whoami(), LiveLookUps(known, gitlab, rules)
    batch = Batch(key=str(asked.ref), events=events, snapshot=issue, memory=memory, bot=bot)
    if needs_history(batch):
        batch = replace(batch, history=gitlab.history(asked.ref))
    decision = decide(batch, rules, ask, asked.now)
    rungs = ladder(rules, ask, bot, issue, memory, decision, asked.now)
    return Ahead(issue=issue, events=events, decision=decision, ladder=rungs)


def as_json(found: Ahead) -> dict[str, Any]:
    """The rehearsal as JSON data."""
    return {
        "issue": str(found.issue.ref),
        "events": [event.name for event in found.events],
        "outcome": str(found.decision.outcome),
        "effects": [wire.dump_effect(effect) for effect in found.decision.plan.effects],
        "reasons": [wire.dump(reason) for reason in found.decision.reasons],
        "matched": list(found.decision.matched),
        "unmatched": list(found.decision.unmatched),
        "ladder": [_rung(rung) for rung in found.ladder],
    }


def _rung(rung: Rung) -> Mapping[str, Any]:
    effects = [wire.dump_effect(effect) for effect in rung.effects]
    return {"at": rung.at.isoformat(), "cause": rung.cause, "because": list(rung.because), "effects": effects}


def show(found: Ahead) -> None:
    """Print the rehearsal for people."""
    for line in _lines(found):
        click.echo(line)


def _lines(found: Ahead) -> Iterator[str]:
    names = ", ".join(event.name for event in found.events)
    yield f"{names} on {found.issue.ref}: {found.decision.outcome}"
    yield "\nWould write:" if found.decision.plan else "\nWould write nothing."
    yield from (f"  {effect_words(effect)}" for effect in found.decision.plan.effects)
    yield "\nBecause:" if found.decision.reasons else "\nNothing was considered."
    yield from reason_lines(found.decision.reasons, "  ")
    yield "\nThen, if nobody does anything:" if found.ladder else "\nNothing comes by itself."
    for rung in found.ladder:
        yield f"  {rung.at:%Y-%m-%d %H:%M} UTC, {rung.cause}{': ' if rung.because else ''}{', '.join(rung.because)}"
        yield from (f"    {effect_words(effect)}" for effect in rung.effects)
