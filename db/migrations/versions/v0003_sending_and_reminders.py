"""How far messages are sent, whose words they are; subscriptions, reminders, people and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WAITING = sa.text("finished_at IS NULL")
UNSENT = sa.text("sent_at IS NULL")
AT_HEAD = sa.text("head")
IN_GROUP = sa.text("chat <> ''")
TO_COME = sa.text("done_at IS NULL")
WITH_TOKEN = sa.text("token IS NOT NULL")
WITH_RECEIPT = sa.text("receipt IS NOT NULL")
AWAKE = sa.text("wake_at IS NOT NULL")
RUNNING = sa.text("NOT ended")
LANE = ("channel", "chat", "thread", "person")
ID = sa.String(255)
MOMENT = sa.DateTime(timezone=True)

INBOX = ("number", "id", *LANE, "body", "received_at", "zone", "tries", "finished_at", "parked")
OUTBOX = ("position", "id", *LANE, "text", "language", "buttons", "numbered", "files", "created_at", "sent_at")
"""The columns of 0002."""

More = Callable[[sa.TableClause], dict[str, sa.ColumnElement[Any]]]


def _inbox_more(_: sa.TableClause) -> dict[str, sa.ColumnElement[Any]]:
    """What is filled in where there are rows already."""
    return {"via": sa.literal("person")}


def _outbox_more(old: sa.TableClause) -> dict[str, sa.ColumnElement[Any]]:
    room = sa.case((old.c.chat != "", old.c.chat), else_=old.c.person)
    waits = old.c.sent_at.is_(None)
    first = sa.select(sa.func.min(old.c.position)).where(waits).group_by(old.c.channel, room)
    return {
        "room": room,
        "state": sa.case((waits, "waiting"), else_="sent"),
        "head": sa.and_(waits, old.c.position.in_(first.correlate(None))),
        "parts": sa.literal(0),
        "tries": sa.literal(0),
        "unknown": sa.literal(0),
        "fate": sa.case((waits, sa.null()), else_="sent"),
        "starts": sa.literal("[]"),
    }


def upgrade() -> None:
    """Widen the queues, which keeps every row and its place, and make what reminders need."""
    if op.get_context().dialect.name == "sqlite":
        _remade("inbox", _inbox(), INBOX, _inbox_more, ("inbox_waiting", "inbox_lanes"))
        _index("inbox_waiting", "inbox", ("number",), WAITING)
        _index("inbox_lanes", "inbox", (*LANE, "number"), WAITING)
        _remade("outbox", _outbox(), OUTBOX, _outbox_more, ("outbox_waiting",))
        _index("outbox_waiting", "outbox", ("channel", "position"), UNSENT)
    else:
        _widened("inbox", _inbox(), INBOX, _inbox_more)
        _widened("outbox", _outbox(), OUTBOX, _outbox_more)
    _index("inbox_chats", "inbox", ("channel", "chat"), IN_GROUP)
    _index("outbox_rooms", "outbox", ("channel", "room", "position"), UNSENT)
    _index("outbox_heads", "outbox", ("channel", "not_before", "position"), AT_HEAD)
    _index("outbox_tokens", "outbox", ("token",), WITH_TOKEN, unique=True)
    _index("outbox_chats", "outbox", ("channel", "chat"), IN_GROUP)
    _index("outbox_receipts", "outbox", ("position",), WITH_RECEIPT)
    _subscriptions()
    _reminders()
    _people()


def _place(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False)


def _lane() -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(length), nullable=False) for name, length in zip(LANE, (32, 200, 64, 200), strict=True))


def _index(name: str, table: str, columns: tuple[str, ...], where: sa.TextClause | None = None, *, unique: bool = False) -> None:
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=where, postgresql_where=where)


def _rows(table: str, columns: tuple[str, ...]) -> sa.TableClause:
    return sa.table(table, *map(sa.column, columns))


def _inbox() -> list[sa.schema.SchemaItem]:
    return [
        _place("number"),
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("zone", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("parked", sa.Boolean, nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("speaks", sa.String(35)),
        sa.Column("title", sa.Text),
        sa.Column("name", sa.Text),
        sa.PrimaryKeyConstraint("number"),
        sa.CheckConstraint("tries >= 0", name="inbox_tries"),
        sa.UniqueConstraint("id"),
    ]


def _outbox() -> list[sa.schema.SchemaItem]:
    return [
        _place("position"),
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("buttons", sa.Text, nullable=False),
        sa.Column("numbered", sa.Boolean, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("room", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("head", sa.Boolean, nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("handle", sa.Text),
        sa.Column("fate", sa.String(16)),
        sa.Column("detail", sa.Text),
        sa.Column("token", sa.String(64)),
        sa.Column("starts", sa.Text, nullable=False),
        sa.Column("edits", ID),
        sa.Column("about", sa.Text),
        sa.Column("receipt", sa.Text),
        sa.PrimaryKeyConstraint("position"),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="outbox_state"),
        sa.CheckConstraint("(sent_at IS NULL) = (state IN ('waiting', 'sending'))", name="outbox_done"),
        sa.CheckConstraint("state = 'waiting' OR NOT head", name="outbox_head"),
        sa.CheckConstraint("parts >= 0 AND tries >= 0 AND unknown >= 0", name="outbox_counts"),
        sa.UniqueConstraint("id"),
    ]


def _remade(table: str, items: list[sa.schema.SchemaItem], kept: tuple[str, ...], more: More, indexes: tuple[str, ...]) -> None:
    """The table made anew beside the old one, its rows copied in their order. A place that was given once is not given
    again, even where its row is gone."""
    old = f"{table}_of_0002"
    for index in indexes:
        op.drop_index(index, table)
    op.rename_table(table, old)
    op.create_table(table, *items, sqlite_autoincrement=True)
    rows = _rows(old, kept)
    filled = more(rows)
    op.execute(
        sa.insert(_rows(table, (*kept, *filled))).from_select((*kept, *filled), sa.select(*rows.c, *filled.values()).order_by(rows.c[kept[0]]))
    )
    places = _rows("sqlite_sequence", ("name", "seq"))
    op.execute(sa.delete(places).where(places.c.name == table))
    op.execute(sa.update(places).where(places.c.name == old).values(name=table))
    op.drop_table(old)


def _widened(table: str, items: list[sa.schema.SchemaItem], kept: tuple[str, ...], more: More) -> None:
    """The same table with what is new."""
    added = [item for item in items if isinstance(item, sa.Column) and item.name not in kept]
    for column in added:
        op.add_column(table, sa.Column(column.name, column.type))
    rows = _rows(table, tuple(column.name for column in items if isinstance(column, sa.Column)))
    op.execute(sa.update(rows).values(more(rows)))
    for column in added:
        if not column.nullable:
            op.alter_column(table, column.name, nullable=False)
    for item in items:
        if isinstance(item, sa.CheckConstraint) and str(item.name) != "inbox_tries":
            op.create_check_constraint(str(item.name), table, item.sqltext)


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", ID, nullable=False),
        *_lane(),
        sa.Column("room", sa.String(200), nullable=False),
        sa.Column("by", sa.String(240), nullable=False),
        sa.Column("notice", sa.String(200)),
        sa.Column("place", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("muted_until", MOMENT),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("wake_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("version >= 1", name="subscriptions_version"),
    )
    about = [sa.text("coalesce(notice, '')"), sa.text("coalesce(place, '')")]
    op.create_index("subscriptions_live", "subscriptions", [*LANE, *about], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    _index("subscriptions_rooms", "subscriptions", ("channel", "room"))
    _index("subscriptions_by", "subscriptions", ("by",))
    _index("subscriptions_awake", "subscriptions", ("wake_at", "id"), AWAKE)
    _index("subscriptions_awake_of_channel", "subscriptions", ("channel", "wake_at", "id"), AWAKE)


def _reminders() -> None:
    op.create_table(
        "reminders",
        _place("number"),
        sa.Column("subscription", ID, nullable=False),
        sa.Column("notice", sa.String(200), nullable=False),
        sa.Column("deliverable", sa.String(200), nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
        sa.Column("slot", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("zone", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("due_zone", sa.Integer, nullable=False),
        sa.Column("wake_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("number"),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="reminders_done"),
        sa.UniqueConstraint("subscription", "notice", "deliverable", "due", "slot"),
        sa.ForeignKeyConstraint(["subscription"], ["subscriptions.id"]),
        sqlite_autoincrement=True,
    )
    _index("reminders_to_come", "reminders", ("wake_at",), TO_COME)
    _index("reminders_next", "reminders", ("subscription", "wake_at"), TO_COME)
    op.create_table(
        "reports",
        _place("number"),
        sa.Column("notice", sa.String(200), nullable=False),
        sa.Column("deliverable", sa.String(200), nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
        *_lane(),
        sa.Column("by", sa.String(240), nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("notice", "deliverable", "due", "by"),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.String(240), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("unit", sa.Text),
        sa.Column("organiser", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "codes",
        sa.Column("hash", sa.String(128), nullable=False),
        sa.Column("by", sa.String(240), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("used_by", sa.String(240)),
        sa.Column("used_at", MOMENT),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sa.CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="codes_used"),
    )
    op.create_table(
        "code_guesses",
        _place("number"),
        sa.Column("person", sa.String(240), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    _index("code_guesses_person", "code_guesses", ("person", "at"))
    op.create_table(
        "chats",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat"),
    )
    op.create_table(
        "accounts",
        sa.Column("account", sa.String(240), nullable=False),
        sa.Column("reached_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
