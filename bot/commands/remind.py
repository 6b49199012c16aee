"""`remind --dry-run`: which reminders will be sent, word for word, while nobody does anything.

Time is let run on inside a transaction that is given up in the end: what falls due is dealt with by the code that does it
while the bot is served.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.app import Assistant, informed, opened_store
from bot.clock import moment
from bot.config import Settings
from bot.errors import Refused
from bot.output import printable, say
from bot.rendering.words import Words, words
from bot.workers.reminders import BATCH, decide, settle
from db import sqlite
from handlers.lane import Lane
from handlers.ports import Memory, Reminder
from handlers.reminding import together
from knowledge.reminders import Slot

SAID = ("said", "late", "over")
"""What becomes of the reminders that a message is about."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that will be sent, and of which deadlines it reminds."""

    at: datetime
    lane: Lane
    slots: tuple[Slot, ...]
    text: str


class _GivenUp(Exception):
    """Nothing of the transaction is to stay."""


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Print the reminders and return the exit status."""
    settings = load()
    if not options.dry_run:
        raise Refused("error.only_dry_run")
    if options.until is None:
        raise Refused("error.no_until")
    now, until = moment(options.now, settings.zone), moment(options.until, settings.zone)
    if until <= now:
        raise Refused("error.until_past")
    planned = asyncio.run(_planned(settings, now, until))
    for text in _documents(planned) if options.json else _lines(planned, until, words(settings.bot.locale)):
        say(text)
    return 0


async def _planned(settings: Settings, now: datetime, until: datetime) -> list[Planned]:
    """The messages of a span of time; a database that is not there yet plans nothing and stays so."""
    file = sqlite.file_of(settings.database_url)
    found: list[Planned] = []
    if file is not None and not file.exists():
        return found
    async with opened_store(settings, now) as store:
        made = await informed(settings, store)
        with suppress(_GivenUp):
            async with store.work() as memory:
                await _play(memory, made, now, until, found)
                raise _GivenUp
    return found


async def _play(memory: Memory, made: Assistant, now: datetime, until: datetime, found: list[Planned]) -> None:
    """Go from one moment at which reminders are due to the next."""
    while True:
        while waiting := await memory.reminders.due(now, BATCH):
            subscriptions = await memory.reminders.load({one.subscription for one in waiting})
            for some in together(waiting, subscriptions):
                found += await _one_chat(memory, made, some, now)
        following = await memory.reminders.next_at()
        if following is None or not now < following <= until:
            return
        now = following.astimezone(now.tzinfo)


async def _one_chat(memory: Memory, made: Assistant, waiting: Sequence[Reminder], now: datetime) -> list[Planned]:
    decided = await decide(memory, waiting, made.facts, now)
    await settle(memory, decided, now)
    done = {number for number, outcome in decided.done if outcome in SAID}
    slots = tuple(one.slot for one in waiting if one.number in done)
    return [Planned(now, lane, slots, printable(made.speak(reply, lane).text)) for lane, reply in decided.replies]


def _documents(planned: Sequence[Planned]) -> Iterator[str]:
    for one in planned:
        for slot in one.slots:
            document = {
                "at": one.at.isoformat(timespec="seconds"),
                "channel": one.lane.channel,
                "chat": one.lane.room,
                "notice": slot.notice,
                "deadline": slot.deliverable,
                "due": slot.due,
                "slot": slot.slot,
                "text": one.text,
            }
            yield json.dumps(document, ensure_ascii=False)


def _lines(planned: Sequence[Planned], until: datetime, t: Words) -> Iterator[str]:
    if not planned:
        yield t("remind_command.none", until=f"{until:%Y-%m-%d %H:%M}")
    for at, one in enumerate(planned):
        head = t("remind_command.at", at=f"{one.at:%Y-%m-%d %H:%M}", channel=one.lane.channel, chat=one.lane.room)
        yield ("\n" if at else "") + f"{head}\n{one.text}"
