"""What an issue waits for, in words."""

from __future__ import annotations

import pytest

from automation.decide.waiting import waits_for
from automation.model.decision import Reason, Seen, Verdict
from automation.model.snapshot import Memory, Phase, QuotaState
from automation.runtime.explaining import nearest_miss
from tests.small import HELIOS, compiled, workflow
from tests.store_parts import snapshot

RULES = compiled(
    workflow(
        fields="{Account: {required: true}, Region: {one_of: [EMEA, APAC]}}",
        stages="{New: {}, Doing: {}, Parked: {holds: true}, Done: {closed: true}}",
        moves="[{from: New, to: Doing, by: [advocacy, author], if: issue.is_open}, {from: New, to: Done}, "
        "{from: [New, Doing], to: Parked, by: advocacy}, {from: Parked, to: HELD_FROM, by: advocacy}]",
    )
)


def _memory(labels=(), description=HELIOS, **values):
    seen = snapshot(labels=frozenset(labels), description=description)
    return Memory(**{"seen": seen, "workflow": "story", "phase": Phase.ACTIVE, **values})


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        pytest.param(
            _memory(stage="New"),
            (
                "a move to Doing by advocacy, author, when issue.is_open",
                "a move to Done by Usher",
                "a move to Parked by advocacy",
            ),
            id="moves with who may make them and their gates",
        ),
        pytest.param(
            _memory(stage="Parked", held_from="Doing"), ("a move to Doing by advocacy",), id="back to where it was"
        ),
        pytest.param(_memory(stage="Done"), (), id="its end"),
        pytest.param(_memory(["Bot::Hold"], stage="Done"), ("somebody who takes off Bot::Hold",), id="what holds it"),
        pytest.param(
            _memory(phase=Phase.NEEDS_INFO, description="- **Account:**\n- **Region:** Moon"),
            ("required fields: Account, Region: must be one of EMEA, APAC",),
            id="what is not filled in, or filled in wrongly",
        ),
        pytest.param(
            _memory(phase=Phase.NEEDS_INFO, description=""),
            ("required fields: some are not filled in",),
            id="a description that is not kept any more",
        ),
        pytest.param(
            _memory(["Spam::Suspected"], phase=Phase.SUSPENDED),
            ("a member who takes off Spam::Suspected",),
            id="what sets it aside",
        ),
        pytest.param(
            _memory(stage="Done", quota=QuotaState(bucket="2027-01", state="waiting")),
            ("a place in the quota of 2027-01",),
            id="its turn",
        ),
        pytest.param(_memory(workflow=None), (), id="no workflow"),
    ],
)
def test_waits_for(memory, expected):
    """Each thing that would bring the issue on has its line."""
    assert waits_for(RULES, memory) == expected


def _missed(title, held, parts, part="x", verdict=Verdict.NO, *children):
    return Reason(title, verdict, "", children, Seen(part=part, held=held, parts=parts))


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        pytest.param([_missed("a", 0, 2), _missed("b", 2, 3), _missed("c", 1, 2)], "b", id="the largest share"),
        pytest.param([_missed("a", 1, 2), _missed("b", 1, 2)], "a", id="of equals the first"),
        pytest.param([_missed("a", 2, 2, "", Verdict.YES, _missed("b", 0, 1))], "b", id="below what held"),
        pytest.param([_missed("a", 2, 2, "", Verdict.YES), Reason("b", Verdict.NO)], None, id="nothing was missed"),
    ],
)
def test_nearest_miss(reasons, expected):
    """Of what did not hold, that of which most did."""
    found = nearest_miss(reasons)

    assert (found and found.title) == expected
