"""The outbox worker: sends what is to be said on a channel, one message of a room at a time, many rooms at once.

A message counts as being sent before the first call is made and as sent after the last one; what a process that is gone
was sending is sent again. Nothing is repeated but where nobody knows whether it was sent, and nothing is given up but what
the platform refuses, or what nobody knows the outcome of for two days on end.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Channel, Files, MovedTo, Receipt, Refused, Sent, TryAgain, Unreachable
from bot.workers.clocks import Now
from bot.workers.ledger import Ledger
from handlers.engine import Work
from handlers.messages import Content, Incoming, Migrated, Removed
from handlers.ports import Fate, Memory, Sending

MOST_AT_ONCE = 30
"""Messages on their way at a time, each to another room."""

POLL = 1.0
"""Seconds after which the worker looks by itself, for what another process has to say."""

SHORTEST_PAUSE = 0.05
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
LONGEST_UNKNOWN_PAUSE = 300.0
"""Seconds between attempts, longer each time up to these. What was not sent is soon tried again once the network is back;
what may have been sent is repeated seldom."""

GIVEN_UP = timedelta(hours=48)
"""A message is given up, and that is logged, when for so long nobody knew the outcome of any attempt; a process that is
started anew counts from its own first attempt."""

STOPPING = 3.0
"""Seconds that messages on their way are given to arrive when the worker is stopped."""

log = logging.getLogger(__name__)


class OutboxWorker:
    """Sends the messages of a channel. `heard` is called where sending brings in a message: a chat is gone or moved."""

    def __init__(
        self,
        work: Work,
        channel: Channel,
        now: Now,
        files: Files,
        heard: Callable[[], None] = lambda: None,
        rolls: random.Random | None = None,
    ) -> None:
        self._work = work
        self._ledger = Ledger(work)
        self._channel = channel
        self._now = now
        self._files = files
        self._heard = heard
        self._rolls = rolls or random.Random()
        self._wake = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._unknown_since: dict[str, datetime] = {}
        self._in_doubt = True

    def wake(self) -> None:
        """There may be something to send."""
        self._idle.clear()
        self._wake.set()

    async def settle(self, seconds: float) -> None:
        """Wait until all is sent that may be sent now, but no longer than so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    async def run(self) -> None:
        """Send until cancelled; what is on its way then is given a few seconds, the rest stays where it is."""
        await self._channel.ready()
        self._in_doubt = True
        try:
            while True:
                self._wake.clear()
                try:
                    if not await self._begin() or len(self._under_way) >= MOST_AT_ONCE:
                        if not self._under_way and not self._wake.is_set():
                            self._idle.set()
                        await self._until_woken()
                except Exception:
                    log.exception("what is to be sent on %s could not be looked at", self._channel.name)
                    self._in_doubt = True
                    await asyncio.sleep(POLL)
        finally:
            await self._finish()

    async def _begin(self) -> int:
        """Begin to send what may be sent; how much that is."""
        if self._in_doubt:
            await self._recover()
        claiming = asyncio.create_task(self._claim())
        try:
            claimed = await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(Exception):
                async with asyncio.timeout(STOPPING):
                    await self._give_back(await claiming)
            raise
        for sending in claimed:
            self._idle.clear()
            room = sending.message.lane.room
            self._under_way[room] = asyncio.create_task(self._send(room, sending))
        return len(claimed)

    async def _claim(self) -> tuple[Sending, ...]:
        free = MOST_AT_ONCE - len(self._under_way)
        if free <= 0:
            return ()
        async with self._work() as memory:
            return await memory.outbox.claim(self._channel.name, self._now(), free, tuple(self._under_way))

    async def _give_back(self, claimed: Sequence[Sending]) -> None:
        """Let messages wait that nobody began to send."""
        for sending in claimed:
            await self._ledger.write(_again(sending.message.id, self._now()))

    async def _recover(self) -> None:
        """Messages that count as being sent, though nobody sends them, wait again: those of a process that is gone, and
        those whose claim nobody knows to have been saved."""
        if self._under_way:
            await asyncio.wait(self._under_way.values())
        left = await self._ledger.write(lambda memory: memory.outbox.left_sending(self._channel.name, self._now()))
        self._in_doubt = False
        if left:
            log.warning("%d messages were being sent when that was broken off; they are sent again", left)

    async def _until_woken(self) -> None:
        """Wait until something was added or arrived, or until something that waits may be tried again."""
        pause = POLL
        if len(self._under_way) < MOST_AT_ONCE:
            async with self._work() as memory:
                following = await memory.outbox.next_at(self._channel.name)
            ahead = (following - self._now()).total_seconds() if following else POLL
            pause = min(POLL, max(ahead, SHORTEST_PAUSE))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._wake.wait()

    async def _finish(self) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way.values(), timeout=STOPPING)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _send(self, room: str, sending: Sending) -> None:
        try:
            await self._deliver(sending)
        except Exception:
            log.exception("a message could not be sent")
            await self._try_again(sending)
        finally:
            self._under_way.pop(room, None)
            self._wake.set()

    async def _try_again(self, sending: Sending) -> None:
        """Let it wait; where not even that can be written down, it counts as being sent until that is looked into."""
        try:
            await self._again(sending, TryAgain(unknown=True))
        except Exception:
            log.exception("message %s could not be put off", sending.message.id)
            self._in_doubt = True

    async def _deliver(self, sending: Sending) -> None:
        """Make the calls that are left of a message and note what became of each. The last one and the whole message are
        noted together."""
        parts = await self._channel.parts(sending, self._files)
        for number in range(sending.parts, len(parts)):
            receipt = await self._channel.send(sending, parts[number], number)
            if not isinstance(receipt, Sent):
                await self._failed(sending, receipt)
                return
            sending = replace(sending, parts=number + 1, handle=receipt.handle or sending.handle)
            if number + 1 < len(parts):
                await self._ledger.write(_part_sent(sending, receipt.handle))
        await self._settle(sending, Fate.SENT)

    async def _failed(self, sending: Sending, receipt: Receipt) -> None:
        match receipt:
            case TryAgain():
                await self._again(sending, receipt)
            case Refused():
                log.warning("message %s is refused: %s", sending.message.id, receipt.detail)
                await self._settle(sending, Fate.REFUSED, receipt.detail)
            case Unreachable():
                log.warning("the room of message %s cannot be reached: %s", sending.message.id, receipt.detail)
                await self._settle(sending, Fate.BLOCKED, receipt.detail, Removed())
            case MovedTo():
                await self._moved(sending, receipt.chat)

    async def _again(self, sending: Sending, receipt: TryAgain) -> None:
        """Let it wait, longer each time; a message whose outcome nobody knows for days is given up."""
        if receipt.unknown and self._is_hopeless(sending.message.id):
            log.warning("message %s is given up: nobody knows whether it was ever sent (%s)", sending.message.id, receipt.detail)
            await self._settle(sending, Fate.UNKNOWN, receipt.detail)
            return
        pause = self._pause(sending, receipt)
        log.log(
            logging.WARNING if receipt.unknown else logging.INFO, "message %s was %ssent and waits %.0f s: %s",
            sending.message.id, "maybe " if receipt.unknown else "not ", pause, receipt.detail,
        )  # fmt: skip
        await self._ledger.write(_again(sending.message.id, self._now() + timedelta(seconds=pause), unknown=receipt.unknown))

    def _is_hopeless(self, message: str) -> bool:
        """Whether the outcome of a message has been unknown for too long; from its first such attempt on."""
        now = self._now()
        return now - self._unknown_since.setdefault(message, now) >= GIVEN_UP

    def _pause(self, sending: Sending, receipt: TryAgain) -> float:
        """Seconds to wait: what the platform asks for, else longer each time that it ended the same way, never quite the same
        for all."""
        if receipt.after is not None:
            return max(receipt.after, 0.0) + self._rolls.uniform(0, 0.25)
        longest = LONGEST_UNKNOWN_PAUSE if receipt.unknown else LONGEST_PAUSE
        tries = sending.unknown if receipt.unknown else max(sending.tries - sending.unknown, 0)
        return min(FIRST_PAUSE * 2.0 ** min(tries, 16), longest) * self._rolls.uniform(0.5, 1.0)

    async def _settle(self, sending: Sending, fate: Fate, detail: str | None = None, brings: Content | None = None) -> None:
        """It is done with; `brings` is what the conversations are to know of its room."""
        message, at = sending.message, self._now()
        self._unknown_since.pop(message.id, None)

        async def entry(memory: Memory) -> None:
            await memory.outbox.settle(message.id, fate, at, sending.handle, detail)
            if brings is not None:
                await memory.inbox.add([self._incoming(sending, f"{message.id}-gone", brings)])

        await self._ledger.write(entry)
        if brings is not None or message.receipt is not None:
            self._heard()

    async def _moved(self, sending: Sending, to: str) -> None:
        """Everything of the group goes elsewhere; the message follows once that is done. A message that was put to the old
        address later moves the rest by an id of its own."""
        lane = sending.message.lane
        key = f"{lane.channel}:{lane.chat}:migrated:{to}" if not sending.tries else f"{sending.message.id}-moved-{sending.tries}"
        not_before = self._now() + timedelta(seconds=self._pause(sending, TryAgain()))

        async def entry(memory: Memory) -> None:
            await memory.inbox.add([self._incoming(sending, key, Migrated(to))])
            await memory.outbox.again(sending.message.id, not_before)

        await self._ledger.write(entry)
        self._heard()

    def _incoming(self, sending: Sending, key: str, content: Content) -> Incoming:
        """What sending tells about a room, as a message from there; of a group it is nobody's."""
        lane = sending.message.lane
        return Incoming(
            id=key,
            channel=lane.channel,
            user="" if lane.chat else lane.person,
            group=lane.chat or None,
            content=content,
            received_at=self._now(),
        )


def _part_sent(sending: Sending, handle: str | None) -> Callable[[Memory], Awaitable[None]]:
    return lambda memory: memory.outbox.part_sent(sending.message.id, sending.parts, handle)


def _again(message: str, not_before: datetime, *, unknown: bool = False) -> Callable[[Memory], Awaitable[None]]:
    return lambda memory: memory.outbox.again(message, not_before, unknown=unknown)
