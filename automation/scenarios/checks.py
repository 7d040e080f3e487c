"""What is wrong between the names of a scenario file: steps, issues, projects, points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.positions import Trail
from automation.config.spelling import proposal
from automation.decide.calendar import WorkCalendar
from automation.decide.periods import period_named
from automation.scenarios.model import Scenario
from automation.scenarios.moves import AnyStep, IssueOpen, Raw, Tick


def check(scenario: Scenario, config: Config) -> Iterator[Problem]:
    """Everything that is wrong between names, times and texts of `scenario`."""
    yield from _bot(scenario, config)
    yield from _ids(scenario)
    yield from _order(scenario)
    yield from _projects(scenario, config)
    yield from _issues(scenario)
    yield from _regexes(scenario)
    yield from _points(scenario, config)


def _bot(scenario: Scenario, config: Config) -> Iterator[Problem]:
    if scenario.head.meta.bot.casefold() in map(str.casefold, config.people):
        message, remedy = "somebody of config.yml has this name", "Usher's account is nobody's own."
        yield Problem(trail=("meta", "bot"), message=message, remedy=remedy, code="duplicate-name")


def _ids(scenario: Scenario) -> Iterator[Problem]:
    refs = [(("initial_state", index, "ref"), one.ref) for index, one in enumerate(scenario.head.initial_state)]
    ids = [(("events", index, "id"), step.id) for index, step in enumerate(scenario.steps)]
    yield from (*_twice(refs, "two issues have this name"), *_twice(ids, "two steps have this id"))


def _twice(named: Iterable[tuple[Trail, str]], message: str) -> Iterator[Problem]:
    seen = set[str]()
    for trail, name in named:
        if name in seen:
            yield Problem(trail=trail, message=message, remedy="Choose another.", code="duplicate-name")
        seen.add(name)


def _order(scenario: Scenario) -> Iterator[Problem]:
    latest = scenario.start
    for index, step in enumerate(scenario.steps):
        if step.at < latest:
            remedy = f"Steps stand in the order in which they happen; the clock shows {latest:%Y-%m-%dT%H:%M:%SZ} here."
            yield Problem(trail=("events", index, "at"), message="this is in the past", remedy=remedy, code="order")
        latest = max(latest, step.at)


def _projects(scenario: Scenario, config: Config) -> Iterator[Problem]:
    named: list[tuple[Trail, str]] = [
        (("initial_state", index, "project"), one.project) for index, one in enumerate(scenario.head.initial_state)
    ]
    for index, step in enumerate(scenario.steps):
        project = getattr(step, "project", None)
        named += [(("events", index, "project"), project)] if project is not None else []
        if isinstance(step, IssueOpen) and project is None and step.actor != scenario.head.meta.bot:
            remedy = "project: key of a project in config.yml."
            message = "the key 'project' is missing"
            yield Problem(trail=("events", index), message=message, remedy=remedy, code="missing-key")
        for number, created in enumerate(step.expect.created):
            named.append((("events", index, "expect", "created", number, "project"), created.project))
    for trail, project in named:
        if project not in config.projects:
            yield _unknown(trail, "project", project, config.projects, "Projects of config.yml")


def _issues(scenario: Scenario) -> Iterator[Problem]:
    """Names of issues that no earlier step, nor the same one, brings."""
    known = {one.ref for one in scenario.head.initial_state}
    for index, step in enumerate(scenario.steps):
        if isinstance(step, IssueOpen) and step.actor != scenario.head.meta.bot:
            known.add(step.issue)
        known |= {created.ref for created in step.expect.created}
        for trail, name in _named(step):
            if name not in known:
                yield _unknown(("events", index, *trail), "issue", name, sorted(known), "Issues so far")


def _named(step: AnyStep) -> Iterator[tuple[Trail, str]]:
    """The issues that `step` names, each with where; the one of a form is only a note for readers."""
    if not isinstance(step, Raw | Tick) and step.kind != "intake":
        yield ("issue",), str(step.issue)
    expect = step.expect
    yield from ((("expect", "also", name), name) for name in expect.also)
    yield from ((("expect", "notes", number, "issue"), note.issue) for number, note in enumerate(expect.notes))
    yield from ((("expect_text", number, "issue"), text.issue) for number, text in enumerate(step.expect_text))
    for number, created in enumerate(expect.created):
        yield from ((("expect", "created", number, "links", place), name) for place, name in enumerate(created.links))


def _regexes(scenario: Scenario) -> Iterator[Problem]:
    for index, step in enumerate(scenario.steps):
        for number, text in enumerate(step.expect_text):
            for place, pattern in enumerate(text.excludes_regex):
                try:
                    re.compile(pattern)
                except re.error as fault:
                    trail = ("events", index, "expect_text", number, "excludes_regex", place)
                    yield Problem(trail=trail, message=f"this is no regular expression: {fault}", code="invalid")


def _points(scenario: Scenario, config: Config) -> Iterator[Problem]:
    head = scenario.head
    yield from _pairs("report_points", head.report_points, "expected_reports", head.expected_reports)
    yield from _pairs("calendar_points", head.calendar_points, "expected_calendar", head.expected_calendar)
    ids = [step.id for step in scenario.steps]
    read = partial(period_named, calendar=WorkCalendar.of(config.calendar))
    for name, point in head.report_points.items():
        if point.after not in ids:
            yield _unknown(("report_points", name, "after"), "step", point.after, ids, "Steps")
        if point.period is not None:
            yield from check_word(read, point.period, ("report_points", name, "period"))


def _pairs(
    asked: str, points: Mapping[str, object], answered: str, expected: Mapping[str, object]
) -> Iterator[Problem]:
    for one, here, there, names in ((asked, points, answered, expected), (answered, expected, asked, points)):
        for name in here:
            if name not in names:
                remedy = f"{there} has to have the same name."
                message = f"{there} has nothing of this name"
                yield Problem(trail=(one, name), message=message, remedy=remedy, code="unknown-name", at_key=True)


def _unknown(trail: Trail, what: str, name: str, known: Iterable[str], intro: str) -> Problem:
    remedy = proposal(name, known, intro)
    return Problem(trail=trail, message=f"there is no {what} of this name", remedy=remedy, code="unknown-name")
