"""The templates of the dashboard."""

from __future__ import annotations

from typing import Any, Final

from webhooks.dashboard.times import exact, seconds
from webhooks.templating import environment

_ENVIRONMENT: Final = environment(__name__.rpartition(".")[0])
_ENVIRONMENT.filters |= {"exact": exact, "seconds": seconds}


def render(name: str, **values: Any) -> str:
    """The HTML of the template `name` with `values`, inside of a request."""
    return _ENVIRONMENT.get_template(f"{name}.html").render(values)
