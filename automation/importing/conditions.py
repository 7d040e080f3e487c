"""The conditions of a rule: which issues gitlab-triage acts on, said as a selection of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.config.spelling import nearest
from automation.importing.draft import Draft, key_of
from automation.importing.findings import Refused
from automation.importing.jinja_words import quoted
from automation.importing.label_conditions import LABEL_KEYS, point_out_scopes
from automation.importing.ruby.idioms import meaning_of
from automation.importing.ruby.meaning import Meaning
from automation.importing.ruby.tree import All, Unreadable, parse_condition
from automation.importing.written import Entry, Scalar, Table, is_empty, text_of, texts_of

Take = Callable[[Draft, Table, str], None]

#: what gitlab-triage stops at, with an error
_STOPS: Final = "gitlab-triage stops with an error here"
_UNITS: Final = ("minutes", "hours", "days", "weeks", "months", "years")
_STATES: Final = {"opened": "open ", "closed": "closed "}
_NUMBER: Final = re.compile(r"\d{1,9}")
_BELOW: Final = {"less_than", "greater_than"}


def take_conditions(draft: Draft, conditions: Table) -> None:
    """Add `conditions` to `draft`.

    Raises:
        Refused: one of them cannot be said by a policy, or is none of gitlab-triage's.
    """
    draft.select["state"] = "all"
    for key, entry in conditions.entries.items():
        before = (dict(draft.select), len(draft.when))
        if is_empty(entry.value):
            draft.look(entry.line, "empty", f"{key} is empty, and gitlab-triage passes over it", "so does the policy")
        elif key in _KNOWN:
            _KNOWN[key](draft, conditions, key)
        elif key in LABEL_KEYS:
            LABEL_KEYS[key](draft, conditions)
        else:
            _unknown(draft, conditions, key)
        _remember(draft, entry, *before)
    point_out_scopes(draft, conditions)
    if not conditions.entries.keys() - {"state"}:
        words = f"it selects every {_STATES.get(draft.select['state'], '')}issue"
        draft.look(conditions.line, "matches-all", words, "look at what it does before it runs")


def _remember(draft: Draft, entry: Entry, select: Mapping[str, Any], when: int) -> None:
    """Note which keys of the policy came from `entry`, for the comments there."""
    changed = [key for key, value in draft.select.items() if select.get(key) != value]
    for key in [*(f"select.{key}" for key in changed), *(["when"] if len(draft.when) > when else [])]:
        draft.came_from(key, entry.line, entry.last)


def _date(draft: Draft, conditions: Table, key: str) -> None:
    line, table = conditions.line_of(key), _table(conditions, key)
    attribute, condition = text_of(table.get("attribute")), text_of(table.get("condition"))
    unit, count = text_of(table.get("interval_type")), text_of(table.get("interval"))
    if attribute not in {"created_at", "updated_at"} or condition not in {"older_than", "newer_than"}:
        remedy = "attribute is created_at or updated_at, condition older_than or newer_than"
        raise Refused(line, "crash", f"the date names no attribute or condition of issues; {_STOPS}", remedy)
    if unit not in _UNITS or count is None or not re.fullmatch(r"\d{1,5}", count):
        raise Refused(line, "crash", f"the date names no interval; {_STOPS}", f"interval_type is {', '.join(_UNITS)}")
    span = f"{int(count)} {unit.removesuffix('s') if int(count) == 1 else unit}"
    draft.take(line, Meaning(pick=(attribute.removesuffix("_at"), {condition: span})))


def _state(draft: Draft, conditions: Table, key: str) -> None:
    state = text_of(conditions.get(key)) or ""
    if state not in {"opened", "closed"}:
        line = conditions.line_of(key)
        raise Refused(line, "crash", f"{state or 'this'} is no state of an issue; {_STOPS}", "write opened or closed")
    draft.select["state"] = state


def _milestone(draft: Draft, conditions: Table, key: str) -> None:
    line, titles = conditions.line_of(key), texts_of(conditions.get(key))
    if not titles:
        raise Refused(
            line, "misread", "the milestone has no title, and gitlab-triage passes over it", "write its title"
        )
    if len(titles) > 1:
        words = f"of several milestones gitlab-triage takes the first, {titles[0]}"
        draft.look(
            line, "misread", words, "so does the policy; for any of them use when: issue.milestone in ['…', '…']"
        )
    if titles[0].casefold() == "no milestone":
        draft.meant(
            line, "dead", "GitLab has no milestone filter `No Milestone` any more, so it never selected anything"
        )
    word = {"no milestone": "none"}.get(titles[0].casefold(), titles[0])
    plain = word.casefold() if word.casefold() in {"none", "any", "upcoming", "started"} else word
    # `expired` is a word of ours only, and here the title of a milestone
    pick = None if plain.casefold() == "expired" else ("milestone", plain)
    draft.take(line, Meaning(when=f"issue.milestone == {quoted(plain)}", pick=pick))


def _members(draft: Draft, conditions: Table, key: str) -> None:
    line, table = conditions.line_of(key), _table(conditions, key)
    source, condition = text_of(table.get("source")), text_of(table.get("condition"))
    path = text_of(table.get("source_id"))
    if source not in {"project", "group"} or condition not in {"member_of", "not_member_of"} or not path:
        remedy = "source is project or group, condition member_of or not_member_of, source_id a path or number"
        raise Refused(line, "crash", f"{key} is not complete; {_STOPS}", remedy)
    known = draft.projects if source == "project" else draft.groups
    name = key_of(path, known) if not path.isdigit() else f"{source}-{path}"
    known[name] = path
    word = "in" if condition == "member_of" else "not_in"
    draft.take(line, Meaning(pick=(f"{key.removesuffix('_member')}_{word}", {source: name})))


def _amount(draft: Draft, conditions: Table, key: str) -> None:
    line, table = conditions.line_of(key), _table(conditions, key)
    attribute, condition = text_of(table.get("attribute")) or "", text_of(table.get("condition"))
    threshold = text_of(table.get("threshold")) or ""
    names = _AMOUNTS[key]
    if attribute not in names or condition not in _BELOW or not _NUMBER.fullmatch(threshold):
        remedy = f"attribute is {' or '.join(names)}, condition less_than or greater_than, threshold a number"
        raise Refused(line, "crash", f"{key} is not complete; {_STOPS}", remedy)
    draft.take(line, Meaning(pick=(names[attribute], {condition: int(threshold)})))


_AMOUNTS: Final[Mapping[str, Mapping[str, str]]] = {
    "votes": {"upvotes": "upvotes", "downvotes": "downvotes"},
    "upvotes": {"upvotes": "upvotes", "downvotes": "downvotes"},
    "discussions": {"threads": "threads", "notes": "comments"},
}


def _plain(draft: Draft, conditions: Table, key: str) -> None:
    """A single value that the selection takes as it is."""
    value = text_of(conditions.get(key))
    line = conditions.line_of(key)
    if value is None:
        raise Refused(line, "crash", f"{key} is one value; {_STOPS}", "write one value")
    word = value.casefold() if value.casefold() in {"none", "any"} else value
    draft.take(line, Meaning(pick=(_PLAIN[key], int(word) if key == "weight" and _NUMBER.fullmatch(word) else word)))


_PLAIN: Final = {
    "author_username": "author",
    "iteration": "iteration",
    "weight": "weight",
    "health_status": "health",
    "issue_type": "type",
}


def _ruby(draft: Draft, conditions: Table, key: str) -> None:
    line, code = conditions.line_of(key), text_of(conditions.get(key)) or ""
    try:
        tree = parse_condition(code)
        for part in tree.parts if isinstance(tree, All) else (tree,):
            draft.take(line, meaning_of(part))
    except Unreadable as fault:
        remedy = "say it by `when:` or a label that people set"
        raise Refused(line, "ruby", f"its Ruby cannot be carried over: {fault}", remedy) from None


def _unknown(draft: Draft, conditions: Table, key: str) -> None:
    line, value = conditions.line_of(key), text_of(conditions.get(key))
    passed = f"gitlab-triage does not know the condition {key}, and acts as if it were not there"
    if key in _MEANT and value is not None:
        draft.take(line, _MEANT[key](value))
        draft.look(line, "misread", passed, "the policy selects by it, as it was meant")
        return
    near = nearest(key, [*_KNOWN, *LABEL_KEYS])
    raise Refused(line, "misread", passed, f"did you mean {near}?" if near else "write what was meant by hand")


#: conditions that people write although gitlab-triage has not got them, each narrowing the selection
_MEANT: Final[Mapping[str, Callable[[str], Meaning]]] = {
    "title": lambda value: Meaning(pick=("title", re.escape(value).replace(r"\ ", " "))),
    "author": lambda value: Meaning(pick=("author", value)),
    "assignee": lambda value: Meaning(
        pick=("assignee", value.casefold() if value.casefold() in {"none", "any"} else value)
    ),
    "assignee_username": lambda value: Meaning(pick=("assignee", value)),
    "type": lambda value: Meaning(pick=("type", value.casefold())),
    "confidential": lambda value: Meaning(pick=("confidential", Scalar(value, 0, 0).true)),
}

_KNOWN: Final[Mapping[str, Take]] = {
    "date": _date,
    "state": _state,
    "milestone": _milestone,
    "author_member": _members,
    "assignee_member": _members,
    **dict.fromkeys(_AMOUNTS, _amount),
    **dict.fromkeys(_PLAIN, _plain),
    "ruby": _ruby,
}


def _table(conditions: Table, key: str) -> Table:
    value = conditions.get(key)
    if not isinstance(value, Table):
        raise Refused(
            conditions.line_of(key), "crash", f"{key} has no parts; {_STOPS}", "write them as the manual does"
        )
    return value
