"""The inbox worker: many people's messages, none of whom waits for one that writes too much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.app import assistant
from bot.config import Settings
from bot.workers.inbox import InboxWorker
from bot.workers.pace import A_MINUTE, Pace
from db.store import Store, open_store
from handlers.engine import Engine
from handlers.messages import Incoming, Text
from handlers.ports import Outgoing
from tests.support.notices import NOW, shipped


class Clock:
    """Seconds, set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Heard:
    """Who was answered, in order."""

    def __init__(self) -> None:
        self.people: list[str] = []
        self._more = asyncio.Condition()

    async def __call__(self, outgoing: Sequence[Outgoing]) -> None:
        async with self._more:
            self.people += [one.lane.person for one in outgoing]
            self._more.notify_all()

    async def until(self, person: str, count: int) -> None:
        """Wait until somebody was answered so often."""
        async with asyncio.timeout(10), self._more:
            await self._more.wait_for(lambda: self.people.count(person) >= count)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    opened = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    yield opened
    await opened.close()


@asynccontextmanager
async def at_work(store: Store, heard: Heard, clock: Clock) -> AsyncIterator[InboxWorker]:
    """A worker that runs."""
    made, pace = assistant(Settings(), tuple(shipped().notices)), Pace(clock)
    worker = InboxWorker(Engine(store.work, lambda: made.facts, made.speak, pace), heard, pace)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def said(who: str, number: int) -> Incoming:
    """A question of somebody."""
    return Incoming(id=f"{who}-{number}", channel="console", user=who, content=Text("新乡2026年的总结啥时候交?"), received_at=NOW)


async def test_how_many_messages_are_new_is_told(store: Store) -> None:
    heard = Heard()
    async with at_work(store, heard, Clock()) as worker:
        assert await worker.accept([said("a", 1), said("b", 1)]) == 2
        assert await worker.accept([said("a", 1)]) == 0
        assert await worker.accept([said("a", 2), said("a", 1)]) == 1
        await heard.until("a", 2)


async def test_who_writes_too_much_waits_and_loses_nothing_and_nobody_else_waits(store: Store) -> None:
    heard, clock = Heard(), Clock()
    async with at_work(store, heard, clock) as worker:
        assert await worker.accept([said("flood", number) for number in range(A_MINUTE + 10)]) == A_MINUTE + 10
        await heard.until("flood", A_MINUTE)
        await worker.accept([said("calm", 1)])
        await heard.until("calm", 1)
        await worker.settle(5)
        assert heard.people.count("flood") == A_MINUTE
        clock.seconds += 15
        await heard.until("flood", A_MINUTE + 5)
        clock.seconds += 60
        await heard.until("flood", A_MINUTE + 10)
    async with store.work() as memory:
        assert await memory.inbox.heads(9) == ()


async def test_what_another_worker_put_into_the_inbox_is_seen_at_once_when_told(store: Store) -> None:
    heard = Heard()
    async with at_work(store, heard, Clock()) as worker:
        await worker.accept([said("a", 1)])
        await heard.until("a", 1)
        async with store.work() as memory:
            await memory.inbox.add([said("b", 1)])
        worker.wake()
        async with asyncio.timeout(0.8):
            await heard.until("b", 1)
