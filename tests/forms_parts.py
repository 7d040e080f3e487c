"""A form with a question of every kind, and somebody who fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from automation.config.model import Config
from automation.decide.compiled import Compiled
from tests.engine_parts import Clock
from tests.fakes import FORM_TOKEN, NOW, FakeInbox, Wakes, door
from tests.small import CONFIG, compiled
from webhooks.app import create_app
from webhooks.ports import Door

PATH = "/forms/nomination"
THANKS = f"{PATH}/thanks"
#: what every page carries beside its fields
OWN = ("company_fax", "ticket")
FORMS = f"""\
forms: {{secret: a long text that nobody guesses, per_address: 3, total: 5, proxies: 10.0.0.0/8}}
intake: {{signing_tokens: {FORM_TOKEN}}}
calendars: {{berlin: {{timezone: Europe/Berlin}}}}
"""
PROGRAM = """\
program: Forms
workflows:
  nomination:
    project: stories
    template: Story
    title: "Nomination: {{ fields['Name'] }}"
    confidential: always
    calendar: berlin
    form:
      title: Nominate somebody
      intro: "Your answers are **not public**, see [how](https://champions.example/data). <script>"
      thanks: "We answer within *five* working days."
    fields:
      Name: {required: true, hint: full name}
      Email: {required: true, type: email}
      Link: {type: url}
      Day: {type: date}
      Time: {type: datetime}
      Years: {type: number}
      Sponsor: {type: user, hint: "a GitLab username, such as sa-emea"}
      Endorsed: {type: yes_no}
      Region: {required: true, one_of: [AMER, EMEA, APAC]}
      Track: {one_of: [Plan, Code, Test, Deploy, Secure, Monitor]}
      Level: {required: true, one_of: [A, B, C, D, E, F]}
      Why: {required: true, prose: true, hint: what they have done}
    stage_label: Nomination
    stages: {New: {}, Done: {closed: true}}
  short:
    project: stories
    template: Story
    form: {title: A short one, fields: [Name]}
    fields: {Years: {}, Name: {required: true}, Why: {prose: true}}
  signed:
    project: stories
    template: Story
    form: true
    fields: {Name: {}}
  closed:
    project: stories
    template: Story
    fields: {Name: {}}
"""
_LINES = ("Name", "Email", "Link", "Day", "Time", "Years", "Sponsor", "Endorsed", "Region", "Track", "Level")
TEMPLATE = "\n".join(
    (
        "<!-- program: nomination -->",
        *(f"- **{name}:** {{{{ fields.get('{name}', '') }}}}" for name in _LINES),
        "\n### Why\n\n{{ fields.get('Why', '') | prose }}",
    )
)
#: what passes
FIELDS: Mapping[str, str] = {
    "Name": "Sample Champion One",
    "Email": "champion.one@rheinwerk.example",
    "Region": "EMEA",
    "Level": "C",
    "Why": "Talks\nand workshops",
}


def rules() -> Compiled:
    """The configuration with the form."""
    return compiled(PROGRAM, CONFIG + FORMS, TEMPLATE)


class Page(HTMLParser):
    """What a page holds: its elements with their attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        #: tag, attributes, text that is directly in it
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.elements.append(element)
        if tag not in {"input", "meta", "link"}:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text in the element that is open."""
        if self._open:
            self._open[-1][2].append(data)

    def tags(self) -> list[str]:
        """The tags in their order."""
        return [tag for tag, _, _ in self.elements]

    def texts(self, tag: str, kind: str = "") -> list[str]:
        """The texts of the elements with this tag, those of one class if it is given."""
        return [
            " ".join("".join(words).split())
            for name, attributes, words in self.elements
            if name == tag and (not kind or kind in attributes.get("class", "").split())
        ]

    def having(self, **attributes: str) -> list[dict[str, str]]:
        """The attributes of the elements that have these ones."""
        return [found for _, found, _ in self.elements if attributes.items() <= found.items()]

    def named(self, name: str) -> list[tuple[str, dict[str, str], str]]:
        """Tag, attributes and text of the elements that are sent under `name`."""
        return [(tag, found, "".join(words)) for tag, found, words in self.elements if found.get("name") == name]

    def values(self) -> dict[str, str]:
        """What a browser would send."""
        sent: dict[str, str] = {}
        select = ""
        for tag, found, words in self.elements:
            if tag == "select":
                select = found["name"]
                sent[select] = ""
            elif tag == "option" and "selected" in found:
                sent[select] = "".join(words)
            elif tag == "textarea":
                sent[found["name"]] = "".join(words).removeprefix("\n")
            elif tag == "input" and (found.get("type") != "radio" or "checked" in found):
                sent[found["name"]] = found.get("value", "")
        return sent


@dataclass
class Visitor:
    """Somebody with a browser, at a time that moves when told."""

    inbox: FakeInbox = field(default_factory=FakeInbox)
    wakes: Wakes = field(default_factory=Wakes)
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    config: Config = field(default_factory=lambda: rules().config)

    #: the door of a service that runs; else one on the inbox
    service: Door | None = None

    def __post_init__(self) -> None:
        own = door(store=self.inbox, wake=self.wakes, now=self.clock, config=lambda: self.config)
        self.client: FlaskClient = create_app(self.service or own).test_client()

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**span)

    def page(self, path: str = PATH) -> Page:
        """Open a page that is there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    def ticket(self, path: str = PATH) -> str:
        """The ticket of a page that was opened a while ago."""
        ticket = self.page(path).values()["ticket"]
        self.wait(seconds=30)
        return ticket

    def send(
        self,
        fields: Mapping[str, str] = FIELDS,
        *,
        ticket: str | None = None,
        trap: str = "",
        path: str = PATH,
        **options: Any,
    ) -> TestResponse:
        """Send a page with `fields`, opened a while ago unless a ticket is given."""
        ticket = self.ticket(path) if ticket is None else ticket
        sent = {f"field:{name}": value for name, value in fields.items()} | {"company_fax": trap, "ticket": ticket}
        return self.post(urlencode(sent), path=path, **options)

    def post(self, body: str | bytes, *, path: str = PATH, **options: Any) -> TestResponse:
        """Send `body` as a browser sends forms."""
        options = {"content_type": "application/x-www-form-urlencoded", **options}
        return self.client.post(path, data=body, **options)
