"""Empty databases: SQLite in a file, and PostgreSQL on a real server where there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from db.store import Store, open_store
from tests.support.memory import InMemory
from tests.support.postgres import NoServer, Server, server


@pytest.fixture(scope="session")
def postgresql_or_reason() -> Iterator[Server | str]:
    """A server, or why there is none."""
    try:
        with server() as running:
            yield running
    except NoServer as reason:
        yield str(reason)


@pytest.fixture
async def postgresql(postgresql_or_reason: Server | str) -> Server:
    """A server with an empty database."""
    if isinstance(postgresql_or_reason, str):
        pytest.skip(postgresql_or_reason)
    connection = await asyncpg.connect(postgresql_or_reason.url.replace("+asyncpg", ""))
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    return postgresql_or_reason


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
    running: Server = request.getfixturevalue("postgresql")
    return running.url


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open database."""
    opened = await open_store(url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The address of an empty database of each kind; None for what stands in for one in unit tests."""
    if request.param == "postgresql":
        running: Server = request.getfixturevalue("postgresql")
        return running.url
    return f"sqlite+aiosqlite:///{tmp_path / 'any.sqlite3'}" if request.param == "sqlite" else None


@pytest.fixture
async def anywhere(place: str | None) -> AsyncIterator[Store | InMemory]:
    """What remembers, of each kind."""
    if place is None:
        yield InMemory()
        return
    opened = await open_store(place)
    yield opened
    await opened.close()


@pytest.fixture
async def other(url: str, store: Store) -> AsyncIterator[Store]:
    """The same database, opened by another process as it were."""
    opened = await open_store(url)
    yield opened
    await opened.close()
