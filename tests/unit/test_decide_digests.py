"""Digests: one issue that lists what a sweep selected, and nothing that its readers may not see."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from automation.decide.batch import Batch
from automation.decide.core import decide, needs_history, needs_snapshot
from automation.decide.digest_items import item_of
from automation.decide.digests import event_of
from automation.model.decision import Outcome, Verdict
from automation.model.plan import OpenIssue
from automation.model.refs import IssueRef, digest_key, is_digest
from automation.model.snapshot import Memory, Snapshot
from tests.play import BOT, MONDAY, Answers
from tests.small import CONFIG, PATH, PUBLIC, compiled, faults, workflow
from tests.sweeping import policy

LINE = "project: open, title: 'Week {{ occurrence.date() }}: {{ count }} open'"
ISSUE = Snapshot(
    ref=IssueRef(PUBLIC, 7),
    id=7,
    title="Runners @legal-counsel",
    author="april.marks",
    labels=frozenset({"bug", "A"}),
    assignees=("sa-emea",),
    created_at=datetime(2027, 1, 2, 3, 4, tzinfo=UTC),
    updated_at=datetime(2027, 1, 3, tzinfo=UTC),
    web_url="https://gitlab.example/x/-/issues/7",
)


def rules(digest: str = LINE, config: str = CONFIG):
    """A configuration with one digest."""
    return compiled(workflow() + policy(f"digest: {{{digest}}}"), config)


def batch(*events):
    """The digests `events` of one policy."""
    return Batch(key=digest_key("Policy"), events=events, snapshot=None, memory=Memory(), bot=BOT)


def event(*issues: Snapshot, count: int | None = None, name: str = "Policy"):
    """A sweep that selected `issues` is over."""
    items = [item_of(issue) for issue in issues]
    return event_of(name, items, len(items) if count is None else count, event_id="digest:1", at=MONDAY)


def opened(compiled_rules, *issues, **facts) -> OpenIssue:
    """The issue that is opened."""
    (effect,) = decide(batch(event(*issues, **facts)), compiled_rules, Answers(), MONDAY).plan.effects
    assert isinstance(effect, OpenIssue)
    return effect


def test_a_digest_is_one_issue():
    """Title, lines, labels, people and confidentiality are as the configuration says."""
    options = "labels: [Weekly], assignees: [advocacy-lead, steve.george], confidential: true"
    line = "item: '- {{ item.link }} {{ item.labels }} {{ item.assignees }} {{ item.created_at.date() }}'"
    text = 'text: "Hello.\\n\\n{{ items }}\\n\\n{{ policy }}"'

    assert opened(
        rules(f"{LINE}, {options}, {line}, {text}"), ISSUE, replace(ISSUE, ref=IssueRef(PATH, 8))
    ) == OpenIssue(
        project=PUBLIC,
        title="Week 2027-01-11: 2 open",
        description=f"Hello.\n\n- {PUBLIC}#7 A, bug sa-emea 2027-01-02\n- {PATH}#8 A, bug sa-emea 2027-01-02\n\nPolicy",
        labels=frozenset({"Weekly"}),
        assignees=("nicole.smith", "steve.george"),
        confidential=True,
    )


def test_titles_can_do_nothing():
    """What people wrote is shown, and mentions nobody."""
    assert opened(rules(), ISSUE).description == f"- [ ] {PUBLIC}#7 Runners @\u200blegal-counsel"


PRIVATE = replace(ISSUE, ref=IssueRef(PATH, 8))


@pytest.mark.parametrize(
    ("digest", "issue", "is_shown"),
    [
        pytest.param("open", ISSUE, True, id="a public issue in public"),
        pytest.param("open", replace(ISSUE, confidential=True), False, id="a confidential issue in public"),
        pytest.param("open", PRIVATE, False, id="a private project's issue in public"),
        pytest.param("stories", PRIVATE, True, id="a private project's issue in private"),
        pytest.param("stories", replace(PRIVATE, confidential=True), False, id="a confidential issue, for all members"),
        pytest.param(
            "stories, confidential: true", replace(PRIVATE, confidential=True), True, id="confidential in confidential"
        ),
        pytest.param(
            "open, confidential: true", replace(PRIVATE, confidential=True), False, id="confidential, with more readers"
        ),
        pytest.param("open, confidential: true", PRIVATE, True, id="private in confidential"),
    ],
)
def test_nothing_leaves_its_readers(digest, issue, is_shown):
    """Of an issue that not every reader of the digest may see the reference is all there is (rules.md G16)."""
    item = "'{{ item.link }}|{{ item.title }}{{ item.url }}{{ item.author }}{{ item.labels }}{{ item.hidden }}'"

    found = opened(rules(f"project: {digest}, title: T, item: {item}"), issue).description

    shown = f"{issue.ref}|Runners @\u200blegal-counselhttps://gitlab.example/x/-/issues/7april.marksA, bugFalse"
    assert found == (shown if is_shown else f"{issue.ref}|True")


def test_long_lists_are_cut():
    """GitLab takes a description of a million characters; what has no line is counted."""
    line = "item: '{{ item.link }} " + "x" * 1000 + "'"
    items = [replace(ISSUE, ref=IssueRef(PUBLIC, number)) for number in range(1, 1001)]

    found = opened(rules(f"{LINE}, {line}"), *items, count=5000).description

    head, _, rest = found.rpartition("\n\n")
    assert (len(found) < 1_000_000, rest) == (True, f"and {5000 - len(head.splitlines())} more")
    assert 800 < len(head.splitlines()) < 900


@pytest.mark.parametrize(
    ("digest", "facts", "expected"),
    [
        pytest.param(LINE, {"count": 0}, (Outcome.PROCESSED, Verdict.NO, "nothing was selected"), id="nothing"),
        pytest.param(
            LINE,
            {"name": "Other"},
            (Outcome.SKIPPED, Verdict.SKIPPED, "there is no digest of this name any more"),
            id="a policy that is gone",
        ),
        pytest.param(
            f"{LINE}, item: '{{{{ item.title.nothing }}}}'",
            {},
            (Outcome.PROCESSED, Verdict.ERROR, "str has no 'nothing'"),
            id="a text that cannot be filled in",
        ),
    ],
)
def test_no_issue_is_opened(digest, facts, expected):
    """What there is no digest of is said."""
    compiled_rules = replace(rules(), policies=_policies(digest))

    decision = decide(batch(event(ISSUE, **facts)), compiled_rules, Answers(), MONDAY)

    (reason,) = decision.reasons
    assert (decision.plan.effects, (decision.outcome, reason.verdict, reason.detail)) == ((), expected)


def _policies(digest: str):
    """The policy with another digest, which was not tried when it was loaded."""
    found = rules().policies["Policy"]
    item = digest.partition("item: '")[2].rstrip("'") or found.digest.spec.item
    spec = found.digest.spec.model_copy(update={"item": item})
    return {"Policy": replace(found, digest=replace(found.digest, spec=spec))}


def test_several_are_opened_in_turn():
    """Sweeps that are over one after the other have an issue each."""
    events = (event(ISSUE), replace(event(ISSUE, ISSUE), id="digest:2", at=MONDAY + timedelta(days=1)))

    decision = decide(batch(*events), rules(), Answers(), MONDAY)

    assert [effect.title for effect in decision.plan.effects] == ["Week 2027-01-11: 1 open", "Week 2027-01-11: 2 open"]
    assert dict(decision.outcomes) == {"digest:1": Outcome.PROCESSED, "digest:2": Outcome.PROCESSED}
    assert (needs_snapshot(events, rules(), BOT), needs_history(batch(*events))) == (False, False)


def test_the_key_of_a_digest_is_no_issue():
    """Whatever a policy is called, its work is not taken for that of an issue."""
    assert [(is_digest(key), "#" in key) for key in map(digest_key, ("Weekly", "a/b#7"))] == [(True, False)] * 2


@pytest.mark.parametrize(
    ("digest", "expected"),
    [
        pytest.param("project: open, title: '{{ cuont }}'", "there is no 'cuont'. Did you mean 'count'?", id="title"),
        pytest.param(
            "project: open, title: T, item: '{{ item.tilte }}'", "there is no 'tilte'. Did you mean 'title'?", id="item"
        ),
        pytest.param(
            'project: open, title: T, text: "Hello.\\n/close"',
            "the text would run '/close'. A message may hold no quick action.",
            id="a quick action",
        ),
        pytest.param(
            "project: open, title: T, text: 'Hello @somebody'",
            "the text would mention somebody, who is not in config.yml",
            id="a stranger",
        ),
        pytest.param("project: opne, title: T", "there is no project of this name", id="project"),
        pytest.param("project: open, title: T, assignees: [leader]", "this is no role and no username", id="assignee"),
    ],
)
def test_faults_are_found_when_the_configuration_is_loaded(tmp_path, digest, expected):
    """Every text is tried on a made-up sweep."""
    (fault,) = faults(workflow() + policy(f"digest: {{{digest}}}"), tmp_path)

    assert expected in re.sub(r" \(got .*\)\.", ".", fault)
