"""What only a server of its own can do to us: wait in a circle, stop, break off in the middle of a commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import make_url, text

from db import postgresql as settings
from db.errors import StoreBusy, StoreError, StoreUnreachable
from db.schema import migrate, prepare
from db.store import Store, engine_of, open_store
from handlers.errors import Conflict
from handlers.ports import Fate, Saved
from tests.contract.samples import LANE, NOW, filled, outgoing, said, saving, submission
from tests.support.postgres import Server

SCHEMA = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
)


async def test_migrating_gives_the_same_tables_as_making_them(postgresql: Server) -> None:
    engine = engine_of(postgresql.url)
    found = []
    for make in (prepare, migrate):
        async with engine.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
            await connection.run_sync(make)
            found.append([(await connection.execute(text(question))).all() for question in SCHEMA])
    await engine.dispose()
    assert found[0] == found[1]
    assert all(len(part) > 20 for part in found[0])


async def test_a_database_of_0002_goes_on_where_it_was(postgresql: Server) -> None:
    engine = engine_of(postgresql.url)
    moment = "'2026-05-20 01:00:00+00'"
    async with engine.begin() as connection:
        await connection.run_sync(migrate, None, "0002")
        for number, chat, person, sent in ((1, "", "wang", moment), (2, "", "wang", "NULL"), (3, "g", "li", "NULL"), (4, "", "wang", "NULL")):
            await connection.execute(
                text(
                    "INSERT INTO outbox (id, channel, chat, thread, person, text, language, buttons, numbered, files, created_at, sent_at)"
                    f" VALUES ('o{number}', 'console', '{chat}', '', '{person}', 'x', 'zh', '[]', true, '[]', {moment}, {sent})"
                )
            )
        await connection.execute(
            text(
                "INSERT INTO inbox (id, channel, chat, thread, person, body, received_at, zone, tries, parked)"
                f" VALUES ('m', 'console', '', '', 'wang', '{{\"kind\"\\:\"start\"}}', {moment}, 0, 0, false)"
            )
        )
    await engine.dispose()
    store = await open_store(postgresql.url)
    async with store.work() as memory:
        assert [waiting.said.id for waiting in await memory.inbox.heads(9)] == ["m"]
        assert [one.message.id for one in await memory.outbox.claim("console", NOW, 9)] == ["o2", "o3"]
        await memory.outbox.settle("o2", Fate.SENT, NOW)
        assert [one.message.id for one in await memory.outbox.claim("console", NOW, 9)] == ["o4"]
    await store.close()


async def test_every_connection_has_our_settings_whatever_the_server_says(postgresql: Server) -> None:
    engine = engine_of(postgresql.url)
    name = make_url(postgresql.url).database
    async with engine.begin() as connection:
        await connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    await engine.dispose()
    async with engine.begin() as connection:
        found = [
            await connection.scalar(text(f"SHOW {setting}"))
            for setting in ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_isolation")
        ]
        await connection.execute(text(f'ALTER DATABASE "{name}" RESET synchronous_commit'))
    await engine.dispose()
    assert found == ["on", "5s", "30s", "read committed"]


async def test_waiting_for_somebody_elses_row_ends_soon(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LOCK_TIMEOUT_MS", 100)
    store, other = await open_store(postgresql.url), await open_store(postgresql.url)
    async with store.work() as memory:
        await memory.conversations.save({LANE: Saved("first", 1)}, NOW)
    async with store.work() as memory:
        await memory.conversations.load([LANE])
        with pytest.raises(StoreBusy):
            async with other.work() as theirs:
                await theirs.conversations.load([LANE])
    for each in (store, other):
        await each.close()


async def test_of_two_that_wait_for_each_other_one_goes_on(postgresql: Server) -> None:
    store = await open_store(postgresql.url)
    async with store.work() as memory:
        await memory.submissions.save([saving(submission("a")), saving(submission("b", "卫辉市科协"))])
    both_hold_one = asyncio.Barrier(2)

    async def walk(*ids: str) -> bool:
        try:
            async with store.work() as memory:
                await memory.submissions.load(ids[:1])
                await both_hold_one.wait()
                await memory.submissions.load(ids[1:])
        except StoreBusy:
            return False
        return True

    assert sorted(await asyncio.gather(walk("a", "b"), walk("b", "a"))) == [False, True]
    await store.close()


async def test_a_process_that_stands_still_loses_its_conversations_and_cannot_write_any_more(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IDLE_TIMEOUT_MS", 100)
    store, other = await open_store(postgresql.url), await open_store(postgresql.url)
    async with store.work() as memory:
        await memory.inbox.add([said("a")])

    async def stopped() -> None:
        async with store.work() as memory:
            (waiting,) = await memory.inbox.heads(9)
            await asyncio.sleep(0.4)
            async with other.work() as theirs:
                await theirs.inbox.finish([waiting.number for waiting in await theirs.inbox.heads(9)], NOW)
            await memory.outbox.add([outgoing("from one that was thought dead")], NOW)
            await memory.inbox.finish([waiting.number], NOW)

    with pytest.raises(StoreUnreachable):
        await stopped()
    async with store.work() as memory:
        assert await memory.outbox.waiting("console", 9) == ()
        assert await memory.inbox.heads(9) == ()
    for each in (store, other):
        await each.close()


class Line:
    """A line to the server on which something happens at the next commit: it is cut before it or after it, or
    goes dead, so that neither side hears anything."""

    def __init__(self, upstream: str) -> None:
        self._upstream = make_url(upstream)
        self.next: Literal["before", "after", "dead"] | None = None

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Pass on what is said until it is cut."""
        folder = self._upstream.query.get("host")
        if folder is not None:
            far, there = await asyncio.open_unix_connection(Path(str(folder)) / ".s.PGSQL.5432")
        else:
            far, there = await asyncio.open_connection(self._upstream.host, self._upstream.port or 5432)
        answers = asyncio.create_task(self._answer(far, back))
        while data := await near.read(65536):
            happens = self.next if b"COMMIT" in data else None
            if happens is None:
                there.write(data)
                continue
            self.next = None
            answers.cancel()
            if happens == "after":
                await asyncio.sleep(0)
                there.write(data)
                await far.read(1)
            if happens != "dead":
                break
        for writer in (there, back):
            writer.close()

    async def _answer(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while data := await far.read(65536):
            back.write(data)
        back.close()


@asynccontextmanager
async def line_to(server: Server) -> AsyncIterator[tuple[Line, Store]]:
    """A store behind such a line."""
    line = Line(server.url)
    relay = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    port = relay.sockets[0].getsockname()[1]
    near = make_url(server.url).difference_update_query(["host"]).set(host="127.0.0.1", port=port)
    store = await open_store(near.render_as_string(hide_password=False))
    try:
        yield line, store
    finally:
        await store.close()
        relay.close()


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_commit_whose_answer_does_not_come_is_an_error_and_can_be_looked_up(postgresql: Server, cut: Literal["before", "after"]) -> None:
    first = submission("s")

    async def step(store: Store) -> int:
        async with store.work() as memory:
            new = await memory.inbox.add([said("a")])
            await memory.outbox.add([outgoing("a")], NOW)
            await memory.submissions.save([saving(first)])
            return new

    async with line_to(postgresql) as (line, store):
        line.next = cut
        with pytest.raises(StoreUnreachable):
            await step(store)
        async with store.work() as memory:
            done = cut == "after"
            assert (await memory.submissions.load(["s"]) == {"s": first}) is done
            assert len(await memory.inbox.heads(9)) == int(done)
            assert await memory.inbox.add([said("a")]) == int(not done)
            await memory.outbox.add([outgoing("a")], NOW)
        if done:
            with pytest.raises(Conflict):
                await step(store)
        else:
            assert await step(store) == 0
        async with store.work() as memory:
            assert (len(await memory.inbox.heads(9)), len(await memory.outbox.waiting("console", 9))) == (1, 1)
            assert len(await memory.submissions.history("s")) == 1


async def test_a_server_that_does_not_answer_is_given_up(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ANSWER_TIMEOUT", 0.3)
    async with line_to(postgresql) as (line, store):
        line.next = "dead"
        with pytest.raises(StoreUnreachable):
            async with store.work() as memory:
                await memory.inbox.add([said("a")])
        async with store.work() as memory:
            assert await memory.inbox.add([said("a")]) == 1


async def test_what_the_server_says_against_a_connection_is_told(postgresql: Server) -> None:
    nowhere = make_url(postgresql.url).set(database="no_such_database").render_as_string(hide_password=False)
    with pytest.raises(StoreUnreachable, match="3D000"):
        await open_store(nowhere)


async def test_nothing_is_lost_or_done_twice_while_the_server_is_restarted(postgresql: Server) -> None:
    """Six writers go on adding to their figures while the server dies and comes back. What they were told is done is
    done; what they were not told about they look up by its key."""
    if postgresql.home is None:
        pytest.skip("the server named is not ours to restart")
    store = await open_store(postgresql.url)
    ended = asyncio.Event()
    unknown = 0

    async def begin(name: int) -> None:
        async with store.work() as memory:
            await memory.submissions.save([saving(submission(f"s{name}", f"单位{name}"))])

    async def add(name: int, key: str) -> None:
        async with store.work() as memory:
            if not await memory.inbox.add([said(key, f"p{name}")]):
                return
            before = (await memory.submissions.load([f"s{name}"]))[f"s{name}"]
            after = filled(before, str(int(before.value("visits") or 0) + 1), key)
            await memory.submissions.save([saving(after, before, key)])
            await memory.outbox.add([outgoing(key)], NOW)

    async def writer(name: int) -> int:
        nonlocal unknown
        count = 0
        while not ended.is_set():
            count += 1
            for _ in range(500):
                try:
                    await add(name, f"{name}-{count}")
                    break
                except StoreError:
                    unknown += 1
                    await asyncio.sleep(0.02)
        return count

    for name in range(6):
        await begin(name)
    writers = [asyncio.create_task(writer(name)) for name in range(6)]
    for _ in range(2):
        await asyncio.sleep(0.3)
        await asyncio.to_thread(postgresql.control, "restart", "-m", "immediate")
    await asyncio.sleep(0.3)
    ended.set()
    counts = await asyncio.gather(*writers)
    assert unknown > 0
    async with store.work() as memory:
        found = await memory.submissions.load([f"s{name}" for name in range(6)])
        assert [int(found[f"s{name}"].value("visits") or 0) for name in range(6)] == counts
        assert len(await memory.outbox.waiting("console", 99_999)) == sum(counts)
    await store.close()
