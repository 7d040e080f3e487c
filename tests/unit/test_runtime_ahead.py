"""Several questions at a time, answers in their order, and never more in hand than is allowed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from automation.runtime.ahead import in_order


def test_answers_come_in_the_order_of_the_questions():
    """Also where a later answer is there first."""
    second = threading.Event()

    def ask(number: int) -> int:
        if number == 1:
            second.set()
        else:
            second.wait(10)
        return number * number

    with ThreadPoolExecutor(2) as threads:
        found = list(in_order(threads, ask, range(4), 2))

    assert found == [(0, 0), (1, 1), (2, 4), (3, 9)]


@pytest.mark.parametrize(("most", "taken"), [(1, [1, 2, 3]), (2, [2, 3, 4]), (9, [5, 5, 5])])
def test_only_so_many_are_in_hand(most, taken):
    """Of a long list as much is read as can be worked on."""
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            read.append(number)
            yield number

    with ThreadPoolExecutor(2) as threads:
        found = in_order(threads, lambda number: number, items(), most)
        seen = [len(read) for _ in zip(range(3), found, strict=False)]
        rest = [number for number, _ in found]

    assert (seen, rest) == (taken, [3, 4])


def test_what_fails_fails_in_its_place():
    """What came before it is handed out; what was not begun is not asked any more."""
    asked: list[int] = []

    def ask(number: int) -> int:
        asked.append(number)
        return 6 // (2 - number)

    with ThreadPoolExecutor(1) as threads:
        found = in_order(threads, ask, range(9), 3)
        before = [next(found), next(found)]
        with pytest.raises(ZeroDivisionError):
            next(found)

    assert (before, len(asked) < 9) == ([(0, 3), (1, 6)], True)
