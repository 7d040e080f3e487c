"""Projects, issues, the form for a new one, and the board."""

from __future__ import annotations

import pytest

from tests.sandbox.pages_browser import Page
from tests.sandbox.pages_scene import OPS, PUBLIC, STAGES, TEXT, Scene, hooked_scene, scene_of, seed


@pytest.fixture
def scene() -> Scene:
    """The premium scene with a hook on the private project."""
    return hooked_scene()


class TestLists:
    def test_projects_are_counted_for_the_reader(self, scene: Scene) -> None:
        """Open and closed issues that the reader sees, with their role; hidden projects are left out."""
        scene.open_issue(path=PUBLIC)
        scene.open_issue(path=PUBLIC, confidential=True)
        scene.open_issue(state_event="close")
        mine = scene.browser.open("/").text
        scene.browser.act_as("partner-emea-1")

        theirs = scene.browser.open("/").text

        assert "partner-champions-ops Private · your role: Developer 0 open 1 closed" in mine
        assert "community-response Public · your role: Developer 2 open 0 closed" in mine
        assert "community-response Public · no role 1 open 0 closed" in theirs
        assert "partner-champions-ops" not in theirs

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Beta", "Alpha"]),
            ("?state=closed", ["Gamma"]),
            ("?state=all", ["Gamma", "Beta", "Alpha"]),
            ("?search=alp", ["Alpha"]),
            ("?state=all&labels=Champion%3A%3ANominated", ["Gamma", "Beta"]),
            ("?search=nothing", []),
        ],
        ids=["open", "closed", "all", "search", "label", "nothing"],
    )
    def test_issues_are_filtered(self, scene: Scene, query: str, titles: list[str]) -> None:
        """By state, words and label, newest first."""
        scene.open_issue(title="Alpha")
        for title, state in (("Beta", {}), ("Gamma", {"state_event": "close"})):
            scene.open_issue(title=title, label_ids=[scene.label_id(STAGES[0])], **state)

        page = scene.browser.open(f"/{OPS}/-/issues{query}")

        assert page.texts_of("a", "title") == titles

    def test_a_long_list_has_pages(self, scene: Scene) -> None:
        """Fifty on each, with links between them that keep the filters."""
        for number in range(51):
            scene.open_issue(title=f"Case {number}")

        first = scene.browser.open(f"/{OPS}/-/issues?search=case")
        (older,) = [link["href"] for link in first.having("a") if "page=2" in (link.get("href") or "")]
        second = scene.browser.open(f"/{OPS}/-/issues{older}")

        assert (len(first.texts_of("a", "title")), second.texts_of("a", "title")) == (50, ["Case 0"])

    def test_a_new_issue_begins_with_a_template(self, scene: Scene) -> None:
        """The chosen template fills the form, and its quick actions run when the issue is opened."""
        page = scene.browser.open(f"/{OPS}/-/issues/new?issuable_template=Champion_Nomination")

        text = f'# Nomination\n{TEXT}\n/label ~"{STAGES[0]}"\n'
        scene.browser.send(page.form("/-/issues"), title="New", description=text, confidential="on")

        (issue,) = scene.world.data.issues.values()
        assert ("Sponsor named" in page.text, "Champion_Nomination" in page.text) == (True, True)
        assert (issue.title, issue.confidential, issue.description) == ("New", True, f"# Nomination\n{TEXT}".rstrip())
        assert (scene.labels(issue), scene.events()) == ([STAGES[0]], ["confidential_issues_events"])


def board(page: Page) -> dict[str, list[str]]:
    """Return the titles on a board by the headings of its columns, which end with a count."""
    found: dict[str, list[str]] = {}
    for element in page.elements:
        if element.tag == "h2":
            cards = found.setdefault(element.text, [])
        elif element.attributes.get("class") == "title":
            cards.append(element.text)
    return found


class TestBoard:
    def test_has_a_column_for_each_value_of_the_scope(self, scene: Scene) -> None:
        """Between what is in none of them and what is closed; the other scopes of the project are tabs."""
        stages = {name: scene.label_id(name) for name in STAGES}
        scene.open_issue(title="None")
        scene.open_issue(title="First", label_ids=[stages[STAGES[0]]])
        scene.open_issue(title="Done", label_ids=[stages[STAGES[1]]], state_event="close")

        page = scene.browser.open(f"/{OPS}/-/boards?scope=Champion")

        assert board(page) == {
            "Open 1": ["None"],
            "Champion Nominated 1": ["First"],
            "Champion In Review 0": [],
            "Closed 1": ["Done"],
        }

    def test_begins_with_the_first_scope(self, scene: Scene) -> None:
        """Without a scope in the address the first of the project's is shown."""
        scene.open_issue()
        scene.browser.send(scene.page(scene.open_issue()).form("/labels", add=""), add="Area::One")

        page = scene.browser.open(f"/{OPS}/-/boards")

        assert list(board(page)) == ["Open 1", "Area One 1", "Closed 0"]
        assert [link["href"] for link in page.having("a") if "scope=" in link["href"]] == [
            f"/{OPS}/-/boards?scope=Area",
            f"/{OPS}/-/boards?scope=Champion",
        ]

    @pytest.mark.parametrize("tier", ["free", "premium"])
    def test_moves_a_card(self, tier: str) -> None:
        """The label of the new column takes the place of the old one, whatever the licence; closing keeps it."""
        scene = scene_of(seed(), tier)
        issue = scene.open_issue()
        first, second = (str(scene.label_id(name)) for name in STAGES)
        seen = []
        for target in (first, second, "closed", first, "open"):
            form = scene.browser.open(f"/{OPS}/-/boards?scope=Champion").form("/move")
            page = scene.browser.send(form, to=target)
            seen.append((scene.labels(issue), scene.now(issue).state, page.texts_of("h1")))

        assert seen == [
            (["Champion::Nominated"], "opened", ["Board"]),
            (["Champion::In Review"], "opened", ["Board"]),
            (["Champion::In Review"], "closed", ["Board"]),
            (["Champion::Nominated"], "opened", ["Board"]),
            ([], "opened", ["Board"]),
        ]

    def test_knows_no_other_column(self, scene: Scene) -> None:
        """A label of another scope is none of the board's columns."""
        issue = scene.open_issue()
        form = scene.browser.open(f"/{OPS}/-/boards?scope=Champion").form("/move")

        refused = scene.browser.send(form, 400, to="5999")

        assert ("There is no such column." in refused.text, scene.now(issue)) == (True, issue)

    def test_shows_a_reader_no_way_to_move(self, scene: Scene) -> None:
        """Who may not set labels sees the cards only."""
        scene.open_issue(path=PUBLIC)
        scene.browser.act_as("partner-emea-1")

        page = scene.browser.open(f"/{PUBLIC}/-/boards")

        assert (board(page), page.having("select", name="to")) == ({"Open 1": ["A case"], "Closed 0": []}, [])
