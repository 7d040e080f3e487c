"""What the pages make of texts that people wrote."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.model import Issue
from sandbox.pages import markdown, pills
from sandbox.pages.rendering import ago
from sandbox.pages.tasks import Task, turned
from sandbox.refuse import ApiError
from sandbox.seed import Seed, SeedLabel, SeedPlace, SeedUser
from sandbox.world import issues, labels, planting
from sandbox.world.fields import IssueFields
from sandbox.world.state import Act

PATH = "gitlab-com/channel/partner-champions-ops"
HOME = f"/{PATH}/-/issues"
STAGE = SeedLabel(name="Champion::In Review", color="#e9be74")


def made(title: str = "A case") -> tuple[Act, Issue]:
    """Open an issue in a small world."""
    place = SeedPlace(path=PATH, members={"champions-manager": 30}, labels=(STAGE,))
    users = (SeedUser(username="champions-manager", name="Champions manager"), SeedUser(username="partner-emea-1"))
    world = planting.create_world(Seed(users=users, projects=(place,)))
    act = world.act("champions-manager")
    project = world.data.projects[world.data.project_paths[PATH]]
    return act, issues.create(act, project, IssueFields(title=title))


def html(text: str) -> str:
    """Return a text as the champions manager sees it, on one line."""
    act, issue = made()
    return re.sub(r"\s*\n\s*", "", markdown.prose(act, issue, text))


PILL = '<span class="pill scoped" style="--tint:#e9be74;--on-tint:#1f1e24" title="Champion::In Review">'
ADDRESS = "https://example.com/a?b=1&amp;c=2"
LINK = '<a href="/b" rel="noopener noreferrer nofollow">'
SHOWN = [
    ("heading", "# One\n\ntwo", "<h1>One</h1><p>two</p>"),
    ("comment, vanishes", "a <!-- hint --> b", "<p>a  b</p>"),
    ("comment over lines, vanishes", "<!-- a\nb -->\n\nc", "<p>c</p>"),
    ("two comments on a line", "a<!-- b --><!-- c --> d", "<p>a d</p>"),
    ("comment that never ends, typed", "<!-- a\n\n<b>", "&lt;!-- a&lt;b&gt;"),
    ("link that looks like a box", "- [x] a\n\n[x]: /b", f"<ul><li>{LINK}x</a> a</li></ul>"),
    ("table", "|a|\n|-|\n|1|", "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"),
    ("struck out", "~~old~~", "<p><s>old</s></p>"),
    ("reference", "See #1.", f'<p>See <a href="{HOME}/1" title="A case">#1</a>.</p>'),
    ("reference to nothing", "See #2.", "<p>See #2.</p>"),
    ("reference too long to be a number", f"#{'9' * 5000}", f"<p>#{'9' * 5000}</p>"),
    ("reference in code", "`#1 @champions-manager`", "<p><code>#1 @champions-manager</code></p>"),
    (
        "person",
        "@champions-manager",
        '<p><span class="mention" title="Champions manager">@champions-manager</span></p>',
    ),
    ("nobody", "@nobody", "<p>@nobody</p>"),
    ("address of a mailbox", "a@champions-manager", "<p>a@champions-manager</p>"),
    ("label", '~"Champion::In Review"', f"<p>{PILL}<span>Champion</span><span>In Review</span></span></p>"),
    ("no label", "~nothing ~5", "<p>~nothing ~5</p>"),
    (
        "bare address",
        "https://example.com/a?b=1&c=2.",
        f'<p><a href="{ADDRESS}" rel="noopener noreferrer nofollow">{ADDRESS}</a>.</p>',
    ),
    ("reference in a link", "[#1](/a)", '<p><a href="/a" rel="noopener noreferrer nofollow">#1</a></p>'),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_markdown_becomes_html(text: str, expected: str) -> None:
    """Markdown as GitLab's, with what it names as links and pills."""
    assert html(text) == expected


HOSTILE = [
    ("script", "<script>alert(1)</script>"),
    ("script in a block", "<div>\n<script>alert(1)</script>\n</div>"),
    ("script behind a comment", "<!-- a --><script>alert(1)</script>"),
    ("comment within a comment's end", "<!-- <!-- --><script>alert(1)</script> -->"),
    ("handler", '<img src=x onerror="alert(1)">'),
    ("frame", '<iframe srcdoc="<script>alert(1)</script>"></iframe>'),
    ("javascript link", "[a](javascript:alert(1))"),
    ("javascript link, encoded", "[a](&#106;avascript:alert(1))"),
    ("javascript link, with a tab", "[a](java&Tab;script:alert(1))"),
    ("javascript link by reference", "[a]\n\n[a]: javascript:alert(1)"),
    ("javascript autolink", "<javascript:alert(1)>"),
    ("data link", "[a](data:text/html,<script>alert(1)</script>)"),
    ("vbscript link", "[a](vbscript:x)"),
    ("quotes in a link's title", "[a](/b 'x\" onclick=\"alert(1)')"),
    ("quotes in an address", 'https://example.com/"onclick="alert(1)'),
    ("quotes in a box", '- [ ] x" onclick="alert(1)'),
    ("markup in a code fence's language", '```x"onclick="alert(1)\na\n```'),
    ("image", "![a](http://example.com/a.png)"),
    ("comment that makes a tag", "<scr<!-- -->ipt>alert(1)</script>"),
]
ALLOWED = re.compile(
    r"</?(?:p|ul|ol|li|h\d|pre|em|strong|blockquote|code(?: class=\"[^\"<>]*\")?)>"
    r'|<a href="(?:/|https?://|\w*%)[^"<>]*"(?: title="[^"<>]*")? rel="noopener noreferrer nofollow">|</a>'
    r'|<span class="tick" role="checkbox" aria-disabled="true" aria-checked="false" aria-label="[^"<>]*">|</span>'
)


@pytest.mark.parametrize("text", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_nothing_that_was_written_runs(text: str) -> None:
    """Beside the tags of Markdown itself, with harmless attributes, no tag is left."""
    assert ALLOWED.sub("", html(text)).count("<") == 0


@pytest.mark.parametrize(
    "text",
    ["a." * 100_000, "a/" * 100_000, "<!--" * 50_000, "<!---->" * 30_000, '~"' * 50_000, "http://" * 30_000],
    ids=["dots", "slashes", "comments begun", "comments", "quotes", "addresses"],
)
def test_a_long_text_is_no_burden(text: str) -> None:
    """Texts that make careless patterns look again and again are rendered in seconds, not in hours."""
    began = time.process_time()

    html(text)

    assert time.process_time() - began < 10


def test_a_hostile_title_stays_text_in_a_reference() -> None:
    """The title of a linked issue cannot leave its attribute."""
    act, issue = made('"><script>alert(1)</script>')

    shown = markdown.prose(act, issue, "#1")

    assert shown == f'<p><a href="{HOME}/1" title="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">#1</a></p>\n'


def test_a_confidential_issue_is_no_link_for_others() -> None:
    """Whoever may not see an issue sees only the characters that name it, not its title."""
    act, issue = made("Secret")
    issues.update(act, issue, IssueFields(confidential=True))

    assert markdown.prose(act.world.act("partner-emea-1"), issue, "#1") == "<p>#1</p>\n"


def test_what_the_sandbox_says_is_shown_with_its_labels() -> None:
    """System notes name labels by id and mark what changed in a title; people see pills and bold words."""
    act, issue = made()
    label = labels.available(act.world, act.world.data.projects[issue.project_id])[0]

    added = markdown.remark(act, issue, f"added ~{label.id} label")
    titled = markdown.remark(act, issue, "changed title from **{-A-}** to **{+<b>+}**")

    assert (added, titled) == (
        f"added {pills.pill(label)} label",
        "changed title from <strong>A</strong> to <strong>&lt;b&gt;</strong>",
    )


@pytest.mark.parametrize(
    ("color", "style"),
    [
        ("#e9be74", "--tint:#e9be74;--on-tint:#1f1e24"),
        ("#108548", "--tint:#108548;--on-tint:#ffffff"),
        ("#fff", "--tint:#ffffff;--on-tint:#1f1e24"),
        ("red;background:url(//example.com)", "--tint:#6699cc;--on-tint:#1f1e24"),
    ],
    ids=["bright", "dark", "three digits", "no colour at all, as seeds are not checked"],
)
def test_a_label_wears_its_colour(color: str, style: str) -> None:
    """The tint is the label's, the letters on it are dark or white, whichever reads better."""
    world = planting.create_world()

    pill = pills.pill(labels.add(world, ("group", 1), "A<b>", color))

    assert pill == f'<span class="pill" style="{style}" title="A&lt;b&gt;"><span>A&lt;b&gt;</span></span>'


NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "1 hour ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "04 Jan 2027"),
        (timedelta(seconds=-1), "11 Jan 2027"),
    ],
    ids=["moments", "a minute", "an hour", "days", "a week", "still to come, as the clock was set back"],
)
def test_time_is_told_as_people_do(before: timedelta, words: str) -> None:
    """The largest unit that fits, a date where that says more."""
    assert ago(NOW - before, NOW) == words


TEXT = """# Tasks
- [ ] one
- [x] two
  - [ ] deeper
    and on
* [X] three
1. [ ] four
> - [ ] quoted

- [ ]
- [ ]no blank
- [y] other
text [ ] within

```
- [ ] code
```
<!--
- [ ] comment
-->
- [ ] one
"""
FOUND = [
    Task(1, False, "one"),
    Task(2, True, "two"),
    Task(3, False, "deeper"),
    Task(5, True, "three"),
    Task(6, False, "four"),
    Task(7, False, "quoted"),
    Task(20, False, "one"),
]


def test_the_boxes_of_a_text_are_found() -> None:
    """Boxes at the beginning of list items at any depth, not in code, comments or prose."""
    assert markdown.boxes(TEXT) == FOUND


@pytest.mark.parametrize("task", FOUND, ids=lambda task: f"line {task.line}")
def test_a_box_is_turned_over_and_back(task: Task) -> None:
    """Only its own line changes, and turning it back restores the text but for the case of the mark."""
    after = turned(TEXT, markdown.boxes(TEXT), task.choice)

    changed = [
        number
        for number, pair in enumerate(zip(TEXT.split("\n"), after.split("\n"), strict=True))
        if len(set(pair)) > 1
    ]
    (again,) = [one for one in markdown.boxes(after) if one.line == task.line]
    assert (changed, again) == ([task.line], Task(task.line, not task.done, task.words))
    assert turned(after, markdown.boxes(after), again.choice).lower() == TEXT.lower()


def test_a_box_that_moved_is_found_again() -> None:
    """A page that is older than the text ticks the box with the same words, wherever it is now."""
    choice = markdown.boxes("- [ ] one\n- [ ] two")[1].choice
    text = "- [ ] zero\n- [ ] one\n- [ ] two"

    assert turned(text, markdown.boxes(text), choice) == "- [ ] zero\n- [ ] one\n- [x] two"


@pytest.mark.parametrize(
    ("text", "choice", "status"),
    [
        ("- [ ] other", Task(0, False, "one").choice, 409),
        ("text\n- [ ] one\n- [ ] one", Task(0, False, "one").choice, 409),
        ("- [ ] one", "0:maybe:0123456789ab", 400),
        ("- [ ] one", "", 400),
    ],
    ids=["its words are gone", "two have its words, none its line", "no such wish", "nothing"],
)
def test_a_box_that_cannot_be_told_is_not_turned(text: str, choice: str, status: int) -> None:
    """Rather none than a wrong one."""
    with pytest.raises(ApiError) as refused:
        turned(text, markdown.boxes(text), choice)

    assert refused.value.status == status
