"""The dashboard: what Usher did and why, for people."""

from __future__ import annotations

from flask import Blueprint


def dashboard(service: object) -> Blueprint:
    """The pages for people about `service`."""
    blueprint = Blueprint("dashboard", __name__)

    @blueprint.get("/")
    def overview() -> str:
        return f"Usher runs ({type(service).__name__})."

    return blueprint
