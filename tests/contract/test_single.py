"""Only one process serves a file, and only one does what it has an advisory lock for."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import asyncpg
import pytest

from db import alone
from db.errors import AlreadyServed, StoreUnreachable
from db.single import only_one
from db.store import Store, open_store
from tests.support.postgres import Server

ROOT = Path(__file__).parent.parent.parent
HOLDER = """
import sys, time
from pathlib import Path
from db.single import only_one

with only_one(Path(sys.argv[1])):
    print("holds", flush=True)
    sys.stdin.readline()
"""


async def holder(file: Path) -> asyncio.subprocess.Process:
    """Another process that serves a file."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, file, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    assert await started.stdout.readline() == b"holds\n"
    return started


@pytest.mark.parametrize("how", ["ended", "killed"])
async def test_a_second_process_is_refused_until_the_first_is_gone(how: str, tmp_path: Path) -> None:
    file = tmp_path / "data" / "a.sqlite3"
    first = await holder(file)
    for _ in range(2):
        with pytest.raises(AlreadyServed) as refused, only_one(file):
            pass
        assert refused.value.detail == str(first.pid)
    if how == "killed":
        first.kill()
    await first.communicate(b"\n")
    with only_one(file):
        lock = file.with_name("a.sqlite3.lock")
        assert lock.read_text(encoding="ascii") == f"{os.getpid()}\n"
        assert (lock.stat().st_mode & 0o777, lock.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        with pytest.raises(AlreadyServed), only_one(file):
            pass
    with only_one(file):
        pass


async def test_a_file_may_be_used_beside_the_one_who_serves_it(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    with only_one(file):
        await (await open_store(f"sqlite+aiosqlite:///{file}")).close()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreUnreachable), only_one(tmp_path / "file" / "a.sqlite3"):
        pass


async def test_one_process_alone_has_a_name(store: Store, other: Store) -> None:
    async with store.alone("telegram:1") as first, other.alone("telegram:2") as another:
        assert first
        assert another
        assert first.got
        async with other.alone("telegram:1") as second:
            assert second.got is (store._engine.dialect.name == "sqlite")
        assert not first.lost.is_set()
    async with other.alone("telegram:1") as third:
        assert third
        async with other.work() as memory:
            assert await memory.people.organisers() == ()


async def test_who_breaks_off_gives_the_name_back(store: Store, other: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.alone("telegram:1"):
            raise ZeroDivisionError
    entered = asyncio.Event()

    async def serve() -> None:
        async with store.alone("telegram:1") as held:
            assert held
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(serve())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with other.alone("telegram:1") as held:
        assert held


async def test_who_loses_the_connection_is_told(postgresql: Server) -> None:
    store = await open_store(postgresql.url)
    async with store.alone("telegram:1") as held:
        assert held
        breaker = await asyncpg.connect(postgresql.url.replace("+asyncpg", ""))
        await breaker.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        await asyncio.wait_for(held.lost.wait(), 5)
        async with store.alone("telegram:1") as again:
            assert again
        await breaker.close()
    await store.close()


async def test_a_server_that_is_heard_of_no_more_is_noticed(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that is cut without a word: only asking tells."""
    monkeypatch.setattr(alone, "HEARTBEAT", 0.05)
    monkeypatch.setattr(alone, "PATIENCE", 0.2)
    store = await open_store(postgresql.url)
    async with store.alone("telegram:1") as held:
        await asyncio.sleep(0.2)
        assert not held.lost.is_set()
        monkeypatch.setattr(alone, "_STILL", alone.select(alone.func.pg_sleep(5)))
        await asyncio.wait_for(held.lost.wait(), 3)
    await store.close()


async def test_a_server_that_cannot_be_reached_is_named(postgresql: Server) -> None:
    store = await open_store(postgresql.url)
    store._engine.sync_engine.url = store._engine.url.set(database="no_such_database")
    with pytest.raises(StoreUnreachable):
        async with store.alone("telegram:1"):
            pass
    await store.close()
