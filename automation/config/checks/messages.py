"""Messages: who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from automation.config.checks.names import Known, Names
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.program import MessageSpec

#: who can be mentioned besides roles, usernames and fields
ADDRESSEES = ("author", "actor", "assignees")


def check_messages(
    messages: Mapping[str, MessageSpec], names: Names, fields: Iterable[str] | None, trail: Trail
) -> Iterator[Problem]:
    """Addressees that nobody knows; `fields` are those that ``field:Name`` may name, None lets every name be."""
    known = None if fields is None else Known("field", tuple(sorted(fields)))
    for key, message in messages.items():
        for index, entry in enumerate(message.mention):
            if "{{" not in entry:
                yield from names.check_person(entry, (*trail, key, "mention", index), ADDRESSEES, known)
