"""The JSON form of the model as it is stored and shown: effects, memories, snapshots and decisions come back equal."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from automation.model import plan

T = TypeVar("T")

_EFFECTS: dict[str, type[plan.Effect]] = {
    kind.__name__: kind
    for kind in (
        plan.UpdateIssue,
        plan.PostNote,
        plan.KeepNote,
        plan.EditNote,
        plan.OpenIssue,
        plan.Invite,
        plan.RevokeInvitation,
        plan.LinkIssue,
        plan.React,
        plan.MoveIssue,
        plan.Notify,
        plan.Send,
        plan.StartSweep,
    )
}


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """The adapter of `kind`, made once: making one takes milliseconds."""
    found = _ADAPTERS.get(kind)
    if found is None:
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


def dump(value: object) -> Any:
    """`value`, a dataclass of the model, as JSON data."""
    return _adapter(type(value)).dump_python(value, mode="json")


def dump_text(value: object) -> str:
    """`value`, a dataclass of the model, as JSON text."""
    return _adapter(type(value)).dump_json(value).decode()


def load(kind: type[T], data: object) -> T:
    """The `kind` that `dump` made `data` of.

    Raises:
        pydantic.ValidationError: `data` has another shape.
    """
    return cast("T", _adapter(kind).validate_python(data))


def load_text(kind: type[T], text: str | bytes) -> T:
    """The `kind` that `dump_text` made `text` of; raises as `load`."""
    return cast("T", _adapter(kind).validate_json(text))


def dump_effect(effect: plan.Effect) -> dict[str, Any]:
    """One effect with its kind, as JSON data."""
    return {"kind": type(effect).__name__, **cast("dict[str, Any]", dump(effect))}


def load_effect(data: dict[str, Any]) -> plan.Effect:
    """The effect that `dump_effect` made `data` of.

    Raises:
        KeyError: the kind is unknown, as after a downgrade.
        pydantic.ValidationError: `data` has another shape.
    """
    fields = {name: value for name, value in data.items() if name != "kind"}
    return load(_EFFECTS[data["kind"]], fields)
