"""What a run wrote, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from automation.decide.compiled import Compiled
from automation.decide.words import effect_words
from automation.model.plan import Effect, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.work import EffectRecord, Run
from webhooks.dashboard.links import issue_url
from webhooks.dashboard.veil import Veil, brief, named_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something that an effect made or reached, in GitLab."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One effect."""

    index: int
    #: one line without titles, texts and addresses
    words: str
    state: str
    links: tuple[Link, ...]
    error: str
    #: what GitLab did not take over
    shortfall: tuple[str, ...]
    #: whether something can take it back
    has_inverse: bool
    #: when it was settled (UTC)
    at: datetime | None


def effects(run: Run, veil: Veil, rules: Compiled) -> tuple[Written, ...]:
    """The effects of `run` in their order."""
    memory = run.decision.memory or run.memory_before
    return tuple(_written(record, memory.workflow, veil, rules) for record in run.effects)


def _written(record: EffectRecord, workflow: str | None, veil: Veil, rules: Compiled) -> Written:
    shortfall = tuple(record.result.get("shortfall", ()))
    return Written(
        index=record.index,
        words=_veiled_words(record.effect, workflow, rules) if veil.issue else effect_words(record.effect),
        state=record.state.value,
        links=tuple(_links(record, rules)),
        error=brief(record.error) if veil.words else record.error,
        shortfall=(_hidden(len(shortfall)),) if shortfall and veil.words else shortfall,
        has_inverse=record.inverse is not None,
        at=record.at,
    )


def _veiled_words(effect: Effect, workflow: str | None, rules: Compiled) -> str:
    """The words of `effect` without labels that the configuration does not name, and without a milestone."""
    if not isinstance(effect, UpdateIssue):
        return effect_words(effect)
    added = frozenset(named_labels(effect.add_labels, workflow, rules))
    removed = frozenset(named_labels(effect.remove_labels, workflow, rules))
    hidden = len(effect.add_labels | effect.remove_labels) - len(added | removed) + (effect.milestone is not None)
    words = effect_words(replace(effect, add_labels=added, remove_labels=removed, milestone=None))
    return f"{words.removesuffix(': ')} ({hidden} more, hidden)" if hidden else words


def _hidden(number: int) -> str:
    return f"GitLab did not take over {number} {'part' if number == 1 else 'parts'} of it; which is hidden."


def _links(record: EffectRecord, rules: Compiled) -> Iterator[Link]:
    """What the answer names: a note, a new issue, the issues that a message went to."""
    result, ref = record.result, getattr(record.effect, "ref", None)
    if "note_id" in result and ref is not None:
        yield Link(words="note", url=issue_url(ref, rules, result["note_id"]))
    if "project" in result and "iid" in result:
        made = IssueRef(result["project"], result["iid"])
        yield Link(words=str(made), url=issue_url(made, rules))
    for target in result.get("to", ()):
        yield Link(words=target, url=issue_url(IssueRef.parse(target), rules))
