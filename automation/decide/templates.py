"""Texts and templates of the configuration, filled in: inert values in, checked Markdown out (rules.md G15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from jinja2 import DictLoader, Template
from jinja2.exceptions import SecurityError

from automation.decide.expressions import (
    ConditionError,
    Expression,
    Forgiving,
    compile_expression,
    explained,
    readable,
    there_is_no,
)
from automation.decide.guard import check_final
from automation.decide.output import MarkdownSandbox, PlainSandbox, without_marks
from automation.decide.steps import COUNTER, SIZE, Counter

__all__ = ["ConditionError", "Expression", "Forgiving", "TemplateSet", "Text", "compile_expression", "compile_text"]

_MARKDOWN: Final = MarkdownSandbox()
_PLAIN: Final = PlainSandbox()


@dataclass(frozen=True, slots=True)
class Text:
    """A text with ``{{ expressions }}``, ready."""

    source: str
    markdown: Template

    def render(self, names: Mapping[str, Any]) -> str:
        """The text as Markdown: every value guarded, and the whole checked.

        Raises:
            ConditionError: a name is unknown, an operation does not go with the values, or a value would do something.
        """
        return _checked(self.markdown, names)

    def render_raw(self, names: Mapping[str, Any]) -> str:
        """The text as data, its values as they are: for titles, labels, addresses. Raises as `render`."""
        with explained(names):
            return _filled(_plain(self.source), names)


@lru_cache(maxsize=4096)
def compile_text(source: str) -> Text:
    """`source` made ready.

    Raises:
        ConditionError: it cannot be read.
    """
    with readable(source):
        return Text(source, _MARKDOWN.from_string(source))


@lru_cache(maxsize=4096)
def _plain(source: str) -> Template:
    return _PLAIN.from_string(source)


class TemplateSet:
    """The templates of issue_templates/, and the expressions and texts of the configuration."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Take templates by name, without ``.md``; what they import by its file name, e.g. ``_macros.md.j2``."""
        self._sources = dict(sources)
        self._sandbox = MarkdownSandbox(DictLoader(self._sources))

    def expression(self, source: str) -> Expression:
        """As `compile_expression`."""
        return compile_expression(source)

    def text(self, source: str) -> Text:
        """As `compile_text`."""
        return compile_text(source)

    def render(
        self, name: str, *, fields: Mapping[str, str], values: Mapping[str, Any], blank: bool, **facts: Any
    ) -> str:
        """The description that the template `name` gives.

        Args:
            name: of the template.
            fields: values by field name; those that are missing count as empty.
            values: constants of the configuration.
            blank: True for the form that people fill in, with its quick actions.
            facts: further names that the template uses.

        Raises:
            ConditionError: there is no such template, it cannot be read, or it cannot be filled in.
        """
        names = {**facts, "fields": Forgiving(fields), "values": values, "blank": blank}
        if name not in self._sources:
            raise ConditionError(there_is_no(name, self._sources, what="template "))
        with readable(name):
            template = self._sandbox.get_template(name)
        return _checked(template, names)


def _checked(template: Template, names: Mapping[str, Any]) -> str:
    with explained(names):
        final, bare = without_marks(_filled(template, names))
    problems = check_final(final, bare)
    if problems:
        message = f"a value would add {', '.join(problems)}"
        raise ConditionError(message)
    return final


def _filled(template: Template, names: Mapping[str, Any]) -> str:
    context = template.new_context({**names, COUNTER: Counter()})
    size, parts = 0, []
    for part in template.root_render_func(context):
        size += len(part)
        if size > SIZE:
            message = f"the text has more than {SIZE:,} characters"
            raise SecurityError(message)
        parts.append(part)
    return "".join(parts)
