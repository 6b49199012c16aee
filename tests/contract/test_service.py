"""The whole service on a database: who serves a channel, and what goes on when that ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot import service as module
from bot.app import assistant
from bot.channels.base import Intake
from bot.config import Settings
from bot.service import Service
from db.store import open_store
from handlers.messages import Incoming, Text
from tests.contract.samples import NOW
from tests.support.channel import StubChannel
from tests.support.notices import shipped

QUESTION = "新乡2026年的总结啥时候交?"


@dataclass
class Heard(StubChannel):
    """A channel on which the test speaks."""

    intake: Intake | None = None
    served: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, intake: Intake) -> None:
        """Take in until cancelled."""
        self.intake = intake
        self.served.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.intake = None
            self.served.clear()

    async def hears(self, number: int, user: str = "wang") -> int:
        """Somebody asks a question."""
        assert self.intake is not None
        said = Incoming(id=f"{user}-{number}", channel="stub", user=user, content=Text(QUESTION), received_at=NOW)
        return await self.intake.accept([said])


@asynccontextmanager
async def serving(url: str, channel: StubChannel) -> AsyncIterator[asyncio.Event]:
    """A service of a process of its own; set the event to stop it."""

    def now() -> datetime:
        return NOW

    store, stop = await open_store(url), asyncio.Event()
    running = asyncio.create_task(Service(assistant(Settings(), tuple(shipped().notices)), store, (channel,), now).run(stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await running
        await store.close()


async def soon(event: asyncio.Event) -> None:
    """Wait for something that must come."""
    async with asyncio.timeout(20):
        await event.wait()


async def test_questions_are_answered_until_it_is_stopped_and_nothing_is_left_over(url: str) -> None:
    channel = Heard()
    async with serving(url, channel):
        await soon(channel.served)
        for number in range(5):
            assert await channel.hears(number, f"p{number}") == 1
        assert await channel.hears(0, "p0") == 0
    assert sorted(room for room, _ in channel.sent if "6月3日" in _) == [f"p{number}" for number in range(5)]
    assert channel.closed


async def test_one_process_serves_a_channel_and_another_takes_over(postgresql: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STANDING_BY", 0.05)
    url = postgresql.url  # type: ignore[attr-defined]
    first, second = Heard(), Heard()
    async with serving(url, first) as stop:
        await soon(first.served)
        async with serving(url, second):
            await first.hears(1)
            await first.until(1, first.sent)
            assert not second.served.is_set()
            stop.set()
            await soon(second.served)
            await second.hears(2)
            await second.until(1, second.sent)
    assert {room for room, _ in first.sent} == {room for room, _ in second.sent} == {"wang"}
