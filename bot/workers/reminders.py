"""The reminder worker: what has fallen due is looked at once more and said, or is done with unsaid.

What is said and that it is done are saved together, so that a reminder is neither lost nor said twice, whatever ends in
between. What cannot be said, or planned, because of a mistake of ours waits by itself: nothing else does. A wall clock
that was put forward makes everything up to its new time due at once: then all of it is held back for a while, for
somebody to put the clock right. A machine that slept has done nothing wrong and catches up.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeVar

from bot.workers.clocks import Jumps, Now, Steady, steady
from db.errors import StoreError
from handlers.engine import Speak, Work
from handlers.errors import StepRefused
from handlers.facts import Facts
from handlers.ports import Memory, Outgoing, Reminder
from handlers.reminding import Decided, Found, due, notices_wanted, replan, together

BATCH = 32
"""Subscriptions whose reminders share one transaction, with the others of their rooms: who needs the database waits for no more than that."""

PAGE = 4
"""Subscriptions planned again in one transaction."""

TICK = 1.0
"""Seconds between looks at the clock."""

LONGEST_UNSEEN = 30.0
"""Seconds after which the database is asked what is due next though nothing is known to have changed: another process
may have changed it."""

JUMP = timedelta(minutes=2)
"""A clock that was put forward by more than this is not believed at once."""

HOLD = 600.0
"""Seconds that reminders are then held back."""

LATER = timedelta(hours=1)
"""What cannot be said because of a mistake of ours is tried again after this."""

T = TypeVar("T")
V = TypeVar("V", str, datetime)

log = logging.getLogger(__name__)


async def decide(memory: Memory, waiting: Sequence[Reminder], facts: Facts, now: datetime) -> Decided:
    """What comes of reminders that are due, by what is remembered at this moment. Between one chat and the next everybody
    else has a turn."""
    subscriptions = await memory.reminders.load({one.subscription for one in waiting})
    notices = notices_wanted(waiting)
    found = Found(await memory.reminders.reported(notices), await memory.submissions.filed(notices))
    decided = []
    for some in together(waiting, subscriptions):
        decided.append(due(some, subscriptions, facts, found, now))
        await asyncio.sleep(0)
    return Decided(
        tuple(chain.from_iterable(one.replies for one in decided)),
        tuple(chain.from_iterable(one.done for one in decided)),
        tuple(chain.from_iterable(one.later for one in decided)),
    )


async def settle(memory: Memory, decided: Decided, now: datetime) -> None:
    """Note what became of each reminder."""
    for outcome, numbers in _grouped(decided.done):
        await memory.reminders.done(numbers, now, outcome)
    for at, numbers in _grouped(decided.later):
        await memory.reminders.later(numbers, at)


def _grouped(pairs: Sequence[tuple[int, V]]) -> list[tuple[V, list[int]]]:
    ordered = sorted(pairs, key=itemgetter(1))
    return [(value, [number for number, _ in some]) for value, some in groupby(ordered, key=itemgetter(1))]


@dataclass(frozen=True, slots=True)
class Reminding:
    """Says what is due; `channel`: only there."""

    work: Work
    facts: Callable[[], Facts]
    speak: Speak
    channel: str | None = None

    async def advance(self, now: datetime, limit: int = BATCH) -> int:
        """Deal with what is due of the subscriptions that waited longest; how many reminders that were. Where a reminder
        cannot be dealt with because of a mistake of ours, it waits, and others do not. Raises where the database cannot be
        worked with."""
        try:
            return await self._round(now, limit)
        except Exception as error:
            if _is_of_database(error):
                raise
            if limit > 1:
                return await self.advance(now, 1)
            log.exception("a reminder could not be said")
            return await self._postpone(now)

    async def _round(self, now: datetime, limit: int) -> int:
        async with self.work() as memory:
            waiting = await memory.reminders.due(now, limit, self.channel)
            if not waiting:
                return 0
            decided = await decide(memory, waiting, self.facts(), now)
            if decided.replies:
                await memory.outbox.add(await self._spoken(decided), now)
            await settle(memory, decided, now)
        return len(waiting)

    async def _spoken(self, decided: Decided) -> list[Outgoing]:
        """What is said, put into words; between one message and the next everybody else has a turn."""
        spoken = []
        for lane, reply in decided.replies:
            spoken.append(self.speak(reply, lane))
            await asyncio.sleep(0)
        return spoken

    async def _postpone(self, now: datetime) -> int:
        """Have the reminders wait that cannot be said: of a room those that cannot even by themselves, else all of them."""
        async with self.work() as memory:
            waiting = await memory.reminders.due(now, 1, self.channel)
            wrong = [one for one in waiting if not await self._can_be_said(memory, one, now)] or waiting
            await memory.reminders.later([one.number for one in wrong], now + LATER)
        return len(wrong)

    async def _can_be_said(self, memory: Memory, reminder: Reminder, now: datetime) -> bool:
        try:
            await self._spoken(await decide(memory, (reminder,), self.facts(), now))
        except Exception as error:
            if _is_of_database(error):
                raise
            log.warning("the reminder of %s/%s for %s waits: %r", reminder.slot.notice, reminder.slot.deliverable, reminder.subscription, error)
            return False
        return True

    async def replan(self, now: datetime) -> int:
        """Plan the reminders of all subscriptions again, by the notices as they are now; how many subscriptions there are.
        One that cannot be planned keeps the reminders that it has, and that is logged."""
        after, count = "", 0
        while True:
            async with self.work() as memory:
                page = await memory.reminders.live(after, PAGE)
            await self._replan([one.id for one in page if not one.practice], now)
            count += len(page)
            if len(page) < PAGE:
                return count
            after = page[-1].id

    async def _replan(self, ids: Sequence[str], now: datetime) -> None:
        """Plan some subscriptions again in one transaction, or each in its own where that fails for one of them."""
        try:
            async with self.work() as memory:
                facts = self.facts()
                for one in (await memory.reminders.load(ids)).values():
                    await memory.reminders.replan(one.id, replan(one, facts.catalogue, facts.times, facts.zone, now), now)
        except Exception as error:
            if _is_of_database(error):
                raise
            if len(ids) == 1:
                log.exception("the reminders of %s could not be planned", ids[0])
                return
            for each in ids:
                await self._replan([each], now)


def _is_of_database(error: Exception) -> bool:
    """Whether it is the database that failed: then it would for everything else, and may not another time."""
    return isinstance(error, StoreError) and not isinstance(error, StepRefused)


class ReminderWorker:
    """Says reminders when their time comes. `said` is called when there is something to send. `can`: whether it could be
    sent at all; what falls due while it cannot waits, to be said once and as late, instead of piling up."""

    def __init__(
        self, reminding: Reminding, said: Callable[[], None], now: Now, steady: Steady = steady, can: Callable[[], bool] = lambda: True
    ) -> None:
        self._reminding = reminding
        self._said = said
        self._can = can
        self._could = True
        self._now = now
        self._steady = steady
        self._jumps = Jumps(now, steady)
        self._held_until: float | None = None
        self._changed = True
        self._plan_at = steady()

    def wake(self) -> None:
        """What is due next may have changed."""
        self._changed = True

    async def run(self) -> None:
        """Work until cancelled; what fails is tried again. What is due is said even while nothing can be planned again."""
        following: datetime | None = None
        seen = self._steady()
        while True:
            self.look()
            if self._can() != self._could:
                self._could, self._changed = not self._could, True
            if self._steady() >= self._plan_at:
                await self._plan()
            if self._changed or self._steady() - seen >= LONGEST_UNSEEN or (following and self._now() >= following):
                self._changed, seen = False, self._steady()
                following = await self._insist(self._catch_up)
            await asyncio.sleep(TICK)

    async def _plan(self) -> None:
        """Plan everything again, as is done once a start; where it fails, again after a while."""
        try:
            await self.replan()
            self._plan_at = math.inf
        except Exception:
            log.exception("reminders could not be planned again")
            self._plan_at = self._steady() + LONGEST_UNSEEN

    def look(self) -> None:
        """Look at the clocks; one that was put forward has reminders held back."""
        jump = self._jumps.look()
        if jump > JUMP:
            self._held_until = self._steady() + HOLD
            log.warning("the clock was put forward by %s; reminders are held back for %.0f minutes", jump, HOLD / 60)
        elif jump < -JUMP:
            self._held_until = None
            log.warning("the clock was set back by %s", -jump)
        if self._held_until is not None and self._steady() >= self._held_until:
            self._held_until, self._changed = None, True

    @property
    def is_held(self) -> bool:
        """Whether reminders are held back."""
        return self._held_until is not None

    async def advance(self) -> int:
        """Say what is due of some subscriptions; how many reminders were dealt with."""
        self.look()
        if self.is_held or not self._can():
            return 0
        done = await self._reminding.advance(self._now())
        if done:
            self._said()
        return done

    async def replan(self) -> None:
        """The notices may be others: plan all reminders again."""
        await self._reminding.replan(self._now())
        self._changed = True

    async def _catch_up(self) -> datetime | None:
        """Say all that is due; when the next falls due."""
        while await self.advance():
            await asyncio.sleep(0)
        if self.is_held or not self._can():
            return None
        async with self._reminding.work() as memory:
            return await memory.reminders.next_at(self._reminding.channel)

    async def _insist(self, what: Callable[[], Awaitable[T]]) -> T:
        """Do it until it works, for as long as the database does not."""
        pause = TICK
        while True:
            try:
                return await what()
            except Exception:
                log.exception("reminders could not be worked on")
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_UNSEEN)
