"""The one place where everything is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
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
    AlreadyServed,
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
from handlers.lane import Lane
from handlers.messages import Incoming, Reply
from handlers.ports import Outgoing
from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices, shipped_texts
from knowledge.reminders import Times

if TYPE_CHECKING:
    from bot.channels.base import Channel
    from bot.service import Service
    from bot.workers.clocks import Now
    from bot.workers.jobs import JobWorker
    from bot.workers.reminders import Reminding
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
        labels = self.labels(reply)
        buttons = zip((label for row in labels for label in row), (button for row in reply.buttons for button in row), strict=True)
        return Outgoing(
            id=reply.id,
            lane=lane,
            text=self.text(reply, in_group=bool(lane.chat)),
            language=reply.language or self.locale,
            buttons=labels,
            numbered=reply.numbered,
            files=reply.files,
            starts=tuple((label, button.start) for label, button in buttons if button.start is not None),
            edits=reply.edits,
            about=reply.about,
            receipt=reply.receipt,
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """The assistant at work: what comes in is kept and answered, what is to be said is kept until it was said."""

    assistant: Assistant
    store: Store
    engine: Engine
    jobs: JobWorker
    reminding: Reminding

    async def hear(self, said: Incoming) -> None:
        """Keep a message and deal with it and with all that it causes."""
        await self.engine.take([said])
        await self.settle(said.received_at)

    async def settle(self, now: datetime) -> None:
        """Deal with all that waits: messages, the work that they ask for, and reminders that are due."""
        while True:
            while await self.engine.advance() is not None:
                pass
            if not await self.jobs.drain(now) + await self.reminding.advance(now):
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
    facts = Facts(
        Catalogue(notices),
        renderer.choice,
        organisers=frozenset(settings.bot.organisers),
        times=Times(lead=settings.reminders.lead, at=settings.reminders.at, quiet=settings.reminders.quiet),
        zone=settings.zone,
    )
    return Assistant(facts, renderer, settings.bot.locale)


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
async def opened(settings: Settings, now: datetime, channel: str | None = None) -> AsyncIterator[Desk]:
    """The assistant with its database, closed on leaving; it says the reminders of a channel alone where one is named."""
    async with opened_store(settings, now) as store:
        yield desk(await informed(settings, store), store, channel)


async def informed(settings: Settings, store: Store) -> Assistant:
    """An assistant for the notices that are published."""
    async with store.work() as memory:
        return assistant(settings, await memory.notices.published())


def desk(made: Assistant, store: Store, channel: str | None = None) -> Desk:
    """The assistant with an open database."""
    from bot.workers.jobs import JobWorker  # noqa: PLC0415 - see `published`
    from bot.workers.reminders import Reminding  # noqa: PLC0415
    from handlers.engine import Engine  # noqa: PLC0415

    return Desk(
        made,
        store,
        Engine(store.work, lambda: made.facts, made.speak),
        JobWorker(store.work, made.locale, lambda: made.facts),
        Reminding(store.work, lambda: made.facts, made.speak, channel),
    )


@asynccontextmanager
async def service(settings: Settings, now: Now) -> AsyncIterator[Service]:
    """Everything that runs while the configured channels are served, with its database, which nobody else serves."""
    from bot.service import Service  # noqa: PLC0415 - see `published`
    from db.single import only_one  # noqa: PLC0415

    file = sqlite.file_of(settings.database_url)
    async with AsyncExitStack() as stack:
        with explained(settings):
            stack.enter_context(only_one(file) if file is not None else nullcontext())
        store = await stack.enter_async_context(opened_store(settings, now()))
        made = await informed(settings, store)
        yield Service(made, store, channels(settings, made.notices), now)


def channels(settings: Settings, notices: Sequence[Notice] = ()) -> tuple[Channel, ...]:
    """The channels that are configured; what they send may have links to the addresses that the notices name."""
    if settings.telegram.token is None:
        return ()
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - only who serves it waits for its library

    named = addresses(notices)
    return (TelegramChannel(settings.telegram, settings.bot.locale, lambda: named),)


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
    AlreadyServed: "served",
    StoreCorrupt: "corrupt",
    StoreForeign: "foreign",
    SchemaUnknown: "newer",
    NoticeUnreadable: "notice",
    SubmissionUnreadable: "submission",
    StoreRefused: "refused",
    StoreBusy: "busy",
    StoreUnreachable: "unreachable",
}


def addresses(notices: Sequence[Notice]) -> frozenset[str]:
    """The web and e-mail addresses that notices name."""
    urls = {paper.url for notice in notices for paper in notice.deliverables if paper.url}
    return frozenset(urls | {email for notice in notices for contact in notice.contacts for email in contact.emails})


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
