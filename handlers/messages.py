"""What comes in and what goes out, the same for every channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from handlers.effects import Effect
from handlers.lane import Lane
from handlers.states import State
from knowledge.answering.answer import Answer
from knowledge.forms.submission import Submission


class Text(Struct, frozen=True, tag_field="kind", tag="text"):
    """Something typed."""

    text: str


class Press(Struct, frozen=True, tag_field="kind", tag="press"):
    """A pressed button: its label and, where the channel knows it, the message it stood under and what that
    message was `about` (as it was kept with it)."""

    label: str
    of: str | None = None
    about: str | None = None


class Start(Struct, frozen=True, tag_field="kind", tag="start"):
    """The conversation was opened, maybe by a link that says what for (see `handlers.links`)."""

    payload: str = ""


class File(Struct, frozen=True, tag_field="kind", tag="file"):
    """A file handed in; one that is not `there` was only named. `ref` is what the channel gets it by, `size` in bytes."""

    name: str
    there: bool = True
    ref: str | None = None
    size: int | None = None


class Other(Struct, frozen=True, tag_field="kind", tag="other"):
    """Something that is not read: "photo", "voice", "sticker", "location", or "update" for what is no message at all."""

    what: str


class Edited(Struct, frozen=True, tag_field="kind", tag="edited"):
    """New words for the message `of`, which was changed after it was sent."""

    of: str
    text: str


class JobDone(Struct, frozen=True, tag_field="kind", tag="job_done"):
    """The result of work that a step asked for: a file made (`name`, and by which it is kept), a `text` read, or
    neither. `work` names the kind of work."""

    job: str
    name: str | None = None
    file: str | None = None
    text: str | None = None
    work: str = "export"


class Added(Struct, frozen=True, tag_field="kind", tag="added"):
    """We were added to the group, or the person let us write again."""


class Removed(Struct, frozen=True, tag_field="kind", tag="removed"):
    """We were removed from the group, or the person shut us out: nothing can be sent there."""


class Migrated(Struct, frozen=True, tag_field="kind", tag="migrated"):
    """The group has become another chat: everything of it is `to` from now on."""

    to: str


class Delivered(Struct, frozen=True, tag_field="kind", tag="delivered"):
    """What became of a message whose fate this conversation wanted to know: it was sent, or a `problem` ("blocked",
    "refused", "unknown")."""

    of: str
    problem: str | None = None


Content: TypeAlias = Text | Press | Start | File | Other | Edited | JobDone | Added | Removed | Migrated | Delivered

Via: TypeAlias = Literal["person", "anonymous", "forwarded"]
"""Whose words they are: the sender's, those of an unnamed administrator or channel, or of somebody else, forwarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a channel received it. `id` is unique in all channels and for all time;
    `received_at` is in the product's zone. In a group only what is addressed to us comes this far.

    `speaks` is the language that the platform says the sender has set, `title` what the group is called, `name` what
    the sender goes by: to be shown to colleagues, never to tell people apart.
    """

    id: str
    channel: str
    user: str
    group: str | None = None
    thread: str | None = None
    content: Content
    received_at: datetime
    via: Via = "person"
    speaks: str | None = None
    title: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise ValueError("received_at has no zone")

    @property
    def lane(self) -> Lane:
        """The conversation it belongs to: each member of a group has their own."""
        return Lane(self.channel, self.group or "", self.thread or "", self.user)

    @property
    def words(self) -> str | None:
        """What it says, typed or on the button pressed; None where it says nothing."""
        content = self.content
        return content.text if isinstance(content, Text) else content.label if isinstance(content, Press) else None

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
    """A button: `does` names one of our own words ("skip"), said of what `name` calls, or `label` is a name to choose.
    `start`: it opens a conversation with us alone, saying so much (see `handlers.links`), on channels that can do that."""

    does: str | None = None
    label: str | None = None
    name: str | None = None
    start: str | None = None


Said: TypeAlias = Answer | Phrase | View


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message back, of one or several parts below one another. `language` None is the one first offered;
    `to` is None for the conversation that it answers; `files` are names of files and by what they are kept.
    `numbered`: a button may be pressed by typing its number. `edits` is our message that it takes the place of, where
    the channel can do that; `about` is handed back with a press of its buttons; `receipt` is who wants to know what
    became of it."""

    id: str
    said: Said | tuple[Said, ...]
    language: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    numbered: bool = True
    to: Lane | None = None
    files: tuple[tuple[str, str], ...] = ()
    edits: str | None = None
    about: str | None = None
    receipt: Lane | None = None

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
    """What a step comes to: the state that follows, what is said, submissions as they are now, work to be done, and what
    else is to be remembered."""

    state: State
    replies: tuple[Reply, ...]
    saves: tuple[Submission, ...] = ()
    tasks: tuple[Task, ...] = ()
    effects: tuple[Effect, ...] = ()
