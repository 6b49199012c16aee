"""Messages, work, files and submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WAITING = sa.text("finished_at IS NULL")
UNSENT = sa.text("sent_at IS NULL")
LIVE = sa.text("status <> 'cancelled'")
LANE = ("channel", "chat", "thread", "person")
ID = sa.String(255)


def upgrade() -> None:
    """Make the tables that a conversation engine needs; those of 0001 stay as they are."""
    _queues()
    _files()
    _submissions()


def _place(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False)


def _lane() -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(length), nullable=False) for name, length in zip(LANE, (32, 200, 64, 200), strict=True))


def _index(name: str, table: str, columns: tuple[str, ...], where: sa.TextClause | None = None, *, unique: bool = False) -> None:
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=where, postgresql_where=where)


def _queues() -> None:
    op.create_table(
        "inbox",
        _place("number"),
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("parked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.CheckConstraint("tries >= 0", name="inbox_tries"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("inbox_waiting", "inbox", ("number",), WAITING)
    _index("inbox_lanes", "inbox", (*LANE, "number"), WAITING)
    op.create_table(
        "outbox",
        _place("position"),
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("buttons", sa.Text, nullable=False),
        sa.Column("numbered", sa.Boolean, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("outbox_waiting", "outbox", ("channel", "position"), UNSENT)
    op.create_table(
        "jobs",
        _place("position"),
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("position"),
        sa.CheckConstraint("tries >= 0", name="jobs_tries"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("jobs_waiting", "jobs", ("position",), WAITING)


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice", sa.String(200), nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("unit_key", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("number", sa.String(64)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(240)),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("status IN ('draft', 'submitted', 'cancelled')", name="submissions_status"),
        sa.CheckConstraint("version >= 1", name="submissions_version"),
        sa.UniqueConstraint("number"),
    )
    _index("submissions_live", "submissions", ("notice", "form", "unit_key"), LIVE, unique=True)
    _index("submissions_unit", "submissions", ("unit_key",))
    op.create_table(
        "submission_people",
        sa.Column("submission", ID, nullable=False),
        sa.Column("person", sa.String(240), nullable=False),
        sa.PrimaryKeyConstraint("submission", "person"),
        sa.ForeignKeyConstraint(["submission"], ["submissions.id"]),
    )
    _index("submission_people_person", "submission_people", ("person",))
    op.create_table(
        "submission_changes",
        sa.Column("submission", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("did", sa.String(16), nullable=False),
        sa.Column("by", sa.String(240), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("field", sa.String(200)),
        sa.Column("row", sa.Integer),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("raw", sa.Text),
        sa.Column("why", sa.Text),
        sa.PrimaryKeyConstraint("submission", "version", "ordinal"),
        sa.ForeignKeyConstraint(["submission"], ["submissions.id"]),
    )
