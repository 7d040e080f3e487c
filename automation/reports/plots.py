"""Plots as SVG: bars, with the goal as a line, and funnels (docs/decisions, plots)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from automation.decide.kpis.statistics import words
from automation.model.report import Figure, Group

#: units of the drawing, which grows with the page
_WIDTH: Final = 720
_ROW: Final = 30
_BAR: Final = 20
_MARGIN: Final = 10
#: where bars begin, and how long the longest is; names stand left, numbers right of them
_LEFT: Final = 230
_LONGEST: Final = 370
#: characters of a name that have room
_NAME: Final = 30


@dataclass(frozen=True, slots=True)
class _Bar:
    """One bar, in units of the drawing."""

    name: str
    shown: str
    start: float
    length: float


def plot(figure: Figure, name: str) -> str:
    """The groups of `figure` as an SVG element with title and description; `name` is an id that no other plot has.

    Numbers below nothing have no length; where there is no number nothing is drawn.
    """
    height = _ROW * len(figure.groups) + 2 * _MARGIN
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "class": f"plot {figure.plot}",
            "aria-labelledby": f"{name}-title {name}-desc",
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = figure.title
    ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = description(figure)
    bars = [(bar, _MARGIN + place * _ROW) for place, bar in enumerate(_bars(figure))]
    for bar, top in bars:
        _draw(root, bar, top)
    if _goal_of(figure) is not None:
        _draw_goal(root, figure, height)
    # words stand before the line
    for bar, top in bars:
        _write(root, bar, str(top + _ROW / 2))
    return ET.tostring(root, encoding="unicode")


def description(figure: Figure) -> str:
    """What the plot of `figure` shows, in words."""
    parts = [f"{group.name} {words(group.value, figure.group_unit)}" for group in figure.groups]
    bound = _goal_of(figure)
    return ", ".join([*parts, *([] if bound is None else [f"the goal is {words(bound, figure.unit)}"])])


def _bars(figure: Figure) -> Iterator[_Bar]:
    scale = _LONGEST / _largest(figure)
    first = figure.groups[0].value
    for group in figure.groups:
        length = max(group.value or 0, 0) * scale
        shown = words(group.value, figure.group_unit)
        if figure.plot == "funnel":
            yield _Bar(group.name, f"{shown}{_part(group, first)}", (_LONGEST - length) / 2, length)
        else:
            yield _Bar(group.name, shown, 0, length)


def _part(group: Group, first: float | None) -> str:
    """Which part of those who began came here."""
    return f" ({100 * group.value / first:.0f} %)" if group.value is not None and first else ""


def _goal_of(figure: Figure) -> float | None:
    """The goal, where it can be drawn among the bars."""
    return figure.goal if figure.plot == "bars" and figure.group_unit == figure.unit else None


def _largest(figure: Figure) -> float:
    values = [group.value or 0 for group in figure.groups]
    return max(*values, _goal_of(figure) or 0, 0) or 1


def _draw(root: ET.Element, bar: _Bar, top: int) -> None:
    box = {"x": f"{_LEFT + bar.start:.1f}", "y": str(top + (_ROW - _BAR) / 2), "width": f"{bar.length:.1f}"}
    ET.SubElement(root, "rect", {**box, "height": str(_BAR), "rx": "2"})


def _write(root: ET.Element, bar: _Bar, middle: str) -> None:
    name = bar.name if len(bar.name) <= _NAME else f"{bar.name[: _NAME - 1]}…"
    ET.SubElement(root, "text", {"x": str(_LEFT - 12), "y": middle, "class": "name"}).text = name
    ET.SubElement(root, "text", {"x": f"{_LEFT + bar.start + bar.length + 8:.1f}", "y": middle}).text = bar.shown


def _draw_goal(root: ET.Element, figure: Figure, height: int) -> None:
    x = f"{_LEFT + (_goal_of(figure) or 0) * _LONGEST / _largest(figure):.1f}"
    ET.SubElement(root, "line", {"x1": x, "x2": x, "y1": "2", "y2": str(height - 2), "class": "goal"})
