"""What the door answers when it does not take a request."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from automation.model.decision import Outcome
from automation.model.payloads import MalformedPayload
from webhooks.verify import Refusal

#: seconds after which a client may try again when the store is away
RETRY_AFTER: Final = 30


class Rejected(Exception):
    """The request is refused and nothing of it is stored; the words are shown and logged, and hold nothing of it."""

    def __init__(
        self,
        status: HTTPStatus,
        reason: str,
        words: str,
        *,
        outcome: str = Outcome.BAD_REQUEST,
        faults: Sequence[str] = (),
        retry_after: int | None = None,
    ) -> None:
        """Refuse.

        Args:
            status: HTTP status of the answer.
            reason: word for metrics and logs, one of a small set.
            words: sentence for the sender.
            outcome: word for the sender's code.
            faults: what is wrong, one by one; may quote the request, so it is shown and not logged.
            retry_after: seconds after which the same may be sent again; None where that would not help.
        """
        super().__init__(words)
        self.status = status
        self.reason = reason
        self.outcome = outcome
        self.faults = tuple(faults)
        self.retry_after = retry_after


def unauthorized(reason: Refusal) -> Rejected:
    """The answer to a stranger; which credential was wrong is for our log and metrics alone."""
    words = "the request carries no valid signature or token"
    return Rejected(HTTPStatus.UNAUTHORIZED, reason, words, outcome=Outcome.UNAUTHORIZED)


def malformed(fault: MalformedPayload) -> Rejected:
    """The answer to a body that cannot be read."""
    return Rejected(HTTPStatus.BAD_REQUEST, "malformed", str(fault))


def unavailable() -> Rejected:
    """The answer while the store is away."""
    words = "the delivery could not be stored; send it again"
    status, reason = HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable"
    return Rejected(status, reason, words, outcome="unavailable", retry_after=RETRY_AFTER)
