"""The model of a budget: what issues of a kind cost together, for example points of a team in a quarter."""

from __future__ import annotations

from pydantic import Field

from automation.config.base import Part, Words


class Budget(Part):
    """What the issues of a workflow cost, and what there is for them; going beyond it is shown, never stopped."""

    cost: int | float | str = Field(description="What one issue costs: a number, or a text with {{ expressions }}.")
    limit: int | float | str = Field(description="What there is; may be a text.")
    per: str = Field(
        default="", description="Text that tells what is counted together: {{ fields['Team'] }} {{ quarter }}."
    )
    with_: Words = Field(
        default=[], alias="with", description="Other workflows whose budget of the same name is counted with this one."
    )
