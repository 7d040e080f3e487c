"""The program with policies in docs/language/policies.md does what the page says."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from automation.config.load import load_config
from automation.decide.batch import Batch
from automation.decide.compile import compile_config
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.digest_items import item_of
from automation.decide.digests import event_of
from automation.decide.swept import chosen
from automation.lint.checks import CHECKS
from automation.lint.warnings import warn
from automation.model.plan import OpenIssue
from automation.model.refs import IssueRef, digest_key
from automation.model.snapshot import Memory
from tests.play import BOT, MONDAY, ROOT, Answers
from tests.sweeping import judged, sweep, unseen

PATH = "gitlab-com/marketing/community"
CONFIG = f"people: {{community-manager: {{roles: community-lead}}}}\nprojects: {{community: {PATH}}}\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The example, written out with what else it needs."""
    root = tmp_path_factory.mktemp("example")
    page = (ROOT / "docs/language/policies.md").read_text(encoding="utf-8")
    _, _, section = page.partition("# Policies: existing issues\n")
    program = section.partition("```yaml\n")[2].partition("```\n")[0]
    for name, text in {"config.yml": CONFIG, "programs/community.yml": program}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "config.yml"


@pytest.fixture(scope="module")
def rules(written) -> Compiled:
    """The example, ready."""
    return compile_config(load_config(written, {}))


def issue(rules: Compiled, *labels: str, days: int = 100, **facts):
    """An issue that was opened so many days before Monday."""
    opened = MONDAY - timedelta(days=days)
    return unseen(rules, ref=IssueRef(PATH, 7), labels=frozenset(labels), created_at=opened, **facts)


def nightly(rules: Compiled) -> list[str]:
    """What the sweep of every night calls."""
    (action,) = rules.schedules["Every night"].actions
    return [policy.name for policy in chosen(rules, action.policies)]


def test_it_draws_no_warning(written, rules):
    """What the page shows is what one should write."""
    assert warn(load_config(written, {}), rules, CHECKS) == []


def test_a_bug_is_asked_for_its_topic_once(rules):
    """It is labelled and asked, and no more after that; with a topic the label goes."""
    play = issue(rules, "bug")

    assert sweep(play, *nightly(rules)).matched == ("Bugs need a topic",)
    assert [message.key for message in play.messages] == ["needs-topic"]
    assert sweep(play, *nightly(rules)).matched == ()
    play.update("community-manager", add=["Topic::CI"])
    sweep(play, *nightly(rules))
    assert play.snapshot.labels == {"bug", "Topic::CI"}


@pytest.mark.parametrize(
    ("labels", "days"),
    [
        pytest.param(["bug", "Topic::CI"], 3, id="it has one"),
        pytest.param(["bug"], 1, id="it is new"),
        pytest.param(["feature"], 3, id="it is no bug"),
    ],
)
def test_others_are_not_asked(rules, labels, days):
    """Nothing is done with other issues."""
    assert sweep(issue(rules, *labels, days=days), *nightly(rules)).plan.effects == ()


def test_a_question_grows_stale(rules):
    """It is warned, waits, and is closed; a word opens it again."""
    play = issue(rules, "question")

    assert sweep(play, *nightly(rules)).matched == ("Stale questions: warn",)
    play.ask.labelled = {"Stale": play.now}
    play.now += timedelta(days=14)
    assert judged(sweep(play, *nightly(rules)), "Stale questions: close")[0] == "yes"
    play.comment("somebody", "It still happens.")
    assert (play.snapshot.state, play.snapshot.labels) == ("opened", {"question"})


def test_overdue_issues_are_listed(rules):
    """On Monday one issue lists them, for the community lead."""
    (action,) = rules.schedules["Every Monday"].actions
    (policy,) = chosen(rules, action.policies)
    play = issue(rules, due_date=date(2027, 1, 10), assignees=("sa-emea",))
    assert sweep(play, policy.name).matched == (policy.name,)
    items = [item_of(play.snapshot)]
    event = event_of(policy.name, items, 1, event_id="one", at=MONDAY)
    batch = Batch(key=digest_key(policy.name), events=(event,), snapshot=None, memory=Memory(), bot=BOT)

    assert decide(batch, rules, Answers(), MONDAY).plan.effects == (
        OpenIssue(
            project=PATH,
            title="Overdue on 2027-01-11: 1",
            description=f"What is to become of these?\n\n- [ ] {PATH}#7 Runners fail, with sa-emea",
            assignees=("community-manager",),
        ),
    )
