"""Two processes work through one inbox: every message has one effect, conversations stay in order, and what several people
do to one table is neither lost nor overwritten unseen."""

from __future__ import annotations

import asyncio
import random

from bot.app import assistant, desk
from bot.config import Settings
from db.errors import StoreBusy
from db.store import Store, open_store
from handlers.engine import Engine
from handlers.errors import Conflict
from handlers.messages import Incoming, Text
from handlers.ports import Outgoing
from knowledge.forms.submission import Did
from tests.support.notices import NOW, shipped

PEOPLE = 6
FIGURES = [str(number) for number in range(11, 30)]


def engine(store: Store) -> Engine:
    """The engine of one process."""
    return desk(assistant(Settings(), tuple(shipped().notices)), store).engine


def said(who: str, number: int, text: str) -> Incoming:
    """A message of somebody."""
    return Incoming(id=f"{who}-{number}", channel="console", user=who, content=Text(text), received_at=NOW)


async def until_empty(work: Engine, stop: asyncio.Event) -> None:
    """Take steps until told to stop and nothing waits."""
    while True:
        try:
            done = await work.advance()
        except (Conflict, StoreBusy):
            continue
        if done is None:
            if stop.is_set():
                return
            await asyncio.sleep(0.005)


async def test_two_processes_share_the_work(url: str) -> None:
    stores = [await open_store(url), await open_store(url)]
    engines = [engine(store) for store in stores]
    rolls, stop = random.Random(7), asyncio.Event()
    lines = {f"p{at}": ["填报", "2", f"第{at}中学", "就是新单位", "逐项填", *FIGURES] for at in range(PEOPLE)}
    workers = [asyncio.create_task(until_empty(each, stop)) for each in engines]
    waiting = {who: list(enumerate(texts)) for who, texts in lines.items()}
    while waiting:
        who = rolls.choice(sorted(waiting))
        number, text = waiting[who].pop(0)
        message = said(who, number, text)
        for to in rolls.sample(engines, 2 if rolls.random() < 0.3 else 1):
            await to.accept([message])
        if not waiting[who]:
            del waiting[who]
    stop.set()
    await asyncio.gather(*workers)
    async with stores[0].work() as memory:
        told: tuple[Outgoing, ...] = await memory.outbox.waiting("console", 10_000)
        tables = await memory.submissions.of_form("gansu-2026-science-week", "form-statistics")
        histories = [await memory.submissions.history(table.id) for table in tables]
    for store in stores:
        await store.close()
    for who, texts in lines.items():
        assert [one.id for one in told if one.lane.person == who] == [f"{who}-{number}-1" for number in range(len(texts))]
    assert len(tables) == PEOPLE
    for table, history in zip(tables, histories, strict=True):
        assert [entry.value for _, entry in table.entries] == FIGURES
        keys = [change.key for change in history if change.did is Did.SET]
        assert len(keys) == len(set(keys)) == len(FIGURES)


async def test_people_who_take_a_table_from_each_other_lose_nothing(url: str) -> None:
    stores = [await open_store(url), await open_store(url)]
    engines = [engine(store) for store in stores]
    rolls, stop = random.Random(11), asyncio.Event()
    people = ["王", "李", "赵"]
    number = 0
    for who in people:
        for text in ("填报", "2", "雁湖县科技局"):
            number += 1
            await engines[0].accept([said(who, number, text)])
            while await engines[0].advance() is not None:
                pass
    workers = [asyncio.create_task(until_empty(each, stop)) for each in engines]
    for _ in range(120):
        number += 1
        text = "接手填" if rolls.random() < 0.3 else f"第{rolls.randint(1, 19)}项改成{number}"
        await rolls.choice(engines).accept([said(rolls.choice(people), number, text)])
    stop.set()
    await asyncio.gather(*workers)
    async with stores[0].work() as memory:
        told = await memory.outbox.waiting("console", 10_000)
        (table,) = await memory.submissions.of_form("gansu-2026-science-week", "form-statistics")
        history = await memory.submissions.history(table.id)
    for store in stores:
        await store.close()
    acknowledged = {one.id.removesuffix("-1") for one in told if one.text.startswith("✓")}
    written = [change for change in history if change.did is Did.SET]
    assert {change.key for change in written} == acknowledged
    assert len(written) == len(acknowledged) > 20
    last = {change.blank: change.after for change in written}
    assert {blank: entry.value for blank, entry in table.entries} == last
