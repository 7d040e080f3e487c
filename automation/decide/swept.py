"""What a sweep does: which policies it is for, and which issues each of them takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from automation.decide.bots import is_bot
from automation.decide.selection.look import Look, Row
from automation.decide.written import all_written

if TYPE_CHECKING:
    from automation.config.model import Config
    from automation.decide.calendar import WorkCalendar
    from automation.decide.compiled import Compiled, CompiledPolicy, CompiledRule
    from automation.decide.desk import Desk


def chosen(rules: Compiled, names: Iterable[str]) -> tuple[CompiledPolicy, ...]:
    """The policies that `names` call, in the order of the files; what is switched off is none.

    A name is that of a policy, of a rule with the trigger ``sweep`` or of a ``stale`` entry; ``*`` stands for anything.
    """
    wanted = list(names)
    return tuple(
        found
        for found in rules.policies.values()
        if any(calls(name, found.name) or calls(name, found.group) for name in wanted)
    )


def sweepable(config: Config) -> tuple[str, ...]:
    """Every name that a sweep may call, what is switched off included."""
    written = [found for found in all_written(config) if found.select is not None]
    return tuple(dict.fromkeys(name for found in written for name in (found.group, found.name)))


def calls(written: str, name: str) -> bool:
    """Whether `written`, in which ``*`` stands for anything, calls `name`."""
    return written == name or re.fullmatch(".*".join(map(re.escape, written.split("*"))), name) is not None


def passed_over(desk: Desk, rule: CompiledRule) -> str | None:
    """Why a sweep passes the issue over, in words; None where `rule` takes it.

    Raises:
        ConditionError: a regular expression of the selection takes too long.
    """
    starts = tuple(f"{name}|" for name in rule.family)
    if any(key.startswith(starts) for key in desk.draft.memory.reversed):
        return "a person took back what it did"
    return None if rule.select is None else rule.select.misses(_look(desk, rule.select.calendar))


def _look(desk: Desk, calendar: WorkCalendar) -> Look:
    """The issue as earlier policies of the same sweep leave it."""
    return Look(
        row=Row(desk.draft.issue(), desk.now, calendar),
        standing=desk.draft.before.labels,
        ask=desk.ask,
        is_bot=lambda username: is_bot(desk.rules, desk.bot, username),
        last_human=desk.draft.memory.activity.last_human,
    )
