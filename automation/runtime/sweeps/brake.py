"""The brake: what one policy may change in one sweep without a person's yes."""

from __future__ import annotations

from automation.config.model import Brakes
from automation.runtime.store import PolicyTally


def exceeds(tally: PolicyTally, brakes: Brakes) -> bool:
    """Whether the policy would change more issues than `brakes` let pass."""
    if tally.writes <= brakes.sweep_free:
        return False
    over = brakes.sweep_most is not None and tally.writes > brakes.sweep_most
    # Rounded, since 29 % of 100 are not quite 29 in binary fractions.
    return over or tally.writes > round(brakes.sweep_share * tally.population, 6)
