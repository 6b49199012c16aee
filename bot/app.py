"""The one place where everything is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.errors import Failed
from bot.rendering.render import Renderer
from bot.rendering.words import Words, words
from db import sqlite
from db.address import address_of
from db.errors import (
    NoticeUnreadable,
    SchemaUnknown,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreForeign,
    StoreRefused,
    StoreUnreachable,
    SubmissionUnreadable,
)
from db.quick import published_or_none
from handlers.facts import Facts
from handlers.messages import Incoming, Lane, Reply
from handlers.ports import Outgoing
from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices, shipped_texts

if TYPE_CHECKING:
    from bot.workers.jobs import JobWorker
    from db.store import Store
    from handlers.engine import Engine

MOST_AT_ONCE = 500
"""Messages fetched to be said in one go."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """The notices and the words for them: enough to answer, remembering nothing."""

    facts: Facts
    renderer: Renderer
    locale: str

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices it answers from, newest first."""
        return tuple(self.facts.catalogue.notices)

    @property
    def words(self) -> Words:
        """The words of the language first offered."""
        return words(self.locale)

    def text(self, reply: Reply, *, in_group: bool = False) -> str:
        """A reply as plain text."""
        return self.renderer.reply(reply, self.locale, notices=self.notices, in_group=in_group)

    def labels(self, reply: Reply) -> tuple[tuple[str, ...], ...]:
        """What stands on a reply's buttons."""
        return tuple(tuple(self.renderer.label(button, reply.language or self.locale) for button in row) for row in reply.buttons)

    def speak(self, reply: Reply, lane: Lane) -> Outgoing:
        """A reply put into words for a conversation."""
        return Outgoing(
            id=reply.id,
            lane=lane,
            text=self.text(reply, in_group=bool(lane.chat)),
            language=reply.language or self.locale,
            buttons=self.labels(reply),
            numbered=reply.numbered,
            files=reply.files,
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """The assistant at work: what comes in is kept and answered, what is to be said is kept until it was said."""

    assistant: Assistant
    store: Store
    engine: Engine
    jobs: JobWorker

    async def hear(self, said: Incoming) -> None:
        """Keep a message and deal with it and with all that it causes."""
        await self.engine.take([said])
        await self.settle(said.received_at)

    async def settle(self, now: datetime) -> None:
        """Deal with all that waits: messages, and the work that they ask for."""
        while True:
            while await self.engine.advance() is not None:
                pass
            if not await self.jobs.drain(now):
                return

    async def unsaid(self, channel: str, person: str | None = None) -> tuple[Outgoing, ...]:
        """What is to be said on a channel (to a person) and is not known to have been."""
        async with self.store.work() as memory:
            return await memory.outbox.waiting(channel, MOST_AT_ONCE, person)

    async def was_said(self, ids: Sequence[str], now: datetime) -> None:
        """It was said."""
        async with self.store.work() as memory:
            await memory.outbox.sent(ids, now)

    async def file(self, kept: str) -> bytes:
        """What is in a file."""
        async with self.store.work() as memory:
            return await memory.files.load(kept)


def assistant(settings: Settings, notices: tuple[Notice, ...]) -> Assistant:
    """An assistant for these notices; raises Failed where there is none."""
    if not notices:
        raise Failed("error.no_notices")
    renderer = Renderer(hide_mobiles=settings.bot.hide_mobiles_in_groups)
    return Assistant(Facts(Catalogue(notices), renderer.choice), renderer, settings.bot.locale)


def published(settings: Settings, now: datetime) -> tuple[Notice, ...]:
    """The published notices, for a single question: a data folder that is not there yet stays so."""
    file = sqlite.file_of(settings.database_url)
    if file is not None and not file.exists():
        return shipped_notices()
    found = published_or_none(file, shipped_texts()) if file is not None else None
    if found is not None:
        return found
    import asyncio  # noqa: PLC0415 - with the database behind it, longer than an answer takes

    return asyncio.run(_published(settings, now))


async def _published(settings: Settings, now: datetime) -> tuple[Notice, ...]:
    async with opened_store(settings, now) as store, store.work() as memory:
        return await memory.notices.published()


@asynccontextmanager
async def opened(settings: Settings, now: datetime) -> AsyncIterator[Desk]:
    """The assistant with its database, closed on leaving."""
    async with opened_store(settings, now) as store:
        async with store.work() as memory:
            notices = await memory.notices.published()
        yield desk(assistant(settings, notices), store)


def desk(made: Assistant, store: Store) -> Desk:
    """The assistant with an open database."""
    from bot.workers.jobs import JobWorker  # noqa: PLC0415 - see `published`
    from handlers.engine import Engine  # noqa: PLC0415

    return Desk(made, store, Engine(store.work, lambda: made.facts, made.speak), JobWorker(store.work, made.locale))


@asynccontextmanager
async def opened_store(settings: Settings, now: datetime) -> AsyncIterator[Store]:
    """The database, made or migrated where needed, with the packaged notices in it."""
    from db.shipped import take_shipped  # noqa: PLC0415 - see `published`
    from db.store import open_store  # noqa: PLC0415

    with explained(settings):
        store = await open_store(settings.database_url)
        try:
            async with store.work() as memory:
                await take_shipped(memory.notices, shipped_texts(), now)
            yield store
        finally:
            await store.close()


_CODES: dict[type[StoreError], str] = {
    StoreCorrupt: "corrupt",
    StoreForeign: "foreign",
    SchemaUnknown: "newer",
    NoticeUnreadable: "notice",
    SubmissionUnreadable: "submission",
    StoreRefused: "refused",
    StoreBusy: "busy",
    StoreUnreachable: "unreachable",
}


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """Errors of the database as what to tell a person."""
    try:
        yield
    except StoreError as error:
        raise Failed(f"error.store_{_CODES[type(error)]}", database=shown(settings), detail=error.detail) from error


def shown(settings: Settings) -> str:
    """The database's address as may be shown: a file's path, or the server without user and password."""
    file = sqlite.file_of(settings.database_url)
    return str(file if file is not None else address_of(settings.database_url))
