"""The one way in: whatever makes a delivery of a request, it is counted, stored, answered and called out the same."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import structlog
from flask import Response, jsonify

from automation.model.work import Delivery, Receipt, Source
from automation.runtime.store import StoreUnavailable
from webhooks.ports import Door
from webhooks.refusals import Rejected, unavailable

#: seconds after which a client may try again when the store is away
RETRY_AFTER: Final = 30

_log = structlog.get_logger("usher.door")


def hand_in(door: Door, source: Source, read: Callable[[], Delivery]) -> Response:
    """Store the delivery that `read` makes of the present request, and answer.

    202 stored, or ignored with its outcome; 200 duplicate; what `Rejected` says; 503 where the store cannot take it.
    The answer always has a body: waitress closes the connection after an empty one.
    """
    try:
        delivery = read()
        receipt = door.store.receive(delivery)
    except Rejected as refused:
        return _refused(door, source, refused)
    except StoreUnavailable as fault:
        _log.error("store unavailable", source=source.value, fault=str(fault))
        return _refused(door, source, unavailable())
    if receipt is Receipt.DUPLICATE:
        return _duplicate(door, delivery)
    return _stored(door, delivery)


def _stored(door: Door, delivery: Delivery) -> Response:
    outcome = delivery.outcome
    door.metrics.stored(delivery.source, outcome or "stored")
    _log.info(
        "delivery stored", key=delivery.key, source=delivery.source.value, work=delivery.work_key, outcome=outcome
    )
    if delivery.work_key is None:
        return _answer(HTTPStatus.ACCEPTED, status="ignored", outcome=outcome)
    door.wake(delivery.work_key, delivery.priority)
    return _answer(HTTPStatus.ACCEPTED, status="stored", id=delivery.key)


def _duplicate(door: Door, delivery: Delivery) -> Response:
    door.metrics.duplicate(delivery.source)
    _log.info("delivery repeated", key=delivery.key, source=delivery.source.value)
    return _answer(HTTPStatus.OK, status="duplicate", id=delivery.key)


def _refused(door: Door, source: Source, refused: Rejected) -> Response:
    door.metrics.rejected(source, refused.reason)
    door.store.count_rejected()
    _log.warning("delivery refused", source=source.value, reason=refused.reason, status=refused.status.value)
    details = {"faults": refused.faults} if refused.faults else {}
    answer = _answer(refused.status, status="rejected", outcome=refused.outcome, detail=str(refused), **details)
    if refused.status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _answer(code: HTTPStatus, **body: Any) -> Response:
    answer = jsonify(body)
    answer.status_code = code
    return answer
