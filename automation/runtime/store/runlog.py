"""Runs and their effects, as rows: written before anything is applied, completed as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from automation.model import wire
from automation.model.plan import Effect, Plan
from automation.model.work import EffectRecord, EffectState, Run, RunState
from automation.runtime.store.columns import AnyRow, storable
from automation.runtime.store.tables import APPLYING, effects, run_rules, runs

_INTAKE: Final = "intake:"
_RUN: Final = select(runs.c.document, runs.c.state, runs.c.error).where(runs.c.id == bindparam("of"))
_OPEN: Final = select(runs.c.id).where(runs.c.work_key == bindparam("of"), APPLYING)
_EFFECTS: Final = (
    select(
        effects.c.index.label("nth"),
        effects.c.intent,
        effects.c.state,
        effects.c.result,
        effects.c.inverse,
        effects.c.error,
        effects.c.at,
    )
    .where(effects.c.run_id == bindparam("of"))
    .order_by(effects.c.index)
)
_FINISH: Final = (
    update(runs)
    .where(runs.c.id == bindparam("of"))
    .values(
        state=bindparam("now_is"), finished_at=bindparam("ended"), error=bindparam("words"), document=bindparam("text")
    )
)
_RECORD: Final = (
    update(effects)
    .where(effects.c.run_id == bindparam("of"), effects.c.index == bindparam("nth"))
    .values(
        state=bindparam("now_is"),
        result=bindparam("answer"),
        inverse=bindparam("back"),
        error=bindparam("words"),
        at=bindparam("when"),
    )
)

_CLEAR: Final = update(runs).where(runs.c.id == bindparam("of")).values(document=bindparam("text"), texts="cleared")
_CLEAR_EFFECT: Final = (
    update(effects)
    .where(effects.c.run_id == bindparam("of"), effects.c.index == bindparam("nth"))
    .values(intent=bindparam("meant"), result=bindparam("answer"), inverse=bindparam("back"))
)


def add(connection: Connection, run: Run) -> None:
    """Store `run` with its effects and the rules that matched in it."""
    connection.execute(insert(runs), _row(run))
    if run.effects:
        connection.execute(insert(effects), [_effect_row(run.id, record) for record in run.effects])
    rules = [{"rule": storable(rule), "run_id": run.id} for rule in dict.fromkeys(run.decision.matched)]
    if rules:
        connection.execute(insert(run_rules), rules)


def record(connection: Connection, run_id: str, records: Iterable[EffectRecord]) -> None:
    """Store what came of effects."""
    rows = [_result_row(run_id, record) for record in records]
    if rows:
        connection.execute(_RECORD, rows)


def finish(connection: Connection, run: Run) -> None:
    """Store how `run` ended, and of its effects those that it knows the end of."""
    record(connection, run.id, [effect for effect in run.effects if effect.state is not EffectState.PLANNED])
    end = {"of": run.id, "now_is": run.state.value, "ended": run.finished_at, "words": storable(run.error)}
    connection.execute(_FINISH, {**end, "text": _document(run)})


def rewrite(connection: Connection, cleared: Sequence[Run]) -> None:
    """Store finished runs anew, without the texts that were cleared from them and their effects."""
    connection.execute(_CLEAR, [{"of": run.id, "text": _document(run)} for run in cleared])
    rows = [_cleared_row(run.id, record) for run in cleared for record in run.effects]
    if rows:
        connection.execute(_CLEAR_EFFECT, rows)


def remove(connection: Connection, run_id: str) -> None:
    """The run never was; its effects and rules go with it."""
    connection.execute(delete(runs).where(runs.c.id == run_id))


def load(connection: Connection, run_id: str) -> Run | None:
    """The run with its effects as they stand; None when there is none."""
    row = connection.execute(_RUN, {"of": run_id}).first()
    if row is None:
        return None
    run = wire.load_text(Run, row.document)
    records = tuple(_effect(record) for record in connection.execute(_EFFECTS, {"of": run_id}))
    plan = run.decision.plan or Plan(tuple(record.effect for record in records))
    # The key may have been given up or taken up again since the document was written.
    now = {"state": RunState(row.state), "error": row.error}
    return replace(run, effects=records, decision=replace(run.decision, plan=plan), **now)


def open_run(connection: Connection, work_key: str) -> Run | None:
    """The run of `work_key` whose effects are being written; None when there is none."""
    run_id = connection.execute(_OPEN, {"of": work_key}).scalar()
    return None if run_id is None else load(connection, run_id)


def _document(run: Run) -> str:
    """The run as JSON; a plan that the table of effects holds word for word is not written twice."""
    planned = tuple(record.effect for record in run.effects)
    bare = replace(run, effects=())
    if planned == run.decision.plan.effects:
        bare = replace(bare, decision=replace(run.decision, plan=Plan()))
    return wire.dump_text(bare)


def _workflow(run: Run) -> str | None:
    if run.work_key.startswith(_INTAKE):
        return run.work_key.removeprefix(_INTAKE)
    return (run.decision.memory or run.memory_before).workflow


def _row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "work_key": run.work_key,
        "workflow": _workflow(run),
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "state": run.state.value,
        "outcome": run.decision.outcome.value,
        "actor": run.decision.actor,
        "config_digest": run.config_digest,
        "error": storable(run.error),
        "document": _document(run),
        "texts": "kept",
    }


def _effect_row(run_id: str, record: EffectRecord) -> dict[str, Any]:
    result = _result_row(run_id, record)
    return {
        "run_id": run_id,
        "index": record.index,
        "kind": type(record.effect).__name__,
        "intent": _dump(record.effect),
        "state": result["now_is"],
        "result": result["answer"],
        "inverse": result["back"],
        "error": result["words"],
        "at": result["when"],
    }


def _result_row(run_id: str, record: EffectRecord) -> dict[str, Any]:
    return {
        "of": run_id,
        "nth": record.index,
        "now_is": record.state.value,
        "answer": json.dumps(record.result),
        "back": None if record.inverse is None else _dump(record.inverse),
        "words": storable(record.error),
        "when": record.at,
    }


def _cleared_row(run_id: str, record: EffectRecord) -> dict[str, Any]:
    result = _result_row(run_id, record)
    return {name: result[name] for name in ("of", "nth", "answer", "back")} | {"meant": _dump(record.effect)}


def _dump(effect: Effect) -> str:
    return json.dumps(wire.dump_effect(effect))


def _effect(row: AnyRow) -> EffectRecord:
    return EffectRecord(
        index=row.nth,
        effect=wire.load_effect(json.loads(row.intent)),
        state=EffectState(row.state),
        result=json.loads(row.result),
        error=row.error,
        inverse=None if row.inverse is None else wire.load_effect(json.loads(row.inverse)),
        at=row.at,
    )
