"""What comes in and what goes out, the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from handlers.states import State
from knowledge.answering.answer import Answer
from knowledge.forms.submission import Submission


class Lane(Struct, frozen=True, order=True):
    """One conversation: `chat` is the group, empty where the person writes to us alone."""

    channel: str
    chat: str
    thread: str
    person: str


class Text(Struct, frozen=True, tag_field="kind", tag="text"):
    """Something typed."""

    text: str


class Press(Struct, frozen=True, tag_field="kind", tag="press"):
    """A pressed button: its label and, where the channel knows it, the message it stood under."""

    label: str
    of: str | None = None


class File(Struct, frozen=True, tag_field="kind", tag="file"):
    """A file handed in; one that is not `there` was only named."""

    name: str
    there: bool = True


class Edited(Struct, frozen=True, tag_field="kind", tag="edited"):
    """New words for the message `of`, which was changed after it was sent."""

    of: str
    text: str


class JobDone(Struct, frozen=True, tag_field="kind", tag="job_done"):
    """The result of work that a step asked for: a file made (`name`, and by which it is kept), or none."""

    job: str
    name: str | None = None
    file: str | None = None


Content: TypeAlias = Text | Press | File | Edited | JobDone


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a channel received it. `id` is unique in all channels and for all time;
    `received_at` is in the product's zone."""

    id: str
    channel: str
    user: str
    group: str | None = None
    thread: str | None = None
    content: Content
    received_at: datetime

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("received_at has no zone")

    @property
    def lane(self) -> Lane:
        """The conversation it belongs to: each member of a group has their own."""
        return Lane(self.channel, self.group or "", self.thread or "", self.user)

    @property
    def person(self) -> str:
        """Who sent it, on which channel: "console:wang"."""
        return f"{self.channel}:{self.user}"


def parked_reply(said: Incoming) -> str:
    """The id of what tells somebody that their message was set aside."""
    return f"{said.id}-0"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are no answer: their key and the values they need."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """Something laid out by a template of its name: a review, a report, a receipt."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `does` names one of our own words ("skip"), or `label` is a name to choose."""

    does: str | None = None
    label: str | None = None


Said: TypeAlias = Answer | Phrase | View


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message back, of one or several parts below one another. `language` None is the one first offered;
    `to` is None for the conversation that it answers; `files` are names of files and by what they are kept.
    `numbered`: a button may be pressed by typing its number."""

    id: str
    said: Said | tuple[Said, ...]
    language: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    numbered: bool = True
    to: Lane | None = None
    files: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[Said, ...]:
        """What it says, in order."""
        return self.said if isinstance(self.said, tuple) else (self.said,)


class Task(Struct, frozen=True):
    """Long work that a step asks for: what kind, and what it needs to know."""

    id: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step comes to: the state that follows, what is said, submissions as they are now, work to be done."""

    state: State
    replies: tuple[Reply, ...]
    saves: tuple[Submission, ...] = ()
    tasks: tuple[Task, ...] = ()
