"""A made-up issue per workflow, on which conditions and texts are tried when the configuration is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from automation.config.workflow import FieldSpec
from automation.decide.desk import Desk
from automation.decide.draft import Draft
from automation.decide.lookups import Place
from automation.decide.occurrences import Occurrence
from automation.decide.scheduled import desk_for, event_of
from automation.model.events import User
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.report import Figure, Period, Report
from automation.model.snapshot import Figures, Memory, Phase, Snapshot

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledSchedule, CompiledWorkflow

#: when everything on a sample is
SAMPLED_AT = datetime(2027, 1, 11, 9, tzinfo=UTC)
_FIGURES = Figures(
    weight=1,
    closed_at=SAMPLED_AT,
    health="on_track",
    iteration="Sample",
    milestone_state="active",
    milestone_starts=SAMPLED_AT.date(),
    milestone_due=SAMPLED_AT.date(),
)
_BY_TYPE = {
    "text": "Sample",
    "email": "someone@example.com",
    "url": "https://example.com/page",
    "date": "2027-01-29",
    "datetime": "2027-01-29 14:30",
    "number": "1",
    "yes_no": "Yes",
}


class NothingStored:
    """Look-ups over an empty store."""

    def access_level(self, project: str, username: str) -> int:
        """Nobody is a member by access level."""
        return 0

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Every value is free."""
        return None

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """There are no other issues."""
        return ()

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """There are none."""
        return ()

    def report(self, name: str, period: Period) -> Report:
        """A report with one figure."""
        return Report(title=name, period=period, figures=(Figure(key="sample", title="Sample", value=1),))

    def is_member(self, place: Place, username: str) -> bool:
        """Nobody is a member anywhere."""
        return False

    def labelled_at(self, issue: str, label: str) -> datetime | None:
        """GitLab does not say."""
        return None

    def acts_since(self, issue: str, since: datetime) -> Mapping[str, datetime]:
        """Nobody did anything."""
        return {}

    def threads(self, issue: str) -> int:
        """There are no comments."""
        return 0


def sample_value(spec: FieldSpec, person: str) -> str:
    """A right value for a field; `person` stands for people."""
    if spec.one_of:
        return spec.one_of[0]
    return f"@{person}" if spec.type == "user" else _BY_TYPE[spec.type]


def sample_desk(rules: Compiled, workflow: CompiledWorkflow | None) -> Desk:
    """A desk with a made-up issue of `workflow` on it, every field filled in."""
    person = next(iter(rules.config.people), "somebody")
    specs = workflow.spec.fields if workflow else {}
    lines = [f"- **{name}:** {sample_value(spec, person)}" for name, spec in specs.items()]
    project = workflow.project if workflow else next(iter(rules.projects), "group/project")
    snapshot = Snapshot(
        ref=IssueRef(project, 1),
        id=1,
        title="Sample",
        description="\n".join(lines),
        author=person,
        milestone="Sample",
        created_at=SAMPLED_AT,
        updated_at=SAMPLED_AT,
        figures=_FIGURES,
    )
    stage = next(iter(workflow.stages), None) if workflow else None
    memory = Memory(
        workflow=workflow.key if workflow else None, phase=Phase.ACTIVE, stage=stage, stage_since=SAMPLED_AT
    )
    return Desk(
        rules=rules,
        draft=Draft.of(snapshot, memory),
        ask=NothingStored(),
        now=SAMPLED_AT,
        bot=User("usher-bot"),
        workflow=workflow,
        actor=person,
    )


def sample_occasion(rules: Compiled, schedule: CompiledSchedule) -> Desk:
    """A desk for a made-up occurrence of `schedule`."""
    slot = next(iter(schedule.timetable.times))
    found = Occurrence(day=SAMPLED_AT.date(), slot=slot, at=SAMPLED_AT, fires_at=SAMPLED_AT)
    return desk_for(rules, schedule, event_of(schedule, found, SAMPLED_AT).data, NothingStored(), User("usher-bot"))
