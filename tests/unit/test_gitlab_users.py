from __future__ import annotations

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.errors import Again
from automation.gitlab.ttl import TtlCache
from tests.unit.gitlab_answers import API, PROJECT, PROJECT_URL, Clock, client


def knows(gitlab, **ids):
    """GitLab knows the users."""
    return [
        gitlab.get(
            f"{API}/users",
            json=[{"id": number, "username": name}] if number else [],
            match=[query_param_matcher({"username": name, "per_page": "100"})],
        )
        for name, number in ids.items()
    ]


class TestAccessLevel:
    @pytest.mark.parametrize(
        ("rows", "level"),
        [
            pytest.param([], 0, id="no member"),
            pytest.param([{"id": 5, "access_level": 30}], 30, id="a member"),
            pytest.param([{"id": 5, "access_level": 20}, {"id": 5, "access_level": 40}], 40, id="the highest counts"),
            pytest.param([{"id": 6, "access_level": 50}], 0, id="somebody else, from a GitLab that filters otherwise"),
        ],
    )
    def test_levels(self, gitlab, rows, level):
        """The role is the highest one, inherited ones included."""
        knows(gitlab, recruiter=5)
        gitlab.get(
            f"{PROJECT_URL}/members/all",
            json=rows,
            match=[query_param_matcher({"user_ids": "5", "per_page": "100"})],
        )

        assert client().access_level(PROJECT, "Recruiter") == level

    def test_nobody(self, gitlab):
        """A name that nobody has is no member, without asking for members."""
        knows(gitlab, recruiter=None)

        assert client().access_level(PROJECT, "recruiter") == 0

    def test_remembered(self, gitlab):
        """A role is remembered for a minute, an id for five."""
        ids = knows(gitlab, recruiter=5)[0]
        roles = gitlab.get(f"{PROJECT_URL}/members/all", json=[{"id": 5, "access_level": 30}])
        clock = Clock()
        usher = client(clock=clock)

        counts = []
        for clock.now in (0, 59.9, 60, 299.9, 300):
            usher.access_level(PROJECT, "recruiter")
            counts.append((ids.call_count, roles.call_count))

        assert counts == [(1, 1), (1, 1), (1, 2), (1, 3), (2, 3)]


class TestTtlCache:
    def test_errors(self):
        """An error is passed on and not remembered."""
        cache = TtlCache[str, int](60, Clock())

        with pytest.raises(Again):
            cache.get("a", _fail)

        assert cache.get("a", lambda: 3) == 3

    def test_none(self):
        """That there is nothing is an answer, too."""
        cache = TtlCache[str, int | None](60, Clock())
        cache.get("a", lambda: None)

        assert cache.get("a", lambda: 3) is None

    def test_bounded(self):
        """When there are too many answers, the oldest is forgotten."""
        cache = TtlCache[int, int](60, Clock())
        for number in range(10_001):
            cache.get(number, lambda: 1)

        assert (cache.get(10_000, lambda: 2), cache.get(1, lambda: 2), cache.get(0, lambda: 2)) == (1, 1, 2)


def _fail():
    message = "no connection"
    raise Again(message)
