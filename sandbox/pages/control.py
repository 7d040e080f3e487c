"""The page for the sandbox's own controls: its clock and its faults; deliveries stand on it too."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.clock import Clock, parse_instant
from sandbox.pages import deliveries, presets
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest.context import the_world
from sandbox.rest.params import Params

routes = Desk("control", __name__)
PAGE = "/sandbox"


@routes.shows(PAGE, to_nobody=True)
def control() -> ResponseReturnValue:
    """Show clock, faults and deliveries."""
    world = the_world()
    groups = {
        "Deliveries to webhooks": presets.switches(presets.DELIVERIES, world.faults),
        "Calls of the API": presets.switches(presets.CALLS, world.faults),
    }
    return render("control", groups=groups, rates=tuple(presets.RATES), logs=deliveries.logs(world))


@routes.does("/-/control/clock")
def clock() -> str:
    """Set, advance, stop or release the clock.

    Raises:
        ApiError: 400 for what is no instant.
    """
    with the_world().lock:
        try:
            _move(the_world().clock, Params(request.form.to_dict()))
        except (ValueError, OverflowError):
            refuse.bad_request("The clock cannot go there.")
    return PAGE


@routes.does("/-/control/faults")
def fault() -> str:
    """Switch a preset on with a rate, or off.

    Raises:
        ApiError: 400 for what is no preset or rate.
    """
    preset, rate = presets.BY_KEY.get(request.form.get("preset", "")), request.form.get("rate", "100")
    if preset is None or rate not in presets.RATES:
        refuse.bad_request("There is no such fault.")
    presets.turn(preset, the_world().faults, presets.RATES[rate] if "on" in request.form else None)
    return PAGE


def _move(clock: Clock, wanted: Params) -> None:
    if "set" in wanted:
        clock.set(parse_instant(wanted.text("set")))
    if "advance" in wanted:
        clock.advance(float(wanted.number("advance")))
    if "freeze" in wanted:
        clock.freeze(wanted.flag("freeze"))
