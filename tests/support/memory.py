"""Everything remembered, in dictionaries: meets `handlers.ports.Memory`, forgets a transaction that raises."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from handlers.errors import Conflict
from handlers.lane import Lane
from handlers.messages import Content, Delivered, Incoming
from handlers.ports import Fate, Filed, Job, Outgoing, Saved, Saving, Sending, Waiting
from knowledge.forms.submission import Change, Status, Submission
from knowledge.forms.units import unit_key
from knowledge.notice import Notice
from knowledge.practice import is_practice
from tests.support.remembered import Effects, People, Reminders
from tests.support.tables import Course, Port, Tables


class InMemory:
    """Opens transactions on one set of tables."""

    def __init__(self, notices: Iterable[Notice] = ()) -> None:
        self.tables = Tables(notices=tuple(notices))

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Transaction]:
        """A transaction: kept on leaving, forgotten where something was raised."""
        before = self.tables.copy()
        try:
            yield Transaction(self.tables)
        except BaseException:
            self.tables = before
            raise


class Transaction:
    """One transaction."""

    def __init__(self, tables: Tables) -> None:
        self.conversations = Conversations(tables)
        self.notices = Notices(tables)
        self.inbox = Inbox(tables)
        self.outbox = Outbox(tables)
        self.submissions = Submissions(tables)
        self.jobs = Jobs(tables)
        self.files = Files(tables)
        self.reminders = Reminders(tables)
        self.people = People(tables)
        self.effects = Effects(tables)


class Conversations(Port):
    """The states of all conversations."""

    async def load(self, lanes: Iterable[Lane]) -> Mapping[Lane, Saved]:
        """The states last saved."""
        return {lane: self.tables.states[lane] for lane in lanes if lane in self.tables.states}

    async def save(self, states: Mapping[Lane, Saved], at: datetime) -> None:
        """Store states; raises Conflict."""
        for lane, saved in states.items():
            before = self.tables.states.get(lane)
            if saved.version != (before.version + 1 if before else 1):
                raise Conflict
            self.tables.states[lane] = saved
            self.tables.changed[lane] = at


class Notices(Port):
    """The notices."""

    async def published(self) -> tuple[Notice, ...]:
        """All published notices."""
        return self.tables.notices


class Inbox(Port):
    """Messages as they arrived."""

    async def add(self, messages: Sequence[Incoming]) -> int:
        """Keep messages once."""
        known = {message.id for message in self.tables.inbox}
        new = list({message.id: message for message in reversed(messages) if message.id not in known}.values())[::-1]
        self.tables.inbox += new
        return len(new)

    async def heads(self, limit: int, without: Sequence[tuple[str, str]] = ()) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation."""
        found: dict[Lane, Waiting] = {}
        for number, said in enumerate(self.tables.inbox, start=1):
            if number not in self.tables.done and (said.channel, said.user) not in without:
                found.setdefault(said.lane, Waiting(number, said, self.tables.tries.get(number, 0)))
        return tuple(list(found.values())[:limit])

    async def finish(self, numbers: Sequence[int], at: datetime) -> None:
        """Their steps were taken."""
        self.tables.done.update(dict.fromkeys(numbers, "finished"))

    async def fail(self, number: int) -> None:
        """Its step failed once more."""
        self.tables.tries[number] = self.tables.tries.get(number, 0) + 1

    async def park(self, number: int, at: datetime) -> None:
        """It is set aside."""
        self.tables.done[number] = "parked"


class Outbox(Port):
    """Messages to be sent."""

    async def add(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Keep messages once; those with buttons get a token."""
        for message in messages:
            if message.id not in self.tables.courses:
                self.tables.outbox.append(message)
                self.tables.courses[message.id] = Course()
                if message.token or message.buttons:
                    self.tables.tokens[message.id] = message.token or token_urlsafe(12)

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages not known to be sent."""
        return tuple(message for message in self._pending(channel) if person in (None, message.lane.person))[:limit]

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent."""
        for message in self._all():
            if message.id in ids and self.tables.courses[message.id].fate is None:
                await self._done(message, Fate.SENT, at, None, None)

    async def claim(self, channel: str, now: datetime, limit: int, without: Sequence[str] = ()) -> tuple[Sending, ...]:
        """The first message of each room whose time has come."""
        heads = self._heads(channel)
        ready = [one for one in heads if one.lane.room not in without and (self._course(one).not_before or now) <= now][:limit]
        for message in ready:
            self._change(message.id, sending=True)
        return tuple(self._sending(message) for message in ready)

    async def part_sent(self, message: str, parts: int, handle: str | None) -> None:
        """So many parts are sent."""
        if self._is_sending(message):
            self._change(message, parts=parts, handle=handle or self.tables.courses[message].handle)

    async def settle(self, message: str, fate: Fate, at: datetime, handle: str | None = None, detail: str | None = None) -> None:
        """It is done with."""
        if self._is_sending(message):
            await self._done(self._one(message), fate, at, handle, detail)

    async def again(self, message: str, not_before: datetime, *, unknown: bool = False) -> None:
        """It waits again."""
        if self._is_sending(message):
            course = self.tables.courses[message]
            self._change(message, sending=False, not_before=not_before, tries=course.tries + 1, unknown=course.unknown + unknown)

    async def left_sending(self, channel: str, not_before: datetime) -> int:
        """What was being sent waits again."""
        left = [message.id for message in self._pending(channel) if self._course(message).sending]
        for message in left:
            self._change(message, sending=False, not_before=not_before, unknown=self.tables.courses[message].unknown + 1)
        return len(left)

    async def pressed(self, token: str) -> Outgoing | None:
        """The message with a token."""
        return next((message for message in self._all() if message.token == token), None)

    async def next_at(self, channel: str) -> datetime | None:
        """When the next may be begun."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return min((self._course(message).not_before or epoch for message in self._heads(channel)), default=None)

    def _all(self) -> list[Outgoing]:
        return [replace(message, token=self.tables.tokens.get(message.id)) for message in self.tables.outbox]

    def _one(self, message: str) -> Outgoing:
        return next(one for one in self._all() if one.id == message)

    def _course(self, message: Outgoing) -> Course:
        return self.tables.courses[message.id]

    def _is_sending(self, message: str) -> bool:
        return message in self.tables.courses and self.tables.courses[message].sending

    def _pending(self, channel: str) -> list[Outgoing]:
        return [message for message in self._all() if message.lane.channel == channel and self._course(message).fate is None]

    def _heads(self, channel: str) -> list[Outgoing]:
        first: dict[str, Outgoing] = {}
        for message in self._pending(channel):
            first.setdefault(message.lane.room, message)
        return [message for message in first.values() if not self._course(message).sending]

    def _change(self, message: str, **values: Any) -> None:
        self.tables.courses[message] = replace(self.tables.courses[message], **values)

    def _sending(self, message: Outgoing) -> Sending:
        course = self._course(message)
        edited = self.tables.courses.get(message.edits or "")
        called = edited.handle if edited and edited.fate is Fate.SENT else None
        return Sending(message, course.parts, course.unknown, course.tries, course.handle, called)

    async def _done(self, message: Outgoing, fate: Fate, at: datetime, handle: str | None, detail: str | None) -> None:
        self._change(message.id, sending=False, fate=fate, detail=detail, handle=handle or self._course(message).handle)
        if message.receipt:
            content = Delivered(message.id, None if fate is Fate.SENT else fate.value)
            await Inbox(self.tables).add([arrival(f"{message.id}-receipt", message.receipt, content, at)])


def arrival(key: str, lane: Lane, content: Content, at: datetime) -> Incoming:
    """Something that arrives in a conversation."""
    return Incoming(
        id=key, channel=lane.channel, user=lane.person, group=lane.chat or None, thread=lane.thread or None, content=content, received_at=at
    )


class Submissions(Port):
    """The tables that units fill in."""

    def _live(self) -> list[Submission]:
        return [one for one in self.tables.submissions.values() if one.status is not Status.CANCELLED]

    async def load(self, ids: Iterable[str]) -> Mapping[str, Submission]:
        """Submissions by id."""
        return {one: self.tables.submissions[one] for one in ids if one in self.tables.submissions}

    async def of_form(self, notice: str, form: str) -> tuple[Submission, ...]:
        """All of one form."""
        return tuple(one for one in self._live() if (one.notice, one.form.id) == (notice, form))

    async def of_person(self, person: str) -> tuple[Submission, ...]:
        """All that somebody worked on."""
        return tuple(sorted((one for one in self._live() if person in one.people), key=lambda one: one.changed_at, reverse=True))

    async def of_unit(self, unit: str) -> tuple[Submission, ...]:
        """All of one unit."""
        found = (one for one in self._live() if unit_key(one.unit) == unit_key(unit))
        return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))

    async def units(self) -> tuple[str, ...]:
        """The names of all units."""
        real = [one for one in self._live() if not is_practice(one.notice)]
        return tuple({unit_key(one.unit): one.unit for one in reversed(real)}.values())[::-1]

    async def save(self, savings: Sequence[Saving]) -> None:
        """Store submissions and what was changed; raises Conflict."""
        for saving in savings:
            one = saving.submission
            before = self.tables.submissions.get(one.id)
            twins = [
                other for other in await self.of_form(one.notice, one.form.id) if unit_key(other.unit) == unit_key(one.unit) and other.id != one.id
            ]
            if one.version != (before.version if before else 0) + 1 or (twins and one.status is not Status.CANCELLED):
                raise Conflict
            self.tables.submissions[one.id] = one
            self.tables.changes.setdefault(one.id, []).extend(saving.changes)

    async def history(self, submission: str) -> tuple[Change, ...]:
        """Every change of a submission."""
        return tuple(self.tables.changes.get(submission, ()))

    async def holders(self, channel: str) -> tuple[str, ...]:
        """Who is filling in a table."""
        held = {one.holder for one in self._live() if one.holder and one.status is Status.DRAFT}
        return tuple(sorted(one for one in held if one.startswith(f"{channel}:")))

    async def filed(self, notices: Iterable[str]) -> tuple[Filed, ...]:
        """What was handed in."""
        wanted = set(notices)
        found = sorted((one for one in self._live() if one.notice in wanted and one.status is Status.SUBMITTED), key=lambda one: one.id)
        return tuple(Filed(one.notice, one.form.id, one.unit, tuple(sorted(one.people)), self._colleagues(one)) for one in found)

    def _colleagues(self, table: Submission) -> tuple[str, ...]:
        of_unit = [one for one in self._live() if (one.notice, unit_key(one.unit)) == (table.notice, unit_key(table.unit))]
        return tuple(sorted({person for one in of_unit for person in one.people}))


class Jobs(Port):
    """Long work."""

    async def add(self, jobs: Sequence[Job], at: datetime) -> None:
        """Keep work once."""
        known = {job.id for job in self.tables.jobs}
        self.tables.jobs += [job for job in jobs if job.id not in known]

    async def waiting(self, limit: int) -> tuple[Job, ...]:
        """Work not done yet."""
        return tuple(job for job in self.tables.jobs if job.id not in self.tables.finished)[:limit]

    async def finish(self, job: str, at: datetime) -> None:
        """It is done."""
        self.tables.finished.add(job)

    async def fail(self, job: str) -> None:
        """It failed once more."""
        self.tables.jobs = [replace(one, tries=one.tries + 1) if one.id == job else one for one in self.tables.jobs]


class Files(Port):
    """Files by their hash."""

    async def add(self, content: bytes, at: datetime) -> str:
        """Keep a file."""
        kept = sha256(content).hexdigest()
        self.tables.files[kept] = content
        return kept

    async def load(self, file: str) -> bytes:
        """What is in a file."""
        return self.tables.files[file]
