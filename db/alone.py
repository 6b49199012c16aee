"""One process alone does something with a database server: an advisory lock, held by a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.errors import StoreUnreachable

HEARTBEAT = 5.0
"""Seconds between two looks at whether the connection still lives, which is what keeps the lock."""

PATIENCE = 5.0
"""Seconds that the server is given to answer it."""

_TRY = select(func.pg_try_advisory_lock(bindparam("of")))
_STILL = select(1)


@dataclass(frozen=True, slots=True)
class Alone:
    """Whether we are the one process that has a lock (`if alone:`), and, once we are not any more, that it is `lost`."""

    got: bool
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    def __bool__(self) -> bool:
        return self.got


def key_of(name: str) -> int:
    """The number under which PostgreSQL knows a lock of a name."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


@asynccontextmanager
async def alone_on(engine: AsyncEngine, name: str) -> AsyncIterator[Alone]:
    """Try to be the one process with a lock of a name. It is given back on leaving, and by the server where the process
    or its connection ends. The engine must keep no connections."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        got: bool = (await connection.execute(_TRY, {"of": key_of(name)})).scalar_one()
        alone = Alone(got)
        watching = asyncio.create_task(_watch(connection, alone)) if got else None
        try:
            yield alone
        finally:
            if watching is not None:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
            await connection.invalidate()


async def _watch(connection: AsyncConnection, alone: Alone) -> None:
    """Notice when the connection is lost: told by the driver, or because nothing answers any more."""
    driver = (await connection.get_raw_connection()).driver_connection
    closed = asyncio.Event()
    if driver is not None:
        driver.add_termination_listener(lambda _: closed.set())
    try:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await closed.wait()
                return
            async with asyncio.timeout(PATIENCE):
                await connection.execute(_STILL)
    except (DBAPIError, StoreUnreachable, OSError, TimeoutError):
        return
    finally:
        alone.lost.set()
