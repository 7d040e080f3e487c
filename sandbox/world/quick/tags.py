"""Quick actions on labels and the milestone."""

from __future__ import annotations

from sandbox.model import Label
from sandbox.world import milestones
from sandbox.world.quick.registry import Turn, command, planners


@command("label", "labels", allowed=planners)
def label(turn: Turn, argument: str) -> bool:
    """Add labels."""
    found = turn.labels_in(argument)
    if not found:
        return False
    ids = [*turn.fields.get("add_label_ids", ()), *(one.id for one in found)]
    turn.fields["add_label_ids"] = ids
    turn.said(f"Added {_names(found)}.", add_label_ids=ids)
    return True


@command("unlabel", "remove_label", allowed=planners)
def unlabel(turn: Turn, argument: str) -> bool:
    """Remove some labels, or all without a name."""
    found = turn.labels_in(argument)
    if argument and not found:
        return False
    ids = [one.id for one in found] or list(turn.issue.label_ids)
    turn.fields["remove_label_ids"] = [*turn.fields.get("remove_label_ids", ()), *ids]
    turn.said(f"Removed {_names(found)}." if found else "Removed all labels.", remove_label_ids=ids)
    return True


@command("relabel", allowed=planners)
def relabel(turn: Turn, argument: str) -> bool:
    """Replace all labels."""
    found = turn.labels_in(argument)
    if not found:
        return False
    turn.fields["label_ids"] = [one.id for one in found]
    turn.said(f"Replaced all labels with {_names(found)}.", label_ids=[one.id for one in found])
    return True


@command("milestone", allowed=planners)
def milestone(turn: Turn, argument: str) -> bool:
    """Set the milestone."""
    title = argument.lstrip("%").strip('"')
    known = milestones.of(turn.act.world, turn.project, ancestors=True)
    found = next((one for one in known if one.title == title), None)
    if found is None:
        return False
    turn.fields["milestone_id"] = found.id
    turn.said(f"Set the milestone to %{found.title}.", milestone_id=found.id)
    return True


@command("remove_milestone", allowed=planners)
def remove_milestone(turn: Turn, _argument: str) -> bool:
    """Take the milestone away."""
    turn.fields["milestone_id"] = None
    turn.said("Removed the milestone.", milestone_id=None)
    return True


def _names(found: list[Label]) -> str:
    names = " ".join(f'~"{one.name}"' if " " in one.name else f"~{one.name}" for one in found)
    return f"{names} {'label' if len(found) == 1 else 'labels'}"
