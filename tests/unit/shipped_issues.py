"""Issues of the programs that ship, at points from which tests go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tests.play import MONDAY, Answers, Play, body, fill_in, shipped

STORY: Mapping[str, str] = {
    "Customer account": "Helios Energy plc",
    "Segment": "Enterprise",
    "Story format": "Case Study",
    "Account owner": "@april.marks",
    "Use case": "CI/CD",
}
NOMINATION: Mapping[str, str] = {
    "Nominee name": "Sample Champion One",
    "Nominee email": "champion.one@rheinwerk.example",
    "Nominee GitLab username": "partner-emea-1",
    "Partner company": "Rheinwerk Digital GmbH",
    "Region": "EMEA",
    "Leadership endorsement": "Yes",
}
ONBOARDING: Mapping[str, str] = {
    "Champion": "Sample Champion One",
    "Champion GitLab username": "partner-emea-1",
    "Partner company": "Rheinwerk Digital GmbH",
    "Region": "EMEA",
    "Sponsor SA": "@sa-emea",
}
RECORD: Mapping[str, str] = {**ONBOARDING, "Champion since": "2026-08-20"}


def made(workflow: str, fields: Mapping[str, str], ask: Answers | None = None) -> Play:
    """An issue of `workflow` that Usher opened, after its first own turn."""
    asked = ask or Answers()
    (effect,) = fill_in(shipped(), workflow, fields, asked).plan.effects
    return Play.born(shipped(), effect, asked, MONDAY)


def story(ask: Answers | None = None, *, author: str = "april.marks", **replaced: str) -> Play:
    """A complete story, opened confidential by `author`; `replaced` gives fields, ``_`` for a space in their names."""
    given = {name.replace("_", " "): value for name, value in replaced.items()}
    text = body("customer-story", {**STORY, **given})
    play = Play.blank(shipped(), "product-marketing", author=author, body=text, confidential=True)
    play.ask = ask or Answers()
    play.snapshot = replace(play.snapshot, ref=replace(play.snapshot.ref, iid=next(play.ask.numbers)))
    play.open()
    return play


def nomination(ask: Answers | None = None, **replaced: str) -> Play:
    """A nomination from the form, whose support case is open."""
    given = {name.replace("_", " "): value for name, value in replaced.items()}
    play = made("champion-nomination", {**NOMINATION, **given}, ask)
    play.children()
    return play


def onboarding(**replaced: str) -> Play:
    """An onboarding that has just been opened."""
    given = {name.replace("_", " "): value for name, value in replaced.items()}
    return made("champion-onboarding", {**ONBOARDING, **given})


def record() -> Play:
    """The record of a champion in EMEA."""
    return made("champion-record", RECORD)


def walk(play: Play, actor: str, scope: str, *stages: str) -> Play:
    """`actor` sets one stage label after the other; each stands in the place of the one before."""
    for stage in stages:
        play.update(actor, add=[f"{scope}::{stage}"], remove=[f"{scope}::{play.memory.stage}"])
    return play


def tick(text: str, section: str, *, done: bool = True) -> str:
    """`text` with every task under the heading `section` ticked, or none."""
    start = text.index(f"## {section}")
    end = text.find("\n## ", start)
    part = text[start : end if end >= 0 else len(text)]
    return text.replace(part, re.sub(r"- \[[ x]\]", "- [x]" if done else "- [ ]", part))
