"""Where one decision is worked out: the issue, the configuration, the look-ups, and the words for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from automation.decide import vocabulary
from automation.decide.lookups import LookUps
from automation.decide.templates import ConditionError
from automation.decide.weighing import weigh
from automation.model.decision import Seen, Verdict
from automation.model.events import User

if TYPE_CHECKING:
    from automation.decide.calendar import WorkCalendar
    from automation.decide.compiled import Compiled, CompiledWorkflow
    from automation.decide.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that a step of a decision may look at. Steps write to the draft only."""

    rules: Compiled
    draft: Draft
    ask: LookUps
    now: datetime
    bot: User
    workflow: CompiledWorkflow | None = None
    #: username of who acted, as established
    actor: str | None = None
    #: rule or mechanism that is at work; whatever is set is remembered as set by it
    source: str = "workflow"
    #: further names for expressions: event, comment, from_stage …
    extra: Mapping[str, Any] = field(default_factory=dict)
    #: the calendar of the schedule that came round
    own_calendar: WorkCalendar | None = None

    def acting(self, *, source: str | None = None, actor: str | None = None, **extra: Any) -> Desk:
        """The same desk for another source or actor, with further names."""
        return replace(
            self,
            source=self.source if source is None else source,
            actor=self.actor if actor is None else actor,
            extra={**self.extra, **extra},
        )

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar to count in: that of the workflow, else of the schedule, else the main one."""
        return self.workflow.calendar if self.workflow else self.own_calendar or self.rules.calendar

    @property
    def today(self) -> date:
        """The date of `now` in the calendar's zone."""
        return self.calendar.today(self.now)

    @property
    def fields(self) -> dict[str, str]:
        """Every field of the workflow as the draft's description has it; the empty string where it is not filled in."""
        return {} if self.workflow is None else self.workflow.fields_of(self.draft.description)

    def names(self) -> dict[str, Any]:
        """What expressions may use (docs/reference/expressions.md)."""
        return {**vocabulary.names(self), **self.extra}

    def holds(self, condition: str) -> bool:
        """Whether the Jinja2 expression `condition` holds.

        Raises:
            ConditionError: it names something unknown or cannot be evaluated.
        """
        if condition == "true":
            return True
        return bool(self.rules.texts.expression(condition).evaluate(self.names()))

    def weigh(self, condition: str) -> tuple[bool, Seen | None]:
        """As `holds`, with what was seen, for the explanation. Raises as `holds`."""
        return (True, None) if condition == "true" else weigh(condition, self.names())

    def text(self, template: str, **extra: Any) -> str:
        """`template` with its ``{{ }}`` filled in; values from outside are guarded.

        Raises:
            ConditionError: as `holds`.
        """
        if "{" not in template:
            return template
        return self.rules.texts.text(template).render({**self.names(), **extra})

    def raw(self, template: str) -> str:
        """`template` filled in without guarding: for what is data, never for what people will read as Markdown.

        Raises:
            ConditionError: as `holds`.
        """
        if "{" not in template:
            return template
        return self.rules.texts.text(template).render_raw(self.names())

    def is_member(self, username: str) -> bool:
        """Whether `username` belongs to the team: in config.yml, or with the access level that it names (G17, G18)."""
        if username in self.rules.people or username == self.bot.username:
            return True
        level = self.rules.config.gitlab.member_access_level
        return level is not None and self.ask.access_level(self.draft.before.ref.project, username) >= level

    def may(self, by: tuple[str, ...] | list[str], username: str | None) -> bool:
        """Whether `username` is one of `by`: roles, usernames, author, assignee, ``field:Name`` or texts.

        The bot always is.
        """
        if username is None:
            return False
        if username == self.bot.username:
            return True
        return any(self._is(word, username) for word in by)

    def _chosen(self, text: str) -> str:
        """The username that `text` gives; '' where it cannot be filled in, and the explanation says so."""
        try:
            return self.rules.people.named_in(self.raw(text))
        except ConditionError as fault:
            self.draft.because("Who may", Verdict.ERROR, str(fault))
            return ""

    def _is(self, word: str, username: str) -> bool:
        if word == "author":
            return username == self.draft.before.author
        if word == "assignee":
            return username in self.draft.before.assignees
        if word.startswith("field:"):
            named = self.rules.people.named_in(self.fields.get(word.removeprefix("field:"), ""))
            return named.casefold() == username.casefold()
        if "{" in word:
            return self._chosen(word) == username
        return word == username or word in self.rules.people.roles(username)
