"""What a step wants remembered besides states, submissions, replies and work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from handlers.lane import Lane
from handlers.subscription import Subscription
from knowledge.reminders import Slot


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as it is now, and all its reminders that are still to come: they replace those that waited."""

    subscription: Subscription
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody says that a deliverable was sent outside of the chat (`undone`: that it was not, after all). `due` is the
    deadline it was sent for (`Slot.due`), since some come again; `lane` is where it was said, and counts there. Kept
    once for each notice, deliverable, due and person."""

    notice: str
    deliverable: str
    due: str
    person: str
    lane: Lane
    unit: str | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A one-time code was used: the person is an organiser from now on."""

    code: str
    person: str


@dataclass(frozen=True, slots=True)
class Voided:
    """A one-time code was shown to others: it is worth nothing any more."""

    code: str


@dataclass(frozen=True, slots=True)
class Guessed:
    """Somebody tried a code that there is not."""

    person: str


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """Something about a person, from now on; None leaves it as it is."""

    person: str
    language: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ChatKnown:
    """A group that we are in (`present`), or a chat that cannot be written to any more; its subscriptions are held
    meanwhile. For a person alone `chat` is empty."""

    lane: Lane
    present: bool
    title: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """A group became another chat: everything of it goes there."""

    channel: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PracticeEnded:
    """All that belongs to a practice notice is removed."""

    notice: str


Effect: TypeAlias = Subscribed | Reported | Redeemed | Voided | Guessed | PersonKnown | ChatKnown | ChatMoved | PracticeEnded
