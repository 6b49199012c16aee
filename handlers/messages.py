"""What comes in and what goes out, the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from handlers.states import State
from knowledge.answering.answer import Answer


@dataclass(frozen=True, slots=True)
class Lane:
    """One conversation: `chat` is the group, empty where the person writes to us alone."""

    channel: str
    chat: str
    thread: str
    person: str


@dataclass(frozen=True, slots=True)
class Text:
    """Something typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: its label and, where the channel knows it, the message it stood under."""

    label: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file handed in; one that is not `there` was only named."""

    name: str
    there: bool = True


Content: TypeAlias = Text | Press | File


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a channel received it. `id` is unique in all channels and for all time;
    `received_at` is in the product's zone."""

    id: str
    channel: str
    user: str
    group: str | None = None
    content: Content
    received_at: datetime

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("received_at has no zone")

    @property
    def lane(self) -> Lane:
        """The conversation it belongs to: each member of a group has their own."""
        return Lane(self.channel, self.group or "", "", self.user)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are no answer: their key and the values they need."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message back. `language` None is the one first offered; `buttons` are rows of labels."""

    id: str
    said: Answer | Phrase
    language: str | None = None
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step comes to: the state that follows and what is said."""

    state: State
    replies: tuple[Reply, ...]
