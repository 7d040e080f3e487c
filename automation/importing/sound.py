"""Whether a selection can be used as it is: the words are those of `usher check`."""

from __future__ import annotations

from automation.config.checks.names import Known, names_of
from automation.config.checks.selection import check_selection
from automation.config.faults import Problem
from automation.config.selection import Selection
from automation.config.validate import validate
from automation.importing.draft import Draft
from automation.importing.findings import Refused


def check_sound(draft: Draft) -> None:
    """Refuse a selection that `usher check` would find fault with.

    Raises:
        Refused: no issue can be like that, or a value is none that a policy selects by.
    """
    found = validate(Selection, draft.select, strict=True)
    names = names_of({"projects": draft.projects, "groups": draft.groups}, Known("workflow", ()), (), ())
    for problem in (*found.problems, *check_selection(found.part, names, ())):
        _refuse(draft, problem)


def _refuse(draft: Draft, problem: Problem) -> None:
    key = str(problem.trail[0]) if problem.trail else ""
    line = draft.origins.get(f"select.{key}", [(draft.line, draft.line)])[0][0]
    if problem.code == "impossible":
        words = f"it never selects anything ({key}): {problem.message}"
        raise Refused(line, "dead", words, "look at what was meant, and write it by hand")
    words = f"a policy cannot select by this {key}: {problem.message}"
    raise Refused(line, "invalid", words, problem.remedy.rstrip("."))
