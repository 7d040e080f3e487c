"""Every page: that it is there, for whom it is, and that nobody else can run or change anything through it."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.seed import Seed
from tests.sandbox.pages_scene import HOSTILE, OPS, PUBLIC, START, Scene, furnished, hooked_scene, scene_of, token


@pytest.fixture
def scene() -> Scene:
    """The premium scene with a hook on the private project."""
    return hooked_scene()


PAGES = [
    "/",
    "/sandbox",
    f"/{OPS}",
    f"/{OPS}/-/issues",
    f"/{OPS}/-/issues?state=all&search=script&labels=Champion%3A%3AIn+Review&page=1",
    f"/{OPS}/-/issues/new",
    f"/{OPS}/-/issues/new?issuable_template=Champion_Nomination",
    f"/{OPS}/-/boards",
    f"/{OPS}/-/boards?scope=Nothing",
    f"/{PUBLIC}/-/boards",
]


class TestEveryPage:
    @pytest.mark.parametrize("address", PAGES)
    def test_is_there_in_a_new_world(self, scene: Scene, address: str) -> None:
        """Before anything happened every page says so instead of failing, under the banner."""
        assert "Sandbox — not GitLab." in scene.browser.open(address).text

    @pytest.mark.parametrize("address", [*PAGES, f"/{OPS}/-/issues/1", f"/{OPS}/-/issues/1/edit"])
    def test_lets_no_hostile_word_become_markup(self, scene: Scene, address: str) -> None:
        """Titles, texts and labels that try to run are shown as they were typed."""
        furnished(scene)

        page = scene.browser.open(address)

        scripts = [attributes["src"] for attributes in page.having("script")]
        links = [attributes["href"] for attributes in page.having("a")]
        assert scripts == ["/-/assets/pages.js"]
        assert not [link for link in links if not link.startswith(("/", "?", "#"))]
        assert not [name for element in page.elements for name in element.attributes if name.startswith("on")]

    def test_shows_hostile_words_as_they_were_typed(self, scene: Scene) -> None:
        """Title, label, description and comments are all there to be read."""
        page = scene.page(furnished(scene))

        seen = [page.texts_of("h1"), set(page.texts_of("span", "scoped")), page.texts_of("div", "prose")]
        assert seen == [
            [f"A {HOSTILE}"],
            {"Champion In Review", f"Scope {HOSTILE}"},
            [f"{HOSTILE} [a](javascript:alert(1))", HOSTILE],
        ]

    def test_forbids_what_is_not_its_own(self, scene: Scene) -> None:
        """The browser is told to run and load nothing from elsewhere and to be framed by nobody."""
        policy = scene.browser.client.get("/").headers["Content-Security-Policy"]

        assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(
            policy.split("; ")
        )

    def test_of_a_world_without_people_says_so(self) -> None:
        """Nobody can look at anything; the first page explains it, the controls still work, the rest is not there."""
        browser = scene_of(Seed()).browser

        assert "There is nobody in this sandbox" in browser.open("/").text
        assert "Controls of the sandbox" in browser.open("/sandbox").text
        browser.open(f"/{OPS}/-/issues", 404)

    @pytest.mark.parametrize(
        "address",
        [
            "/nothing",
            "/-/nothing",
            f"/{OPS}/-/nothing",
            f"/{OPS}/-/issues/1",
            "/gitlab-com/-/issues",
            "/-/deliveries/9/9",
            "/-/deliveries/1/9",
        ],
    )
    def test_that_is_not_there_says_so(self, scene: Scene, address: str) -> None:
        """404 as a page, with the way back."""
        assert "There is no such thing here" in scene.browser.open(address, 404).text

    @pytest.mark.parametrize(
        ("address", "status", "body"),
        [
            ("/api/v4/nothing", 404, {"error": "404 Not Found"}),
            ("/api/v4/projects/1000/issues/1", 404, {"message": "404 Not found"}),
            ("/sandbox/health", 200, {"status": "ok", "tier": "premium"}),
            ("/sandbox/faults", 200, {"faults": []}),
        ],
        ids=["unrouted", "refused", "health", "control"],
    )
    def test_leaves_rest_as_it_is(self, scene: Scene, address: str, status: int, body: Any) -> None:
        """REST and the controls answer as they do without pages."""
        answer = scene.browser.client.get(address, headers={"PRIVATE-TOKEN": "sandbox-itzikgb"})

        assert (answer.status_code, answer.json) == (status, body)


class TestActing:
    def test_begins_as_somebody_who_works_here(self, scene: Scene) -> None:
        """The first member of a project, not the administrator or the service's account."""
        assert "You act as Itzik Gan-Baruch ;" in scene.browser.open("/").text

    def test_as_somebody_else_lasts_and_leads_back(self, scene: Scene) -> None:
        """The choice is kept by the browser, and the same page follows."""
        form = scene.browser.open("/sandbox").form("/-/act-as")

        page = scene.browser.send(form, username="partner-emea-1")

        assert "Controls of the sandbox" in page.text
        assert "You act as Partner Emea 1" in scene.browser.open("/").text

    @pytest.mark.parametrize(
        ("wanted", "followed"),
        [
            (f"/{OPS}/-/boards?scope=a", f"/{OPS}/-/boards?scope=a"),
            ("//example.com/", "/"),
            ("https://example.com/", "/"),
            ("/\\example.com", "/"),
            ("javascript:alert(1)", "/"),
            ("/\r\nX: y", "/"),
            ("//[", "/"),
            ("", "/"),
        ],
        ids=["here", "no scheme", "elsewhere", "backslash", "script", "line break", "broken", "nothing"],
    )
    def test_leads_to_no_other_site(self, scene: Scene, wanted: str, followed: str) -> None:
        """What comes after the choice is a page of this sandbox."""
        form = {"token": token(scene), "username": "itzikgb", "next": wanted}

        answer = scene.browser.client.post("/-/act-as", data=form)

        assert (answer.status_code, answer.location) == (303, followed)

    def test_as_nobody_is_refused(self, scene: Scene) -> None:
        """A username that nobody has is not found."""
        scene.browser.send(scene.browser.open("/").form("/-/act-as"), 404, username="nobody")

    @pytest.mark.parametrize("sent", [{}, {"token": ""}, {"token": "é"}], ids=["none", "empty", "another"])
    @pytest.mark.parametrize(
        "address",
        ["/-/act-as", "/-/control/clock", "/-/control/faults", f"/{OPS}/-/issues", f"/{OPS}/-/issues/1/comment"],
    )
    def test_without_the_token_of_a_form_is_refused(self, scene: Scene, address: str, sent: dict[str, str]) -> None:
        """A form that another site made changes nothing."""
        scene.open_issue()
        before = (dict(scene.world.data.issues), dict(scene.world.data.notes))

        answer = scene.browser.client.post(address, data={"title": "x", "body": "x", "advance": "9", **sent})

        assert (answer.status_code, "was not made by the running sandbox" in answer.text) == (403, True)
        assert (scene.world.data.issues, scene.world.data.notes, scene.world.clock.now()) == (*before, START)
