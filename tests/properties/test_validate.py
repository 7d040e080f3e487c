"""Laws of `automation.config.validate`: whatever a file holds, its faults are said and the rest is looked at."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.config.model import Config
from automation.config.positions import Trail
from automation.config.program import Program
from automation.config.validate import validate

CONFIG = {
    "gitlab": {"token": "t", "webhook": {"signing_tokens": ["a"]}, "timeout": 5},
    "calendar": {"working_days": "mon-fri"},
    "people": {"sa-emea": {"roles": ["channel-sa"], "region": "EMEA"}},
    "projects": {"a": "group/a", "b": {"path": "group/b"}},
    "routing": {"channel_sa": {"EMEA": "sa-emea"}},
    "messages": {"hello": "hi", "bye": {"text": "x", "lasting": True}},
}
PROGRAM = {
    "program": "P",
    "scores": {"s": {"add": [{"field": "F", "points": {"a": 1}}], "bands": [{"at_least": 1, "name": "x"}]}},
    "workflows": {
        "w": {
            "project": "p",
            "template": "T",
            "stage_label": "S",
            "fields": {"F": {"required": True, "one_of": ["a"]}},
            "owner": {"role": "r", "else": {"table": "t", "by": "x"}},
            "stages": {"A": {"due": {"field": "F"}, "on_enter": [{"label": "x"}]}, "B": {"closed": True}},
            "moves": [{"from": "A", "to": ["B"], "by": "r", "if": "true"}],
            "on_manual_close": {"to": "B"},
            "comments": {"Word": {"pattern": "{a}", "do": {"label": "x"}}},
        }
    },
    "rules": [{"name": "R", "on": ["issue.opened"], "do": [{"label": "x"}, {"comment": "y"}]}],
}
ODD = st.sampled_from([None, 0, 1.5, True, "", "x", [], {}, ["x"], [{}], {"x": 1}, {"a": 1, "b": 2}])


def trails(value: Any, trail: Trail = ()) -> list[Trail]:
    """The trails of `value` and of all that it holds."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [trail, *(inner for key, item in items for inner in trails(item, (*trail, key)))]


def spoilt(data: Any, trail: Trail, way: str, odd: Any) -> Any:
    """`data` with the value at `trail` replaced, left out, or put under a misspelt key."""
    if not trail:
        return odd
    data = deepcopy(data)
    holder = data
    for step in trail[:-1]:
        holder = holder[step]
    if way == "replaced" or isinstance(holder, list):
        holder[trail[-1]] = deepcopy(odd)
    else:
        value = holder.pop(trail[-1])
        if way == "misspelt":
            holder[f"{trail[-1]}s"] = value
    return data


@pytest.mark.parametrize(("model", "data"), [(Config, CONFIG), (Program, PROGRAM)], ids=["config.yml", "program"])
@given(choices=st.data())
def test_any_damage_is_mended_or_no_damage(model, data, choices):
    """Up to four damages: the faults name places in the file or keys beside them, and a whole model is left."""
    damaged: Any = data
    for _ in range(choices.draw(st.integers(1, 4))):
        trail = choices.draw(st.sampled_from(trails(damaged)))
        way = choices.draw(st.sampled_from(["replaced", "left out", "misspelt"]))
        damaged = spoilt(damaged, trail, way, choices.draw(ODD))
    before = deepcopy(damaged)

    found = validate(model, damaged, strict=model is Program)

    written = set(trails(damaged))
    assert isinstance(found.part, model)
    assert all(problem.trail in written or problem.trail[:-1] in written for problem in found.problems)
    assert len({problem.trail for problem in found.problems}) == len(found.problems)
    assert damaged == before
