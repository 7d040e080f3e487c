"""The model of a workflow: template, fields, stages, moves, owners (design.md §6)."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from automation.config.action import Actions
from automation.config.base import Part, Words, as_list
from automation.config.budget import Budget
from automation.config.clock import Clock
from automation.config.command import Command
from automation.config.form import HostedForm
from automation.config.quota import Quota


class FieldSpec(Part):
    """One field that people fill in: ``- **Name:** value`` or a ``### Name`` block of the description."""

    required: bool = Field(default=False, description="The issue waits with Needs Info until the field is filled in.")
    type: Literal["text", "email", "url", "date", "datetime", "number", "user", "yes_no"] = Field(
        default="text", description="What the value must be; a value of another type counts as malformed."
    )
    one_of: list[str] = Field(default=[], description="The allowed values; upper and lower case do not matter.")
    matches: str | None = Field(default=None, description="Regular expression that the whole value has to match.")
    prose: bool = Field(default=False, description="The value may have several lines and is shown as a quotation.")
    hint: str = Field(default="", description="Shown in blank templates and forms.")


class Owner(Part):
    """Who is responsible. Exactly one of people, role, table and field says where to look."""

    people: Words = Field(default=[], description="Usernames, or texts that give them; all of them become owners.")
    role: str | None = Field(default=None, description="Everybody with this role; `where` narrows it down.")
    table: str | None = Field(default=None, description="A routing table of config.yml; `by` says which row.")
    field: str | None = Field(default=None, description="The person whom this field of the issue names.")
    by: str | None = Field(default=None, description="Expression that gives the row of the table.")
    where: str | None = Field(default=None, description="Condition on `person` that the owner must meet.")
    pick: Literal["first", "all", "least_loaded", "rotation"] = Field(
        default="all",
        description="Who of those found: all, the first, the one with the fewest open issues of the workflow, or the "
        "one who has not had one for longest.",
    )
    absent: Literal["pass_over", "keep"] = Field(
        default="pass_over", description="Whether people who are away (config.yml) are passed over."
    )
    otherwise: OwnerSpec | None = Field(default=None, alias="else", description="Who, when nobody was found.")

    @model_validator(mode="after")
    def _one_source(self) -> Owner:
        sources = [name for name in ("people", "role", "table", "field") if getattr(self, name)]
        if len(sources) != 1:
            message = f"give exactly one of people, role, table and field, not {' and '.join(sources) or 'none'}"
            raise ValueError(message)
        if (self.table is None) != (self.by is None):
            message = "table and by belong together: table: channel_sa, by: \"fields['Region']\""
            raise ValueError(message)
        return self


def _owner(value: Any) -> Any:
    if isinstance(value, (str, list)):
        return {"people": value}
    return value


#: an owner; one username or a list of usernames is short for ``{people: …}``
OwnerSpec = Annotated[Owner, BeforeValidator(_owner, json_schema_input_type=Owner | str | list[str])]


class DateField(Part):
    """A due date that the issue itself names."""

    field: str = Field(description="Field of type date.")
    otherwise: str = Field(default="none", alias="else", description="Due when the field is empty.")


#: ``5 working days``, ``90 days``, ``quarter end``, ``keep`` (leave the date), ``none`` (clear it), a date field, or
#: a text whose ``{{ expressions }}`` give one of the words or a date
Due = str | DateField


class Stage(Part):
    """One step of a workflow."""

    due: Due = Field(default="keep", description="Due date set on entry; {{ expressions }} may give a date.")
    closed: bool = Field(default=False, description="Entering the stage closes the issue.")
    owner: OwnerSpec | None = Field(default=None, description="Who takes over on entry; empty keeps the owner.")
    holds: bool = Field(default=False, description="A waiting stage: remembers where the issue came from.")
    service_level: bool = Field(default=True, description="Whether the due date of this stage is watched.")
    on_enter: Actions = Field(default=[], description="Done once per entry.")
    on_exit: Actions = Field(default=[], description="Done once when the issue leaves the stage.")


#: stands in a move's `to` for the stage that a holding stage remembers
HELD_FROM: Final = "HELD_FROM"


class Move(Part):
    """An allowed step between stages."""

    from_: Words = Field(alias="from", description="Stages it starts from.")
    to: Words = Field(description="Stages it leads to; `HELD_FROM` is the stage that a holding stage remembers.")
    by: Words = Field(
        default=[],
        description="Roles, usernames, `author`, `assignee`, `field:Name` or texts that give a username; they may make "
        "it. Empty: only Usher.",
    )
    if_: str | None = Field(default=None, alias="if", description="Gate: condition that must hold.")
    gate: str | None = Field(default=None, description="Name of the gate, shown in the answer to a refused move.")
    otherwise: str = Field(default="", alias="else", description="What is missing when the gate is shut.")


#: stands in `to` of a closing by hand for the stage that the issue is in
KEEP: Final = "KEEP"


class ManualClose(Part):
    """What closing by hand means; of several cases the first one that fits."""

    if_: str = Field(default="true", alias="if", description="Condition under which the case fits.")
    by: Words = Field(default=[], description="Who may.")
    to: str = Field(description="The stage that it means; `KEEP` closes the issue in the stage that it is in.")
    author_to: str | None = Field(default=None, description="The stage that it means when the author closes.")
    do: Actions = Field(default=[], description="Done besides.")


#: cases of closing by hand; one may be written without brackets
ManualCloses = Annotated[
    list[ManualClose], BeforeValidator(as_list, json_schema_input_type=list[ManualClose] | ManualClose)
]


class Reopen(Part):
    """What reopening means."""

    by: Words = Field(default=[], description="Who may; empty: nobody.")
    to: str | None = Field(default=None, description="The stage that the issue returns to.")


class Unique(Part):
    """At most one issue of the workflow per value."""

    key: str = Field(description="One of the workflow's keys.")
    unless: str | None = Field(default=None, description="Condition under which an issue gives the value up.")
    tell: OwnerSpec | None = Field(default=None, description="Who is assigned and told; empty: the owner.")
    stage: str | None = Field(
        default=None, description="Stage of a later one; empty: it is set aside until a member takes the label off."
    )
    intake: Literal["open", "refuse"] = Field(
        default="open", description="refuse: a form with a value that is taken opens nothing."
    )


class Key(Part):
    """A normalised value by which issues are found again."""

    fields: Words = Field(description="Fields whose values make up the key.")
    as_: Literal["text", "email", "company", "url"] = Field(
        default="text", alias="as", description="How the values are normalised before they are compared."
    )


class DerivedStage(Part):
    """A stage that follows the issue instead of being set by people."""

    stage: str = Field(description="The stage that the issue is in …")
    when: str = Field(
        default="true", description="… when this holds. The first entry whose condition holds gives the stage."
    )


class StructuredComment(Part):
    """A comment of the form ``Word: …`` that does something."""

    pattern: str = Field(
        description="What follows the word: `{name}`, `{name:word}`, `{name:date}`, `{name:url}`, `{name:user}`."
    )
    by: Words = Field(default=[], description="Whose comment counts; empty: every member's.")
    when: str = Field(default="true", description="Condition on the comment's values.")
    do: Actions = Field(description="Done when the comment counts and the condition holds.")
    otherwise: Actions = Field(default=[], alias="else", description="Done when the condition does not hold.")


class ServiceLevel(Part):
    """Watches the due date: SLA::Due Soon, then SLA::Breached with a message (rules.md G19)."""

    escalate_to: OwnerSpec | None = Field(default=None, description="Told besides the assignees at a breach.")


class Workflow(Part):
    """The life of one kind of issue."""

    project: str = Field(description="Key of the project in config.yml.")
    template: str = Field(description="File in issue_templates/, without .md.")
    title: str = Field(default="", description="Title of issues that Usher opens.")
    labels: list[str] = Field(default=[], description="Set on every issue of the workflow.")
    stage_label: str | None = Field(default=None, description="Scope of the stage labels: Story gives Story::Drafting.")
    initial: str | None = Field(
        default=None, description="First stage, which an {{ expression }} may choose; empty: the first one listed."
    )
    confidential: Literal["always", "optional", "never"] = Field(
        default="optional", description="always: made confidential at once and kept so."
    )
    fields: dict[str, FieldSpec] = Field(default={}, description="Fields by their name in the description.")
    keys: dict[str, Key] = Field(default={}, description="Values by which issues are found again.")
    unique_by: Unique | None = Field(default=None, description="At most one issue per value.")
    owner: OwnerSpec | None = Field(default=None, description="Who is assigned at intake.")
    protected_labels: dict[str, Words] = Field(default={}, description="Label scopes that only these may change.")
    calendar: str | None = Field(
        default=None,
        description="Calendar of config.yml that due dates and clocks of this workflow count in; empty: `calendar`.",
    )
    service_level: ServiceLevel | None = Field(default=None, description="Watch due dates; empty: do not.")
    clocks: dict[str, Clock] = Field(default={}, description="Ladders of what is done when time passes, by name.")
    quota: Quota | None = Field(default=None, description="A bounded number of places; it chooses the first stage.")
    budgets: dict[str, Budget] = Field(default={}, description="What its issues cost together, by name.")
    scores: dict[str, str] = Field(default={}, description="Weighted tables of the program, by the name they get here.")
    stages: dict[str, Stage] = Field(default={}, description="Stages in their order.")
    moves: list[Move] = Field(default=[], description="Allowed steps.")
    derive_stage: list[DerivedStage] = Field(default=[], description="The stage follows these conditions.")
    on_manual_close: Literal["reject", "accept"] | ManualCloses = Field(
        default="accept",
        description="What closing by hand means: a stage, or several cases; where none fits, it is refused.",
    )
    on_reopen: Reopen = Field(default=Reopen(), description="What reopening means.")
    on_intake: Actions = Field(default=[], description="Done once when the issue enters the workflow.")
    comments: dict[str, StructuredComment] = Field(default={}, description="Structured comments by their word.")
    commands: dict[str, Command] = Field(default={}, description="What people may ask Usher for in comments, by name.")
    form: bool | HostedForm = Field(
        default=False,
        description="true: POST /intake/<workflow> may open issues of this workflow. With a title there is a page too.",
    )

    @property
    def first_stage(self) -> str | None:
        """Where the workflow begins, None for a workflow without stages; a text that chooses has to be filled in."""
        return self.initial or next(iter(self.stages), None)

    @property
    def page(self) -> HostedForm | None:
        """The page of its form; None where it has none."""
        return self.form if isinstance(self.form, HostedForm) else None

    @property
    def closings(self) -> list[ManualClose]:
        """What closing by hand means, case by case; empty where it is always refused or always accepted."""
        return [] if isinstance(self.on_manual_close, str) else self.on_manual_close
