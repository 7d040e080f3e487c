"""What of an issue is kept for reports when its texts are gone (docs/reports.md, rules.md G16)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from automation.decide.field_types import is_email, malformed

if TYPE_CHECKING:
    from automation.config.workflow import FieldSpec
    from automation.decide.compiled import CompiledWorkflow

#: characters of one value; what is longer is a text
_LONGEST: Final = 100
#: types whose values tell nothing but themselves
_MEASURED: Final = frozenset({"number", "date", "datetime", "yes_no"})
#: types that say who somebody is, or where
_PERSONAL: Final = frozenset({"email", "url", "user"})
#: numbers, dates, instants and periods; words of a program such as ``artifact`` or ``approved``
_HARMLESS: Final = re.compile(r"(?:FY)?[+-]?\d[\dQWTZ.,:+-]*|[a-z][a-z0-9-]{0,39}")


def kept_fields(workflow: CompiledWorkflow, description: str, *, confidential: bool) -> dict[str, str]:
    """The fields that reports may count; those that are empty or malformed are left out.

    Of a confidential issue only numbers, dates, yes or no, and values from a list. Addresses, people and texts of
    several lines are never kept.
    """
    specs, found = workflow.spec.fields, workflow.fields_of(description)
    return {
        name: _bare(specs[name], value)
        for name, value in found.items()
        if _is_kept(specs[name], value, confidential=confidential)
    }


def kept_values(values: Mapping[str, Any], *, confidential: bool) -> dict[str, Any]:
    """What of `values`, which a program remembered or recorded, reports may count."""
    found = {name: _value(value, confidential=confidential) for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def may_be_kept(spec: FieldSpec, *, confidential: bool) -> bool:
    """Whether any value of the field is kept."""
    if spec.type in _MEASURED or spec.one_of:
        return True
    return not confidential and not spec.prose and spec.type not in _PERSONAL


def _is_kept(spec: FieldSpec, value: str, *, confidential: bool) -> bool:
    if not value or malformed(spec, value) or not may_be_kept(spec, confidential=confidential):
        return False
    return spec.type in _MEASURED or bool(spec.one_of) or _is_short(value)


def _bare(spec: FieldSpec, value: str) -> str:
    """`value` without the words that people write behind a yes or no."""
    return value.split(maxsplit=1)[0].strip(",.;:").capitalize() if spec.type == "yes_no" else value


def _value(value: Any, *, confidential: bool) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return kept_values(value, confidential=confidential)
    if isinstance(value, str) and (_HARMLESS.fullmatch(value) if confidential else _is_short(value)):
        return value
    return None


def _is_short(value: str) -> bool:
    return len(value) <= _LONGEST and "\n" not in value and not is_email(value)
