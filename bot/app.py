"""The one place where everything is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
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
from db.errors import NoticeUnreadable, SchemaUnknown, StoreBusy, StoreCorrupt, StoreError, StoreForeign, StoreUnreachable
from db.quick import published_or_none
from handlers.engine import converse
from handlers.facts import Facts
from handlers.messages import Incoming, Phrase, Reply
from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices, shipped_texts

if TYPE_CHECKING:
    from db.store import Store


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
        if isinstance(reply.said, Phrase):
            return words(reply.language or self.locale)(reply.said.key, **reply.said.values)
        return self.renderer.answer(reply.said, notices=self.notices, in_group=in_group)


@dataclass(frozen=True, slots=True)
class Desk:
    """The assistant at work: every message is answered and remembered."""

    assistant: Assistant
    store: Store

    async def hear(self, said: Incoming) -> tuple[Reply, ...]:
        """The replies to a message, saved before they are returned."""
        return await converse(self.store.work, said, self.assistant.facts)


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
        yield Desk(assistant(settings, notices), store)


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
