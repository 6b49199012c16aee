"""How SQLite is used: which file, and what is set on every connection."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

DRIVER = "sqlite+aiosqlite"
_PREFIX = f"{DRIVER}:///"
BUSY_TIMEOUT_MS = 5000

_WAL_RESET_DEFECT = ((3, 7, 0), (3, 51, 2))
"""Versions in which two connections in WAL mode can corrupt the file, first and last …"""

_WAL_RESET_FIXED = ((3, 44, 6), (3, 50, 7))
"""… and the older lines that it was mended in, from these on."""

ROLLBACK_JOURNAL = "TRUNCATE"
"""A commit ends with the journal emptied and that written to the disk. With DELETE and synchronous=FULL the folder is not
written: after a power cut the journal may be back and takes back a commit that was told as done. Commits/s measured on
one machine, several runs: TRUNCATE 740-960, PERSIST 830-920, DELETE 770-910, WAL 2,900-3,600."""


def file_of(url: str) -> Path | None:
    """The file of an SQLite address ("~" is the home folder), None for another database's; raises
    RuntimeError where there is no such home folder."""
    return Path(url.removeprefix(_PREFIX)).expanduser() if url.startswith(_PREFIX) else None


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether several connections may use the write-ahead log with this SQLite library."""
    first, last = _WAL_RESET_DEFECT
    mended = any(fixed[:2] == version[:2] and version >= fixed for fixed in _WAL_RESET_FIXED)
    return not first <= version <= last or mended


class Connection(sqlite3.Connection):
    """A connection that lets go of the file when it is closed. A task that is stopped in the middle of its work leaves
    a statement behind, and as long as somebody remembers it SQLite keeps a closed connection's lock."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any) -> sqlite3.Cursor:  # type: ignore[override]
        """A cursor that is closed with the connection."""
        made: sqlite3.Cursor = super().cursor(*arguments)
        self._cursors.add(made)
        return made

    def close(self) -> None:
        """End every statement and the transaction, and close."""
        with suppress(sqlite3.Error):
            for cursor in tuple(self._cursors):
                cursor.close()
            self.rollback()
        super().close()


def on_connect(connection: Any, _record: object) -> None:
    """Settings of a new connection, which is closed where they cannot be made (the file is no database, the task is
    stopped): nobody else would, and its thread would outlive the event loop."""
    try:
        _settle(connection)
    except BaseException:
        connection.close()
        raise


def _settle(connection: Any) -> None:
    """Transactions are begun by us alone (see `on_begin`)."""
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else ROLLBACK_JOURNAL
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_spill = OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def on_begin(connection: Any) -> None:
    """Take the write lock at once: a transaction that reads first could not get it later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
