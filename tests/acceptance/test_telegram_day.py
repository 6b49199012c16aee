"""The real process over the Bot API through a scripted day of many people, killed at random moments: no message, answer or
reminder is lost, no step takes effect twice, and nothing is repeated but where nobody knew whether it was sent.

FAULTS=full for the long day (2,000 messages, 200 reminders, 100 kills), DAY_SEED for another one.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import opened_store
from bot.config import BotSettings, Settings
from bot.workers.outbox import MOST_AT_ONCE
from tests.support.botapi import BotApi, BotApiThread
from tests.support.day import FULL, SHORT, ZONE, Day
from tests.support.day_check import check, unsettled
from tests.support.killer import Killer

IS_FULL = os.environ.get("FAULTS") == "full"
SIZE = FULL if IS_FULL else SHORT
SEED = int(os.environ.get("DAY_SEED", "20261122"))


async def publish(day: Day, data: Path) -> None:
    """Put the notice of the day into the database."""
    settings = Settings(bot=BotSettings(data_dir=str(data)))
    async with opened_store(settings, day.begins) as store, store.work() as memory:
        await memory.notices.add_shipped(day.notice, "day", day.begins)


async def come_again(server: BotApi, rolls: random.Random) -> None:
    """Now and then the platform brings again what was confirmed."""
    while True:
        await asyncio.sleep(rolls.uniform(0.5, 1.5) * SIZE.seconds / 20)
        server.redelivers(rolls.randint(1, 6))


async def settled(data: Path, server: BotApi) -> None:
    """Wait until every update is confirmed and nothing is left to be done."""
    left: tuple[int, ...] = ()
    for _ in range(int(SIZE.seconds + SIZE.patience) * 2):
        left = unsettled(data)
        if not any(left) and not server.pending:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"left over: messages in, out, work, reminders {left}, updates {len(server.pending)}")


async def spend(day: Day, killer: Killer, data: Path) -> None:
    """The whole day, until all is quiet and the last process was stopped."""
    await publish(day, data)
    rolls = random.Random(day.rolls.random())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(killer.run())
            again = group.create_task(come_again(day.server, rolls))
            await day.live()
            await killer.done.wait()
            again.cancel()
            await settled(data, day.server)
            assert await killer.stop() == 0
    finally:
        killer.end()


def test_a_day_with_kills_loses_nothing_and_repeats_only_what_nobody_knew(tmp_path: Path) -> None:
    rolls, began, data = random.Random(SEED), time.monotonic(), tmp_path / "data"
    with BotApiThread(privacy=False) as server:
        day = Day(server, SIZE, rolls, datetime.now(ZONE) + timedelta(seconds=2))
        more = {
            "ZHOUZHI_TELEGRAM__TOKEN": server.token,
            "ZHOUZHI_TELEGRAM__API_BASE": server.url,
            "ZHOUZHI_BOT__ORGANISERS": f"telegram:{day.organiser.id}",
            "ZHOUZHI_REMINDERS__LEAD": ",".join(day.lead),
            "ZHOUZHI_REMINDERS__QUIET": "[]",
        }
        killer = Killer(server, data, rolls, SIZE.kills, SIZE.between, **more)
        day.happened = killer.happened
        try:
            asyncio.run(spend(day, killer, data))
        except BaseException:
            print(killer.said())
            raise
    found = check(day, data)
    assert " ERROR " not in killer.log
    assert killer.killed == SIZE.kills
    assert found.repeats <= found.unknown <= killer.killed * MOST_AT_ONCE + server.unknown
    if IS_FULL:
        assert len(day.sent) >= 2000
        assert found.reminders_messages >= 200
    print(
        f"\nkills {killer.killed} ({killer.story}), messages {len(day.sent)} (and {day.chatter} not for us), answers {len(found.outbox)}, "
        f"reminders {found.reminded} in {found.reminders_messages} messages; lost 0, effects twice 0, repeats {found.repeats}, "
        f"unknown outcomes {found.unknown}, calls gone wrong {killer.spoilt}, latest reminder {found.latest:.0f} s after its time, "
        f"{time.monotonic() - began:.0f} s"
    )
