"""The transactional inbox: everything that must not be lost, on SQLite or PostgreSQL (design.md §5)."""

from automation.runtime.store.errors import LeaseLost, NoDatabase, StoreError, StoreUnavailable
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
from automation.runtime.store.store import Store

__all__ = [
    "Board",
    "Card",
    "Counts",
    "DeadLetter",
    "IssuePage",
    "IssueRecord",
    "LeaseLost",
    "NoDatabase",
    "Retry",
    "RunFilter",
    "RunSummary",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "StoredDelivery",
]
