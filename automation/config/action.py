"""The model of an action as the YAML writes it: a name with its options."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, RootModel, model_validator

from automation.config.base import as_list


class Action(RootModel[dict[str, Any]]):
    """One thing to do, written ``name: options``; the options are checked by the action itself."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "Topic::Cloud"}]})

    @model_validator(mode="after")
    def _one_name(self) -> Action:
        if len(self.root) != 1:
            message = f"an action is one name with its options, not {', '.join(map(str, self.root)) or 'nothing'}"
            raise ValueError(message)
        return self

    @property
    def name(self) -> str:
        """Name of the action, e.g. ``label``."""
        return next(iter(self.root))

    @property
    def options(self) -> Any:
        """What stands behind the name."""
        return self.root[self.name]


Actions = Annotated[list[Action], BeforeValidator(as_list, json_schema_input_type=list[Action] | Action | None)]
