"""The pages as HTML; none needs a script, and nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from webhooks.forms.answers import FIELD, TICKET, TRAP
from webhooks.forms.questions import Form
from webhooks.refusals import Rejected
from webhooks.templating import environment

#: browsers name the origin of what is sent only where the policy lets them (Fetch standard, origin header)
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).disable("image")


def _markdown(text: str) -> Markup:
    # Its source is the configuration, and what is HTML there is escaped.
    return Markup(_MARKDOWN.render(text))  # noqa: S704


_ENVIRONMENT: Final = environment(__name__.rpartition(".")[0])
_ENVIRONMENT.filters |= {"markdown": _markdown}
_ENVIRONMENT.globals |= {"FIELD": FIELD, "TICKET": TICKET, "TRAP": TRAP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page to fill in, blank or with what was filled in before."""

    form: Form
    ticket: str
    #: texts by field
    values: Mapping[str, str] = field(default_factory=dict)
    #: what is wrong, by field
    faults: Mapping[str, str] = field(default_factory=dict)
    #: why it was not taken; empty on a blank page
    notice: str = ""


def page(name: str, *, refused: Rejected | None = None, **values: Any) -> Response:
    """The template `name` with `values`, with status and headers of what was `refused`."""
    status = refused.status if refused else HTTPStatus.OK
    answer = Response(_ENVIRONMENT.get_template(f"{name}.html").render(values), status, mimetype="text/html")
    answer.headers.update(_HEADERS)
    if refused and refused.retry_after is not None:
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer
