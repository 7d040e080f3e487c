"""The actions of a rule: what gitlab-triage does to each issue, as actions of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from automation.config.spelling import nearest
from automation.importing.draft import Draft
from automation.importing.findings import Refused
from automation.importing.jinja_words import quoted
from automation.importing.label_conditions import doubled_scopes
from automation.importing.new_issues import new_issue, take_digest
from automation.importing.quick import Action, moved, split
from automation.importing.texts import converted
from automation.importing.written import Table, text_of, texts_of

#: actions that gitlab-triage has and we have not: why, and what to do instead
_NOT_OURS: Final = {
    "comment_on_summary": ("nobody comments on a digest", "say it in the digest's text"),
    "delete": ("Usher deletes nothing", "keep gitlab-triage for it"),
}
_KNOWN: Final = (
    *("labels", "remove_labels", "status", "mention", "move", "comment", "comment_type", "comment_internal"),
    *("redact_confidential_resources", "summarize", "issue", *_NOT_OURS),
)

#: where comments of an action go, where that is called otherwise
_PLACES: Final = {"labels": "do.label", "remove_labels": "do.unlabel", "mention": "do.comment", "summarize": "digest"}


def take_actions(draft: Draft, actions: Table, project: str | None) -> None:
    """Add `actions` to `draft`; digests are opened in `project` (a key) unless they name another.

    Raises:
        Refused: one of them is none of ours, or none of gitlab-triage's; or there is nothing to do.
    """
    for key, entry in actions.entries.items():
        _check(actions, key)
        draft.came_from(_PLACES.get(key, f"do.{key}"), entry.line, entry.last)
    text, quick = _said(draft, actions)
    draft.do = _merged([*_labels(draft, actions), *_moves(draft, actions), *quick])
    _comment(draft, actions, text)
    if actions.get("summarize") is not None:
        take_digest(draft, actions, project)
    if actions.get("issue") is not None:
        draft.do.append(new_issue(draft, actions, project))
    if not draft.do and not draft.digest:
        remedy = "`usher sweep` shows what a policy would select; give it something to do"
        raise Refused(actions.line, "nothing-to-do", "it does nothing but print what it finds", remedy)


def _check(actions: Table, key: str) -> None:
    line = actions.line_of(key)
    if key in _NOT_OURS:
        words, remedy = _NOT_OURS[key]
        raise Refused(line, "action", f"{key}: {words}", remedy)
    if key not in _KNOWN:
        near = nearest(key, _KNOWN)
        words = f"gitlab-triage does not know the action {key}, and leaves it out"
        raise Refused(line, "misread", words, f"did you mean {near}?" if near else "take it out")
    if key == "comment_internal" and getattr(actions.get(key), "true", False):
        words = "its comment is internal, and Usher's comments are for everybody"
        raise Refused(line, "internal", words, "use notify: or an issue that is confidential")


def _said(draft: Draft, actions: Table) -> tuple[str, list[Action]]:
    """The comment as a text of ours, and the actions that stood in it."""
    line = actions.line_of("comment")
    text, quick = split(draft, text_of(actions.get("comment")) or "", line)
    told = [*texts_of(actions.get("mention")), *(name for action in quick for name in action.get("cc", ()))]
    kept = [action for action in quick if "cc" not in action]
    names = " ".join(f"{{{{ mention({quoted(name.lstrip('@'))}) }}}}" for name in dict.fromkeys(told))
    parts = (converted(text, line), f"cc {names}" if told else "")
    return "\n\n".join(filter(None, parts)), kept


def _labels(draft: Draft, actions: Table) -> Iterator[Action]:
    added, removed = texts_of(actions.get("labels")), texts_of(actions.get("remove_labels"))
    if added:
        yield {"label": [converted(label, actions.line_of("labels")) for label in added]}
    if removed:
        yield {"unlabel": [converted(label, actions.line_of("remove_labels")) for label in removed]}
    for scope in doubled_scopes(added):
        words = f"it sets two labels of the scope {scope}::, of which one stays"
        draft.look(actions.line_of("labels"), "one-scope", words, "take one of them out")
    for label in sorted(set(added) & set(removed)):
        words = f"it sets {label} and takes it off again"
        draft.look(actions.line_of("remove_labels"), "undone", words, "take one of the two out")


def _moves(draft: Draft, actions: Table) -> Iterator[Action]:
    if actions.get("status") is not None:
        status, line = text_of(actions.get("status")), actions.line_of("status")
        if status not in {"close", "reopen"}:
            words = f"gitlab-triage posts /{status} for this status, which does nothing"
            raise Refused(line, "misread", words, "write close or reopen")
        yield {status: True}
    if actions.get("move") is not None:
        yield from moved(draft, actions.line_of("move"), text_of(actions.get("move")) or "")


def _merged(actions: list[Action]) -> list[Action]:
    """`actions` without those that are there already, labels of one kind together."""
    found: dict[str, Any] = {}
    for action in actions:
        for name, options in action.items():
            known = found.get(name)
            lists = isinstance(known, list) and isinstance(options, list)
            found[name] = list(dict.fromkeys([*known, *options])) if lists and known is not None else options
    return [{name: options} for name, options in found.items()]


def _comment(draft: Draft, actions: Table, text: str) -> None:
    if not text:
        return
    if text_of(actions.get("comment_type")) == "thread":
        line = actions.line_of("comment_type")
        draft.look(line, "thread", "its comment opens a thread", "the policy posts an ordinary comment")
    draft.do.append({"comment": {"key": draft.key, "text": f"{text}\n"}})
