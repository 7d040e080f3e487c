"""One request for a form: under which configuration and at which instant it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Request

from automation.config.model import Config
from webhooks import guard
from webhooks.forms.answers import Answers, faults_of, read_answers
from webhooks.forms.questions import Form, forms_of
from webhooks.forms.rendering import Sheet
from webhooks.forms.senders import is_from_elsewhere
from webhooks.forms.tickets import Standing, Tickets
from webhooks.refusals import Rejected

#: bytes of a page that comes back at most
LIMIT: Final = 256 * 1024
_TYPE: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at a form."""

    config: Config
    form: Form
    tickets: Tickets
    #: UTC
    now: datetime

    @classmethod
    def of(cls, config: Config, name: str, tickets: Tickets, now: datetime) -> Visit:
        """A visit of the form `name`.

        Raises:
            Rejected: 404, there is no page for it.
        """
        form = forms_of(config).get(name)
        if form is None:
            raise no_form()
        return cls(config=config, form=form, tickets=tickets, now=now)

    def blank(self) -> Sheet:
        """The page as it is first seen."""
        return Sheet(form=self.form, ticket=self.tickets.issue(self.form.name, self.now))

    def again(self, answers: Answers, notice: str) -> Sheet:
        """The page with what was filled in, and why it was not taken."""
        ticket = self.blank().ticket if self.standing(answers) is Standing.VOID else answers.ticket
        faults = faults_of(self.form, answers.values)
        return Sheet(form=self.form, ticket=ticket, values=answers.values, faults=faults, notice=notice)

    def read(self, request: Request) -> Answers:
        """What `request` brings.

        Raises:
            Rejected: 400, 413, 415: no browser sends such a page; 403: the page of another site sent it.
        """
        if is_from_elsewhere(request):
            words = "This came from another page than ours. Please fill in the form itself."
            raise Rejected(HTTPStatus.FORBIDDEN, "form_elsewhere", words)
        return read_answers(guard.raw_body(request, LIMIT, _TYPE), self.form)

    def standing(self, answers: Answers) -> Standing:
        """What the ticket that came with `answers` is worth."""
        return self.tickets.standing(answers.ticket, self.form.name, self.now)


def no_form() -> Rejected:
    """The answer to who looks for a form that is not there."""
    words = "There is no such form. Perhaps its address has changed."
    return Rejected(HTTPStatus.NOT_FOUND, "unknown_form", words, outcome="not_found")
