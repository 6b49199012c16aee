"""What conversations need remembered; the db package meets these protocols.

Everything of one `Memory` is one transaction. What was loaded in it cannot be changed by anybody else before
it ends: SQLite lets one writer in at a time, PostgreSQL locks the rows that are read here for writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.messages import Incoming, Lane
from knowledge.forms.submission import Change, Submission
from knowledge.notice import Notice


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation's state as JSON text. `version` counts how often it was saved, from 1."""

    state: str
    version: int


class Conversations(Protocol):
    """The states of all conversations."""

    async def load(self, lanes: Iterable[Lane]) -> Mapping[Lane, Saved]:
        """The states last saved, locked; a new conversation has none."""

    async def save(self, states: Mapping[Lane, Saved], at: datetime) -> None:
        """Store states, each of which follows version `version - 1`; raises Conflict where that is
        not the version stored."""


class Notices(Protocol):
    """The notices that questions are answered from."""

    async def published(self) -> tuple[Notice, ...]:
        """All published notices."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its step. `number` is its place in the order of arrival, unique for all time;
    `tries` how often its step failed."""

    number: int
    said: Incoming
    tries: int


class Inbox(Protocol):
    """Messages as they arrived."""

    async def add(self, messages: Sequence[Incoming]) -> int:
        """Keep messages, in their order; one whose id is there already changes nothing. How many were new."""

    async def heads(self, limit: int) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation, oldest first, locked: no other process gets a message of
        these conversations until the transaction ends."""

    async def finish(self, numbers: Sequence[int], at: datetime) -> None:
        """Their steps were taken; raises Conflict where one does not wait any more: somebody else took its step."""

    async def fail(self, number: int) -> None:
        """Its step failed once more."""

    async def park(self, number: int, at: datetime) -> None:
        """It is set aside as it came; its conversation goes on without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to be sent: words, labels of buttons in rows (`numbered`: typing a number presses one), files by name
    and what they are kept under."""

    id: str
    lane: Lane
    text: str
    language: str
    buttons: tuple[tuple[str, ...], ...] = ()
    numbered: bool = True
    files: tuple[tuple[str, str], ...] = ()


class Outbox(Protocol):
    """Messages to be sent."""

    async def add(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Keep messages, to be sent in this order; one whose id is there already changes nothing."""

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages of a channel (to a person) not known to be sent, oldest first."""

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A submission to be stored, which follows version `version - 1`, and what was changed."""

    submission: Submission
    changes: tuple[Change, ...]


class Submissions(Protocol):
    """The tables that units fill in. Cancelled ones are found by their id alone."""

    async def load(self, ids: Iterable[str]) -> Mapping[str, Submission]:
        """Submissions by id, locked; an unknown id is left out."""

    async def of_form(self, notice: str, form: str) -> tuple[Submission, ...]:
        """All of one form of a notice, in the order they were begun, locked."""

    async def of_person(self, person: str) -> tuple[Submission, ...]:
        """All that somebody worked on, the one changed last first."""

    async def of_unit(self, unit: str) -> tuple[Submission, ...]:
        """All of one unit (names compared by `unit_key`), the one changed last first."""

    async def units(self) -> tuple[str, ...]:
        """The names of all units, each once, in the order they first came."""

    async def save(self, savings: Sequence[Saving]) -> None:
        """Store submissions and what was changed; raises Conflict where another version is stored, or where there
        is a live one of the same form and unit already."""

    async def history(self, submission: str) -> tuple[Change, ...]:
        """Every change of a submission, in order."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done for a conversation."""

    id: str
    lane: Lane
    kind: str
    about: str
    tries: int = 0


class Jobs(Protocol):
    """Long work."""

    async def add(self, jobs: Sequence[Job], at: datetime) -> None:
        """Keep work to be done; one whose id is there already changes nothing."""

    async def waiting(self, limit: int) -> tuple[Job, ...]:
        """Work not done yet, oldest first, locked."""

    async def finish(self, job: str, at: datetime) -> None:
        """It is done, or given up."""

    async def fail(self, job: str) -> None:
        """It failed once more."""


class Files(Protocol):
    """Files by the hash of what is in them."""

    async def add(self, content: bytes, at: datetime) -> str:
        """Keep a file; by what it is kept."""

    async def load(self, file: str) -> bytes:
        """What is in a file; raises KeyError."""


class Memory(Protocol):
    """Everything remembered, as one transaction sees it."""

    @property
    def conversations(self) -> Conversations:
        """The conversations."""

    @property
    def notices(self) -> Notices:
        """The notices."""

    @property
    def inbox(self) -> Inbox:
        """Messages as they arrived."""

    @property
    def outbox(self) -> Outbox:
        """Messages to be sent."""

    @property
    def submissions(self) -> Submissions:
        """The tables that units fill in."""

    @property
    def jobs(self) -> Jobs:
        """Long work."""

    @property
    def files(self) -> Files:
        """Files made or handed in."""
