"""How SQLite is used: which file, and what is set on every connection."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

DRIVER = "sqlite+aiosqlite"
_PREFIX = f"{DRIVER}:///"
BUSY_TIMEOUT_MS = 5000

_WAL_RESET_DEFECT = ((3, 7, 0), (3, 51, 2))
"""Versions in which two connections in WAL mode can corrupt the file, first and last …"""

_WAL_RESET_FIXED = ((3, 44, 6), (3, 50, 7))
"""… and the older lines that it was mended in, from these on."""


def file_of(url: str) -> Path | None:
    """The file of an SQLite address ("~" is the home folder), None for another database's; raises
    RuntimeError where there is no such home folder."""
    return Path(url.removeprefix(_PREFIX)).expanduser() if url.startswith(_PREFIX) else None


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether several connections may use the write-ahead log with this SQLite library."""
    first, last = _WAL_RESET_DEFECT
    mended = any(fixed[:2] == version[:2] and version >= fixed for fixed in _WAL_RESET_FIXED)
    return not first <= version <= last or mended


def on_connect(connection: Any, _record: object) -> None:
    """Settings of a new connection, which is closed where they cannot be made (the file is no
    database): nobody else would, and its thread would outlive the event loop."""
    try:
        _settle(connection)
    except sqlite3.Error:
        connection.close()
        raise


def _settle(connection: Any) -> None:
    """Transactions are begun by us alone (see `on_begin`)."""
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def on_begin(connection: Any) -> None:
    """Take the write lock at once: a transaction that reads first could not get it later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
