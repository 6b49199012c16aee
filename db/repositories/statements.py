"""Statements that several repositories are made of. Each is built once, so that it is compiled once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import is_taken
from handlers.errors import Conflict
from handlers.lane import Lane

Row = dict[str, Any]

MOST_AT_ONCE = 100
"""Rows that are asked for in one statement: older SQLite takes 999 values."""

FAILED = "failed"
"""Under which a connection keeps the error after which its transaction must not be committed."""


def conflict(connection: AsyncConnection) -> Conflict:
    """The error for what somebody else was first with. Part of the same saving may be written already:
    the transaction cannot be committed after it, even where nobody lets the error through."""
    error = Conflict()
    connection.info[FAILED] = error
    return error


ARRIVALS = 4_931_028
"""PostgreSQL's advisory lock under which messages get their numbers …"""

OUTGOING = 4_931_029
"""… and those to be sent their places. Who needs both takes them in this order."""

_IN_TURN = select(func.pg_advisory_xact_lock(bindparam("of")))


async def in_turn(connection: AsyncConnection, lock: int) -> None:
    """On PostgreSQL wait until no other transaction has the lock, and keep it until this one ends. SQLite lets one
    transaction in at a time."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_IN_TURN, {"of": lock})


def lane_row(lane: Lane) -> Row:
    """A lane as columns."""
    return {"channel": lane.channel, "chat": lane.chat, "thread": lane.thread, "person": lane.person}


def lane_of(row: Any) -> Lane:
    """The lane in the columns of a row."""
    return Lane(row.channel, row.chat, row.thread, row.person)


def ahead(moment: datetime) -> int:
    """By how many seconds the clock that a moment was read from is ahead of UTC."""
    return round((moment.utcoffset() or timedelta()).total_seconds())


@cache
def _clock(ahead: int) -> timezone:
    return timezone(timedelta(seconds=ahead))


def read_from(moment: datetime, ahead: int) -> datetime:
    """The moment as it was read from such a clock."""
    return moment.astimezone(_clock(ahead))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Values in portions that one statement can ask for."""
    return (values[start : start + MOST_AT_ONCE] for start in range(0, len(values), MOST_AT_ONCE))


class Addition:
    """Inserts rows, leaving out those for which a unique key is taken. What is `computed` sees the rows before it."""

    def __init__(self, table: Table, **computed: ColumnElement[Any]) -> None:
        added = postgresql.insert(table).values(computed).on_conflict_do_nothing()
        self._statements: Mapping[str, Any] = {
            "sqlite": sqlite.insert(table).values(computed).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
            "postgresql": added,
        }
        self._counted = added.returning(*table.primary_key)

    async def run(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        """Insert rows in their order."""
        if rows:
            await connection.execute(self._statements[connection.dialect.name], rows)

    async def count(self, connection: AsyncConnection, rows: Sequence[Row]) -> int:
        """Insert rows in their order; how many were new. asyncpg does not say for many rows, PostgreSQL itself does."""
        if not rows:
            return 0
        if connection.dialect.supports_sane_multi_rowcount:
            return (await connection.execute(self._statements[connection.dialect.name], rows)).rowcount
        return len((await connection.execute(self._counted, rows)).all())


class Replacement:
    """Updates rows, each only where the version it follows is the one stored.

    A row names the columns to set, its key as `of_…` and that version as `before`. asyncpg does not say how many rows
    were found, so PostgreSQL is asked for them first, and locks them.
    """

    def __init__(self, table: Table, *key: Column[Any]) -> None:
        found = tuple_(*key, table.c.version).in_(bindparam("expected", expanding=True))
        self._names = (*(f"of_{column.name}" for column in key), "before")
        self._lock = select(table.c.version).where(found).order_by(*key).with_for_update(key_share=True)
        its_own = and_(*(column == bindparam(f"of_{column.name}") for column in key))
        self._update = update(table).where(its_own, table.c.version == bindparam("before"))

    async def run(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        """Update rows; raises Conflict."""
        if not rows:
            return
        counts = connection.dialect.supports_sane_multi_rowcount
        if not counts and await self._found(connection, rows) != len(rows):
            raise conflict(connection)
        try:
            result = await connection.execute(self._update, rows)
        except IntegrityError as error:
            if is_taken(error):
                raise conflict(connection) from error
            raise
        if counts and result.rowcount != len(rows):
            raise conflict(connection)

    async def _found(self, connection: AsyncConnection, rows: Sequence[Row]) -> int:
        expected = [tuple(row[name] for name in self._names) for row in rows]
        return len((await connection.execute(self._lock, {"expected": expected})).all())
