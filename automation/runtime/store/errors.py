"""What the store raises: sentences that may be logged or shown, never a driver's error with the values of a statement.

StoreError
├── StoreUnavailable   the database cannot be read or written now
│   └── NoDatabase     there is none
└── LeaseLost          somebody else works on the key, or it was taken back
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError


class StoreError(Exception):
    """The store did not do what it was asked; nothing of it was stored."""


class StoreUnavailable(StoreError):
    """The database cannot be read or written at the moment: gone, full, locked, or not ours."""


class NoDatabase(StoreUnavailable):
    """There is no database at the address, and none was to be made."""


class LeaseLost(StoreError):
    """The lease is no longer the holder's: it ran out and another worker has the key, or it was taken back."""

    def __init__(self, work_key: str) -> None:
        super().__init__(f"the lease on {work_key} was lost; nothing was stored under it")


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever the database raises inside into `StoreUnavailable`, with its words and without its values."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnavailable(_words(error)) from None


def _words(error: SQLAlchemyError) -> str:
    if isinstance(error, OperationalError) and str(error.orig):
        return f"the database is not available: {str(error.orig).splitlines()[0]}"
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlite_errorname", "") == "SQLITE_NOTADB":
        return "the database is not available: the file is no SQLite database"
    return f"the database refused the operation ({type(cause).__name__})"
