"""Reminders, people and effects, in dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from handlers.effects import (
    ChatKnown,
    ChatMoved,
    Effect,
    Guessed,
    PersonKnown,
    PracticeEnded,
    Redeemed,
    Reported,
    Subscribed,
    Voided,
)
from handlers.errors import Conflict
from handlers.lane import Lane
from handlers.ports import GUESSES_AN_HOUR, Chat, Person, Reminder
from handlers.subscription import Subscription
from knowledge.reminders import Slot
from tests.support.tables import Code, Planned, Port


class Reminders(Port):
    """Who is reminded of what, when."""

    async def load(self, ids: Iterable[str]) -> Mapping[str, Subscription]:
        """Subscriptions by id."""
        return {one: self.tables.subscriptions[one] for one in ids if one in self.tables.subscriptions}

    def _live(self) -> list[Subscription]:
        live = [one for one in self.tables.subscriptions.values() if not one.ended]
        return sorted(live, key=lambda one: (one.created_at, one.id))

    async def hold(self, lanes: Iterable[Lane], people: Iterable[str]) -> None:
        """Nobody else is here."""

    async def of_lane(self, lane: Lane) -> tuple[Subscription, ...]:
        """All of a chat."""
        return tuple(one for one in self._live() if _same_chat(one.lane, lane))

    async def by_person(self, person: str) -> tuple[Subscription, ...]:
        """All that somebody asked for."""
        return tuple(one for one in self._live() if one.by == person)

    async def live(self, after: str = "", limit: int = 500) -> tuple[Subscription, ...]:
        """Those that have not ended."""
        return tuple(sorted((one for one in self._live() if one.id > after), key=lambda one: one.id)[:limit])

    async def save(self, subscription: Subscription, slots: Sequence[Slot], at: datetime) -> None:
        """Store a subscription with its reminders; raises Conflict."""
        before = self.tables.subscriptions.get(subscription.id)
        if subscription.version != (before.version if before else 0) + 1:
            raise Conflict
        same = [one for one in self._live() if _about(one) == _about(subscription) and one.id != subscription.id]
        if same and not subscription.ended:
            raise Conflict
        self.tables.subscriptions[subscription.id] = subscription
        await self.replan(subscription.id, slots, at)

    async def replan(self, subscription: str, slots: Sequence[Slot], at: datetime) -> None:
        """Have these reminders from now on."""
        known = {number: one for number, one in self.tables.reminders.items() if one.subscription == subscription}
        for number, one in known.items():
            if one.outcome is None and one.slot.at > at and one.slot not in slots:
                del self.tables.reminders[number]
        kept = {_key(one.slot) for number, one in known.items() if number in self.tables.reminders}
        for slot in sorted(set(slots)):
            if _key(slot) not in kept:
                number = max(self.tables.reminders, default=0) + 1
                self.tables.reminders[number] = Planned(subscription, slot, slot.at)

    def _waiting(self) -> list[tuple[int, Planned]]:
        """What waits for its time and is not held, in order."""
        held = {one.id for one in self.tables.subscriptions.values() if one.held}
        waiting = [(number, one) for number, one in self.tables.reminders.items() if one.outcome is None and one.subscription not in held]
        return sorted(waiting, key=lambda pair: (pair[1].wake_at, pair[1].subscription, pair[0]))

    async def due(self, now: datetime, limit: int, channel: str | None = None) -> tuple[Reminder, ...]:
        """All that is due of those that waited longest, and of others in their rooms."""
        found: dict[str, list[tuple[int, Planned]]] = {}
        rooms: dict[tuple[str, str], list[str]] = {}
        for number, one in self._waiting():
            lane = self.tables.subscriptions[one.subscription].lane
            if one.wake_at <= now and channel in (None, lane.channel):
                if one.subscription not in found:
                    rooms.setdefault((lane.channel, lane.room), []).append(one.subscription)
                found.setdefault(one.subscription, []).append((number, one))
        first = list(found)[:limit]
        wanted = [one for several in rooms.values() if not set(first).isdisjoint(several) for one in several]
        ordered = [sorted(found[one], key=lambda pair: (pair[1].slot.at, pair[0])) for one in wanted]
        return tuple(_reminder(number, one) for several in ordered for number, one in several)

    async def done(self, numbers: Sequence[int], at: datetime, outcome: str) -> None:
        """They are done with; raises Conflict."""
        for number in set(numbers):
            if number not in self.tables.reminders or self.tables.reminders[number].outcome is not None:
                raise Conflict
            self.tables.reminders[number] = replace(self.tables.reminders[number], outcome=outcome)

    async def later(self, numbers: Sequence[int], at: datetime) -> None:
        """They wait until then."""
        for number in numbers:
            if number in self.tables.reminders and self.tables.reminders[number].outcome is None:
                self.tables.reminders[number] = replace(self.tables.reminders[number], wake_at=at)

    async def next_at(self, channel: str | None = None) -> datetime | None:
        """When the next is due."""
        lanes = {one.id: one.lane.channel for one in self.tables.subscriptions.values()}
        return next((one.wake_at for _, one in self._waiting() if channel in (None, lanes[one.subscription])), None)

    async def planned(self, since: datetime, until: datetime) -> tuple[Reminder, ...]:
        """Waiting ones in a span of time."""
        span = [(number, one) for number, one in self.tables.reminders.items() if one.outcome is None and since <= one.wake_at < until]
        return tuple(_reminder(number, one) for number, one in sorted(span, key=lambda pair: (pair[1].wake_at, pair[0])))

    async def said(self, subscription: str) -> tuple[Reminder, ...]:
        """Those that were said."""
        told = [
            (number, one) for number, one in self.tables.reminders.items() if one.outcome in ("said", "late") and one.subscription == subscription
        ]
        return tuple(_reminder(number, one) for number, one in sorted(told, key=lambda pair: (pair[1].slot.at, pair[0])))

    async def reported(self, notices: Iterable[str]) -> tuple[Reported, ...]:
        """What was said to have been sent."""
        wanted = set(notices)
        return tuple(one for one in self.tables.reports if one.notice in wanted)


def _same_chat(one: Lane, other: Lane) -> bool:
    return (one.channel, one.chat, one.room) == (other.channel, other.chat, other.room)


def _key(slot: Slot) -> tuple[str, ...]:
    return slot.notice, slot.deliverable, slot.due, slot.slot


def _reminder(number: int, one: Planned) -> Reminder:
    return Reminder(number, one.subscription, one.slot)


class People(Port):
    """People and chats."""

    async def load(self, people: Iterable[str]) -> Mapping[str, Person]:
        """People by name."""
        return {one: self.tables.people[one] for one in people if one in self.tables.people}

    async def organisers(self) -> tuple[str, ...]:
        """Those made organisers by a code."""
        return tuple(sorted(name for name, person in self.tables.people.items() if person.organiser))

    async def reached(self, account: str, at: datetime) -> datetime | None:
        """An account of ours is in touch; when it was before."""
        before = self.tables.accounts.get(account)
        self.tables.accounts[account] = at
        return before

    async def chats(self, channel: str) -> tuple[Chat, ...]:
        """The groups we are in."""
        found = [chat for chat, _ in self.tables.chats.values() if chat.channel == channel and chat.present]
        return tuple(sorted(found, key=lambda chat: (chat.title or "", chat.chat)))

    async def add_code(self, code: str, by: str, until: datetime) -> None:
        """Keep a code."""
        self.tables.codes.setdefault(code, Code(by, until))

    async def code_is_good(self, code: str, person: str, now: datetime) -> bool | None:
        """Whether it can be used."""
        recent = [at for name, at in self.tables.guesses if name == person and at > now - timedelta(hours=1)]
        return None if len(recent) >= GUESSES_AN_HOUR else self._good(code, now)

    def _good(self, code: str, now: datetime) -> bool:
        kept = self.tables.codes.get(code)
        return kept is not None and kept.used_by is None and not kept.void and kept.until > now

    async def redeem(self, used: Redeemed, at: datetime) -> None:
        """Use a code; raises Conflict where somebody else did."""
        kept = self.tables.codes.get(used.code)
        if kept is not None and self._good(used.code, at):
            self.tables.codes[used.code] = replace(kept, used_by=used.person)
            self.tables.people[used.person] = replace(self.tables.people.get(used.person, Person(used.person)), organiser=True)
        elif kept is not None and kept.used_by not in (None, used.person):
            raise Conflict

    async def know(self, known: PersonKnown) -> None:
        """Remember what was said of a person."""
        before = self.tables.people.get(known.person, Person(known.person))
        self.tables.people[known.person] = replace(before, language=known.language or before.language, unit=known.unit or before.unit)


class Effects(Port):
    """What steps want remembered besides."""

    async def apply(self, effects: Sequence[Effect], at: datetime) -> None:
        """Remember it, in order."""
        for effect in effects:
            await self._apply(effect, at)

    async def _apply(self, effect: Effect, at: datetime) -> None:
        match effect:
            case Subscribed():
                await Reminders(self.tables).save(effect.subscription, effect.slots, at)
            case Reported():
                self._report(effect)
            case Redeemed():
                await People(self.tables).redeem(effect, at)
            case Voided():
                if effect.code in self.tables.codes and self.tables.codes[effect.code].used_by is None:
                    self.tables.codes[effect.code] = replace(self.tables.codes[effect.code], void=True)
            case Guessed():
                self.tables.guesses.append((effect.person, at))
            case PersonKnown():
                await People(self.tables).know(effect)
            case ChatKnown():
                self._know(effect, effect.at or at)
            case ChatMoved():
                self._move(effect, at)
            case PracticeEnded():
                self._clear(effect.notice)

    def _report(self, said: Reported) -> None:
        key = (said.notice, said.deliverable, said.due, said.person)
        self.tables.reports = [one for one in self.tables.reports if (one.notice, one.deliverable, one.due, one.person) != key]
        if not said.undone:
            self.tables.reports.append(said)

    def _know(self, known: ChatKnown, at: datetime) -> None:
        lane = known.lane
        if lane.chat:
            before = self.tables.chats.get((lane.channel, lane.chat))
            if before is not None and before[0].present and not known.present and before[1] > at:
                return
            title = known.title or (before[0].title if before else None)
            self.tables.chats[lane.channel, lane.chat] = (Chat(lane.channel, lane.chat, title, known.present), at)
        for one in tuple(self.tables.subscriptions.values()):
            if _same_chat(one.lane, lane):
                self.tables.subscriptions[one.id] = msgspec.structs.replace(one, held=not known.present)

    def _move(self, moved: ChatMoved, at: datetime) -> None:
        def there(lane: Lane) -> Lane:
            return msgspec.structs.replace(lane, chat=moved.after) if (lane.channel, lane.chat) == (moved.channel, moved.before) else lane

        tables = self.tables
        newest = sorted(tables.states, key=lambda lane: tables.changed[lane])
        tables.states = {there(lane): tables.states[lane] for lane in newest}
        tables.changed = {there(lane): tables.changed[lane] for lane in newest}
        tables.inbox = [replace(said, group=there(said.lane).chat or None) for said in tables.inbox]
        tables.outbox = [replace(one, lane=there(one.lane), receipt=one.receipt and there(one.receipt)) for one in tables.outbox]
        tables.jobs = [replace(one, lane=there(one.lane)) for one in tables.jobs]
        tables.reports = [replace(one, lane=there(one.lane)) for one in tables.reports]
        self._move_subscriptions(moved)
        before, _ = tables.chats.pop((moved.channel, moved.before), (None, at))
        after, _ = tables.chats.pop((moved.channel, moved.after), (None, at))
        title = (after and after.title) or (before and before.title) or None
        tables.chats[moved.channel, moved.after] = (Chat(moved.channel, moved.after, title, True), at)

    def _move_subscriptions(self, moved: ChatMoved) -> None:
        tables = self.tables
        new = {(one.notice, one.place, one.lane) for one in tables.subscriptions.values() if one.lane.chat == moved.after and not one.ended}
        for one in list(tables.subscriptions.values()):
            if (one.lane.channel, one.lane.chat) == (moved.channel, moved.before):
                lane = msgspec.structs.replace(one.lane, chat=moved.after)
                twice = (one.notice, one.place, lane) in new
                tables.subscriptions[one.id] = msgspec.structs.replace(one, lane=lane, held=False, ended=one.ended or twice)
                if twice:
                    tables.reminders = {n: p for n, p in tables.reminders.items() if p.subscription != one.id or p.outcome is not None}

    def _clear(self, notice: str) -> None:
        tables = self.tables
        gone = [one.id for one in tables.submissions.values() if one.notice == notice]
        for one in gone:
            del tables.submissions[one]
            tables.changes.pop(one, None)
        tables.subscriptions = {key: one for key, one in tables.subscriptions.items() if one.notice != notice}
        tables.reminders = {
            number: one for number, one in tables.reminders.items() if one.slot.notice != notice and one.subscription in tables.subscriptions
        }
        tables.reports = [one for one in tables.reports if one.notice != notice]


def _about(one: Subscription) -> tuple[Lane, str | None, str | None]:
    """What there is only one subscription of that has not ended."""
    return one.lane, one.notice, one.place
