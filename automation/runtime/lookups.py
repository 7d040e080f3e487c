"""What a decision asks beyond its issue, answered from the store and GitLab, and kept for replays (design.md §2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from automation.decide.compiled import Compiled
from automation.decide.lookups import Place
from automation.gitlab.port import GitLabPort
from automation.model import wire
from automation.model.history import History
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.report import Period, Report
from automation.runtime.reporting import made

T = TypeVar("T")


class Index(Protocol):
    """What of the store answers questions about other issues."""

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Claim `value` for `claimant` unless another holds it; gives that other, or None."""
        ...

    def related(self, workflow: str, key: str, value: str, *, open_only: bool) -> tuple[str, ...]:
        """The issues of `workflow` whose index key `key` has the value `value`, oldest first."""
        ...

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """The issues that `wanted` asks for, oldest first."""
        ...

    def history(self, workflows: Collection[str], until: datetime) -> History:
        """What is recorded of the issues of `workflows` before the instant `until` (UTC)."""
        ...


class LiveLookUps:
    """Asks the store and GitLab; one object for one decision. May raise what they raise."""

    def __init__(self, index: Index, gitlab: GitLabPort, rules: Compiled) -> None:
        self._index = index
        self._gitlab = gitlab
        self._rules = rules
        #: every answer given so far, by its question, as JSON data
        self.answers: dict[str, Any] = {}

    def access_level(self, project: str, username: str) -> int:
        """As `automation.decide.lookups.LookUps`."""
        return self._once(_access_level(project, username), lambda: self._gitlab.access_level(project, username))

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """As `automation.decide.lookups.LookUps`."""
        return self._once(_holder(workflow, value, claimant), lambda: self._index.holder(workflow, value, claimant))

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """As `automation.decide.lookups.LookUps`."""
        question = _related(workflow, key, value, open_only)
        return tuple(self._once(question, lambda: list(self._index.related(workflow, key, value, open_only=open_only))))

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """As `automation.decide.lookups.LookUps`."""
        return _others(self._once(str(wanted), lambda: [wire.dump(found) for found in self._index.issues(wanted)]))

    def report(self, name: str, period: Period) -> Report:
        """As `automation.decide.lookups.LookUps`."""
        answer = self._once(_report(name, period), lambda: wire.dump(made(self._rules, name, period, self._index)))
        return wire.load(Report, answer)

    def is_member(self, place: Place, username: str) -> bool:
        """As `automation.decide.lookups.LookUps`."""
        return self._once(_is_member(place, username), lambda: self._gitlab.is_member(place, username))

    def labelled_at(self, issue: str, label: str) -> datetime | None:
        """As `automation.decide.lookups.LookUps`."""
        question = _labelled_at(issue, label)
        return _instant(self._once(question, lambda: _text(self._gitlab.labelled_at(IssueRef.parse(issue), label))))

    def acts_since(self, issue: str, since: datetime) -> Mapping[str, datetime]:
        """As `automation.decide.lookups.LookUps`."""

        def ask() -> dict[str, str]:
            acts = self._gitlab.acts_since(IssueRef.parse(issue), since)
            return {name: at.isoformat() for name, at in acts.items()}

        return _instants(self._once(_acts_since(issue, since), ask))

    def threads(self, issue: str) -> int:
        """As `automation.decide.lookups.LookUps`."""
        return self._once(_threads(issue), lambda: self._gitlab.threads(IssueRef.parse(issue)))

    def _once(self, question: str, ask: Callable[[], T]) -> T:
        if question not in self.answers:
            self.answers[question] = ask()
        return cast("T", self.answers[question])


class NotRecorded(LookupError):
    """A replay asks what the run did not ask: it decides otherwise, and the answer of that time is not known."""


class Recorded:
    """Gives the answers that `LiveLookUps.answers` kept.

    Every method raises:
        NotRecorded: the question was not asked in the run.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def access_level(self, project: str, username: str) -> int:
        """As `automation.decide.lookups.LookUps`."""
        return cast("int", self._answer(_access_level(project, username)))

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """As `automation.decide.lookups.LookUps`."""
        return cast("str | None", self._answer(_holder(workflow, value, claimant)))

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """As `automation.decide.lookups.LookUps`."""
        return tuple(self._answer(_related(workflow, key, value, open_only)))

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """As `automation.decide.lookups.LookUps`."""
        return _others(self._answer(str(wanted)))

    def report(self, name: str, period: Period) -> Report:
        """As `automation.decide.lookups.LookUps`."""
        return wire.load(Report, self._answer(_report(name, period)))

    def is_member(self, place: Place, username: str) -> bool:
        """As `automation.decide.lookups.LookUps`."""
        return cast("bool", self._answer(_is_member(place, username)))

    def labelled_at(self, issue: str, label: str) -> datetime | None:
        """As `automation.decide.lookups.LookUps`."""
        return _instant(self._answer(_labelled_at(issue, label)))

    def acts_since(self, issue: str, since: datetime) -> Mapping[str, datetime]:
        """As `automation.decide.lookups.LookUps`."""
        return _instants(self._answer(_acts_since(issue, since)))

    def threads(self, issue: str) -> int:
        """As `automation.decide.lookups.LookUps`."""
        return cast("int", self._answer(_threads(issue)))

    def _answer(self, question: str) -> Any:
        if question not in self._answers:
            message = f"the run did not ask for {question}"
            raise NotRecorded(message)
        return self._answers[question]


def _others(answer: list[dict[str, Any]]) -> tuple[OtherIssue, ...]:
    return tuple(wire.load(OtherIssue, found) for found in answer)


def _access_level(project: str, username: str) -> str:
    return f"access level of {username} in {project}"


def _holder(workflow: str, value: str, claimant: str) -> str:
    return f"holder of {value!r} in {workflow} for {claimant}"


def _related(workflow: str, key: str, value: str, open_only: bool) -> str:
    return f"{'open ' if open_only else ''}issues of {workflow} with {key} {value!r}"


def _report(name: str, period: Period) -> str:
    return f"the report {name} for {period}"


def _is_member(place: Place, username: str) -> str:
    return f"whether {username} is a member of the {place.kind} {place.path}"


def _labelled_at(issue: str, label: str) -> str:
    return f"when {issue} got {label!r}"


def _acts_since(issue: str, since: datetime) -> str:
    return f"who acted on {issue} since {since.isoformat()}"


def _threads(issue: str) -> str:
    return f"threads of {issue}"


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _instants(texts: Mapping[str, str]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(text) for name, text in texts.items()}
