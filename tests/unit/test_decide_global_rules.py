"""The rules for every program (rules.md) that need no file of their own; each class bears the id of its rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.decide.core import decide, needs_snapshot
from automation.decide.guard import check_final
from automation.model.decision import Outcome
from automation.model.events import Change, EventKind
from automation.model.plan import PostNote, UpdateIssue
from automation.model.snapshot import Phase
from tests.play import BOT, Play, body, shipped
from tests.small import PATH, compiled, fresh, rule, under_way, workflow

STORY = compiled(workflow())
STRANGER = "bestseo4u"
LINKS = "See https://a.example and https://b.example and"


def opened(rules=None, *, text="<!-- program: story -->\n- **Account:** Helios", author="april.marks", **facts):
    """An issue in the project `stories`, right after its opening."""
    play = Play.blank(rules or STORY, "stories", author=author, body=text, **facts)
    play.open()
    return play


def keys(play):
    """Keys of the messages and who is told."""
    return [(key, told) for key, _, told in play.said]


class TestG04OwnEvents:
    def test_nothing_is_read_or_done(self):
        """What the bot did itself is acknowledged, without a look at the issue."""
        play = under_way(STORY)
        event = play.change(BOT.username, add=["Story::Done"], remove=["Story::New"])

        decision = play.decide(event)

        assert (decision.outcome, play.effects, decision.memory) == (Outcome.OWN_EVENT, (), None)
        assert not needs_snapshot([event], STORY, BOT)

    def test_among_others(self):
        """The echo of our own write takes nothing from the event of a person that waits with it."""
        play = under_way(STORY)
        echo = play.event(EventKind.ISSUE, "update", BOT.username)
        event = play.change("steve.george", add=["Story::Doing"], remove=["Story::New"])

        decision = play.decide(echo, event)

        assert dict(decision.outcomes) == {echo.id: Outcome.OWN_EVENT, event.id: Outcome.PROCESSED}
        assert play.memory.stage == "Doing"


class TestG06UnmanagedProjects:
    def test_ignored(self):
        """An event of a project that is not in config.yml is acknowledged, without a look at the issue."""
        play = under_way(STORY)
        event = replace(play.event(EventKind.ISSUE, "update", "april.marks"), project="gitlab-org/gitlab")

        assert play.decide(event).outcome is Outcome.UNMANAGED_PROJECT
        assert not needs_snapshot([event], STORY, BOT)


class TestG07Skip:
    def test_left_alone(self):
        """An issue with Bot::Skip keeps what people do to it."""
        play = under_way(STORY, labels=frozenset({"Story::New", "Bot::Skip"}))

        decision = play.update("april.marks", add=["Story::Done"], state="closed")

        assert (decision.outcome, play.effects) == (Outcome.SKIPPED, ())

    def test_still_confidential(self):
        """Confidentiality alone is kept up under Bot::Skip."""
        rules = compiled(workflow(confidential="always"))
        play = under_way(rules, labels=frozenset({"Story::New", "Bot::Skip"}), confidential=True)

        decision = play.update("april.marks", confidential=False)

        assert (decision.outcome, play.snapshot.confidential, keys(play)) == (
            Outcome.SKIPPED,
            True,
            [("made-confidential", ("april.marks",))],
        )

    def test_hold_listens(self):
        """Bot::Hold stops clocks only: what people do is still handled."""
        play = under_way(STORY, labels=frozenset({"Story::New", "Bot::Hold"}))

        play.update("steve.george", add=["Story::Doing"], remove=["Story::New"])

        assert play.memory.stage == "Doing"


class TestG08OneLabelPerScope:
    @pytest.mark.parametrize(
        ("before", "add", "expected"),
        [
            pytest.param({"Topic::CI"}, ["Topic::CD"], {"Topic::CD"}, id="the new one stays"),
            pytest.param({"Topic::CD"}, ["Topic::CI"], {"Topic::CI"}, id="whatever the alphabet says"),
            pytest.param({"a::b::1"}, ["a::b::2"], {"a::b::2"}, id="the scope ends at the last colons"),
            pytest.param({"a::1"}, ["a::b::1"], {"a::1", "a::b::1"}, id="a scope in a scope is another one"),
            pytest.param({"Topic"}, ["Topic::CI"], {"Topic", "Topic::CI"}, id="a plain label has no scope"),
            pytest.param(set(), ["Topic::CI", "Topic::CD"], {"Topic::CI"}, id="two at once: one stays"),
        ],
    )
    def test_newest_stays(self, before, add, expected):
        """Of several labels of one scope the one that was set last stays."""
        play = under_way(STORY, labels=frozenset({"Story::New", *before}))

        play.update("april.marks", add=add)

        assert play.snapshot.labels - {"Story::New"} == expected

    def test_by_a_rule(self):
        """A scoped label that a rule sets takes the place of its siblings."""
        rules = compiled(workflow() + rule("- label: Topic::CD"))
        play = under_way(rules, labels=frozenset({"Story::New", "Topic::CI"}))

        play.comment("nicole.smith", "Go.")

        assert play.snapshot.labels == {"Story::New", "Topic::CD"}

    def test_without_workflow(self):
        """It holds for issues of our projects that belong to no workflow, too."""
        play = opened(text="Just an issue", labels=frozenset({"Topic::CI"}))

        play.update("april.marks", add=["Topic::CD"])

        assert play.snapshot.labels == {"Topic::CD"}


class TestG10RestoredAndStripped:
    def test_removed_stage_comes_back(self):
        """A stage label that somebody takes off is put back, and who did it is told."""
        play = under_way(STORY)

        play.update("april.marks", remove=["Story::New"])

        assert (play.snapshot.labels, keys(play)) == ({"Story::New"}, [("stage-restored", ("april.marks",))])

    def test_stripped_at_opening(self):
        """Stage and protected labels that an author sets at the opening are dropped without a word."""
        rules = compiled(workflow(protected_labels="{Logo: legal}"))

        play = opened(rules, labels=frozenset({"Story::Done", "Logo::Approved", "Mine"}))

        assert (play.snapshot.labels, play.said) == ({"Story::New", "Mine"}, [])


class TestG11Closing:
    def test_closed_stage_closes(self):
        """Entering a closed stage closes the issue and keeps its due date."""
        play = under_way(STORY, stage="Doing")

        play.update("steve.george", add=["Story::Done"], remove=["Story::Doing"])

        assert (play.snapshot.state, play.memory.stage) == ("closed", "Done")

    @pytest.mark.parametrize(
        ("spec", "actor", "state", "stage", "messages"),
        [
            pytest.param("reject", "steve.george", "opened", "New", ["close-rejected"], id="rejected for all"),
            pytest.param("accept", "april.marks", "closed", "New", [], id="left to people"),
            pytest.param("{by: advocacy, to: Done}", "steve.george", "closed", "Done", [], id="mapped for the role"),
            pytest.param(
                "{by: advocacy, to: Done}", "april.marks", "opened", "New", ["close-rejected"], id="not for others"
            ),
            pytest.param(
                "{by: advocacy, to: Done, author_to: Dropped}", "april.marks", "closed", "Dropped", [], id="the author"
            ),
            pytest.param(
                "{by: advocacy, to: Done, author_to: Dropped}",
                "legal-counsel",
                "opened",
                "New",
                ["close-rejected"],
                id="neither role nor author",
            ),
        ],
    )
    def test_by_hand(self, spec, actor, state, stage, messages):
        """What closing by hand means is the workflow's: nothing, a stage, or a mistake."""
        stages = "{New: {}, Done: {closed: true}, Dropped: {closed: true}}"
        play = under_way(compiled(workflow(on_manual_close=spec, stages=stages, moves="[{from: New, to: Done}]")))

        play.update(actor, state="closed")

        assert (play.snapshot.state, play.memory.stage, [key for key, _, _ in play.said]) == (state, stage, messages)

    def test_no_stage_stays_closed(self):
        """An issue that waits for information has no stage: whoever closes it closes it."""
        rules = compiled(workflow(on_manual_close="reject", fields="{Account: {required: true}}"))
        play = opened(rules, text="<!-- program: story -->\n- **Account:**")

        play.update("april.marks", state="closed")

        assert (play.snapshot.state, play.effects) == ("closed", ())


class TestG12Reopening:
    @pytest.mark.parametrize(
        ("actor", "state", "stage", "due", "messages"),
        [
            pytest.param("steve.george", "opened", "New", "2027-01-19", [], id="the role, with a new due date"),
            pytest.param(
                "april.marks", "closed", "Done", None, [("reopen-rejected", ("april.marks",))], id="everybody else"
            ),
        ],
    )
    def test_by(self, actor, state, stage, due, messages):
        """Only the role may reopen; it leads to the stage that the workflow names."""
        rules = compiled(workflow(on_reopen="{by: advocacy, to: New}"))
        play = under_way(rules, stage="Done", state="closed")

        play.update(actor, state="opened")

        assert (play.state["state"], play.memory.stage, play.state["due_date"], keys(play)) == (
            state,
            stage,
            due,
            messages,
        )


class TestG14Marker:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("<!-- program: story -->\n- **Account:** x", "story", id="first line"),
            pytest.param("Hello\n\n  <!--program:story-->", "story", id="anywhere, spaced otherwise"),
            pytest.param("> <!-- program: story -->", None, id="quoted"),
            pytest.param("See `<!-- program: story -->`", None, id="in a sentence"),
            pytest.param("- **Account:** x", None, id="none"),
        ],
    )
    def test_workflow(self, text, expected):
        """The marker in the description names the workflow; no marker, no program."""
        play = opened(text=text)

        assert (play.memory.workflow, play.last.outcome) == (
            expected,
            Outcome.PROCESSED if expected else Outcome.NO_PROGRAM,
        )

    def test_in_any_project(self):
        """The marker counts in every project of config.yml, not only in that of the workflow."""
        play = Play.blank(STORY, "open", author="april.marks", body="<!-- program: story -->")

        play.open()

        assert play.snapshot.labels == {"Story::New"}

    def test_marker_edited_away(self):
        """An issue stays in its workflow when its marker is edited away."""
        play = opened()

        play.update("april.marks", description="- **Account:** Helios")

        assert (play.memory.workflow, play.effects) == ("story", ())

    def test_unknown_program(self):
        """A marker of a program that is not there any more does nothing."""
        play = opened(text="<!-- program: gone -->")

        assert (play.last.outcome, play.effects) == (Outcome.NO_PROGRAM, ())


class TestG15OutsideText:
    HOSTILE = "@nicole.smith {{ bot }} /close #12 <b> ~bug"

    def test_in_messages(self):
        """A value that people wrote mentions, refers and formats nothing in our messages."""
        rules = compiled(workflow() + rule("- comment: {key: echo, text: \"Seen: {{ fields['Account'] }}\"}"))
        play = under_way(rules, description=f"<!-- program: story -->\n- **Account:** {self.HOSTILE}")

        play.comment("nicole.smith", "Go.")

        (message,) = play.messages
        assert (check_final(message.text, "Seen: x"), "{{ bot }}" in message.text) == ((), True)

    def test_in_titles(self):
        """A title has one line, no live mention and at most 255 characters."""
        rules = compiled(workflow() + rule("- title: \"{{ fields['Account'] }}\""))
        play = under_way(rules, description=f"<!-- program: story -->\n- **Account:** @all {'x' * 300}")

        play.comment("nicole.smith", "Go.")

        assert (len(play.snapshot.title), "@all" in play.snapshot.title) == (255, False)

    def test_strangers_comments(self):
        """A comment of somebody who is no member starts nothing."""
        play = under_way(compiled(workflow() + rule("- label: Heard")))

        play.comment(STRANGER, "Go.")

        assert (play.snapshot.labels, play.last.matched) == ({"Story::New"}, ())

    def test_members_by_access_level(self):
        """Who has the access level that config.yml names is a member without being listed."""
        config = shipped().config
        play = Play.blank(shipped(), "product-marketing", author="reporter-1", body=body("customer-story", {}))
        play.ask.levels["reporter-1"] = config.gitlab.member_access_level

        play.open()

        assert "External::Unverified" not in play.snapshot.labels


class TestG16Confidential:
    RULES = compiled(workflow(confidential="always"))

    def test_opened_in_public(self):
        """An issue of a confidential workflow is hidden at once, and who opened it is told."""
        play = opened(self.RULES)

        assert (play.snapshot.confidential, keys(play)) == (True, [("made-confidential", ("april.marks",))])
        assert isinstance(play.effects[0], UpdateIssue)

    def test_opened_unheard(self):
        """Where the opening was not reported, the author is told at the first look, whoever is heard of first."""
        play = fresh(self.RULES)

        play.comment("steve.george", "Welcome!")

        assert (play.snapshot.confidential, keys(play)) == (True, [("made-confidential", ("april.marks",))])

    def test_switched_public(self):
        """Who switches confidentiality off is told that it is on again."""
        play = under_way(self.RULES, confidential=True)

        play.update("steve.george", confidential=False)

        assert (play.snapshot.confidential, keys(play)) == (True, [("made-confidential", ("steve.george",))])

    def test_nobody_to_tell(self):
        """Where nobody's change is reported, it is hidden without a word."""
        play = under_way(self.RULES)

        play.wake()

        assert (play.snapshot.confidential, play.said) == (True, [])

    def test_never_turned_off(self):
        """A workflow that wants no confidentiality leaves it to people."""
        play = under_way(compiled(workflow(confidential="never")), confidential=True)

        play.update("april.marks", add=["Mine"])

        assert play.effects == ()

    def test_channels_get_the_number_only(self):
        """Of a confidential issue nothing but its number leaves GitLab."""
        action = '- notify: {channel: events, title: "{{ issue.title }}", text: "{{ issue.title }}"}'
        play = under_way(compiled(workflow() + rule(action)), confidential=True)

        play.comment("nicole.smith", "Go.")

        (effect,) = play.effects
        assert (effect.title, effect.text) == ("Usher", f"Please look at {PATH}#1.")


class TestG17Spam:
    @pytest.mark.parametrize(
        ("author", "text", "labels", "confidential"),
        [
            pytest.param(STRANGER, f"{LINKS} https://c.example", {"Spam::Suspected"}, True, id="three links"),
            pytest.param(STRANGER, f"{LINKS} HTTP://c.example", {"Spam::Suspected"}, True, id="in capitals"),
            pytest.param(STRANGER, LINKS, set(), False, id="two links are not enough"),
            pytest.param("april.marks", f"{LINKS} https://c.example", set(), False, id="a member may"),
        ],
    )
    def test_links(self, author, text, labels, confidential):
        """A stranger's issue without a program but with many links is hidden and labelled, and nothing else."""
        play = opened(text=text, author=author)

        assert play.state == {
            "labels": sorted(labels),
            "assignees": [],
            "due_date": None,
            "state": "opened",
            "confidential": confidential,
        }
        assert play.said == []


class TestG18Outsiders:
    def waiting(self, author=STRANGER, **replaced):
        """A stranger's story, right after its opening."""
        return opened(compiled(workflow(owner="steve.george", **replaced)), author=author)

    @pytest.mark.parametrize(
        ("author", "detail"),
        [
            pytest.param(STRANGER, f"the author {STRANGER} is no member", id="with a name"),
            pytest.param("", "the author is no member", id="nobody knows the name"),
        ],
    )
    def test_reason(self, author, detail):
        """The reason names the author where there is a name."""
        last = self.waiting(author).last

        assert [reason.detail for reason in last.reasons if reason.title == "Unverified"] == [detail]

    def test_set_aside(self):
        """A stranger's issue of a program waits with labels alone: no assignee, date, stage or word."""
        play = self.waiting()

        assert (play.state, play.said, play.memory.phase) == (
            {
                "labels": ["Bot::Triage", "External::Unverified"],
                "assignees": [],
                "due_date": None,
                "state": "opened",
                "confidential": False,
            },
            [],
            Phase.SUSPENDED,
        )

    def test_confidential_program(self):
        """It is hidden where its program is, and the stranger hears nothing of it."""
        play = self.waiting(confidential="always")

        assert (play.snapshot.confidential, play.said) == (True, [])

    def test_protected_labels(self):
        """Protected labels are protected while it waits, too."""
        play = self.waiting(protected_labels="{Logo: legal}")

        play.update("april.marks", add=["Logo::Approved"])
        assert "Logo::Approved" not in play.snapshot.labels

        play.update("legal-counsel", add=["Logo::Approved"])
        assert "Logo::Approved" in play.snapshot.labels

    def test_released_by_a_member(self):
        """A member who takes the label off starts the intake."""
        play = self.waiting()

        play.update("legal-counsel", remove=["External::Unverified"])

        assert (play.memory.stage, play.snapshot.assignees) == ("New", ("steve.george",))
        assert "Story::New" in play.snapshot.labels

    @pytest.mark.parametrize("remove", ["External::Unverified", "Bot::Triage"])
    def test_not_by_others(self, remove):
        """Neither a stranger nor another label starts it."""
        play = self.waiting()

        play.update(STRANGER if remove == "External::Unverified" else "legal-counsel", remove=[remove])

        assert (play.memory.phase, play.memory.stage) == (Phase.SUSPENDED, None)

    def test_stage_labels_are_refused(self):
        """While it waits it has no stage: who sets one is told so."""
        play = self.waiting()

        play.update("steve.george", add=["Story::Doing"])

        assert play.said == [("transition-rejected", {"reason": "no-intake"}, ("steve.george",))]
        assert "Story::Doing" not in play.snapshot.labels

    def test_spam_released(self):
        """Suspected spam that a member releases is an issue like any other again."""
        play = opened(text=f"{LINKS} https://c.example", author=STRANGER)

        play.update("legal-counsel", remove=["Spam::Suspected"])

        assert (play.snapshot.labels, play.last.outcome) == (frozenset(), Outcome.NO_PROGRAM)


class TestG05Differences:
    def test_no_difference_no_effect(self):
        """A report of what is known already changes nothing, whatever it says of changes."""
        play = under_way(STORY, stage="Doing")
        labels = Change(frozenset({"Story::New"}), frozenset({"Story::Doing"}))

        decision = play.decide(play.event(EventKind.ISSUE, "update", "april.marks", changes={"labels": labels}))

        assert (decision.outcome, play.effects, play.memory.stage) == (Outcome.PROCESSED, (), "Doing")

    def test_outdated(self):
        """An update whose labels are not those that GitLab shows any more is stale."""
        play = under_way(STORY, stage="Doing")
        changes = {"labels": Change(frozenset(), frozenset({"Story::New"}))}

        decision = play.decide(
            play.event(EventKind.ISSUE, "update", "april.marks", labels=frozenset({"Story::New"}), changes=changes)
        )

        assert (decision.outcome, play.effects) == (Outcome.STALE, ())

    def test_one_put_before_notes(self):
        """What one request can carry goes in one, before anybody is told."""
        play = Play.blank(
            shipped(), "product-marketing", author="april.marks", body=body("customer-story", {"Segment": "SMB"})
        )

        play.open()

        kinds = [type(effect) for effect in play.effects]
        assert kinds[:2] == [UpdateIssue, PostNote]
        assert kinds.count(UpdateIssue) == 1

    def test_gone(self):
        """An issue that is not there any more is left at that."""
        play = under_way(STORY)
        event = play.event(EventKind.ISSUE, "update", "april.marks")

        decision = decide(replace(play.batch(event), snapshot=None), STORY, play.ask, play.now)

        assert (decision.outcome, dict(decision.outcomes), decision.plan.effects, decision.memory) == (
            Outcome.GONE,
            {event.id: Outcome.GONE},
            (),
            None,
        )
