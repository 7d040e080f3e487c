"""Quick actions on state, title, confidentiality and lock."""

from __future__ import annotations

from sandbox.world.quick.registry import Turn, command, editors, planners


@command("close", allowed=editors)
def close(turn: Turn, _argument: str) -> bool:
    """Close the issue."""
    if turn.issue.state == "closed":
        return False
    turn.fields["state_event"] = "close"
    turn.said("Closed this issue.", state_event="close")
    return True


@command("reopen", allowed=editors)
def reopen(turn: Turn, _argument: str) -> bool:
    """Reopen the issue."""
    if turn.issue.state == "opened":
        return False
    turn.fields["state_event"] = "reopen"
    turn.said("Reopened this issue.", state_event="reopen")
    return True


@command("title", allowed=editors)
def title(turn: Turn, argument: str) -> bool:
    """Change the title."""
    if not argument:
        return False
    turn.fields["title"] = argument
    turn.said(f'Changed the title to "{argument}".', title=argument)
    return True


@command("confidential", allowed=planners)
def confidential(turn: Turn, _argument: str) -> bool:
    """Make the issue confidential."""
    if turn.issue.confidential:
        return False
    turn.fields["confidential"] = True
    turn.said("Made this issue confidential.", confidential=True)
    return True


@command("lock", allowed=planners)
def lock(turn: Turn, _argument: str) -> bool:
    """Lock the discussion."""
    turn.fields["discussion_locked"] = True
    turn.said("Locked the discussion.", discussion_locked=True)
    return True


@command("unlock", allowed=planners)
def unlock(turn: Turn, _argument: str) -> bool:
    """Unlock the discussion."""
    turn.fields["discussion_locked"] = False
    turn.said("Unlocked the discussion.", discussion_locked=False)
    return True
