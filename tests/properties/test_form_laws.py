"""Whatever comes to a page, it is answered; and what passes is whole (docs/forms.md)."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from automation.decide.fields import says_nothing
from automation.decide.guard import collapse
from automation.model.payloads import event_of
from tests.forms_parts import FIELDS, PATH, Page, Visitor, rules
from tests.play import Answers, fill_in
from tests.properties.hostile import outside

SPECS = rules().config.programs["stories"].workflows["nomination"].fields
#: nothing in a header but what a server hands over: bytes, shown as Latin-1
raw = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
HEADERS = (
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_ORIGIN",
    "HTTP_SEC_FETCH_SITE",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_HOST",
    "HTTP_COOKIE",
    "REMOTE_ADDR",
)
TYPE = "application/x-www-form-urlencoded"
#: what browsers can send: no half characters
texts = outside.map(lambda text: text.encode(errors="ignore").decode())
filled_in = st.fixed_dictionaries(
    {name: texts | st.sampled_from(["", FIELDS.get(name, "TBD"), "2027-01-31", "Yes", "12"]) for name in SPECS}
)


def passing(spec):
    """Values that fit a field: for most types among few, where people write anything at all."""
    if spec.one_of:
        return st.sampled_from(spec.one_of)
    words = {
        "email": ["a@b.example", "weird+~#!%$@rheinwerk.example"],
        "url": ["https://champions.example/#1?a=@all&b=~x", "https://x.example"],
        "date": ["2027-01-31"],
        "datetime": ["2027-01-31T14:30", "2027-01-31 14:30Z"],
        "number": ["12,000", "-3.5"],
        "user": ["sa-emea", "@sa-emea"],
        "yes_no": ["Yes", "No"],
    }
    return st.sampled_from(words[spec.type]) if spec.type in words else texts


whole = st.fixed_dictionaries({name: passing(spec) for name, spec in SPECS.items()})


def sent(values, ticket):
    """The body of a page with these values."""
    pairs = {**{f"field:{name}": value for name, value in values.items()}, "company_fax": "", "ticket": ticket}
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs.items())


@given(
    path=st.sampled_from([PATH, "/forms/", "/forms/nowhere", f"{PATH}/thanks"])
    | texts.map(lambda text: f"/forms/{quote(text)}"),
    body=st.binary(max_size=300),
    environ=st.dictionaries(st.sampled_from(HEADERS), raw),
    typed=st.booleans(),
)
@example(path=PATH, body=b"&" * 10_000, environ={}, typed=True)
@example(path=PATH, body=b"%" * 10_000, environ={}, typed=True)
@example(path=PATH, body=b"field%3AName=" + b"%F0%9F%98%80" * 10_000, environ={}, typed=True)
def test_any_bytes_are_refused(path, body, environ, typed):
    """Without a page of ours nothing is stored, whatever bytes come under whatever headers, and nothing breaks."""
    visitor = Visitor()
    environ = {**environ, **({"CONTENT_TYPE": TYPE} if typed else {})}
    answer = visitor.client.post(path, data=body, environ_overrides=environ)
    assert (300 <= answer.status_code < 500, visitor.inbox.deliveries) == (True, {})


@given(values=filled_in | whole)
def test_a_page_is_taken_or_comes_back(values):
    """Whatever people fill in, it is stored or shown again with all of it as text, and with what is wrong."""
    visitor = Visitor()
    blank = visitor.page()
    with capture_logs() as logs:
        answer = visitor.post(sent(values, visitor.ticket()))
    assert (answer.status_code, len(visitor.inbox.deliveries)) in {(303, 1), (422, 0)}
    assert [value for value in values.values() if len(value) > 12 and value in str(logs)] == []
    if answer.status_code == 422:
        again = Page(answer.text)
        faults = len(again.texts("p", "fault"))
        more = ["div", "h2", "ul", *["p", "li", "a"] * faults]
        assert (faults > 0, sorted(again.tags())) == (True, sorted([*blank.tags(), *more]))
        kept = again.values()
        assert kept["field:Name"] == collapse(values["Name"], len(values["Name"]))
        assert collapse(kept["field:Why"]) == collapse(values["Why"])


@given(values=filled_in | whole)
def test_what_passes_is_complete(values):
    """The issue of a page that was taken lacks nothing: there is nobody whom one could ask (rules.md G13)."""
    visitor, compiled = Visitor(), rules()
    visitor.post(sent(values, visitor.ticket()))
    for delivery in visitor.inbox.deliveries.values():
        event = event_of(delivery, str(delivery.work_key))
        decision = fill_in(compiled, "nomination", event.data, Answers())
        (effect,) = decision.plan.effects
        assert (effect.labels, effect.confidential) == ({"Nomination::New"}, True)


@given(values=whole)
@example(values={**dict.fromkeys(SPECS, ""), **FIELDS})
def test_good_answers_pass(values):
    """Whoever answers what is asked, in whatever words, is heard."""
    visitor = Visitor()
    said = all(not says_nothing(collapse(values[name])) for name in ("Name", "Why"))
    assert visitor.post(sent(values, visitor.ticket())).status_code == (303 if said else 422)
