"""Messages in: keep them, take a step for each conversation that has one waiting, save everything together.

Nothing is said that was not saved. Many conversations share one transaction: their steps are pure, so one that
raises has changed nothing and is only counted; whatever the database refuses, or somebody else is in the way of, is
tried again one conversation at a time, and counted for that one where it cannot be saved by itself either. Two
conversations that work on the same table in one transaction see each other's changes in order of arrival.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec

from handlers.effects import ChatMoved, Effect
from handlers.errors import Conflict, StateUnreadable, StepRefused
from handlers.facts import Facts, Tables, Wanted
from handlers.lane import Lane
from handlers.messages import Edited, File, Incoming, Other, Phrase, Press, Reply, Start, Text, Turn, parked_reply
from handlers.ports import Job, Memory, Outgoing, Person, Saved, Saving, Waiting
from handlers.router import step, wanted
from handlers.states import State, decode, encode, talk_of
from knowledge.forms.submission import Change, Status, Submission, history
from knowledge.forms.units import unit_key

TRIES = 5
"""A message whose step fails this often is set aside."""

BATCH = 64
"""Conversations that share one transaction."""

_OF_PEOPLE = (Text, Press, File, Edited, Start, Other)
"""What people do; of anything else nobody has an allowance."""

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
        if desk is None:
            return Round((), 0, new)
        self._book(desk)
        return Round(tuple(desk.outgoing), desk.done, new)

    async def advance(self, limit: int = BATCH) -> Round | None:
        """Take a step for each of the conversations that waited longest and return what is to be said, now
        that it is saved; None where nothing waits. Raises where the database cannot be worked with."""
        try:
            return await self._round(limit)
        except (Conflict, StepRefused):
            return await self._singly(limit)

    async def _singly(self, limit: int) -> Round:
        """The same one conversation at a time, since together they cannot be saved. Whose message fails is left out after
        that, so that all others have their turn before it is tried again."""
        said: list[Outgoing] = []
        done = 0
        failed: set[tuple[str, str]] = set()
        for _ in range(limit):
            found = await self._single(failed)
            if found is None:
                break
            said += found.outgoing
            done += found.done
        return Round(tuple(said), done)

    async def _single(self, failed: set[tuple[str, str]]) -> Round | None:
        """One step; run again where another process came before, counted as failed where it cannot be saved at all."""
        tried: list[Waiting] = []
        for _ in range(TRIES):
            tried.clear()
            try:
                return await self._round(1, tried, failed)
            except Conflict:
                log.info("a step must be taken again: somebody else was first")
            except StepRefused:
                log.exception("what a step needs or wants stored is refused")
                break
        else:
            log.error("a step cannot be saved: time after time somebody else was first")
        failed |= {(one.said.channel, one.said.user) for one in tried}
        return await self._refused(tried)

    async def _refused(self, tried: Sequence[Waiting]) -> Round | None:
        """What was tried failed once more, or for the last time."""
        if not tried:
            return None
        desk = _Desk(saved={}, states={}, shelf=_Shelf(), wants={}, found={})
        for one in tried:
            self._failed(desk, one, None)
        async with self.work() as memory:
            await _store(memory, desk)
        self._book(desk)
        return Round(tuple(desk.outgoing), desk.done)

    async def _round(self, limit: int, tried: list[Waiting] | None = None, failed: Collection[tuple[str, str]] = ()) -> Round | None:
        async with self.work() as memory:
            desk = await self._stepped(memory, limit, tried, failed)
        if desk is None:
            return None
        self._book(desk)
        return Round(tuple(desk.outgoing), desk.done)

    def _book(self, desk: _Desk) -> None:
        """Now that steps are saved, count those that people asked for."""
        if self.pace is not None:
            for said in desk.dealt_with:
                if isinstance(said.content, _OF_PEOPLE):
                    self.pace.took(said.channel, said.user)

    async def _stepped(
        self, memory: Memory, limit: int, tried: list[Waiting] | None = None, failed: Collection[tuple[str, str]] = ()
    ) -> _Desk | None:
        """The steps that wait, taken and stored in a transaction; None where nothing waits. `tried` is told which, those
        who `failed` are left out."""
        waiting = await memory.inbox.heads(limit, (*(self.pace.resting() if self.pace else ()), *failed))
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
        await _hold(memory, waiting, wants)
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
        """What is said to other people, in the language that they speak. One that cannot be put into words is left out:
        the step that it is of is taken, and others share its transaction."""
        lanes = [reply.to for reply in desk.notes if reply.to is not None]
        people = await memory.people.load(sorted({_person_of(lane) for lane in lanes}))
        for reply, lane in zip(desk.notes, lanes, strict=True):
            known = people.get(_person_of(lane))
            try:
                desk.outgoing.append(self.speak(replace(reply, language=known.language if known else None), lane))
            except Exception:
                log.exception("message %s to somebody else could not be put into words and is left out", reply.id)

    def _failed(self, desk: _Desk, one: Waiting, state: State | None) -> None:
        """A step failed once more, or for the last time: then its message is set aside and its sender told."""
        if one.tries + 1 < TRIES:
            desk.failed.append((one.number, one.said.received_at))
            return
        desk.parked.append((one.number, one.said.received_at))
        desk.dealt_with.append(one.said)
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
    failed: list[tuple[int, datetime]] = field(default_factory=list)
    parked: list[tuple[int, datetime]] = field(default_factory=list)
    dealt_with: list[Incoming] = field(default_factory=list)

    @property
    def last(self) -> datetime:
        """When the last message arrived of those that are done with, else of those that failed."""
        return (self.finished or self.parked or self.failed)[-1][1]

    def savings(self) -> list[Saving]:
        """The submissions that were changed, in their next version."""
        return [
            Saving(msgspec.structs.replace(now, version=now.version + 1), tuple(self.shelf.changes[table]))
            for table, now in self.shelf.now.items()
            if table in self.shelf.changes
        ]

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
            there=found.there,
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
        self.dealt_with.append(one.said)


def _wanted(state: State | None, said: Incoming) -> Wanted:
    """What a step will look at; nothing where that cannot be said, so that the step fails by itself and not with all others."""
    try:
        return wanted(state, said)
    except Exception:
        log.exception("what a step needs could not be told")
        return Wanted()


async def _hold(memory: Memory, waiting: Sequence[Waiting], wants: Mapping[str, Wanted]) -> None:
    """Have the subscriptions that steps will look at and may change for ourselves."""
    asking = [one.said for one in waiting if wants[one.said.id].subscriptions]
    lanes = {said.lane for said in asking} | {lane for want in wants.values() if (lane := want.lane) is not None}
    if lanes:
        await memory.reminders.hold(lanes, {said.person for said in asking})


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
        there=await memory.reminders.of_lane(want.lane) if want.lane else (),
        chats=await memory.people.chats(said.channel) if want.chats else (),
        code_is_good=await memory.people.code_is_good(want.code, said.person, said.received_at) if want.code else False,
    )
    about = {*want.sent, *(one.notice for one in (*found.here, *found.elsewhere, *found.there) if one.notice)}
    if about:
        found = replace(found, reported=await memory.reminders.reported(about), filed=await memory.submissions.filed(about))
    for group in (found.of_form, found.mine, found.of_unit):
        shelf.put(group)
    return found


def _saving(shelf: _Shelf, after: Submission, said: Incoming) -> Saving:
    """A submission as a step leaves it, with its history; the version counts transactions, not steps."""
    before = shelf.now.get(after.id)
    changes = history(before, after, by=said.person, at=said.received_at, key=said.id)
    return Saving(msgspec.structs.replace(after, changed_at=said.received_at), changes)


async def _store(memory: Memory, desk: _Desk) -> None:
    """Everything that came of the steps; the messages are done in the same transaction.

    Subscriptions are changed, or locked to be, before messages are added, as the reminder worker does it: nobody waits in
    a circle. A group moves last, with all that these steps brought to it.
    """
    at = desk.last
    if savings := desk.savings():
        await memory.submissions.save(savings)
    if desk.moved:
        await memory.conversations.save(desk.moved, at)
    moves = [effect for effect in desk.effects if isinstance(effect, ChatMoved)]
    if moves:
        await memory.reminders.hold([Lane(one.channel, chat, "", "") for one in moves for chat in (one.before, one.after)], ())
    if others := [effect for effect in desk.effects if not isinstance(effect, ChatMoved)]:
        await memory.effects.apply(others, at)
    if desk.outgoing:
        await memory.outbox.add(desk.outgoing, at)
    if desk.jobs:
        await memory.jobs.add(desk.jobs, at)
    if desk.finished:
        await memory.inbox.finish([number for number, _ in desk.finished], at)
    if moves:
        await memory.effects.apply(moves, at)
    for number, _ in desk.failed:
        await memory.inbox.fail(number)
    for number, then in desk.parked:
        await memory.inbox.park(number, then)


def _state_or_none(saved: Saved) -> State | None:
    """The state to go on from. One that cannot be read held no figures, which are kept with their table: the
    conversation starts afresh rather than stay dumb."""
    try:
        return decode(saved.state)
    except StateUnreadable:
        log.warning("a saved state could not be read; the conversation starts afresh")
        return None
