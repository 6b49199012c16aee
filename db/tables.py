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
    UniqueConstraint,
    func,
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
AT_HEAD = text("head")
LIVE = text("status <> 'cancelled'")
IN_GROUP = text("chat <> ''")
TO_COME = text("done_at IS NULL")
WITH_TOKEN = text("token IS NOT NULL")
WITH_RECEIPT = text("receipt IS NOT NULL")
AWAKE = text("wake_at IS NOT NULL")
RUNNING = text("NOT ended")
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
    Column("via", String(16), nullable=False),
    Column("speaks", String(35)),
    Column("title", Words),
    Column("name", Words),
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
Index("inbox_chats", inbox.c.channel, inbox.c.chat, sqlite_where=IN_GROUP, postgresql_where=IN_GROUP)


class Stage(StrEnum):
    """How far a message is that is to be sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


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
    Column("room", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("head", Boolean, nullable=False),
    Column("not_before", Utc),
    Column("parts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("handle", Text),
    Column("fate", String(16)),
    Column("detail", Words),
    Column("token", String(64)),
    Column("starts", Text, nullable=False),
    Column("edits", ID),
    Column("about", Words),
    Column("receipt", Text),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="outbox_state"),
    CheckConstraint("(sent_at IS NULL) = (state IN ('waiting', 'sending'))", name="outbox_done"),
    CheckConstraint("state = 'waiting' OR NOT head", name="outbox_head"),
    CheckConstraint("parts >= 0 AND tries >= 0 AND unknown >= 0", name="outbox_counts"),
    sqlite_autoincrement=True,
)
"""Messages to be sent, in this order; `sent_at` is when one was done with, sent or given up. `head` marks those that wait
with nothing of their room before them: what is behind them, however much, need not be looked at to find what is next."""

Index("outbox_waiting", outbox.c.channel, outbox.c.position, sqlite_where=UNSENT, postgresql_where=UNSENT)
Index("outbox_rooms", outbox.c.channel, outbox.c.room, outbox.c.position, sqlite_where=UNSENT, postgresql_where=UNSENT)
Index("outbox_heads", outbox.c.channel, outbox.c.not_before, outbox.c.position, sqlite_where=AT_HEAD, postgresql_where=AT_HEAD)
Index("outbox_tokens", outbox.c.token, unique=True, sqlite_where=WITH_TOKEN, postgresql_where=WITH_TOKEN)
Index("outbox_chats", outbox.c.channel, outbox.c.chat, sqlite_where=IN_GROUP, postgresql_where=IN_GROUP)
Index("outbox_receipts", outbox.c.position, sqlite_where=WITH_RECEIPT, postgresql_where=WITH_RECEIPT)

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

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", ID, primary_key=True),
    *_lane(),
    Column("room", String(200), nullable=False),
    Column("by", String(240), nullable=False),
    Column("notice", String(200)),
    Column("place", Words),
    Column("body", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("muted_until", Utc),
    Column("ended", Boolean, nullable=False),
    Column("wake_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    CheckConstraint("version >= 1", name="subscriptions_version"),
)
"""Chats that are reminded. `body` is the whole subscription, but its lane and `held` are as the columns say. `wake_at` is
when the first of its reminders that wait is due, none where none waits or it is held."""

Index(
    "subscriptions_live",
    *(subscriptions.c[name] for name in ("channel", "chat", "thread", "person")),
    func.coalesce(subscriptions.c.notice, ""),
    func.coalesce(subscriptions.c.place, ""),
    unique=True,
    sqlite_where=RUNNING,
    postgresql_where=RUNNING,
)
Index("subscriptions_rooms", subscriptions.c.channel, subscriptions.c.room)
Index("subscriptions_by", subscriptions.c.by)
Index("subscriptions_awake", subscriptions.c.wake_at, subscriptions.c.id, sqlite_where=AWAKE, postgresql_where=AWAKE)
Index(
    "subscriptions_awake_of_channel",
    *(subscriptions.c[name] for name in ("channel", "wake_at", "id")),
    sqlite_where=AWAKE,
    postgresql_where=AWAKE,
)

reminders = Table(
    "reminders",
    metadata,
    _place("number"),
    Column("subscription", ID, ForeignKey("subscriptions.id"), nullable=False),
    Column("notice", String(200), nullable=False),
    Column("deliverable", String(200), nullable=False),
    Column("due", String(32), nullable=False),
    Column("slot", String(32), nullable=False),
    Column("at", Utc, nullable=False),
    Column("zone", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("due_zone", Integer, nullable=False),
    Column("wake_at", Utc, nullable=False),
    Column("outcome", String(16)),
    Column("done_at", Utc),
    CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="reminders_done"),
    UniqueConstraint("subscription", "notice", "deliverable", "due", "slot"),
    sqlite_autoincrement=True,
)
"""Reminders, those said too: by their keys none is said twice. `zone` and `due_zone` are by how many seconds the clocks
that `at` and `due_at` were read from are ahead of UTC. `wake_at` is `at`, or later where it was put off."""

Index("reminders_to_come", reminders.c.wake_at, sqlite_where=TO_COME, postgresql_where=TO_COME)
Index("reminders_next", reminders.c.subscription, reminders.c.wake_at, sqlite_where=TO_COME, postgresql_where=TO_COME)

reports = Table(
    "reports",
    metadata,
    _place("number"),
    Column("notice", String(200), nullable=False),
    Column("deliverable", String(200), nullable=False),
    Column("due", String(32), nullable=False),
    *_lane(),
    Column("by", String(240), nullable=False),
    Column("unit", Words),
    Column("at", Utc, nullable=False),
    UniqueConstraint("notice", "deliverable", "due", "by"),
    sqlite_autoincrement=True,
)
"""What somebody (`by`) says was sent outside of the chat, and where that was said last."""

people = Table(
    "people",
    metadata,
    Column("person", String(240), primary_key=True),
    Column("language", String(16)),
    Column("unit", Words),
    Column("organiser", Boolean, nullable=False),
)
"""What is remembered of people ("telegram:123")."""

codes = Table(
    "codes",
    metadata,
    Column("hash", String(128), primary_key=True),
    Column("by", String(240), nullable=False),
    Column("until", Utc, nullable=False),
    Column("used_by", String(240)),
    Column("used_at", Utc),
    Column("void", Boolean, nullable=False),
    CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="codes_used"),
)
"""One-time codes that make somebody an organiser."""

code_guesses = Table(
    "code_guesses",
    metadata,
    _place("number"),
    Column("person", String(240), nullable=False),
    Column("at", Utc, nullable=False),
    sqlite_autoincrement=True,
)
"""Who tried a code that there is not."""

Index("code_guesses_person", code_guesses.c.person, code_guesses.c.at)

chats = Table(
    "chats",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("title", Words),
    Column("present", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
)
"""The groups that we are or were in; `at` is when that was last heard of."""

accounts = Table(
    "accounts",
    metadata,
    Column("account", String(240), primary_key=True),
    Column("reached_at", Utc, nullable=False),
)
"""Our own accounts on platforms ("telegram:<bot id>"), and when each was last in touch with its platform."""
