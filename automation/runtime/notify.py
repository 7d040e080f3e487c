"""Messages to channels outside of GitLab: Slack, Teams, mail … through Apprise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Protocol

import apprise

from automation.gitlab.errors import GiveUp
from automation.gitlab.turns import away


class Notifier(Protocol):
    """Somebody who can reach the channels of the configuration."""

    def notify(self, channel: str, title: str, text: str) -> None:
        """Send `text` under `title` to the channel named `channel`; comes back when it was taken.

        Raises:
            GiveUp: there is no such channel, or it did not take the message; the words hold no address.
        """
        ...


class Channels:
    """The channels of config.yml; their addresses hold secrets and appear in no fault and no log."""

    def __init__(self, addresses: Callable[[], Mapping[str, str]]) -> None:
        self._addresses = addresses
        # Apprise names the address in what it logs.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)

    def notify(self, channel: str, title: str, text: str) -> None:
        """As `Notifier`."""
        sender = apprise.Apprise()
        if not sender.add(self._address(channel)):
            raise _refused(channel, "has an address that Apprise does not know; mend it in config.yml")
        with away():
            taken = sender.notify(title=title, body=text, body_format=apprise.NotifyFormat.MARKDOWN)
        if not taken:
            raise _refused(channel, "did not take the message; check its address in config.yml")

    def _address(self, channel: str) -> str:
        addresses = self._addresses()
        if channel not in addresses:
            raise _refused(channel, f"is not in config.yml (there: {', '.join(sorted(addresses)) or 'none'})")
        return addresses[channel]


def _refused(channel: str, why: str) -> GiveUp:
    return GiveUp(f"the channel {channel!r} {why}")
