"""Long work: files fetched, calendars written, and what becomes of work that fails."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from bot.app import assistant
from bot.channels.base import Fetched, FetchFailed
from bot.config import Settings
from bot.workers.jobs import ENDING_KEPT, LONGEST_PAUSE, NAME_KEPT, SHORTEST_PAUSE, TRIES, JobRunner, JobWorker, safe_name, text_or_none
from handlers.lane import Lane
from handlers.messages import JobDone
from handlers.ports import Job
from handlers.work import LARGEST_TEXT, TEXT_ENDINGS, FetchFile, about_of
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
        ("说明.md", "参观12".encode(), "参观12"),
        ("a.csv", b"1" * LARGEST_TEXT, "1" * LARGEST_TEXT),
        ("a.csv", b"1" * (LARGEST_TEXT + 1), None),
        ("a.docx", b"PK", None),
    ],
)
def test_texts_are_read_as_spreadsheets_save_them(name: str, content: bytes, text: str | None) -> None:
    assert text_or_none(name, content) == text


@pytest.mark.parametrize("ending", TEXT_ENDINGS)
def test_every_file_that_is_taken_as_text_is_read(ending: str) -> None:
    assert text_or_none(f"a{ending}", "参观12".encode()) == "参观12"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("汇总表（一季度）.csv", "汇总表（一季度）.csv"),
        ("../表.csv", "___表.csv"),
        ("evil/../x", "evil__._x"),
        ("表.c\nsv", "表.c_sv"),
        ("a/b", "a_b"),
        ("", "_"),
        (".csv", "_.csv"),
        ("a" * 200, "a" * NAME_KEPT),
        ("a." + "b" * 200, "a." + "b" * ENDING_KEPT),
    ],
)
def test_a_name_leads_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("found", [Fetched("x", b"1"), FetchFailed("gone")])
async def test_what_stands_in_a_forwarded_file_has_the_rights_of_forwarded_words(found: Fetched | FetchFailed) -> None:
    memory = InMemory()
    about = about_of(FetchFile("stub", "r", "a.csv", via="forwarded", speaks="en", who="Wang"))
    async with memory.work() as tables:
        await tables.jobs.add([Job("j", LANE, "fetch", about)], NOW)
    await worker_of(memory, r=found).drain(NOW)
    (done,) = memory.tables.inbox
    assert (done.via, done.speaks, done.name) == ("forwarded", "en", "Wang")


async def test_work_that_cannot_be_understood_is_given_up() -> None:
    memory = InMemory()
    await add(memory, "fetch", ref=1)
    assert await worker_of(memory).drain(NOW) == TRIES
    assert results(memory) == [JobDone("j-fetch", work="fetch")]


async def test_what_cannot_be_saved_is_tried_again_more_and_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, moment = InMemory(), 0.0
    tried: list[float] = []
    await add(memory, "calendar", notices=[], language="zh")
    worker = worker_of(memory)

    class FullDisk(JobWorker):
        async def do(self, job: Job, now: datetime) -> None:
            tried.append(moment)
            raise OSError("the disk is full")

    monkeypatch.setattr("bot.workers.jobs.POLL", 0.001)
    monkeypatch.setattr("bot.workers.jobs.GATHERING", 0.0)
    runner = JobRunner(FullDisk(worker.work, "zh", worker.facts), lambda: NOW, lambda: None, lambda: moment)
    running = asyncio.create_task(runner.run())
    for _ in range(400):
        moment += 1.0
        await asyncio.sleep(0.002)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    least = [min(SHORTEST_PAUSE * 2**number, LONGEST_PAUSE) for number in range(len(tried))]
    assert len(tried) > 5
    assert all(after - before >= pause for (before, after), pause in zip(pairwise(tried), least, strict=False))
