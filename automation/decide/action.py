"""What an action is: options from the YAML, effects on a draft, words about both."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BeforeValidator

from automation.config.base import Part, as_list

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow
    from automation.decide.desk import Desk


class IsText:
    """Marks an option that may hold ``{{ expressions }}``."""


class IsCondition:
    """Marks an option that is an expression."""


#: text with ``{{ expressions }}``
Text = Annotated[str, IsText()]
#: a list of texts; one may be written without brackets
Texts = Annotated[list[Annotated[str, IsText()]], BeforeValidator(as_list)]
#: a Jinja2 expression
Condition = Annotated[str, IsCondition()]


class Action(Part):
    """The options of one action; subclasses say what it does."""

    #: how the YAML calls it
    name: ClassVar[str]
    #: one sentence for the reference page
    summary: ClassVar[str]
    #: YAML that the reference page shows and a test runs
    example: ClassVar[str]
    #: True for what can be set when an issue is created; the rest waits until it exists
    at_creation: ClassVar[bool] = False
    #: False for what can be done where there is no issue, as by a schedule
    needs_issue: ClassVar[bool] = True

    #: the option that may be given alone: ``label: x`` for ``label: {names: [x]}``
    short: ClassVar[str | None] = None
    #: True where the options are always those of `short`, however they are written
    wraps: ClassVar[bool] = False
    #: options that hold further actions, as the YAML calls them
    lists: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def spell(cls, options: Any) -> Any:
        """Options in full for options in short; nothing at all stands for every default."""
        if cls.wraps:
            return {cls.short: options}
        if cls.short is None or isinstance(options, dict):
            return options
        return {} if options is None else {cls.short: options}

    @classmethod
    def option_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the options, in full and in short."""
        full = cls.model_json_schema()
        if cls.short is None:
            return full
        definitions = full.pop("$defs", {})
        alone = full["properties"][cls.short]
        choices = [alone, *([alone["items"]] if alone.get("type") == "array" else []), *([] if cls.wraps else [full])]
        return {"description": cls.summary, "anyOf": choices, **({"$defs": definitions} if definitions else {})}

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """What the options name that the configuration does not have, in words.

        Args:
            rules: the whole configuration.
            workflow: the one in which the action stands; None where it may be any.
        """
        del rules, workflow
        yield from ()

    @abstractmethod
    def run(self, desk: Desk) -> str:
        """Write the effects to ``desk.draft`` and say in a few words what was done, or why nothing was.

        Raises:
            ConditionError: a text or condition of the options cannot be evaluated.
            ActionFault: the values seen make the action impossible.
        """


class ActionFault(ValueError):
    """The action cannot be done with the values seen; says which and what would be right."""
