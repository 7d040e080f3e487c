"""Quick actions on assignees."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.model import User
from sandbox.world.quick.registry import Turn, command, planners


@command("assign", allowed=planners)
def assign(turn: Turn, argument: str) -> bool:
    """Add assignees; without a licence the last one named replaces the present one."""
    found = turn.users_in(argument)
    if not found:
        return False
    new = [user.id for user in found]
    _set(turn, [*_present(turn), *new] if turn.act.world.premium else new[-1:])
    turn.said(f"Assigned {_names(found)}.")
    return True


@command("unassign", "remove_assignee", allowed=planners)
def unassign(turn: Turn, argument: str) -> bool:
    """Remove some assignees, or all without a name."""
    found = turn.users_in(argument)
    if argument and not found:
        return False
    gone = {user.id for user in found} or set(_present(turn))
    _set(turn, [user_id for user_id in _present(turn) if user_id not in gone])
    turn.said(f"Removed assignee {_names(found)}." if found else "Removed all assignees.")
    return True


@command("reassign", allowed=planners)
def reassign(turn: Turn, argument: str) -> bool:
    """Replace all assignees."""
    found = turn.users_in(argument)
    if not found:
        return False
    _set(turn, [user.id for user in found])
    turn.said(f"Reassigned this issue to {_names(found)}.")
    return True


def _present(turn: Turn) -> Sequence[int]:
    return turn.fields.get("assignee_ids", turn.issue.assignee_ids)


def _set(turn: Turn, user_ids: Sequence[int]) -> None:
    turn.fields["assignee_ids"] = tuple(dict.fromkeys(user_ids))
    turn.changes["assignee_ids"] = list(turn.fields["assignee_ids"])


def _names(found: list[User]) -> str:
    names = [f"@{user.username}" for user in found]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
