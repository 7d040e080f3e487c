"""What every resource file needs of the present request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g

from sandbox.model import Issue, Place, Project
from sandbox.world import lookup
from sandbox.world.state import Act, World

View = TypeVar("View", bound=Callable[..., Any])

CREATED = 201
ACCEPTED = 202
NO_CONTENT = ("", 204)


def acting() -> Act:
    """Return who makes the present request, and when."""
    act: Act = g.act
    return act


def the_world() -> World:
    """Return the world that the application serves."""
    world: World = current_app.extensions["world"]
    return world


def project(reference: str) -> Project:
    """Return the project that the address names.

    Raises:
        ApiError: 404.
    """
    return lookup.project(acting(), reference)


def place(kind: str, reference: str) -> Place:
    """Return the place that `/projects/…` or `/groups/…` names.

    Raises:
        ApiError: 404.
    """
    return lookup.place(acting(), kind, reference)


def issue(reference: str, iid: int) -> Issue:
    """Return the issue that the address names.

    Raises:
        ApiError: 404.
    """
    return lookup.issue(acting(), reference, iid)


def unlocked(view: View) -> View:
    """Mark a view that must not hold the world's lock, because it calls a hook and waits; it takes the lock itself."""
    view.unlocked = True  # type: ignore[attr-defined]  # a mark, on a function
    return view
