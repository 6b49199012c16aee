"""Conversations of several people with the bot, as they go: every message kept, stepped, put into words and said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.app import Assistant
from bot.app import assistant as assistant_for
from bot.config import BotSettings, Settings
from bot.workers.jobs import JobWorker
from bot.workers.reminders import Reminding
from handlers.engine import Engine, Work
from handlers.messages import Content, Incoming, Press, Text, Via
from handlers.ports import Outgoing
from handlers.states import State, decode
from knowledge.forms.submission import Submission
from knowledge.notice import Notice
from tests.support.memory import InMemory
from tests.support.notices import NOW


@dataclass
class Talk:
    """A bot with a memory, and people who write to it in private."""

    memory: InMemory
    assistant: Assistant
    engine: Engine
    now: datetime = NOW
    channel: str = "console"
    count: int = 0
    heard: list[Outgoing] = field(default_factory=list)

    def say(
        self, content: Content | str, who: str = "王", *, message: str | None = None, group: str | None = None, via: Via = "person"
    ) -> list[Outgoing]:
        """What is said to anybody because of a message."""
        self.count += 1
        content = Text(content) if isinstance(content, str) else content
        if isinstance(content, Press) and content.of is None:
            content = self.pressed(content.label, who)
        said = Incoming(id=message or f"m{self.count}", channel=self.channel, user=who, group=group, content=content, received_at=self.now, via=via)
        return asyncio.run(self.hear(said))

    async def hear(self, said: Incoming) -> list[Outgoing]:
        """The same for a whole message."""
        await self.engine.accept([said])
        return await self._settled(said.received_at)

    def wait(self, now: datetime) -> list[Outgoing]:
        """What is said by itself when it is that late."""
        self.now = now
        return asyncio.run(self._settled(now))

    async def _settled(self, now: datetime) -> list[Outgoing]:
        """What is said once everything that waits is dealt with."""
        worker = JobWorker(self.memory.work, "zh", lambda: self.assistant.facts)
        reminding = Reminding(self.memory.work, lambda: self.assistant.facts, self.assistant.speak)
        said: list[Outgoing] = []
        while True:
            while await self.engine.advance() is not None:
                pass
            done = await worker.drain(now) + await reminding.advance(now)
            async with self.memory.work() as memory:
                outgoing = await memory.outbox.waiting(self.channel, 100)
                await memory.outbox.sent([one.id for one in outgoing], now)
            said += outgoing
            if not done and not outgoing:
                break
        self.heard += said
        return said

    def pressed(self, label: str, who: str) -> Press:
        """A button of the last message that has it."""
        of = self.last(who, label)
        return Press(label, of, next((one.about for one in self.heard if one.id == of), None))

    def last(self, who: str, label: str) -> str | None:
        """The last message to somebody that has a button."""
        shown = [one for one in self.heard if one.lane.person in (who, "") and any(label in row for row in one.buttons)]
        return shown[-1].id if shown else None

    def state(self, who: str = "王") -> State | None:
        """What a private conversation waits for."""
        found = [saved for lane, saved in self.memory.tables.states.items() if lane.person == who and not lane.chat]
        return decode(found[0].state) if found else None

    def table(self, unit: str | None = None) -> Submission:
        """The table of a unit, the latest one where none is named."""
        return [one for one in self.memory.tables.submissions.values() if unit in (None, one.unit)][-1]


def talk(notices: Sequence[Notice], now: datetime = NOW, *, work: Work | None = None, organisers: tuple[str, ...] = ()) -> Talk:
    """A bot that knows some notices, and its organisers ("console:王")."""
    memory = InMemory(notices)
    made = assistant_for(Settings(bot=BotSettings(organisers=organisers)), tuple(notices))
    return Talk(memory, made, Engine(work or memory.work, lambda: made.facts, made.speak), now)
