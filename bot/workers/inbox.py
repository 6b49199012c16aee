"""The inbox worker: many people's messages kept in one commit, their steps taken in another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.workers.pace import Pace
from handlers.engine import Engine
from handlers.messages import Incoming
from handlers.ports import Outgoing

POLL = 1.0
"""Seconds after which the worker looks by itself: results of work, and messages that another process kept."""

LONGEST_PAUSE = 30.0
"""Seconds that the worker waits at most after failures in a row."""

log = logging.getLogger(__name__)


class NotKept(Exception):
    """The worker was stopped before a message was kept."""


@dataclass(frozen=True, slots=True)
class _Arrived:
    """Messages that arrived together, and who waits for them to be kept."""

    messages: Sequence[Incoming]
    kept: asyncio.Future[int]


class InboxWorker:
    """Keeps messages and takes their steps. `said` is handed what is to be sent, once it is saved."""

    def __init__(self, engine: Engine, said: Callable[[Sequence[Outgoing]], Awaitable[None]], pace: Pace | None = None) -> None:
        self._engine = engine
        self._said = said
        self._pace = pace
        self._arrived: list[_Arrived] = []
        self._wake = asyncio.Event()
        self._left_by_others = False
        self._idle = asyncio.Event()

    async def accept(self, messages: Sequence[Incoming]) -> int:
        """Keep messages. Once this returns they cannot be lost and may be acknowledged; where it raises they were not
        kept. How many were new, where no others arrived at the same moment; else maybe more than that."""
        arrived = _Arrived(messages, asyncio.get_running_loop().create_future())
        self._arrived.append(arrived)
        self._idle.clear()
        self._wake.set()
        return await arrived.kept

    async def settle(self, seconds: float) -> None:
        """Wait until nothing is left to be done, but no longer than so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    def wake(self) -> None:
        """Something was put into the inbox by another worker."""
        self._left_by_others = True
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled. What fails is tried again after a growing pause; nothing is acknowledged meanwhile."""
        failures, look = 0, True
        while True:
            try:
                await self._round(look=look)
                failures = 0
            except Exception:
                failures += 1
                log.exception("the inbox could not be worked on")
                await asyncio.sleep(min(POLL * 2**failures, LONGEST_PAUSE))
                look = True
                continue
            if not self._arrived:
                self._idle.set()
            look = not await self._woken()

    async def _woken(self) -> bool:
        """Wait for a message, or for the time to look; whether it was messages of our own."""
        rest = self._pace.rest() if self._pace else None
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL if rest is None else min(POLL, rest)):
                await self._wake.wait()
            others, self._left_by_others = self._left_by_others, False
            return not others
        return False

    async def _round(self, *, look: bool) -> None:
        """Keep what arrived and take the steps that are known to wait, or (`look`) all that may."""
        left = await self._take()
        while look or left > 0:
            done = await self._engine.advance()
            if done is None:
                return
            await self._said(done.outgoing)
            left += await self._take() - done.done

    async def _take(self) -> int:
        """Keep what arrived, and take steps with it; how many more than before are left to be taken. Nobody's receipt
        waits for more than one batch of steps."""
        self._wake.clear()
        arrived, self._arrived = self._arrived, []
        if not arrived:
            return 0
        try:
            done = await self._engine.take([message for one in arrived for message in one.messages])
        except BaseException as error:
            for one in arrived:
                if not one.kept.done():
                    one.kept.set_exception(error if isinstance(error, Exception) else NotKept())
            raise
        for one in arrived:
            if not one.kept.done():
                one.kept.set_result(min(len(one.messages), done.new))
        await self._said(done.outgoing)
        return done.new - done.done
