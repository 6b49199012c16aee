"""The published notices of an SQLite file, read in one go with nothing heavy imported.

SQLAlchemy takes longer to import than an answer takes, so a single question from the command line
comes this way where it can. Wherever the file is not plainly in order this gives None, and the
store, which can repair, migrate and explain, is opened instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from db.marks import HEAD, digest
from knowledge.notice import Notice

_ROWS = "SELECT status, digest, body FROM notices ORDER BY id"


def published_or_none(file: Path, packaged: Mapping[str, str]) -> tuple[Notice, ...] | None:
    """The published notices, where the file has the tables of this version and has seen the
    packaged notices (texts by file name) as they are now."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            rows = connection.execute(_ROWS).fetchall()
        if revision != [(HEAD,)] or not {digest for _, digest, _ in rows}.issuperset(map(digest, packaged.values())):
            return None
        return tuple(msgspec.json.decode(body, type=Notice) for status, _, body in rows if status == "published")
    except (sqlite3.Error, msgspec.DecodeError):
        return None
