"""How instants and texts become values that SQLite and PostgreSQL both keep and compare alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

#: a row of any columns
AnyRow = Row[*tuple[Any, ...]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 in UTC and given back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's
        """The number that is stored.

        Raises:
            TypeError: `value` has no time zone.
        """
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's
        """The instant that was stored."""
        return None if value is None else _EPOCH + value * _MICROSECOND


def storable(text: str) -> str:
    """`text` with what a database cannot keep written as escapes (lone surrogates, NUL), so that nothing is refused."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
