"""The pure core as the engine calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from automation.decide import core
from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.decide.lookups import LookUps
from automation.model.decision import Decision
from automation.model.events import Event, User
from automation.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """The questions that the engine asks the core; a rehearsal may put others in their place."""

    decide: Callable[[Batch, Compiled, LookUps, datetime], Decision] = core.decide
    #: whether the events make it necessary to read the issue
    needs_snapshot: Callable[[Sequence[Event], Compiled, User], bool] = core.needs_snapshot
    #: whether who acted cannot be told without the label and state events
    needs_history: Callable[[Batch], bool] = core.needs_history
    #: index keys of an issue of a workflow
    index_keys: Callable[[Compiled, str | None, Snapshot], Mapping[str, str]] = core.index_keys
