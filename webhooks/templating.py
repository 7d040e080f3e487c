"""Templates of pages: every value is escaped, and a name that is not there is a fault."""

from __future__ import annotations

from flask import url_for
from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str) -> Environment:
    """What renders the files in the folder templates of `package`."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"url_for": url_for}
    return made
