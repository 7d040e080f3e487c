"""``POST /webhooks/gitlab``: GitLab's deliveries, taken as they are and decided later (rules.md G01 to G06)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from flask import Blueprint, Request, Response, request

from automation.config.model import Config
from automation.model.decision import Outcome
from automation.model.events import Event, EventKind
from automation.model.payloads import MalformedPayload, Unsupported, json_object, kind_of, parse_delivery, project_path
from automation.model.work import Delivery, Priority, Source
from webhooks import guard, verify
from webhooks.hand_in import hand_in
from webhooks.ports import Door
from webhooks.refusals import malformed, unauthorized

#: bytes of a body at most (rules.md G01)
LIMIT: Final = 1024 * 1024
#: characters kept of X-Gitlab-Event; the longest known one has 28
_HEADER_LENGTH: Final = 100


class Route(NamedTuple):
    """Where a delivery goes, in the words of `Delivery`; one with an outcome goes nowhere."""

    outcome: Outcome | None = None
    project: str | None = None
    work_key: str | None = None
    priority: Priority = Priority.LIVE


def receiver(door: Door) -> Blueprint:
    """The blueprint of GitLab's door."""
    blueprint = Blueprint("receive", __name__)

    @blueprint.post("/webhooks/gitlab")
    def gitlab() -> Response:
        return hand_in(door, Source.GITLAB, lambda: _delivery(door, request))

    return blueprint


def _delivery(door: Door, request: Request) -> Delivery:
    config, now = door.config(), door.now()
    body = guard.raw_body(request, LIMIT)
    hook, given = config.gitlab.webhook, guard.credentials(request)
    reason = verify.refusal(given, body, signing=hook.signing_tokens, secret=hook.secret_tokens, now=now)
    if reason is not None:
        raise unauthorized(reason)
    header = request.headers.get("X-Gitlab-Event", "")[:_HEADER_LENGTH]
    # A GitLab before 17.4 names no delivery (gitlab.md §1.1); what it repeats is then known by being the same.
    key = guard.identity(request) or guard.fingerprint(header.encode(), body)
    delivery = Delivery(
        key=key, source=Source.GITLAB, work_key=None, project=None, received_at=now, header=header, body=body
    )
    try:
        return replace(delivery, **_route(delivery, config, door.bot())._asdict())
    except MalformedPayload as fault:
        raise malformed(fault) from None


def _route(delivery: Delivery, config: Config, bot: str | None) -> Route:
    """Where `delivery` goes; one of a project that is not ours is not looked into further (rules.md G06)."""
    body = json_object(delivery.body)
    if isinstance(kind_of(delivery.header, body), Unsupported):
        return Route(Outcome.UNSUPPORTED_EVENT)
    project = project_path(body)
    if project is not None and project not in {ours.path for ours in config.projects.values()}:
        return Route(Outcome.UNMANAGED_PROJECT, project)
    event = parse_delivery(delivery.header, body, event_id=delivery.key, at=delivery.received_at)
    return _route_of(event, project, bot)


def _route_of(event: Event | Unsupported, project: str | None, bot: str | None) -> Route:
    if isinstance(event, Unsupported) or event.kind in {EventKind.MILESTONE, EventKind.MEMBER}:
        return Route(Outcome.UNSUPPORTED_EVENT, project)
    if event.issue is None:
        # An epic belongs to a group, and programs work in projects.
        return Route(Outcome.UNMANAGED_PROJECT)
    # What comes back of our own writes asks for nothing, so people go first (rules.md G04).
    is_own = event.actor is not None and event.actor.username == bot
    return Route(None, project, str(event.issue), Priority.TIMER if is_own else Priority.LIVE)
