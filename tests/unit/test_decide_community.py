"""The rules of the Community program that no scenario can show (rules.md CM-03, CM-10)."""

from __future__ import annotations

import pytest

from tests.play import Play, body, shipped

REFERENCE = "CA-2027-014"
TITLE = f"Candidate {REFERENCE}"


def candidate(title: str) -> Play:
    """A candidate whom the recruiter opened under `title`."""
    text = body("hiring", {"Candidate reference": REFERENCE, "Level": "Community Advocate"})
    play = Play.blank(shipped(), "hiring", author="recruiter", body=text, confidential=True, title=title)
    play.open()
    return play


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Sample Person", id="a name"),
        pytest.param(f"{TITLE}: Sample Person", id="a name behind the number"),
        pytest.param(TITLE, id="the number"),
    ],
)
def test_a_candidate_has_a_number_for_a_title(title):
    """Whatever the title was, it is the number of the application."""
    assert candidate(title).snapshot.title == TITLE


def test_the_title_stays_the_number():
    """A title that somebody writes later becomes the number again."""
    play = candidate(TITLE)
    play.update("recruiter", title="Sample Person, senior")

    assert play.snapshot.title == TITLE


@pytest.mark.parametrize(
    ("topic", "expert"),
    [
        pytest.param("Kubernetes", "csaavedra1", id="an area of one"),
        pytest.param("DevSecOps", "fjdiaz", id="of another"),
        pytest.param("Gardening", "devrel-lead", id="of nobody"),
    ],
)
def test_who_is_asked(topic, expert):
    """The expert of the topic is asked; where there is none, the lead is."""
    text = body("mention", {"Source": "Forum", "URL": "https://forum.example/1", "Posted at": "2027-01-11T08:55:00Z"})
    play = Play.blank(shipped(), "community", author="advocate-emea", body=text)
    play.open()
    play.update("advocate-emea", add=[f"Topic::{topic}", "Mention::Expert Asked"], remove=["Mention::New"])

    assert play.state["assignees"] == sorted(["advocate-emea", expert])
