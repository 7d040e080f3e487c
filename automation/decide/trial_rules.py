"""Trying what rules and policies say on a made-up issue, and what digests say on a made-up sweep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from automation.config.faults import Problem
from automation.decide.action import ActionFault
from automation.decide.digest_items import item_of, view_of
from automation.decide.digests import desk_for, event_of
from automation.decide.expressions import Forgiving
from automation.decide.guard import Safe
from automation.decide.messages import checked
from automation.decide.sample import SAMPLED_AT, NothingStored, sample_desk
from automation.decide.templates import ConditionError
from automation.decide.trying import problem, try_actions, try_condition, try_text
from automation.decide.written import Trail, Written, all_written
from automation.model.events import User

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledDigest, CompiledPolicy
    from automation.decide.desk import Desk


def try_rules(rules: Compiled) -> Iterator[Problem]:
    """What is wrong with conditions, actions and digests of rules, policies and stale handling."""
    compiled = {rule.name: rule for known in rules.rules.values() for rule in known}
    for written in all_written(rules.config):
        found = compiled.get(written.name)
        for desk in _desks(rules, written):
            yield from try_condition(desk, written.when, (*written.trail, "when"))
            yield from try_actions(desk, found.actions if found else (), (*written.trail, "do"))
    for policy in rules.policies.values():
        if policy.digest is not None:
            yield from _digest(rules, policy, policy.digest, (*policy.rule.trail, "digest"))


def _desks(rules: Compiled, written: Written) -> Iterator[Desk]:
    """A made-up issue of each workflow; one that is not there is a fault already."""
    event = {"name": "sample", "data": Forgiving()}
    for key in [key for key in written.workflow if key in rules.workflows] if written.workflow else [""]:
        yield sample_desk(rules, rules.workflows.get(key)).acting(event=event, **written.names)


def _digest(rules: Compiled, policy: CompiledPolicy, digest: CompiledDigest, trail: Trail) -> Iterator[Problem]:
    issue = sample_desk(rules, None).draft.before
    data = event_of(policy.name, [item_of(issue)], 1, event_id="sample", at=SAMPLED_AT).data
    desk = desk_for(rules, policy, data, NothingStored(), User("usher-bot"))
    yield from try_text(desk, digest.spec.title, (*trail, "title"))
    shown = desk.acting(item=view_of(rules.config, digest, data["items"][0]))
    for at, name in ((shown, "item"), (desk.acting(items=Safe("- Sample"), more=0), "text")):
        try:
            checked(at, getattr(digest.spec, name))
        except (ActionFault, ConditionError) as error:
            yield problem((*trail, name), str(error), "text")
