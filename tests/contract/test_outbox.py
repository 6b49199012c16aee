"""Sending: what may be begun, one message of a room at a time, and what becomes of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import text

from db.store import Store
from handlers.lane import Lane
from handlers.messages import Delivered
from handlers.ports import Fate, Outgoing, Sending
from tests.contract.samples import HERE, LANE, NOW, outgoing
from tests.support.memory import InMemory

Anywhere = Store | InMemory
GROUP = Lane("console", "g", "", "wang")
TOPIC = Lane("console", "g", "7", "li")
LI = Lane("console", "", "", "li")
WECOM = Lane("wecom", "g", "", "")


def after(seconds: float) -> datetime:
    """So many seconds from now."""
    return NOW + timedelta(seconds=seconds)


async def add(store: Anywhere, *messages: Outgoing) -> None:
    """Keep messages to be sent."""
    async with store.work() as memory:
        await memory.outbox.add(messages, NOW)


async def begin(store: Anywhere, seconds: float = 0, limit: int = 99, without: Sequence[str] = ()) -> list[str]:
    """Begin to send what may be; its keys."""
    return [one.message.id for one in await sendings(store, seconds, limit, without)]


async def sendings(store: Anywhere, seconds: float = 0, limit: int = 99, without: Sequence[str] = ()) -> tuple[Sending, ...]:
    """Begin to send what may be."""
    async with store.work() as memory:
        return await memory.outbox.claim("console", after(seconds), limit, without)


async def settle(store: Anywhere, key: str, fate: Fate = Fate.SENT, handle: str | None = None, **more: Any) -> None:
    """A message is done with."""
    async with store.work() as memory:
        await memory.outbox.settle(key, fate, NOW.astimezone(HERE), handle, **more)


async def again(store: Anywhere, key: str, seconds: float, *, unknown: bool = False) -> None:
    """A message waits again."""
    async with store.work() as memory:
        await memory.outbox.again(key, after(seconds), unknown=unknown)


async def next_at(store: Anywhere) -> datetime | None:
    """When the next message may be begun."""
    async with store.work() as memory:
        return await memory.outbox.next_at("console")


async def unsent(store: Anywhere) -> list[str]:
    """What is not known to be sent."""
    async with store.work() as memory:
        return [one.id for one in await memory.outbox.waiting("console", 99)]


async def test_one_message_of_a_room_is_sent_at_a_time_in_order(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("g1", GROUP), outgoing("w1"), outgoing("g2", TOPIC), outgoing("x", WECOM), outgoing("w2"), outgoing("l1", LI))
    assert await begin(anywhere) == ["g1", "w1", "l1"]
    assert await begin(anywhere) == []
    await add(anywhere, outgoing("l2", LI), outgoing("n1", Lane("console", "", "", "new")))
    assert await begin(anywhere) == ["n1"]
    await settle(anywhere, "w1")
    await settle(anywhere, "g1", Fate.REFUSED, detail="no")
    assert await begin(anywhere, limit=1) == ["g2"]
    assert await begin(anywhere) == ["w2"]
    assert await unsent(anywhere) == ["g2", "w2", "l1", "l2", "n1"]
    for key in ("g2", "w2", "l1", "n1"):
        await settle(anywhere, key)
    assert await begin(anywhere) == ["l2"]
    await settle(anywhere, "l2")
    assert (await begin(anywhere), await unsent(anywhere), await next_at(anywhere)) == ([], [], None)


async def test_rooms_may_be_left_out(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("g1", GROUP), outgoing("w1"), outgoing("l1", LI))
    assert await begin(anywhere, limit=1, without=["g", "wang", "nobody"]) == ["l1"]
    assert await begin(anywhere, without=["g"]) == ["w1"]
    assert await begin(anywhere) == ["g1"]


async def test_a_message_that_failed_waits_and_keeps_its_place(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a"), outgoing("b"), outgoing("l", LI))
    assert await begin(anywhere) == ["a", "l"]
    await again(anywhere, "a", 30)
    await settle(anywhere, "l")
    assert await begin(anywhere, 29) == []
    assert await next_at(anywhere) == after(30)
    assert await begin(anywhere, 30) == ["a"]
    await again(anywhere, "a", 60, unknown=True)
    (one,) = await sendings(anywhere, 61)
    assert (one.message.id, one.tries, one.unknown, one.parts) == ("a", 2, 1, 0)
    await settle(anywhere, "a")
    assert await begin(anywhere) == ["b"]


async def test_when_the_next_may_be_begun_is_known(anywhere: Anywhere) -> None:
    assert await next_at(anywhere) is None
    await add(anywhere, outgoing("a"), outgoing("b"), outgoing("l", LI))
    first = await next_at(anywhere)
    assert first is not None
    assert first <= NOW
    await begin(anywhere)
    assert await next_at(anywhere) is None
    await again(anywhere, "a", 50)
    await again(anywhere, "l", 40)
    assert await next_at(anywhere) == after(40)
    async with anywhere.work() as memory:
        assert await memory.outbox.next_at("wecom") is None


async def test_the_parts_that_were_sent_are_remembered(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a"))
    await begin(anywhere)
    async with anywhere.work() as memory:
        await memory.outbox.part_sent("a", 1, '{"message": 5}')
        await memory.outbox.part_sent("a", 2, None)
    await again(anywhere, "a", 0)
    (one,) = await sendings(anywhere)
    assert (one.parts, one.handle, one.tries) == (2, '{"message": 5}', 1)


async def test_what_a_process_that_is_gone_was_sending_is_sent_again(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a"), outgoing("b"), outgoing("l", LI), outgoing("x", WECOM))
    assert await begin(anywhere) == ["a", "l"]
    async with anywhere.work() as memory:
        assert len(await memory.outbox.claim("wecom", NOW, 9)) == 1
        assert await memory.outbox.left_sending("console", after(5)) == 2
        assert await memory.outbox.left_sending("console", after(5)) == 0
    assert await begin(anywhere, 4) == []
    found = await sendings(anywhere, 5)
    assert [(one.message.id, one.unknown) for one in found] == [("a", 1), ("l", 1)]


async def test_what_is_not_being_sent_cannot_be_done_with(anywhere: Anywhere) -> None:
    """A worker that was thought dead has nothing to say any more."""
    await add(anywhere, outgoing("a", receipt=LI), outgoing("b"))
    for stale in (again(anywhere, "a", 99), settle(anywhere, "a"), settle(anywhere, "nothing")):
        await stale
    assert await begin(anywhere) == ["a"]
    await settle(anywhere, "a", Fate.BLOCKED)
    await settle(anywhere, "a")
    await again(anywhere, "a", 0)
    async with anywhere.work() as memory:
        await memory.outbox.part_sent("a", 7, "h")
        (told,) = await memory.inbox.heads(9)
    assert told.said.content == Delivered("a", "blocked")
    assert await begin(anywhere) == ["b"]
    assert await begin(anywhere) == []


@pytest.mark.parametrize(("fate", "problem"), [(Fate.SENT, None), (Fate.REFUSED, "refused"), (Fate.BLOCKED, "blocked"), (Fate.UNKNOWN, "unknown")])
async def test_who_wants_to_know_is_told_what_became_of_a_message(fate: Fate, problem: str | None, anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a", GROUP, receipt=TOPIC), outgoing("b", GROUP))
    await begin(anywhere)
    await settle(anywhere, "a", fate, "h", detail="why")
    async with anywhere.work() as memory:
        (told,) = await memory.inbox.heads(9)
    assert (told.said.id, told.said.lane, told.said.content) == ("a-receipt", TOPIC, Delivered("a", problem))
    assert told.said.received_at.isoformat() == NOW.astimezone(HERE).isoformat()


async def test_who_wants_to_know_is_told_on_a_channel_that_says_no_more(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a", receipt=LI), outgoing("b", receipt=LI), outgoing("c", GROUP))
    async with anywhere.work() as memory:
        await memory.outbox.sent(["a", "c"], NOW)
        await memory.outbox.sent(["a", "c"], NOW)
        (told,) = await memory.inbox.heads(9)
    assert (told.said.lane, told.said.content) == (LI, Delivered("a"))
    assert await begin(anywhere) == ["b"]


async def test_the_message_that_is_to_be_replaced_is_named_as_the_platform_does(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a"), outgoing("b", edits="a"), outgoing("c", edits="nothing"), outgoing("l", LI), outgoing("m", LI, edits="l"))
    assert [one.edited for one in await sendings(anywhere)] == [None, None]
    await settle(anywhere, "a", handle='{"message": 5}')
    await settle(anywhere, "l", Fate.REFUSED, "h")
    assert [(one.message.id, one.edited) for one in await sendings(anywhere)] == [("b", '{"message": 5}'), ("m", None)]
    await settle(anywhere, "b")
    assert [(one.message.id, one.edited) for one in await sendings(anywhere)] == [("c", None)]


async def test_everything_of_a_message_comes_back(anywhere: Anywhere) -> None:
    message = outgoing("a", buttons=(("是", "填报"),), starts=(("填报", "f-1"),), edits="z", about='{"n": "“"}', receipt=TOPIC, token="tok")
    await add(anywhere, message)
    (one,) = await sendings(anywhere)
    assert one == Sending(message)


async def test_buttons_go_by_a_token_of_their_own(anywhere: Anywhere) -> None:
    await add(anywhere, outgoing("a", buttons=(("是",),)), outgoing("b", LI, buttons=(("否",),)), outgoing("c", GROUP))
    a, b, c = [one.message for one in await sendings(anywhere)]
    assert a.token
    assert b.token
    assert (a.token != b.token, c.token) == (True, None)
    assert len(f"b:{a.token}.99".encode()) <= 64
    await settle(anywhere, "a")
    async with anywhere.work() as memory:
        assert await memory.outbox.pressed(a.token) == a
        assert await memory.outbox.pressed("unknown") is None
        await memory.outbox.add([outgoing("a", buttons=(("是",),))], NOW)
        assert await memory.outbox.pressed(a.token) == a


async def test_an_order_of_any_kind_of_day_is_kept_in_every_room(anywhere: Anywhere) -> None:
    """Messages come, fail, wait, are sent or given up, and processes die, at random: in every room they are done with in the
    order they were added, one at a time."""
    dice, lanes = random.Random(5), [LANE, LI, GROUP, TOPIC]
    added: dict[str, list[str]] = {"wang": [], "li": [], "g": []}
    done: dict[str, list[str]] = {room: [] for room in added}
    flying: dict[str, str] = {}
    clock = 0.0
    for number in range(300):
        clock += dice.random() * 3
        if number < 150 and dice.random() < 0.6:
            lane = dice.choice(lanes)
            added[lane.room].append(f"m{number}")
            await add(anywhere, outgoing(f"m{number}", lane))
        for one in await sendings(anywhere, clock, dice.randrange(1, 4)):
            assert one.message.lane.room not in flying
            flying[one.message.lane.room] = one.message.id
        room = dice.choice(sorted(added))
        match dice.randrange(5):
            case 0 if room in flying:
                await again(anywhere, flying.pop(room), clock + dice.random() * 9, unknown=dice.random() < 0.5)
            case 1 if dice.random() < 0.2:
                async with anywhere.work() as memory:
                    assert await memory.outbox.left_sending("console", after(clock)) == len(flying)
                flying.clear()
            case _ if room in flying:
                done[room].append(flying[room])
                await settle(anywhere, flying.pop(room), dice.choice(list(Fate)))
    for _ in range(200):
        for one in await sendings(anywhere, clock + 99):
            flying[one.message.lane.room] = one.message.id
        for room in tuple(flying):
            done[room].append(flying[room])
            await settle(anywhere, flying.pop(room))
    assert done == added
    assert sum(map(len, added.values())) > 60


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_message_added_behind_one_that_is_just_done_with_is_not_forgotten(store: Store, other: Store) -> None:
    for number in range(20):
        first, second = f"a{number}", f"b{number}"
        await add(store, outgoing(first))
        assert await begin(store) == [first]
        await asyncio.gather(settle(store, first), add(other, outgoing(second)))
        assert await begin(store) == [second]
        await settle(store, second)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_two_processes_begin_no_message_twice(store: Store, other: Store) -> None:
    await add(store, *(outgoing(f"m{number}", Lane("console", f"g{number}", "", "")) for number in range(50)))
    found = await asyncio.gather(*(begin(each, limit=9) for _ in range(6) for each in (store, other)))
    began = [key for keys in found for key in keys]
    assert len(began) == len(set(began))
    began += await begin(store)
    assert sorted(began) == sorted(f"m{number}" for number in range(50))


async def explain(store: Store, statement: str) -> str:
    """How SQLite goes about a question."""
    async with store.work() as memory:
        rows = await memory.outbox._connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
        return " | ".join(row.detail for row in rows)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_nothing_is_looked_at_but_what_may_be_next(store: Store) -> None:
    """A long backlog in one room, a million others to come, all that was ever sent: none of it is read to find what is next."""
    rows = (
        "INSERT INTO outbox (id, channel, chat, thread, person, text, language, buttons, numbered, files, created_at, sent_at, room, state, head,"
        " not_before, parts, tries, unknown, starts) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"
        " SELECT '{name}' || i, 'console', {chat}, '', '', 'x', 'zh', '[]', 0, '[]', '2026-05-20 01:00:00.000000', {sent}, {chat},"
        " '{state}', {head}, {then}, 0, 0, 0, '[]' FROM n"
    )
    later, sent = "'2026-05-21 01:00:00.000000'", "'2026-05-20 02:00:00.000000'"
    async with store.work() as memory:
        for values in (
            {"name": "sent", "many": 30_000, "chat": "'g'", "sent": sent, "state": "sent", "head": "0", "then": "NULL"},
            {"name": "backlog", "many": 30_000, "chat": "'g'", "sent": "NULL", "state": "waiting", "head": "i = 1", "then": "NULL"},
            {"name": "later", "many": 60_000, "chat": "'r' || i", "sent": "NULL", "state": "waiting", "head": "1", "then": later},
        ):
            await memory.outbox._connection.execute(text(rows.format(**values)))
    took = []
    for number in range(1, 30):
        start = perf_counter()
        assert await begin(store) == [f"backlog{number}"]
        assert await begin(store) == []
        await next_at(store)
        await settle(store, f"backlog{number}")
        took.append(perf_counter() - start)
    assert sorted(took)[len(took) // 2] < 0.1
    claimed = "SELECT * FROM outbox WHERE channel = 'console' AND outbox.head AND not_before {} LIMIT 9"
    for condition in ("IS NULL ORDER BY position", "<= '2026' ORDER BY not_before, position"):
        assert await explain(store, claimed.format(condition)) in (
            "SEARCH outbox USING INDEX outbox_heads (channel=? AND not_before=?)",
            "SEARCH outbox USING INDEX outbox_heads (channel=? AND not_before<?)",
        )
