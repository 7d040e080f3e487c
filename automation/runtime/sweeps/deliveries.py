"""What a sweep hands in: one delivery for each find, and one for each digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef, digest_key
from automation.model.work import Delivery, Priority, Source
from automation.runtime.messages import HEADER
from automation.runtime.store import Find

#: issues that a digest is told of one by one
LISTED = 2000


def sweep_event(sweep_id: str, policy: str, ref: IssueRef, at: datetime) -> Event:
    """The sweep `sweep_id` selected the issue `ref` for `policy`."""
    return Event(
        id=f"sweep:{sweep_id}:{policy}:{ref}",
        kind=EventKind.SWEEP,
        action=policy,
        at=at,
        issue=ref,
        project=ref.project,
    )


def find_delivery(sweep_id: str, find: Find, now: datetime) -> Delivery:
    """`find` as it is handed in at `now` (UTC)."""
    return _delivery(sweep_event(sweep_id, find.policy, find.ref, now), str(find.ref))


def digest_delivery(sweep_id: str, policy: str, finds: Sequence[Find], count: int, now: datetime) -> Delivery:
    """The digest of what `policy` found: `finds`, which are all or the first of `count` issues."""
    event = Event(
        id=f"sweep:{sweep_id}:{policy}:digest",
        kind=EventKind.DIGEST,
        action=policy,
        at=now,
        data={
            "items": [dict(find.item) for find in finds],
            "count": count,
            "more": count - len(finds),
            "at": now.isoformat(),
        },
    )
    return _delivery(event, digest_key(policy))


def _delivery(event: Event, work_key: str) -> Delivery:
    return Delivery(
        key=event.id,
        source=Source.INTERNAL,
        work_key=work_key,
        project=event.project,
        received_at=event.at,
        header=HEADER,
        body=wire.dump_text(event).encode(),
        priority=Priority.SWEEP,
    )
