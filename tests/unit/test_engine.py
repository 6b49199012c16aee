"""Loading, stepping and saving a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.rendering.render import Renderer
from handlers.engine import TRIES, converse
from handlers.errors import ConversationChanged
from handlers.facts import Facts
from handlers.messages import Incoming, Lane, Text
from handlers.ports import Saved
from knowledge.notice import Notice
from tests.support.notices import NOW, shipped

FACTS = Facts(shipped(), Renderer().choice)
SAID = Incoming(id="1", channel="console", user="wang", group="g", content=Text("总结啥时候交"), received_at=NOW)


@dataclass
class InMemory:
    """Conversations in a dictionary; the first `clashes` savings come too late."""

    clashes: int = 0
    saved: dict[Lane, Saved] = field(default_factory=dict)
    moments: list[datetime] = field(default_factory=list)

    @property
    def conversations(self) -> InMemory:
        """Itself."""
        return self

    @property
    def notices(self) -> InMemory:
        """Itself."""
        return self

    async def published(self) -> tuple[Notice, ...]:
        """All published notices."""
        return tuple(FACTS.catalogue.notices)

    async def load(self, lane: Lane) -> Saved | None:
        """The state last saved."""
        return self.saved.get(lane)

    async def save(self, lane: Lane, saved: Saved, at: datetime) -> None:
        """Store a state."""
        if self.clashes:
            self.clashes -= 1
            raise ConversationChanged
        self.saved[lane] = saved
        self.moments.append(at)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[InMemory]:
        """A transaction."""
        yield self


async def test_a_conversation_is_saved_under_its_lane_with_the_next_version() -> None:
    memory = InMemory()
    await converse(memory.work, SAID, FACTS)
    await converse(memory.work, SAID, FACTS)
    ((lane, saved),) = memory.saved.items()
    assert (lane, saved.version) == (Lane("console", "g", "", "wang"), 2)
    assert memory.moments == [NOW, NOW]


async def test_a_step_overtaken_by_another_is_run_again() -> None:
    memory = InMemory(clashes=TRIES - 1)
    (reply,) = await converse(memory.work, SAID, FACTS)
    assert reply.buttons
    with pytest.raises(ConversationChanged):
        await converse(InMemory(clashes=TRIES).work, SAID, FACTS)


async def test_a_state_that_cannot_be_read_starts_the_conversation_afresh(caplog: pytest.LogCaptureFixture) -> None:
    memory = InMemory(saved={SAID.lane: Saved('{"v": 2}', 7)})
    await converse(memory.work, SAID, FACTS)
    assert memory.saved[SAID.lane].version == 8
    assert "afresh" in caplog.text
