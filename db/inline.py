"""aiosqlite whose statements run where they are; only what may wait goes to its thread.

SQLAlchemy asks for a cursor, runs a statement, fetches its rows and closes the cursor: four trips to the connection's
thread and back for a statement that takes a tenth of one. Statements of one transaction work on pages in memory. What
waits, for the disk or for another process, is beginning it (`BEGIN IMMEDIATE` takes the write lock), ending it, and
what is said before any (`PRAGMA`); that goes through the thread, and so does a statement that carries much.

One transaction holds the connection at a time, so the two threads never use it at once; Python's own check for that is
turned off. What is used of aiosqlite beyond its documented interface: `_execute`, by which all of its own methods reach
the thread, `_conn`, and `_thread`, which SQLAlchemy marks in the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite

MUCH = 65_536
"""Bytes or characters of a value that are not written while everybody waits."""

_WAITS = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")
_ROWS_AT_ONCE = 64
"""What aiosqlite fetches at a time where rows are iterated over; nobody does here."""


class InlineCursor:
    """As much of a cursor as SQLAlchemy uses, its rows fetched along with the statement."""

    def __init__(self, connection: InlineConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> InlineCursor:
        """A cursor costs nothing until it is used."""
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> InlineCursor:
        """Run a statement and fetch what it gives."""
        if statement.lstrip()[:8].upper().startswith(_WAITS) or _carries_much(parameters):
            await self._connection.run(self._run, sqlite3.Cursor.execute, statement, parameters)
        else:
            self._run(self._connection.raw, sqlite3.Cursor.execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> InlineCursor:
        """Run a statement for each of many parameters."""
        many = list(parameters)
        if any(map(_carries_much, many)):
            await self._connection.run(self._run, sqlite3.Cursor.executemany, statement, many)
        else:
            self._run(self._connection.raw, sqlite3.Cursor.executemany, statement, many)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """The rows, which are there already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, connection: sqlite3.Connection, how: Callable[..., Any], statement: str, parameters: Any) -> None:
        cursor = connection.cursor()
        try:
            how(cursor, statement, parameters)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else ()
        finally:
            cursor.close()


def _carries_much(parameters: Any) -> bool:
    values = parameters.values() if isinstance(parameters, dict) else parameters
    return any(isinstance(value, bytes | str) and len(value) > MUCH for value in values)


class InlineConnection(aiosqlite.Connection):
    """A connection whose cursors are such."""

    def cursor(self) -> Any:
        """A cursor; nothing is asked of the thread yet."""
        return InlineCursor(self)

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself; raises ValueError once it is closed."""
        return self._conn

    async def run(self, work: Callable[..., None], *arguments: Any) -> None:
        """Let the thread work with the connection."""
        await self._execute(lambda: work(self._conn, *arguments))  # type: ignore[no-untyped-call]


def connect(file: str, **settings: Any) -> InlineConnection:
    """A connection to a file, to be awaited; `settings` are those of `sqlite3.connect`. Its thread does not keep the
    process from ending."""
    made = InlineConnection(lambda: sqlite3.connect(file, **{**settings, "check_same_thread": False}), _ROWS_AT_ONCE)
    made._thread.daemon = True
    return made
