"""Whether a policy stops by itself, or would say the same again at each sweep."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Final

from automation.config.base import as_list
from automation.importing.draft import Draft

#: actions after which a condition of `select` no longer holds, by its key and value
_ENDS: Final = {
    ("milestone", "none"): "milestone",
    ("milestone", "any"): "milestone",
    ("assignee", "none"): "assign",
    ("assignee", "any"): "unassign",
    ("due", "none"): "due",
    ("due", "any"): "due",
    ("confidential", False): "confidential",
    ("state", "opened"): "close",
    ("state", "closed"): "reopen",
}


def keep_from_repeating(draft: Draft) -> None:
    """Have a policy that comments, and that nothing would stop, act once on each issue; point it out."""
    done = {name: options for action in draft.do for name, options in action.items()}
    if "comment" not in done or _stops(draft.select, done):
        return
    draft.once = True
    words = "nothing that it does keeps it from commenting again, each time that it runs"
    draft.look(draft.line, "repeats", words, "the policy has `once: true`, and comments once on an issue")


def _stops(select: dict[str, Any], done: dict[str, Any]) -> bool:
    if "move" in done or "older_than" in select.get("updated", {}):
        return True
    ends = (_ENDS.get((key, value)) for key, value in select.items() if not isinstance(value, (list, dict)))
    return any(action in done for action in ends if action) or _labels_stop(select, done)


def _labels_stop(select: dict[str, Any], done: dict[str, Any]) -> bool:
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
    return any(fnmatchcase(label, pattern) for pattern in patterns)
