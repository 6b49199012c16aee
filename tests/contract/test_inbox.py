"""The inbox."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from db.store import Store, engine_of
from db.tables import inbox
from handlers.errors import Conflict
from handlers.messages import (
    Added,
    Content,
    Delivered,
    Edited,
    File,
    Incoming,
    JobDone,
    Migrated,
    Other,
    Press,
    Removed,
    Start,
    Text,
)
from tests.contract.samples import NOW, said
from tests.support.memory import InMemory


async def add(store: Store | InMemory, *messages: Incoming) -> int:
    """Keep messages; how many were new."""
    async with store.work() as memory:
        return await memory.inbox.add(messages)


async def heads(store: Store, limit: int = 99) -> list[str]:
    """The keys of what is next in each conversation."""
    async with store.work() as memory:
        return [waiting.said.id for waiting in await memory.inbox.heads(limit)]


async def finish(store: Store, *keys: str) -> None:
    """Finish heads by their keys."""
    async with store.work() as memory:
        numbers = {waiting.said.id: waiting.number for waiting in await memory.inbox.heads(99)}
        await memory.inbox.finish([numbers[key] for key in keys], NOW)


async def test_a_message_that_comes_again_changes_nothing(store: Store) -> None:
    messages = [said(f"m{number}", f"p{number % 7}") for number in range(60)]
    again = messages * 3
    random.Random(7).shuffle(again)
    assert await add(store) == 0
    assert await add(store, *again[:40], *again[:10]) == len({message.id for message in again[:40]})
    assert sum([await add(store, *again[start : start + 30]) for start in range(0, 180, 30)]) == 60 - len({message.id for message in again[:40]})
    assert await add(store, *messages) == 0
    seen: list[str] = []
    while found := await heads(store):
        seen += found
        await finish(store, *found)
    assert sorted(seen) == sorted(message.id for message in messages)
    assert await add(store, *messages) == 0
    assert await heads(store) == []


async def test_a_message_comes_back_as_it_came(store: Store) -> None:
    contents: list[Content] = [
        Text(text="参观 1,234 人次\n𠮷"),
        Press(label="跳过", of="m1"),
        Press(label="跳过"),
        File(name="表.xlsx"),
        File(name="表.xlsx", there=False),
        Edited(of="m1", text="改成 5"),
        JobDone(job="j", name="汇总.xlsx", file="ab12"),
        JobDone(job="j"),
        Start(payload="f-1"),
        Start(),
        File(name="表.xlsx", ref="abc", size=5),
        Other(what="photo"),
        Added(),
        Removed(),
        Migrated(to="-100"),
        Delivered(of="m1"),
        Delivered(of="m1", problem="blocked"),
        Press(label="跳过", of="m1", about='{"a": 1}'),
    ]
    messages = [said(f"m{number}", f"p{number}", content, group="群" if number % 2 else None, thread="t") for number, content in enumerate(contents)]
    messages.append(said("m", "p", via="anonymous", speaks="zh-hans", title="科协群 \U00020bb7"))
    messages.append(said("f", "q", via="forwarded"))
    await add(store, *messages)
    async with store.work() as memory:
        found = await memory.inbox.heads(99)
    assert [waiting.said for waiting in found] == messages
    assert [waiting.said.lane for waiting in found] == [message.lane for message in messages]
    assert {waiting.tries for waiting in found} == {0}


async def test_a_moment_comes_back_with_its_hour_of_the_day(store: Store) -> None:
    moments = [
        datetime(2026, 5, 20, 23, 59, 59, 999_999, ZoneInfo("Asia/Shanghai")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=ZoneInfo("America/St_Johns")),
    ]
    for number, moment in enumerate(moments):
        await add(store, Incoming(id=f"m{number}", channel="console", user=f"p{number}", content=Text(text=""), received_at=moment))
    async with store.work() as memory:
        found = [waiting.said.received_at for waiting in await memory.inbox.heads(99)]
    assert [(moment.timestamp(), moment.isoformat()) for moment in found] == [(moment.timestamp(), moment.isoformat()) for moment in moments]
    assert found[0] == moments[0]


async def test_the_oldest_message_of_each_conversation_comes_first(store: Store) -> None:
    await add(store, said("a1", "a"), said("a2", "a"), said("b1", "b"))
    await add(store, said("c1", "a", group="g"), said("c2", "a", group="g"), said("b2", "b"), said("d1", "d"))
    assert await heads(store) == ["a1", "b1", "c1", "d1"]
    assert await heads(store, 2) == ["a1", "b1"]
    await finish(store, "a1", "c1")
    assert await heads(store) == ["a2", "b1", "c2", "d1"]
    await finish(store, "a2", "b1", "c2", "d1")
    assert await heads(store) == ["b2"]


async def test_some_people_may_be_left_out(anywhere: Store | InMemory) -> None:
    """Who sends too much waits; everybody else goes on, and nothing is lost."""
    await add(anywhere, said("a1", "a"), said("a2", "a", group="g"), said("b1", "b"), said("a3", "a"), said("c1", "c"))

    async def left(*without: tuple[str, str], limit: int = 9) -> list[str]:
        async with anywhere.work() as memory:
            return [waiting.said.id for waiting in await memory.inbox.heads(limit, without)]

    assert await left(("console", "a"), limit=1) == ["b1"]
    assert await left(("console", "a"), ("wecom", "b"), ("console", "nobody")) == ["b1", "c1"]
    assert await left(*(("console", person) for person in "abc")) == []
    assert await left() == ["a1", "a2", "b1", "c1"]


async def test_messages_of_one_arrival_keep_their_order(store: Store) -> None:
    keys = [f"m{number}" for number in random.Random(1).sample(range(9999), 1500)]
    assert await add(store, *(said(key) for key in keys)) == 1500
    async with store.work() as memory:
        first = (await memory.inbox.heads(9))[0]
    assert first.said.id == keys[0]
    numbers = []
    for key in keys[:3]:
        async with store.work() as memory:
            (waiting,) = await memory.inbox.heads(9)
            assert waiting.said.id == key
            numbers.append(waiting.number)
            await memory.inbox.finish([waiting.number], NOW)
    assert numbers == sorted(numbers)


async def test_the_order_of_a_whole_arrival_is_its_order(store: Store, url: str) -> None:
    keys = [f"m{number}" for number in random.Random(1).sample(range(9999), 1500)]
    await add(store, *(said(key) for key in keys))
    engine = engine_of(url)
    async with engine.begin() as connection:
        assert list(await connection.scalars(select(inbox.c.id).order_by(inbox.c.number))) == keys
    await engine.dispose()


async def test_a_number_is_never_given_again(store: Store, url: str) -> None:
    await add(store, said("a"), said("b"))
    engine = engine_of(url)
    async with engine.begin() as connection:
        last = await connection.scalar(select(inbox.c.number).where(inbox.c.id == "b"))
        await connection.execute(inbox.delete())
    await add(store, said("c"))
    async with engine.begin() as connection:
        assert await connection.scalar(select(inbox.c.number)) > last
    await engine.dispose()


async def test_failures_are_counted_and_the_message_stays_where_it_is(store: Store) -> None:
    await add(store, said("a"), said("b"))
    for _ in range(3):
        async with store.work() as memory:
            (waiting,) = await memory.inbox.heads(9)
            await memory.inbox.fail(waiting.number)
    async with store.work() as memory:
        (waiting,) = await memory.inbox.heads(9)
        assert (waiting.said.id, waiting.tries) == ("a", 3)


async def test_a_message_set_aside_lets_the_next_one_through_and_is_kept(store: Store, url: str) -> None:
    await add(store, said("a"), said("b"))
    async with store.work() as memory:
        (waiting,) = await memory.inbox.heads(9)
        await memory.inbox.park(waiting.number, NOW)
    assert await heads(store) == ["b"]
    engine = engine_of(url)
    async with engine.begin() as connection:
        row = (await connection.execute(select(inbox).where(inbox.c.id == "a"))).one()
    await engine.dispose()
    assert (row.parked, row.finished_at, "words of a" in row.body) == (True, NOW, True)
    assert await add(store, said("a")) == 0


async def test_a_step_is_taken_once(store: Store) -> None:
    await add(store, said("a"), said("b", "li"))
    async with store.work() as memory:
        numbers = [waiting.number for waiting in await memory.inbox.heads(9)]
    async with store.work() as memory:
        await memory.inbox.finish(numbers[:1], NOW)
        await memory.inbox.finish([], NOW)
    with pytest.raises(Conflict):
        async with store.work() as memory:
            await memory.inbox.finish(numbers, NOW)
    assert await heads(store) == ["b"]


async def test_what_is_no_character_does_not_keep_a_message_out(store: Store) -> None:
    await add(store, said("a", content=Text(text="half \ud83d, none \0")), said("b", "li", Edited(of="m", text="\udfff")))
    async with store.work() as memory:
        found = [waiting.said.content for waiting in await memory.inbox.heads(9)]
    assert found == [Text(text="half \ufffd, none \ufffd"), Edited(of="m", text="\ufffd")]


async def test_a_message_that_this_version_cannot_read_does_not_hold_up_the_others(store: Store, url: str, caplog: pytest.LogCaptureFixture) -> None:
    await add(store, said("a"), said("b"), said("c", "li"))
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.execute(update(inbox).where(inbox.c.id == "a").values(body='{"kind": "dance"}'))
    assert await heads(store) == ["c"]
    assert "could not be read" in caplog.text
    assert await heads(store) == ["b", "c"]
    async with engine.begin() as connection:
        assert await connection.scalar(select(inbox.c.parked).where(inbox.c.id == "a")) is True
    await engine.dispose()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_nobody_else_gets_a_message_of_a_conversation_that_is_worked_on(store: Store, other: Store) -> None:
    await add(store, said("a1", "a"), said("a2", "a"), said("b1", "b"), said("b2", "b"), said("c1", "c"))
    async with store.work() as memory:
        mine = await memory.inbox.heads(2)
        assert [waiting.said.id for waiting in mine] == ["a1", "b1"]
        assert await heads(other) == ["c1"]
        await memory.inbox.finish([mine[0].number], NOW)
        assert await heads(other) == ["c1"]
    assert await heads(other) == ["a2", "b1", "c1"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_messages_come_to_light_in_the_order_of_their_numbers(store: Store, other: Store) -> None:
    """Else a later one could be worked on when an earlier one of the same conversation is committed."""
    async with store.work() as memory:
        await memory.inbox.add([said("a1")])
        task = asyncio.create_task(add(other, said("a2")))
        await asyncio.sleep(0.1)
        assert not task.done()
    assert await task == 1
    assert await heads(store) == ["a1"]


async def test_two_processes_take_every_step_once_and_in_order(store: Store, other: Store) -> None:
    await add(store, *(said(f"{number:03}", f"p{number % 6}") for number in range(90)))
    taken: list[str] = []

    async def worker(of: Store) -> None:
        while True:
            async with of.work() as memory:
                found = await memory.inbox.heads(4)
                await asyncio.sleep(0)
                await memory.inbox.finish([waiting.number for waiting in found], NOW)
            taken.extend(waiting.said.id for waiting in found)
            if not found and len(taken) >= 90:
                return

    await asyncio.gather(*(worker(of) for of in (store, other, store, other)))
    assert sorted(taken) == [f"{number:03}" for number in range(90)]
    for lane in range(6):
        own = [key for key in taken if int(key) % 6 == lane]
        assert own == sorted(own)
