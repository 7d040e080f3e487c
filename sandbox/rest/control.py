"""`/sandbox/…`: what a real GitLab does not have: its clock, faults, limits, journal, reset. No token is asked for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.clock import parse_instant
from sandbox.rest.context import CREATED, the_world
from sandbox.world import planting

routes = Blueprint("control", __name__)


@routes.get("/health")
def health() -> ResponseReturnValue:
    """Say that the sandbox is up."""
    return {"status": "ok", "tier": the_world().tier}


@routes.get("/clock")
def clock() -> ResponseReturnValue:
    """Tell the sandbox's time."""
    now = the_world().clock
    return {"now": now.now().isoformat(), "frozen": now.frozen}


@routes.post("/clock")
def move_clock() -> ResponseReturnValue:
    """Set, advance, freeze or release the clock; several at once are done in this order."""
    world, wanted = the_world(), _body()
    with world.lock:
        try:
            if "set" in wanted:
                world.clock.set(parse_instant(wanted["set"]))
            if "advance" in wanted:
                world.clock.advance(float(wanted["advance"]))
        except (TypeError, ValueError, OverflowError) as error:
            refuse.bad_request(str(error))
        if "freeze" in wanted:
            world.clock.freeze(bool(wanted["freeze"]))
    return clock()


@routes.get("/faults")
def faults() -> ResponseReturnValue:
    """List the faults in force."""
    return {"faults": the_world().faults.as_json()}


@routes.post("/faults")
def add_faults() -> ResponseReturnValue:
    """Put one fault, or `{"faults": […], "seed": n}`, into force."""
    wanted, in_force = _body(), the_world().faults
    many = wanted.get("faults", [] if set(wanted) == {"seed"} else [wanted])
    if "seed" in wanted:
        in_force.reseed(int(wanted.pop("seed")))
    try:
        for fault in many:
            in_force.add(fault)
    except (TypeError, ValueError) as error:
        refuse.bad_request(str(error))
    return {"faults": in_force.as_json()}, CREATED


@routes.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    """Lift all faults."""
    the_world().faults.clear()
    return {"faults": []}


@routes.delete("/faults/<int:fault_id>")
def remove_fault(fault_id: int) -> ResponseReturnValue:
    """Lift one fault."""
    if not the_world().faults.remove(fault_id):
        refuse.not_found("Fault")
    return {"faults": the_world().faults.as_json()}


@routes.get("/limits")
def limits() -> ResponseReturnValue:
    """Tell the rates per minute."""
    return the_world().limits.as_json()


@routes.post("/limits")
def set_limits() -> ResponseReturnValue:
    """Set some of the rates."""
    try:
        the_world().limits.change(_body())
    except ValueError as error:
        refuse.bad_request(str(error))
    return limits()


@routes.get("/journal")
def journal() -> ResponseReturnValue:
    """List the writes after number `since`, in the order in which they took effect."""
    entries = the_world().journal.since(request.args.get("since", 0, int))
    return {"entries": [entry.as_json() for entry in entries]}


@routes.post("/reset")
def reset() -> ResponseReturnValue:
    """Forget everything and plant the seed again."""
    planting.reset(the_world())
    return health()


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        refuse.bad_request("the body must be a JSON object")
    return body
