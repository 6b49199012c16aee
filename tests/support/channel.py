"""A channel without a platform: what is sent is noted, and what becomes of it is told beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.channels.base import Abilities, Fetched, FetchFailed, Files, Finding, Intake, Part, Receipt, Sent
from handlers.ports import Sending

T = TypeVar("T")


class Line(Part):
    """A line of a message."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


@dataclass
class StubChannel:
    """A message goes out line by line. `fates` has what becomes of the next attempts to send a line, `gate` holds all
    sending up while it is closed."""

    name: str = "stub"
    account: str = "stub:1"
    fates: dict[str, list[Receipt]] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    on_their_way: set[str] = field(default_factory=set)
    most_at_once: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    closed: bool = False

    def __post_init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.happened = asyncio.Condition()

    @property
    def abilities(self) -> Abilities:
        """It can do little."""
        return Abilities(text_limit=4096, text_unit="utf-16")

    async def run(self, intake: Intake) -> None:
        """Nobody says anything."""
        await asyncio.Event().wait()

    @property
    def is_reachable(self) -> bool:
        """Always."""
        return True

    async def ready(self) -> None:
        """At once."""

    async def parts(self, sending: Sending, files: Files) -> Sequence[Part]:
        """A part for each line."""
        return [Line(line) for line in sending.message.text.split("\n")]

    async def send(self, sending: Sending, part: Part, number: int) -> Receipt:
        """As it was told beforehand, else it arrives."""
        assert isinstance(part, Line)
        room = sending.message.lane.room
        assert room not in self.on_their_way, "two messages of a room were on their way at once"
        self.on_their_way.add(room)
        self.most_at_once = max(self.most_at_once, len(self.on_their_way))
        await self._note(self.tried, part.text)
        try:
            await self.gate.wait()
        finally:
            self.on_their_way.discard(room)
        fates = self.fates.get(part.text)
        receipt = fates.pop(0) if fates else Sent(f'"{part.text}"')
        if isinstance(receipt, Sent):
            await self._note(self.sent, (room, part.text))
        return receipt

    async def _note(self, where: list[T], what: T) -> None:
        async with self.happened:
            where.append(what)
            self.happened.notify_all()

    async def until(self, count: int, where: Sequence[object]) -> None:
        """Wait until so many things were noted."""
        async with asyncio.timeout(10), self.happened:
            await self.happened.wait_for(lambda: len(where) >= count)

    async def fetch(self, ref: str) -> Fetched:
        """A file by its name."""
        if ref not in self.files:
            raise FetchFailed("gone")
        return Fetched(ref, self.files[ref])

    async def check(self) -> Sequence[Finding]:
        """All is well."""
        return ()

    async def close(self) -> None:
        """Nothing to let go of."""
        self.closed = True
