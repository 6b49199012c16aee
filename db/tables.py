"""The tables. Times are stored in UTC; JSON is text, read and written by msgspec alone."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, Integer, MetaData, String, Table, Text, TypeDecorator


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
