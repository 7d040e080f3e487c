"""What a page asks: the fields of a workflow, as people see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from automation.config.form import HostedForm
from automation.config.model import Config
from automation.config.workflow import FieldSpec, Workflow
from webhooks.intake import open_workflows

#: choices that are shown side by side; more of them go into a list that opens
_SIDE_BY_SIDE: Final = 5
_YES_NO: Final = ("Yes", "No")


class Line(NamedTuple):
    """How one line is typed in."""

    #: of the element input
    type: str = "text"
    #: the keyboard that a phone shows, where the type does not say it
    keyboard: str = ""
    #: whether it is language, with spelling and capitals
    is_language: bool = False
    #: shown where the field has no hint of its own
    hint: str = ""


#: browsers show dates and instants as their users write them, so no hint here says how
_LINES: Final = {
    "text": Line(is_language=True),
    "email": Line("email", hint="An email address"),
    "url": Line("url", hint="A link that begins with https://"),
    "date": Line("date"),
    "datetime": Line("datetime-local", hint="Date and time"),
    "number": Line(keyboard="decimal", hint="A number"),
    "user": Line(hint="A GitLab username"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field of a form."""

    #: of the field
    name: str
    spec: FieldSpec
    #: of the element that the field's error leads to
    id: str
    #: IANA name of the zone that instants are in
    zone: str

    @property
    def control(self) -> Literal["prose", "radios", "list", "line"]:
        """What people answer it with."""
        if self.spec.prose:
            return "prose"
        if self.choices:
            return "radios" if len(self.choices) <= _SIDE_BY_SIDE else "list"
        return "line"

    @property
    def choices(self) -> tuple[str, ...]:
        """What there is to choose from; empty where people write."""
        return _YES_NO if self.spec.type == "yes_no" and not self.spec.one_of else tuple(self.spec.one_of)

    @property
    def line(self) -> Line:
        """How its one line is typed in."""
        return _LINES[self.spec.type]

    @property
    def hint(self) -> str:
        """What helps to answer it; empty where nothing does."""
        hint = self.spec.hint or (self.line.hint if self.control == "line" else "")
        return f"{hint} ({self.zone})".strip() if self.spec.type == "datetime" else hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: its texts and what it asks."""

    #: key of the workflow
    name: str
    page: HostedForm
    questions: tuple[Question, ...]


def forms_of(config: Config) -> dict[str, Form]:
    """The forms that have a page, by name."""
    found = open_workflows(config).items()
    return {
        name: Form(name=name, page=page, questions=tuple(_questions(config, workflow, page)))
        for name, workflow in found
        if (page := workflow.page) is not None
    }


def named_after_template(config: Config, template: str) -> str | None:
    """The name of the one form whose issues are made from `template`; None where there is none, or more than one."""
    forms, workflows = forms_of(config), open_workflows(config)
    names = [name for name in forms if workflows[name].template == template]
    return names[0] if len(names) == 1 else None


def _questions(config: Config, workflow: Workflow, page: HostedForm) -> Iterator[Question]:
    zone = config.calendar_named(workflow.calendar).timezone
    for number, name in enumerate(page.fields or workflow.fields, start=1):
        yield Question(name=name, spec=workflow.fields[name], id=f"field-{number}", zone=zone)
