"""Whether the colours of the pages can be told apart, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webhooks import forms

CSS = (Path(forms.__file__).parent / "static" / "forms.css").read_text(encoding="utf-8")
_LIGHT, _DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
TEXT, PART = 4.5, 3.0


def _luminance(colour):
    """Relative luminance as WCAG has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [pytest.param(_LIGHT, id="light"), pytest.param(_DARK, id="dark")])
@pytest.mark.parametrize(
    ("front", "behind", "least"),
    [
        pytest.param("ink", "panel", TEXT, id="text"),
        pytest.param("quiet", "panel", TEXT, id="hints"),
        pytest.param("quiet", "paper", TEXT, id="the mark of what is required"),
        pytest.param("accent", "panel", TEXT, id="links"),
        pytest.param("on-accent", "accent", TEXT, id="the button"),
        pytest.param("bad", "panel", TEXT, id="faults"),
        pytest.param("bad", "bad-wash", TEXT, id="the summary"),
        pytest.param("ink", "bad-wash", TEXT, id="the heading of the summary"),
        pytest.param("edge", "panel", PART, id="the edge of a field"),
        pytest.param("accent", "panel", PART, id="the focus"),
    ],
)
def test_contrast(colours, front, behind, least):
    """Each pair that meets on a page can be told apart."""
    assert _contrast(colours[front], colours[behind]) >= least


def test_every_colour_is_one_of_these():
    """No rule has a colour of its own, which nobody would have compared."""
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []


def test_dark_has_every_colour_of_light():
    """Nothing is left over from light in dark."""
    assert _DARK.keys() == _LIGHT.keys()
