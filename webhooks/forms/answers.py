"""What somebody filled in: read from the body, tidied up, and compared with what is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from automation.decide.field_types import canonical, malformed
from automation.decide.fields import says_nothing
from automation.decide.guard import VALUE_LIMIT, collapse
from webhooks.forms.questions import Form, Question
from webhooks.refusals import Rejected

#: stands before the name of a field; what is ours has none
FIELD: Final = "field:"
#: the ticket of the page
TICKET: Final = "ticket"
#: the field that no person sees
TRAP: Final = "company_fax"
#: names and values in a body at most; no form has as many
_PAIRS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One filled-in page."""

    #: tidied text by field, for every field that is asked for; empty where nothing was filled in
    values: Mapping[str, str]
    ticket: str
    #: what stands in the field that no person sees
    trap: str
    #: whether nothing came but what the page has, and nothing of it twice
    fits: bool


def read_answers(body: bytes, form: Form) -> Answers:
    """What `body`, as browsers send forms, says to `form`.

    Raises:
        Rejected: 400, it is not what browsers send.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_PAIRS)
    except ValueError:
        words = "This is not what a browser sends."
        raise Rejected(HTTPStatus.BAD_REQUEST, "malformed", words) from None
    sent = dict(reversed(pairs))
    return Answers(
        values={question.name: _tidy(question, sent.get(FIELD + question.name, "")) for question in form.questions},
        ticket=sent.get(TICKET, ""),
        trap=sent.get(TRAP, ""),
        fits=Counter(name for name, _ in pairs) <= Counter(_names(form)),
    )


def faults_of(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with `values`, as a sentence for each field that has something wrong; none repeats a value."""
    found = ((question.name, _fault(question, values[question.name])) for question in form.questions)
    return {name: f"{name} {words}." for name, words in found if words}


def _names(form: Form) -> Iterator[str]:
    yield from (TICKET, TRAP)
    yield from (FIELD + question.name for question in form.questions)


def _tidy(question: Question, value: str) -> str:
    """`value` without what nobody sees, on one line unless several are asked for, in the spelling of its choices."""
    if not question.spec.prose:
        return canonical(question.spec, collapse(value, len(value)))
    return "\n".join(collapse(line, len(line)) for line in value.splitlines()).strip()


def _fault(question: Question, value: str) -> str | None:
    if len(value) > VALUE_LIMIT:
        return f"must have at most {VALUE_LIMIT:,} characters; these are {len(value):,}"
    if says_nothing(value):
        return "is missing" if question.spec.required else None
    return malformed(question.spec, value)
