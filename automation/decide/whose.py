"""Which workflow an issue belongs to (rules.md G14)."""

from __future__ import annotations

import re

from automation.model.snapshot import Memory, Snapshot

_MARKER = re.compile(r"^[ \t]*<!--[ \t]*program:[ \t]*([A-Za-z0-9_-]+)[ \t]*-->", re.MULTILINE)


def workflow_key(snapshot: Snapshot, memory: Memory) -> str | None:
    """The key that the marker in the description names; what was known first stays, whatever is edited later."""
    if memory.workflow is not None:
        return memory.workflow
    found = _MARKER.search(snapshot.description)
    return found[1] if found else None
