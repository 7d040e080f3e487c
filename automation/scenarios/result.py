"""How a play went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from automation.scenarios.compare import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One step, or one point, that was compared."""

    #: as messages call the file
    file: str
    #: where it stands in the file
    line: int
    id: str
    kind: str
    why: str = ""
    rules: tuple[str, ...] = ()
    difference: Difference
    #: what Usher did and why; empty where all is well
    explanation: tuple[str, ...] = ()
    #: how long it took, in seconds
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether all is as it should be."""
        return not self.difference

    def as_json(self) -> dict[str, Any]:
        """The step as JSON data."""
        return {
            "file": self.file,
            "line": self.line,
            "id": self.id,
            "kind": self.kind,
            "why": self.why,
            "rules": list(self.rules),
            "difference": {
                "expected": dict(self.difference.expected),
                "found": dict(self.difference.found),
                "diff": self.difference.lines(),
            },
            "explanation": list(self.explanation),
        }
