"""Scenario files that cannot be played: every fault with its place and what would be right."""

from __future__ import annotations

import pytest

from tests.scenario_parts import INITIAL, faults, scenario_text, step

TICK = step("kind: tick")
_HEAD = len(INITIAL.splitlines()) + 1


class TestFaults:
    def test_none(self, tmp_path):
        """A right file has no fault."""
        assert faults(tmp_path, scenario_text(TICK)) == []

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            pytest.param("", "1:1: there are no steps. Write the steps under events:.", id="empty"),
            pytest.param("- one\n", "1:1: this must be a mapping of keys to values, not a list.", id="a list"),
            pytest.param(
                "evnts: []\n",
                "1:1: unknown key (got 'evnts'). Did you mean 'events'? Allowed: meta, conventions, initial_state, "
                "events, report_points, expected_reports, calendar_points, expected_calendar.",
                id="a key misspelt",
            ),
            pytest.param(
                "events: [Monday]\n",
                "1:10: this must be a mapping of keys to values (got 'Monday').",
                id="a word for a step",
            ),
            pytest.param(
                "events:\n- {id: S1, at: '2027-01-11T09:00:00Z', kind: tock}\n",
                "2:46: there is no such kind of step (got 'tock'). Did you mean 'tick'? Kinds: issue_open, "
                "issue_update, issue_close, issue_reopen, note, intake, tick, redelivery, raw.",
                id="an unknown kind",
            ),
            pytest.param(
                "events:\n- {id: S1, at: '2027-01-11T09:00:00Z'}\n",
                "2:3: the key 'kind' is missing. Kinds: issue_open, issue_update, issue_close, issue_reopen, note, "
                "intake, tick, redelivery, raw.",
                id="no kind",
            ),
            pytest.param(
                "events:\n- {id: S1, at: '2027-01-11T09:00:00Z', kind: tick, expect: {isue: {}}}\n",
                "2:61: unknown key (got 'isue'). Did you mean 'issue'? Allowed: http, response, issue, also, created, "
                "notes, api.",
                id="a key deep inside misspelt",
            ),
            pytest.param(
                "events:\n- {id: S1, at: '2027-01-11 09:00', kind: tick}\n",
                "2:16: this is no instant; write it with its zone, as in 2027-01-11T09:15:00Z "
                "(got '2027-01-11 09:00').",
                id="an instant without a zone",
            ),
            pytest.param(
                "events:\n- {id: S1, at: '2027-01-11T09:00:00Z', kind: tick, expect: {also: {A: {due_date: soon}}}}\n",
                "2:82: this is no date; write it as 2027-01-31 (got 'soon').",
                id="no date",
            ),
            pytest.param(
                "events: [\n",
                "2:1: this cannot be read as YAML: did not find expected node content while parsing a flow node. Look "
                "at the indentation, the brackets and the quotes here and in the line above.",
                id="no YAML",
            ),
        ],
    )
    def test_shape(self, tmp_path, text, fault):
        """What is written wrong is named where it stands."""
        assert faults(tmp_path, text) == [f"scenario.yml:{fault}"]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            pytest.param(
                scenario_text(TICK, TICK),
                f"{_HEAD + 5}:7: two steps have this id (got 'S1'). Choose another.",
                id="two steps of one id",
            ),
            pytest.param(
                scenario_text(TICK, head=INITIAL.replace("ref: OTHER", "ref: STORY")),
                f"{_HEAD - 1}:21: two issues have this name (got 'STORY'). Choose another.",
                id="two issues of one name",
            ),
            pytest.param(
                scenario_text(step("kind: tick", number=2), TICK),
                f"{_HEAD + 6}:7: this is in the past (got '2027-01-11T09:01:00Z'). Steps stand in the order in which "
                "they happen; the clock shows 2027-01-11T09:02:00Z here.",
                id="a step in the past",
            ),
            pytest.param(
                scenario_text(step("kind: issue_close, actor: nicole.smith, issue: STROY")),
                f"{_HEAD + 1}:55: there is no issue of this name (got 'STROY'). Did you mean 'STORY'? Issues so far: "
                "OTHER, STORY.",
                id="an issue that nothing brings",
            ),
            pytest.param(
                scenario_text(step("kind: issue_open, actor: nicole.smith, issue: NEW, project: storys")),
                f"{_HEAD + 1}:68: there is no project of this name (got 'storys'). Did you mean 'stories'? Projects of "
                "config.yml: stories, open.",
                id="a project that is not there",
            ),
            pytest.param(
                scenario_text(step("kind: issue_open, actor: nicole.smith, issue: NEW")),
                f"{_HEAD + 1}:3: the key 'project' is missing. project: key of a project in config.yml.",
                id="an issue without a project",
            ),
            pytest.param(
                scenario_text(step("kind: tick", more="expect_text: [{issue: STORY, excludes_regex: '('}]")),
                f"{_HEAD + 4}:48: this is no regular expression: missing ), unterminated subpattern at position 0 "
                "(got '(').",
                id="no regular expression",
            ),
            pytest.param(
                scenario_text(TICK, tail="expected_calendar: {calls: []}\n"),
                f"{_HEAD + 5}:21: calendar_points has nothing of this name (got 'calls'). calendar_points has to have "
                "the same name.",
                id="a point without a question",
            ),
            pytest.param(
                scenario_text(
                    TICK, tail="report_points: {r: {after: S1, period: January}}\nexpected_reports: {r: {a: 1}}\n"
                ),
                f"{_HEAD + 5}:40: this is no period (got 'January'). Write 2027-01, FY27-Q4, FY27, 2027-W02 or "
                "2027-01-11..2027-01-18.",
                id="a period",
            ),
            pytest.param(
                scenario_text(
                    TICK,
                    tail="report_points: {r: {after: S1, period: 2027-01, to: '2027-01-12T00:00:00Z'}}\n"
                    "expected_reports: {r: {a: 1}}\n",
                ),
                f"{_HEAD + 5}:20: give period, or from and to.",
                id="half of two kinds of bounds",
            ),
            pytest.param(
                scenario_text(TICK, head=INITIAL.replace("Z'}", "Z', bot: Nicole.Smith}", 1)),
                "1:44: somebody of config.yml has this name (got 'Nicole.Smith'). Usher's account is nobody's own.",
                id="a bot that is a person",
            ),
        ],
    )
    def test_names(self, tmp_path, text, fault):
        """Names that lead nowhere are named where they stand, with the nearest one that there is."""
        assert faults(tmp_path, text) == [f"scenario.yml:{fault}"]

    def test_all_at_once(self, tmp_path):
        """Every fault of a file is told at once, in order."""
        steps = step("kind: tick, foo: 1"), step("kind: note, actor: nicole.smith, issue: STORY", number=2)

        found = faults(tmp_path, scenario_text(*steps))

        assert [fault.partition(": ")[2].partition(".")[0] for fault in found] == [
            "unknown key (got 'foo')",
            "the key 'note' is missing",
        ]
