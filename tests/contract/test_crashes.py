"""A process that is killed while it writes."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from db.store import open_store

ROOT = Path(__file__).parent.parent.parent
WRITER = """
import asyncio, sys
from db import sqlite
from db.store import open_store
from tests.contract.samples import LANE, NOW, filled, outgoing, said, saving, submission

async def main():
    if sys.argv[3] == "WAL":
        sqlite.wal_is_safe = lambda version: True
    store, number = await open_store(sys.argv[1]), int(sys.argv[2])
    while True:
        async with store.work() as memory:
            await memory.inbox.add([said(f"m{number}")])
            await memory.outbox.add([outgoing(f"m{number}")], NOW)
            await memory.submissions.save([saving(submission(f"s{number}", f"unit {number}" * 30))])
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""
"""Numbered transactions, each told once it is committed."""


async def killed(address: str, start: int, journal: str, seconds: float) -> int:
    """Let a process write for a while from a number on and kill it; the number after the last one told."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, address, str(start), journal, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    told = [await writer.stdout.readline()]
    await asyncio.sleep(seconds)
    writer.kill()
    told += (await writer.stdout.read()).splitlines(keepends=True)
    await writer.wait()
    return max(int(line) for line in told if line.endswith(b"\n")) + 1


@pytest.mark.parametrize("journal", ["TRUNCATE", "WAL"])
async def test_a_killed_process_leaves_all_it_told_and_nothing_half(journal: str, tmp_path: Path) -> None:
    file, dice = tmp_path / "killed.sqlite3", random.Random(journal)
    address, told = f"sqlite+aiosqlite:///{file}", 0
    for _ in range(3):
        told = await killed(address, told, journal, dice.random() * 0.2)
        store = await open_store(address)
        async with store.work() as memory:
            sent = [message.id for message in await memory.outbox.waiting("console", 99_999)]
            known = await memory.submissions.of_form("a", "t")
        await store.close()
        assert sent == [f"m{number}" for number in range(len(sent))]
        assert {one.id for one in known} == {f"s{number}" for number in range(len(sent))}
        assert told <= len(sent) <= told + 1
        told = len(sent)
        with closing(sqlite3.connect(file)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("SELECT id FROM inbox ORDER BY number").fetchall() == [(key,) for key in sent]
