"""The small parts without HTTP: clock, limits, faults, seed, signature, stamps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import Clock, parse_instant
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.outbound import Delivery
from sandbox.seed import Seed, SeedError, SeedLabel, SeedPlace, SeedUser, default_seed
from sandbox.signing import signature
from sandbox.stamps import day, instant
from sandbox.world import labels
from sandbox.world.planting import create_world

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


class TestClock:
    def test_it_moves_when_told(self) -> None:
        """A frozen clock shows exactly what it was set to and advanced by."""
        clock = Clock(START, frozen=True)

        clock.advance(1.5)
        clock.advance(-1)

        assert clock.now() == START + timedelta(seconds=0.5)

    def test_other_zones_become_utc(self) -> None:
        """Whatever zone it is set in, it shows UTC."""
        clock = Clock(START, frozen=True)

        clock.set(datetime(2027, 1, 11, 12, 0, tzinfo=timezone(timedelta(hours=2))))

        assert (clock.now(), clock.now().tzinfo) == (datetime(2027, 1, 11, 10, 0, tzinfo=UTC), UTC)

    def test_it_runs_until_frozen(self) -> None:
        """Without a word it runs; frozen it stands."""
        clock = Clock(START)
        while clock.now() == START:
            pass

        clock.freeze(True)

        assert (clock.now() == clock.now() > START, clock.frozen) == (True, True)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2027-01-11T09:00:00Z", START),
            ("2027-01-11T09:00:00", START),
            ("2027-01-11T11:00:00+02:00", START),
            ("2027-01-11", START.replace(hour=0)),
        ],
    )
    def test_instants_are_read(self, text: str, expected: datetime) -> None:
        """ISO 8601 with or without an offset; without one it is UTC."""
        assert parse_instant(text) == expected


class TestLimits:
    def test_a_minute_begins_anew(self) -> None:
        """Uses count within a whole minute, apart by subject."""
        limits = Limits()

        counts = [
            limits.count("notes", who, START + timedelta(seconds=at)) for who, at in ((1, 0), (1, 59), (2, 59), (1, 60))
        ]

        assert counts == [1, 2, 1, 1]

    def test_off_means_off(self) -> None:
        """A limit that is off is never exceeded, however often it is asked."""
        limits = Limits()

        assert [limits.exceeded("notes", 1, START) for _ in range(1000)] == [False] * 1000


class TestFaults:
    @given(rate=st.floats(0, 1), seed=st.integers(0, 1000))
    def test_chance_repeats_itself(self, rate: float, seed: int) -> None:
        """The same seed and the same calls meet the same faults."""
        rows = []
        for _ in range(2):
            faults = Faults()
            faults.reseed(seed)
            faults.add({"kind": "drop", "rate": rate})
            rows.append([faults.for_delivery() is None for _ in range(20)])

        assert rows[0] == rows[1]

    def test_delivery_faults_leave_calls_alone(self) -> None:
        """The two families do not meet."""
        faults = Faults()
        faults.add({"kind": "drop"})
        faults.add({"kind": "status", "count": 1})

        kinds = [getattr(faults.for_call("before", "GET", "/"), "kind", None) for _ in range(2)]

        assert (kinds, getattr(faults.for_delivery(), "kind", None)) == (["status", None], "drop")


class TestSignature:
    def test_the_vector_of_the_scheme(self) -> None:
        """The published vector of Standard Webhooks (gitlab.md §1.2)."""
        made = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            b'{"test": 2432232314}',
        )

        assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @pytest.mark.parametrize("token", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64!"])
    def test_other_tokens_are_refused(self, token: str) -> None:
        """A token without the prefix or without a key is an error."""
        with pytest.raises(ValueError, match=r"whsec_|base64"):
            signature(token, "id", "0", b"")


class TestStamps:
    @given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - hypothesis adds the zone
    def test_instants_are_written_to_the_millisecond(self, value: datetime) -> None:
        """What is written is the instant without what is finer than a millisecond (gitlab.md §2.1)."""
        written = instant(value)

        assert written is not None
        assert datetime.fromisoformat(written) == value.replace(microsecond=value.microsecond // 1000 * 1000)

    def test_nothing_stays_nothing(self) -> None:
        """None is null, and dates are days."""
        assert (instant(None), day(None), day(date(2027, 1, 5))) == (None, None, "2027-01-05")


class TestSeed:
    def test_the_usual_one(self) -> None:
        """People are Developers of every project, the bot owns the top groups, outsiders are members of nothing."""
        people = {"nicole.smith": {"name": "Nicole Smith", "roles": ["advocacy"]}, "legal-counsel": {}}
        projects = {"a": {"path": "g/sub/p", "visibility": "public"}, "b": {"path": "h/q"}}

        seed = default_seed(people, projects, ["h/champions"], "usher-bot", outsiders=["partner-emea-1"])

        members = {"nicole.smith": 30, "legal-counsel": 30}
        assert seed == Seed(
            users=(
                SeedUser(username="root", name="Administrator", admin=True),
                SeedUser(username="usher-bot"),
                SeedUser(username="nicole.smith", name="Nicole Smith"),
                SeedUser(username="legal-counsel"),
                SeedUser(username="partner-emea-1"),
            ),
            groups=(
                SeedPlace(path="g", visibility="public", members={"usher-bot": 50}),
                SeedPlace(path="h", visibility="public", members={"usher-bot": 50}),
                SeedPlace(path="h/champions", visibility="public"),
            ),
            projects=(
                SeedPlace(path="g/sub/p", visibility="public", members=members),
                SeedPlace(path="h/q", visibility="private", members=members),
            ),
        )

    @pytest.mark.parametrize("suffix", [".yml", ".json"])
    def test_from_a_file(self, tmp_path: Path, suffix: str) -> None:
        """YAML and JSON files hold the same."""
        path = tmp_path / f"seed{suffix}"
        path.write_text('{"users": [{"username": "a"}], "projects": [{"path": "g/p", "labels": [{"name": "l"}]}]}')

        assert Seed.from_file(path) == Seed(
            users=(SeedUser(username="a"),), projects=(SeedPlace(path="g/p", labels=(SeedLabel(name="l"),)),)
        )

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("[]", "a seed is a mapping with users, groups and projects"),
            ("user: []", "seed: unknown key user"),
            ("users: [{name: x}]", "users: .*username"),
            ("projects: [{path: g/p, colour: red}]", "projects: unknown key colour"),
            ("projects: [{path: g/p, labels: [{colour: red}]}]", "projects.labels: unknown key colour"),
            ("a: [", "seed.yml: while parsing"),
        ],
    )
    def test_faults_are_named(self, tmp_path: Path, text: str, reason: str) -> None:
        """What is no seed says where and why."""
        path = tmp_path / "seed.yml"
        path.write_text(text)

        with pytest.raises(SeedError, match=reason):
            Seed.from_file(path)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ({"projects": [{"path": "g/p", "members": {"nobody": 30}}]}, "g/p: member nobody"),
            ({"projects": [{"path": "lonely"}]}, "lies in no group"),
            ({"projects": [{"path": "g/p"}, {"path": "g/P"}]}, "is taken"),
            ({"users": [{"username": "a"}, {"username": "A"}]}, "username A is taken"),
        ],
    )
    def test_what_cannot_be_planted(self, data: dict[str, Any], reason: str) -> None:
        """A seed that contradicts itself is refused when the world is made."""
        with pytest.raises(ValueError, match=reason):
            create_world(Seed.from_mapping(data))

    def test_only_known_people_act(self) -> None:
        """An act needs an account; names are taken in any case."""
        world = create_world(Seed(users=(SeedUser(username="Sa-Emea"),)))

        assert world.act("sa-emea").user.username == "Sa-Emea"
        with pytest.raises(KeyError):
            world.act("nobody")

    def test_a_world_alone_calls_nobody(self) -> None:
        """Without a server deliveries go nowhere, and a call says so."""
        world = create_world()
        delivery = Delivery(
            hook_id=1,
            url="http://203.0.113.1",
            trigger="push_events",
            event="Push Hook",
            body=b"",
            key="",
            event_uuid="",
        )

        world.send(delivery)

        with pytest.raises(RuntimeError, match="no sender"):
            world.call(delivery)

    def test_an_unknown_tier_is_refused(self) -> None:
        """There are two tiers."""
        with pytest.raises(ValueError, match="tier must be one of free, premium, not 'gold'"):
            create_world(tier="gold")

    def test_everything_is_planted(self) -> None:
        """Users, groups around a path, labels and files stand in the new world."""
        place = {"path": "g/sub/p", "labels": [{"name": "l", "color": "#112233"}], "files": {"README.md": "hi"}}
        world = create_world(Seed.from_mapping({"users": [{"username": "sa-emea"}], "projects": [place]}))

        project = world.data.projects[world.data.project_paths["g/sub/p"]]
        label = labels.find(world, project, "l")
        assert ([user.name for user in world.data.users.values()], sorted(world.data.group_paths)) == (
            ["Sa Emea"],
            ["g", "g/sub"],
        )
        assert (label and label.color, world.data.files[project.id]) == ("#112233", {"README.md": "hi"})
