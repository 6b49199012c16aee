"""The stage of transcripts on Telegram: a Bot API server, the real channel, workers and a database in a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import assistant
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.keyboard import LONGEST_LABEL
from bot.config import BotSettings, Settings, TelegramSettings
from bot.service import Service
from bot.workers.pace import Pace
from db.store import Store, Transaction, open_store
from tests.support.botapi import BotApi, Group, Message, Person
from tests.support.stages import SEND, Deed, Opening, Shown

WITHIN = 10.0
"""Seconds that everything which comes of one message may take."""


class Watched(Store):
    """A database that tells of each transaction that was saved."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.saved = asyncio.Event()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Transaction]:
        """A transaction."""
        async with self._inner.work() as memory:
            yield memory
        self.saved.set()

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Any]:
        """On a file we are."""
        async with self._inner.alone(name) as alone:
            yield alone

    async def close(self) -> None:
        """Let go of it."""
        await self._inner.close()

    async def settled(self, channel: str, now: datetime) -> None:
        """Wait until no message, work or reminder is left to be dealt with, and everything is sent."""
        try:
            async with asyncio.timeout(WITHIN):
                while left := await self._left(channel, now):
                    await self.saved.wait()
        except TimeoutError:
            raise AssertionError(f"{left} is still left to be done after {WITHIN} s") from None

    async def _left(self, channel: str, now: datetime) -> object:
        self.saved.clear()
        async with self._inner.work() as memory:
            return (
                await memory.inbox.heads(1)
                or await memory.jobs.waiting(1)
                or await memory.reminders.due(now, 1)
                or await memory.outbox.waiting(channel, 1)
            )


class Telegram:
    """A bot on a server of which it knows no more than the real one tells it. `runner` has the loop of both; `folder` is
    for one database after another."""

    def __init__(self, runner: asyncio.Runner, server: BotApi, folder: Path) -> None:
        self._runner, self._server, self._folder = runner, server, folder
        self._files = count(1)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._wrote: dict[str, Message] = {}
        self._seen: dict[int, int] = {}
        self._store: Watched | None = None
        self._stop = asyncio.Event()
        self._service: asyncio.Task[None] | None = None

    def begins(self, opening: Opening) -> None:
        """New people, groups and a new database; groups have greeted us."""
        self._runner.run(self._begins(opening))

    def does(self, deed: Deed) -> Sequence[Shown] | None:
        """Whoever presses a button needs one that is there."""
        return self._runner.run(self._does(deed))

    def waits(self, now: datetime) -> Sequence[Shown]:
        """It is that late."""
        self._now = now
        return self._runner.run(self._heard())

    def ends(self) -> None:
        """Stop the bot."""
        self._runner.run(self._ends())

    async def _begins(self, opening: Opening) -> None:
        await self._ends()
        self._now = opening.now
        self._people = {name: self._server.person(name, opening.language) for name in opening.people}
        self._groups = {name: self._server.group(name, *self._people.values()) for name in opening.groups}
        self._wrote, self._seen = {}, {}
        organisers = tuple(f"telegram:{self._people[name].id}" for name in opening.organisers)
        telegram = TelegramSettings(token=self._server.token, api_base=self._server.url)
        settings = Settings(bot=BotSettings(organisers=organisers), telegram=telegram)
        self._store = Watched(await open_store(f"sqlite+aiosqlite:///{self._folder / f'{next(self._files)}.sqlite3'}"))
        made = assistant(settings, tuple(opening.notices))
        minutes = count()
        running = Service(
            made,
            self._store,
            (TelegramChannel(telegram),),
            now=lambda: self._now,
            steady=self._seconds,
            pace=Pace(clock=lambda: 60.0 * next(minutes)),
        )
        self._stop = asyncio.Event()
        self._service = asyncio.create_task(running.run(self._stop))
        for group in self._groups.values():
            group.adds_bot()
        await self._heard()

    def _seconds(self) -> float:
        """A clock that is never set, and goes on while the machine sleeps."""
        return self._now.timestamp()

    async def _ends(self) -> None:
        if self._service is not None and self._store is not None:
            self._stop.set()
            await self._service
            await self._store.close()
        self._service = self._store = None

    async def _does(self, deed: Deed) -> Sequence[Shown] | None:
        who, group = self._people[deed.who], self._groups[deed.group] if deed.group else None
        if deed.how == ">>":
            there = who.chat if group is None else group
            label = deed.text if len(deed.text) <= LONGEST_LABEL else f"{deed.text[: LONGEST_LABEL - 1]}…"
            if not any(label in message.labels for message in there.messages):
                return None
            await who.presses(None, label, chat=group)
        elif deed.how == "~>":
            who.edits(self._wrote[deed.who], deed.text)
        elif deed.text.startswith(SEND):
            who.sends_document(deed.text.removeprefix(SEND), b"...", chat=group)
        else:
            addressed = deed.text if group is None else f"@{self._server.bot.username} {deed.text}"
            self._wrote[deed.who] = who.says(addressed, chat=group)
        return await self._heard()

    async def _heard(self) -> Sequence[Shown]:
        """What is new in each chat, once nothing is left to be done."""
        assert self._service is not None
        assert self._store is not None
        await self._server.drained()
        await self._store.settled("telegram", self._now)
        if self._service.done():
            self._service.result()
        rooms = [*((name, "", group) for name, group in self._groups.items()), *(("", name, person.chat) for name, person in self._people.items())]
        return [shown for group, person, chat in rooms for shown in self._new(group, person, chat)]

    def _new(self, group: str, person: str, chat: Any) -> list[Shown]:
        events = chat.events[self._seen.get(id(chat), 0) :]
        self._seen[id(chat)] = len(chat.events)
        return [_shown(group, person, message, version) for message, version in events if not _only_lost_buttons(message, version)]


def _shown(group: str, person: str, message: Message, version: int) -> Shown:
    markup = [*message.markups, message.markup][version]
    rows = (markup or {}).get("inline_keyboard", [])
    labels = tuple(tuple(button["text"] for button in row) for row in rows)
    return Shown(group, person, message.versions[version], labels, (message.document.name,) if message.document else ())


def _only_lost_buttons(message: Message, version: int) -> bool:
    return version > 0 and message.versions[version] == message.versions[version - 1]
