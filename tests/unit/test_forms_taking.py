"""What a page that comes back must pass, and what becomes of it."""

from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from automation.config.form import Forms
from automation.model.work import Delivery, Priority, Source
from tests.fakes import FORM_TOKEN, signed
from tests.forms_parts import FIELDS, THANKS, Page, Visitor
from webhooks.forms.visits import LIMIT


@pytest.fixture
def visitor():
    """Somebody who has not opened a page yet."""
    return Visitor()


def told(answer):
    """Status, heading of the summary, and what is wrong with each field."""
    page = Page(answer.text)
    return answer.status_code, page.texts("h2"), page.texts("p", "fault")


def bodies(visitor):
    """What was stored, as JSON."""
    return [json.loads(delivery.body) for delivery in visitor.inbox.deliveries.values()]


class TestTaken:
    def test_it_is_the_delivery_of_a_signed_form(self, visitor):
        """A page becomes what the signed form of the workflow would be, and the person is sent on."""
        answer = visitor.send()
        (key,) = visitor.inbox.deliveries
        assert (answer.status_code, answer.headers["Location"]) == (303, THANKS)
        assert visitor.inbox.deliveries[key] == Delivery(
            key=key,
            source=Source.INTAKE,
            work_key="intake:nomination",
            project="gitlab-com/marketing/stories",
            received_at=visitor.now,
            header="Usher Intake",
            body=json.dumps(FIELDS, ensure_ascii=False).encode(),
        )
        assert visitor.wakes.calls == [("intake:nomination", Priority.LIVE)]

    def test_a_double_click_is_one_form(self, visitor):
        """The same page with the same words again is thanked for and opens nothing."""
        ticket = visitor.ticket()
        answers = [visitor.send(ticket=ticket) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert (len(visitor.inbox.deliveries), visitor.inbox.duplicates, len(visitor.wakes.calls)) == (1, 1, 1)

    def test_going_back_to_send_another_one_is_heard(self, visitor):
        """Who goes back and names somebody else is not taken for a double click."""
        ticket = visitor.ticket()
        names = ["Sample Champion One", "Sample Champion Two"]
        for name in names:
            visitor.send({**FIELDS, "Name": name}, ticket=ticket)
        assert [body["Name"] for body in bodies(visitor)] == names

    def test_two_people_may_say_the_same(self, visitor):
        """The same words from two pages are two forms; whether they are the same thing is for the workflow to say."""
        for _ in range(2):
            visitor.send()
        assert len(visitor.inbox.deliveries) == 2

    def test_a_signed_form_cannot_take_the_key_of_a_page(self, visitor):
        """Whatever id a signed request has, its key is none of a page's."""
        visitor.send()
        (key,) = visitor.inbox.deliveries
        headers = signed(b"{}", key.removeprefix("intake:"), FORM_TOKEN)
        answer = visitor.client.post("/intake/signed", data=b"{}", headers=headers)
        assert (answer.status_code, len(visitor.inbox.deliveries)) == (202, 2)

    def test_what_is_not_filled_in_is_left_out(self, visitor):
        """An optional field that is empty is not handed in."""
        visitor.send({**FIELDS, "Link": "", "Track": "", "Endorsed": ""})
        assert bodies(visitor) == [dict(FIELDS)]

    def test_a_page_that_was_open_for_a_day(self, visitor):
        """The ticket holds for a day, so that a page that was left open goes through."""
        ticket = visitor.ticket()
        visitor.wait(hours=23)
        assert visitor.send(ticket=ticket).status_code == 303


class TestRefused:
    def test_faults_are_all_told_and_words_kept(self, visitor):
        """Everything that is wrong is said at once, and everything that was filled in is still there."""
        sent = {**FIELDS, "Email": "nobody", "Name": " ", "Why": "a\r\n<b>", "Endorsed": "No", "Track": "Test"}
        answer = visitor.send(sent)
        faults = ["Name is missing.", "Email must be an email address."]
        assert told(answer) == (422, ["Please look at these answers again"], faults)
        kept = {name.removeprefix("field:"): value for name, value in Page(answer.text).values().items()}
        assert {name: kept[name] for name in sent} == {**sent, "Name": "", "Why": "a\n<b>"}
        assert (visitor.inbox.deliveries, visitor.inbox.rejected) == ({}, 1)

    def test_the_mended_page_goes_through(self, visitor):
        """The page that comes back with faults can be sent as it is, once they are mended."""
        again = Page(visitor.send({**FIELDS, "Name": ""}).text).values()
        fields = {name.removeprefix("field:"): value for name, value in again.items() if name.startswith("field:")}
        answer = visitor.send({**fields, "Name": "Sample Champion One"}, ticket=again["ticket"])
        assert (answer.status_code, bodies(visitor)) == (303, [dict(FIELDS)])

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            pytest.param({"trap": "x"}, "A hidden field was filled in.", id="the field that no person sees"),
            pytest.param({"ticket": ""}, "This page was open for too long.", id="no ticket"),
            pytest.param({"ticket": "a" * 22 + ".1." + "b" * 43}, "This page was open for too long.", id="made up"),
            pytest.param({"fields": {**FIELDS, "Nmae": "x"}}, "The form has changed meanwhile.", id="unknown field"),
        ],
    )
    def test_hurdles_keep_the_words(self, visitor, changed, words):
        """What a spam robot does is refused with a page that a person can simply send again."""
        answer = visitor.send(**changed)
        page = Page(answer.text)
        assert (answer.status_code, page.texts("h2")[0].startswith(words), visitor.inbox.deliveries) == (422, True, {})
        assert page.values()["field:Name"] == FIELDS["Name"]
        visitor.wait(seconds=30)
        assert visitor.send(ticket=page.values()["ticket"]).status_code == 303

    @pytest.mark.parametrize(
        ("seconds", "status"),
        [pytest.param(1, 422, id="no person is as quick"), pytest.param(2, 303, id="a quick one")],
    )
    def test_a_page_cannot_come_back_at_once(self, visitor, seconds, status):
        """A page takes a moment to be read."""
        ticket = visitor.page().values()["ticket"]
        visitor.wait(seconds=seconds)
        assert visitor.send(ticket=ticket).status_code == status

    def test_an_old_page(self, visitor):
        """After a day a page has to be sent once more, with its words in it."""
        ticket = visitor.ticket()
        visitor.wait(hours=25)
        answer = visitor.send(ticket=ticket)
        assert told(answer)[0] == 422
        visitor.wait(seconds=2)
        assert visitor.send(ticket=Page(answer.text).values()["ticket"]).status_code == 303

    def test_a_ticket_of_another_form(self, visitor):
        """A ticket holds for the form that it was given out for."""
        assert visitor.send(ticket=visitor.ticket("/forms/short")).status_code == 422

    def test_a_field_twice(self, visitor):
        """A page has each field once; what a robot adds makes nothing of it."""
        body = "&".join(f"field%3A{name}={value}" for name, value in FIELDS.items())
        ticket = visitor.ticket()
        answer = visitor.post(f"{body}&field%3AName=Other&ticket={ticket}&company_fax=")
        assert (told(answer)[0], visitor.inbox.deliveries) == (422, {})

    @pytest.mark.parametrize(
        "path", ["/forms/nowhere", "/forms/signed", "/forms/closed", "/forms/Story", "/forms/nomination%00"]
    )
    def test_a_form_without_a_page(self, visitor, path):
        """What has no page takes nothing, and is counted."""
        answer = visitor.post("", path=path)
        assert (answer.status_code, visitor.inbox.deliveries, visitor.inbox.rejected) == (404, {}, 1)

    @pytest.mark.parametrize(
        ("body", "options", "status"),
        [
            pytest.param(b"{}", {"content_type": "application/json"}, 415, id="JSON"),
            pytest.param(b"", {"content_type": "multipart/form-data; boundary=x"}, 415, id="files"),
            pytest.param(b"x" * (LIMIT + 1), {}, 413, id="too long"),
            pytest.param(b"field%3AName=%FF", {}, 400, id="no UTF-8"),
            pytest.param(b"\xff=1", {}, 400, id="no ASCII"),
            pytest.param(b"&".join([b"a=1"] * 501), {}, 400, id="too many fields"),
        ],
    )
    def test_what_no_browser_sends(self, visitor, body, options, status):
        """Nothing of it is stored, and each is counted."""
        answer = visitor.post(body, **options)
        assert (answer.status_code, Page(answer.text).texts("h1")) == (status, ["This did not work"])
        assert (visitor.inbox.deliveries, visitor.inbox.rejected) == ({}, 1)

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
            pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour under the same domain"),
            pytest.param({"Sec-Fetch-Site": "same-origin"}, 303, id="our page"),
            pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303, id="the newer header counts"),
            pytest.param({"Origin": "https://elsewhere.example"}, 403, id="another site, older browser"),
            pytest.param({"Origin": "null"}, 403, id="a page without origin, older browser"),
            pytest.param({"Origin": "http://localhost"}, 303, id="our page, older browser"),
            pytest.param({}, 303, id="no browser"),
        ],
    )
    def test_pages_of_others_cannot_send_ours(self, visitor, headers, status):
        """A form on another site does nothing with the browser of whoever visits it, though it has a right ticket."""
        answer = visitor.send(headers=headers)
        assert (answer.status_code, len(visitor.inbox.deliveries)) == (status, int(status == 303))

    def test_the_store_is_away(self, visitor):
        """The words are kept on the page, whose sending later is the same form."""
        ticket = visitor.ticket()
        visitor.inbox.away = True
        answer = visitor.send(ticket=ticket)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        sent = Page(answer.text).values()
        assert (sent["field:Name"], sent["ticket"]) == (FIELDS["Name"], ticket)
        visitor.inbox.away = False
        assert (visitor.send(ticket=ticket).status_code, len(visitor.inbox.deliveries)) == (303, 1)


class TestLimits:
    def test_of_one_address(self, visitor):
        """The fourth form of an address within the hour waits, with its words; another address does not."""
        for _ in range(3):
            visitor.send()
        answer = visitor.send()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3510")
        assert Page(answer.text).values()["field:Name"] == FIELDS["Name"]
        assert "again in 59 min." in Page(answer.text).texts("h2")[0]
        assert visitor.send(environ_overrides={"REMOTE_ADDR": "198.51.100.7"}).status_code == 303
        visitor.wait(hours=1)
        assert visitor.send().status_code == 303

    def test_of_all(self, visitor):
        """However many addresses somebody has, there are no more forms than `total`."""
        senders = [{"REMOTE_ADDR": f"198.51.100.{number}"} for number in range(7)]
        answers = [visitor.send(environ_overrides=sender) for sender in senders]
        assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 2

    def test_what_is_not_taken_does_not_count(self, visitor):
        """Slips do not use up what somebody may hand in."""
        for _ in range(10):
            visitor.send({**FIELDS, "Name": ""})
        assert visitor.send().status_code == 303

    @pytest.mark.parametrize(
        ("peer", "statuses"),
        [
            pytest.param("10.0.0.9", [303] * 4, id="our proxy says who it was"),
            pytest.param("198.51.100.7", [303] * 3 + [429], id="anybody may write the header"),
        ],
    )
    def test_behind_a_proxy(self, visitor, peer, statuses):
        """X-Forwarded-For counts where a proxy of ours wrote it."""
        answers = [
            visitor.send(environ_overrides={"REMOTE_ADDR": peer}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(4)
        ]
        assert [answer.status_code for answer in answers] == statuses


class TestSecret:
    @pytest.mark.parametrize(
        ("secret", "status"),
        [
            pytest.param("a long text that nobody guesses", 303, id="processes that share an address share a secret"),
            pytest.param("another one", 422, id="another secret"),
            pytest.param("", 422, id="none: each start makes one that nobody can know"),
        ],
    )
    def test_pages_of_another_process(self, visitor, secret, status):
        """A process takes the pages of another one where both have the same secret."""
        ticket = visitor.ticket()
        forms = visitor.config.forms.model_copy(update={"secret": secret})
        other = Visitor(config=visitor.config.model_copy(update={"forms": forms}), clock=visitor.clock)
        assert other.send(ticket=ticket).status_code == status

    def test_without_a_secret(self, visitor):
        """A process that made its own secret takes its own pages."""
        config = visitor.config.model_copy(update={"forms": Forms()})
        assert Visitor(config=config).send().status_code == 303


def test_nothing_of_the_words_is_logged_or_counted(visitor):
    """Log lines and metrics say that a form came, and nothing that stands in it; no address has a value in it."""
    with capture_logs() as logs:
        answers = [
            visitor.send(),
            visitor.send({**FIELDS, "Level": "Z"}),
            visitor.send(trap="x"),
            visitor.send(headers={"Sec-Fetch-Site": "cross-site"}),
        ]
    metrics = visitor.client.get("/metrics").text
    said = f"{logs}{metrics}{answers[0].headers}"
    assert [value for value in FIELDS.values() if len(value) > 4 and value in said] == []
    assert {entry["event"] for entry in logs} == {"delivery stored", "delivery refused"}
    for reason in ("form_fields", "form_trap", "form_elsewhere"):
        assert f'usher_deliveries_rejected_total{{reason="{reason}",source="intake"}} 1.0' in metrics
