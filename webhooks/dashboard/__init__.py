"""The dashboard: what Usher did and why, for people; plain pages that need no script."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint

from webhooks.dashboard.board import board
from webhooks.dashboard.hosts import LOOPBACK, host_guard
from webhooks.dashboard.issue import issue
from webhooks.dashboard.overview import overview
from webhooks.dashboard.pages import Pages
from webhooks.dashboard.ports import Observed
from webhooks.dashboard.problems import explain_problems
from webhooks.dashboard.run import run
from webhooks.dashboard.runs import runs
from webhooks.dashboard.sweeps import sweeps

__all__ = ["LOOPBACK", "dashboard"]


def dashboard(service: Observed, *, allowed_hosts: Collection[str] | None = LOOPBACK) -> Blueprint:
    """The pages about `service`, each with a ``.json`` twin.

    Args:
        service: what the pages show; they only read.
        allowed_hosts: names and addresses under which a browser may ask for the pages, in lower case and without port
            or brackets; None for any, where the service is to be reached from elsewhere.
    """
    blueprint = Blueprint("dashboard", __name__, static_folder="static", static_url_path="/static/dashboard")
    blueprint.before_request(host_guard(allowed_hosts))
    explain_problems(blueprint)
    pages = Pages(blueprint, service)
    pages.add("/", "overview", overview, twin="/index.json")
    pages.add("/runs", "runs", runs)
    pages.add("/runs/<run_id>", "run", run)
    pages.add("/sweeps", "sweeps", sweeps)
    pages.add("/boards/<workflow>", "board", board)
    pages.add("/issues/<path:project>/<int:iid>", "issue", issue)
    return blueprint
