"""Long work: done outside of any transaction, its result put into the inbox of the conversation that asked for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from bot.channels.base import Fetched, FetchFailed
from bot.rendering.words import words
from bot.workers.clocks import Now, Steady, steady
from handlers import work
from handlers.engine import Work
from handlers.facts import Facts
from handlers.messages import Incoming, JobDone
from handlers.ports import Job
from handlers.reminding import notice_or_none
from handlers.work import FETCH, LARGEST_TEXT, CalendarFile, FetchFile, is_text
from knowledge.forms.csv_file import as_csv
from knowledge.forms.submission import Submission

TRIES = 3
"""Work that fails this often is given up, and said so."""

NAME_KEPT = 80
"""Characters of a file's name; longer ones are cut."""

LOOKED_AT = 50
"""Pieces of work looked at to find some that can be done here."""

AT_ONCE = 4
"""Pieces of work done at a time: one that waits for a slow network does not hold up the others."""

LONGEST_FETCH = 60.0
"""Seconds that getting a file handed in may take."""

POLL = 2.0
"""Seconds after which the worker looks by itself, for work that another process left."""

GATHERING = 0.05
"""Seconds in which several calls for the worker count as one."""

SHORTEST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds before work is begun again whose result could not be saved."""

ENDING_KEPT = 12
"""Characters of the ending of a file's name."""

_MOST_DOUBLINGS = 16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What work came to: a file, and the text in it where that is read."""

    name: str
    content: bytes
    text: str | None = None


@dataclass(frozen=True, slots=True)
class _Rest:
    """Work that failed so often in a row that its result could not be saved, and until when it is left alone."""

    failures: int
    until: float


Fetch = Callable[[str], Awaitable[Fetched]]
"""Gets a file handed in on a channel."""


def export(submission: Submission, language: str) -> Made:
    """A table as a file for a spreadsheet: what was handed in, or the draft as it stands."""
    t = words(language)
    named = {key.removeprefix("csv."): t(key) for key in t.keys("csv.") if key != "csv.file"}
    content = as_csv(submission, filed=submission.filed is not None, words=named, people=False)
    return Made(safe_name(t("csv.file", unit=submission.unit, form=submission.form.title)), content)


def safe_name(name: str) -> str:
    """A file's name without anything that is no letter, digit, dash or bracket, but for the dot before its ending."""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    return f"{_harmless(stem)[:NAME_KEPT].strip() or '_'}{dot}{_harmless(ending)[:ENDING_KEPT].strip()}"


def _harmless(text: str) -> str:
    return "".join(char if char.isalnum() or char in "-_ （）()" else "_" for char in text)


def text_or_none(name: str, content: bytes) -> str | None:
    """What a file says, where it is a text of a size that people type: as a spreadsheet or an editor saves it here."""
    if len(content) > LARGEST_TEXT or not is_text(name):
        return None
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return None if "\0" in text else text
    return None


@dataclass(frozen=True, slots=True)
class JobWorker:
    """Does the work that waits; `locale` is the language of what it writes where nobody chose one. `fetch` gets files
    from those channels that are served here: what another process has to get is left to it."""

    work: Work
    locale: str
    facts: Callable[[], Facts] | None = None
    fetch: Mapping[str, Fetch] = field(default_factory=dict)

    async def waiting(self) -> tuple[Job, ...]:
        """Work that waits and can be done here, oldest first."""
        async with self.work() as memory:
            found = await memory.jobs.waiting(LOOKED_AT)
        return tuple(job for job in found if job.kind != FETCH or job.lane.channel in self.fetch)

    async def drain(self, now: datetime) -> int:
        """Do all that waits; how much was done."""
        done = 0
        while waiting := await self.waiting():
            await self.do(waiting[0], now)
            done += 1
        return done

    async def do(self, job: Job, now: datetime) -> None:
        """Do it and save what it came to; where it fails it waits again, or is given up."""
        try:
            made = await self._made(job, now)
        except Exception:
            log.exception("work %s failed", job.kind)
            if job.tries + 1 < TRIES:
                async with self.work() as memory:
                    await memory.jobs.fail(job.id)
                return
            made = None
        async with self.work() as memory:
            file = await memory.files.add(made.content, now) if made else None
            done = JobDone(job.id, made.name if made else None, file, made.text if made else None, job.kind)
            await memory.inbox.add([_result(job, done, now)])
            await memory.jobs.finish(job.id, now)

    async def _made(self, job: Job, now: datetime) -> Made | None:
        """What work comes to; None where it is known that it never will."""
        match job.kind:
            case work.EXPORT:
                async with self.work() as memory:
                    found = await memory.submissions.load([job.about])
                return export(found[job.about], self.locale)
            case work.FETCH:
                return await self._fetched(msgspec.json.decode(job.about, type=FetchFile), job.tries)
            case work.CALENDAR:
                return self._calendar(msgspec.json.decode(job.about, type=CalendarFile), now)
            case _:
                raise ValueError("no such work")

    async def _fetched(self, wanted: FetchFile, tries: int) -> Made | None:
        try:
            async with asyncio.timeout(LONGEST_FETCH):
                found = await self.fetch[wanted.channel](wanted.ref)
        except FetchFailed as error:
            if error.why != "later":
                log.warning("a file handed in could not be had: %s", error.why)
                return None
            if tries + 1 < TRIES:
                await asyncio.sleep(2.0**tries)
            raise
        name = safe_name(wanted.name or found.name)
        return Made(name, found.content, text_or_none(name, found.content))

    def _calendar(self, wanted: CalendarFile, now: datetime) -> Made:
        from bot.rendering.calendar import calendar  # noqa: PLC0415 - seldom needed

        if self.facts is None:
            raise ValueError("nothing is known here")
        facts = self.facts()
        notices = [notice for one in wanted.notices if (notice := notice_or_none(facts.catalogue, one)) is not None]
        name, content = calendar(notices, wanted.language, now.astimezone(facts.zone))
        return Made(safe_name(name), content)


def _result(job: Job, done: JobDone, now: datetime) -> Incoming:
    """What work came to, as a message in the conversation that asked for it; what is read in a file has the rights of the
    message that brought it."""
    lane, brought = job.lane, _brought_or_none(job)
    return Incoming(
        id=f"{job.id}-done",
        channel=lane.channel,
        user=lane.person,
        group=lane.chat or None,
        thread=lane.thread or None,
        content=done,
        received_at=now,
        via=brought.via if brought else "person",
        speaks=brought.speaks if brought else None,
        name=brought.who if brought else None,
    )


def _brought_or_none(job: Job) -> FetchFile | None:
    """The file that work is to fetch; None for other work, and where that cannot be read."""
    if job.kind != FETCH:
        return None
    try:
        return msgspec.json.decode(job.about, type=FetchFile)
    except msgspec.DecodeError:
        return None


class JobRunner:
    """Has work done as it comes. `heard` is called when a result is in the inbox."""

    def __init__(self, worker: JobWorker, now: Now, heard: Callable[[], None], steady: Steady = steady) -> None:
        self._worker = worker
        self._now = now
        self._heard = heard
        self._steady = steady
        self._rests: dict[str, _Rest] = {}
        self._wake = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; what is not finished then is done again another time."""
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL):
                        await self._wake.wait()
                    await asyncio.sleep(GATHERING)
                self._wake.clear()
                await self._begin()
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _begin(self) -> None:
        try:
            waiting = await self._worker.waiting()
        except Exception:
            log.exception("the work that waits could not be looked at")
            return
        self._rests = {job.id: self._rests[job.id] for job in waiting if job.id in self._rests}
        for job in waiting:
            if job.id not in self._under_way and len(self._under_way) < AT_ONCE and not self._rests_now(job):
                self._under_way[job.id] = asyncio.create_task(self._do(job))

    def _rests_now(self, job: Job) -> bool:
        rest = self._rests.get(job.id)
        return rest is not None and self._steady() < rest.until

    async def _do(self, job: Job) -> None:
        try:
            await self._worker.do(job, self._now())
            self._heard()
        except Exception:
            log.exception("work %s could not be saved", job.kind)
            self._rest(job)
        else:
            self._wake.set()
        finally:
            del self._under_way[job.id]

    def _rest(self, job: Job) -> None:
        """What could not be saved waits longer each time: a full disk is not empty in a moment."""
        failures = (before.failures if (before := self._rests.get(job.id)) else 0) + 1
        self._rests[job.id] = _Rest(failures, self._steady() + min(SHORTEST_PAUSE * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), LONGEST_PAUSE))
