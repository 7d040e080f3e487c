"""Addresses of things as people open them."""

from __future__ import annotations

from urllib.parse import urlsplit

from sandbox.model import Group, Issue, Note, Place, User
from sandbox.world.state import World

OF_WORK_ITEMS = ("task", "ticket", "requirement")


def place(world: World, of: Place) -> str:
    """Return the address of a project or group."""
    prefix = "/groups" if isinstance(of, Group) else ""
    return f"{world.base_url}{prefix}/{of.full_path}"


def ssh(world: World, of: Place) -> str:
    """Return the clone address of a project."""
    return f"git@{urlsplit(world.base_url).hostname}:{of.full_path}.git"


def issue(world: World, of: Issue) -> str:
    """Return the address of an issue; tasks have pages of their own kind."""
    section = "work_items" if of.issue_type in OF_WORK_ITEMS else "issues"
    return f"{place(world, world.data.projects[of.project_id])}/-/{section}/{of.iid}"


def note(world: World, of: Note) -> str:
    """Return the address of a note."""
    return f"{issue(world, world.data.issues[of.issue_id])}#note_{of.id}"


def user(world: World, of: User) -> str:
    """Return the address of a user."""
    return f"{world.base_url}/{of.username}"
