"""The conditions `labels`, `forbidden_labels` and `no_additional_labels`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from automation.decide.labels import scope_of
from automation.importing.braces import TooMany, expanded
from automation.importing.draft import Draft
from automation.importing.findings import Refused
from automation.importing.ruby.labels import has_one
from automation.importing.ruby.meaning import Meaning
from automation.importing.written import Table, texts_of

_WITHOUT: Final = Meaning(when="not labels", pick=("without_labels", "*"))
_SOME: Final = Meaning(when="labels", pick=("labels", "*"))


def _required(draft: Draft, conditions: Table) -> None:
    line = conditions.line_of("labels")
    for label in texts_of(conditions.get("labels")):
        match label.casefold():
            case "none":
                draft.take(line, _WITHOUT)
            case "any":
                draft.take(line, _SOME)
            case "no label":
                draft.take(line, _WITHOUT)
                draft.meant(
                    line, "dead", "GitLab has no label filter `No Label` any more, so it never selected anything"
                )
            case _:
                _one(draft, line, label)


def _one(draft: Draft, line: int, label: str) -> None:
    names = _expanded(line, label)
    draft.take(line, has_one(names))
    _point_out_stars(draft, line, label, "dead", "it never selected anything")
    if len(names) != 1:
        words = f"gitlab-triage carries it out {len(names)} times, once for each label of {label}, in no fixed order"
        draft.look(line, "expansion", words, "a policy does it once for an issue with any of them")


def _forbidden(draft: Draft, conditions: Table) -> None:
    line = conditions.line_of("forbidden_labels")
    for label in texts_of(conditions.get("forbidden_labels")):
        if label.casefold() in {"any", "none"}:
            draft.take(line, _WITHOUT if label.casefold() == "any" else _SOME)
            draft.meant(line, "misread", f"GitLab does not read `{label}` as a word among forbidden labels")
            continue
        names = _expanded(line, label)
        draft.take(line, has_one(names).opposite)
        _point_out_stars(draft, line, label, "misread", "it forbade nothing")
        if names != (label,):
            words = f"gitlab-triage expands no braces in forbidden_labels, and forbids a label called {label}"
            draft.look(line, "misread", words, "the policy forbids each of them, as it was meant")


def _point_out_stars(draft: Draft, line: int, label: str, code: str, consequence: str) -> None:
    """For GitLab `*` stands for anything only behind a scope, with Premium (GitLab docs, user/project/labels.md)."""
    if "*" not in label:
        return
    if "*" in label.removesuffix("::*"):
        draft.meant(line, code, f"GitLab takes the `*` of `{label}` for a part of the name, so {consequence}")
    else:
        words = f"with GitLab Free, which takes the `*` of `{label}` for a part of the name, {consequence}"
        draft.look(line, "misread", words, "the policy takes every label of the scope, on every tier")


def _no_others(draft: Draft, conditions: Table) -> None:
    entry = conditions.get("no_additional_labels")
    if not getattr(entry, "true", False):
        return
    line = conditions.line_of("no_additional_labels")
    required = texts_of(conditions.get("labels"))
    if not required:
        draft.take(line, _WITHOUT)
        draft.meant(line, "crash", "no_additional_labels without labels stops gitlab-triage with an error")
        return
    draft.take(line, Meaning(pick=("no_other_labels", True)))
    if any(len(_expanded(line, label)) > 1 for label in required):
        draft.when.append(f"labels | length == {len(required)}")


def point_out_scopes(draft: Draft, conditions: Table) -> None:
    """Point out labels of which an issue has only one."""
    required = [label for label in texts_of(conditions.get("labels")) if len(_expanded(0, label)) == 1]
    line = conditions.line_of("labels")
    for scope in doubled_scopes(required):
        words = f"it requires two labels of the scope {scope}::, of which GitLab Premium and Usher keep one"
        draft.look(line, "one-scope", words, "on GitLab Free it selects what Usher has not seen yet")


def doubled_scopes(labels: Iterable[str]) -> list[str]:
    """The scopes in which `labels` has more than one."""
    counts = Counter(scope for label in dict.fromkeys(labels) if (scope := scope_of(label)))
    return sorted(scope for scope, count in counts.items() if count > 1)


#: the conditions about labels
LABEL_KEYS: Final[Mapping[str, Callable[[Draft, Table], None]]] = {
    "labels": _required,
    "forbidden_labels": _forbidden,
    "no_additional_labels": _no_others,
}


def _expanded(line: int, label: str) -> tuple[str, ...]:
    try:
        names = expanded(label)
    except TooMany:
        raise Refused(
            line, "braces", f"the braces of {label} stand for too many labels", "use a pattern: `*`"
        ) from None
    if not names:
        raise Refused(line, "braces", f"the braces of {label} stand for nothing", "write the smaller number first")
    return names
