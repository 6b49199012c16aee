"""The database: opening it safely and working in it one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db import sqlite
from db.errors import StoreBusy, StoreCorrupt, StoreUnreachable, of_sqlite
from db.repositories.conversations import ConversationRepository
from db.repositories.notices import NoticeRepository
from db.schema import prepare

POOL_TIMEOUT = 5
"""Seconds to wait for a connection that another task of this process holds."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is remembered, as one transaction sees it: meets `handlers.ports.Memory`."""

    conversations: ConversationRepository
    notices: NoticeRepository


class Store:
    """An open database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Transaction]:
        """A transaction: committed on leaving, rolled back where something was raised."""
        with translated():
            async with AsyncExitStack() as stack:
                with reached():
                    connection = await stack.enter_async_context(self._engine.begin())
                yield Transaction(ConversationRepository(connection), NoticeRepository(connection))

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()


async def open_store(url: str) -> Store:
    """Open a database, making it where it is new and migrating it where it is old; raises a
    StoreError and leaves alone what is damaged, foreign or newer."""
    with translated(), reached():
        engine = engine_of(url)
        try:
            async with engine.begin() as connection:
                if sqlite.file_of(url) is not None:
                    damage = await connection.exec_driver_sql("PRAGMA quick_check(1)")
                    if (found := damage.scalar_one()) != "ok":
                        raise StoreCorrupt(found)
                await connection.run_sync(prepare)
        except BaseException:
            await engine.dispose()
            raise
    return Store(engine)


def engine_of(url: str) -> AsyncEngine:
    """An engine for a database's address; nothing is opened yet."""
    file = sqlite.file_of(url)
    if file is None:
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True, pool_timeout=POOL_TIMEOUT)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
    address = URL.create(sqlite.DRIVER, database=str(file))
    engine = create_async_engine(address, hide_parameters=True, pool_size=1, max_overflow=0, pool_timeout=POOL_TIMEOUT)
    event.listen(engine.sync_engine, "connect", sqlite.on_connect)
    event.listen(engine.sync_engine, "begin", sqlite.on_begin)
    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Errors of drivers as what they mean to us."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite(error) from error
    except DBAPIError as error:
        cause = error.orig if isinstance(error.orig, sqlite3.Error) else None
        raise (of_sqlite(cause) if cause else StoreUnreachable(type(error.orig).__name__)) from error
    except PoolTimeout as error:
        raise StoreBusy("all connections are in use") from error


@contextmanager
def reached() -> Iterator[None]:
    """Why a database could not be reached at all: no server, no driver, no rights."""
    try:
        yield
    except (OSError, ModuleNotFoundError) as error:
        raise StoreUnreachable(str(error)) from error
