"""What several workers want written, in as few commits as may be; kept at until it is written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from db.errors import StoreError
from handlers.engine import Work
from handlers.errors import Conflict, StepRefused
from handlers.ports import Memory

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 15.0
"""Seconds between attempts while the database cannot be worked with."""

Entry = Callable[[Memory], Awaitable[Any]]
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Wanted:
    entry: Entry
    written: asyncio.Future[Any]


class Ledger:
    """Writes entries in the order in which they came. What comes while one commit is under way shares the next."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._wanted: list[_Wanted] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, entry: Callable[[Memory], Awaitable[T]]) -> T:
        """Do this inside a transaction; what it came to, once that is saved. While the database fails it is done again
        and again; an entry that cannot be done for reasons of its own raises."""
        written: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._wanted.append(_Wanted(entry, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await written

    async def _write(self) -> None:
        while self._wanted:
            wanted, self._wanted = self._wanted, []
            wanted = [one for one in wanted if not one.written.done()]
            await self._together(wanted)

    async def _together(self, wanted: list[_Wanted]) -> None:
        """All in one transaction, or, where one of them cannot be done, each in its own."""
        try:
            await self._insist(wanted)
        except Exception as error:
            if len(wanted) == 1:
                _fail(wanted[0], error)
                return
            for one in wanted:
                await self._together([one])

    async def _insist(self, wanted: list[_Wanted]) -> None:
        """Try until it is written."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                async with self._work() as memory:
                    found = [await one.entry(memory) for one in wanted]
            except (Conflict, StepRefused):
                raise
            except StoreError:
                log.exception("what was done could not be written down; it is tried again")
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            for one, value in zip(wanted, found, strict=True):
                if not one.written.done():
                    one.written.set_result(value)
            return


def _fail(wanted: _Wanted, error: Exception) -> None:
    if not wanted.written.done():
        wanted.written.set_exception(error)
