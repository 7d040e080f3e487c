"""The explanation of a run as a tree that a page can fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from automation.decide.words import SIGNS, seen_words
from automation.model.decision import Reason, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the explanation."""

    title: str
    verdict: Verdict
    sign: str
    #: empty where there is none, or where it is hidden
    detail: str
    children: tuple[Step, ...]
    #: what its condition saw; as `detail`
    seen: str


def steps(reasons: Iterable[Reason], *, hide_details: bool) -> tuple[Step, ...]:
    """`reasons` as steps: titles are words of ours and of the configuration, details may quote the issue."""
    return tuple(
        Step(
            title=reason.title,
            verdict=reason.verdict,
            sign=SIGNS[reason.verdict],
            detail="" if hide_details else reason.detail,
            children=steps(reason.children, hide_details=hide_details),
            seen="" if hide_details else seen_words(reason.seen),
        )
        for reason in reasons
    )
