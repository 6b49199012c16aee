"""What can be wrong with the database.

StoreError
├── StoreCorrupt            the file is damaged, or no SQLite file; it is left as it is
├── StoreForeign            a database with tables of something else
├── SchemaUnknown           tables of a version of this program that is not known here: a newer one
├── NoticeUnreadable        a stored notice that this version cannot read
├── SubmissionUnreadable    a stored submission that this version cannot read; also a handlers.errors.StepRefused
├── StoreRefused            what a database refuses because of the values themselves (a check, a text too long): it would be
│                           refused again; also a handlers.errors.StepRefused
├── AlreadyServed           another process serves this database, and only one can
├── StoreBusy               another process held the database, or what was to be changed, for too long: try again
└── StoreUnreachable        it cannot be opened or written: rights, a full disk, no server, no driver, a connection
                            that broke. Where it broke while committing nobody knows whether that was done: look
                            for it, or do it again, everything is kept by a key
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from handlers.errors import StepRefused

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError, IntegrityError

_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_REFUSED = (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH)
_TAKEN = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)

_STATE_TAKEN = "23505"
_STATES_BUSY = ("40001", "40P01", "55P03", "57014")
"""PostgreSQL's words for: cannot be put in an order, waited in a circle, waited too long, was stopped."""
_STATES_CORRUPT = ("XX001", "XX002")
_CLASSES_REFUSED = ("22", "23", "54")
"""… and for data, promises and limits."""


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


class SubmissionUnreadable(StoreError, StepRefused):
    """A stored submission cannot be read."""


class StoreRefused(StoreError, StepRefused):
    """The database does not take a value."""


class AlreadyServed(StoreError):
    """Another process serves this database; `detail` is its number."""


class StoreBusy(StoreError):
    """Another process held the database for too long."""


class StoreUnreachable(StoreError):
    """The database cannot be opened or written."""


def of_sqlite(error: sqlite3.Error) -> StoreError | None:
    """What an error of SQLite means to us; None for refused values."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _REFUSED:
        return None
    kind = StoreCorrupt if code in _CORRUPT else StoreBusy if code in _BUSY else StoreUnreachable
    return kind(str(error))


def of_postgresql(error: BaseException) -> StoreError | None:
    """What an error of PostgreSQL or its driver means to us; None for refused values."""
    state: str = getattr(error, "sqlstate", None) or ""
    if state.startswith(_CLASSES_REFUSED):
        return None
    kind = StoreCorrupt if state in _STATES_CORRUPT else StoreBusy if state in _STATES_BUSY else StoreUnreachable
    return kind(" ".join(filter(None, (type(error.__cause__ or error).__name__, state))))


def of_driver(error: DBAPIError) -> StoreError | None:
    """What an error that SQLAlchemy passed on means to us; None for refused values."""
    if isinstance(error.orig, sqlite3.Error):
        return of_sqlite(error.orig)
    return of_postgresql(error.orig or error)


def is_taken(error: IntegrityError) -> bool:
    """Whether somebody else was first: a unique key is taken."""
    cause = error.orig
    return getattr(cause, "sqlite_errorcode", None) in _TAKEN or getattr(cause, "sqlstate", None) == _STATE_TAKEN
