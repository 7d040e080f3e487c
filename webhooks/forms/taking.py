"""A page that comes back: what it must pass, and the delivery that it becomes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from automation.model.work import Delivery
from webhooks import guard
from webhooks.forms.answers import Answers, faults_of
from webhooks.forms.limits import Limits
from webhooks.forms.tickets import Standing, Tickets
from webhooks.forms.visits import Visit
from webhooks.hand_in import keep
from webhooks.intake import intake_delivery
from webhooks.ports import Door
from webhooks.refusals import RETRY_AFTER, Rejected


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes pages in."""

    door: Door
    _limits: Limits = field(default_factory=Limits)
    #: signs where the configuration names no secret
    _own_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def visit(self, name: str) -> Visit:
        """A visit of the form `name`, now.

        Raises:
            Rejected: 404, there is no page for it.
        """
        config = self.door.config()
        return Visit.of(config, name, Tickets(config.forms.secret.encode() or self._own_secret), self.door.now())

    def take(self, visit: Visit, sender: str, answers: Answers) -> None:
        """Store `answers` of `sender`; what was stored before is not stored again.

        Raises:
            Rejected: they do not pass, or cannot be stored; the words are for whoever sent them.
        """
        _check(visit, answers)
        self._admit(visit, sender)
        try:
            keep(self.door, _delivery(visit, answers))
        except Rejected as fault:
            words = "We cannot take it just now. What you wrote is still here: please send it again in a minute."
            raise Rejected(fault.status, fault.reason, words, retry_after=RETRY_AFTER) from fault

    def _admit(self, visit: Visit, sender: str) -> None:
        limits = visit.config.forms
        wait = self._limits.admit(sender, visit.now, each=limits.per_address, total=limits.total)
        if wait:
            minutes = -(-wait // 60)
            words = f"Too many forms came in. What you wrote is still here: please send it again in {minutes} min."
            raise Rejected(HTTPStatus.TOO_MANY_REQUESTS, "form_rate", words, retry_after=wait)


def _check(visit: Visit, answers: Answers) -> None:
    hurdle = _hurdle(visit, answers)
    if hurdle is not None:
        reason, words = hurdle
        raise Rejected(HTTPStatus.UNPROCESSABLE_ENTITY, reason, words)


def _hurdle(visit: Visit, answers: Answers) -> tuple[str, str] | None:
    """Why `answers` do not pass, as a word for metrics and in words for people; None where they do."""
    standing = visit.standing(answers)
    if not answers.fits:
        return "form_changed", "The form has changed meanwhile. Please look it through and send it again."
    if answers.trap:
        return "form_trap", "A hidden field was filled in. It is empty again: please send once more."
    if standing is Standing.VOID:
        return "form_ticket", "This page was open for too long. Please send it once more."
    if standing is Standing.EARLY:
        return "form_early", "That was quick. Please send it once more."
    if faults_of(visit.form, answers.values):
        return "form_fields", "Please look at these answers again"
    return None


def _delivery(visit: Visit, answers: Answers) -> Delivery:
    """The delivery of a signed form, under a key that no signed form can have."""
    name, filled_in = visit.form.name, _filled_in(answers.values)
    body = json.dumps(filled_in, ensure_ascii=False).encode()
    # With the words, not the ticket alone: who goes back and sends something else is to be heard, too.
    key = f"intake:form:{guard.fingerprint(answers.ticket.encode(), name.encode(), body)}"
    return intake_delivery(visit.config, name, key=key, body=body, now=visit.now)


def _filled_in(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
