"""What the in-memory store remembers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime

from handlers.effects import Reported
from handlers.lane import Lane
from handlers.messages import Incoming
from handlers.ports import Chat, Fate, Job, Outgoing, Person, Saved
from handlers.subscription import Subscription
from knowledge.forms.submission import Change, Submission
from knowledge.notice import Notice
from knowledge.reminders import Slot


@dataclass(frozen=True)
class Course:
    """How far a message is that is to be sent."""

    sending: bool = False
    not_before: datetime | None = None
    parts: int = 0
    unknown: int = 0
    tries: int = 0
    handle: str | None = None
    fate: Fate | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Planned:
    """A reminder, said or not."""

    subscription: str
    slot: Slot
    wake_at: datetime
    outcome: str | None = None


@dataclass(frozen=True)
class Code:
    """A one-time code."""

    by: str
    until: datetime
    used_by: str | None = None
    void: bool = False


@dataclass
class Tables:
    """What is remembered."""

    states: dict[Lane, Saved] = field(default_factory=dict)
    changed: dict[Lane, datetime] = field(default_factory=dict)
    inbox: list[Incoming] = field(default_factory=list)
    done: dict[int, str] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    outbox: list[Outgoing] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    reminders: dict[int, Planned] = field(default_factory=dict)
    reports: list[Reported] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, datetime] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    guesses: list[tuple[str, datetime]] = field(default_factory=list)
    chats: dict[tuple[str, str], tuple[Chat, datetime]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def copy(self) -> Tables:
        """The same again, to fall back on; what is in it never changes."""
        copied = Tables(**{each.name: _copy(getattr(self, each.name)) for each in fields(self)})
        copied.changes = {one: list(lines) for one, lines in self.changes.items()}
        return copied


def _copy(value: object) -> object:
    return type(value)(value) if isinstance(value, dict | list | set) else value  # type: ignore[call-overload]


class Port:
    """One part of what is remembered."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
