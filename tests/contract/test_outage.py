"""After a long time out of touch those are told who may have lost something."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.app import assistant
from bot.config import Settings
from bot.service import Intake
from bot.workers.inbox import InboxWorker
from db.store import Store
from handlers.effects import PersonKnown
from handlers.engine import Engine
from handlers.ports import Saving
from knowledge.forms.submission import Submission
from tests.contract.samples import NOW
from tests.support.notices import shipped

ACCOUNT = "telegram:7"
DAY = timedelta(days=1)


def _intake(store: Store, clock: list[datetime]) -> Intake:
    made = assistant(Settings(), tuple(shipped().notices))
    return Intake(InboxWorker(Engine(store.work, lambda: made.facts, made.speak), _nothing), store, lambda: clock[-1], made.speak)


async def _nothing(_: object) -> None:
    """Nobody is told of steps."""


async def _hold(store: Store, *holders: str) -> None:
    notice = next(notice for notice in shipped().notices if notice.forms)
    async with store.work() as memory:
        for number, holder in enumerate(holders):
            table = Submission(
                id=f"t-{number}",
                notice=notice.id,
                form=notice.forms[0],
                unit=f"单位{number}",
                version=1,
                begun_at=NOW,
                changed_at=NOW,
                holder=holder,
                people=(holder,),
            )
            await memory.submissions.save([Saving(table, ())])


async def test_who_is_filling_in_a_table_is_told_after_a_long_time_out_of_touch(store: Store) -> None:
    await _hold(store, "telegram:1", "telegram:2", "console:3")
    async with store.work() as memory:
        await memory.effects.apply([PersonKnown("telegram:2", language="en")], NOW)
    clock = [NOW]
    intake = _intake(store, clock)
    for hours in (0, 1, 24, 60, 61):
        clock.append(NOW + timedelta(hours=hours))
        await intake.reached(ACCOUNT, DAY)
    async with store.work() as memory:
        told = await memory.outbox.waiting("telegram", 10)
    assert [(one.lane.person, one.language) for one in told] == [("1", "zh"), ("2", "en")]


async def test_a_first_start_is_no_outage(store: Store) -> None:
    await _hold(store, "telegram:1")
    await _intake(store, [NOW]).reached(ACCOUNT, DAY)
    async with store.work() as memory:
        assert not await memory.outbox.waiting("telegram", 10)
