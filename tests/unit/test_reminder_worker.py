"""The reminder worker: what is due is said once, whatever the clocks, the process and the database do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from jinja2 import UndefinedError
from sqlalchemy import update

from bot.app import Assistant, assistant
from bot.config import Settings
from bot.workers import reminders as module
from bot.workers.clocks import Forward, Jumps
from bot.workers.reminders import HOLD, ReminderWorker, Reminding
from db.store import Store, open_store
from db.tables import subscriptions
from handlers.lane import Lane
from handlers.ports import Outgoing
from handlers.reminding import About, replan
from handlers.subscription import Subscription
from knowledge.answering.catalogue import Catalogue
from knowledge.deadlines import deadlines
from tests.support.notices import shipped

ZONE = ZoneInfo("Asia/Shanghai")
NOTICE = "xinxiang-2026-science-week"
BEFORE = datetime(2026, 5, 1, 12, tzinfo=ZONE)
"""Before any reminder of the notice."""


@dataclass
class Clocks:
    """A wall clock and a steady one that go on together, unless the wall clock is set."""

    wall: datetime = BEFORE
    ran: float = 1000.0

    def now(self) -> datetime:
        """What the wall clock shows."""
        return self.wall

    def steady(self) -> float:
        """What the steady clock shows."""
        return self.ran

    def go_on(self, span: timedelta) -> None:
        """Time passes."""
        self.wall += span
        self.ran += span.total_seconds()

    def go_to(self, moment: datetime) -> None:
        """Time passes until a moment."""
        self.go_on(moment - self.wall)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    opened = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def made() -> Assistant:
    """The assistant with the shipped notices."""
    return assistant(Settings(), tuple(shipped().notices))


async def subscribe(store: Store, made: Assistant, *ids: str, now: datetime = BEFORE, channel: str = "console") -> None:
    """Have groups reminded of a notice."""
    facts = made.facts
    async with store.work() as memory:
        for one in ids:
            new = Subscription(
                id=one, lane=Lane(channel, f"group-{one}", "", ""), by=f"{channel}:wang", created_at=now, notice=NOTICE, language="zh", version=1
            )
            await memory.reminders.save(new, replan(new, facts.catalogue, facts.times, facts.zone, now), now)


def worker_of(store: Store, made: Assistant, clocks: Clocks, said: list[str] | None = None) -> ReminderWorker:
    """A worker of one process."""
    woken: list[str] = [] if said is None else said
    return ReminderWorker(Reminding(store.work, lambda: made.facts, made.speak), lambda: woken.append("woken"), clocks.now, clocks.steady)


async def all_due(worker: ReminderWorker) -> int:
    """Say all that is due; how many reminders were dealt with."""
    done = 0
    while some := await worker.advance():
        done += some
    return done


async def told(store: Store, channel: str = "console") -> list[Outgoing]:
    """What is to be said."""
    async with store.work() as memory:
        return list(await memory.outbox.waiting(channel, 1000))


async def next_at(store: Store) -> datetime | None:
    """When the next is due."""
    async with store.work() as memory:
        return await memory.reminders.next_at()


async def planned(store: Store) -> int:
    """How many reminders are to come."""
    async with store.work() as memory:
        return len(await memory.reminders.planned(BEFORE, BEFORE + timedelta(days=900)))


async def test_each_reminder_is_said_once_when_its_time_comes(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1", "s2")
    clocks, woken = Clocks(), list[str]()
    worker = worker_of(store, made, clocks, woken)
    count, moments = await planned(store), []
    assert await worker.advance() == 0
    while (following := await next_at(store)) is not None:
        assert following > clocks.wall
        clocks.go_to(following.astimezone(ZONE) - timedelta(seconds=1))
        assert await all_due(worker) == 0
        clocks.go_on(timedelta(seconds=1))
        before = len(await told(store))
        count -= await all_due(worker)
        moments.append(clocks.wall)
        new = (await told(store))[before:]
        assert sorted(one.lane.chat for one in new) == ["group-s1", "group-s2"]
    assert count == 0
    assert len(moments) >= 3
    assert woken
    assert all(moment.strftime("%H:%M") == "09:00" for moment in moments)
    assert len({one.id for one in await told(store)}) == 2 * len(moments)


async def test_several_processes_say_nothing_twice(store: Store, made: Assistant) -> None:
    await subscribe(store, made, *(f"s{number}" for number in range(9)))
    clocks = Clocks()
    workers = [worker_of(store, made, clocks) for _ in range(3)]
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))
    await asyncio.gather(*map(all_due, workers))
    assert sorted(one.lane.chat for one in await told(store)) == [f"group-s{number}" for number in range(9)]


async def test_a_machine_that_slept_catches_up_with_one_late_message(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1")
    clocks = Clocks()
    worker = worker_of(store, made, clocks)
    first = await next_at(store)
    assert first is not None
    clocks.go_to(datetime(2026, 6, 2, 10, tzinfo=ZONE))
    await all_due(worker)
    assert not worker.is_held
    assert len(await told(store)) == 1


async def test_a_clock_put_forward_holds_reminders_back_and_then_they_are_said(
    store: Store, made: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    await subscribe(store, made, "s1")
    clocks = Clocks()
    worker = worker_of(store, made, clocks)
    clocks.wall = datetime(2026, 6, 2, 10, tzinfo=ZONE)
    assert await worker.advance() == 0
    assert worker.is_held
    assert "put forward" in caplog.text
    clocks.go_on(timedelta(seconds=HOLD - 1))
    assert await worker.advance() == 0
    clocks.go_on(timedelta(seconds=1))
    assert await all_due(worker) > 0
    assert len(await told(store)) == 1


async def test_a_clock_put_right_again_ends_the_holding_and_nothing_was_said(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1")
    clocks, count = Clocks(), await planned(store)
    worker = worker_of(store, made, clocks)
    clocks.wall += timedelta(days=40)
    assert await worker.advance() == 0
    clocks.go_on(timedelta(minutes=5))
    clocks.wall -= timedelta(days=40)
    assert await all_due(worker) == 0
    assert not worker.is_held
    assert await planned(store) == count


async def test_a_clock_set_back_repeats_nothing(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1")
    clocks = Clocks()
    worker = worker_of(store, made, clocks)
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))
    await all_due(worker)
    clocks.wall -= timedelta(days=1)
    for _ in range(30):
        clocks.go_on(timedelta(hours=1))
        await all_due(worker)
    assert len(await told(store)) == 1


@pytest.mark.parametrize("mistake", [KeyError("words"), RuntimeError("deep"), UndefinedError("no such value")], ids=repr)
async def test_a_reminder_that_cannot_be_said_waits_and_others_do_not(
    store: Store, made: Assistant, caplog: pytest.LogCaptureFixture, mistake: Exception
) -> None:
    await subscribe(store, made, "s1", "s2", "s3")
    clocks = Clocks()
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))

    def speak(reply: Any, lane: Lane) -> Outgoing:
        if lane.chat == "group-s2" and clocks.wall < first + timedelta(minutes=30):
            raise mistake
        return made.speak(reply, lane)

    worker = ReminderWorker(Reminding(store.work, lambda: made.facts, speak), lambda: None, clocks.now, clocks.steady)
    await all_due(worker)
    assert sorted(one.lane.chat for one in await told(store)) == ["group-s1", "group-s3"]
    assert "could not be said" in caplog.text
    clocks.go_on(module.LATER)
    await all_due(worker)
    assert sorted(one.lane.chat for one in await told(store)) == ["group-s1", "group-s2", "group-s3"]


async def test_of_a_chat_only_those_reminders_wait_that_cannot_be_said(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1")
    clocks = Clocks()
    first = await next_at(store)
    assert first is not None
    async with store.work() as memory:
        (one, *_) = await memory.reminders.planned(first, first + timedelta(seconds=1))
        other = Subscription(id="s2", lane=Lane("console", "group-s1", "", ""), by="console:wang", created_at=BEFORE, place="?", version=1)
        wrong, deadline = next((each, each_due) for each in made.notices if each.id != NOTICE for each_due in deadlines(each, ZONE))
        its_own = {"notice": wrong.id, "deliverable": deadline.deliverable.id, "due": deadline.key}
        await memory.reminders.save(other, [msgspec.structs.replace(one.slot, **its_own)], BEFORE)
    clocks.go_to(first.astimezone(ZONE))

    def speak(reply: Any, lane: Lane) -> Outgoing:
        if wrong.id in (reply.about or ""):
            raise RuntimeError("not this one")
        return made.speak(reply, lane)

    worker = ReminderWorker(Reminding(store.work, lambda: made.facts, speak), lambda: None, clocks.now, clocks.steady)
    await all_due(worker)
    (message,) = await told(store)
    assert NOTICE in (message.about or "")
    async with store.work() as memory:
        (waiting,) = await memory.reminders.planned(BEFORE, first + timedelta(hours=2))
    assert waiting.subscription == "s2"


async def test_what_the_database_says_is_no_mistake_of_ours(store: Store, made: Assistant) -> None:
    from db.errors import StoreBusy

    await subscribe(store, made, "s1")
    clocks, count = Clocks(), await planned(store)
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))

    def speak(_reply: Any, _lane: Lane) -> Outgoing:
        raise StoreBusy

    worker = ReminderWorker(Reminding(store.work, lambda: made.facts, speak), lambda: None, clocks.now, clocks.steady)
    with pytest.raises(StoreBusy):
        await worker.advance()
    assert await next_at(store) == first
    assert await planned(store) == count


async def test_a_subscription_that_cannot_be_planned_or_read_keeps_no_other_from_being_reminded(
    store: Store, made: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "TICK", 0.01)
    await subscribe(store, made, *(f"s{number}" for number in range(6)))
    clocks = Clocks()
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))
    async with store.work() as memory:
        await memory.reminders._connection.execute(update(subscriptions).where(subscriptions.c.id == "s1").values(body='{"id": 5}'))

    def unplannable(one: Subscription, *about: Any) -> Any:
        if one.id == "s2":
            raise ZeroDivisionError
        return replan(one, *about)

    monkeypatch.setattr(module, "replan", unplannable)
    worker = worker_of(store, made, clocks)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        while len(await told(store)) < 5:
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert sorted(one.lane.chat for one in await told(store)) == [f"group-s{number}" for number in (0, 2, 3, 4, 5)]
    assert "could not be planned" in caplog.text
    assert "subscription s1" in caplog.text


async def test_reminders_are_said_while_nothing_can_be_planned(store: Store, made: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.errors import StoreUnreachable

    monkeypatch.setattr(module, "TICK", 0.01)
    await subscribe(store, made, "s1")
    clocks, said = Clocks(), asyncio.Event()
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))
    worker = ReminderWorker(Reminding(store.work, lambda: made.facts, made.speak), said.set, clocks.now, clocks.steady)

    async def failing() -> None:
        raise StoreUnreachable("away")

    monkeypatch.setattr(worker, "replan", failing)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await said.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_group_that_asked_twice_is_told_once(store: Store, made: Assistant) -> None:
    """For a notice and for all of its place: what falls due together, or was missed, is one message with each deadline once."""
    await subscribe(store, made, "s1")
    facts = made.facts
    lane = Lane("console", "group-s1", "", "")
    region = next(one.region for one in made.notices if one.id == NOTICE)
    place = Subscription(id="s2", lane=lane, by="console:li", created_at=BEFORE, place=region, language="zh", version=1)
    muted = Subscription(id="s3", lane=lane, by="console:li", created_at=BEFORE, notice="none", language="zh", version=1, practice=True)
    async with store.work() as memory:
        await memory.reminders.save(place, replan(place, facts.catalogue, facts.times, facts.zone, BEFORE), BEFORE)
        await memory.reminders.save(muted, (), BEFORE)
    clocks = Clocks()
    worker = worker_of(store, made, clocks)
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))
    assert await all_due(worker) >= 2
    (once,) = await told(store)
    about = msgspec.json.decode(once.about or "", type=tuple[About, ...])
    assert len({(one.notice, one.deliverable, one.due) for one in about}) == len(about) > 0
    clocks.go_to(datetime(2026, 6, 2, 10, tzinfo=ZONE))
    await all_due(worker)
    assert len(await told(store)) == 2
    assert (await told(store))[1].text.startswith("【补发的提醒】")


async def test_only_the_reminders_of_one_channel_are_said_where_that_is_wanted(store: Store, made: Assistant) -> None:
    await subscribe(store, made, "s1")
    await subscribe(store, made, "t1", channel="telegram")
    first = await next_at(store)
    assert first is not None
    reminding = Reminding(store.work, lambda: made.facts, made.speak, "console")
    while await reminding.advance(first.astimezone(ZONE)):
        pass
    assert len(await told(store)) == 1
    assert await told(store, "telegram") == []


async def test_notices_that_changed_have_everything_planned_again(store: Store, made: Assistant) -> None:
    await subscribe(store, made, *(f"s{number}" for number in range(6)))
    before = await planned(store)
    worker = worker_of(store, made, Clocks())
    await worker.replan()
    assert await planned(store) == before
    notices = [msgspec.structs.replace(notice, deliverables=notice.deliverables[:1]) if notice.id == NOTICE else notice for notice in made.notices]
    fewer = replace(made, facts=replace(made.facts, catalogue=Catalogue(tuple(notices))))
    await worker_of(store, fewer, Clocks()).replan()
    assert 0 < await planned(store) <= before
    async with store.work() as memory:
        kept = await memory.reminders.planned(BEFORE, BEFORE + timedelta(days=900))
    assert {one.slot.deliverable for one in kept} == {notices[[one.id for one in notices].index(NOTICE)].deliverables[0].id}


async def test_the_worker_goes_on_where_the_database_failed(store: Store, made: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.errors import StoreUnreachable

    monkeypatch.setattr(module, "TICK", 0.01)
    await subscribe(store, made, "s1")
    clocks, fails = Clocks(), 3
    first = await next_at(store)
    assert first is not None
    clocks.go_to(first.astimezone(ZONE))

    @asynccontextmanager
    async def work() -> AsyncIterator[Any]:
        nonlocal fails
        if fails:
            fails -= 1
            raise StoreUnreachable("away")
        async with store.work() as memory:
            yield memory

    said = asyncio.Event()
    worker = ReminderWorker(Reminding(work, lambda: made.facts, made.speak), said.set, clocks.now, clocks.steady)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await said.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert len(await told(store)) == 1


def test_sleep_is_no_jump_and_setting_the_clock_is() -> None:
    clocks = Clocks()
    jumps = Jumps(clocks.now, clocks.steady)
    clocks.go_on(timedelta(days=3))
    assert jumps.look() == timedelta()
    clocks.wall += timedelta(minutes=5)
    clocks.go_on(timedelta(seconds=9))
    assert jumps.look() == timedelta(minutes=5)
    assert jumps.look() == timedelta()
    clocks.wall -= timedelta(days=1)
    assert jumps.look() == -timedelta(days=1)


def test_what_waits_for_a_near_moment_does_not_wait_for_a_clock_that_was_set_back() -> None:
    clocks = Clocks()
    forward = Forward(clocks.now, clocks.steady)
    clocks.go_on(timedelta(seconds=5))
    assert forward() == clocks.wall
    clocks.wall -= timedelta(days=1)
    clocks.go_on(timedelta(seconds=5))
    assert forward() == BEFORE + timedelta(seconds=10)
    clocks.go_on(timedelta(days=2))
    assert forward() == BEFORE + timedelta(days=2, seconds=10)
