"""The Ruby of conditions: what each idiom means, and what is none."""

from __future__ import annotations

import pytest

from automation.importing.ruby.idioms import IDIOMS, meaning_of
from automation.importing.ruby.meaning import Meaning
from automation.importing.ruby.normal import normal
from automation.importing.ruby.tree import Part, Unreadable, parse_condition


def meaning(code):
    """What `code` means."""
    return meaning_of(parse_condition(code))


#: idiom (a part of its name), Ruby, `when`, `pick`, `unless`
ROWS = [
    ("numbers: votes", "resource[:upvotes] > 5", "issue.upvotes > 5", ("upvotes", {"greater_than": 5}), None),
    ("numbers: votes", "resource['downvotes'] <= 2", "issue.downvotes <= 2", ("downvotes", {"less_than": 3}), None),
    (
        "numbers: votes",
        'resource["user_notes_count"] == 0',
        "issue.comments == 0",
        ("comments", {"less_than": 1}),
        ("comments", {"greater_than": 0}),
    ),
    (
        "numbers: votes",
        "resource[:merge_requests_count] >= 1",
        "issue.merge_requests >= 1",
        ("merge_requests", {"greater_than": 0}),
        ("merge_requests", {"less_than": 1}),
    ),
    ("numbers: votes", "resource[:weight] == 3", "(issue.weight or 0) == 3", ("weight", 3), None),
    ("numbers: votes", "resource['upvotes'] == 3", "issue.upvotes == 3", None, None),
    (
        "numbers: votes",
        'resource["time_stats"]["time_estimate"] == 0',
        "issue.estimate == 0",
        ("estimate", "none"),
        ("estimate", "any"),
    ),
    (
        "numbers: votes",
        "resource.dig(:time_stats, :total_time_spent) > 0",
        "issue.spent > 0",
        ("spent", "any"),
        ("spent", "none"),
    ),
    (
        "numbers: votes",
        "resource['assignees'].length == 0",
        "issue.assignees | length == 0",
        ("assignee", "none"),
        ("assignee", "any"),
    ),
    ("numbers: votes", "labels.count > 2", "labels | length > 2", None, None),
    (
        "numbers: zero?",
        "resource['task_completion_status']['count'].zero?",
        "issue.tasks == 0",
        ("tasks", "none"),
        None,
    ),
    (
        "tasks done",
        "resource['task_completion_status']['count'] > resource['task_completion_status']['completed_count']",
        "issue.tasks > issue.tasks_done",
        ("tasks", "open"),
        None,
    ),
    (
        "tasks done",
        "resource[:task_completion_status][:count] == resource[:task_completion_status][:completed_count]",
        "issue.tasks == issue.tasks_done",
        None,
        None,
    ),
    ("empty?, any?", "resource[:assignees].any?", "issue.assignees", ("assignee", "any"), ("assignee", "none")),
    ("empty?, any?", "resource[:assignee].nil?", "not issue.assignees", ("assignee", "none"), ("assignee", "any")),
    ("empty?, any?", "milestone.nil?", "not issue.milestone", ("milestone", "none"), ("milestone", "any")),
    (
        "empty?, any?",
        "resource['description'].to_s.strip.empty?",
        "not (issue.description | trim)",
        ("description", "none"),
        ("description", r"\S"),
    ),
    ("empty?, any?", "labels.empty?", "not labels", ("without_labels", "*"), ("labels", "*")),
    (
        "empty?, any?",
        "related_merge_requests.any?",
        "issue.merge_requests > 0",
        ("merge_requests", {"greater_than": 0}),
        ("merge_requests", {"less_than": 1}),
    ),
    (
        "== nil",
        "resource['description'] == ''",
        "not (issue.description | trim)",
        ("description", "none"),
        ("description", r"\S"),
    ),
    ("== nil", "resource[:due_date] != nil", "issue.due_date", ("due", "any"), ("due", "none")),
    ("by its name", 'resource["due_date"]', "issue.due_date", ("due", "any"), ("due", "none")),
    ("by its name", "milestone&.title", "issue.milestone", ("milestone", "any"), ("milestone", "none")),
    ("by its name", "resource[:confidential]", "issue.confidential", ("confidential", True), ("confidential", False)),
    (
        "by regular expression",
        "resource['title'] =~ /crash|boom/i",
        None,
        ("title", "(?i)crash|boom"),
        ("title", r"(?i)\A(?!.*(?:crash|boom))"),
    ),
    (
        "by regular expression",
        r"resource['title'].downcase.match(/^\[.*sail.*\]/)",
        None,
        ("title", r"(?i)^\[.*sail.*\]"),
        ("title", r"(?i)^(?!\[.*sail.*\])"),
    ),
    (
        "by regular expression",
        r"resource[:description].match?(/^\/report/)",
        None,
        ("description", "(?m)^/report"),
        ("description", r"(?m)\A(?!(?s:.*)(?:^/report))"),
    ),
    (
        "by a part of it",
        "resource['title'].include?('a+b')",
        "'a+b' in issue.title",
        ("title", r"a\+b"),
        ("title", r"\A(?!.*(?:a\+b))"),
    ),
    (
        "by a part of it",
        "resource['title'].downcase.start_with?('wip')",
        "issue.title.lower().startswith('wip')",
        ("title", r"(?i)\Awip"),
        ("title", r"(?i)\A(?!.*(?:\Awip))"),
    ),
    ("as a whole", "resource['title'] == 'Test'", "issue.title == 'Test'", None, None),
    (
        "any?, none?",
        'resource["labels"].any? { |label| label.start_with?("type::") }',
        "label('type')",
        ("labels", ["type::*"]),
        ("without_labels", ["type::*"]),
    ),
    (
        "any?, none?",
        "labels.none? { |l| l.name == 'P1' || l.name == 'P2' }",
        "not ('P1' in labels or 'P2' in labels)",
        ("without_labels", ["P1", "P2"]),
        ("any_label", ["P1", "P2"]),
    ),
    (
        "any?, none?",
        "labels.any? { |l| l.name.end_with?('late') }",
        None,
        ("labels", ["*late"]),
        ("without_labels", ["*late"]),
    ),
    (
        "labels: include?",
        "labels.map(&:name).include?('bug')",
        "'bug' in labels",
        ("labels", ["bug"]),
        ("without_labels", ["bug"]),
    ),
    (
        "labels: grep",
        "labels.grep(/^type::/).empty?",
        "not label('type')",
        ("without_labels", ["type::*"]),
        ("labels", ["type::*"]),
    ),
    (
        "one of a list",
        "(labels & ['a', 'b']).any?",
        "'a' in labels or 'b' in labels",
        ("any_label", ["a", "b"]),
        ("without_labels", ["a", "b"]),
    ),
    (
        "due date against",
        "resource[:due_date] < Date.today",
        "issue.due_date and issue.due_date <= today - days(1)",
        ("due", {"overdue": "0 days"}),
        None,
    ),
    (
        "due date against",
        "Date.parse(resource[:due_date]) <= 3.days.from_now",
        "issue.due_date and issue.due_date <= today + days(3)",
        ("due", {"within": "3 days"}),
        None,
    ),
    (
        "due date against",
        "resource[:due_date] > Date.today",
        "issue.due_date and issue.due_date > today",
        None,
        None,
    ),
    (
        "today against",
        "DateTime.now + 7 >= resource['due_date']",
        "issue.due_date and issue.due_date <= today + days(7)",
        ("due", {"within": "7 days"}),
        None,
    ),
    (
        "closed against an earlier",
        "resource['created_at'] > (Time.now - 24.hours).utc",
        None,
        ("created", {"newer_than": "24 hours"}),
        ("created", {"older_than": "24 hours"}),
    ),
    (
        "an earlier instant",
        "30.days.ago > resource[:updated_at]",
        "issue.updated_at and issue.updated_at <= now - days(30)",
        ("updated", {"older_than": "30 days"}),
        ("updated", {"newer_than": "30 days"}),
    ),
    (
        "and a while against now",
        "resource[:closed_at] + 2.weeks < Time.now",
        "issue.closed_at and issue.closed_at <= now - days(14)",
        ("closed", {"older_than": "2 weeks"}),
        ("closed", {"newer_than": "2 weeks"}),
    ),
    (
        "now against created",
        'DateTime.now >= (DateTime.parse(resource["updated_at"]) + 3.0)',
        "issue.updated_at and issue.updated_at <= now - days(3)",
        ("updated", {"older_than": "3 days"}),
        ("updated", {"newer_than": "3 days"}),
    ),
    ("author", "author == 'april.marks'", "issue.author == 'april.marks'", ("author", ["april.marks"]), None),
    (
        "one of several authors",
        "%w[april.marks steve.george].include?(author)",
        "issue.author in ['april.marks', 'steve.george']",
        ("author", ["april.marks", "steve.george"]),
        None,
    ),
    ("state and type", "resource[:state] == 'opened'", "issue.state == 'opened'", ("state", "opened"), None),
    (
        "state and type",
        "resource['issue_type'] == 'incident'",
        "issue.type | lower == 'incident'",
        ("type", ["incident"]),
        None,
    ),
    ("milestone by title", "milestone.title == '17.0'", "issue.milestone == '17.0'", ("milestone", "17.0"), None),
    (
        "has expired",
        "milestone&.expired?",
        "issue.milestone_due and issue.milestone_due < today",
        ("milestone", "expired"),
        None,
    ),
    ("active or closed", "milestone.state == 'closed'", "issue.milestone_state == 'closed'", None, None),
    ("active or closed", "milestone&.active?", "issue.milestone_state == 'active'", None, None),
    ("true and false", "false", "false", None, None),
]


@pytest.mark.parametrize(("idiom", "code", "when", "pick", "unless"), ROWS, ids=[row[1] for row in ROWS])
def test_idioms(idiom, code, when, pick, unless):
    """Each idiom is said by an expression, by a condition of a selection, or by both."""
    matching = [one.name for one in IDIOMS if one.pattern.fullmatch(normal(code))]

    assert meaning(code) == Meaning(when=when, pick=pick, unless=unless)
    assert idiom in matching[0]


def test_every_idiom_is_tried():
    """No row of the table is left without an example."""
    tried = {one.name for one in IDIOMS for row in ROWS if one.pattern.fullmatch(normal(row[1]))}

    assert [one.name for one in IDIOMS if one.name not in tried] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param(
            "resource[:upvotes] > 2 && !resource[:confidential]",
            Meaning(when="issue.upvotes > 2 and not issue.confidential"),
            id="and, not",
        ),
        pytest.param(
            "resource[:upvotes] > 2 || resource[:weight].nil? && author == 'x'",
            Meaning(when="issue.upvotes > 2 or (not (issue.weight is not none) and issue.author == 'x')"),
            id="&& binds closer than ||",
        ),
        pytest.param(
            "resource[:due_date] and author == 'x' or labels.empty?",
            Meaning(when="(issue.due_date and issue.author == 'x') or not labels"),
            id="and, or from the left",
        ),
        pytest.param(
            "not (resource[:due_date] or\n resource[:weight])",
            Meaning(when="not (issue.due_date or issue.weight is not none)"),
            id="not, on two lines",
        ),
        pytest.param(
            "labels.any? { |l| l.name == 'a' } ? resource[:due_date] : false",
            Meaning(when="(issue.due_date if 'a' in labels else false)"),
            id="a choice",
        ),
        pytest.param(
            'not resource["description"] or resource["description"] == ""',
            Meaning(when="not (issue.description | trim)", pick=("description", "none"), unless=("description", r"\S")),
            id="the same twice is the same",
        ),
        pytest.param("((resource[:due_date]))", meaning("resource[:due_date]"), id="parentheses around all"),
        pytest.param("!!resource[:due_date]", meaning("resource[:due_date]"), id="not not"),
        pytest.param(
            "resource['title'] =~ /a && b/ || author == 'x'",
            Meaning(),
            id="what only a selection says cannot be one of two",
        ),
    ],
)
def test_skeletons(code, found):
    """Parts are put together by Ruby's order of and, or, not."""
    assert meaning(code) == found


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("milestone_open?", "`milestone_open?` is none of the idioms that are known", id="a plugin"),
        pytest.param("!resource[:x] == 3", "`!resource[:x] == 3` is none of the idioms that are known", id="! and =="),
        pytest.param("(a", "a bracket or quotation mark is not closed", id="open bracket"),
        pytest.param("a; b", "it has several statements", id="statements"),
        pytest.param("!" * 30 + "labels", "it is nested too deeply", id="too deep"),
        pytest.param("labels.empty? && " * 500, "it is too long", id="too long"),
        pytest.param(
            r"resource['title'] =~ /\h+/",
            r"`resource['title'] =~ /\h+/` is none of the idioms that are known",
            id="\\h",
        ),
        pytest.param(
            "resource['title'].downcase =~ /WIP/",
            "`resource['title'].downcase =~ /WIP/` is none of the idioms that are known",
            id="capital letters that are never there",
        ),
        pytest.param("", "`` is none of the idioms that are known", id="nothing"),
    ],
)
def test_what_is_none(code, words):
    """Other Ruby is refused in words that name the part."""
    with pytest.raises(Unreadable) as fault:
        meaning(code)

    assert str(fault.value) == words


def test_signs_in_quotes_are_no_signs():
    """What stands in brackets, quotes and patterns is not taken apart."""
    code = "labels.any? { |l| l.name == 'a || b' || l.name =~ /x && y/ }"

    assert parse_condition(code) == Part(code)
