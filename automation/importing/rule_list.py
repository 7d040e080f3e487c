"""The rules of a file, in order, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from automation.importing.written import Entry, Items, Scalar, Table, Value, text_of

#: what gitlab-triage has rules for, beside issues
OTHERS: Final = ("merge_requests", "epics", "branches", "work_items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One rule as written."""

    #: issues, merge_requests …
    kind: str
    #: as written; '' for none
    name: str
    value: Value
    #: where it stands among the rules; an alias is written further up
    line: int
    #: how many rules one summary is made of; 0 where it is made of none
    parts: int = 0


def rules_of(root: Value) -> Iterator[Source]:
    """Every rule in ``resource_rules``, those of summaries included."""
    kinds = root.get("resource_rules") if isinstance(root, Table) else None
    for kind, entry in (kinds.entries if isinstance(kinds, Table) else {}).items():
        if isinstance(entry.value, Table):
            for value, line in _list(entry.value.get("rules")):
                yield Source(kind=kind, name=_name(value), value=value, line=line)
            for value, line in _list(entry.value.get("summaries")):
                yield from _summary(kind, value, line)


def _list(value: Value | None) -> list[tuple[Value, int]]:
    """The rules of a list with their lines; a list within it, as an alias of several rules brings, is opened."""
    if value is None:
        return []
    if not isinstance(value, Items):
        return [(value, value.line)]
    pairs = zip(value.values, value.lines, strict=True)
    return [found for item, line in pairs for found in (_list(item) if isinstance(item, Items) else [(item, line)])]


def _name(value: Value) -> str:
    name = text_of(value.get("name")) if isinstance(value, Table) else None
    return " ".join((name or "").split())


def _summary(kind: str, value: Value, line: int) -> Iterator[Source]:
    """A summary as one rule for each of its parts."""
    rules = _list(value.get("rules")) if isinstance(value, Table) else []
    outer = _name(value)
    if not isinstance(value, Table) or not rules:
        yield Source(kind=kind, name=outer, value=value, line=line)
        return
    for rule, at in rules:
        name = outer if len(rules) == 1 else ": ".join(filter(None, (outer, _name(rule))))
        merged = _merged(value, rule) if isinstance(rule, Table) else rule
        yield Source(kind=kind, name=name, value=merged, line=at, parts=len(rules))


def _merged(summary: Table, rule: Table) -> Table:
    """`rule` with the summary's title and destination, and with its text around that of the rule."""
    outer, inner = _summarize(summary), _summarize(rule)
    options = {**inner, **{key: entry for key, entry in outer.items() if key not in {"item", "summary"}}}
    texts = [text_of(part["summary"].value) for part in (outer, inner) if "summary" in part]
    if texts:
        around = "{{items}}"
        for text in texts:
            around = around.replace("{{items}}", text or "{{items}}")
        line = next(part["summary"].line for part in (outer, inner) if "summary" in part)
        options["summary"] = Entry("summary", Scalar(around, line, line), line, line)
    table = Table(rule.line, rule.last, options)
    summarize = Entry("summarize", table, rule.line_of("actions"), rule.last)
    actions = Entry("actions", Table(summarize.line, rule.last, {"summarize": summarize}), summarize.line, rule.last)
    return replace(rule, entries={**rule.entries, "actions": actions})


def _summarize(rule: Table) -> dict[str, Entry]:
    actions = rule.get("actions")
    found = actions.get("summarize") if isinstance(actions, Table) else None
    return dict(found.entries) if isinstance(found, Table) else {}
