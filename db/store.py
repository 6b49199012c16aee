"""The database: opening it safely and working in it one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, NullPool, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import postgresql, sqlite
from db.alone import Alone, alone_on
from db.errors import StoreBusy, StoreCorrupt, StoreRefused, StoreUnreachable, of_driver, of_sqlite
from db.inline import connect
from db.repositories.conversations import ConversationRepository
from db.repositories.effects import EffectRepository
from db.repositories.files import FileRepository
from db.repositories.inbox import InboxRepository
from db.repositories.jobs import JobRepository
from db.repositories.notices import NoticeRepository
from db.repositories.outbox import OutboxRepository
from db.repositories.people import PeopleRepository
from db.repositories.reminders import ReminderRepository
from db.repositories.statements import FAILED
from db.repositories.submissions import SubmissionRepository
from db.schema import prepare

POOL_TIMEOUT = 5
"""Seconds to wait for a connection that another task of this process holds."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is remembered, as one transaction sees it: meets `handlers.ports.Memory`."""

    conversations: ConversationRepository
    notices: NoticeRepository
    inbox: InboxRepository
    outbox: OutboxRepository
    submissions: SubmissionRepository
    jobs: JobRepository
    files: FileRepository
    reminders: ReminderRepository
    people: PeopleRepository
    effects: EffectRepository

    @classmethod
    def on(cls, connection: AsyncConnection) -> Transaction:
        """The transaction that a connection is in."""
        return cls(
            ConversationRepository(connection),
            NoticeRepository(connection),
            InboxRepository(connection),
            OutboxRepository(connection),
            SubmissionRepository(connection),
            JobRepository(connection),
            FileRepository(connection),
            ReminderRepository(connection),
            PeopleRepository(connection),
            EffectRepository(connection),
        )


class Store:
    """An open database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Transaction]:
        """A transaction: committed on leaving, rolled back where something was raised, even where it was not let
        through. It is done only where this ends without an error."""
        with translated():
            async with AsyncExitStack() as stack:
                with reached():
                    connection = await stack.enter_async_context(self._engine.begin())
                connection.info.pop(FAILED, None)
                yield Transaction.on(connection)
                if connection.invalidated:
                    raise StoreUnreachable("the connection broke")
                if FAILED in connection.info:
                    raise connection.info.pop(FAILED)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[Alone]:
        """Try to be the one process that does what has this name; whether we are, and when we are not any more. On SQLite
        we always are: `db.single` sees to it."""
        if self._engine.dialect.name != "postgresql":
            yield Alone(True)
            return
        engine = engine_of(self._engine.url, kept=False)
        try:
            with translated():
                async with AsyncExitStack() as stack:
                    with reached():
                        alone = await stack.enter_async_context(alone_on(engine, name))
                    yield alone
        finally:
            await engine.dispose()

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


def engine_of(url: str | URL, *, kept: bool = True) -> AsyncEngine:
    """An engine for a database's address; no connection is open yet, and on a server none is `kept` open where not wanted."""
    file = sqlite.file_of(url) if isinstance(url, str) else None
    engine = _on_server(url, kept=kept) if file is None else _on_file(file)
    event.listen(engine.sync_engine, "handle_error", _remember)
    return engine


def _on_file(file: Path) -> AsyncEngine:
    """One connection: SQLite lets one transaction in at a time. A file that cannot be opened is found out here, as
    aiosqlite would leave a thread behind that outlives the event loop."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
    sqlite3.connect(file).close()
    engine = create_async_engine(
        URL.create(sqlite.DRIVER, database=str(file)),
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        connect_args={"async_creator_fn": connect, "factory": sqlite.Connection},
    )
    event.listen(engine.sync_engine, "connect", sqlite.on_connect)
    event.listen(engine.sync_engine, "begin", sqlite.on_begin)
    return engine


def _on_server(url: str | URL, *, kept: bool) -> AsyncEngine:
    """A few connections, each asked whether it still lives before it is used again."""
    pool: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": POOL_TIMEOUT} if kept else {"poolclass": NullPool}
    engine = create_async_engine(
        url,
        hide_parameters=True,
        **pool,
        connect_args={"prepared_statement_cache_size": postgresql.STATEMENTS_KEPT, "command_timeout": postgresql.ANSWER_TIMEOUT},
    )
    event.listen(engine.sync_engine, "connect", postgresql.on_connect)
    return engine


def _remember(context: ExceptionContext) -> None:
    """Keep a transaction from being committed once a statement failed: PostgreSQL would roll it back and call that
    a success, SQLite may have rolled it back already and would take further statements one by one. A network that fails
    inside a driver comes as it is; told from one of our own here."""
    if isinstance(context.original_exception, OSError):
        context.is_disconnect = True
        raise StoreUnreachable(repr(context.original_exception)) from context.original_exception
    if context.connection is not None and not context.connection.invalidated:
        context.connection.info[FAILED] = context.sqlalchemy_exception or context.original_exception


@contextmanager
def translated() -> Iterator[None]:
    """Errors of drivers as what they mean to us."""
    try:
        yield
    except sqlite3.Error as error:
        if meant := of_sqlite(error):
            raise meant from error
        raise
    except DBAPIError as error:
        raise (of_driver(error) or StoreRefused(type(error).__name__)) from error
    except PoolTimeout as error:
        raise StoreBusy("all connections are in use") from error


@contextmanager
def reached() -> Iterator[None]:
    """Why a database could not be reached at all: no server, no driver, no rights."""
    try:
        yield
    except (OSError, ModuleNotFoundError) as error:
        raise StoreUnreachable(str(error)) from error
