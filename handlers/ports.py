"""What conversations need remembered; the db package meets these protocols.

Everything of one `Memory` is one transaction. What was loaded in it cannot be changed by anybody else before
it ends: SQLite lets one writer in at a time, PostgreSQL locks the rows that are read here for writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.effects import Effect, Reported
from handlers.lane import Lane
from handlers.messages import Incoming
from handlers.subscription import Subscription
from knowledge.forms.submission import Change, Submission
from knowledge.notice import Notice
from knowledge.reminders import Slot


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

    async def heads(self, limit: int, without: Sequence[tuple[str, str]] = ()) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation, oldest first, locked: no other process gets a message of
        these conversations until the transaction ends. `without`: leave out these people, by channel and user."""

    async def finish(self, numbers: Sequence[int], at: datetime) -> None:
        """Their steps were taken; raises Conflict where one does not wait any more: somebody else took its step."""

    async def fail(self, number: int) -> None:
        """Its step failed once more."""

    async def park(self, number: int, at: datetime) -> None:
        """It is set aside as it came; its conversation goes on without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to be sent: words, labels of buttons in rows (`numbered`: typing a number presses one), files by name
    and what they are kept under.

    `starts` are the labels of those buttons that open a conversation with us alone, with what that says (see
    `handlers.links`). `edits` is the id of the message that it takes the place of, `about` is handed back with a
    press of its buttons, `receipt` is the conversation that wants to know what became of it. `token` is by what a
    channel names its buttons: short, random, unique; it has one where it has buttons.
    """

    id: str
    lane: Lane
    text: str
    language: str
    buttons: tuple[tuple[str, ...], ...] = ()
    numbered: bool = True
    files: tuple[tuple[str, str], ...] = ()
    starts: tuple[tuple[str, str], ...] = ()
    edits: str | None = None
    about: str | None = None
    receipt: Lane | None = None
    token: str | None = None


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that this process is about to send. `parts` of it were sent before; `unknown` counts the attempts whose
    outcome nobody knows; `tries` all attempts that failed. `handle` is what the platform calls the message (JSON text, the
    channel's own), `edited` what it calls the one that is to be replaced, where that was sent."""

    message: Outgoing
    parts: int = 0
    unknown: int = 0
    tries: int = 0
    handle: str | None = None
    edited: str | None = None


class Outbox(Protocol):
    """Messages to be sent. One waits, is being sent, and is done with: sent, or given up. Messages of one room
    (`Lane.room`) keep their order: none is begun before all earlier ones are done with."""

    async def add(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Keep messages, to be sent in this order; one whose id is there already changes nothing."""

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages of a channel (to a person) not known to be sent, oldest first."""

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent, on a channel that has no more to say about it."""

    async def claim(self, channel: str, now: datetime, limit: int, without: Sequence[str] = ()) -> tuple[Sending, ...]:
        """The first message of each room that has one waiting whose time has come, oldest first; they count as being sent
        from now on. `without`: leave out these rooms."""

    async def part_sent(self, message: str, parts: int, handle: str | None) -> None:
        """So many parts of a message are sent now; `handle` None leaves it as it was."""

    async def settle(self, message: str, fate: Fate, at: datetime, handle: str | None = None, detail: str | None = None) -> None:
        """It is done with. Where a conversation wants to know, a `Delivered` goes into the inbox in the same transaction."""

    async def again(self, message: str, not_before: datetime, *, unknown: bool = False) -> None:
        """It failed and waits again, not to be begun before that moment; `unknown`: it may have been sent all the same."""

    async def left_sending(self, channel: str, not_before: datetime) -> int:
        """Messages that a process which is gone was sending wait again, with an unknown outcome more; how many."""

    async def pressed(self, token: str) -> Outgoing | None:
        """The message whose buttons go by a token."""

    async def next_at(self, channel: str) -> datetime | None:
        """When the next of the waiting messages may be begun; None where none waits."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A submission to be stored, which follows version `version - 1`, and what was changed."""

    submission: Submission
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """A table that was handed in: of which form, for which unit, and who worked on it. `colleagues` are all who work, or
    worked, on any table of that unit for that notice."""

    notice: str
    form: str
    unit: str
    people: tuple[str, ...]
    colleagues: tuple[str, ...] = ()


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

    async def holders(self, channel: str) -> tuple[str, ...]:
        """The people of a channel who are filling in a table now."""

    async def filed(self, notices: Iterable[str]) -> tuple[Filed, ...]:
        """What was handed in of the forms of some notices, not locked."""


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


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that waits: of which subscription, for which deliverable, and when. `number` is its row's key."""

    number: int
    subscription: str
    slot: Slot


class Reminders(Protocol):
    """Who is reminded of what, when. Unique on subscription, notice, deliverable, due and slot."""

    async def load(self, ids: Iterable[str]) -> Mapping[str, Subscription]:
        """Subscriptions by id, locked; an unknown id is left out."""

    async def hold(self, lanes: Iterable[Lane], people: Iterable[str]) -> None:
        """Lock the subscriptions of some chats, and those that some people asked for, in one order, so that nobody waits in
        a circle. What is held stays as it is until the transaction ends."""

    async def of_lane(self, lane: Lane) -> tuple[Subscription, ...]:
        """All of a chat that have not ended: of the group where the lane has one, else of the person; oldest first."""

    async def by_person(self, person: str) -> tuple[Subscription, ...]:
        """All that somebody asked for and that have not ended, oldest first."""

    async def live(self, after: str = "", limit: int = 500) -> tuple[Subscription, ...]:
        """Subscriptions that have not ended, in the order of their ids, from behind one. Those that this version cannot
        read are left out, and that is logged."""

    async def save(self, subscription: Subscription, slots: Sequence[Slot], at: datetime) -> None:
        """Store a subscription that follows version `version - 1` (raises Conflict) with its reminders from now on:
        waiting ones due after `at` that are not among them go, new ones are added, those done with stay and are not
        added again. Those that were due by `at` stay as well: whether they still apply is looked at when they are said."""

    async def due(self, now: datetime, limit: int, channel: str | None = None) -> tuple[Reminder, ...]:
        """All reminders, whose time has come, of the `limit` subscriptions (of a channel) that waited longest and of all
        others in the same rooms; locked. Held subscriptions wait; muted ones do not: what falls due meanwhile is done with,
        unsaid."""

    async def done(self, numbers: Sequence[int], at: datetime, outcome: str) -> None:
        """They are done with: "said", "late", "over" (the deadline had passed), "reported", "moved", "muted", "ended". Raises
        Conflict where one does not wait any more."""

    async def later(self, numbers: Sequence[int], at: datetime) -> None:
        """They wait until then."""

    async def replan(self, subscription: str, slots: Sequence[Slot], at: datetime) -> None:
        """Have the reminders of a subscription (locked by `load`) from now on, as `save` does; nothing else of it changes."""

    async def next_at(self, channel: str | None = None) -> datetime | None:
        """When the next reminder (of a channel) is due that is not held."""

    async def planned(self, since: datetime, until: datetime) -> tuple[Reminder, ...]:
        """Waiting reminders in a span of time, in order."""

    async def said(self, subscription: str) -> tuple[Reminder, ...]:
        """Reminders of a subscription that were said."""

    async def reported(self, notices: Iterable[str]) -> tuple[Reported, ...]:
        """What was said to have been sent, of these notices."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is remembered of a person ("telegram:123"). `organiser`: made one by a code."""

    person: str
    language: str | None = None
    unit: str | None = None
    organiser: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """A group that we are or were in; `thread` is empty."""

    channel: str
    chat: str
    title: str | None
    present: bool


GUESSES_AN_HOUR = 5
"""Codes that there are not which somebody may try within an hour."""


class People(Protocol):
    """People, and the chats we are in."""

    async def load(self, people: Iterable[str]) -> Mapping[str, Person]:
        """People by name; an unknown one is left out."""

    async def organisers(self) -> tuple[str, ...]:
        """All who became organisers by a code."""

    async def chats(self, channel: str) -> tuple[Chat, ...]:
        """The groups of a channel that we are in, by title."""

    async def reached(self, account: str, at: datetime) -> datetime | None:
        """An account of ours is in touch with its platform; when it was before, None where it never was."""

    async def add_code(self, code: str, by: str, until: datetime) -> None:
        """Keep a one-time code by its hash, worth something until then."""

    async def code_is_good(self, code: str, person: str, now: datetime) -> bool | None:
        """Whether a code (its hash) can be used now; None where the person guessed too often in the last hour."""


class Effects(Protocol):
    """What steps want remembered besides."""

    async def apply(self, effects: Sequence[Effect], at: datetime) -> None:
        """Remember it, in order; raises Conflict where a subscription was saved, or a code used, by somebody else."""


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

    @property
    def reminders(self) -> Reminders:
        """Who is reminded of what, when."""

    @property
    def people(self) -> People:
        """People and chats."""

    @property
    def effects(self) -> Effects:
        """What steps want remembered besides."""
