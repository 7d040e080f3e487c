"""How often GitLab usually delivers, by the hour of the week: pure, of what was heard in four weeks.

Minutes in which anything came are counted, not deliveries: one act of a person makes several, and a script hundreds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from automation.decide.calendar import WorkCalendar

_HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(weeks=1)
#: weeks that are looked back on from the last delivery
_WEEKS: Final = 4
#: how many of them must have had at least as much for it to be usual
_MOST: Final = 3
#: silence is counted for so long at most
_LONGEST: Final = _WEEK


@dataclass(frozen=True, slots=True)
class Habits:
    """What was heard."""

    #: number of the newest delivery that is counted
    upto: int = 0
    #: when GitLab was last heard (UTC)
    last: datetime | None = None
    #: minutes in which something came, by the hour (UTC); hours without any are not there
    hours: Mapping[datetime, int] = field(default_factory=dict)

    def heard(self, upto: int, minutes: Iterable[datetime], now: datetime) -> Habits:
        """The same with further `minutes`, in order, and without what is no longer looked back on.

        What lies in the future of `now` was heard by a clock that has been set back, and is forgotten.
        """
        latest = now + _HOUR
        hours, last = ({}, None) if self.last and self.last > latest else (dict(self.hours), self.last)
        for moment in minutes:
            if moment <= latest and (last is None or _minute(moment) > last):
                hours[_hour(moment)] = hours.get(_hour(moment), 0) + 1
                last = moment
        kept = {hour: count for hour, count in hours.items() if last and hour >= _hour(last) - _WEEKS * _WEEK}
        return Habits(upto, last, kept)

    @property
    def are_known(self) -> bool:
        """Whether three weeks are known, so that something can be usual."""
        return self.last is not None and min(self.hours) <= self.last - _MOST * _WEEK

    def expected(self, since: datetime, now: datetime, calendar: WorkCalendar) -> float:
        """In how many minutes something would usually have come from `since` to `now` (UTC).

        Hours are those of the clock on the wall in the zone of `calendar`, and on its holidays nothing is expected.
        """
        begin = max(since, now - _LONGEST)
        return sum(self._usual(hour, calendar) * share for hour, share in _hours(begin, now))

    def _usual(self, hour: datetime, calendar: WorkCalendar) -> int:
        """What at least three of four weeks had in this hour of the week; 0 on a holiday."""
        local = hour.astimezone(calendar.zone)
        if local.weekday() in calendar.weekdays and not calendar.is_working_day(local.date()):
            return 0
        # The same time on the wall some weeks ago, over the changes of its clock; silent weeks teach nothing.
        first = max(1, -(-(hour - (self.last or hour)) // _WEEK))
        before = ((local - number * _WEEK).astimezone(UTC) for number in range(first, first + _WEEKS))
        return sorted(self.hours.get(_hour(one), 0) for one in before)[_WEEKS - _MOST]

    def dump(self) -> str:
        """As text, for `load`."""
        hours = {hour.isoformat(): count for hour, count in self.hours.items()}
        return json.dumps({"upto": self.upto, "last": self.last and self.last.isoformat(), "hours": hours})

    @classmethod
    def load(cls, text: str | None) -> Habits:
        """What `dump` wrote; nothing for None."""
        found = json.loads(text or '{"upto": 0, "last": null, "hours": {}}')
        hours = {datetime.fromisoformat(hour): count for hour, count in found["hours"].items()}
        return cls(found["upto"], found["last"] and datetime.fromisoformat(found["last"]), hours)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(begin: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """The hours between two instants (UTC), each with the share of it that lies between them."""
    hour = _hour(begin)
    while hour < end:
        yield hour, (min(end, hour + _HOUR) - max(begin, hour)) / _HOUR
        hour += _HOUR
