"""The one way in: whatever makes a delivery of a request, it is counted, stored, answered and called out the same."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, jsonify

from automation.model.work import Delivery, Receipt, Source
from automation.runtime.store import StoreUnavailable
from webhooks.ports import Door
from webhooks.refusals import Rejected, unavailable

_log = structlog.get_logger("usher.door")


def hand_in(door: Door, source: Source, read: Callable[[], Delivery]) -> Response:
    """Store the delivery that `read` makes of the present request, and answer programs.

    202 stored, or ignored with its outcome; 200 duplicate; what `Rejected` says; 503 where the store cannot take it.
    The answer always has a body: waitress closes the connection after an empty one.
    """
    try:
        delivery = read()
        receipt = keep(door, delivery)
    except Rejected as refused:
        note_refusal(door, source, refused)
        return _refused(refused)
    if receipt is Receipt.DUPLICATE:
        return _answer(HTTPStatus.OK, status="duplicate", id=delivery.key)
    if delivery.work_key is None:
        return _answer(HTTPStatus.ACCEPTED, status="ignored", outcome=delivery.outcome)
    return _answer(HTTPStatus.ACCEPTED, status="stored", id=delivery.key)


def keep(door: Door, delivery: Delivery) -> Receipt:
    """Store `delivery`, count it, and tell the workers of it.

    Raises:
        Rejected: 503, the store is away.
    """
    try:
        receipt = door.store.receive(delivery)
    except StoreUnavailable as fault:
        _log.error("store unavailable", source=delivery.source.value, fault=str(fault))
        raise unavailable() from fault
    if receipt is Receipt.DUPLICATE:
        door.metrics.duplicate(delivery.source)
        _log.info("delivery repeated", key=delivery.key, source=delivery.source.value)
    else:
        _stored(door, delivery)
    return receipt


def note_refusal(door: Door, source: Source, refused: Rejected) -> None:
    """Count a request that was not stored, and log why, without anything of it."""
    door.metrics.rejected(source, refused.reason)
    door.store.count_rejected()
    _log.warning("delivery refused", source=source.value, reason=refused.reason, status=refused.status.value)


def _stored(door: Door, delivery: Delivery) -> None:
    outcome = delivery.outcome
    door.metrics.stored(delivery.source, outcome or "stored")
    _log.info(
        "delivery stored", key=delivery.key, source=delivery.source.value, work=delivery.work_key, outcome=outcome
    )
    if delivery.work_key is not None:
        door.wake(delivery.work_key, delivery.priority)


def _refused(refused: Rejected) -> Response:
    details = {"faults": refused.faults} if refused.faults else {}
    answer = _answer(refused.status, status="rejected", outcome=refused.outcome, detail=str(refused), **details)
    if refused.retry_after is not None:
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer


def _answer(code: HTTPStatus, **body: Any) -> Response:
    answer = jsonify(body)
    answer.status_code = code
    return answer
