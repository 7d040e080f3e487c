"""The model of config.yml: connection, people, projects, calendar; the one list of settings, defaults and words."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from automation.config.base import OptionalWords, Part, Words, as_list
from automation.config.form import Forms
from automation.config.program import MessageEntry, Program

#: ``30%`` or ``2.5 %``
_PERCENT = re.compile(r"\s*([0-9]{1,3}(?:\.[0-9]+)?)\s*%\s*")


def _filled(value: Any) -> Any:
    """Without empty tokens: a variable that is not set must never become a token that everybody knows."""
    return [token for token in as_list(value) if token != ""]


#: secrets; one may be written without brackets
Tokens = Annotated[list[str], BeforeValidator(_filled, json_schema_input_type=list[str] | str | None)]


#: GitLab's own accounts, those of access tokens and service accounts (administration/internal_users.md,
#: user/profile/service_accounts.md)
BOTS: Final = (
    "project_*_bot*",
    "group_*_bot*",
    "service_account_*",
    "ghost",
    "alert-bot",
    "automation-bot",
    "migration-bot",
    "support-bot",
    "visual-review-bot",
    "GitLab-Admin-Bot",
    "GitLab-Security-Bot",
    "GitLabDuo",
)


class Webhook(Part):
    """How deliveries prove where they come from."""

    signing_tokens: Tokens = Field(
        default=[], repr=False, description="whsec_… tokens; several are valid at once, for rotation."
    )
    secret_tokens: Tokens = Field(
        default=[], repr=False, description="X-Gitlab-Token values, where no signing token is set."
    )


class GitLab(Part):
    """The connection to GitLab."""

    url: str = Field(default="https://gitlab.com", description="Base address of the instance.")
    token: str = Field(
        default="", repr=False, description="Token of the bot user, scope api. Keep it in the environment."
    )
    webhook: Webhook = Field(default=Webhook(), description="Tokens of the hook that GitLab calls.")
    member_access_level: int | None = Field(
        default=None, description="People with at least this access level in the project count as members too."
    )
    notes_per_minute: int = Field(
        default=60, ge=1, description="Comments that GitLab takes of the bot: 60 on GitLab.com, usually 300 elsewhere."
    )
    issues_per_minute: int = Field(
        default=200, ge=1, description="New issues that GitLab takes of the bot in one project: 200 on GitLab.com."
    )
    timeout: float = Field(default=20, description="Seconds to wait for an answer.")
    bots: Words = Field(
        default=list(BOTS),
        description="Usernames, with * for anything, whose comments and changes are never a person's; a person of "
        "`people` is one only by the full username.",
    )


class Calendar(Part):
    """Working time."""

    timezone: str = Field(default="UTC", description="IANA name; due dates are dates in this zone.")
    working_days: Words = Field(default=["mon-fri"], description="Days or ranges of days.")
    working_hours: str = Field(default="09:00-17:00", description="From-to, local time.")
    holidays: Words = Field(default=[], description="Country codes (US, DE …) and dates (2027-01-15).")
    fiscal_year_starts: str = Field(default="february", description="Month in which the fiscal year starts.")


class OtherCalendar(Part):
    """Working time of a team with its own; what is not written is as in `calendar`."""

    timezone: str | None = Field(default=None, description="IANA name.")
    working_days: OptionalWords = Field(default=None, description="Days or ranges of days.")
    working_hours: str | None = Field(default=None, description="From-to, local time.")
    holidays: OptionalWords = Field(default=None, description="Country codes and dates; [] for none.")
    fiscal_year_starts: str | None = Field(default=None, description="Month in which the fiscal year starts.")

    def over(self, main: Calendar) -> Calendar:
        """The whole calendar, with what is not written here from `main`."""
        return main.model_copy(update=self.model_dump(exclude_none=True))


class Person(Part):
    """Somebody whom Usher may assign and mention. Further keys (region, areas …) are yours, for `where:`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str = Field(default="", description="How the person is called.")
    roles: Words = Field(default=[], description="Roles that `by:` and `owner:` name.")
    away: Words = Field(default=[], description="Days without new work: 2027-01-10, 2027-01-10..2027-01-20.")


class Project(Part):
    """A project that Usher works in."""

    path: str = Field(description="Full path in GitLab.")
    visibility: Literal["private", "internal", "public"] = Field(
        default="private", description="Who can read it; decides where confidential content may go."
    )


def _project(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


ProjectEntry = Annotated[Project, BeforeValidator(_project, json_schema_input_type=Project | str)]


class Labels(Part):
    """Names of the labels that mean something to Usher itself."""

    skip: str = Field(default="Bot::Skip", description="Usher leaves the issue alone (G07).")
    hold: str = Field(default="Bot::Hold", description="Clocks leave the issue alone (G07).")
    triage: str = Field(default="Bot::Triage", description="A person should look.")
    needs_info: str = Field(default="Needs Info", description="Required fields are missing (G13).")
    spam: str = Field(default="Spam::Suspected", description="An outsider's issue full of links (G17).")
    outsider: str = Field(
        default="External::Unverified", description="An outsider's issue of an internal program (G18)."
    )
    duplicate: str = Field(default="Duplicate::Suspected", description="Another issue has the same unique value.")
    due_soon: str = Field(default="SLA::Due Soon", description="The due date is near (G19).")
    breached: str = Field(default="SLA::Breached", description="The due date has passed (G19).")


def _share(value: Any) -> Any:
    """``30%`` as the number that it is; anything else is left to be judged."""
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return float(found[1]) / 100 if found else value


#: a part of the whole, from 0 to 1; written ``30%``
Share = Annotated[float, BeforeValidator(_share, json_schema_input_type=str | float), Field(ge=0, le=1)]


class Brakes(Part):
    """How much one sweep may change before a person has to say yes; what exceeds it is held, and nothing of it done."""

    sweep_share: Share = Field(
        default=0.3,
        description="Part of all issues in a policy's projects, of the state that it selects: 30%. 100% lifts it.",
    )
    sweep_free: int = Field(default=20, ge=0, description="Up to so many issues of a policy are never held …")
    sweep_most: int | None = Field(default=None, ge=0, description="… and more than so many always; empty: no limit.")


class Intake(Part):
    """Signed forms (POST /intake/<workflow>)."""

    signing_tokens: Tokens = Field(default=[], repr=False, description="whsec_… tokens that forms sign with.")


class Alerts(Part):
    """Whom Usher tells when it needs a person: a disabled hook, silence, failing catch-ups, work given up."""

    channel: str | None = Field(default=None, description="Name of a channel; empty: the log and the pages only.")


class Config(Part):
    """The whole configuration: config.yml with the programs that it includes."""

    gitlab: GitLab = Field(default=GitLab(), description="Connection to GitLab.")
    intake: Intake = Field(default=Intake(), description="Signed forms.")
    forms: Forms = Field(default=Forms(), description="Pages with forms, at /forms.")
    calendar: Calendar = Field(default=Calendar(), description="Working time, where no other calendar is named.")
    calendars: dict[str, OtherCalendar] = Field(
        default={}, description="Further calendars, by a name of your choice; what one leaves out is as in `calendar`."
    )
    people: dict[str, Person] = Field(default={}, description="By username. Nobody else is ever assigned or mentioned.")
    projects: dict[str, ProjectEntry] = Field(
        default={}, description="By a key of your choice. Events of other projects are ignored (G06)."
    )
    groups: dict[str, str] = Field(default={}, description="Full paths of groups, by a key of your choice.")
    routing: dict[str, dict[str, Words]] = Field(default={}, description="Tables for `owner: {table: …}`.")
    values: dict[str, Any] = Field(default={}, description="Constants, as `values.NAME` in conditions and texts.")
    labels: Labels = Field(default=Labels(), description="Labels that mean something to Usher itself.")
    spam_links: int = Field(default=3, description="Links from which an outsider's issue is suspected spam (G17).")
    brakes: Brakes = Field(default=Brakes(), description="How much one sweep may change without a person's yes.")
    needs_info_due: str = Field(default="5 working days", description="Due date of an issue that needs info (G13).")
    messages: dict[str, MessageEntry] = Field(default={}, description="Replaces built-in texts, by key.")
    channels: dict[str, str] = Field(default={}, repr=False, description="Apprise addresses for `notify:`, by name.")
    alerts: Alerts = Field(default=Alerts(), description="Whom Usher tells when it needs a person.")
    include: Words = Field(default=["programs/*.yml"], description="Program files, relative to this file.")
    templates: str = Field(default="issue_templates", description="Folder of the templates, relative to this file.")
    programs: SkipJsonSchema[dict[str, Program]] = Field(
        default={}, exclude=True, description="Filled from the included files, by file name."
    )

    def calendar_named(self, name: str | None) -> Calendar:
        """The calendar of this name; the main one for None, and for a name that is none, which is a fault already."""
        other = self.calendars.get(name or "")
        return other.over(self.calendar) if other else self.calendar
