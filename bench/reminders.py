"""The speed of reminding: what is due said in batches, beside a bare loop on the same disk; the poll while nothing is due;
how soon `serve` is ready."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import create_engine, insert, text

from bench.generate import notices
from bot.app import Assistant, assistant
from bot.commands.serve import settle_memory
from bot.config import Settings
from bot.workers.reminders import Reminding
from db import sqlite
from db.repositories import reminders as repository
from db.store import Store, open_store
from db.tables import reminders, subscriptions
from handlers.engine import Speak
from handlers.lane import Lane
from handlers.messages import Reply
from handlers.ports import Outgoing
from handlers.reminding import Found, preview, replan
from handlers.subscription import Subscription
from knowledge.notice import Notice
from knowledge.reminders import Slot

A_DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")
DUE = 100_000
TOGETHER = 4
"""Deliverables due at one moment in one chat: one message."""

PENDING = 1_000_000
PENDING_EACH = 40
CLAIMED = 100
"""Rows that the bare loop claims in one transaction."""

POLLS = 200
STARTS = 5
TICK = 0.002
"""Seconds between two looks at how long the event loop was kept."""


def campaign() -> Notice:
    """A made-up notice with several deliverables due on one day, soon after all are planned."""
    notice = next(notices(1))
    (paper,) = notice.deliverables
    return msgspec.structs.replace(notice, deliverables=tuple(msgspec.structs.replace(paper, id=f"paper-{at}") for at in range(TOGETHER)))


def subscribed(notice: Notice, number: int, at: datetime) -> Subscription:
    """A group that is reminded of the notice."""
    lane = Lane("bench", f"group-{number}", "", "")
    return Subscription(id=f"s{number:07}", lane=lane, by="bench:wang", created_at=at, notice=notice.id, language="zh", version=1)


def fill(file: Path, rows: Iterator[tuple[Subscription, tuple[Slot, ...]]]) -> None:
    """Put subscriptions with their reminders into a database, faster than anybody could subscribe."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        while some := list(islice(rows, 5000)):
            made = [{**repository._values(one, one.created_at), "wake_at": min(slot.at for slot in slots)} for one, slots in some]
            connection.execute(insert(subscriptions), made)
            connection.execute(insert(reminders), [repository._row(one.id, slot) for one, slots in some for slot in slots])
    engine.dispose()


def bare_loop(folder: Path) -> float:
    """Rows a second of a loop that claims what is due and notes that it is done, with our settings and nothing else."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        sqlite.on_connect(connection, None)
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, due TEXT NOT NULL, done TEXT, words TEXT)")
        connection.execute("CREATE INDEX bare_due ON bare (due) WHERE done IS NULL")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO bare (due, words) VALUES (?, ?)", ((f"2026-05-20 09:{at % 60:02}", "x" * 300) for at in range(DUE)))
        connection.execute("COMMIT")
        began = perf_counter()
        while True:
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute(
                "SELECT id, words FROM bare WHERE done IS NULL AND due <= ? ORDER BY due LIMIT ?", ("2027", CLAIMED)
            ).fetchall()
            connection.executemany("UPDATE bare SET done = '2026-05-20 09:00' WHERE id = ?", [(key,) for key, _ in found])
            connection.execute("COMMIT")
            if not found:
                return DUE / (perf_counter() - began)


class Stalls:
    """How long the event loop was kept from everybody else, at worst."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            began = perf_counter()
            await asyncio.sleep(TICK)
            self.worst = max(self.worst, perf_counter() - began - TICK)


async def due(folder: Path, name: str, bare: float, speak: Callable[[Assistant], Speak]) -> None:
    """Say everything that fell due at one moment, in a process that is at work already."""
    notice = campaign()
    made = assistant(Settings(), (notice,))
    facts = made.facts
    file, now = folder / f"{name}.sqlite3", datetime(notice.year or 0, 1, 1, tzinfo=ZONE)
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    slots = replan(subscribed(notice, 0, now), facts.catalogue, facts.times, ZONE, now)
    first = tuple(slot for slot in slots if slot.at == slots[0].at)
    fill(file, ((subscribed(notice, number, now), first) for number in range(DUE // len(first))))
    speaking = speak(made)
    for one in preview(subscribed(notice, 0, now), first, facts, Found()):
        speaking(one[1], Lane("bench", "", "", "wang"))
    settle_memory()
    reminding, stalls = Reminding(store.work, lambda: facts, speaking), Stalls()
    watching = asyncio.create_task(stalls.watch())
    await asyncio.sleep(0.05)
    began, done = perf_counter(), 0
    while some := await reminding.advance(slots[0].at):
        done += some
        await asyncio.sleep(0)
    took = perf_counter() - began
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    async with store.work() as memory:
        said = len(await memory.outbox.waiting("bench", DUE))
    await store.close()
    assert (done, said) == (DUE, DUE // len(first))
    print(f"{name}: {DUE} due reminders in {took:.1f} s, {DUE / took:.0f} a second ({said} messages), {DUE / took / bare:.2f} of the bare loop")
    print(f"  the event loop was kept for {stalls.worst * 1e3:.0f} ms at worst")


def stub(_made: Assistant) -> Speak:
    """Hands every reminder on as it is, in no words."""

    def speak(reply: Reply, lane: Lane) -> Outgoing:
        return Outgoing(id=reply.id, lane=lane, text="", language="zh")

    return speak


async def idle(folder: Path) -> None:
    """The poll with a million reminders to come and none due."""
    notice = campaign()
    file, now = folder / "idle.sqlite3", datetime(2026, 1, 1, tzinfo=ZONE)
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    made = assistant(Settings(), (notice,))

    def slots(number: int) -> tuple[Slot, ...]:
        begin = now + timedelta(days=1, minutes=number % 5000)
        return tuple(
            Slot(begin + timedelta(days=at), notice.id, f"paper-{at}", "2026-12-31", "1d", begin + timedelta(days=at + 1))
            for at in range(PENDING_EACH)
        )

    fill(file, ((subscribed(notice, number, now), slots(number)) for number in range(PENDING // PENDING_EACH)))
    reminding = Reminding(store.work, lambda: made.facts, made.speak)
    polls = [await _timed(lambda: reminding.advance(now)) for _ in range(POLLS)]
    nexts = [await _timed(lambda: _next_at(store)) for _ in range(POLLS)]
    await store.close()
    print(f"idle poll with {PENDING} reminders to come: p50 {median(polls) * 1e3:.1f} ms; when the next is due: p50 {median(nexts) * 1e3:.1f} ms")
    for plan in _plans(file):
        print(f"  {plan}")


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await work()
    return perf_counter() - began


async def _next_at(store: Store) -> None:
    async with store.work() as memory:
        await memory.reminders.next_at()


def _plans(file: Path) -> Iterator[str]:
    """How SQLite answers the questions of the poll; a scan of a table would be a mistake."""
    engine = create_engine(f"sqlite:///{file}")
    asked: tuple[tuple[Any, dict[str, object]], ...] = (
        (repository._AWAKE, {"now": "2026-01-01 00:00:00.000000", "most": 16}),
        (repository._NEXT, {}),
    )
    with engine.connect() as connection:
        for statement, values in asked:
            compiled = statement.compile(dialect=engine.dialect)
            bound = {**compiled.params, **values}
            words = str(compiled)
            for name in compiled.positiontup or ():
                words = words.replace("?", f":{name}", 1)
            for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}"), bound):
                assert "SCAN subscriptions" not in row.detail or "USING" in row.detail, row.detail
                yield row.detail
    engine.dispose()


def ready() -> None:
    """How soon `serve` says that it is ready, against a server on this machine, and what it weighs then."""
    if find_spec("aiogram") is None:
        print("serve: not measured (make test sets up what it needs)")
        return
    from tests.support.botapi import BotApiThread  # noqa: PLC0415 - only with the tools for tests

    with tempfile.TemporaryDirectory() as folder, BotApiThread() as server:
        more = {"ZHOUZHI_TELEGRAM__TOKEN": server.token, "ZHOUZHI_TELEGRAM__API_BASE": server.url, "ZHOUZHI_BOT__DATA_DIR": folder}
        _start(more, folder)
        found = [_start(more, folder) for _ in range(STARTS)]
    empty = median(_empty() for _ in range(STARTS))
    took, weight = median(seconds for seconds, _ in found), max(weight for _, weight in found)
    print(f"serve: ready in {took:.2f} s (an empty Python: {empty:.2f} s, ratio {took / empty:.0f}), memory {weight:.0f} MiB")


def _start(more: dict[str, str], folder: str) -> tuple[float, float]:
    """Seconds until it is ready, and MiB it holds a second later."""
    began = perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env={**os.environ, **more}, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if folder in line:
            break
    took = perf_counter() - began
    weight = next(int(line.split()[1]) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    process.send_signal(signal.SIGTERM)
    process.communicate()
    return took, weight / 1024


def _empty() -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return perf_counter() - began


def main() -> None:
    """Print every figure with what it is compared with."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = bare_loop(folder)
        print(f"\nbare loop that claims {CLAIMED} rows at a time and notes them as done: {bare:.0f} rows a second")
        asyncio.run(due(folder, "handed to a stub", bare, stub))
        asyncio.run(due(folder, "put into words", bare, lambda made: made.speak))
        asyncio.run(idle(folder))
    ready()


if __name__ == "__main__":
    main()
