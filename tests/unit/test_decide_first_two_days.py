"""Two days of the shipped programs: stories, nominations and onboardings, one event after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from automation.decide.fields import read_fields
from automation.model.decision import Outcome
from automation.model.events import EventKind
from automation.model.plan import Invite, Send
from automation.model.snapshot import Memory, Phase
from tests.play import BOT, Answers, Play, body, fill_in, shipped

EMAIL = "champion.one@rheinwerk.example"
NOMINATION = {
    "Nominee name": "Sample Champion One",
    "Nominee email": EMAIL,
    "Nominee GitLab username": "partner-emea-1",
    "Partner company": "Rheinwerk Digital GmbH",
    "Region": "EMEA",
    "Role": "Solutions Architect",
    "Sponsor SA": "@sa-emea",
    "Leadership endorsement": "Yes, by the practice lead",
    "Community contribution": "Speaker at two meetups",
}
HELIOS = {
    "Customer account": "Helios Energy plc",
    "Segment": "Enterprise",
    "License tier": "Ultimate",
    "Story format": "Case Study",
    "Account owner": "@april.marks",
    "Use case": "DevSecOps platform consolidation",
    "Metrics available": "Yes",
    "Strategic pillar": "Platform consolidation",
    "Reference authorization": "Section 8.5",
    "Publish date": "",
    "Published URL": "",
}
BOREALIS = {
    "Customer account": "Borealis Bank",
    "Segment": "SMB",
    "License tier": "Premium",
    "Story format": "Blog",
    "Account owner": "<!-- @username -->",
    "Use case": "",
    "Metrics available": "No",
}
HELIOS_LABELS = {
    "Customer Reference Program",
    "Customer Story",
    "Reference-Auth::Section 8.5",
    "Story-Format::Case Study",
    "priority::1",
}


def at(day: int, hour: int, minute: int) -> datetime:
    """An instant of January 2027."""
    return datetime(2027, 1, day, hour, minute, tzinfo=UTC)


def shown(labels: set[str], assignee: str, due: str | None, *, state: str = "opened", confidential: bool = True) -> Any:
    """The state of an issue as the scenario gives it."""
    return {
        "labels": sorted(labels),
        "assignees": [assignee] if assignee else [],
        "due_date": due,
        "state": state,
        "confidential": confidential,
    }


def said(*messages: tuple[str, dict[str, str], tuple[str, ...]]) -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Messages as `Play.said` gives them."""
    return list(messages)


def nominated() -> tuple[Play, Play]:
    """NOM-1 and CASE-1, after E005."""
    ask, now = Answers(), at(11, 9, 2)
    (effect,) = fill_in(shipped(), "champion-nomination", NOMINATION, ask, now).plan.effects
    nomination = Play.born(shipped(), effect, ask, now)
    (case,) = nomination.children()
    return nomination, case


def moved(play: Play, when: datetime, actor: str, start: str, target: str) -> Play:
    """`actor` exchanges a stage label."""
    play.now = when
    play.update(actor, add=[target], remove=[start])
    return play


def approved() -> tuple[Play, Play]:
    """NOM-1 and CASE-1, after E028."""
    nomination, case = nominated()
    moved(nomination, at(11, 13, 0), "champions-manager", "Champion::Nominated", "Champion::In Review")
    moved(nomination, at(12, 9, 0), "champions-manager", "Champion::In Review", "Champion::Approved")
    return nomination, case


def helios() -> Play:
    """STORY-1, after E007."""
    text = body("customer-story", HELIOS)
    play = Play.blank(
        shipped(), "product-marketing", author="april.marks", body=text, labels=frozenset({"Customer Story"})
    )
    play.now = at(11, 9, 15)
    play.open()
    return play


def borealis() -> Play:
    """STORY-2, after E021."""
    play = Play.blank(
        shipped(),
        "product-marketing",
        author="customer-success",
        body=body("customer-story", BOREALIS),
        labels=frozenset({"Customer Story", "Story::Approved", "Reference-Auth::Signed"}),
        confidential=True,
    )
    play.now = at(11, 14, 20)
    play.open()
    return play


class TestNomination:
    def test_e005_form(self):
        """The form opens the confidential nomination, complete, and then the support case, linked, without names."""
        nomination, case = nominated()

        assert (nomination.snapshot.title, case.snapshot.title) == (
            "Champion nomination: Sample Champion One (Rheinwerk Digital GmbH)",
            "Partner support case: champion nomination",
        )
        assert nomination.state == shown(
            {"Champion::Nominated", "Partner Champions", "Region-EMEA"}, "champions-manager", "2027-01-19"
        )
        assert case.state == shown({"Partner Help Desk", "Support-Case::Open"}, "ecosystem-emea", "2027-01-26")
        (effect,) = nomination.opened
        assert (effect.link_to, effect.link_type) == (nomination.snapshot.ref, "relates_to")
        assert (nomination.said, case.said) == ([], [])

    def test_e005_texts(self):
        """The nomination has what the form said; the case has nothing of the person; no template code is left."""
        nomination, case = nominated()

        text = case.snapshot.description
        assert read_fields(nomination.snapshot.description, tuple(NOMINATION)) == NOMINATION
        assert [word for word in (EMAIL, "Sample Champion One", "Rheinwerk") if word in text] == []
        assert [mark for mark in ("{{", "{%") if mark in text + nomination.snapshot.description] == []

    def test_e006_own_creation(self):
        """GitLab's report of our own creation changes nothing."""
        nomination, _ = nominated()
        before = nomination.state

        decision = nomination.decide(nomination.event(EventKind.ISSUE, "open", BOT.username))

        assert (decision.outcome, nomination.effects, nomination.state) == (Outcome.OWN_EVENT, (), before)

    def test_e018_review(self):
        """The manager starts the review: ten working days, the holiday skipped."""
        nomination, _ = nominated()

        moved(nomination, at(11, 13, 0), "champions-manager", "Champion::Nominated", "Champion::In Review")

        assert nomination.state == shown(
            {"Champion::In Review", "Partner Champions", "Region-EMEA"}, "champions-manager", "2027-01-26"
        )
        assert nomination.said == []

    def test_e028_approval(self):
        """The approval hands over to the specialist of the region, who hears what to do in the Partner Portal."""
        nomination, _ = approved()

        assert nomination.state == shown(
            {"Champion::Approved", "Partner Champions", "Region-EMEA"}, "ecosystem-emea", "2027-01-18"
        )
        assert nomination.said == said(("portal-request", {}, ("ecosystem-emea",)))
        (message,) = nomination.messages
        assert [word for word in ("GitLab Champion", "Approved", "Partner Portal") if word not in message.text] == []

    def test_e029_sponsor_may_not(self):
        """The sponsor cannot declare the portal field set: the label goes back, and is told why."""
        nomination, _ = approved()
        before = nomination.state

        moved(nomination, at(12, 9, 30), "sa-emea", "Champion::Approved", "Champion::Portal Approved")

        assert nomination.state == before
        assert nomination.said == said(("transition-rejected", {"reason": "role"}, ("sa-emea",)))

    def test_e030_portal_approved(self):
        """The specialist confirms: sponsor told, invitation sent, onboarding opened, nomination and case closed."""
        nomination, case = approved()

        moved(nomination, at(12, 10, 0), "ecosystem-emea", "Champion::Approved", "Champion::Portal Approved")
        (onboarding,) = nomination.children()

        assert nomination.state == shown(
            {"Champion::Portal Approved", "Partner Champions", "Region-EMEA"},
            "ecosystem-emea",
            "2027-01-18",
            state="closed",
        )
        assert nomination.said == said(("sponsor-notified", {}, ("sa-emea",)))
        assert [effect for effect in nomination.effects if isinstance(effect, Invite)] == [
            Invite(email=EMAIL, access_level=30, group="gitlab-partners-public/gitlab-champions")
        ]
        assert [(effect.name, effect.to) for effect in nomination.effects if isinstance(effect, Send)] == [
            ("nomination-ended", case.snapshot.ref)
        ]
        assert onboarding.snapshot.title == "Champion onboarding: Sample Champion One (Rheinwerk Digital GmbH)"
        assert onboarding.state == shown(
            {"Onboarding::SA Tasks", "Partner Champions", "Region-EMEA"}, "sa-emea", "2027-01-27", confidential=False
        )
        text = onboarding.snapshot.description
        wanted = ("## GitLab Sponsoring SA Tasks", "## Partner Champion Tasks", "Sample Champion One", "sa-emea")
        assert [word for word in wanted if word not in text] == []
        assert [word for word in (EMAIL, "{{", "{%") if word in text] == []

    def test_e030_support_case(self):
        """Told that its nomination has ended, the case is resolved, without a word."""
        _, case = approved()
        case.now = at(12, 10, 0)

        case.message("nomination-ended", **{"from": "gitlab-com/channel/partner-champions-ops#2"})

        assert case.state == shown(
            {"Partner Help Desk", "Support-Case::Resolved"}, "ecosystem-emea", "2027-01-26", state="closed"
        )
        assert case.said == []

    def test_e031_own_close(self):
        """GitLab's report of our own closing changes nothing."""
        nomination, _ = approved()
        moved(nomination, at(12, 10, 0), "ecosystem-emea", "Champion::Approved", "Champion::Portal Approved")
        before = nomination.state

        decision = nomination.decide(nomination.event(EventKind.ISSUE, "close", BOT.username))

        assert (decision.outcome, nomination.effects, nomination.state) == (Outcome.OWN_EVENT, (), before)

    def test_e038_again(self):
        """The same address in other letters is set aside for the manager, and gets no case of its own."""
        nomination, _ = approved()
        again = {
            "Nominee name": "S. Champion",
            "Nominee email": " Champion.One@Rheinwerk.example",
            "Partner company": "Rheinwerk",
            "Region": "EMEA",
            "Leadership endorsement": "Yes",
        }

        (effect,) = fill_in(shipped(), "champion-nomination", again, nomination.ask, at(12, 12, 0)).plan.effects
        other = Play.born(shipped(), effect, nomination.ask, at(12, 12, 0))

        assert other.snapshot.title == "Champion nomination: S. Champion (Rheinwerk)"
        assert other.state == shown({"Duplicate::Suspected", "Partner Champions"}, "champions-manager", None)
        of = {"of": str(nomination.snapshot.ref)}
        assert other.said == said(("duplicate-suspected", of, ("champions-manager",)))
        assert other.opened == []


class TestStory:
    def test_e007_public_nomination(self):
        """A complete story that was opened in public is hidden, scored and given to Steve George."""
        play = helios()

        assert play.state == shown({*HELIOS_LABELS, "Story::Nominated"}, "steve.george", "2027-01-19")
        assert play.said == said(
            ("made-confidential", {}, ("april.marks",)),
            ("story-intake", {"priority": "1", "score": "10"}, ("april.marks",)),
        )

    def test_e008b_group_hook(self):
        """The same event through the group hook, with another key, is processed and changes nothing."""
        play = helios()
        before = play.state
        play.now = at(11, 9, 16)

        decision = play.decide(play.event(EventKind.ISSUE, "open", "april.marks", labels=frozenset({"Customer Story"})))

        assert (decision.outcome, play.effects, play.state) == (Outcome.PROCESSED, (), before)

    def test_e019_vetting(self):
        """Steve George starts the vetting, and the account owner hears of it."""
        play = moved(helios(), at(11, 13, 30), "steve.george", "Story::Nominated", "Story::Vetting")

        assert play.state == shown({*HELIOS_LABELS, "Story::Vetting"}, "steve.george", "2027-01-26")
        assert play.said == said(("story-vetting", {}, ("april.marks",)))

    def test_e020_sales_may_not_approve(self):
        """Sales cannot approve a story: the label goes back, and the seller is told why."""
        play = moved(helios(), at(11, 13, 30), "steve.george", "Story::Nominated", "Story::Vetting")

        moved(play, at(11, 14, 0), "april.marks", "Story::Vetting", "Story::Approved")

        assert play.state == shown({*HELIOS_LABELS, "Story::Vetting"}, "steve.george", "2027-01-26")
        assert play.said == said(("transition-rejected", {"reason": "role"}, ("april.marks",)))

    def test_e021_needs_info(self):
        """What the author set of stage and authorization is dropped, and what is missing is asked for."""
        play = borealis()

        assert play.state == shown(
            {"Customer Reference Program", "Customer Story", "Needs Info"}, "customer-success", "2027-01-19"
        )
        assert play.said == said(("needs-info", {"missing": "Account owner, Use case"}, ("customer-success",)))

    def test_e027_complete(self):
        """Once the fields are filled in, the story is taken in, dated and scored that day."""
        play = borealis()
        play.now = at(12, 8, 10)
        text = body("customer-story", {**BOREALIS, "Account owner": "@april.marks", "Use case": "CI/CD"})

        play.update("customer-success", description=text)

        labels = {"Customer Reference Program", "Customer Story", "Reference-Auth::Unknown", "Story-Format::Blog"}
        assert play.state == shown({*labels, "Story::Nominated", "priority::3"}, "steve.george", "2027-01-20")
        new = [message for message in play.said if message[0] != "needs-info"]
        assert new == said(("story-intake", {"priority": "3", "score": "2"}, ("april.marks",)))

    @pytest.mark.parametrize(
        ("account", "stage_due", "expected"),
        [
            pytest.param("Alpine Freight AG", date(2027, 1, 14), {"SLA::Due Soon"}, id="STORY-100, due the day after"),
            pytest.param("Cedar Insurance, Inc.", date(2027, 1, 28), set(), id="STORY-101, due in two weeks"),
        ],
    )
    def test_e046_sweep(self, account, stage_due, expected):
        """A story is due soon from the working day before its due date on."""
        labels = frozenset({"Customer Story", "Customer Reference Program", "Story::Customer Approval"})
        text = body("customer-story", {**HELIOS, "Customer account": account})
        play = Play.blank(shipped(), "product-marketing", author="april.marks", body=text, labels=labels)
        play.snapshot = replace(play.snapshot, confidential=True, due_date=stage_due, assignees=("steve.george",))
        play.memory = Memory(
            seen=play.snapshot, workflow="customer-story", phase=Phase.ACTIVE, stage="Customer Approval", entries=7
        )
        play.now = at(13, 6, 0)

        play.wake()

        assert play.state == shown({*labels, *expected}, "steve.george", stage_due.isoformat())
        assert play.said == []
