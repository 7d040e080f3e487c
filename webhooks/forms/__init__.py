"""``/forms/``: pages that open issues, for people without a GitLab account (docs/forms.md)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from automation.model.work import Source
from webhooks.forms.questions import forms_of, named_after_template
from webhooks.forms.rendering import page
from webhooks.forms.senders import sender_of
from webhooks.forms.taking import Desk
from webhooks.forms.visits import no_form
from webhooks.hand_in import note_refusal
from webhooks.ports import Door
from webhooks.refusals import Rejected

__all__ = ["forms"]


def forms(door: Door) -> Blueprint:
    """The blueprint of the pages; a workflow without a page has none."""
    # All below one folder, so that a proxy has one address to pass on.
    blueprint = Blueprint("forms", __name__, static_folder="static", static_url_path="/forms/-")
    desk = Desk(door)

    @blueprint.get("/forms/", strict_slashes=False)
    def index() -> Response:
        found = forms_of(door.config())
        if not found:
            raise no_form()
        return page("index", forms=found.values())

    @blueprint.get("/forms/<name>")
    def blank(name: str) -> AnyResponse:
        config = door.config()
        other = None if name in forms_of(config) else named_after_template(config, name)
        if other is not None:
            return redirect(url_for(".blank", name=other))
        return page("form", sheet=desk.visit(name).blank())

    @blueprint.post("/forms/<name>")
    def filled_in(name: str) -> AnyResponse:
        visit = desk.visit(name)
        answers = visit.read(request)
        try:
            desk.take(visit, sender_of(request, visit.config.forms.proxies), answers)
        except Rejected as refused:
            note_refusal(door, Source.INTAKE, refused)
            return page("form", refused=refused, sheet=visit.again(answers, str(refused)))
        # Reloading the page that follows sends nothing again.
        return redirect(url_for(".thanks", name=name), HTTPStatus.SEE_OTHER)

    @blueprint.get("/forms/<name>/thanks")
    def thanks(name: str) -> Response:
        return page("thanks", form=desk.visit(name).form)

    @blueprint.errorhandler(Rejected)
    def refuse(refused: Rejected) -> Response:
        if request.method == "POST":
            note_refusal(door, Source.INTAKE, refused)
        return page("refused", refused=refused, words=str(refused))

    return blueprint
