"""The parts that decide whether a page is taken: tickets, limits, and who sends."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.fakes import NOW
from webhooks.forms.limits import Limits
from webhooks.forms.senders import sender_of
from webhooks.forms.tickets import Standing, Tickets

TICKETS = Tickets(b"a long text that nobody guesses")


class TestTickets:
    @pytest.mark.parametrize(
        ("seconds", "standing"),
        [
            pytest.param(-1, Standing.EARLY, id="before it was made"),
            pytest.param(1.9, Standing.EARLY, id="at once"),
            pytest.param(2, Standing.GOOD, id="after a moment"),
            pytest.param(24 * 3600, Standing.GOOD, id="after a day"),
            pytest.param(24 * 3600 + 1, Standing.VOID, id="later"),
        ],
    )
    def test_a_ticket_holds_for_a_time(self, seconds, standing):
        """Neither at once nor for ever."""
        ticket = TICKETS.issue("nomination", NOW.replace(microsecond=0))
        assert (
            TICKETS.standing(ticket, "nomination", NOW.replace(microsecond=0) + timedelta(seconds=seconds)) == standing
        )

    def test_no_two_are_the_same(self):
        """Two pages that are opened in the same moment are two."""
        assert TICKETS.issue("nomination", NOW) != TICKETS.issue("nomination", NOW)

    def test_no_character_can_be_changed(self):
        """Whatever somebody changes in a ticket, it is none any more."""
        ticket, later = TICKETS.issue("nomination", NOW), NOW + timedelta(minutes=1)
        changed = [
            ticket[:place] + other + ticket[place + 1 :]
            for place, sign in enumerate(ticket)
            for other in ("A", "0", ".", "é", "٣")
            if other != sign
        ]
        assert {TICKETS.standing(item, "nomination", later) for item in changed} == {Standing.VOID}

    def test_it_belongs_to_its_form_and_secret(self):
        """Another form, or whoever has another secret, cannot use it."""
        ticket, later = TICKETS.issue("nomination", NOW), NOW + timedelta(minutes=1)
        others = TICKETS.standing(ticket, "short", later), Tickets(b"x").standing(ticket, "nomination", later)
        assert others == (Standing.VOID, Standing.VOID)


class TestLimits:
    def test_of_a_sender(self):
        """So many within any hour, not so many by the clock's hour."""
        limits = Limits()
        waits = [
            limits.admit("a", NOW + timedelta(minutes=minute), each=2, total=9) for minute in (0, 50, 59, 60, 61, 110)
        ]
        assert waits == [0, 0, 60, 0, 49 * 60, 0]

    def test_of_all(self):
        """When all together have had theirs, nobody gets more."""
        limits = Limits()
        assert [limits.admit(sender, NOW, each=2, total=3) for sender in "aabbc"] == [0, 0, 0, 3600, 3600]

    def test_the_wait_is_never_none(self):
        """Whoever comes a moment too early is told at least a second."""
        limits = Limits()
        limits.admit("a", NOW, each=1, total=1)
        assert limits.admit("a", NOW + timedelta(hours=1, microseconds=-1), each=1, total=1) == 1

    def test_lower_limits_count_at_once(self):
        """A limit that is lowered counts what was taken before."""
        limits = Limits()
        for minute in range(4):
            limits.admit("a", NOW + timedelta(minutes=minute), each=9, total=9)
        assert limits.admit("a", NOW + timedelta(minutes=4), each=2, total=9) == 58 * 60

    def test_a_clock_that_is_set_back(self):
        """What a clock that was ahead has counted keeps nobody waiting."""
        limits = Limits()
        limits.admit("a", NOW + timedelta(days=1), each=1, total=1)
        assert limits.admit("a", NOW, each=1, total=1) == 0

    def test_two_at_once(self):
        """Of two that come at once the one that is a moment behind forgets nothing."""
        limits = Limits()
        limits.admit("a", NOW + timedelta(milliseconds=1), each=1, total=9)
        assert limits.admit("a", NOW, each=1, total=9) > 0

    def test_it_remembers_no_more_than_it_admits(self):
        """However many come, memory holds the admitted ones of an hour."""
        limits = Limits()
        for number in range(1000):
            limits.admit(f"sender {number}", NOW + timedelta(seconds=number), each=1, total=7)
        assert len(limits._taken) == 7


PROXIES = ["10.0.0.0/8", "::1"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        pytest.param("203.0.113.5", "", "203.0.113.5", id="directly"),
        pytest.param("203.0.113.5", "198.51.100.7", "203.0.113.5", id="directly, with a header made up"),
        pytest.param("10.0.0.9", "", "10.0.0.9", id="a proxy that says nothing"),
        pytest.param("10.0.0.9", "198.51.100.7", "198.51.100.7", id="through a proxy"),
        pytest.param("10.0.0.9", "1.2.3.4, 198.51.100.7", "198.51.100.7", id="through a proxy, with more made up"),
        pytest.param("10.0.0.9", "198.51.100.7, 10.1.1.1", "198.51.100.7", id="through two proxies"),
        pytest.param("10.0.0.9", "10.2.2.2, 10.1.1.1", "10.2.2.2", id="from within"),
        pytest.param("10.0.0.9", "nonsense, 10.1.1.1", "10.1.1.1", id="a hop that is no address"),
        pytest.param(
            "10.0.0.9", ", ".join(["198.51.100.7"] + ["10.1.1.1"] * 99), "10.1.1.1", id="a header without end"
        ),
        pytest.param("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="a home network"),
        pytest.param("::ffff:203.0.113.5", "", "203.0.113.5", id="an old address in a new one"),
        pytest.param("fe80::1%eth0", "", "fe80::/64", id="an address with a zone"),
        pytest.param(None, "198.51.100.7", "unknown", id="nobody knows"),
        pytest.param("", "", "unknown", id="a socket without address"),
    ],
)
def test_who_sends(peer, forwarded, sender):
    """The last address that somebody whom we trust has seen, a home network as one."""
    request = SimpleNamespace(remote_addr=peer, headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert sender_of(request, PROXIES) == sender
