"""Who becomes responsible, and the words that explain the choice."""

from __future__ import annotations

import pytest

from tests.small import compiled, doing, fresh, under_way, words, workflow

HELIOS = "<!-- program: story -->\n- **Account:** {account}\n- **Region:** {region}"

#: an owner on a condition that cannot be judged where the field is empty
LATE = "{role: legal, where: \"date(fields['Region']).year > 1\"}"


def chosen(owner, *, account="Helios", region="EMEA"):
    """Assignees after `own: OWNER`, and what the explanation says."""
    play = doing(f"- own: {owner}", description=HELIOS.format(account=account, region=region))
    ((verdict, detail),) = words(play)
    assert verdict == "yes"
    return play.snapshot.assignees, detail


class TestSources:
    @pytest.mark.parametrize(
        ("owner", "expected", "explained"),
        [
            pytest.param("steve.george", ("steve.george",), "people steve.george gives steve.george", id="a username"),
            pytest.param(
                "[steve.george, legal-counsel]",
                ("steve.george", "legal-counsel"),
                "people steve.george, legal-counsel gives steve.george, legal-counsel",
                id="several",
            ),
            pytest.param(
                "{role: advocacy}",
                ("nicole.smith", "steve.george"),
                "role advocacy gives nicole.smith, steve.george",
                id="a role: everybody who has it",
            ),
            pytest.param(
                "{role: advocacy, pick: first}",
                ("nicole.smith",),
                "role advocacy gives nicole.smith; not steve.george: only the first is picked",
                id="a role: the first",
            ),
            pytest.param(
                "{table: channel_sa, by: \"fields['Region']\"}",
                ("sa-emea",),
                "table channel_sa, row 'EMEA' gives sa-emea",
                id="a table",
            ),
            pytest.param(
                "{table: channel_sa, by: \"'Mars'\"}",
                (),
                "table channel_sa, row 'Mars' gives nobody",
                id="a row that is not there",
            ),
            pytest.param(
                "{role: channel-sa, where: \"person.region == fields['Region']\"}",
                ("sa-emea",),
                "role channel-sa gives sa-emea; not sa-apac: the condition does not hold",
                id="a condition on the person",
            ),
            pytest.param(
                "{table: channel_sa, by: \"'Mars'\", else: {role: legal}}",
                ("legal-counsel",),
                "table channel_sa, row 'Mars' gives nobody; else role legal gives legal-counsel",
                id="somebody else",
            ),
        ],
    )
    def test_found(self, owner, expected, explained):
        """People come from usernames, a role, a table or a field, and a condition narrows them down."""
        assert chosen(owner) == (expected, explained)

    @pytest.mark.parametrize(
        ("account", "expected", "explained"),
        [
            pytest.param("@sa-apac", ("sa-apac",), "field Account gives sa-apac", id="with the sign"),
            pytest.param("sa-apac", ("sa-apac",), "field Account gives sa-apac", id="without"),
            pytest.param("", (), "field Account gives nobody", id="empty"),
            pytest.param(
                "@bestseo4u", (), "field Account gives nobody; not bestseo4u: not in config.yml", id="a stranger"
            ),
        ],
    )
    def test_field(self, account, expected, explained):
        """The person whom a field names; a stranger is never assigned, and the explanation says why."""
        assert chosen("{field: Account}", account=account) == (expected, explained)

    def test_field_with_condition_and_else(self):
        """A person without the role gives way to the table, and the words name the whole way."""
        owner = (
            "{field: Account, where: \"'channel-sa' in person.roles\", "
            "else: {table: channel_sa, by: \"fields['Region']\"}}"
        )

        assert chosen(owner, account="@legal-counsel", region="APAC") == (
            ("sa-apac", "sa-emea"),
            (
                "field Account gives nobody; not legal-counsel: the condition does not hold; "
                "else table channel_sa, row 'APAC' gives sa-apac, sa-emea"
            ),
        )


class TestWorkflowOwner:
    def test_at_intake(self):
        """The workflow's owner is assigned when the issue comes in, and the explanation has the words."""
        play = fresh(compiled(workflow(owner="{role: legal}")))

        play.open()

        (reason,) = [reason for reason in play.last.reasons if reason.title == "Owner"]
        assert (play.snapshot.assignees, reason.detail) == (("legal-counsel",), "role legal gives legal-counsel")

    def test_of_a_stage(self):
        """A stage's owner takes over from the workflow's on entry; a stage without one keeps the owner."""
        stages = "{New: {}, Doing: {owner: legal-counsel}, Done: {closed: true}}"
        play = under_way(
            compiled(workflow(stages=stages)),
            memory={"owners": ("steve.george",)},
            assignees=("steve.george", "sa-emea"),
        )

        play.update("nicole.smith", add=["Story::Doing"], remove=["Story::New"])
        assert play.snapshot.assignees == ("legal-counsel", "sa-emea")

        play.update("nicole.smith", add=["Story::New"], remove=["Story::Doing"])
        assert play.snapshot.assignees == ("legal-counsel", "sa-emea")

    @pytest.mark.parametrize(
        ("spec", "title"),
        [
            pytest.param({"owner": LATE}, "Owner", id="workflow"),
            pytest.param({"stages": f"{{New: {{owner: {LATE}}}}}", "moves": "[]"}, "Owner of New", id="stage"),
        ],
    )
    def test_condition_that_cannot_be_judged(self, spec, title):
        """A condition that fails leaves the issue without that owner; everything else goes on."""
        rules = compiled(workflow(fields="{Account: {}, Region: {type: date}}", **spec))
        play = fresh(rules, description="<!-- program: story -->\n- **Region:**")

        play.open()

        assert (play.snapshot.assignees, play.memory.stage) == ((), "New")
        assert [reason.title for reason in play.errors] == [title]


def test_assign_adds():
    """`assign` adds to the assignees, nobody twice."""
    play = doing("- assign: [legal-counsel, sa-emea]", assignees=("sa-emea",))

    assert play.snapshot.assignees == ("sa-emea", "legal-counsel")


def test_own_keeps_where_nobody_is_found():
    """Handing over to nobody leaves the owner."""
    play = doing("- own: {table: channel_sa, by: \"'Mars'\"}", assignees=("sa-emea",), memory={"owners": ("sa-emea",)})

    assert play.snapshot.assignees == ("sa-emea",)


def test_row_that_cannot_be_evaluated():
    """An expression for a row that fails is an error of that action alone."""
    program = workflow(fields="{Account: {}, Region: {type: date}}")
    actions = "- own: {table: channel_sa, by: \"date(fields['Region']).year\"}\n- label: After"
    play = doing(actions, program, description="<!-- program: story -->\n- **Region:**")

    assert [verdict for verdict, _ in words(play)] == ["error", "yes"]
    assert "After" in play.snapshot.labels
