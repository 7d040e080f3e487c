"""``/livez``, ``/readyz`` and ``/metrics``: for those who operate the service."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from automation.runtime.checks import Check
from automation.runtime.metrics import CONTENT_TYPE, QueueCounts
from automation.runtime.store import StoreUnavailable
from webhooks.ports import Door, Pinged


def health(door: Door) -> Blueprint:
    """The blueprint of the operators' pages."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/livez")
    def live() -> Response:
        return jsonify(status="alive")

    @blueprint.get("/readyz")
    def ready() -> Response:
        checks = {"store": store_check(door.store), **door.health()}
        is_ready = all(check.ok for check in checks.values())
        answer = jsonify(
            status="ready" if is_ready else "not ready",
            checks={name: asdict(check) for name, check in checks.items()},
        )
        answer.status_code = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return answer

    @blueprint.get("/metrics")
    def metrics() -> Response:
        return Response(door.metrics.render(_counts(door), door.now()), content_type=CONTENT_TYPE)

    return blueprint


def store_check(store: Pinged) -> Check:
    """Whether the store can be written."""
    try:
        store.ping()
    except StoreUnavailable as fault:
        return Check(ok=False, detail=str(fault))
    return Check(ok=True, detail="can be written")


def _counts(door: Door) -> QueueCounts | None:
    """The counts; None where the store is away, which is itself one of the metrics."""
    try:
        return door.store.counts()
    except StoreUnavailable:
        return None
