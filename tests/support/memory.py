"""Everything remembered, in dictionaries: meets `handlers.ports.Memory`, forgets a transaction that raises."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256

from handlers.errors import Conflict
from handlers.messages import Incoming, Lane
from handlers.ports import Job, Outgoing, Saved, Saving, Waiting
from knowledge.forms.submission import Change, Status, Submission
from knowledge.forms.units import unit_key
from knowledge.notice import Notice


@dataclass
class Tables:
    """What is remembered."""

    states: dict[Lane, Saved] = field(default_factory=dict)
    inbox: list[Incoming] = field(default_factory=list)
    done: dict[int, str] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    outbox: list[Outgoing] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    submissions: dict[str, Submission] = field(default_factory=dict)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def copy(self) -> Tables:
        """The same again, to fall back on; what is in it never changes."""
        copied = Tables(**{each.name: _copy(getattr(self, each.name)) for each in fields(self)})
        copied.changes = {one: list(lines) for one, lines in self.changes.items()}
        return copied


def _copy(value: object) -> object:
    return type(value)(value) if isinstance(value, dict | list | set) else value  # type: ignore[call-overload]


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


class Port:
    """One part of what is remembered."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables


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

    async def heads(self, limit: int) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation."""
        found: dict[Lane, Waiting] = {}
        for number, said in enumerate(self.tables.inbox, start=1):
            if number not in self.tables.done:
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
        """Keep messages once."""
        known = {message.id for message in self.tables.outbox}
        self.tables.outbox += [message for message in messages if message.id not in known]

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages not known to be sent."""
        unsent = [message for message in self.tables.outbox if message.id not in self.tables.sent and message.lane.channel == channel]
        return tuple(message for message in unsent if person in (None, message.lane.person))[:limit]

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent."""
        self.tables.sent.update(ids)


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
        return tuple({unit_key(one.unit): one.unit for one in reversed(self._live())}.values())[::-1]

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
