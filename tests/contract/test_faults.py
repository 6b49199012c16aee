"""What goes wrong around a database: nothing half-written, and nothing told as done that is not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from db import sqlite
from db.errors import StoreBusy, StoreCorrupt, StoreError, StoreRefused, StoreUnreachable, of_postgresql
from db.store import Store, open_store
from handlers.messages import Lane
from handlers.ports import Job, Saved
from tests.contract.samples import LANE, NOW, job, outgoing, said, saving, submission


async def fill(store: Store, key: str) -> None:
    """One transaction that writes to many tables."""
    async with store.work() as memory:
        await memory.inbox.add([said(key, key)])
        await memory.conversations.save({Lane("console", "", "", key): Saved("x" * 20_000, 1)}, NOW)
        await memory.outbox.add([outgoing(key)], NOW)
        await memory.submissions.save([saving(submission(key, key))])
        await memory.files.add(key.encode() * 40_000, NOW)


async def known(store: Store) -> tuple[list[str], list[str], list[str], list[str]]:
    """What of `fill` is there, table by table."""
    async with store.work() as memory:
        inbox = [waiting.said.id for waiting in await memory.inbox.heads(99)]
        outbox = [message.id for message in await memory.outbox.waiting("console", 99)]
        tables = [one.id for one in await memory.submissions.of_form("a", "t")]
        lanes = await memory.conversations.load([Lane("console", "", "", key) for key in {*outbox, "b", "c", "d"}])
        return inbox, outbox, tables, sorted(lane.person for lane in lanes)


async def problem_of(work: Awaitable[None]) -> StoreError | None:
    """What a database says against some work."""
    try:
        await work
    except StoreError as error:
        return error
    return None


def file_url(tmp_path: Path) -> str:
    """The address of a file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'faults.sqlite3'}"


@contextmanager
def at_begin(act: Callable[[Connection], None]) -> Iterator[None]:
    """Let something be done at the start of every transaction."""
    event.listen(Engine, "begin", act)
    try:
        yield
    finally:
        event.remove(Engine, "begin", act)


@pytest.mark.parametrize("journal", ["as it is", "WAL"])
async def test_a_full_disk_leaves_no_half_of_anything_and_it_goes_on_when_there_is_room(
    journal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if journal == "WAL":
        monkeypatch.setattr(sqlite, "wal_is_safe", lambda _: True)
    store = await open_store(file_url(tmp_path))
    await fill(store, "a")
    failures = 0
    for pages in range(1, 400):

        def full(connection: Connection, more: int = pages) -> None:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {used + more}")

        with at_begin(full):
            problem = await problem_of(fill(store, "b"))
        if problem is None:
            break
        assert "full" in problem.detail
        failures += 1
        assert (await known(store))[:3] == (["a"], ["a"], ["a"])
    assert failures > 10
    assert (await known(store))[:3] == (["a", "b"], ["a", "b"], ["a", "b"])
    await store.close()
    with closing(sqlite3.connect(tmp_path / "faults.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_a_database_held_for_too_long_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    store = await open_store(file_url(tmp_path))
    with closing(sqlite3.connect(tmp_path / "faults.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            with pytest.raises(StoreBusy):
                await fill(store, "a")
        holder.execute("ROLLBACK")
    assert await known(store) == ([], [], [], [])
    await fill(store, "a")
    assert await known(store) == (["a"], ["a"], ["a"], ["a"])
    await store.close()


async def test_a_reader_that_keeps_a_commit_from_ending_undoes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rollback journal a commit waits for readers, and gives up."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda _: False)
    store = await open_store(file_url(tmp_path))
    with closing(sqlite3.connect(tmp_path / "faults.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM inbox").fetchall()
        with pytest.raises(StoreBusy):
            await fill(store, "a")
        reader.execute("ROLLBACK")
    assert await known(store) == ([], [], [], [])
    await fill(store, "a")
    assert await known(store) == (["a"], ["a"], ["a"], ["a"])
    await store.close()


async def test_what_another_process_writes_in_between_is_seen(store: Store, other: Store) -> None:
    await fill(store, "a")
    await fill(other, "b")
    assert (await known(store))[1] == ["a", "b"]
    async with other.work() as memory:
        await memory.conversations.save({Lane("console", "", "", "a"): Saved("theirs", 2)}, NOW)
    async with store.work() as memory:
        assert (await memory.conversations.load([Lane("console", "", "", "a")])).popitem()[1] == Saved("theirs", 2)


async def test_an_error_that_nobody_lets_through_still_undoes_everything(store: Store) -> None:
    """PostgreSQL would take the commit, roll back and call it done; SQLite would commit the rest."""

    async def careless() -> None:
        async with store.work() as memory:
            await memory.outbox.add([outgoing("a")], NOW)
            with suppress(DBAPIError):
                await memory.jobs.add([Job("j", LANE, "workbook", "", tries=-1)], NOW)

    with pytest.raises(StoreRefused):
        await careless()
    async with store.work() as memory:
        assert await memory.outbox.waiting("console", 9) == ()
        await memory.jobs.add([job("j")], NOW)
    async with store.work() as memory:
        assert len(await memory.jobs.waiting(9)) == 1


async def test_a_step_that_is_stopped_in_the_middle_is_done_or_not_and_in_nobodys_way(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 100)
    store = await open_store(url)
    for waits in range(0, 180, 3):
        task = asyncio.create_task(fill(store, f"k{waits:03}"))
        for _ in range(waits):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    inbox, outbox, tables, _ = await known(store)
    assert inbox == outbox == tables
    for waits in range(0, 180, 3):
        if (key := f"k{waits:03}") not in inbox:
            await fill(store, key)
    assert len((await known(store))[0]) == 60
    await store.close()


class Refused(Exception):
    """An error of PostgreSQL."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("40001", StoreBusy),
        ("40P01", StoreBusy),
        ("55P03", StoreBusy),
        ("53100", StoreUnreachable),
        ("57P01", StoreUnreachable),
        ("08006", StoreUnreachable),
        ("42P01", StoreUnreachable),
        ("XX001", StoreCorrupt),
        ("23514", None),
        ("22001", None),
    ],
)
def test_what_an_error_of_postgresql_means(state: str, kind: type[StoreError] | None) -> None:
    meant = of_postgresql(Refused(state))
    assert (type(meant) if meant else None) is kind
