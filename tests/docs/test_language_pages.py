"""The pages on the language: what they show in YAML has the keys and shapes that Usher reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter

from automation.config.model import Config
from automation.config.policy import Policy, Stale
from automation.config.program import Program, Rule
from automation.config.schedule import Schedule
from automation.config.workflow import Move, Stage, Workflow
from automation.config.yaml import parse_yaml

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "language"
_FENCE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: in which a fragment may stand; of those that have all of its keys the first counts
MODELS: tuple[type[BaseModel], ...] = (Program, Workflow, Config, Rule, Stage, Move, Policy, Stale, Schedule)


def _fragments() -> Iterator[Any]:
    for page in sorted(FOLDER.glob("*.md")):
        for number, text in enumerate(_FENCE.findall(page.read_text(encoding="utf-8")), start=1):
            yield pytest.param(text, id=f"{page.stem} {number}")


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


@pytest.mark.parametrize("text", list(_fragments()))
def test_what_a_page_shows_is_read(text: str) -> None:
    """Each fragment is YAML whose keys one part of the configuration has, with values of their shapes."""
    read = parse_yaml(text, "page.md")
    data = read.data
    model = next((model for model in MODELS if set(data) <= set(_keys(model))), None)

    assert read.problems == ()
    assert model is not None, f"no part of the configuration has {', '.join(data)}"
    for key, value in data.items():
        info = _keys(model)[key]
        kind = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        TypeAdapter(kind).validate_python(value)


def test_every_page_is_in_the_overview() -> None:
    """docs/programs.md leads to each of the pages."""
    overview = (FOLDER.parent / "programs.md").read_text(encoding="utf-8")

    assert [page.name for page in FOLDER.glob("*.md") if f"(language/{page.name})" not in overview] == []
