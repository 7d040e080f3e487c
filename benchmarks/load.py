"""Load on one address of 127.0.0.1: at a rate, or as fast as the answers come."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: body and headers of the request number `n`
Make = Callable[[int], tuple[bytes, dict[str, str]]]


@dataclass(slots=True)
class Answers:
    """What came back."""

    #: seconds from the instant at which the request was due until its answer
    seconds: list[float] = field(default_factory=list)
    #: answers by status
    statuses: dict[int, int] = field(default_factory=dict)
    #: seconds that the whole load took
    lasted: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.seconds) / self.lasted if self.lasted else 0.0


def at_rate(url: str, make: Make, *, rate: float, seconds: float, clients: int = 16) -> Answers:
    """`rate` requests per second for `seconds`; a late answer makes the next ones late too, and that is counted."""
    start = time.perf_counter() + 0.1
    return _run(url, make, clients, int(rate * seconds), lambda number: start + number / rate)


def as_fast_as_possible(url: str, make: Make, *, count: int, clients: int = 32) -> Answers:
    """`count` requests from `clients` at once, each of which sends the next one when its answer is there."""
    return _run(url, make, clients, count, lambda _: 0.0)


def _run(url: str, make: Make, clients: int, count: int, due: Callable[[int], float]) -> Answers:
    numbers, answers, lock = itertools.count(), Answers(), threading.Lock()
    threads = [
        threading.Thread(target=_client, args=(url, make, numbers, count, due, answers, lock)) for _ in range(clients)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.lasted = time.perf_counter() - begun
    return answers


def _client(
    url: str,
    make: Make,
    numbers: itertools.count[int],
    count: int,
    due: Callable[[int], float],
    answers: Answers,
    lock: threading.Lock,
) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
    while (number := next(numbers)) < count:
        content, head = make(number)
        instant = due(number)
        time.sleep(max(0.0, instant - time.perf_counter()))
        sent = instant or time.perf_counter()
        connection.request("POST", parts.path, content, head)
        answer = connection.getresponse()
        answer.read()
        with lock:
            answers.seconds.append(time.perf_counter() - sent)
            answers.statuses[answer.status] = answers.statuses.get(answer.status, 0) + 1
    connection.close()
