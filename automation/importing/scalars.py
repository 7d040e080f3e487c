"""Values as people write them in YAML: quotes only where they are needed, texts as blocks, short lists on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from yaml.nodes import ScalarNode
from yaml.reader import Reader

from automation.config.core_schema import CoreResolver

#: columns of a line
WIDTH: Final = 120
_STRING: Final = "tag:yaml.org,2002:str"
_RESOLVER: Final = CoreResolver()
#: characters that mean something at the beginning, and what older YAML reads as true, false or a number
_BEGINS: Final = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`~=<\s]")
_MEANS: Final = re.compile(r":(?:\s|$)|\s#|\s$|[\r\n\t]")
_FLOW: Final = re.compile(r"[,\[\]{}]")
_OLDER: Final = re.compile(r"(?:y|n|yes|no|on|off|[-+]?[\d_]+(?::[\d_.]+)+|[-+\d_.,]+)", re.IGNORECASE)
#: line breaks that are none of ours, and what no YAML may hold
_HIDDEN: Final = re.compile(rf"[\x85\u2028\u2029\ufeff]|{Reader.NON_PRINTABLE.pattern}")


def inline(value: Any, *, flow: bool = False) -> str:
    """`value` on one line; within brackets where it is to stand in `flow`."""
    if isinstance(value, str):
        return _plain(value, flow=flow) or _quoted(value)
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{inline(key, flow=True)}: {inline(item, flow=True)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, Sequence):
        return "[" + ", ".join(inline(item, flow=True) for item in value) + "]"
    return json.dumps(value)


def is_block(text: str) -> bool:
    """Whether `text` can be written as a block of lines: it ends with one, and has nothing that is not seen there."""
    bare = text.removesuffix("\n")
    return bare != text and bare.strip() == bare != "" and not _HIDDEN.search(text) and "\r" not in text


def folded(text: str, width: int) -> list[str] | None:
    """`text` on lines of `width` that a folded block joins again; None where that would change it."""
    lines = [""]
    for word in text.split(" "):
        if not word or "\n" in word:
            return None
        longer = f"{lines[-1]} {word}".lstrip()
        lines[-1:] = [longer] if len(longer) <= width or not lines[-1] else [lines[-1], word]
    return None if _HIDDEN.search(text) else lines


def _plain(text: str, *, flow: bool) -> str:
    """`text` without quotes; '' where that would be read as something else."""
    if not text or _BEGINS.match(text) or _MEANS.search(text) or _OLDER.fullmatch(text) or _HIDDEN.search(text):
        return ""
    if flow and _FLOW.search(text):
        return ""
    kind = _RESOLVER.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's
    return text if kind == _STRING else ""


def _quoted(text: str) -> str:
    if ("\\" in text or '"' in text) and "\n" not in text and "\r" not in text and not _HIDDEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _HIDDEN.sub(lambda match: _escape(match[0]), json.dumps(text, ensure_ascii=False))


def _escape(char: str) -> str:
    return f"\\U{ord(char):08X}"
