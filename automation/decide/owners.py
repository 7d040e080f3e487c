"""Choosing who is responsible; the same inputs give the same people, and the reason is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.config.workflow import Owner
from automation.decide.picking import pick, present
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.desk import Desk


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen and why, and why not the others."""

    usernames: tuple[str, ...]
    words: str


def choose_owners(desk: Desk, owner: Owner) -> Choice:
    """The people of config.yml that `owner` names for the issue on `desk`.

    Raises:
        ConditionError: `where` or `by` cannot be evaluated.
    """
    asked, found = _candidates(desk, owner)
    known = [name for name in found if name in desk.rules.people]
    fitting = [name for name in known if _fits(desk, owner, name)]
    there, away = present(desk, owner, fitting)
    chosen, why = pick(desk, owner, there)
    words = "; ".join([*_words(asked, found, known, fitting, chosen), *_later(there, away, chosen, why)])
    if not chosen and owner.otherwise is not None:
        other = choose_owners(desk, owner.otherwise)
        return Choice(other.usernames, f"{words}; else {other.words}")
    return Choice(chosen, words)


def find_owners(desk: Desk, owner: Owner | None) -> Choice:
    """As `choose_owners`, for mechanisms, which a fault must not stop: it finds nobody, and the explanation has it."""
    try:
        return Choice((), "nobody is asked for") if owner is None else choose_owners(desk, owner)
    except ConditionError as fault:
        desk.draft.because("Owner", Verdict.ERROR, str(fault))
        return Choice((), str(fault))


def _candidates(desk: Desk, owner: Owner) -> tuple[str, tuple[str, ...]]:
    """What was asked, in words, and the usernames that answer it."""
    if owner.role is not None:
        return f"role {owner.role}", desk.rules.people.with_role(owner.role)
    if owner.field is not None:
        named = desk.rules.people.named_in(desk.fields.get(owner.field, ""))
        return f"field {owner.field}", (named,) if named else ()
    if owner.table is not None:
        row = str(desk.rules.texts.expression(owner.by or "''").evaluate(desk.names()))
        return f"table {owner.table}, row {row!r}", tuple(desk.rules.config.routing[owner.table].get(row, ()))
    named_people = [desk.raw(word).strip() for word in owner.people]
    return "people " + ", ".join(owner.people), desk.rules.people.named(named_people)


def _fits(desk: Desk, owner: Owner, username: str) -> bool:
    return owner.where is None or desk.acting(person=desk.rules.people.view(username)).holds(owner.where)


def _words(
    asked: str, found: tuple[str, ...], known: list[str], fitting: list[str], chosen: tuple[str, ...]
) -> list[str]:
    parts = [f"{asked} gives {', '.join(chosen) or 'nobody'}"]
    strangers = [name for name in found if name not in known]
    unfit = [name for name in known if name not in fitting]
    parts += [f"not {', '.join(strangers)}: not in config.yml"] if strangers else []
    parts += [f"not {', '.join(unfit)}: the condition does not hold"] if unfit else []
    return parts


def _later(there: list[str], away: list[str], chosen: tuple[str, ...], why: str) -> list[str]:
    later = [name for name in there if name not in chosen]
    parts = [f"not {', '.join(away)}: away"] if away else []
    return parts + ([f"not {', '.join(later)}: {why}"] if later else [])
