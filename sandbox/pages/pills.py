"""Labels as people see them: coloured pills, in two parts where there is a scope."""

from __future__ import annotations

from markupsafe import Markup

from sandbox.model import Label
from sandbox.world import labels

WHOLE = Markup(
    '<span class="pill{kind}" style="--tint:{tint};--on-tint:{ink}" title="{about}"><span>{left}</span>{right}</span>'
)
RIGHT = Markup("<span>{value}</span>")
BRIGHT = 0.5
"""The luma from which dark letters read better than white ones."""


def pill(label: Label) -> Markup:
    """Return the HTML of a label."""
    tint = _six_digits(label.color)
    scope, value = label.scope, label.name.rpartition("::")[2]
    return WHOLE.format(
        kind=" scoped" if scope else "",
        tint=tint,
        ink="#1f1e24" if _luma(tint) > BRIGHT else "#ffffff",
        about=label.description or label.name,
        left=scope or label.name,
        right=RIGHT.format(value=value) if scope else "",
    )


def _six_digits(color: str) -> str:
    """Return `#rrggbb`; the default for what is no colour, as seeds are not checked."""
    known = color if labels.COLOR.fullmatch(color) else labels.DEFAULT_COLOR
    digits = known[1:]
    return known if len(digits) > len("rgb") else "#" + "".join(digit * 2 for digit in digits)


def _luma(tint: str) -> float:
    red, green, blue = (int(tint[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
