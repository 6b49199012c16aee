"""Long work: done outside of any transaction, its result put into the inbox of the conversation that asked for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.rendering.words import words
from handlers.engine import Work
from handlers.messages import Incoming, JobDone
from handlers.ports import Job
from knowledge.forms.csv_file import as_csv
from knowledge.forms.submission import Submission

TRIES = 3
"""Work that fails this often is given up, and said so."""

NAME_KEPT = 80
"""Characters of a file's name; longer ones are cut."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    name: str
    content: bytes


Making = Callable[[Submission, str], Made]


def export(submission: Submission, language: str) -> Made:
    """A table as a file for a spreadsheet: what was handed in, or the draft as it stands."""
    t = words(language)
    named = {key.removeprefix("csv."): t(key) for key in t.keys("csv.") if key != "csv.file"}
    content = as_csv(submission, filed=submission.filed is not None, words=named, people=False)
    return Made(safe_name(t("csv.file", unit=submission.unit, form=submission.form.title)), content)


KINDS: Mapping[str, Making] = {"export": export}
"""What can be done for a conversation."""


def safe_name(name: str) -> str:
    """A file's name without anything that is no letter, digit, dash or dot; its ending stays."""
    stem, dot, ending = name.rpartition(".")
    kept = "".join(char if char.isalnum() or char in "-_ （）()" else "_" for char in stem)
    return f"{kept[:NAME_KEPT].strip()}{dot}{ending}"


@dataclass(frozen=True, slots=True)
class JobWorker:
    """Does the work that waits; `locale` is the language of what it writes."""

    work: Work
    locale: str

    async def drain(self, now: datetime) -> int:
        """Do all that waits; how much was done."""
        done = 0
        while True:
            async with self.work() as memory:
                waiting = await memory.jobs.waiting(1)
            if not waiting:
                return done
            await self._do(waiting[0], now)
            done += 1

    async def _do(self, job: Job, now: datetime) -> None:
        try:
            made = await self._made(job)
        except Exception:
            log.exception("work %s failed", job.kind)
            if job.tries + 1 < TRIES:
                async with self.work() as memory:
                    await memory.jobs.fail(job.id)
                return
            made = None
        async with self.work() as memory:
            file = await memory.files.add(made.content, now) if made else None
            lane = job.lane
            result = Incoming(
                id=f"{job.id}-done",
                channel=lane.channel,
                user=lane.person,
                group=lane.chat or None,
                thread=lane.thread or None,
                content=JobDone(job.id, made.name if made else None, file),
                received_at=now,
            )
            await memory.inbox.add([result])
            await memory.jobs.finish(job.id, now)

    async def _made(self, job: Job) -> Made:
        async with self.work() as memory:
            found = await memory.submissions.load([job.about])
        return KINDS[job.kind](found[job.about], self.locale)
