"""Thousands of operations at random by several processes at once: what was acknowledged adds up."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress

from db.errors import StoreBusy
from db.store import Store, Transaction
from handlers.errors import Conflict
from handlers.messages import Lane
from handlers.ports import Saved
from knowledge.forms.submission import Did
from tests.contract.samples import NOW, filled, job, outgoing, said, saving, submission

TABLES = 5
PEOPLE = 9
MESSAGES = 700


def person_of(number: int) -> str:
    """Who sends the message of a number."""
    return f"p{number % PEOPLE}"


async def arrive(memory: Transaction, dice: random.Random, heard: Counter[str]) -> None:
    """Some messages come in, many of them once more."""
    numbers = [dice.randrange(MESSAGES) for _ in range(dice.randrange(1, 14))]
    heard.update(f"m{number}" for number in numbers)
    await memory.inbox.add([said(f"m{number}", person_of(number)) for number in numbers])


async def step(memory: Transaction, dice: random.Random) -> int:
    """Steps of a few conversations are taken: each counts in the conversation and adds to some table."""
    heads = await memory.inbox.heads(dice.randrange(1, 6))
    lanes = [waiting.said.lane for waiting in heads]
    known = await memory.conversations.load(lanes)
    after = {lane: Saved(str(int(known[lane].state) + 1), known[lane].version + 1) if lane in known else Saved("1", 1) for lane in lanes}
    chosen = [f"s{dice.randrange(TABLES)}" for _ in heads]
    tables = dict(await memory.submissions.load(chosen))
    savings = []
    for waiting, table in zip(heads, chosen, strict=True):
        before = tables[table]
        tables[table] = filled(before, str(int(before.value("visits") or 0) + 1), waiting.said.id)
        savings.append(saving(tables[table], before, waiting.said.id))
    await memory.submissions.save(savings)
    await memory.conversations.save(after, NOW)
    await memory.outbox.add([outgoing(waiting.said.id, waiting.said.lane) for waiting in heads], NOW)
    await memory.jobs.add([job(waiting.said.id) for waiting in heads if dice.random() < 0.2], NOW)
    if dice.random() < 0.1:
        raise ZeroDivisionError
    await memory.inbox.finish([waiting.number for waiting in heads], NOW)
    return len(heads)


async def worker(store: Store, seed: int, heard: Counter[str]) -> int:
    """Arrivals and steps in any order, some of them broken off; how many steps were acknowledged."""
    dice, done = random.Random(seed), 0
    for _ in range(30):
        arriving: Counter[str] = Counter()

        async def work(arriving: Counter[str] = arriving) -> int:
            async with store.work() as memory:
                if dice.random() < 0.6:
                    await arrive(memory, dice, arriving)
                    return 0
                return await step(memory, dice)

        task = asyncio.create_task(work())
        if dice.random() < 0.06:
            await asyncio.sleep(dice.random() * 0.01)
            task.cancel()
        with suppress(Conflict, StoreBusy, ZeroDivisionError, asyncio.CancelledError):
            done += await task
            heard.update(arriving)
    return done


async def test_what_was_acknowledged_adds_up(store: Store, other: Store) -> None:
    async with store.work() as memory:
        await memory.submissions.save([saving(submission(f"s{number}", f"单位{number}")) for number in range(TABLES)])
    heard: Counter[str] = Counter()
    acknowledged = sum(await asyncio.gather(*(worker((store, other)[seed % 2], seed, heard) for seed in range(8))))

    async def drain() -> bool:
        async with store.work() as memory:
            return await step(memory, dice) == 0

    dice, empty = random.Random(1), False
    while not empty:
        with suppress(ZeroDivisionError):
            empty = await drain()
    async with store.work() as memory:
        sent = [message.id for message in await memory.outbox.waiting("console", 99_999)]
        states = await memory.conversations.load([Lane("console", "", "", f"p{number}") for number in range(PEOPLE)])
        tables = await memory.submissions.load([f"s{number}" for number in range(TABLES)])
        histories = [await memory.submissions.history(table) for table in tables]
        new = await memory.inbox.add([said(key, person_of(int(key[1:]))) for key in sent])
        waiting = [work.id for work in await memory.jobs.waiting(99_999)]
    assert acknowledged > 30
    assert len(sent) == len(set(sent)) >= acknowledged
    assert set(heard) <= set(sent)
    assert new == 0
    people = Counter(person_of(int(key[1:])) for key in sent)
    assert {lane.person: int(saved.state) for lane, saved in states.items()} == people
    assert {lane.person: saved.version for lane, saved in states.items()} == people
    assert sum(int(table.value("visits") or 0) for table in tables.values()) == len(sent)
    changes = [change for history in histories for change in history if change.did is Did.SET]
    assert sorted(change.key for change in changes) == sorted(sent)
    assert set(waiting) <= set(sent)
    for history, table in zip(histories, tables.values(), strict=True):
        assert [change.after for change in history if change.did is Did.SET] == [str(1 + n) for n in range(int(table.value("visits") or 0))]
