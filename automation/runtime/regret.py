"""How often people take back what a rule did: once for each thing, when a run learns of it (design.md §6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from automation.model.snapshot import Memory


def regretted(before: Memory, after: Memory, rules: Callable[[], Collection[str]]) -> tuple[str, ...]:
    """The rules of which somebody took back something between `before` and `after`, each as often as that happened.

    What stages and other mechanisms did is nobody's rule, and left out. An undo counts as what people take back.

    Args:
        before: what was remembered of the issue.
        after: what is remembered now.
        rules: names of the rules in force; asked only where something was taken back.
    """
    new = after.reversed - before.reversed
    return tuple(_sources(new, rules())) if new else ()


def _sources(items: Collection[str], rules: Collection[str]) -> Iterable[str]:
    """The rule of each ``rule|label:name``; both names may hold any sign, so the known ones tell where to cut."""
    for item in sorted(items):
        found = [rule for rule in rules if item.startswith(f"{rule}|")]
        if found:
            yield max(found, key=len)
