"""Everything that runs while the bot is served: messages in, steps, work, reminders, messages out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.app import Assistant
from bot.channels.base import Channel
from bot.workers.clocks import Forward, Now, Steady, steady
from bot.workers.inbox import InboxWorker
from bot.workers.jobs import JobRunner, JobWorker
from bot.workers.outbox import OutboxWorker
from bot.workers.pace import Pace
from bot.workers.reminders import ReminderWorker, Reminding
from db.errors import StoreError
from db.store import Store
from handlers.engine import Engine, Speak
from handlers.flows.chats import outage_notes
from handlers.messages import Incoming
from handlers.ports import Outgoing

STANDING_BY = 3.0
"""Seconds between attempts to become the one process that serves a channel."""

FINISHING = 1.0
"""Seconds that the steps of what came in are given when the service is stopped, and then what they have to say."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Intake:
    """Where the channels bring what comes in: meets `bot.channels.base.Intake`."""

    inbox: InboxWorker
    store: Store
    clock: Now
    speak: Speak

    async def accept(self, messages: Sequence[Incoming]) -> int:
        """Keep messages; how many were new."""
        return await self.inbox.accept(messages)

    async def pressed(self, token: str) -> Outgoing | None:
        """The message whose buttons go by a token."""
        async with self.store.work() as memory:
            return await memory.outbox.pressed(token)

    async def reached(self, account: str, kept: timedelta) -> None:
        """Note that an account is in touch, as channels do that fetch their messages. After so long without that messages may
        have been thrown away, those who are filling in a table are asked to look whether something is missing. Where the
        platform brings messages to us (a webhook) nobody can tell how long it could not, and nobody is asked."""
        now = self.clock()
        async with self.store.work() as memory:
            since = await memory.people.reached(account, now)
            if since is None or now - since <= kept:
                return
            log.warning("messages sent to us since %s may be lost: the platform keeps them no longer than %s", since.isoformat(), kept)
            people = await memory.people.load(holders := await memory.submissions.holders(account.partition(":")[0]))
            notes = outage_notes(holders, people, since.astimezone(now.tzinfo), key=f"outage-{account}-{now:%Y%m%dT%H%M}")
            await memory.outbox.add([self.speak(reply, lane) for lane, reply in notes], now)

    def now(self) -> datetime:
        """This moment."""
        return self.clock()


class Service:
    """The workers and the channels."""

    def __init__(
        self, made: Assistant, store: Store, channels: Sequence[Channel], now: Now, steady: Steady = steady, pace: Pace | None = None
    ) -> None:
        self.channels = channels
        self._store = store
        pace = pace or Pace()
        engine = Engine(store.work, lambda: made.facts, made.speak, pace)
        self._inbox = InboxWorker(engine, self._said, pace)
        worker = JobWorker(store.work, made.locale, lambda: made.facts, {channel.name: channel.fetch for channel in channels})
        self._jobs = JobRunner(worker, now, self._inbox.wake)
        self._reminders = {
            channel.name: ReminderWorker(
                Reminding(store.work, lambda: made.facts, made.speak, channel.name), self._send, now, steady, partial(_can_reach, channel)
            )
            for channel in channels
        }
        self._outboxes = {channel.name: OutboxWorker(store.work, channel, Forward(now, steady), self._file, self._inbox.wake) for channel in channels}
        self._intake = Intake(self._inbox, store, now, made.speak)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop: then nothing more is taken in, what came in is dealt with, what is on its way is given
        a few seconds to arrive. Whatever is left goes on with the next start."""
        workers = [asyncio.create_task(work) for work in (self._inbox.run(), self._jobs.run())]
        served = [asyncio.create_task(self._serve(channel)) for channel in self.channels]
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([stopped, *workers, *served], return_when=asyncio.FIRST_COMPLETED)
            for task in (*workers, *served):
                if task.done():
                    task.result()
        finally:
            stopped.cancel()
            await _ended(served)
            await _ended(workers)
            for channel in self.channels:
                await channel.close()

    async def _serve(self, channel: Channel) -> None:
        """Serve a channel whenever this process is the one that does, and stand by while another one is."""
        told = False
        while True:
            try:
                async with self._store.alone(channel.account) as alone:
                    if alone:
                        told = False
                        await self._serve_alone(channel, alone.lost)
                    elif not told:
                        told = True
                        log.warning("%s is served by another process; standing by", channel.account)
            except StoreError:
                log.exception("nobody can say who serves %s", channel.account)
            await asyncio.sleep(STANDING_BY)

    async def _serve_alone(self, channel: Channel, lost: asyncio.Event) -> None:
        """Take in, remind and send until that is another's business. What came in is dealt with before the last messages
        are sent."""
        outbox = asyncio.create_task(self._outboxes[channel.name].run())
        intake = asyncio.create_task(channel.run(self._intake))
        reminders = asyncio.create_task(self._reminders[channel.name].run())
        losing = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait([outbox, intake, reminders, losing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            losing.cancel()
            failed = [task for task in (outbox, intake, reminders) if task.done()]
            await _ended([intake, reminders])
            if not lost.is_set():
                await self._inbox.settle(FINISHING)
                if not outbox.done():
                    await self._outboxes[channel.name].settle(FINISHING)
            await _ended([outbox])
        for task in failed:
            task.result()

    async def _said(self, outgoing: Sequence[Outgoing]) -> None:
        """Steps were saved: there may be something to send, to do, or to remind of."""
        if outgoing:
            self._send()
        self._jobs.wake()
        for reminders in self._reminders.values():
            reminders.wake()

    def _send(self) -> None:
        for outbox in self._outboxes.values():
            outbox.wake()

    async def _file(self, kept: str) -> bytes:
        async with self._store.work() as memory:
            return await memory.files.load(kept)


def _can_reach(channel: Channel) -> bool:
    return channel.is_reachable


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Stop tasks and wait until they are."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
