"""Laws of the import: whatever the file holds, every rule comes out once, and what comes out is YAML of ours."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from automation.config.program import Program
from automation.config.yaml import parse_yaml
from automation.importing.convert import import_policies
from automation.importing.remarks import comments_of
from automation.importing.scalars import folded, inline
from automation.importing.writing import written

#: what YAML can hold
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=30)
LINES = st.text(st.sampled_from("ab -#:'\"{}[]|>&*!%@`\\\n\t,?\u2028é🙂"), max_size=40)
SCALARS = (
    st.none() | st.booleans() | st.integers(0, 99) | TEXTS | st.sampled_from(["None", "Any", "opened", "older_than"])
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=10
)
CONDITIONS = (
    *("date", "state", "labels", "forbidden_labels", "no_additional_labels", "milestone", "iteration", "votes"),
    *("author_username", "author_member", "assignee_member", "discussions", "weight", "health_status", "issue_type"),
    *("ruby", "title", "upvotes", "actions"),
)
DATES = st.fixed_dictionaries(
    {
        "attribute": st.sampled_from(["created_at", "updated_at", "merged_at"]),
        "condition": st.sampled_from(["older_than", "newer_than"]),
        "interval_type": st.sampled_from(["days", "weeks", "months", "years", "hours"]),
        "interval": st.integers(0, 40),
    }
)
RUBY = st.sampled_from(
    [
        "resource['assignees'].empty?",
        "resource[:due_date] and DateTime.now + 7 >= resource[:due_date]",
        "resource['title'] =~ /a.b/i || resource['upvotes'] > 3",
        "!resource['description'].nil? && labels.none? { |l| l.name == 'x' }",
        "(a",
    ]
)
TEXT = st.sampled_from(
    [
        "Hello {{author}}.",
        "Look: {{title}}\n/close\n",
        "/label ~x",
        "#{1 + 1}",
        "@nicole.smith {{nothing}}",
        "{% x %} # y",
    ]
)
CONDITION = st.one_of(ANYTHING, DATES, RUBY, st.lists(st.sampled_from(["a::b", "a::c", "p-{1, 2}", "{0..3}"])))
ACTIONS = ("labels", "remove_labels", "status", "mention", "move", "comment", "comment_type", "summarize", "issue", "x")
ACTION = st.one_of(ANYTHING, TEXT, st.fixed_dictionaries({"title": TEXTS, "summary": TEXT}))
RULE = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "conditions": st.dictionaries(st.sampled_from(CONDITIONS), CONDITION, max_size=4) | ANYTHING,
        "limits": st.fixed_dictionaries({"most_recent": st.integers(0, 5)}) | ANYTHING,
        "actions": st.dictionaries(st.sampled_from(ACTIONS), ACTION, max_size=4) | ANYTHING,
    },
)
FILE = st.fixed_dictionaries(
    {
        "resource_rules": st.dictionaries(
            st.sampled_from(["issues", "merge_requests"]), st.fixed_dictionaries({"rules": st.lists(RULE, max_size=4)})
        )
    }
)


def import_(text: str) -> Any:
    """What becomes of `text`, in the project `stories`."""
    return import_policies(text, "triage.yml", project="stories")


def program(text: str) -> Program:
    """The program that `text` is; fails where it has a key that is none of ours."""
    document = parse_yaml(text, "triage.yml")
    assert document.problems == ()
    return Program.model_validate(document.data)


@given(TEXTS | LINES | ANYTHING.map(lambda data: yaml.safe_dump(data, allow_unicode=True)))
def test_any_text_gives_findings(text):
    """No text whatsoever ends in an error, and a file without rules says so."""
    found = import_(text)

    assert (found.text, found.converted, found.refused) == ("", (), ())
    assert found.findings


@given(FILE)
def test_every_rule_comes_out_once(data):
    """A rule is a policy or is refused, never both and never neither; what comes out is a program."""
    found = import_(json.dumps(data, ensure_ascii=False))
    kinds = data["resource_rules"]
    rules = sum(len(kind["rules"]) for kind in kinds.values())

    assert len(found.converted) + len(found.refused) == rules
    assert len([finding for finding in found.findings if finding.kind == "refused"]) == len(found.refused)
    if rules:
        names = tuple(policy.name for policy in program(found.text).policies)
        assert (names, len(set(names))) == (found.converted, len(names))


@given(TEXTS | LINES)
def test_scalars_come_back(text):
    """A text is read back as it was written, within brackets and without."""
    data = {"alone": text, "several": [text, text], "pairs": {"one": text}}
    lines = "\n".join(written(data, 0)) + "\n"
    flow = f"all: {inline([text, {'key': text}])}\n"

    assert parse_yaml(lines, "f.yml").data == {**data, "alone": text}
    assert parse_yaml(flow, "f.yml").data == {"all": [text, {"key": text}]}


@given(TEXTS | LINES, st.integers(10, 40))
def test_folding_changes_nothing(text, width):
    """A condition on several lines is the condition."""
    lines = folded(text, width)

    if lines is not None and text.strip() == text != "":
        block = "".join(f"  {line}\n" for line in lines)
        assert parse_yaml(f"key: >-\n{block}", "f.yml").data == {"key": text}


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "  "]), LINES.map(lambda text: text.replace("\n", " ").replace("\u2028", ""))),
        max_size=5,
    )
)
def test_comments_are_kept(comments):
    """Every comment of the file is in the program, and nothing else is taken for one."""
    above = "".join(f"      {indent}# {text}\n" for indent, text in comments)
    text = f"""\
resource_rules:
  issues:
    rules:
{above}      - name: One # behind
        conditions: {{state: opened, labels: ["no # comment"]}}
        actions:
          comment: |
            # a heading
          labels: [x]
"""
    wanted = [f"# {text}".rstrip() for _, text in comments]

    found = [comment.text for comment in comments_of(import_(text).text)]

    assert [comment for comment in found if comment in wanted] == wanted
    assert ("# behind" in found, "# a heading" in found) == (True, False)
