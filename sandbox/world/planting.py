"""Making a world from a seed, and making it again."""

from __future__ import annotations

from sandbox.clock import Clock
from sandbox.model import Member, Place
from sandbox.seed import Seed, SeedPlace
from sandbox.world import files, labels, places, users
from sandbox.world.state import World
from sandbox.world.tables import Tables


def create_world(
    seed: Seed | None = None,
    *,
    clock: Clock | None = None,
    tier: str = "premium",
    base_url: str = "http://gitlab.test",
) -> World:
    """Return a world with the seed in it.

    Raises:
        ValueError: an unknown tier, or a seed that names somebody whom it does not bring.
    """
    world = World(seed or Seed(), clock or Clock(), tier, base_url)
    reset(world)
    return world


def reset(world: World) -> None:
    """Forget everything that happened and plant the seed again; clock, tier and address stay."""
    with world.lock:
        world.data = Tables()
        world.faults.clear()
        world.limits.clear()
        world.journal.clear()
        _plant(world, world.seed)


def _plant(world: World, seed: Seed) -> None:
    for person in seed.users:
        users.add(world, person.username, person.name, person.email, admin=person.admin)
    for group in seed.groups:
        _furnish(world, places.ensure_group(world, group.path, group.visibility), group)
    for entry in seed.projects:
        project = places.add_project(world, entry.path, entry.visibility)
        _furnish(world, project, entry)
        for path, text in entry.files.items():
            files.put(world, project, path, text)


def _furnish(world: World, place: Place, entry: SeedPlace) -> None:
    now = world.clock.now()
    for username, level in entry.members.items():
        user_id = world.data.usernames.get(username.lower())
        if user_id is None:
            message = f"{entry.path}: member {username} is not among the users of the seed"
            raise ValueError(message)
        member = Member(user_id=user_id, access_level=level, created_at=now, created_by_id=user_id)
        world.data.members[place.key][user_id] = member
    for label in entry.labels:
        labels.add(world, place.key, label.name, label.color, label.description)
