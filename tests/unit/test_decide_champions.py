"""The rules of the Partner Champions program (rules.md PC-01 to PC-08), one class each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.plan import Invite, Send
from tests.play import Answers, shipped
from tests.unit.shipped_issues import ONBOARDING, nomination, onboarding, record, tick, walk

MANAGER, SPECIALIST, SPONSOR = "champions-manager", "ecosystem-emea", "sa-emea"
SA, CHAMPION = "GitLab Sponsoring SA Tasks", "Partner Champion Tasks"


def portal_approved(**fields):
    """A nomination that was approved in the portal."""
    play = walk(nomination(**fields), MANAGER, "Champion", "In Review", "Approved")
    return walk(play, f"ecosystem-{fields.get('Region', 'EMEA').lower()}", "Champion", "Portal Approved")


def invited(play):
    """Addresses that the last decision invites."""
    return [effect.email for effect in play.effects if isinstance(effect, Invite)]


def ticked(text):
    """The ticked tasks of a description."""
    return [line for line in text.splitlines() if line.startswith("- [x]")]


class TestPC01Nomination:
    @pytest.mark.parametrize("region", ["AMER", "EMEA", "APAC"])
    def test_intake(self, region):
        """A nomination is confidential, labelled with its region, and the manager's for five working days."""
        play = nomination(Region=region)

        assert play.state == {
            "labels": ["Champion::Nominated", "Partner Champions", f"Region-{region}"],
            "assignees": [MANAGER],
            "due_date": "2027-01-19",
            "state": "opened",
            "confidential": True,
        }


class TestPC02SupportCase:
    def test_opened_without_personal_data(self):
        """The case of the region's specialist says nothing of the person, and is linked."""
        play = nomination(Region="APAC")
        (effect,) = play.opened

        assert (effect.assignees, effect.link_to, effect.confidential) == (("ecosystem-apac",), play.snapshot.ref, True)
        text = f"{effect.title}\n{effect.description}"
        assert [word for word in ("Sample", "Rheinwerk", "@rheinwerk", "partner-emea-1") if word in text] == []

    @pytest.mark.parametrize(
        "stages",
        [
            pytest.param(("Declined",), id="declined"),
            pytest.param(("Withdrawn",), id="withdrawn"),
            pytest.param(("In Review", "Declined"), id="declined in the review"),
        ],
    )
    def test_told_at_the_end(self, stages):
        """However a nomination ends, its case is told."""
        play = walk(nomination(), MANAGER, "Champion", *stages)

        assert [(effect.name, str(effect.to)) for effect in play.effects if isinstance(effect, Send)] == [
            ("nomination-ended", play.memory.opened["support-case"])
        ]

    def test_resolved_already(self):
        """A case that the specialist has resolved stays as it is."""
        play = nomination()
        (case,) = play.children()
        walk(case, SPECIALIST, "Support-Case", "Resolved")

        case.message("nomination-ended")

        assert (case.effects, case.snapshot.state) == ((), "closed")


class TestPC03Roles:
    @pytest.mark.parametrize(
        ("stages", "actor", "target", "reason"),
        [
            pytest.param((), SPONSOR, "In Review", "role", id="the review is the manager's"),
            pytest.param((), MANAGER, "Approved", "not-allowed", id="no approval without a review"),
            pytest.param(("In Review",), SPONSOR, "Approved", "role", id="the approval is the manager's"),
            pytest.param(("In Review", "Approved"), MANAGER, "Portal Approved", "role", id="the portal is not"),
            pytest.param(("In Review", "Approved"), "ecosystem-amer", "Portal Approved", None, id="any specialist"),
        ],
    )
    def test_moves(self, stages, actor, target, reason):
        """The manager reviews, approves and declines; the portal is the specialists'."""
        play = walk(nomination(), MANAGER, "Champion", *stages)
        before = play.memory.stage

        walk(play, actor, "Champion", target)

        assert play.memory.stage == (before if reason else target)
        assert [attrs["reason"] for key, attrs, _ in play.said if key == "transition-rejected"] == (
            [reason] if reason else []
        )

    @pytest.mark.parametrize(
        ("endorsement", "approved"),
        [
            pytest.param("Yes", True, id="yes"),
            pytest.param("yes, by the practice lead", True, id="yes, with more words"),
            pytest.param("No", False, id="no"),
            pytest.param("Not yet", False, id="not yet"),
        ],
    )
    def test_endorsement(self, endorsement, approved):
        """Without the endorsement of the partner's leadership nobody is approved."""
        play = walk(nomination(Leadership_endorsement=endorsement), MANAGER, "Champion", "In Review", "Approved")

        assert play.memory.stage == ("Approved" if approved else "In Review")
        rejected = ("transition-rejected", {"reason": "gate:endorsed"}, (MANAGER,))
        assert (rejected in play.said) is not approved


class TestPC04Approved:
    @pytest.mark.parametrize(("region", "specialist"), [("AMER", "ecosystem-amer"), ("APAC", "ecosystem-apac")])
    def test_handed_over(self, region, specialist):
        """The specialist of the region takes over for three working days, and hears what to do in the portal."""
        play = walk(nomination(Region=region), MANAGER, "Champion", "In Review", "Approved")

        assert (play.snapshot.assignees, play.state["due_date"], play.said) == (
            (specialist,),
            "2027-01-14",
            [("portal-request", {}, (specialist,))],
        )


class TestPC05PortalApproved:
    @pytest.mark.parametrize(
        ("sponsor", "region", "expected"),
        [
            pytest.param("@sa-amer", "EMEA", "sa-amer", id="the field names a channel SA"),
            pytest.param("", "EMEA", "sa-emea", id="nobody named: the region's"),
            pytest.param("@april.marks", "APAC", "sa-apac", id="not a channel SA: the region's"),
            pytest.param("@bestseo4u", "AMER", "sa-amer", id="a stranger: the region's"),
        ],
    )
    def test_sponsor(self, sponsor, region, expected):
        """The sponsor is whom the field names if that is a channel SA, else the channel SA of the region."""
        play = portal_approved(Sponsor_SA=sponsor, Region=region)
        (child,) = play.children()

        assert (play.said, child.snapshot.assignees) == ([("sponsor-notified", {}, (expected,))], (expected,))

    def test_onboarding(self):
        """The onboarding is open to partners, not linked, and has no address in it."""
        (effect,) = portal_approved().opened

        assert (effect.project, effect.confidential, effect.link_to) == (
            shipped().config.projects["champions"].path,
            False,
            None,
        )
        assert "rheinwerk.example" not in effect.title + effect.description

    def test_invited(self):
        """The nominee is invited as Developer, and the task for it is ticked."""
        play = portal_approved()

        assert invited(play) == ["champion.one@rheinwerk.example"]
        assert ticked(play.opened[0].description) == [
            "- [x] The Champion is invited by email as a `Developer` member of the Champions group"
        ]

    def test_without_automatic_invitation(self):
        """Where the sponsor invites, nobody is invited and the task stays open."""
        config = shipped().config
        values = {**config.values, "champions": {**config.values["champions"], "auto_invite": False}}
        rules = replace(shipped(), config=config.model_copy(update={"values": values}))
        play = walk(nomination(), MANAGER, "Champion", "In Review", "Approved")
        play.rules = rules

        walk(play, SPECIALIST, "Champion", "Portal Approved")

        assert invited(play) == []
        assert ticked(play.opened[0].description) == []
        assert "Please invite the new Champion by email" in play.messages[0].text

    def test_once(self):
        """A nomination that is reopened and approved again invites nobody twice and opens nothing twice."""
        play = portal_approved()
        play.children()
        play.update(MANAGER, state="opened")
        assert play.memory.stage == "In Review"

        walk(play, MANAGER, "Champion", "Approved")
        walk(play, SPECIALIST, "Champion", "Portal Approved")

        assert (play.memory.stage, invited(play), play.opened) == ("Portal Approved", [], [])


class TestPC06Onboarding:
    def test_champions_turn(self):
        """When the sponsor's tasks are done, sponsor and Champion are assigned for twenty working days."""
        play = onboarding()
        assert (play.snapshot.assignees, play.memory.stage) == ((SPONSOR,), "SA Tasks")

        play.update(SPONSOR, description=tick(play.snapshot.description, SA))

        assert (set(play.snapshot.assignees), play.state["due_date"]) == ({SPONSOR, "partner-emea-1"}, "2027-02-09")
        assert play.said == [("onboarding-champion-turn", {}, ())]

    def test_champion_who_is_no_member(self):
        """A Champion who is not in config.yml is not assigned."""
        play = onboarding(**{"Champion GitLab username": "@bestseo4u"})

        play.update(SPONSOR, description=tick(play.snapshot.description, SA))

        assert play.snapshot.assignees == (SPONSOR,)

    def test_optional_tasks(self):
        """Tasks marked as optional hold nobody up."""
        play = onboarding()
        text = tick(play.snapshot.description, SA)
        optional = next(line for line in text.splitlines() if "*(optional)*" in line)

        play.update(SPONSOR, description=text.replace(optional, optional.replace("[x]", "[ ]")))

        assert play.memory.stage == "Champion Tasks"

    def test_complete(self):
        """When all is done the onboarding closes, the manager hears of it, and the private record opens."""
        play = onboarding()
        text = play.snapshot.description

        play.update(SPONSOR, description=tick(tick(text, SA), CHAMPION))

        (effect,) = play.opened
        assert (play.snapshot.state, play.memory.stage) == ("closed", "Complete")
        assert play.said == [("onboarding-complete", {}, (MANAGER,))]
        assert (effect.project, effect.confidential, effect.assignees, effect.link_to) == (
            shipped().config.projects["champion-ops"].path,
            True,
            (SPONSOR,),
            None,
        )
        assert effect.labels == {"Partner Champions", "Champion Record", "Champion-Status::Active", "Region-EMEA"}
        assert effect.due_date is not None
        assert effect.due_date.isoformat() == "2027-01-31"

    def test_once(self):
        """An onboarding that is completed again opens no second record."""
        play = onboarding()
        text = tick(tick(play.snapshot.description, SA), CHAMPION)
        play.update(SPONSOR, description=text)
        play.children()
        play.update(MANAGER, state="opened")
        play.update(SPONSOR, description=tick(text, CHAMPION, done=False))

        play.update(SPONSOR, description=text)

        assert (play.memory.stage, play.opened) == ("Complete", [])

    @pytest.mark.parametrize(
        ("actor", "stage"),
        [pytest.param(MANAGER, "Cancelled", id="the manager"), pytest.param(SPONSOR, "SA Tasks", id="not the sponsor")],
    )
    def test_cancelled(self, actor, stage):
        """Only the manager cancels an onboarding."""
        assert walk(onboarding(), actor, "Onboarding", "Cancelled").memory.stage == stage

    def test_no_address_in_the_form(self):
        """The workflow that partners read has no field for an address at all."""
        names = shipped().workflows["champion-onboarding"].spec.fields

        assert [name for name, spec in names.items() if spec.type == "email"] == []
        assert set(ONBOARDING) <= set(names)


class TestPC07Duplicates:
    def test_running(self):
        """The same address in a running nomination is a duplicate for the manager, without a support case."""
        ask = Answers()
        first = nomination(ask)

        play = nomination(ask, Nominee_email=" CHAMPION.ONE@Rheinwerk.example ")

        assert play.said == [("duplicate-suspected", {"of": str(first.snapshot.ref)}, (MANAGER,))]
        assert (play.state["labels"], play.state["due_date"], play.opened) == (
            ["Duplicate::Suspected", "Partner Champions"],
            None,
            [],
        )

    @pytest.mark.parametrize("end", ["Declined", "Withdrawn"])
    def test_ended(self, end):
        """Who was declined or withdrew may be nominated again."""
        ask = Answers()
        walk(nomination(ask), MANAGER, "Champion", end)

        assert nomination(ask).memory.stage == "Nominated"

    def test_approved(self):
        """Who is a Champion already is a duplicate, although the nomination is closed."""
        ask = Answers()
        first = walk(nomination(ask), MANAGER, "Champion", "In Review", "Approved")
        walk(first, SPECIALIST, "Champion", "Portal Approved")

        assert nomination(ask).memory.stage is None


class TestPC08Outputs:
    URL = "https://gitlab.com/example/slides"

    @pytest.mark.parametrize("actor", [SPONSOR, MANAGER])
    def test_recorded(self, actor):
        """The sponsor or the manager records an output with one line; the kind counts as config.yml says."""
        play = record()

        play.comment(actor, f"Thanks!\n\nOutput: Blog 2027-01-12 {self.URL}")

        assert play.memory.ledgers == {"outputs": ({"type": "artifact", "date": "2027-01-12", "url": self.URL},)}
        assert play.said == [("output-recorded", {"type": "blog", "date": "2027-01-12"}, ())]

    def test_assignee(self):
        """Who assigns herself has no right to the ledger by that."""
        play = record()
        play.update(SPECIALIST, assignees=(*play.snapshot.assignees, SPECIALIST))

        play.comment(SPECIALIST, f"Output: blog 2027-01-12 {self.URL}")

        assert (dict(play.memory.ledgers), play.said) == ({}, [])

    def test_same_comment_again(self):
        """The same comment, reported again, is recorded and answered once."""
        play = record()
        play.comment(SPONSOR, f"Output: blog 2027-01-12 {self.URL}", note_id=5)

        play.comment(SPONSOR, f"Output: blog 2027-01-12 {self.URL}", note_id=5)

        assert (len(play.memory.ledgers["outputs"]), play.effects) == (1, ())

    @pytest.mark.parametrize(
        ("actor", "line", "said"),
        [
            pytest.param(
                SPONSOR, f"Output: poem 2027-01-12 {URL}", [("output-unknown", {}, (SPONSOR,))], id="unknown kind"
            ),
            pytest.param(SPONSOR, "Output: blog yesterday", [("comment-misread", {}, (SPONSOR,))], id="another form"),
            pytest.param(
                SPONSOR, f"Output: blog 2027-02-30 {URL}", [("comment-misread", {}, (SPONSOR,))], id="no such day"
            ),
            pytest.param(SPECIALIST, f"Output: blog 2027-01-12 {URL}", [], id="somebody else's comment"),
            pytest.param("bestseo4u", f"Output: blog 2027-01-12 {URL}", [], id="a stranger's comment"),
            pytest.param(SPONSOR, f"> Output: blog 2027-01-12 {URL}", [], id="a quotation"),
        ],
    )
    def test_not_recorded(self, actor, line, said):
        """Anything else is not recorded; who meant to record something hears what was wrong."""
        play = record()

        play.comment(actor, line)

        assert (dict(play.memory.ledgers), play.said) == ({}, said)
