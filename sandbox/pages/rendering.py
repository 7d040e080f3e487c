"""From a template and what it shows to a page, with the frame that all pages share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from sandbox.model import Access
from sandbox.pages import markdown, notice, paths, pills, token
from sandbox.rest.context import the_world

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))


def ago(instant: datetime, now: datetime) -> str:
    """Say how long ago an instant was; a date where that is more than a week, or still to come."""
    seconds = (now - instant).total_seconds()
    if not 0 <= seconds < WEEK:
        return f"{instant:%d %b %Y}"
    for size, name in UNITS:
        count = int(seconds // size)
        if count:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def role(level: int) -> str:
    """Return the name of an access level."""
    return Access(level).name.capitalize()


ENVIRONMENT = Environment(
    loader=PackageLoader("sandbox.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals |= {"pill": pills.pill, "role": role, "ago": ago, "paths": paths}


def render(name: str, **shown: Any) -> str:
    """Return the page of a template; hold the world's lock meanwhile."""
    world, act = the_world(), g.get("act")
    frame = {
        "world": world,
        "me": act.user if act else None,
        "people": list(world.data.users.values()),
        "now": act.now if act else world.clock.now(),
        "token": token.present(),
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "notice": notice.present(),
        "prose": markdown.prose,
    }
    return ENVIRONMENT.get_template(f"{name}.html").render(**frame, **shown)
