"""Whether a policy stops by itself, or would say the same again at each sweep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.config.base import as_list
from automation.decide.selection.labels import found
from automation.importing.draft import Draft

Done = Mapping[str, Any]

#: whether what was done makes a condition of `select` false, by its key and value
_ENDS: Final[Mapping[tuple[str, Any], Callable[[Done], bool]]] = {
    ("milestone", "none"): lambda done: bool(done.get("milestone")),
    ("milestone", "any"): lambda done: done.get("milestone") == "",
    ("due", "none"): lambda done: done.get("due", "none") != "none",
    ("due", "any"): lambda done: done.get("due") == "none",
    ("assignee", "none"): lambda done: "assign" in done,
    ("assignee", "any"): lambda done: done.get("unassign") == "all",
    ("confidential", False): lambda done: "confidential" in done,
    ("state", "opened"): lambda done: "close" in done,
    ("state", "closed"): lambda done: "reopen" in done,
}


def keep_from_repeating(draft: Draft) -> None:
    """Have a policy that comments, and that nothing would stop, act once on each issue; point it out."""
    done = {name: options for action in draft.do for name, options in action.items()}
    if "comment" not in done or _stops(draft.select, done):
        return
    draft.once = True
    words = "nothing that it does keeps it from commenting again, each time that it runs"
    draft.look(draft.line, "repeats", words, "the policy has `once: true`, and comments once on an issue")


def _stops(select: Mapping[str, Any], done: Done) -> bool:
    if "move" in done or "older_than" in select.get("updated", {}):
        return True
    plain = [(key, value) for key, value in select.items() if not isinstance(value, (list, dict))]
    return any(_ENDS[one](done) for one in plain if one in _ENDS) or _labels_stop(select, done)


def _labels_stop(select: Mapping[str, Any], done: Done) -> bool:
    """Whether the labels that are set or taken off make the selection false."""
    added, removed = as_list(done.get("label")), as_list(done.get("unlabel"))
    stays = [label for label in added if not _named(label, removed)]
    if any(_named(label, as_list(select.get("without_labels"))) for label in stays):
        return True
    required, one_of = as_list(select.get("labels")), as_list(select.get("any_label"))
    if any(_named(label, removed) for label in required):
        return True
    known = [*required, *one_of]
    others = select.get("no_other_labels") and any(label not in known for label in stays)
    return bool(others) or bool(one_of and all(_named(label, removed) for label in one_of))


def _named(label: str, patterns: list[str]) -> bool:
    return any(found([label], pattern) for pattern in patterns)
