"""The process ends at any SQL statement and at either side of any commit: what was acknowledged is there, nothing took
effect twice, the conversation goes on where it was. Every such point of a short day is tried, on a real file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from sqlalchemy import event

from bot.app import Assistant, assistant, desk
from bot.config import Settings
from db.shipped import take_shipped
from db.store import Store, Transaction, open_store
from handlers.lane import Lane
from handlers.messages import Incoming, Text
from handlers.ports import Fate, Outgoing
from knowledge.forms.submission import Change, Did, Submission
from knowledge.packaged import shipped_texts
from tests.support.notices import NOW, shipped

Lines = list[tuple[str, str]]

EVENING: Lines = [("王", "填报"), ("王", "2"), ("王", "雁湖县科技局"), ("王", "逐项填"), ("王", "缺的都记0"), ("王", "是")]
"""What was said before, without a crash."""

DAY: Lines = [("王", "第1项改成12"), ("李", "总结啥时候交"), ("王", "线下3000，第2项1.2"), ("王", "提交"), ("王", "导出")]


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Fuse:
    """Ends the process at the `at`-th point counted; None: only counts."""

    at: int | None = None
    count: int = 0
    blown: bool = False

    def burn(self, *_: object) -> None:
        """One more point."""
        if self.blown:
            return
        self.count += 1
        if self.count == self.at:
            self.blown = True
            raise Crash


@dataclass
class Outcome:
    """What is there at the end of the day, and what everybody was told."""

    table: Submission
    history: tuple[Change, ...]
    told: list[Outgoing] = field(default_factory=list)


@asynccontextmanager
async def opened(file: Path, fuse: Fuse) -> AsyncIterator[Store]:
    """The database of a process that may end."""
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    engine = store._engine.sync_engine
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, fuse.burn)
    try:
        yield store
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, fuse.burn)
        await store.close()


@cache
def _assistant() -> Assistant:
    """What a process knows that cannot be lost: made once, as it remembers nothing."""
    return assistant(Settings(), tuple(shipped().notices))


async def live(store: Store, fuse: Fuse, acknowledged: list[int], told: list[Outgoing], lines: Lines, name: str) -> None:
    """One life of the process: it deals with what was left, then with one message after another."""

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        async with store.work() as memory:
            yield memory
        fuse.burn()

    made = desk(_assistant(), store)
    made = replace(made, engine=replace(made.engine, work=work), jobs=replace(made.jobs, work=work))
    while True:
        await made.settle(NOW)
        for outgoing in await made.unsaid("console"):
            told.append(outgoing)
            await made.was_said([outgoing.id], NOW)
        at = len(acknowledged)
        if at == len(lines):
            return
        who, text = lines[at]
        await made.engine.take([Incoming(id=f"{name}{at + 1}", channel="console", user=who, content=Text(text), received_at=NOW)])
        acknowledged.append(at)


async def day(file: Path, fuse: Fuse) -> Outcome:
    """The day from the first to the last message. After a crash another process goes on: the platform sends again what was
    not acknowledged."""
    told: list[Outgoing] = []
    acknowledged: list[int] = []
    while True:
        async with opened(file, fuse) as store:
            try:
                await live(store, fuse, acknowledged, told, DAY, "m")
                break
            except Crash:
                continue
    async with opened(file, Fuse()) as store, store.work() as memory:
        (table,) = await memory.submissions.of_form("gansu-2026-science-week", "form-statistics")
        return Outcome(table, await memory.submissions.history(table.id), told)


async def test_every_point_of_a_day(tmp_path: Path) -> None:
    template, file = tmp_path / "template.sqlite3", tmp_path / "day.sqlite3"
    async with opened(template, Fuse()) as store:
        async with store.work() as memory:
            await take_shipped(memory.notices, shipped_texts(), NOW)
        await live(store, Fuse(), [], [], EVENING, "e")

    async def run(fuse: Fuse) -> Outcome:
        shutil.copy(template, file)
        return await day(file, fuse)

    counting = Fuse()
    whole = await run(counting)
    assert (whole.table.value("f02"), whole.table.value("f13")) == ("1.2", "3000")
    assert whole.table.filed is not None
    assert counting.count > 60
    for at in range(1, counting.count + 1):
        crashed = await run(Fuse(at))
        assert facts(crashed) == facts(whole), f"point {at}"
        ids = [one.id for one in crashed.told]
        assert list(dict.fromkeys(ids)) == [one.id for one in whole.told], f"point {at}"
        assert len(ids) - len(set(ids)) <= 1, f"point {at}: said more often than a lost receipt explains"


def facts(outcome: Outcome) -> tuple[object, ...]:
    """Everything that must be the same wherever the process ended (the receipt's number may be another one)."""
    entries = {blank: (entry.value, entry.raw, entry.key) for blank, entry in outcome.table.entries}
    return entries, outcome.table.version, [told(change) for change in outcome.history]


def told(change: Change) -> tuple[object, ...]:
    """A line of the history."""
    return change.did, change.blank, change.before, change.did is Did.SUBMITTED or change.after, change.raw, change.key


ROOMS = (Lane("console", "g", "", ""), Lane("console", "", "", "李"))
SENT = [Outgoing(id=f"m{at}", lane=ROOMS[at % 2], text="词", language="zh", receipt=ROOMS[1] if at == 3 else None) for at in range(5)]


async def send(store: Store, fuse: Fuse, platform: list[str]) -> None:
    """One life of a process that sends what waits, in two rooms at once; what another was sending is sent again."""
    async with store.work() as memory:
        await memory.outbox.left_sending("console", NOW)
    while True:
        async with store.work() as memory:
            begun = await memory.outbox.claim("console", NOW, 9)
        fuse.burn()
        if not begun:
            return
        for one in begun:
            platform.append(one.message.id)
            fuse.burn()
            async with store.work() as memory:
                await memory.outbox.settle(one.message.id, Fate.SENT, NOW, f"h{len(platform)}")
            fuse.burn()


async def test_every_point_of_sending(tmp_path: Path) -> None:
    template, file = tmp_path / "template.sqlite3", tmp_path / "sending.sqlite3"
    async with opened(template, Fuse()) as store, store.work() as memory:
        await memory.outbox.add(SENT, NOW)

    async def run(fuse: Fuse) -> tuple[list[str], int]:
        shutil.copy(template, file)
        platform: list[str] = []
        while True:
            async with opened(file, fuse) as store:
                try:
                    await send(store, fuse, platform)
                    break
                except Crash:
                    continue
        with closing(sqlite3.connect(file)) as plain:
            unknown, receipts = plain.execute("SELECT (SELECT sum(unknown) FROM outbox), (SELECT count(*) FROM inbox)").fetchone()
            assert plain.execute("SELECT DISTINCT state, fate, head FROM outbox").fetchall() == [("sent", "sent", 0)]
        assert receipts == 1
        return platform, unknown

    counting = Fuse()
    assert await run(counting) == ([one.id for one in SENT], 0)
    assert counting.count > 30
    for at in range(1, counting.count + 1):
        platform, unknown = await run(Fuse(at))
        for room in ROOMS:
            own = [one.id for one in SENT if one.lane == room]
            assert list(dict.fromkeys(key for key in platform if key in own)) == own, f"point {at}"
        assert len(platform) - len(SENT) <= unknown <= len(ROOMS), f"point {at}"
