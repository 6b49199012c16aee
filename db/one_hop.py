"""aiosqlite with one trip to its thread a statement.

SQLAlchemy asks for a cursor, runs a statement, fetches its rows and closes the cursor, each a trip of its own to the
connection's thread and back: four for a statement that takes a tenth of one. Here the first three are made by the
thread in one go and nothing is left to close. What is used of aiosqlite beyond its documented interface: `_execute`,
by which all of its own methods reach the thread, `_conn`, and `_thread`, which SQLAlchemy marks in the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite

_ROWS_AT_ONCE = 64
"""What aiosqlite fetches at a time where rows are iterated over; nobody does here."""


class OneHopCursor:
    """As much of a cursor as SQLAlchemy uses, its rows fetched along with the statement."""

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> OneHopCursor:
        """A cursor costs nothing until it is used."""
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> OneHopCursor:
        """Run a statement and fetch what it gives."""
        await self._connection.run(self._run, sqlite3.Cursor.execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> OneHopCursor:
        """Run a statement for each of many parameters."""
        await self._connection.run(self._run, sqlite3.Cursor.executemany, statement, parameters)
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


class OneHopConnection(aiosqlite.Connection):
    """A connection whose cursors are such."""

    def cursor(self) -> Any:
        """A cursor; nothing is asked of the thread yet."""
        return OneHopCursor(self)

    async def run(self, work: Callable[..., None], *arguments: Any) -> None:
        """Let the thread work with the connection."""
        await self._execute(lambda: work(self._conn, *arguments))  # type: ignore[no-untyped-call]


def connect(file: str, **settings: Any) -> OneHopConnection:
    """A connection to a file, to be awaited; `settings` are those of `sqlite3.connect`. Its thread does not keep the
    process from ending."""
    made = OneHopConnection(lambda: sqlite3.connect(file, **settings), _ROWS_AT_ONCE)
    made._thread.daemon = True
    return made
