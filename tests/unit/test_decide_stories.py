"""The rules of customer stories and authorizations (rules.md ST-01 to ST-09), one class each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.plan import Send
from automation.model.snapshot import HistoryEvent, Phase
from tests.play import BOT, MONDAY, Answers, Play, body, shipped
from tests.unit.shipped_issues import STORY, made, story, walk

STEVE, NICOLE, SALES, LEGAL = "steve.george", "nicole.smith", "april.marks", "legal-counsel"
TO_DRAFTING = ("Vetting", "Approved", "Interview", "Drafting")
TO_REVIEW = (*TO_DRAFTING, "Internal Review")
TO_CUSTOMER = (*TO_REVIEW, "Customer Approval")
URL = "https://about.gitlab.com/customers/helios"


def labels(play, scope):
    """The labels of one scope."""
    return sorted(label for label in play.snapshot.labels if label.startswith(f"{scope}::"))


def moved(*stages, actor=NICOLE, ask=None, **fields):
    """A story that Nicole Smith, who may everything here, has moved through `stages`."""
    return walk(story(ask, **fields), actor, "Story", *stages)


def edited(play, **fields):
    """The author fills in further fields."""
    given = {**STORY, **{name.replace("_", " "): value for name, value in fields.items()}}
    play.update(play.snapshot.author, description=body("customer-story", given))
    return play


class TestST01Intake:
    def test_complete(self):
        """A complete story gets its labels, owner and date, and the account owner hears its score."""
        play = story()

        assert play.state == {
            "labels": [
                "Customer Reference Program",
                "Customer Story",
                "Reference-Auth::Unknown",
                "Story-Format::Case Study",
                "Story::Nominated",
                "priority::3",
            ],
            "assignees": [STEVE],
            "due_date": "2027-01-19",
            "state": "opened",
            "confidential": True,
        }
        assert play.said == [("story-intake", {"priority": "3", "score": "3"}, (SALES,))]

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            pytest.param("Signed form", "Signed", id="signed form"),
            pytest.param("Section 8.5", "Section 8.5", id="order form"),
            pytest.param("Negotiated out", "Negotiated Out", id="negotiated out"),
            pytest.param("Unknown", "Unknown", id="unknown"),
            pytest.param("", "Unknown", id="not filled in"),
        ],
    )
    def test_authorization(self, written, expected):
        """What the field says of the authorization becomes the label that the gates look at."""
        assert labels(story(Reference_authorization=written), "Reference-Auth") == [f"Reference-Auth::{expected}"]

    def test_authorization_known_before(self):
        """What legal says while information is missing is not overwritten by the intake."""
        play = story(Use_case="")
        play.update("legal-counsel", add=["Reference-Auth::Refused"])

        edited(play)

        assert (play.memory.stage, labels(play, "Reference-Auth")) == ("Nominated", ["Reference-Auth::Refused"])

    def test_owner_who_is_a_stranger(self):
        """An account owner who is not in config.yml is not mentioned, and nobody is in their place."""
        play = story(Account_owner="@bestseo4u")

        assert play.said == [("story-intake", {"priority": "3", "score": "3"}, ())]


class TestST02Score:
    @pytest.mark.parametrize(
        ("fields", "points", "band"),
        [
            pytest.param({"Segment": "SMB"}, "1", "3", id="the least"),
            pytest.param(
                {"Segment": "Mid-Market", "License_tier": "Ultimate"}, "4", "3", id="four is below the second"
            ),
            pytest.param({"Segment": "Enterprise", "License_tier": "Ultimate"}, "5", "2", id="five is the second"),
            pytest.param(
                {"Segment": "Enterprise", "License_tier": "Ultimate", "Metrics_available": "Yes, some"},
                "7",
                "2",
                id="seven is the second; words behind Yes do not matter",
            ),
            pytest.param(
                {"License_tier": "Ultimate", "Metrics_available": "Yes", "Reference_authorization": "Section 8.5"},
                "8",
                "1",
                id="eight is the first",
            ),
            pytest.param(
                {
                    "License_tier": "Ultimate",
                    "Metrics_available": "yes",
                    "Strategic_pillar": "Consolidation",
                    "Reference_authorization": "Signed form",
                },
                "11",
                "1",
                id="the most",
            ),
        ],
    )
    def test_points(self, fields, points, band):
        """The weights of the program and the thresholds 8 and 5 give points and priority."""
        play = story(**fields)

        assert (play.said[0][1], labels(play, "priority")) == (
            {"priority": band, "score": points},
            [f"priority::{band}"],
        )


class TestST03EntryNotes:
    @pytest.mark.parametrize(
        ("stages", "key", "told"),
        [
            pytest.param(("Vetting",), "story-vetting", (SALES,), id="Vetting"),
            pytest.param(("Vetting", "Approved"), "story-approved", (SALES,), id="Approved"),
            pytest.param(TO_REVIEW, "legal-review", ("legal-counsel",), id="Internal Review"),
            pytest.param(("Declined",), "story-declined", (SALES,), id="Declined"),
            pytest.param(("Vetting", "Declined"), "story-declined", (SALES,), id="Declined after Vetting"),
        ],
    )
    def test_told(self, stages, key, told):
        """Who has to know of a stage hears of it on entry."""
        assert moved(*stages).said == [(key, {}, told)]

    def test_customer_approval(self):
        """The account owner hears with which authorization the customer is asked."""
        assert moved(*TO_CUSTOMER).said == [("customer-approval", {"auth": "Unknown"}, (SALES,))]

    def test_quarter_label(self):
        """Approval sets the fiscal quarter."""
        assert "FY27-Q4" in moved("Vetting", "Approved").snapshot.labels

    @pytest.mark.parametrize(
        ("stages", "expected"),
        [
            pytest.param(TO_DRAFTING, {STEVE, "content-editor"}, id="Drafting"),
            pytest.param(TO_REVIEW, {STEVE, "content-editor"}, id="Internal Review"),
            pytest.param(TO_CUSTOMER, {STEVE}, id="Customer Approval"),
        ],
    )
    def test_content_is_assigned(self, stages, expected):
        """Content works on the text with Steve George, and is free again afterwards."""
        assert set(moved(*stages).snapshot.assignees) == expected

    @pytest.mark.parametrize(
        ("actor", "accepted"),
        [pytest.param(NICOLE, True, id="the Director"), pytest.param(STEVE, False, id="not the PMM")],
    )
    def test_only_the_director_approves(self, actor, accepted):
        """A story is approved by the Director of Customer Advocacy only."""
        play = walk(moved("Vetting"), actor, "Story", "Approved")

        assert play.memory.stage == ("Approved" if accepted else "Vetting")


class TestST04Scheduled:
    @pytest.mark.parametrize(
        ("written", "open_gate"),
        [
            pytest.param("Signed form", True, id="signed"),
            pytest.param("Section 8.5", True, id="order form"),
            pytest.param("Negotiated out", False, id="negotiated out"),
            pytest.param("Unknown", False, id="unknown"),
        ],
    )
    def test_gate(self, written, open_gate):
        """Only with an authorization on file is a story scheduled."""
        play = walk(moved(*TO_CUSTOMER, Reference_authorization=written), NICOLE, "Story", "Scheduled")

        rejected = [("transition-rejected", {"reason": "gate:reference_authorized"}, (NICOLE,))]
        assert (play.memory.stage, play.said) == (("Scheduled", []) if open_gate else ("Customer Approval", rejected))

    @pytest.mark.parametrize(
        ("written", "due"),
        [
            pytest.param("2027-03-01", "2027-03-01", id="the publish date"),
            pytest.param("", "2027-01-26", id="else ten working days"),
        ],
    )
    def test_due(self, written, due):
        """A scheduled story is due on its publish date."""
        play = moved(*TO_CUSTOMER, "Scheduled", Reference_authorization="Signed form", Publish_date=written)

        assert (play.memory.stage, play.state["due_date"]) == ("Scheduled", due)


class TestST05Authorization:
    AUTHORIZATION = {
        "Customer account": "HELIOS Energy, Ltd.",
        "Authorization route": "Section 8.5",
        "Signer": "Head of Marketing",
    }

    def test_signed_is_sent(self):
        """A signed authorization closes, and tells all that is open of the account, however it is written."""
        play = made("reference-auth", self.AUTHORIZATION)

        walk(play, "legal-counsel", "Auth", "Sent", "Signed")

        sent = [effect for effect in play.effects if isinstance(effect, Send)]
        assert (play.snapshot.state, [(e.workflows, e.key, e.value) for e in sent]) == (
            "closed",
            [(("customer-story", "earnings-ref", "press-opportunity"), "account", "helios energy")],
        )
        assert story().last.keys["account"] == "helios energy"

    def test_received(self):
        """A story that hears of it carries the label, and says where it comes from."""
        play = story()

        play.message("authorization-signed", **{"from": "gitlab-com/marketing/other#9"})

        assert labels(play, "Reference-Auth") == ["Reference-Auth::Signed"]
        assert play.said == [("auth-propagated", {"source": "gitlab-com/marketing/other#9"}, ())]

    def test_received_again(self):
        """A story that has the label hears nothing again."""
        play = story(Reference_authorization="Signed form")

        play.message("authorization-signed", **{"from": "gitlab-com/marketing/other#9"})

        assert play.effects == ()

    @pytest.mark.parametrize("scope", ["Reference-Auth", "Logo"])
    @pytest.mark.parametrize(
        ("actor", "stays"),
        [
            pytest.param(STEVE, True, id="advocacy"),
            pytest.param("legal-counsel", True, id="legal"),
            pytest.param(SALES, False, id="sales"),
        ],
    )
    def test_protected(self, scope, actor, stays):
        """Only advocacy and legal say whether a customer or a logo may be shown."""
        play = story()
        before = labels(play, scope)

        play.update(actor, add=[f"{scope}::Approved"], remove=before)

        assert labels(play, scope) == ([f"{scope}::Approved"] if stays else before)
        assert play.said == ([] if stays else [("label-reverted", {}, (actor,))])


class TestST06Published:
    def scheduled(self, **fields):
        """A scheduled story."""
        return moved(*TO_CUSTOMER, "Scheduled", Reference_authorization="Signed form", **fields)

    @pytest.mark.parametrize(
        ("url", "stage"),
        [
            pytest.param(URL, "Published", id="https"),
            pytest.param("", "Scheduled", id="none"),
            pytest.param("http://about.gitlab.com/customers/helios", "Scheduled", id="http"),
        ],
    )
    def test_gate(self, url, stage):
        """A story is published with the https address at which it stands."""
        play = walk(self.scheduled(Published_URL=url), NICOLE, "Story", "Published")

        assert play.memory.stage == stage

    def test_authorization_withdrawn(self):
        """A story whose authorization was taken back meanwhile is not published."""
        play = self.scheduled(Published_URL=URL)
        play.update("legal-counsel", add=["Reference-Auth::Refused"], remove=["Reference-Auth::Signed"])

        walk(play, NICOLE, "Story", "Published")

        assert play.said == [("transition-rejected", {"reason": "gate:publishable"}, (NICOLE,))]


class TestST07Published:
    def test_published(self):
        """The account owner gets the list of places to share it; the issue closes and stays confidential."""
        play = moved(
            *TO_CUSTOMER,
            "Scheduled",
            "Published",
            Reference_authorization="Signed form",
            Published_URL=URL,
            Industry="Energy",
            Region="EMEA",
        )

        assert (play.snapshot.state, play.snapshot.confidential, play.said) == (
            "closed",
            True,
            [("story-published", {}, (SALES,))],
        )
        wanted = ("about.gitlab.com/customers", "Highspot", "playlist", URL)
        assert [word for word in wanted if word not in play.messages[0].text] == []
        assert {"Industry::Energy", "Region-EMEA"} <= play.snapshot.labels

    def test_withdrawn(self):
        """Account owner and brand hear that nothing of it may be used any more."""
        play = moved("Vetting", "Withdrawn")

        assert (play.snapshot.state, play.said) == ("closed", [("story-withdrawn", {}, (SALES, "brand-design"))])


class TestST08OnHold:
    def test_remembers(self):
        """A pause says where the story was, and is looked at again after ninety days, without a service level."""
        play = moved("Vetting", "On Hold")

        assert play.said == [("story-on-hold", {"from": "Vetting"}, ())]
        assert (play.memory.held_from, play.state["due_date"], play.last.wake_at) == ("Vetting", "2027-04-11", None)

    @pytest.mark.parametrize(
        ("target", "reason"),
        [
            pytest.param("Vetting", None, id="back where it was"),
            pytest.param("Withdrawn", None, id="or withdrawn"),
            pytest.param("Approved", "not-allowed", id="nowhere else"),
        ],
    )
    def test_out_of_it(self, target, reason):
        """From a pause a story goes back where it was or is withdrawn."""
        play = walk(moved("Vetting", "On Hold"), NICOLE, "Story", target)

        assert play.memory.stage == ("On Hold" if reason else target)
        assert [attrs.get("reason") for key, attrs, _ in play.said if key == "transition-rejected"] == (
            [reason] if reason else []
        )

    def test_customer_is_not_asked_again(self):
        """Back from a pause at the customer's, the account owner is not asked to ask again."""
        play = walk(moved(*TO_CUSTOMER, "On Hold"), NICOLE, "Story", "Customer Approval")

        assert (play.memory.stage, play.said) == ("Customer Approval", [])


class TestST09Duplicates:
    def test_same_account_and_format(self):
        """A second story of the same account and format waits for Steve George, however the account is written."""
        ask = Answers()
        first = story(ask)

        play = story(ask, Customer_account="HELIOS energy Inc")

        assert play.state == {
            "labels": ["Customer Reference Program", "Customer Story", "Duplicate::Suspected"],
            "assignees": [STEVE],
            "due_date": None,
            "state": "opened",
            "confidential": True,
        }
        assert play.said == [("duplicate-suspected", {"of": str(first.snapshot.ref)}, (STEVE,))]
        assert play.memory.stage is None

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param({"Story_format": "Blog"}, id="another format"),
            pytest.param({"Customer_account": "Borealis Bank"}, id="another account"),
        ],
    )
    def test_others(self, other):
        """Another account or another format is another story."""
        ask = Answers()
        story(ask)

        assert story(ask, **other).memory.phase is Phase.ACTIVE

    def test_closed_story(self):
        """A story that has ended is in nobody's way."""
        ask = Answers()
        walk(story(ask), NICOLE, "Story", "Declined")

        assert story(ask).memory.phase is Phase.ACTIVE

    def test_fatigue(self):
        """The vetting note names the last stories of the account."""
        play = story(Answers(others=("gitlab-com/marketing/other#3",)))

        walk(play, STEVE, "Story", "Vetting")

        assert "This account has other stories: gitlab-com/marketing/other#3." in play.messages[0].text


class TestTakenOver:
    def test_from_before(self):
        """A story that was under way before Usher came is taken over where it stands, without a new intake."""
        text = body("customer-story", {"Customer account": "Alpine Freight AG", "Account owner": "@april.marks"})
        known = frozenset({"Customer Story", "Story::Customer Approval", "Reference-Auth::Section 8.5"})
        play = Play.blank(
            shipped(), "product-marketing", author=SALES, body=text, labels=known, confidential=True, assignees=(STEVE,)
        )
        play.history = (
            HistoryEvent(MONDAY, STEVE, "add", "Story::Customer Approval"),
            HistoryEvent(MONDAY, LEGAL, "add", "Reference-Auth::Section 8.5"),
        )

        play.update(SALES, title="Customer story: Alpine")

        assert (play.effects, play.memory.stage, play.memory.phase) == ((), "Customer Approval", Phase.ACTIVE)

    @pytest.mark.parametrize(
        ("author", "history"),
        [
            pytest.param(NICOLE, (), id="nothing tells who set the stage"),
            pytest.param(SALES, (HistoryEvent(MONDAY, SALES, "add", "Story::Published"),), id="somebody who may not"),
        ],
    )
    def test_nobody_may_have(self, author, history):
        """A stage that nobody who may is known to have set counts for nothing: the story begins at the beginning."""
        play = Play.blank(shipped(), "product-marketing", author=author, body=body("customer-story", STORY))
        play.snapshot = replace(play.snapshot, labels=frozenset({"Story::Published"}), confidential=True)
        play.history = history

        play.update(SALES, title="Customer story: Alpine")

        assert (play.memory.stage, play.snapshot.state) == ("Nominated", "opened")

    @pytest.mark.parametrize(
        ("setter", "kept"),
        [
            pytest.param(LEGAL, ["Reference-Auth::Signed"], id="somebody who may"),
            pytest.param(SALES, [], id="somebody who may not"),
            pytest.param(None, [], id="nobody known"),
        ],
    )
    def test_protected_labels(self, setter, kept):
        """Of a story that is taken over, the protected labels stay that somebody who may has set, and no others."""
        text = body("customer-story", STORY)
        play = Play.blank(shipped(), "product-marketing", author=SALES, body=text, confidential=True)
        play.snapshot = replace(
            play.snapshot, labels=frozenset({"Story::Customer Approval", "Reference-Auth::Signed", "Customer Story"})
        )
        given = (HistoryEvent(MONDAY, setter, "add", "Reference-Auth::Signed"),) if setter else ()
        play.history = (HistoryEvent(MONDAY, STEVE, "add", "Story::Customer Approval"), *given)

        play.update(SALES, title="Customer story: Alpine")

        assert (play.memory.stage, labels(play, "Reference-Auth")) == ("Customer Approval", kept)

    def test_own_issue(self):
        """The bot's own issue is where it says, also where GitLab's history says nothing."""
        play = Play.blank(shipped(), "product-marketing", author=BOT.username, body=body("customer-story", STORY))
        play.snapshot = replace(play.snapshot, labels=frozenset({"Customer Story", "Story::Drafting"}))

        play.update(SALES, title="Customer story: Alpine")

        assert play.memory.stage == "Drafting"

    def test_move_at_the_first_look(self):
        """If the first that Usher sees is a move, it starts from the stage before."""
        text = body("customer-story", STORY)
        play = Play.blank(shipped(), "product-marketing", author=SALES, body=text, confidential=True)
        play.snapshot = replace(play.snapshot, labels=frozenset({"Story::Nominated"}))
        play.history = (HistoryEvent(MONDAY, BOT.username, "add", "Story::Nominated"),)

        play.update(STEVE, add=["Story::Vetting"], remove=["Story::Nominated"])

        assert (play.memory.stage, [key for key, _, _ in play.said]) == ("Vetting", ["story-vetting"])
