"""The page about scenario files: every key of a file, of each kind of step, and of what is expected."""

from __future__ import annotations

from automation.reference.models import section
from automation.scenarios.model import Head
from automation.scenarios.moves import STEPS
from automation.scenarios.schema import definitions_of

_INTRO = (
    "What people do, step by step, and what GitLab has to hold after each step; `usher test` plays it. "
    "[how-to-test.md](../how-to-test.md) shows how to write one."
)


def scenario_page() -> str:
    """docs/reference/scenario.md."""
    definitions = definitions_of()
    parts = [section("A scenario file", definitions.pop(Head.__name__), 1, _INTRO)]
    for kind, model in STEPS.items():
        words = (model.__doc__ or "").split("\n")[0]
        parts.append(section(model.__name__, definitions.pop(model.__name__), 2, f"`kind: {kind}`. {words}"))
    parts += [section(name, part, 2) for name, part in sorted(definitions.items())]
    return "\n".join(parts)
