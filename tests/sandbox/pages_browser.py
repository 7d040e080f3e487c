"""A browser without windows: it opens pages, fills their forms in and sends them as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass(slots=True)
class Element:
    """An element with its attributes and, once it was closed, the text in it with single blanks."""

    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return " ".join(" ".join(self.parts).split())


@dataclass(slots=True)
class Form:
    """A form as it stands on a page: where it goes, and what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What a page holds: its elements in order, its forms and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self.feed(html)

    @property
    def text(self) -> str:
        """All that can be read."""
        return self.elements[0].text

    def form(self, ending: str, **fields: str) -> Form:
        """Return the first form whose address ends so and whose fields hold these values."""
        return next(
            form for form in self.forms if form.action.endswith(ending) and fields.items() <= form.fields.items()
        )

    def having(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Return the attributes of the elements of a kind that have these ones."""
        return [
            one.attributes for one in self.elements if one.tag == tag and attributes.items() <= one.attributes.items()
        ]

    def texts_of(self, tag: str, kind: str = "") -> list[str]:
        """Return the texts of the elements of a tag, those of one class if it is given."""
        found = [one for one in self.elements if one.tag == tag]
        return [one.text for one in found if not kind or kind in one.attributes.get("class", "").split()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and what it means to the form that it stands in."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        self._open.append(element)
        if tag == "form":
            self.forms.append(Form(element.attributes.get("action", ""), element.attributes.get("method", "get")))
        named = tag == "input" and element.attributes.get("type") != "checkbox"
        if named and any(around.tag == "form" for around in self._open):
            self.forms[-1].fields[element.attributes["name"]] = element.attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and with it those in it that have no end of their own."""
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text in all that is open around it."""
        for element in self._open:
            element.parts.append(data)


@dataclass(slots=True)
class Browser:
    """Somebody at the pages; cookies are kept, redirects followed."""

    client: FlaskClient

    def open(self, address: str, status: int = 200) -> Page:
        """Return a page, which must have this status."""
        return self._page(self.client.get(address, follow_redirects=True), status)

    def send(self, form: Form, status: int = 200, **fields: Any) -> Page:
        """Send a form with more fields and return the page that follows."""
        return self._page(self.client.post(form.action, data={**form.fields, **fields}, follow_redirects=True), status)

    def act_as(self, username: str) -> None:
        """Choose a person in the header."""
        self.send(self.open("/").form("/-/act-as"), username=username)

    @staticmethod
    def _page(response: TestResponse, status: int) -> Page:
        assert (response.status_code, response.mimetype) == (status, "text/html"), response.text
        return Page(response.text)
