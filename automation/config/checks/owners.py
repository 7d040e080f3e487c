"""Owners: whom they name."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known, Names
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.workflow import Owner


def check_owner(owner: Owner, fields: Known, names: Names, trail: Trail) -> Iterator[Problem]:
    """People, roles, tables and fields that do not exist, in the owner at `trail` and in who comes after."""
    for index, word in enumerate(owner.people):
        if "{" not in word:  # whom an expression names is known only then
            yield from names.people.check(word, (*trail, "people", index))
    for known, name, key in ((names.roles, owner.role, "role"), (names.tables, owner.table, "table")):
        if name is not None:
            yield from known.check(name, (*trail, key))
    if owner.field is not None:
        yield from fields.check(owner.field, (*trail, "field"))
    if owner.otherwise is not None:
        yield from check_owner(owner.otherwise, fields, names, (*trail, "else"))
