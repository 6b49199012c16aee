"""The inbox worker: many people's messages kept in one commit, their steps taken in another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

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


class InboxWorker:
    """Keeps messages and takes their steps. `said` is handed what is to be sent, once it is saved."""

    def __init__(self, engine: Engine, said: Callable[[Sequence[Outgoing]], Awaitable[None]]) -> None:
        self._engine = engine
        self._said = said
        self._arrived: list[tuple[Incoming, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()

    async def accept(self, message: Incoming) -> None:
        """Keep a message. Once this returns it cannot be lost and may be acknowledged; where it raises it was not kept."""
        kept = asyncio.get_running_loop().create_future()
        self._arrived.append((message, kept))
        self._wake.set()
        await kept

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
            look = not await self._woken()

    async def _woken(self) -> bool:
        """Wait for a message, or for the time to look; whether it was a message."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), POLL)
            return True
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
            done = await self._engine.take([message for message, _ in arrived])
        except BaseException as error:
            for _, kept in arrived:
                if not kept.done():
                    kept.set_exception(error if isinstance(error, Exception) else NotKept())
            raise
        for _, kept in arrived:
            if not kept.done():
                kept.set_result(None)
        await self._said(done.outgoing)
        return done.new - done.done
