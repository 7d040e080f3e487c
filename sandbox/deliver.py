"""The sender: each hook has a lane of its own, in order and without retry (gitlab.md §1.1 to §1.3)."""

from __future__ import annotations

import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

from sandbox import httpcall
from sandbox.model import HookCall
from sandbox.outbound import Delivery
from sandbox.signing import signature
from sandbox.world import hook_log, hooks
from sandbox.world.state import World

USER_AGENT = "GitLab/19.1.0-ee"
HOLD = 1.0
"""How long a delivery that shall change places waits for the next one of its hook, in real seconds."""


@dataclass(slots=True)
class Lane:
    """What waits for one hook: deliveries with the seconds that each is stalled, and one held back to change places.

    `held_until` is when that one is sent all the same, by the machine's monotonic clock.
    """

    waiting: deque[tuple[Delivery, float]] = field(default_factory=deque)
    held: Delivery | None = None
    held_until: float = 0.0


class Sender:
    """Sends deliveries from threads of its own; `workers` of them for each hook (1 keeps their order)."""

    def __init__(self, world: World, *, workers: int = 1, timeout: float = 10.0) -> None:
        self._world = world
        self._workers = workers
        self._timeout = timeout
        self._changed = threading.Condition()
        self._lanes: dict[int, Lane] = {}
        self._threads: list[threading.Thread] = []
        self._pending = 0
        self._draining = 0
        self._stopping = False

    def send(self, delivery: Delivery) -> None:
        """Queue a delivery, or what a fault makes of it."""
        fault = self._world.faults.for_delivery()
        kind = fault.kind if fault else "none"
        stall = fault.seconds if fault and kind == "stall" else 0.0
        with self._changed:
            lane = self._lane(delivery.hook_id)
            if kind == "swap" and lane.held is None:
                lane.held, lane.held_until = delivery, time.monotonic() + HOLD
                self._pending += 1
            else:
                copies = {"drop": 0, "double": 2}.get(kind, 1)
                lane.waiting.extend([(delivery, stall)] * copies)
                self._pending += copies
                if copies:
                    self._release(lane)
            self._changed.notify_all()

    def call(self, delivery: Delivery) -> HookCall:
        """Send a delivery now, on this thread, and log it; the world must not be locked meanwhile."""
        headers = self._headers(delivery)
        answer = httpcall.post(delivery.url, headers, delivery.body, self._timeout)
        with self._world.lock:
            call = HookCall(
                id=self._world.data.ids.take("hook call"),
                hook_id=delivery.hook_id,
                url=delivery.url,
                trigger=delivery.trigger,
                created_at=self._world.clock.now(),
                request_headers=_shown(headers),
                request_body=delivery.body,
                response_status=str(answer.status or hook_log.INTERNAL_ERROR),
                execution_duration=answer.seconds,
                response_headers=answer.headers,
                response_body=answer.body or answer.error,
            )
            hooks.record(self._world, call, succeeded=hook_log.succeeded(call))
        return call

    def drain(self, timeout: float = 30.0) -> bool:
        """Wait until every queued delivery was answered; False if that took longer than `timeout` real seconds."""
        with self._changed:
            self._draining += 1
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: self._pending == 0, timeout)
            self._draining -= 1
            return done

    def stop(self) -> None:
        """Finish the calls under way and end the threads; what still waits, or is stalled, is not sent."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._world.faults.closing.set()
        for thread in self._threads:
            thread.join()

    def _lane(self, hook_id: int) -> Lane:
        if hook_id not in self._lanes:
            self._lanes[hook_id] = Lane()
            for _ in range(self._workers):
                thread = threading.Thread(target=self._work, args=(self._lanes[hook_id],), daemon=True)
                self._threads.append(thread)
                thread.start()
        return self._lanes[hook_id]

    def _work(self, lane: Lane) -> None:
        while (next_one := self._next(lane)) is not None:
            delivery, stall = next_one
            if stall:
                self._world.faults.wait(stall)
            if not self._stopping and self._executable(delivery.hook_id):
                self.call(delivery)
            with self._changed:
                self._pending -= 1
                self._changed.notify_all()

    def _next(self, lane: Lane) -> tuple[Delivery, float] | None:
        with self._changed:
            while not self._stopping and not lane.waiting:
                left = lane.held_until - time.monotonic()
                if lane.held is not None and (self._draining or left <= 0):
                    self._release(lane)
                else:
                    self._changed.wait(left if lane.held else None)
            return None if self._stopping else lane.waiting.popleft()

    @staticmethod
    def _release(lane: Lane) -> None:
        if lane.held is not None:
            lane.waiting.append((lane.held, 0.0))
            lane.held = None

    def _executable(self, hook_id: int) -> bool:
        with self._world.lock:
            hook = self._world.data.hooks.get(hook_id)
            return hook is not None and hooks.alert_status(self._world, hook) == "executable"

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        headers = dict(delivery.custom_headers) | {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "Idempotency-Key": delivery.key,
            "X-Gitlab-Event": delivery.event,
            "X-Gitlab-Event-UUID": delivery.event_uuid,
            "X-Gitlab-Webhook-UUID": str(uuid.uuid4()),
            "X-Gitlab-Instance": self._world.base_url,
        }
        if delivery.token is not None:
            headers["X-Gitlab-Token"] = delivery.token
        if delivery.signing_token is not None:
            stamp = str(int(self._world.clock.now().timestamp()))
            headers |= {
                "webhook-id": delivery.key,
                "webhook-timestamp": stamp,
                "webhook-signature": signature(delivery.signing_token, delivery.key, stamp, delivery.body),
            }
        return headers


def _shown(headers: dict[str, str]) -> dict[str, str]:
    hidden = {"X-Gitlab-Token", "webhook-signature"}
    return {name: "[REDACTED]" if name in hidden else value for name, value in headers.items()}
