"""The page about the KPIs that ship: each with its formula, made from the programs."""

from __future__ import annotations

from collections.abc import Iterator

from automation.commands.shipped import shipped_config
from automation.config.load import load_config
from automation.config.program import Program
from automation.config.report import Kpi

_HEAD = """# The KPIs that ship

Each figure with its formula as the programs have it. [reports.md](../reports.md) says how to read and to write one.
"""
_SOURCES = {
    "entered": "entries of {} into {}",
    "left": "departures of {} from {}",
    "standing": "issues of {} that stand in {} at the end",
}


def kpis_page() -> str:
    """docs/reference/kpis.md."""
    programs = load_config(shipped_config(), {}).config.programs
    return "\n".join([_HEAD, *(section(program) for program in programs.values() if program.kpis)])


def section(program: Program) -> str:
    """The table of the KPIs of `program`."""
    rows = [f"| {kpi.id} | `{key}` | {_cell(kpi.title)} | {_cell(formula(kpi))} |" for key, kpi in program.kpis.items()]
    head = [f"## {program.program}\n", "| id | key | figure | formula |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


def formula(kpi: Kpi) -> str:
    """How `kpi` is counted, in words and expressions."""
    return "".join(_parts(kpi))


def _parts(kpi: Kpi) -> Iterator[str]:
    if kpi.number:
        yield f"the number that people enter as **{kpi.number}**"
        return
    yield f"`{' '.join(kpi.value.split())}`"
    if not kpi.sources:
        return
    if kpi.each != "1":
        yield f" of `{' '.join(kpi.each.split())}`"
    yield f" over {_counted(kpi)}"
    if kpi.when != "true":
        yield f", where `{' '.join(kpi.when.split())}`"
    if kpi.by:
        yield f"; by `{kpi.by}`"
    if kpi.bins:
        yield f"; in steps of {', '.join(f'{bound:g}' for bound in kpi.bins)}"


def _counted(kpi: Kpi) -> str:
    source, workflows = kpi.sources[0], ", ".join(kpi.workflow)
    if source in _SOURCES:
        named = {"open": "any open stage", "any": "any stage"}
        stages = [named.get(stage, stage) for stage in getattr(kpi, source)]
        return _SOURCES[source].format(workflows, ", ".join(stages))
    return f"new issues of {workflows}" if kpi.opened else f"rows of the ledger {kpi.rows} of {workflows}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
