"""A year with reminders on a stepped clock: what there is to be handed in, who is reminded, and all that happens to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

import msgspec

from bot.app import assistant
from bot.config import Settings
from bot.workers.reminders import HOLD, ReminderWorker, Reminding
from db.store import Store
from handlers.effects import ChatKnown, Effect, Reported, Subscribed
from handlers.lane import Lane
from handlers.ports import Outgoing
from handlers.reminding import About, replan
from handlers.subscription import Subscription
from knowledge.notice import Notice
from tests.support.year_notices import PLACE, deliverables, next_version, notices

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN, END = datetime(2026, 1, 1, tzinfo=ZONE), datetime(2027, 1, 12, tzinfo=ZONE)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SET_BACK, SET_AHEAD = datetime(2026, 8, 12, 15, 7, tzinfo=ZONE), datetime(2026, 11, 18, 10, 7, tzinfo=ZONE)
"""When the clock is set wrong: by a day and two hours back, three days ahead. Nothing else happens near."""

PUBLISHED = (datetime(2026, 3, 10, 14, 21, tzinfo=ZONE), datetime(2026, 7, 8, 9, 33, tzinfo=ZONE), datetime(2026, 10, 22, 16, 41, tzinfo=ZONE))
"""When new versions of the notices come; nothing runs then, so that reminders wait whose deadlines are not the same any
more."""

Key = tuple[str, str, str]
"""A deadline: notice, deliverable, due."""


# What was done and said


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscription wants from a moment on, and of which notices."""

    since: datetime
    subscription: Subscription
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Awake:
    """From when to when reminders were looked after; `cut`: at its end that was broken off half-way."""

    start: datetime
    end: datetime
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A reminder as it was said."""

    at: datetime
    room: str
    text: str
    about: tuple[Key, ...]


@dataclass
class Diary:
    """All that happened, in order."""

    awake: list[Awake] = field(default_factory=list)
    wishes: dict[str, list[Wishes]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[tuple[str, Key], datetime] = field(default_factory=dict)
    placed: dict[str, list[tuple[datetime, bool]]] = field(default_factory=lambda: defaultdict(list))
    published: list[datetime] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _with_own(some: dict[str, tuple[str, ...]], one: Subscription) -> Subscription:
    return msgspec.structs.replace(one, own=one.own | some)


class Year:
    """A year of one bot."""

    def __init__(self, store: Store, groups: int, outages: int, seed: int) -> None:
        self.diary = Diary()
        self._store = store
        self._rolls = Random(seed)
        self._wall, self._ran = BEGIN, timedelta()
        self._papers = deliverables(self._rolls)
        self._notices = notices(self._papers)
        self._made = assistant(Settings(), self._notices)
        self._reminding = Reminding(store.work, lambda: self._made.facts, self._made.speak)
        self._worker: ReminderWorker | None = None
        self._awake_since: datetime | None = None
        self._agenda: list[tuple[timedelta, int, Callable[[], Awaitable[None]]]] = []
        self._numbers = count()
        self._missed: list[Callable[[], Awaitable[None]]] = []
        self._groups, self._outages = groups, outages

    # Time

    def now(self) -> datetime:
        """What the clock on the wall shows."""
        return self._wall

    def steady(self) -> float:
        """Seconds since the year began."""
        return self._ran.total_seconds()

    def _go_on(self, span: timedelta) -> None:
        span = max(span, timedelta())
        self._ran += span
        self._wall += span

    def _at(self, moment: datetime, what: Callable[[], Awaitable[None]]) -> None:
        """Note what happens at a moment (by a clock that is never wrong)."""
        heappush(self._agenda, (moment - BEGIN, next(self._numbers), what))

    # What runs

    @property
    def is_up(self) -> bool:
        """Whether the bot is at work."""
        return self._awake_since is not None

    async def run(self) -> Diary:
        """Live through the year."""
        await self._start()
        self._plan_the_year()
        while self._agenda and self._wall < END:
            following = self._agenda[0][0]
            if self.is_up:
                async with self._store.work() as memory:
                    due = await memory.reminders.next_at()
                if due is not None and (ahead := due - self._wall) < following - self._ran:
                    self._go_on(ahead)
                    await self._say_all()
                    continue
            self._go_on(following - self._ran)
            await heappop(self._agenda)[2]()
        self._pause()
        return self.diary

    async def _say_all(self) -> None:
        """Say all that is due, and send it."""
        assert self._worker is not None
        while await self._worker.advance():
            await self._send()

    async def _send(self) -> None:
        async with self._store.work() as memory:
            while waiting := await memory.outbox.waiting("telegram", 500):
                await memory.outbox.sent([one.id for one in waiting], self._wall)
                self.diary.said += [self._message(one) for one in waiting]

    def _message(self, one: Outgoing) -> Message:
        about = msgspec.json.decode(one.about or "[]", type=tuple[About, ...])
        return Message(self._wall, one.lane.room, one.text, tuple((each.notice, each.deliverable, each.due) for each in about))

    async def _start(self) -> None:
        """Begin to work, in a new process or where the machine left off; what people did meanwhile arrives first."""
        self._awake_since = self._wall
        if self._worker is not None:
            self._worker.look()
        else:
            self._worker = ReminderWorker(self._reminding, lambda: None, self.now, self.steady)
            await self._worker.replan()
        missed, self._missed = self._missed, []
        for what in missed:
            await what()
        await self._say_all()

    def _pause(self, *, cut: bool = False) -> None:
        if self._awake_since is not None:
            self.diary.awake.append(Awake(self._awake_since, self._wall, cut))
        self._awake_since = None

    # What is to happen

    def _plan_the_year(self) -> None:
        self._at(END, self._nothing)
        self._begin_subscriptions()
        for outage in self._chosen_outages():
            self._plan_outage(*outage)
        for moment in PUBLISHED:
            self._plan_outage(moment - DAY, 30 * HOUR, at_due=False)
            self._at(moment, partial(self._done, self._publish))
        self._at(SET_BACK, self._set_back)
        self._at(SET_AHEAD, self._set_ahead)

    def _plan_outage(self, start: datetime, lasting: timedelta, at_due: bool) -> None:
        self._at(start, partial(self._outage, lasting, at_due=at_due))

    async def _nothing(self) -> None:
        """The year is over."""

    def _chosen_outages(self) -> list[tuple[datetime, timedelta, bool]]:
        """From a minute to 72 hours, none near another or near a clock that is set; some come when reminders are due."""
        found: list[tuple[datetime, timedelta, bool]] = []
        while len(found) < self._outages - len(PUBLISHED):
            lasting = max(MINUTE, timedelta(minutes=self._rolls.choice([1, 3, 15, 60, 300, 720, 1440, 2160, 4320])) * self._rolls.uniform(0.8, 1.0))
            start = BEGIN + DAY + timedelta(seconds=self._rolls.randrange(int((END - BEGIN - 10 * DAY).total_seconds())))
            near = any(abs(start - other) < 77 * HOUR for other, _, _ in found) or any(
                abs(start - wrong) < 6 * DAY for wrong in (SET_BACK, SET_AHEAD)
            )
            if not near:
                found.append((start, lasting, self._rolls.random() < 0.5))
        return found

    async def _outage(self, lasting: timedelta, *, at_due: bool) -> None:
        """Nothing runs for a while. One that comes when reminders are due breaks off half-way through them."""
        if not self.is_up:
            return
        async with self._store.work() as memory:
            due = await memory.reminders.next_at()
        if at_due and due is not None and due - self._wall < 2 * DAY:
            self._at(BEGIN + self._ran + (due - self._wall), partial(self._outage, lasting, at_due=False))
            return
        assert self._worker is not None
        cut = due is not None and due <= self._wall
        if cut and await self._worker.advance():
            self.diary.counts["broken off half-way"] += 1
        await self._send()
        self._pause(cut=cut)
        killed = self._rolls.random() < 0.7
        self._worker = None if killed else self._worker
        self.diary.counts.update(["outages", "kills" if killed else "sleeps"])
        self.diary.counts["minutes out"] += round(lasting / MINUTE)
        self._at(BEGIN + self._ran + lasting, self._start)

    async def _set_back(self) -> None:
        """The clock shows a day too early for some hours, and the process starts anew meanwhile. When it is set right that
        is not believed at once."""
        self._set(timedelta(hours=-26))
        self._awake_since = self._wall
        await self._until(self._ran + 90 * MINUTE)
        self._pause()
        self._worker = None
        await self._start()
        await self._until(self._ran + 90 * MINUTE)
        self._set(timedelta(hours=26))
        await self._held_for(timedelta(seconds=HOLD / 2))
        self._go_on(timedelta(seconds=HOLD / 2))
        await self._start()

    async def _set_ahead(self) -> None:
        """The clock shows another day for some minutes: too short a time to be believed."""
        self._set(3 * DAY)
        await self._held_for(5 * MINUTE)
        self._set(-3 * DAY)
        await self._start()

    def _set(self, by: timedelta) -> None:
        """Set the clock."""
        assert self._worker is not None
        self._pause()
        self._wall += by
        self._worker.look()
        self.diary.counts["clock set"] += 1

    async def _held_for(self, span: timedelta) -> None:
        """Time passes in which nothing must be said."""
        assert self._worker is not None
        assert self._worker.is_held, "the clock was set ahead, and that was believed"
        self._go_on(span)
        assert await self._worker.advance() == 0

    async def _until(self, end: timedelta) -> None:
        """Work until then."""
        while True:
            async with self._store.work() as memory:
                due = await memory.reminders.next_at()
            ahead = end - self._ran if due is None else due - self._wall
            if ahead >= end - self._ran:
                self._go_on(end - self._ran)
                return
            self._go_on(ahead)
            await self._say_all()

    async def _done(self, what: Callable[[], Awaitable[None]]) -> None:
        """Something people do: while nothing runs it waits at the platform."""
        if self.is_up:
            await what()
        else:
            self._missed.append(what)

    # What people do

    def _begin_subscriptions(self) -> None:
        """All in the first week; each then goes its own way."""
        for number in range(self._groups):
            began = BEGIN + timedelta(hours=9 + 100 * self._rolls.random(), minutes=17)
            self._at(began, partial(self._done, partial(self._subscribe, number)))
            self._go_their_way(number)

    def _go_their_way(self, number: int) -> None:
        """What becomes of a subscription in the year, by its number."""
        name = f"s{number:03}"
        match number % 8:
            case 1:
                self._changes(name, 3, lambda one: msgspec.structs.replace(one, muted_until=self._wall + DAY * self._rolls.randint(1, 20)))
                self._changes(name, 1, lambda one: msgspec.structs.replace(one, muted_until=None))
            case 2 | 6:
                for _ in range(25):
                    self._at(self._some_time(), partial(self._done, partial(self._report, name)))
            case 3:
                for _ in range(3):
                    gone = self._some_time()
                    self._at(gone, partial(self._done, partial(self._chat, name, present=False)))
                    self._at(gone + DAY * self._rolls.uniform(0.1, 12), partial(self._done, partial(self._chat, name, present=True)))
            case 4:
                self._changes(
                    name, 2, lambda one: msgspec.structs.replace(one, lead=self._rolls.choice([("5d", "1d"), ("2h",), ("10d", "4h", "0d")]))
                )
            case 5:
                papers = [f"{notice.id}/{paper.id}" for notice in self._notices for paper in notice.deliverables]
                for _ in range(2):
                    some = {paper: self._rolls.choice([(), ("2d",), ("90m", "1d")]) for paper in self._rolls.sample(papers, 8)}
                    self._changes(name, 1, partial(_with_own, some))
            case 7 if number % 16 == 7:
                self._changes(name, 1, lambda one: msgspec.structs.replace(one, ended=True))
            case _:
                pass

    def _some_time(self) -> datetime:
        """A moment at which nothing falls due, and the clock is right."""
        while True:
            moment = BEGIN + timedelta(
                days=self._rolls.randint(8, 350), hours=self._rolls.randrange(24), minutes=self._rolls.choice([17, 23, 47, 53])
            )
            if all(abs(moment - wrong) > 3 * DAY for wrong in (SET_BACK, SET_AHEAD)):
                return moment + timedelta(seconds=self._rolls.randrange(1, 60))

    def _changes(self, name: str, times: int, change: Callable[[Subscription], Subscription]) -> None:
        for _ in range(times):
            self._at(self._some_time(), partial(self._done, partial(self._change, name, change)))

    async def _subscribe(self, number: int) -> None:
        name = f"s{number:03}"
        person = number % 4 == 2
        lane = Lane("telegram", "", "", f"{1000 + number}") if person else Lane("telegram", f"-{1000 + number}", "", "")
        lead, at = (
            [(None, None), (("5d", "2h"), "08:30"), (("1d", "90m"), None), (None, "10:15")][number // 8 % 4] if number % 8 in (0, 7) else (None, None)
        )
        new = Subscription(id=name, lane=lane, by="telegram:1", created_at=self._wall, place=PLACE, language="zh", lead=lead, at=at, version=1)
        await self._save(new)

    async def _change(self, name: str, change: Callable[[Subscription], Subscription]) -> None:
        async with self._store.work() as memory:
            found = await memory.reminders.load([name])
        before = found.get(name)
        if before is not None and not before.ended:
            self.diary.counts["changes"] += 1
            await self._save(msgspec.structs.replace(change(before), version=before.version + 1))

    async def _save(self, subscription: Subscription) -> None:
        facts = self._made.facts
        await self._apply(Subscribed(subscription, replan(subscription, facts.catalogue, facts.times, facts.zone, self._wall)))
        self.diary.wishes[subscription.id].append(Wishes(self._wall, subscription, self._notices))

    async def _apply(self, *effects: Effect) -> None:
        async with self._store.work() as memory:
            await memory.effects.apply(effects, self._wall)

    async def _chat(self, name: str, *, present: bool) -> None:
        """The bot is thrown out of a group, or taken back."""
        lane = self.diary.wishes[name][0].subscription.lane
        await self._apply(ChatKnown(lane, present=present, at=self._wall))
        self.diary.placed[name].append((self._wall, present))
        if present and self.is_up:
            await self._say_all()

    async def _report(self, name: str) -> None:
        """A person says that something was sent which they were reminded of last."""
        lane = self.diary.wishes[name][0].subscription.lane
        heard = [message for message in self.diary.said if message.room == lane.room]
        if heard:
            key = self._rolls.choice(heard[-1].about)
            await self._apply(Reported(*key, person=f"telegram:{lane.person}", lane=lane))
            self.diary.sent.setdefault((name, key), self._wall)

    async def _publish(self) -> None:
        """New versions of the notices: all reminders are planned again."""
        assert self._worker is not None
        self._papers = next_version(self._papers, self._rolls, self._wall.date())
        self._notices = notices(self._papers)
        self._made = assistant(Settings(), self._notices)
        await self._worker.replan()
        self.diary.published.append(self._wall)
        for wishes in self.diary.wishes.values():
            if not wishes[-1].subscription.ended:
                wishes.append(Wishes(self._wall, wishes[-1].subscription, self._notices))
