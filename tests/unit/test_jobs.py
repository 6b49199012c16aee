"""Long work: files fetched, calendars written, and what becomes of work that fails."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from bot.app import assistant
from bot.channels.base import Fetched, FetchFailed
from bot.config import Settings
from bot.workers.jobs import TRIES, JobRunner, JobWorker, text_or_none
from handlers.lane import Lane
from handlers.messages import JobDone
from handlers.ports import Job
from tests.support.memory import InMemory
from tests.support.notices import NOW, shipped

LANE = Lane("stub", "", "", "wang")


def worker_of(memory: InMemory, **files: Fetched | FetchFailed) -> JobWorker:
    """A worker that can fetch some files."""
    made = assistant(Settings(), tuple(shipped().notices))

    async def fetch(ref: str) -> Fetched:
        found = files[ref]
        if isinstance(found, FetchFailed):
            raise found
        return found

    return JobWorker(memory.work, "zh", lambda: made.facts, {"stub": fetch})


async def add(memory: InMemory, kind: str, lane: Lane = LANE, **about: Any) -> None:
    """Have work waiting."""
    async with memory.work() as tables:
        await tables.jobs.add([Job(f"j-{kind}", lane, kind, json.dumps(about))], NOW)


def results(memory: InMemory) -> list[JobDone]:
    """What came of work."""
    return [one.content for one in memory.tables.inbox if isinstance(one.content, JobDone)]


async def test_a_file_handed_in_is_kept_and_read_where_it_is_text() -> None:
    memory = InMemory()
    await add(memory, "fetch", channel="stub", ref="r", name="../表.csv")
    assert await worker_of(memory, r=Fetched("x", "项目,数\n参观,12\n".encode("gb18030"))).drain(NOW) == 1
    (done,) = results(memory)
    assert (done.work, done.text, done.name) == ("fetch", "项目,数\n参观,12\n", "___表.csv")
    assert memory.tables.files[done.file or ""] == "项目,数\n参观,12\n".encode("gb18030")


async def test_a_file_that_is_gone_is_said_to_be() -> None:
    memory = InMemory()
    await add(memory, "fetch", channel="stub", ref="r", name="a.csv")
    assert await worker_of(memory, r=FetchFailed("gone")).drain(NOW) == 1
    assert results(memory) == [JobDone("j-fetch", work="fetch")]


async def test_files_of_a_channel_that_is_not_served_here_are_left_alone() -> None:
    memory = InMemory()
    await add(memory, "fetch", Lane("telegram", "", "", "wang"), channel="telegram", ref="r", name="a.csv")
    assert await worker_of(memory).drain(NOW) == 0
    assert results(memory) == []


async def test_work_that_always_fails_is_given_up() -> None:
    memory = InMemory()
    await add(memory, "dance")
    assert await worker_of(memory).drain(NOW) == TRIES
    assert results(memory) == [JobDone("j-dance", work="dance")]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_deadlines_become_a_calendar_file(language: str) -> None:
    memory = InMemory()
    await add(memory, "calendar", notices=["xinxiang-2026-science-week", "no-such"], language=language)
    await worker_of(memory).drain(NOW)
    (done,) = results(memory)
    assert (done.work, (done.name or "")[-4:]) == ("calendar", ".ics")
    content = memory.tables.files[done.file or ""].decode()
    assert content.startswith("BEGIN:VCALENDAR")
    assert "20260604" in content or "20260603" in content


async def test_a_slow_file_does_not_hold_up_other_work() -> None:
    memory, fetching, heard = InMemory(), asyncio.Event(), asyncio.Event()
    await add(memory, "fetch", channel="stub", ref="r", name="a.csv")
    await add(memory, "calendar", notices=["xinxiang-2026-science-week"], language="zh")

    async def fetch(ref: str) -> Fetched:
        await fetching.wait()
        return Fetched(ref, b"1")

    made = assistant(Settings(), tuple(shipped().notices))
    runner = JobRunner(JobWorker(memory.work, "zh", lambda: made.facts, {"stub": fetch}), lambda: NOW, heard.set)
    running = asyncio.create_task(runner.run())
    runner.wake()
    async with asyncio.timeout(10):
        await heard.wait()
        assert [one.work for one in results(memory)] == ["calendar"]
        heard.clear()
        fetching.set()
        await heard.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert [one.work for one in results(memory)] == ["calendar", "fetch"]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.csv", "数\n1".encode(), "数\n1"),
        ("a.TXT", b"\xef\xbb\xbf1", "1"),
        ("a.csv", "数".encode("utf-16"), "数"),
        ("a.csv", "统计".encode("gb18030"), "统计"),
        ("a.csv", b"a\0b", None),
        ("a.csv", b"\xff\xff\xff", None),
        ("a.csv", b"1" * 200_001, None),
        ("a.docx", b"PK", None),
    ],
)
def test_texts_are_read_as_spreadsheets_save_them(name: str, content: bytes, text: str | None) -> None:
    assert text_or_none(name, content) == text
