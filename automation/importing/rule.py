"""One rule of gitlab-triage as one policy of ours, or refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from automation.config.spelling import nearest
from automation.importing.actions import take_actions
from automation.importing.conditions import take_conditions
from automation.importing.draft import Draft
from automation.importing.findings import Refused
from automation.importing.habits import keep_from_repeating
from automation.importing.rule_list import OTHERS, Source
from automation.importing.sound import check_sound
from automation.importing.written import Entry, Table, text_of

_KEYS: Final = ("name", "conditions", "limits", "actions", "api")
_ENDS: Final = {"most_recent": "newest", "oldest": "oldest"}


def fill(draft: Draft, source: Source, project: str | None) -> None:
    """Write what `source` says into `draft`; digests are opened in `project` (a key) unless they name another.

    Raises:
        Refused: it cannot be carried over.
    """
    _check_kind(source)
    rule = source.value
    if not isinstance(rule, Table):
        raise Refused(draft.line, "no-rule", "this is no rule", "a rule is a mapping of name, conditions and actions")
    _check_keys(draft, rule)
    conditions, actions = _parts(draft, rule)
    take_conditions(draft, conditions)
    check_sound(draft)
    _take_limits(draft, rule)
    take_actions(draft, actions, project)
    if source.parts > 1:
        words = f"gitlab-triage opens one issue for {source.parts} rules of this summary"
        draft.look(draft.line, "summary", words, "each rule has a digest of its own")
    keep_from_repeating(draft)


def _check_kind(source: Source) -> None:
    if source.kind == "issues":
        return
    what = source.kind.replace("_", " ")
    words = f"it is for {what}, and Usher works on issues"
    if source.kind not in OTHERS:
        words = f"gitlab-triage knows no {what}, and neither does Usher"
    raise Refused(source.line, "not-issues", words, "keep gitlab-triage for it")


def _check_keys(draft: Draft, rule: Table) -> None:
    for key, entry in rule.entries.items():
        if key in _KEYS:
            continue
        near = nearest(key, _KEYS)
        if near:
            words = f"gitlab-triage passes over {key}, which it does not know"
            raise Refused(entry.line, "misread", words, f"did you mean {near}?")
        draft.look(entry.line, "ignored", f"gitlab-triage passes over {key}", "so does the policy")


def _parts(draft: Draft, rule: Table) -> tuple[Table, Table]:
    """Conditions and actions, wherever they stand."""
    conditions = _table(rule, "conditions")
    nested = conditions.entries.get("actions")
    if nested is None or not isinstance(nested.value, Table) or "actions" in rule.entries:
        return conditions, _table(rule, "actions")
    words = "its actions stand within the conditions, where gitlab-triage passes over them, so it never did anything"
    draft.meant(nested.line, "misread", words)
    rest: dict[str, Entry] = {key: entry for key, entry in conditions.entries.items() if key != "actions"}
    return replace(conditions, entries=rest), nested.value


def _table(rule: Table, key: str) -> Table:
    value = rule.get(key)
    if value is None:
        return Table(rule.line_of(key), rule.line_of(key))
    if not isinstance(value, Table):
        words = f"its {key} have no parts, and gitlab-triage stops with an error"
        raise Refused(rule.line_of(key), "crash", words, f"write {key} as a mapping")
    return value


def _take_limits(draft: Draft, rule: Table) -> None:
    limits = _table(rule, "limits")
    found = {key: text_of(limits.get(key)) for key in limits.entries}
    if not found:
        return
    line = rule.line_of("limits")
    (key, count), *more = found.items()
    if more or key not in _ENDS or not re.fullmatch(r"\d{1,9}", count or "") or int(count or 0) == 0:
        words = "its limits are not one number of most_recent or oldest, and gitlab-triage stops with an error"
        raise Refused(line, "crash", words, "give one of the two")
    draft.limit = {_ENDS[key]: int(count or 0)}
    draft.came_from("limit", line, rule.entries["limits"].last)
