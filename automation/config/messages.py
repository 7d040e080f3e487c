"""The messages that Usher has of its own; config.yml replaces their texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from automation.config.base import Part
from automation.config.program import MessageEntry, MessageSpec
from automation.config.yaml import parse_yaml

_FILE = "messages.yml"


class _Messages(Part):
    messages: dict[str, MessageEntry]


@cache
def load_builtin_messages() -> Mapping[str, MessageSpec]:
    """The built-in messages by key; read once."""
    text = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return MappingProxyType(_Messages.model_validate({"messages": parse_yaml(text, _FILE).data}, strict=True).messages)
