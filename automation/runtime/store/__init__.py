"""The transactional inbox: everything that must not be lost, on SQLite or PostgreSQL (design.md §5)."""

from automation.runtime.store.agenda import WRONG_CLOCK
from automation.runtime.store.errors import LeaseLost, NoDatabase, StoreError, StoreUnavailable
from automation.runtime.store.finds import Limit
from automation.runtime.store.records import (
    Board,
    Card,
    Counts,
    DeadLetter,
    IssuePage,
    IssueRecord,
    Retry,
    RunFilter,
    RunSummary,
    StoredDelivery,
)
from automation.runtime.store.regrets import Regret
from automation.runtime.store.store import Store
from automation.runtime.store.sweep_records import (
    Find,
    PolicyState,
    PolicyTally,
    ScanPage,
    Sweep,
    SweepRequest,
    SweepState,
)

__all__ = [
    "WRONG_CLOCK",
    "Board",
    "Card",
    "Counts",
    "DeadLetter",
    "Find",
    "IssuePage",
    "IssueRecord",
    "LeaseLost",
    "Limit",
    "NoDatabase",
    "PolicyState",
    "PolicyTally",
    "Regret",
    "Retry",
    "RunFilter",
    "RunSummary",
    "ScanPage",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "StoredDelivery",
    "Sweep",
    "SweepRequest",
    "SweepState",
]
