"""Templates: every value is escaped, and a name that is not there is a fault."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for
from jinja2 import Environment, PackageLoader, StrictUndefined

from webhooks.dashboard.times import exact, seconds

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader(__name__.rpartition(".")[0]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters |= {"exact": exact, "seconds": seconds}
_ENVIRONMENT.globals |= {"url_for": url_for}


def render(name: str, **values: Any) -> str:
    """The HTML of the template `name` with `values`, inside of a request."""
    return _ENVIRONMENT.get_template(f"{name}.html").render(values)
