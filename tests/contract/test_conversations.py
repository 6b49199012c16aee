"""Conversations in the database."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from db.store import Store, engine_of, open_store
from db.tables import conversations
from handlers.errors import Conflict
from handlers.messages import Lane
from handlers.ports import Saved
from tests.contract.samples import LANE, NOW, outgoing

LANES = [LANE, Lane("wecom", "", "", "wang"), Lane("console", "g", "", "wang"), Lane("console", "", "t", "wang"), Lane("console", "", "", "li")]


async def save(store: Store, **states: Saved) -> None:
    """Save states of persons who write to us alone."""
    async with store.work() as memory:
        await memory.conversations.save({Lane("console", "", "", person): saved for person, saved in states.items()}, NOW)


async def load(store: Store, *lanes: Lane) -> dict[Lane, Saved]:
    """The states of conversations."""
    async with store.work() as memory:
        return dict(await memory.conversations.load(lanes or (LANE,)))


async def test_a_new_conversation_has_no_state(store: Store) -> None:
    assert await load(store) == {}
    async with store.work() as memory:
        assert await memory.conversations.load([]) == {}
        await memory.conversations.save({}, NOW)


async def test_a_saved_state_is_there_in_the_next_transaction_and_after_reopening(store: Store, url: str) -> None:
    await save(store, wang=Saved('{"词": "状态"}', 1))
    assert await load(store) == {LANE: Saved('{"词": "状态"}', 1)}
    again = await open_store(url)
    assert await load(again) == {LANE: Saved('{"词": "状态"}', 1)}
    await again.close()


async def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    async def failing() -> None:
        async with store.work() as memory:
            await memory.conversations.save({LANE: Saved("{}", 1)}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await load(store) == {}


@pytest.mark.parametrize("version", [0, 1, 2, 4])
async def test_a_state_that_does_not_follow_the_stored_one_is_refused_with_all_others(store: Store, version: int) -> None:
    await save(store, wang=Saved("first", 1), li=Saved("first", 1))
    await save(store, wang=Saved("second", 2))
    with pytest.raises(Conflict):
        await save(store, li=Saved("second", 2), wang=Saved("other", version), zhao=Saved("first", 1))
    assert await load(store, LANE, Lane("console", "", "", "li"), Lane("console", "", "", "zhao")) == {
        LANE: Saved("second", 2),
        Lane("console", "", "", "li"): Saved("first", 1),
    }


async def test_a_state_that_follows_one_which_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(Conflict):
        await save(store, wang=Saved("second", 2))
    with pytest.raises(Conflict):
        await save(store, wang=Saved("second", 2), li=Saved("third", 3))


async def test_a_conflict_that_nobody_lets_through_still_undoes_everything(store: Store) -> None:
    await save(store, wang=Saved("first", 1))

    async def careless() -> None:
        async with store.work() as memory:
            await memory.outbox.add([outgoing("a")], NOW)
            with suppress(Conflict):
                await memory.conversations.save({LANE: Saved("other", 1)}, NOW)

    with pytest.raises(Conflict):
        await careless()
    async with store.work() as memory:
        assert await memory.outbox.waiting("console", 9) == ()


async def test_lanes_that_differ_in_anything_are_apart(store: Store) -> None:
    states = {lane: Saved(str(number), 1) for number, lane in enumerate(LANES)}
    async with store.work() as memory:
        await memory.conversations.save(states, NOW)
    assert await load(store, *LANES) == states
    assert await load(store, *LANES[:2], LANES[0]) == {lane: states[lane] for lane in LANES[:2]}


async def test_more_conversations_than_one_statement_asks_for(store: Store) -> None:
    states = {Lane("console", "g", "", f"p{number}"): Saved(f"{number}", 1) for number in range(250)}
    async with store.work() as memory:
        await memory.conversations.save(states, NOW)
    async with store.work() as memory:
        found = await memory.conversations.load(states)
        assert found == states
        await memory.conversations.save({lane: Saved("new", 2) for lane in found}, NOW)
    assert set((await load(store, *states)).values()) == {Saved("new", 2)}


async def test_of_two_first_states_one_is_refused(store: Store, other: Store) -> None:
    async def begin(of: Store) -> bool:
        try:
            async with of.work() as memory:
                assert await memory.conversations.load([LANE]) in ({}, {LANE: Saved("first", 1)})
                await memory.conversations.save({LANE: Saved("first", 1)}, NOW)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(*(begin(of) for of in (store, other) * 4))) == [False] * 7 + [True]


async def test_moments_are_kept_in_utc_and_naive_ones_refused(store: Store, url: str) -> None:
    async with store.work() as memory:
        await memory.conversations.save({LANE: Saved("{}", 1)}, datetime.fromisoformat("2026-05-20T09:00+08:00"))
    engine = engine_of(url)
    async with engine.begin() as connection:
        assert await connection.scalar(select(conversations.c.updated_at)) == NOW
    await engine.dispose()
    with pytest.raises(StatementError, match="without a zone"):
        async with store.work() as memory:
            await memory.conversations.save({LANE: Saved("{}", 2)}, datetime(2026, 5, 20))  # noqa: DTZ001


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_conversation_that_was_loaded_waits_for_whoever_loaded_it(store: Store, other: Store) -> None:
    await save(store, wang=Saved("first", 1))
    seen: list[Saved] = []

    async def next_one() -> None:
        async with other.work() as memory:
            seen.append((await memory.conversations.load([LANE]))[LANE])

    async with store.work() as memory:
        await memory.conversations.load([LANE])
        task = asyncio.create_task(next_one())
        await asyncio.sleep(0.2)
        assert not seen
        await memory.conversations.save({LANE: Saved("second", 2)}, NOW)
    await task
    assert seen == [Saved("second", 2)]
