"""One rule at a time: what its conditions and actions become, and why others are refused."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
import yaml

from automation.importing.convert import import_policies

LABEL = "labels: [done]"


def imported(conditions="state: opened", actions=LABEL, more=""):
    """What becomes of one rule for issues, in the project `stories`."""
    parts = {"conditions": conditions, "actions": actions}
    body = "".join(f"  {key}:\n{indent(dedent(text), '    ')}\n" for key, text in parts.items())
    rule = f"- name: Rule\n{body}{indent(dedent(more), '  ')}"
    text = f"resource_rules:\n  issues:\n    rules:\n{indent(rule, '      ')}\n"
    return import_policies(text, "triage.yml", project="stories")


def policy(**parts):
    """The policy that a rule becomes, without its name and project; and the codes of what is pointed out."""
    found = imported(**parts)
    (data,) = yaml.safe_load(found.text)["policies"]
    codes = [finding.code for finding in found.findings if finding.kind == "look"]
    return {key: value for key, value in data.items() if key not in {"name", "project"}}, codes


def refusal(**parts):
    """Code, line and words of why a rule is refused."""
    found = imported(**parts)
    (finding,) = [finding for finding in found.findings if finding.kind == "refused"]
    assert (found.converted, found.refused) == ((), ("Rule",))
    return finding.code, finding.line, finding.words


DATE = "date: {{attribute: {}, condition: {}, interval_type: {}, interval: {}}}"


@pytest.mark.parametrize(
    ("conditions", "select", "codes"),
    [
        pytest.param("state: opened", None, ["matches-all"], id="every open issue"),
        pytest.param("state: closed", {"state": "closed"}, ["matches-all"], id="every closed issue"),
        pytest.param("labels: [a]", {"state": "all", "labels": "a"}, [], id="without a state both are meant"),
        pytest.param(
            DATE.format("updated_at", "older_than", "days", 30),
            {"state": "all", "updated": {"older_than": "30 days"}},
            [],
            id="date",
        ),
        pytest.param(
            DATE.format("created_at", "newer_than", "months", 1),
            {"state": "all", "created": {"newer_than": "1 month"}},
            [],
            id="one of a unit",
        ),
        pytest.param("labels: [a, b]", {"state": "all", "labels": ["a", "b"]}, [], id="labels"),
        pytest.param("labels: [None]", {"state": "all", "without_labels": "*"}, [], id="no label"),
        pytest.param("labels: ['P::*']", {"state": "all", "labels": "P::*"}, ["misread"], id="a whole scope"),
        pytest.param(
            "forbidden_labels: ['P::*']", {"state": "all", "without_labels": "P::*"}, ["misread"], id="none of a scope"
        ),
        pytest.param("labels: [Any]", {"state": "all", "labels": "*"}, [], id="any label"),
        pytest.param(
            "labels: ['p-{1, 2}']", {"state": "all", "any_label": ["p-1", "p-2"]}, ["expansion"], id="braces are or"
        ),
        pytest.param(
            "labels: ['v{1..3}']", {"state": "all", "any_label": ["v1", "v2", "v3"]}, ["expansion"], id="a sequence"
        ),
        pytest.param(
            "labels: [c]\nforbidden_labels: [a, b]",
            {"state": "all", "labels": "c", "without_labels": ["a", "b"]},
            [],
            id="forbidden labels",
        ),
        pytest.param(
            "labels: [a]\nforbidden_labels: ['p-{1, 2}']",
            {"state": "all", "labels": "a", "without_labels": ["p-1", "p-2"]},
            ["misread"],
            id="braces where gitlab-triage reads none",
        ),
        pytest.param(
            "labels: [a]\nno_additional_labels: true",
            {"state": "all", "labels": "a", "no_other_labels": True},
            [],
            id="no additional labels",
        ),
        pytest.param(
            "labels: [a]\nno_additional_labels: false", {"state": "all", "labels": "a"}, [], id="switched off"
        ),
        pytest.param("milestone: None", {"state": "all", "milestone": "none"}, [], id="no milestone"),
        pytest.param("milestone: '1.10'", {"state": "all", "milestone": "1.10"}, [], id="milestone"),
        pytest.param(
            "milestone: 1.10", {"state": "all", "milestone": "1.10"}, [], id="a title that looks like a number"
        ),
        pytest.param("milestone: [a, b]", {"state": "all", "milestone": "a"}, ["misread"], id="several milestones"),
        pytest.param("iteration: any", {"state": "all", "iteration": "any"}, [], id="iteration"),
        pytest.param("author_username: x.y", {"state": "all", "author": "x.y"}, [], id="author"),
        pytest.param(
            "author_member: {source: group, condition: member_of, source_id: 9970}",
            {"state": "all", "author_in": {"group": "group-9970"}},
            [],
            id="members by the number of a group",
        ),
        pytest.param(
            "assignee_member: {source: project, condition: not_member_of, source_id: a/b/c}",
            {"state": "all", "assignee_not_in": {"project": "c"}},
            [],
            id="members by the path of a project",
        ),
        pytest.param(
            "votes: {attribute: upvotes, condition: greater_than, threshold: 10}",
            {"state": "all", "upvotes": {"greater_than": 10}},
            [],
            id="votes",
        ),
        pytest.param(
            "upvotes: {attribute: downvotes, condition: less_than, threshold: 2}",
            {"state": "all", "downvotes": {"less_than": 2}},
            [],
            id="votes by their old name",
        ),
        pytest.param(
            "discussions: {attribute: notes, condition: less_than, threshold: 3}",
            {"state": "all", "comments": {"less_than": 3}},
            [],
            id="comments",
        ),
        pytest.param(
            "discussions: {attribute: threads, condition: greater_than, threshold: 3}",
            {"state": "all", "threads": {"greater_than": 3}},
            [],
            id="threads",
        ),
        pytest.param("weight: 3", {"state": "all", "weight": 3}, [], id="weight"),
        pytest.param("weight: None", {"state": "all", "weight": "none"}, [], id="no weight"),
        pytest.param("health_status: at_risk", {"state": "all", "health": "at_risk"}, [], id="health"),
        pytest.param("issue_type: incident", {"state": "all", "type": "incident"}, [], id="type"),
        pytest.param("labels: [a]\nweight:", {"state": "all", "labels": "a"}, ["empty"], id="an empty condition"),
        pytest.param(
            "labels: [a]\ntitle: 'WIP: (x)'",
            {"state": "all", "labels": "a", "title": r"WIP: \(x\)"},
            ["misread"],
            id="a guard that gitlab-triage drops",
        ),
        pytest.param(
            "ruby: resource[:assignees].empty? && author == 'x'",
            {"state": "all", "assignee": "none", "author": "x"},
            [],
            id="Ruby as conditions of the selection",
        ),
    ],
)
def test_conditions(conditions, select, codes):
    """Conditions become those of a selection; what was not as it seemed is pointed out."""
    found, pointed_out = policy(conditions=conditions)

    assert (found.get("select"), pointed_out, found.get("enabled", True)) == (select, codes, True)


@pytest.mark.parametrize(
    ("conditions", "select", "code"),
    [
        pytest.param("labels: [No Label]", {"state": "all", "without_labels": "*"}, "dead", id="No Label"),
        pytest.param("milestone: [No Milestone]", {"state": "all", "milestone": "none"}, "dead", id="No Milestone"),
        pytest.param("no_additional_labels: true", {"state": "all", "without_labels": "*"}, "crash", id="a crash"),
        pytest.param("forbidden_labels: [Any]", {"state": "all", "without_labels": "*"}, "misread", id="Any forbidden"),
        pytest.param("forbidden_labels: [None]", {"state": "all", "labels": "*"}, "misread", id="None forbidden"),
        pytest.param("labels: ['bug*']", {"state": "all", "labels": "bug*"}, "dead", id="a star"),
        pytest.param("labels: ['*::a']", {"state": "all", "labels": "*::a"}, "dead", id="a star before the scope"),
        pytest.param(
            "forbidden_labels: ['bug*']", {"state": "all", "without_labels": "bug*"}, "misread", id="a star forbidden"
        ),
    ],
)
def test_what_never_ran(conditions, select, code):
    """A rule that never did what it says is written as it was meant, and switched off with the reason beside it."""
    found, codes = policy(conditions=conditions)

    assert (found["select"], codes, found["enabled"]) == (select, [code], False)
    assert "# Switched off (line 6): " in imported(conditions=conditions).text


def test_actions_within_conditions():
    """Actions in the wrong place never did anything: they are put in the right one, and switched off."""
    text = """
    resource_rules:
      issues:
        rules:
          - name: Rule
            conditions:
              labels: [a]
              actions:
                labels: [b]
    """
    found = import_policies(dedent(text), "triage.yml")

    assert yaml.safe_load(found.text)["policies"] == [
        {"name": "Rule", "enabled": False, "select": {"state": "all", "labels": "a"}, "do": [{"label": "b"}]}
    ]
    assert [(finding.line, finding.code) for finding in found.findings] == [(8, "misread")]


@pytest.mark.parametrize(
    ("conditions", "when"),
    [
        pytest.param(
            "ruby: resource[:upvotes] > 3 || resource[:due_date].nil?",
            "issue.upvotes > 3 or not issue.due_date",
            id="one of two",
        ),
        pytest.param(
            "labels: ['a{1,2}', 'b{1,2}']", "'b1' in labels or 'b2' in labels", id="the second label with braces"
        ),
        pytest.param(
            "labels: ['a{1,2}', c]\nno_additional_labels: true",
            "labels | length == 2",
            id="braces, and no label besides",
        ),
        pytest.param("milestone: Expired", "issue.milestone == 'Expired'", id="a title that is a word of ours"),
        pytest.param("milestone: any\nruby: milestone.nil?", "not issue.milestone", id="what no issue is at once"),
        pytest.param(
            "weight: 3\nruby: resource[:weight] > 2\n", "(issue.weight or 0) > 2", id="a key that is taken already"
        ),
        pytest.param(
            "ruby: (author == 'x' || author == 'y') && (resource[:upvotes] > 1 || resource[:downvotes] > 1)",
            "(issue.author == 'x' or issue.author == 'y') and (issue.upvotes > 1 or issue.downvotes > 1)",
            id="both of two",
        ),
    ],
)
def test_expressions(conditions, when):
    """What a selection has no key for is said in `when:`."""
    assert policy(conditions=conditions)[0]["when"] == when


@pytest.mark.parametrize(
    ("conditions", "code", "line", "words"),
    [
        pytest.param(
            "state: open",
            "crash",
            6,
            "open is no state of an issue; gitlab-triage stops with an error here",
            id="state",
        ),
        pytest.param(
            DATE.format("merged_at", "older_than", "days", 3),
            "crash",
            6,
            "the date names no attribute or condition of issues; gitlab-triage stops with an error here",
            id="the date of something else",
        ),
        pytest.param(
            DATE.format("created_at", "older_than", "moons", 3),
            "crash",
            6,
            "the date names no interval; gitlab-triage stops with an error here",
            id="unit",
        ),
        pytest.param(
            "date: 3 days", "crash", 6, "date has no parts; gitlab-triage stops with an error here", id="date in short"
        ),
        pytest.param(
            "votes: {attribute: upvotes}",
            "crash",
            6,
            "votes is not complete; gitlab-triage stops with an error here",
            id="votes",
        ),
        pytest.param(
            "author_member: {source: group}",
            "crash",
            6,
            "author_member is not complete; gitlab-triage stops with an error here",
            id="members",
        ),
        pytest.param(
            "weight: [1]", "crash", 6, "weight is one value; gitlab-triage stops with an error here", id="a list of one"
        ),
        pytest.param(
            "milestone: {a: b}",
            "misread",
            6,
            "the milestone has no title, and gitlab-triage passes over it",
            id="milestone",
        ),
        pytest.param(
            "labels: [a]\nlast_updated_at: 8d-ago",
            "misread",
            7,
            "gitlab-triage does not know the condition last_updated_at, and acts as if it were not there",
            id="an unknown condition",
        ),
        pytest.param(
            "labels: ['{1..9999}']", "braces", 6, "the braces of {1..9999} stand for too many labels", id="too many"
        ),
        pytest.param("labels: ['{3..1}']", "braces", 6, "the braces of {3..1} stand for nothing", id="backwards"),
        pytest.param(
            "health_status: fine",
            "invalid",
            6,
            "a policy cannot select by this health: this is none of the allowed values",
            id="a value that there is not",
        ),
        pytest.param(
            "labels: [a]\nforbidden_labels: [a]",
            "dead",
            7,
            "it never selects anything (without_labels): this label is wanted at the same time",
            id="required and forbidden",
        ),
        pytest.param(
            "title: a\nruby: resource['title'] =~ /b/",
            "conflict",
            7,
            "two of its conditions are about title, and a policy says that once",
            id="two about the same",
        ),
        pytest.param(
            "labels: [a]\nruby: linked_issues.any?",
            "ruby",
            7,
            "its Ruby cannot be carried over: `linked_issues.any?` is none of the idioms that are known",
            id="Ruby",
        ),
    ],
)
def test_refused_conditions(conditions, code, line, words):
    """A condition that cannot be carried over refuses the rule, with its line and the reason."""
    assert refusal(conditions=conditions) == (code, line, words)


def comment(text):
    """The action that posts `text`."""
    return {"comment": {"key": "rule", "text": text}}


@pytest.mark.parametrize(
    ("actions", "do"),
    [
        pytest.param("labels: [a, b]", [{"label": ["a", "b"]}], id="labels"),
        pytest.param("remove_labels: [a]", [{"unlabel": "a"}], id="labels taken off"),
        pytest.param("status: close", [{"close": True}], id="closing"),
        pytest.param("status: reopen", [{"reopen": True}], id="reopening"),
        pytest.param("move: a/b/c", [{"move": "c"}], id="moving"),
        pytest.param("mention: [x.y, '@z']", [comment("cc {{ mention('x.y') }} {{ mention('z') }}\n")], id="mentions"),
        pytest.param("comment: Hello.", [comment("Hello.\n")], id="a comment"),
        pytest.param(
            "comment: '{{author}}: {{ title }}, {{labels}}, {{updated_at}}'",
            [comment("{{ mention(issue.author) }}: {{ issue.title }}, {{ labels }}, {{ issue.updated_at.date() }}\n")],
            id="placeholders",
        ),
        pytest.param(
            "comment: 'By #{2.days.from_now.strftime(\"%Y-%m-%d\")}, ##{resource[:iid]}'",
            [comment("By {{ today + days(2) }}, #{{ issue.iid }}\n")],
            id="Ruby in a text",
        ),
        pytest.param(
            "comment: 'Ask @steve.george, not a@b.c or {% this %}'",
            [comment("Ask {{ mention('steve.george') }}, not a@b.c or {{ '{%' }} this %}\n")],
            id="people, and signs of Jinja2",
        ),
        pytest.param(
            "comment: |\n  Bye.\n  /close\n  /unlabel\n  /assign @x\n  /due in 2 weeks\n  /lock\n",
            [{"close": True}, {"unlabel": "*"}, {"assign": "x"}, {"due": "14 days"}, {"lock": True}, comment("Bye.\n")],
            id="quick actions",
        ),
        pytest.param(
            "comment: '/label ~a ~\"b c\"'\nlabels: [d]", [{"label": ["d", "a", "b c"]}], id="labels from both places"
        ),
        pytest.param(
            "comment: |\n  /title [Hot] #{resource['title']}",
            [{"title": "[Hot] {{ issue.title }}"}],
            id="nothing but a quick action",
        ),
        pytest.param(
            'comment: |\n  /milestone %"17.0"\n  /cc @x\n  Next.',
            [{"milestone": "17.0"}, comment("Next.\n\ncc {{ mention('x') }}\n")],
            id="milestone, and people to tell",
        ),
        pytest.param(
            "comment: |\n  ```\n  /close\n  ```\n", [comment("```\n/close\n```\n")], id="code is no quick action"
        ),
        pytest.param(
            "comment: |\n  /relabel ~a\n  /reassign @x\n  /remove_milestone\n  /remove_due_date\n  /confidential\n"
            "  /move a/b",
            [
                {"unlabel": "*"},
                {"label": "a"},
                {"unassign": "all"},
                {"assign": "x"},
                {"milestone": ""},
                {"due": "none"},
                {"confidential": True},
                {"move": "b"},
            ],
            id="further quick actions",
        ),
        pytest.param(
            "issue: {title: 'About {{title}}', description: 'See {{full_reference}}.\n\n/label ~x', destination: a/b}",
            [
                {
                    "open_issue": {
                        "project": "b",
                        "title": "About {{ issue.title }}",
                        "text": "See {{ issue.ref }}.\n",
                        "labels": "x",
                    }
                }
            ],
            id="a new issue",
        ),
    ],
)
def test_actions(actions, do):
    """Actions and quick actions become actions of ours; texts become texts of ours."""
    assert policy(conditions="labels: [q]", actions=actions)[0]["do"] == do


def test_digest():
    """A summary becomes a digest; its quick actions become options of it."""
    actions = """
    summarize:
      title: "#{resource[:type].capitalize} of {{type}}"
      item: "- {{title}} by {{author}}"
      summary: |
        Look:

        {{items}}

        /label ~"a b"
        /assign @x
    """

    assert policy(conditions="labels: [q]", actions=actions)[0]["digest"] == {
        "project": "stories",
        "title": "Issues of issues",
        "item": "- {{ item.title }} by {{ item.author }}",
        "text": "Look:\n\n{{ items }}\n",
        "labels": "a b",
        "assignees": "x",
    }


@pytest.mark.parametrize(
    ("actions", "code", "words"),
    [
        pytest.param("", "nothing-to-do", "it does nothing but print what it finds", id="nothing"),
        pytest.param("delete: true", "action", "delete: Usher deletes nothing", id="deleting"),
        pytest.param(
            "comment_on_summary: x", "action", "comment_on_summary: nobody comments on a digest", id="on a summary"
        ),
        pytest.param(
            "label: [a]", "misread", "gitlab-triage does not know the action label, and leaves it out", id="misspelt"
        ),
        pytest.param(
            "status: closed",
            "misread",
            "gitlab-triage posts /closed for this status, which does nothing",
            id="a wrong status",
        ),
        pytest.param(
            "comment: x\ncomment_internal: yes",
            "internal",
            "its comment is internal, and Usher's comments are for everybody",
            id="for members only",
        ),
        pytest.param(
            "comment: /copy_metadata !3",
            "quick-action",
            "Usher has no action for /copy_metadata, and posts no text that would run it",
            id="a quick action that we have not",
        ),
        pytest.param("comment: /assign me", "quick-action", "me names no people", id="me"),
        pytest.param(
            "comment: /due next friday",
            "quick-action",
            "/due next friday is a date that only GitLab reads",
            id="a date",
        ),
        pytest.param(
            "comment: '{{nothing}}'",
            "placeholder",
            "there is nothing for the placeholder {{nothing}} here",
            id="placeholder",
        ),
        pytest.param("comment: '#{1 + 1}'", "ruby-in-text", "the Ruby #{1 + 1} in its text is not known", id="Ruby"),
        pytest.param("summarize: {item: x}", "crash", "summarize has no title", id="a summary without a title"),
        pytest.param(
            "summarize: {title: x, summary: /close}",
            "quick-action",
            "a new issue cannot have what its text does by a quick action (close)",
            id="a summary that closes",
        ),
    ],
)
def test_refused_actions(actions, code, words):
    """An action that cannot be carried over refuses the rule, with the reason."""
    found = refusal(conditions="labels: [q]", actions=actions)

    assert (found[0], found[2]) == (code, words)


@pytest.mark.parametrize(
    ("conditions", "actions", "once"),
    [
        pytest.param("labels: [q]", "comment: x", True, id="nothing stops it"),
        pytest.param("labels: [q]", "labels: [a]", False, id="no comment"),
        pytest.param("labels: [q]", "comment: x\nremove_labels: [q]", False, id="its label goes"),
        pytest.param("forbidden_labels: [a]", "comment: x\nlabels: [a]", False, id="a label that is forbidden"),
        pytest.param("labels: [None]", "comment: x\nlabels: [a]", False, id="the first label"),
        pytest.param("labels: [None]", "comment: x\nlabels: [a]\nremove_labels: [a]", True, id="put on and taken off"),
        pytest.param("labels: ['{a,b}']", "comment: x\nremove_labels: [a]", True, id="one of two goes"),
        pytest.param("labels: ['{a,b}']", "comment: x\nremove_labels: [a, b]", False, id="both go"),
        pytest.param("state: opened", "comment: x\nstatus: close", False, id="closing"),
        pytest.param("milestone: any", 'comment: "x\\n/milestone %y"', True, id="another milestone is one too"),
        pytest.param("milestone: any", 'comment: "x\\n/remove_milestone"', False, id="the milestone goes"),
        pytest.param("labels: ['[q]']", "comment: x\nremove_labels: ['[q]']", False, id="brackets"),
        pytest.param("labels: [q]", "comment: x\nstatus: close", True, id="closed ones are selected too"),
        pytest.param(
            DATE.format("updated_at", "older_than", "days", 3), "comment: x", False, id="a comment makes it young"
        ),
        pytest.param(
            DATE.format("created_at", "older_than", "days", 3), "comment: x", True, id="nothing makes it newer"
        ),
        pytest.param("milestone: none", 'comment: "x\\n/milestone %y"', False, id="milestone"),
        pytest.param("labels: [q]\nno_additional_labels: true", "comment: x\nlabels: [a]", False, id="a label besides"),
    ],
)
def test_repeating(conditions, actions, once):
    """What would comment again at each sweep comments once, and is pointed out."""
    found, codes = policy(conditions=conditions, actions=actions)

    assert (found.get("once", False), "repeats" in codes) == (once, once)


@pytest.mark.parametrize(
    ("more", "limit"),
    [
        pytest.param("limits: {most_recent: 5}", {"newest": 5}, id="newest"),
        pytest.param("limits: {oldest: 5}", {"oldest": 5}, id="oldest"),
    ],
)
def test_limits(more, limit):
    """Limits keep their end."""
    assert policy(conditions="labels: [a]", more=more)[0]["limit"] == limit


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param("limits: {oldest: 5, most_recent: 5}", "crash", id="two limits"),
        pytest.param("limits: {newest: 5}", "crash", id="another word"),
        pytest.param("limits: {oldest: 0}", "crash", id="none at all"),
        pytest.param("limit: {oldest: 5}", "misread", id="a key that gitlab-triage passes over"),
    ],
)
def test_refused_limits(more, code):
    """Limits that gitlab-triage stops at, or passes over, refuse the rule."""
    assert refusal(conditions="labels: [a]", more=more)[0] == code


@pytest.mark.parametrize(
    ("conditions", "actions", "code"),
    [
        pytest.param("labels: ['s::1', 's::2']", LABEL, "one-scope", id="two of a scope are required"),
        pytest.param("labels: [q]", "labels: ['s::1', 's::2']", "one-scope", id="two of a scope are set"),
        pytest.param("labels: [q]", "labels: [a]\nremove_labels: [a]", "undone", id="set and taken off"),
        pytest.param(
            "labels: [q]", "labels: [a]\ncomment: x\ncomment_type: thread\nremove_labels: [q]", "thread", id="thread"
        ),
        pytest.param("labels: [q]", "labels: [a]\ncomment: /clear_weight", "left-out", id="a quick action to tidy up"),
        pytest.param(
            "labels: [q]",
            "summarize: {title: x, redact_confidential_resources: false}",
            "redacted",
            id="confidential issues shown",
        ),
        pytest.param("labels: [q]", "issue: {title: x, description: y}", "confidential", id="a new issue"),
    ],
)
def test_pointed_out(conditions, actions, code):
    """What is carried over and yet different is pointed out."""
    assert policy(conditions=conditions, actions=actions)[1] == [code]
