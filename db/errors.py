"""What can be wrong with the database.

StoreError
├── StoreCorrupt        the file is damaged, or no SQLite file; it is left as it is
├── StoreForeign        a database with tables of something else
├── SchemaUnknown       tables of a version of this program that is not known here: a newer one
├── NoticeUnreadable    a stored notice that this version cannot read
├── StoreBusy           another process held the database for too long
└── StoreUnreachable    it cannot be opened or written: rights, a full disk, no server, no driver
"""

from __future__ import annotations

import sqlite3

_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class StoreError(Exception):
    """Base of what this package raises; `detail` names the revision, notice or cause."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class StoreCorrupt(StoreError):
    """The file is damaged."""


class StoreForeign(StoreError):
    """The database holds something else."""


class SchemaUnknown(StoreError):
    """The tables are of a version that is not known here."""


class NoticeUnreadable(StoreError):
    """A stored notice cannot be read."""


class StoreBusy(StoreError):
    """Another process held the database for too long."""


class StoreUnreachable(StoreError):
    """The database cannot be opened or written."""


def of_sqlite(error: sqlite3.Error) -> StoreError:
    """What an error of SQLite means to us."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind = StoreCorrupt if code in _CORRUPT else StoreBusy if code in _BUSY else StoreUnreachable
    return kind(str(error))
