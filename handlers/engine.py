"""Messages in: keep them, take a step for each conversation that has one waiting, save everything together.

Nothing is said that was not saved. Many conversations share one transaction: their steps are pure, so one that
raises has changed nothing and is only counted; whatever the database refuses is tried again one conversation at a
time. Two conversations that work on the same table in one transaction see each other's changes in order of arrival.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec

from handlers.effects import Effect
from handlers.errors import Conflict, StateUnreadable, StepRefused
from handlers.facts import Facts, Tables, Wanted
from handlers.lane import Lane
from handlers.messages import Incoming, Phrase, Reply, Turn, parked_reply
from handlers.ports import Job, Memory, Outgoing, Person, Saved, Saving, Waiting
from handlers.router import step, wanted
from handlers.states import State, decode, encode, talk_of
from knowledge.forms.submission import Change, Status, Submission, history
from knowledge.forms.units import unit_key

TRIES = 5
"""A message whose step fails this often is set aside."""

BATCH = 64
"""Conversations that share one transaction."""

Work: TypeAlias = Callable[[], AbstractAsyncContextManager[Memory]]
"""Opens a transaction, committed on leaving it and rolled back where something was raised."""

Speak: TypeAlias = Callable[[Reply, Lane], Outgoing]
"""Puts a reply to a conversation into words."""

log = logging.getLogger(__name__)


class Pace(Protocol):
    """How fast people may go on: whoever writes too much waits, and nobody waits for them."""

    def resting(self) -> Sequence[tuple[str, str]]:
        """Those whose messages wait at present, by channel and user."""

    def took(self, channel: str, user: str) -> None:
        """A step is taken for somebody."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of steps came to: what is to be said, how many messages are done with, how many arrived with it."""

    outgoing: tuple[Outgoing, ...]
    done: int
    new: int = 0


@dataclass(frozen=True, slots=True)
class Engine:
    """The conversations of all people, on whatever channel."""

    work: Work
    facts: Callable[[], Facts]
    speak: Speak
    pace: Pace | None = None

    async def accept(self, messages: Sequence[Incoming]) -> int:
        """Keep messages; once this returns they cannot be lost. How many were new."""
        async with self.work() as memory:
            return await memory.inbox.add(messages)

    async def take(self, messages: Sequence[Incoming], limit: int = BATCH) -> Round:
        """Keep messages and take the steps that wait, in one transaction: what nobody else is in the way of needs no
        two. Where it cannot be saved so the messages are kept by themselves, and their steps left to `advance`."""
        try:
            async with self.work() as memory:
                new = await memory.inbox.add(messages)
                desk = await self._stepped(memory, limit)
        except (Conflict, StepRefused):
            return Round((), 0, await self.accept(messages))
        return Round(tuple(desk.outgoing), desk.done, new) if desk else Round((), 0, new)

    async def advance(self, limit: int = BATCH) -> Round | None:
        """Take a step for each of the conversations that waited longest and return what is to be said, now
        that it is saved; None where nothing waits. Raises where the database cannot be worked with."""
        try:
            return await self._round(limit)
        except (Conflict, StepRefused):
            return await self._singly(limit)

    async def _singly(self, limit: int) -> Round:
        """The same one conversation at a time, since together they cannot be saved."""
        said: list[Outgoing] = []
        done = 0
        for _ in range(limit):
            found = await self._single()
            if found is None:
                break
            said += found.outgoing
            done += found.done
        return Round(tuple(said), done)

    async def _single(self) -> Round | None:
        """One step; run again where another process came before, counted as failed where it cannot be saved at all."""
        for left in reversed(range(TRIES)):
            tried: list[Waiting] = []
            try:
                return await self._round(1, tried)
            except Conflict:
                if not left:
                    raise
            except StepRefused:
                log.exception("what a step needs or wants stored is refused")
                return await self._refused(tried)
        raise AssertionError("unreachable")

    async def _refused(self, tried: Sequence[Waiting]) -> Round:
        """What was tried failed once more, or for the last time."""
        desk = _Desk(saved={}, states={}, shelf=_Shelf(), wants={}, found={})
        for one in tried:
            self._failed(desk, one, None)
        async with self.work() as memory:
            await _store(memory, desk)
        return Round(tuple(desk.outgoing), desk.done)

    async def _round(self, limit: int, tried: list[Waiting] | None = None) -> Round | None:
        async with self.work() as memory:
            desk = await self._stepped(memory, limit, tried)
        return Round(tuple(desk.outgoing), desk.done) if desk else None

    async def _stepped(self, memory: Memory, limit: int, tried: list[Waiting] | None = None) -> _Desk | None:
        """The steps that wait, taken and stored in a transaction; None where nothing waits. `tried` is told which."""
        waiting = await memory.inbox.heads(limit, self.pace.resting() if self.pace else ())
        if self.pace is not None:
            for one in waiting:
                self.pace.took(one.said.channel, one.said.user)
        if tried is not None:
            tried += waiting
        if not waiting:
            return None
        desk = await self._desk(memory, waiting)
        for one in waiting:
            self._take(desk, one)
        if desk.notes:
            await self._notes(memory, desk)
        await _store(memory, desk)
        return desk

    async def _desk(self, memory: Memory, waiting: Sequence[Waiting]) -> _Desk:
        """Everything that the steps will look at."""
        saved = await memory.conversations.load([one.said.lane for one in waiting])
        states = {lane: _state_or_none(one) for lane, one in saved.items()}
        wants = {one.said.id: _wanted(states.get(one.said.lane), one.said) for one in waiting}
        shelf = _Shelf()
        tables = {want.table for want in wants.values() if want.table}
        if tables:
            shelf.put((await memory.submissions.load(sorted(tables))).values())
        people = await _people(memory, waiting, wants)
        found = {one.said.id: await _found(memory, shelf, wants[one.said.id], one.said, people) for one in waiting}
        return _Desk(saved=dict(saved), states=states, shelf=shelf, wants=wants, found=found)

    def _take(self, desk: _Desk, one: Waiting) -> None:
        """One step. Where it raises, nothing of it counts."""
        said, lane = one.said, one.said.lane
        state = desk.states.get(lane)
        try:
            facts = replace(self.facts(), tables=desk.tables(said), arrival=one.number)
            turn = step(state, said, facts)
            savings = [_saving(desk.shelf, after, said) for after in turn.saves]
            outgoing = [self.speak(reply, reply.to or lane) for reply in turn.replies if not _is_note(reply)]
            following = encode(turn.state)
        except Exception:
            log.exception("the step of message %d failed", one.number)
            self._failed(desk, one, state)
            return
        desk.keep(one, turn, following, savings, outgoing)

    async def _notes(self, memory: Memory, desk: _Desk) -> None:
        """What is said to other people, in the language that they speak."""
        lanes = [reply.to for reply in desk.notes if reply.to is not None]
        people = await memory.people.load(sorted({_person_of(lane) for lane in lanes}))
        for reply, lane in zip(desk.notes, lanes, strict=True):
            known = people.get(_person_of(lane))
            desk.outgoing.append(self.speak(replace(reply, language=known.language if known else None), lane))

    def _failed(self, desk: _Desk, one: Waiting, state: State | None) -> None:
        """A step failed once more, or for the last time: then its message is set aside and its sender told."""
        if one.tries + 1 < TRIES:
            desk.failed.append(one.number)
            return
        desk.parked.append((one.number, one.said.received_at))
        language = talk_of(state).language if state else None
        sorry = Reply(id=parked_reply(one.said), said=Phrase("chat.parked"), language=language)
        desk.outgoing.append(self.speak(sorry, one.said.lane))


def _is_note(reply: Reply) -> bool:
    """Whether a reply goes to another person, whose language is not known yet."""
    return reply.to is not None and reply.to.chat == "" and reply.language is None


def _person_of(lane: Lane) -> str:
    return f"{lane.channel}:{lane.person}"


@dataclass(slots=True)
class _Shelf:
    """The submissions of this transaction, as the steps taken so far leave them."""

    now: dict[str, Submission] = field(default_factory=dict)
    changes: dict[str, list[Change]] = field(default_factory=dict)

    def put(self, loaded: object) -> None:
        """Submissions as they are stored; one that was changed here meanwhile stays as it is."""
        for submission in loaded:  # type: ignore[attr-defined]
            self.now.setdefault(submission.id, submission)

    def latest(self, loaded: Sequence[Submission]) -> tuple[Submission, ...]:
        """Submissions as they are now; cancelled ones left out."""
        return tuple(now for one in loaded if (now := self.now.get(one.id, one)).status is not Status.CANCELLED)


@dataclass(slots=True)
class _Desk:
    """What one transaction works on, and what comes of it."""

    saved: dict[Lane, Saved]
    states: dict[Lane, State | None]
    shelf: _Shelf
    wants: Mapping[str, Wanted]
    found: Mapping[str, Tables]
    outgoing: list[Outgoing] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    notes: list[Reply] = field(default_factory=list)
    moved: dict[Lane, Saved] = field(default_factory=dict)
    finished: list[tuple[int, datetime]] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    parked: list[tuple[int, datetime]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many messages are done with."""
        return len(self.finished) + len(self.parked)

    def tables(self, said: Incoming) -> Tables:
        """What was found for a message, in view of the steps taken before it."""
        want, found, shelf = self.wants[said.id], self.found[said.id], self.shelf
        began = [one for one in shelf.now.values() if one.version == 0]
        of_form = [one for one in began if want.form and (one.notice, one.form.id) == (want.form.notice, want.form.form)]
        mine = [one for one in began if want.mine and said.person in one.people]
        return Tables(
            table=shelf.now.get(want.table) if want.table else None,
            of_form=shelf.latest([*found.of_form, *of_form]),
            mine=shelf.latest([*found.mine, *mine]),
            of_unit=shelf.latest(found.of_unit),
            units=(*found.units, *(one.unit for one in began)) if want.units else (),
            history=found.history,
            person=found.person,
            here=found.here,
            elsewhere=found.elsewhere,
            chats=found.chats,
            code_is_good=found.code_is_good,
            reported=found.reported,
            filed=found.filed,
        )

    def keep(self, one: Waiting, turn: Turn, following: str, savings: Sequence[Saving], outgoing: Sequence[Outgoing]) -> None:
        """What a step came to."""
        lane = one.said.lane
        for saving in savings:
            self.shelf.now[saving.submission.id] = saving.submission
            self.shelf.changes.setdefault(saving.submission.id, []).extend(saving.changes)
        before = self.saved.get(lane)
        self.moved[lane] = Saved(following, before.version + 1 if before else 1)
        self.outgoing += outgoing
        self.jobs += [Job(task.id, lane, task.kind, task.about) for task in turn.tasks]
        self.effects += turn.effects
        self.notes += filter(_is_note, turn.replies)
        self.finished.append((one.number, one.said.received_at))


def _wanted(state: State | None, said: Incoming) -> Wanted:
    """What a step will look at; nothing where that cannot be said, so that the step fails by itself and not with all others."""
    try:
        return wanted(state, said)
    except Exception:
        log.exception("what a step needs could not be told")
        return Wanted()


async def _people(memory: Memory, waiting: Sequence[Waiting], wants: Mapping[str, Wanted]) -> Mapping[str, Person]:
    """What is known of the senders, where their steps look at it."""
    wanted = sorted({one.said.person for one in waiting if wants[one.said.id].person})
    return await memory.people.load(wanted) if wanted else {}


async def _found(memory: Memory, shelf: _Shelf, want: Wanted, said: Incoming, people: Mapping[str, Person]) -> Tables:
    """What a message needs besides the table it is about, which few do."""
    found = Tables(
        of_form=await memory.submissions.of_form(want.form.notice, want.form.form) if want.form else (),
        mine=await memory.submissions.of_person(said.person) if want.mine else (),
        of_unit=await memory.submissions.of_unit(want.unit) if want.unit and unit_key(want.unit) else (),
        units=await memory.submissions.units() if want.units else (),
        history=await memory.submissions.history(want.table) if want.history and want.table else (),
        person=people.get(said.person),
        here=await memory.reminders.of_lane(said.lane) if want.subscriptions else (),
        elsewhere=await memory.reminders.by_person(said.person) if want.subscriptions else (),
        chats=await memory.people.chats(said.channel) if want.chats else (),
        code_is_good=await memory.people.code_is_good(want.code, said.person, said.received_at) if want.code else False,
        reported=await memory.reminders.reported(want.sent) if want.sent else (),
        filed=await memory.submissions.filed(want.sent) if want.sent else (),
    )
    for group in (found.of_form, found.mine, found.of_unit):
        shelf.put(group)
    return found


def _saving(shelf: _Shelf, after: Submission, said: Incoming) -> Saving:
    """A submission as a step leaves it, with its history; the version counts transactions, not steps."""
    before = shelf.now.get(after.id)
    changes = history(before, after, by=said.person, at=said.received_at, key=said.id)
    return Saving(msgspec.structs.replace(after, changed_at=said.received_at), changes)


async def _store(memory: Memory, desk: _Desk) -> None:
    """Everything that came of the steps; the messages are done in the same transaction."""
    savings = [
        Saving(msgspec.structs.replace(now, version=now.version + 1), tuple(desk.shelf.changes[table]))
        for table, now in desk.shelf.now.items()
        if table in desk.shelf.changes
    ]
    if savings:
        await memory.submissions.save(savings)
    if desk.moved:
        await memory.conversations.save(desk.moved, desk.finished[-1][1])
    if desk.outgoing:
        await memory.outbox.add(desk.outgoing, (desk.finished or desk.parked)[-1][1])
    if desk.jobs:
        await memory.jobs.add(desk.jobs, desk.finished[-1][1])
    if desk.finished:
        await memory.inbox.finish([number for number, _ in desk.finished], desk.finished[-1][1])
    if desk.effects:
        await memory.effects.apply(desk.effects, desk.finished[-1][1])
    for number in desk.failed:
        await memory.inbox.fail(number)
    for number, at in desk.parked:
        await memory.inbox.park(number, at)


def _state_or_none(saved: Saved) -> State | None:
    """The state to go on from. One that cannot be read held no figures, which are kept with their table: the
    conversation starts afresh rather than stay dumb."""
    try:
        return decode(saved.state)
    except StateUnreadable:
        log.warning("a saved state could not be read; the conversation starts afresh")
        return None
