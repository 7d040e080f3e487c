"""What one run tells other issues: deliveries to ourselves, decided there in their own turn (design.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.plan import OpenIssue, Send
from automation.model.refs import IssueRef
from automation.model.work import Delivery, EffectRecord, EffectState, Run, Source
from automation.runtime.lookups import Index

#: X-Gitlab-Event of what we send ourselves
HEADER = "Usher Event"

_WRITTEN = frozenset({EffectState.DONE, EffectState.FOUND})


def targets(send: Send, index: Index) -> list[str]:
    """The issues (``path#iid``) that `send` is meant for: the one named, or all open ones with the value."""
    if send.to is not None:
        return [str(send.to)]
    found = (ref for name in send.workflows for ref in index.related(name, send.key, send.value, open_only=True))
    return list(dict.fromkeys(found))


def messages(run: Run, now: datetime) -> tuple[Delivery, ...]:
    """The messages of the written effects of `run`: what it sends, and ``opened`` to issues that it opened."""
    return tuple(
        _delivery(run, record.index, IssueRef.parse(target), name, data, now)
        for record in run.effects
        if record.state in _WRITTEN
        for target, name, data in _said(record)
    )


def _said(record: EffectRecord) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    match record.effect:
        case Send(name=name, data=data):
            return [(target, name, data) for target in record.result["to"]]
        case OpenIssue(announce=data) if data is not None:
            return [(f"{record.result['project']}#{record.result['iid']}", "opened", data)]
    return []


def _delivery(run: Run, index: int, target: IssueRef, name: str, data: Mapping[str, Any], now: datetime) -> Delivery:
    key = f"message:{run.id}:{index}:{target}"
    event = Event(
        id=key,
        kind=EventKind.MESSAGE,
        action=name,
        at=now,
        issue=target,
        project=target.project,
        data=data,
        cause=run.id,
    )
    return Delivery(
        key=key,
        source=Source.INTERNAL,
        work_key=str(target),
        project=target.project,
        received_at=now,
        header=HEADER,
        body=wire.dump_text(event).encode(),
    )
