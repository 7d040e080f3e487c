"""A law of the import: what is carried over is a program that `usher check` finds no fault with."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.decide.ready import make_ready
from automation.importing.convert import import_policies
from tests.small import CONFIG, written

PICK = st.sampled_from
LABELS = st.lists(
    PICK(["bug", "a::b", "a::c", "p-{1, 2}", "None", "Any", "{0..3}", "[x]", "*", "yes", "1.0", "~", "x: y", "a#b"]),
    max_size=3,
)
AMOUNT = {"condition": PICK(["less_than", "greater_than"]), "threshold": PICK([0, 5])}
DATE = st.fixed_dictionaries(
    {
        "attribute": PICK(["created_at", "updated_at"]),
        "condition": PICK(["older_than", "newer_than"]),
        "interval_type": PICK(["minutes", "hours", "days", "weeks", "months", "years"]),
        "interval": PICK([0, 1, 30, 99999]),
    }
)
RUBY = PICK(
    [
        "resource['assignees'].length > 0",
        "resource['labels'].any? { |l| l.start_with?('a::') } ? !resource['due_date'] : false",
        "not resource['description'] or resource['description'] == ''",
        "resource['due_date'] and DateTime.now + 7 >= resource['due_date']",
        "resource['created_at'] > (Time.now - 24.hours).utc && author == 'april.marks'",
        "resource['updated_at'] < 30.days.ago || resource['weight'] > 3",
        "milestone&.expired? || milestone.closed?",
        r"resource['title'] =~ /\[a\]|b/i",
        "!(resource['title'] =~ /^a/)",
        "resource['time_stats']['time_estimate'] == 0 || resource['time_stats']['total_time_spent'] != 0",
    ]
)
CONDITIONS = {
    "date": DATE,
    "state": PICK(["opened", "closed"]),
    "labels": LABELS,
    "forbidden_labels": LABELS,
    "no_additional_labels": st.booleans(),
    "milestone": PICK(["none", "Any", "17.0", "No Milestone", "expired", ["a", "b"]]),
    "votes": st.fixed_dictionaries({"attribute": PICK(["upvotes", "downvotes"]), **AMOUNT}),
    "discussions": st.fixed_dictionaries({"attribute": PICK(["threads", "notes"]), **AMOUNT}),
    "weight": PICK([0, 3, "None"]),
    "ruby": RUBY,
    "title": PICK(["WIP", "a (b", "x\ny"]),
}
TEXTS = PICK(
    [
        "Hello {{author}} {{assignees}}.",
        "{{title}} {{labels}} {{milestone}} {{created_at}} {{updated_at}} {{closed_at}} {{web_url}} {{type}}",
        'Look\n/close\n/label ~x ~"y z"\n/due in 2 weeks\n/milestone %"a b"\n/title T {{title}}',
        "@nicole.smith and @nobody, `@code`",
        "{% x %} {# y #} # z",
        "#{2.days.from_now} #{milestone.title} #{resource[:iid]} #{project_path}\n",
        "/unlabel\n/assign @a @b\n/cc @c",
        "```\n/close\n```\n",
        "  lead\n\ttab  \n\n\n\u2028x",
        "~~~\n/close\n~~~",
    ]
)
ACTIONS = {
    "labels": LABELS,
    "remove_labels": LABELS,
    "status": PICK(["close", "reopen"]),
    "mention": st.lists(PICK(["nicole.smith", "@x"])),
    "comment": TEXTS,
    "summarize": st.fixed_dictionaries(
        {"title": PICK(["T", "{{type}} #{Date.today}"]), "item": st.just("- {{title}} {{author}} {{created_at}}")}
    ),
    "issue": st.fixed_dictionaries({"title": st.just("T {{title}}"), "description": TEXTS}),
}
#: few conditions and actions at once, so that most rules are carried over
RULE = st.tuples(st.sets(PICK(sorted(CONDITIONS)), max_size=3), st.sets(PICK(sorted(ACTIONS)), min_size=1, max_size=2))
RULES = st.lists(
    RULE.flatmap(
        lambda keys: st.fixed_dictionaries(
            {
                "name": PICK(["a", "b: c", "- x", "#h", "日本", "a\u2028b", "'q'", '"', "*", ""]),
                "conditions": st.fixed_dictionaries({key: CONDITIONS[key] for key in sorted(keys[0])}),
                "actions": st.fixed_dictionaries({key: ACTIONS[key] for key in sorted(keys[1])}),
            }
        )
    ),
    min_size=1,
    max_size=4,
)


@given(RULES)
@settings(max_examples=80)
def test_what_is_carried_over_can_be_used(rules):
    """Every selection, expression, text and action of the program is one of ours."""
    text = json.dumps({"resource_rules": {"issues": {"rules": rules}}}, ensure_ascii=False)
    found = import_policies(text, "triage.yml", project="stories")

    with TemporaryDirectory() as folder:
        _, ready = make_ready(written(found.text, Path(folder), CONFIG), {})

    assert set(ready.policies) <= set(found.converted)
