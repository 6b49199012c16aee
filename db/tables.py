"""The tables. Times are stored in UTC; JSON is text, read and written by msgspec alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

_NOT_STORED = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL cannot store in a text, and what is no character at all."""


def storable(words: str) -> str:
    """Words that every database takes: what is no character is replaced by the sign for it."""
    return _NOT_STORED.sub("\ufffd", words)


class Words(TypeDecorator[str]):
    """What somebody wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """See `storable`."""
        return None if value is None else storable(value)


class Utc(TypeDecorator[datetime]):
    """A moment; one without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite stores it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Status(StrEnum):
    """Whether questions are answered from a notice."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


SHIPPED = "shipped"
"""The origin of a notice that was delivered with the program and not touched since."""

metadata = MetaData()

notices = Table(
    "notices",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String(64)),
    Column("published_at", Utc),
    CheckConstraint("status IN ('draft', 'published', 'archived')", name="notices_status"),
    CheckConstraint("version >= 1", name="notices_version"),
)
"""`digest` is that of the packaged text last compared with the notice, shipped or once shipped."""

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("thread", String(64), primary_key=True),
    Column("person", String(200), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("updated_at", Utc, nullable=False),
    CheckConstraint("version >= 1", name="conversations_version"),
)
"""One row a lane; `chat` is empty where a person writes to us alone."""


ID = String(255)
"""A message's id as the platform gives it, and those that are made of it."""


def _place(name: str) -> Column[int]:
    """A place in an order, given by the database and never given again, whatever is deleted."""
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True)


def _lane() -> tuple[Column[str], ...]:
    """Whose conversation it belongs to; as long as in `conversations`."""
    return tuple(Column(name, String(length), nullable=False) for name, length in (("channel", 32), ("chat", 200), ("thread", 64), ("person", 200)))


WAITING = text("finished_at IS NULL")
UNSENT = text("sent_at IS NULL")
LIVE = text("status <> 'cancelled'")
"""Conditions of partial indexes; a question must say the same in its words for SQLite to use them."""

inbox = Table(
    "inbox",
    metadata,
    _place("number"),
    Column("id", ID, nullable=False, unique=True),
    *_lane(),
    Column("body", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("zone", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("finished_at", Utc),
    Column("parked", Boolean, nullable=False),
    CheckConstraint("tries >= 0", name="inbox_tries"),
    sqlite_autoincrement=True,
)
"""Messages as they came in. Finished ones stay: by their ids a message that comes again is known.
`zone` is by how many seconds the clock that `received_at` was read from is ahead of UTC."""

Index("inbox_waiting", inbox.c.number, sqlite_where=WAITING, postgresql_where=WAITING)
Index(
    "inbox_lanes",
    *(inbox.c[name] for name in ("channel", "chat", "thread", "person", "number")),
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)

outbox = Table(
    "outbox",
    metadata,
    _place("position"),
    Column("id", ID, nullable=False, unique=True),
    *_lane(),
    Column("text", Words, nullable=False),
    Column("language", String(16), nullable=False),
    Column("buttons", Text, nullable=False),
    Column("numbered", Boolean, nullable=False),
    Column("files", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("sent_at", Utc),
    sqlite_autoincrement=True,
)
"""Messages to be sent, in this order."""

Index("outbox_waiting", outbox.c.channel, outbox.c.position, sqlite_where=UNSENT, postgresql_where=UNSENT)

jobs = Table(
    "jobs",
    metadata,
    _place("position"),
    Column("id", ID, nullable=False, unique=True),
    *_lane(),
    Column("kind", String(64), nullable=False),
    Column("about", Words, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("finished_at", Utc),
    CheckConstraint("tries >= 0", name="jobs_tries"),
    sqlite_autoincrement=True,
)
"""Long work."""

Index("jobs_waiting", jobs.c.position, sqlite_where=WAITING, postgresql_where=WAITING)

files = Table(
    "files",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
)
"""Files by the SHA-256 of what is in them."""

submissions = Table(
    "submissions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("notice", String(200), nullable=False),
    Column("form", String(200), nullable=False),
    Column("unit", Words, nullable=False),
    Column("unit_key", Words, nullable=False),
    Column("status", String(16), nullable=False),
    Column("number", String(64), unique=True),
    Column("version", Integer, nullable=False),
    Column("holder", String(240)),
    Column("body", Text, nullable=False),
    Column("begun_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    CheckConstraint("status IN ('draft', 'submitted', 'cancelled')", name="submissions_status"),
    CheckConstraint("version >= 1", name="submissions_version"),
)
"""The tables that units fill in. `body` is the whole submission; the other columns repeat of it what is
looked for or promised."""

Index(
    "submissions_live",
    *(submissions.c[name] for name in ("notice", "form", "unit_key")),
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
Index("submissions_unit", submissions.c.unit_key)

submission_people = Table(
    "submission_people",
    metadata,
    Column("submission", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("person", String(240), primary_key=True),
)
"""Who ever worked on which submission."""

Index("submission_people_person", submission_people.c.person)

submission_changes = Table(
    "submission_changes",
    metadata,
    Column("submission", ID, ForeignKey("submissions.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("did", String(16), nullable=False),
    Column("by", String(240), nullable=False),
    Column("at", Utc, nullable=False),
    Column("key", ID, nullable=False),
    Column("field", String(200)),
    Column("row", Integer),
    Column("before", Words),
    Column("after", Words),
    Column("raw", Words),
    Column("why", Words),
)
"""The history of submissions, a line a change; lines are only ever added."""
