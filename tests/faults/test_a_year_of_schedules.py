"""A year of schedules over both changes of the clock, with a hundred deaths, against a table written by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import gitlab
import pytest

from automation.commands.seeding import BOT, seed_of
from automation.config.load import load_config
from sandbox.clock import Clock
from sandbox.server import Sandbox
from tests.faults.clockwork import CONFIG
from tests.faults.lives import Victims, victims
from tests.faults.victim import KILLED
from tests.faults.year import Entry, Opening, entries, regular

START = datetime(2027, 2, 1, tzinfo=UTC)
END = datetime(2028, 2, 1, tzinfo=UTC)
DEATHS = 100
#: points that a life passes at most before it dies; the year has enough of them for all lives
LONGEST_FUSE = 50
#: the clockwork takes what came round this often
TAKES_EVERY = timedelta(seconds=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ENVIRONMENT = {"GITLAB_URL": "http://127.0.0.1", "GITLAB_TOKEN": "none", "USHER_SIGNING_TOKEN": "none"}


@dataclass
class Mortal:
    """The service over all its lives, each of which ends where its fuse does."""

    keeper: Victims
    url: str
    database: Path
    chance: random.Random
    #: exit status of each life that ended before its time
    deaths: list[int] = field(default_factory=list)

    def be_born(self) -> None:
        """Begin a life, an endless one when there were deaths enough."""
        fuse = self.chance.randint(1, LONGEST_FUSE) if len(self.deaths) < DEATHS else None
        self.keeper.begin(url=self.url, database=str(self.database), fuse=fuse)

    def look(self, now: datetime) -> bool:
        """Look at a clock that shows `now`, and do what there is to do; False where it dies of it and is reborn."""
        answer = self.keeper.ask({"now": now.isoformat()})
        if "ended" in answer:
            self.deaths.append(answer["ended"])
            self.be_born()
        return "looks" in answer


def clock_of(chance: random.Random, instants: list[datetime]) -> Iterator[datetime]:
    """What the clock shows whenever the service looks at it, from `START` to `END`.

    It jumps to just before what comes round next and then onto it, by minutes, by hours, over days in which the host
    sleeps, and back, as a clock that is set. Who dies misses the time until the next look.
    """
    latest = START
    yield latest
    while latest < END:
        kind = chance.choices(["aimed", "minutes", "hours", "sleep", "back"], [9, 4, 3, 2, 3])[0]
        if kind == "back":
            yield max(START, latest - chance.choice([TAKES_EVERY, 40 * MINUTE, 26 * HOUR, 9 * DAY]))
            continue
        coming = next((at for at in instants if at > latest), END)
        if kind == "aimed" and coming - TAKES_EVERY > latest:
            yield coming - TAKES_EVERY
        steps = {"minutes": MINUTE, "hours": HOUR, "sleep": 6 * HOUR}
        latest = min(END, coming if kind == "aimed" else latest + chance.randint(1, 50) * steps[kind])
        yield latest


def opened(box: Sandbox) -> list[str]:
    """The titles of all issues that were opened so far."""
    return sorted(entry.body["title"] for entry in box.world.journal.since())


def due_by(table: list[Entry], now: datetime) -> list[str]:
    """The titles of all issues that have to be there at `now`."""
    return sorted(opening.title for entry in table if entry.fires_at <= now for opening in entry.openings)


def shown(box: Sandbox) -> list[Opening]:
    """Every issue as GitLab shows it in the end."""
    with gitlab.Gitlab(box.url, private_token=box.token(BOT)) as api:
        issues = api.issues.list(get_all=True, scope="all", per_page=100)
    return sorted(
        Opening(
            issue.title,
            issue.description.splitlines()[0].removeprefix("Fires "),
            date.fromisoformat(issue.due_date),
            issue.confidential,
        )
        for issue in issues
    )


@pytest.fixture(scope="module")
def keeper() -> Iterator[Victims]:
    """Somebody who has services ready that will die."""
    with victims("tests.faults.clockwork") as ready:
        yield ready


@pytest.mark.parametrize("seed", [2027])
def test_a_year_fires_what_the_table_says_through_a_hundred_deaths(seed: int, keeper: Victims, tmp_path: Path) -> None:
    """Whenever the service has looked, GitLab holds what was due by then, each once, and in the end the whole year.

    All recurrences of the programs that open issues are there; sweeps open none. A failure is played again by its seed.
    """
    chance, table, latest = random.Random(seed), entries(), START
    instants = sorted({entry.fires_at for entry in table})
    seeded = seed_of(load_config(CONFIG, ENVIRONMENT).config)
    with Sandbox(seeded, Clock(START, frozen=True)) as box:
        service = Mortal(keeper, box.url, tmp_path / "usher.db", chance)
        service.be_born()
        for now in clock_of(chance, instants):
            # GitLab's clock is right all the time, and goes on while that of the service is set back.
            latest = max(latest, now)
            box.clock.set(latest)
            if service.look(now) and now == latest:
                assert opened(box) == due_by(table, now), f"seed {seed}, {now}"
        while not service.look(END):
            pass
        assert keeper.end() == {"ended": 0}

        assert shown(box) == sorted(opening for entry in table for opening in entry.openings)
        assert {(entry.actor, entry.path.rpartition("/")[2]) for entry in box.world.journal.since()} == {
            (BOT, "issues")
        }
    assert service.deaths == [KILLED] * DEATHS


def test_the_table_tells_the_same_instant_twice() -> None:
    """What the table calls an instant in UTC is what it says the clock on the wall shows there."""
    wrong = [
        entry for entry in entries() if entry.fires_at.astimezone(entry.zone).replace(tzinfo=None) != entry.fires_there
    ]

    assert wrong == []


def test_the_table_has_what_comes_every_day_or_week() -> None:
    """First, last and what is named around the changes of the clock are among the firings, which end with the last."""
    for title, firings, named in regular():
        assert (title, set(named) - set(firings), firings[-1]) == (title, set(), named[-1])
