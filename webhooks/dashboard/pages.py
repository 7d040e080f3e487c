"""From what a page shows to an answer: HTML for people, the same as JSON for programs, 304 when nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from automation.model import wire
from webhooks.dashboard.asked import Asked, event_names
from webhooks.dashboard.ports import Observed
from webhooks.dashboard.rendering import render
from webhooks.dashboard.times import Seen

#: makes what a page shows, a frozen dataclass, of the request and the parts of its path
View = Callable[..., Any]


class Pages:
    """The pages of one blueprint; a page and its twin are made of the same view, so they cannot differ."""

    def __init__(self, blueprint: Blueprint, service: Observed) -> None:
        self._blueprint = blueprint
        self._service = service
        self._events = event_names(service.store)

    def add(self, path: str, name: str, view: View, *, twin: str | None = None) -> None:
        """Serve `view` at `path` through the template `name`, and as data at `twin`, by default ``path.json``."""

        def page(**parts: Any) -> Response:
            asked = self._asked()
            shown = view(asked, **parts)
            text = render(name, view=shown, seen=Seen(asked.now), twin=_here_as(f"{name}_json", parts))
            return _unless_known(Response(text, mimetype="text/html"))

        def data(**parts: Any) -> Response:
            shown = view(self._asked(), **parts)
            return _unless_known(Response(wire.dump_text(shown), mimetype="application/json"))

        self._blueprint.add_url_rule(path, name, page)
        self._blueprint.add_url_rule(twin or f"{path}.json", f"{name}_json", data)

    def _asked(self) -> Asked:
        return Asked.of(self._service, request.args, self._events)


def _here_as(endpoint: str, parts: dict[str, Any]) -> str:
    """The present address at another endpoint, with the same query."""
    # Beside the parts of the path, url_for would take names of the query for its own options.
    query = urlencode(list(request.args.items(multi=True)))
    return f"{url_for(f'.{endpoint}', **parts)}{'?' if query else ''}{query}"


def _unless_known(answer: Response) -> Response:
    """`answer`, or 304 for who has it already."""
    answer.add_etag()
    answer.make_conditional(request)
    return answer
