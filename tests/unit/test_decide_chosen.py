"""What texts and cases choose: the first stage, due dates, and what closing by hand means."""

from __future__ import annotations

import pytest

from tests.play import flat
from tests.small import compiled, faults, fresh, under_way, workflow

STAGES = "{New: {}, Later: {}, Done: {closed: true}}"
MOVES = "[{from: [New, Later], to: Done, by: advocacy}, {from: New, to: Later, by: advocacy}]"


def errors(play):
    """What the last decision of `play` could not make sense of."""
    return [(reason.title, reason.detail) for reason in play.errors]


class TestFirstStage:
    @pytest.mark.parametrize(
        ("initial", "stage", "wrong"),
        [
            pytest.param("Later", "Later", [], id="named"),
            pytest.param("\"{{ 'Later' if fields['Region'] == 'EMEA' else 'New' }}\"", "Later", [], id="chosen"),
            pytest.param("\"{{ 'Later' if fields['Region'] == 'APAC' else 'New' }}\"", "New", [], id="the other one"),
            pytest.param(
                "\"{{ fields['Region'] }}\"",
                "New",
                [("First stage", "there is no stage 'EMEA'; stages are New, Later, Done")],
                id="a stage that there is not",
            ),
        ],
    )
    def test_is(self, initial, stage, wrong):
        """A workflow begins where its text says; at the first stage listed where that is nowhere, and says so."""
        play = fresh(compiled(workflow(initial=initial, stages=STAGES, moves=MOVES)))

        play.open()

        assert (play.memory.stage, errors(play)) == (stage, wrong)

    def test_fails_for_some(self):
        """A text that only some issues make impossible begins at the first stage listed, and says so."""
        choice = "\"{{ 'Later' if fields['Region'] == 'EMEA' and 1 / (issue.title | length - 13) else 'New' }}\""
        play = fresh(compiled(workflow(initial=choice, stages=STAGES, moves=MOVES)))

        play.open()

        assert (play.memory.stage, [title for title, _ in errors(play)]) == ("New", ["First stage"])

    def test_unknown_name(self, tmp_path):
        """A text with a name that does not exist is a fault of the configuration, with its place."""
        found = faults(workflow(initial='"{{ filds }}"', stages=STAGES, moves=MOVES), tmp_path)

        assert [line.partition(" ")[0] for line in found] == ["programs/stories.yml:9:14:"]


class TestDueDate:
    @pytest.mark.parametrize(
        ("due", "day", "wrong"),
        [
            pytest.param("\"{{ '2027-03-01' }}\"", "2027-03-01", [], id="a date"),
            pytest.param("\"{{ '3' if fields['Region'] else '5' }} working days\"", "2027-01-14", [], id="words"),
            pytest.param("\"{{ 'none' }}\"", None, [], id="no date"),
            pytest.param("{field: When, else: \"{{ '2' }} working days\"}", "2027-01-13", [], id="a field names none"),
            pytest.param(
                "\"{{ fields['Region'] }}\"",
                None,
                [("Due date", "'EMEA' is no due date; write 5 working days, 90 days, quarter end, keep or none")],
                id="neither",
            ),
        ],
    )
    def test_is(self, due, day, wrong):
        """A stage's due date may be a text; one that gives no date leaves the date, and says so."""
        stages = f"{{New: {{due: {due}}}, Done: {{closed: true}}}}"
        play = fresh(
            compiled(workflow(fields="{Region: {}, When: {type: date}}", stages=stages, moves="[]", title="A"))
        )

        play.open()

        assert (play.state["due_date"], errors(play)) == (day, wrong)


CASES = """\
[{if: "fields['Region'] == 'EMEA'", by: advocacy, to: KEEP, do: [{label: Finished}]},
 {by: advocacy, to: Done, author_to: Dropped}]"""


class TestClosingByHand:
    @pytest.mark.parametrize(
        ("actor", "region", "state", "stage", "labels"),
        [
            pytest.param("steve.george", "EMEA", "closed", "New", ["Finished", "Story::New"], id="the first case"),
            pytest.param("steve.george", "APAC", "closed", "Done", ["Story::Done"], id="the next one"),
            pytest.param("april.marks", "EMEA", "closed", "Dropped", ["Story::Dropped"], id="the author's"),
            pytest.param("legal-counsel", "EMEA", "opened", "New", ["Story::New"], id="none fits"),
        ],
    )
    def test_cases(self, actor, region, state, stage, labels):
        """Of several cases the first one that fits says what closing means; none means that it is refused."""
        stages = "{New: {}, Done: {closed: true}, Dropped: {closed: true}}"
        rules = compiled(workflow(on_manual_close=CASES, stages=stages, moves="[{from: New, to: Done}]"))
        play = under_way(rules, description=f"<!-- program: story -->\n- **Region:** {region}")

        play.update(actor, state="closed")

        assert (play.snapshot.state, play.memory.stage, sorted(play.snapshot.labels)) == (state, stage, labels)

    def test_stays_closed(self):
        """An issue that ended as it was stays closed when it is looked at again, and opens when a person says so."""
        rules = compiled(workflow(on_manual_close="{by: advocacy, to: KEEP}"))
        play = under_way(rules)
        play.update("steve.george", state="closed")

        looked = play.wake().plan
        play.update("steve.george", state="opened")

        assert (bool(looked), play.snapshot.state, play.memory.stage) == (False, "opened", "New")

    def test_condition_fails(self):
        """A case whose condition cannot be evaluated does not fit, and the explanation says why."""
        case = '{if: "1 / (issue.title | length - 13)", by: advocacy, to: Done}'
        play = under_way(compiled(workflow(on_manual_close=case)))

        play.update("steve.george", state="closed")

        assert (play.snapshot.state, [title for title, _ in errors(play)]) == ("opened", ["Closed by hand"])
        assert any(reason.detail.endswith("opened again") for reason in flat(play.last.reasons))

    def test_faults(self, tmp_path):
        """Stages, people and conditions of a case that do not exist are faults with their places."""
        case = "[{if: nothing, by: advocat, to: Dune, do: [{label: x}]}]"

        found = faults(workflow(on_manual_close=case), tmp_path)

        assert [line.partition("(")[0] for line in found] == [
            "programs/stories.yml:11:28: there is no 'nothing' ",
            "programs/stories.yml:11:41: this is no role, no username and none of author, assignee and field:Name ",
            "programs/stories.yml:11:54: there is no stage of this name ",
        ]


class TestWhoMay:
    MOVES = "[{from: New, to: Doing, by: \"{{ owner_of('channel_sa', fields['Region']) }}\"}]"

    @pytest.mark.parametrize(
        ("actor", "stage"),
        [
            pytest.param("sa-emea", "Doing", id="whom the text names"),
            pytest.param("sa-apac", "New", id="anybody else"),
        ],
    )
    def test_a_text_names_them(self, actor, stage):
        """A text may say who may move an issue; whoever it does not name is refused in words."""
        play = under_way(compiled(workflow(moves=self.MOVES)))

        play.update(actor, add=["Story::Doing"], remove=["Story::New"])

        assert play.memory.stage == stage
        refused = [
            reason.detail for reason in flat(play.last.reasons) if "only whom the workflow names" in reason.detail
        ]
        assert bool(refused) is (stage == "New")

    def test_a_text_that_fails(self):
        """Where the text cannot be filled in nobody may, and the explanation says why."""
        moves = '[{from: New, to: Doing, by: "{{ 1 / (issue.title | length - 13) }}"}]'
        play = under_way(compiled(workflow(moves=moves)))

        play.update("sa-emea", add=["Story::Doing"], remove=["Story::New"])

        assert (play.memory.stage, [title for title, _ in errors(play)]) == ("New", ["Who may", "Who may"])

    def test_unknown_name(self, tmp_path):
        """A text with a name that does not exist is a fault with its place."""
        found = faults(workflow(moves='[{from: New, to: Doing, by: "{{ nobody }}"}]'), tmp_path)

        assert [line.partition(" (")[0] for line in found] == ["programs/stories.yml:10:40: there is no 'nobody'"]
