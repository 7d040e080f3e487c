"""YAML text to PyYAML's nodes, by the core schema and within bounds."""

from __future__ import annotations

from typing import Final

from yaml.composer import Composer
from yaml.error import MarkedYAMLError
from yaml.nodes import Node
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from automation.config.core_schema import CoreResolver

try:
    from yaml._yaml import CParser as _Events
except ImportError:  # PyYAML was built without libyaml: the same events, six times slower

    class _Events(Reader, Scanner, Parser):  # type: ignore[no-redef]  # the same in Python
        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)


#: levels of lists and mappings in each other
MAX_DEPTH: Final = 40


class _NodeComposer(Composer, CoreResolver, _Events):
    """Composes nodes from events; refuses nesting deeper than MAX_DEPTH before Python's own stack is spent."""

    def __init__(self, text: str) -> None:
        _Events.__init__(self, text)
        Composer.__init__(self)
        CoreResolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise MarkedYAMLError(problem=TOO_DEEP, problem_mark=getattr(self.peek_event(), "start_mark", None))
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


TOO_DEEP: Final = f"nested deeper than {MAX_DEPTH} levels"


def compose(text: str) -> Node | None:
    """The root node of the one document in `text`; None for an empty text.

    Raises:
        yaml.MarkedYAMLError: `text` is not YAML, holds a second document, or is nested deeper than MAX_DEPTH.
        yaml.reader.ReaderError: `text` holds a character that YAML does not allow.
    """
    return _NodeComposer(text).get_single_node()
