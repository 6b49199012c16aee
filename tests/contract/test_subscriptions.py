"""Subscriptions and their reminders: planned once, due when their time comes, said once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import text, update

from bot.app import assistant
from bot.config import Settings
from db.errors import StoreRefused
from db.store import Store
from db.tables import subscriptions
from handlers.effects import ChatKnown, ChatMoved, Effect, PracticeEnded
from handlers.engine import Engine
from handlers.errors import Conflict
from handlers.lane import Lane
from handlers.messages import Added, Content, Migrated, Removed, Text
from handlers.ports import Reminder
from handlers.subscription import Subscription
from knowledge.reminders import Slot
from tests.contract.samples import HERE, NOW, outgoing, said, slot, subscription
from tests.support.memory import InMemory
from tests.support.notices import shipped

Anywhere = Store | InMemory
GROUP = Lane("telegram", "-100", "", "")
LI = Lane("console", "", "", "li")


def at(hours: float) -> datetime:
    """So many hours from now."""
    return NOW + timedelta(hours=hours)


async def save(store: Anywhere, wanted: Subscription, *slots: Slot, hours: float = -99) -> None:
    """Store a subscription with its reminders."""
    async with store.work() as memory:
        await memory.reminders.save(wanted, slots, at(hours))


def following(before: Subscription, **changes: object) -> Subscription:
    """The subscription that is saved next."""
    return msgspec.structs.replace(before, version=before.version + 1, **changes)


async def due(store: Anywhere, hours: float = 0, limit: int = 99, channel: str | None = None) -> list[tuple[str, str]]:
    """What is due: of which subscription, and what."""
    return [(one.subscription, f"{one.slot.deliverable} {one.slot.slot}") for one in await reminders(store, hours, limit, channel)]


async def reminders(store: Anywhere, hours: float = 0, limit: int = 99, channel: str | None = None) -> tuple[Reminder, ...]:
    """What is due."""
    async with store.work() as memory:
        return await memory.reminders.due(at(hours), limit, channel)


async def done(store: Anywhere, found: Sequence[Reminder], outcome: str = "said") -> None:
    """Reminders are done with."""
    async with store.work() as memory:
        await memory.reminders.done([one.number for one in found], NOW, outcome)


async def next_at(store: Anywhere) -> datetime | None:
    """When the next reminder is due."""
    async with store.work() as memory:
        return await memory.reminders.next_at()


async def test_a_chat_has_one_subscription_of_a_notice(anywhere: Anywhere) -> None:
    """Two organisers who ask for the same at the same moment do not have the group reminded twice."""
    first = subscription("a", GROUP)
    await save(anywhere, first)
    with pytest.raises(Conflict):
        await save(anywhere, subscription("b", GROUP))
    await save(anywhere, subscription("c", LI))
    await save(anywhere, following(first, ended=True))
    await save(anywhere, subscription("b", GROUP))


async def test_a_subscription_comes_back_as_it_was(anywhere: Anywhere) -> None:
    whole = subscription(
        "s",
        GROUP,
        place="红旗区",
        language="en",
        lead=("7d", "2h"),
        at="08:30",
        own={"a/report": (), "a/photos": ("1d",)},
        muted_until=datetime(9000, 1, 1, tzinfo=HERE),
        practice=True,
    )
    await save(anywhere, whole)
    async with anywhere.work() as memory:
        assert await memory.reminders.load(["s", "unknown"]) == {"s": whole}


async def test_subscriptions_are_found_by_chat_person_and_page(anywhere: Anywhere) -> None:
    older = datetime(2026, 5, 1, tzinfo=HERE)
    topic = Lane("telegram", "-100", "7", "")
    await save(anywhere, subscription("d", GROUP))
    await save(anywhere, subscription("c", topic, created_at=older, by="telegram:1"))
    await save(anywhere, subscription("b", Lane("telegram", "", "", "-100"), by="telegram:1"))
    await save(anywhere, subscription("a", LI, ended=True))
    await save(anywhere, subscription("e", Lane("console", "-100", "", "")))
    async with anywhere.work() as memory:
        found = memory.reminders
        assert [one.id for one in await found.of_lane(Lane("telegram", "-100", "", "anybody"))] == ["c", "d"]
        assert [one.id for one in await found.of_lane(Lane("telegram", "", "", "-100"))] == ["b"]
        assert await found.of_lane(LI) == ()
        assert [one.id for one in await found.by_person("telegram:1")] == ["c", "b"]
        assert [one.id for one in await found.live()] == ["b", "c", "d", "e"]
        assert [one.id for one in await found.live("b", 2)] == ["c", "d"]


async def test_what_somebody_else_saved_is_not_overwritten(anywhere: Anywhere) -> None:
    first = subscription("s")
    await save(anywhere, first, slot(1))
    for stale in (first, following(following(first))):
        with pytest.raises(Conflict):
            await save(anywhere, stale)
    await save(anywhere, following(first, language="en"), slot(1))
    async with anywhere.work() as memory:
        assert (await memory.reminders.load(["s"]))["s"].language == "en"


async def test_what_is_due_comes_by_subscription_and_those_that_waited_longest_first(anywhere: Anywhere) -> None:
    await save(anywhere, subscription("a"), slot(-1), slot(-5, "photos"), slot(2))
    await save(anywhere, subscription("b", LI), slot(-9, lead="7d"), slot(0))
    await save(anywhere, subscription("c", GROUP), slot(-2))
    assert await due(anywhere) == [("b", "report 7d"), ("b", "report 3d"), ("a", "photos 3d"), ("a", "report 3d"), ("c", "report 3d")]
    assert await due(anywhere, limit=1) == [("b", "report 7d"), ("b", "report 3d")]
    assert await due(anywhere, hours=-4) == [("b", "report 7d"), ("a", "photos 3d")]
    assert await due(anywhere, hours=-10) == []
    assert await due(anywhere, channel="telegram") == [("c", "report 3d")]
    assert await due(anywhere, limit=1, channel="console") == [("b", "report 7d"), ("b", "report 3d")]


async def test_what_is_due_in_a_room_comes_together_whatever_it_was_asked_for_by(anywhere: Anywhere) -> None:
    place = subscription("p", GROUP, notice=None, place="红旗区")
    await save(anywhere, subscription("n", GROUP), slot(-9))
    await save(anywhere, place, slot(-1), slot(3))
    await save(anywhere, subscription("l", LI), slot(-5))
    await save(anywhere, subscription("x", Lane("console", "", "", "-100")), slot(-4))
    assert await due(anywhere, limit=1) == [("n", "report 3d"), ("p", "report 3d")]
    assert [one for one, _ in await due(anywhere)] == ["n", "p", "l", "x"]
    assert [one for one, _ in await due(anywhere, channel="telegram")] == ["n", "p"]
    async with anywhere.work() as memory:
        await memory.reminders.hold([GROUP, LI], ["telegram:1"])
        await memory.reminders.hold([], [])
        assert len(await memory.reminders.of_lane(GROUP)) == 2


async def test_a_subscription_that_cannot_be_read_keeps_no_other_from_being_listed(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    for name in "abcdef":
        await save(store, subscription(name, Lane("console", "", "", name)))
    async with store.work() as memory:
        await memory.reminders._connection.execute(update(subscriptions).where(subscriptions.c.id.in_(list("bde"))).values(body='{"id": 5}'))
    async with store.work() as memory:
        assert [one.id for one in await memory.reminders.live(limit=2)] == ["a", "c"]
        assert [one.id for one in await memory.reminders.live("c", limit=2)] == ["f"]
    assert "subscription d" in caplog.text


async def test_a_reminder_is_said_once(anywhere: Anywhere) -> None:
    first = subscription("s")
    await save(anywhere, first, slot(-1), slot(-1, "photos"), slot(3, lead="1d"))
    assert await next_at(anywhere) == at(-1)
    found = await reminders(anywhere)
    await done(anywhere, found[:1])
    assert [one.number for one in await reminders(anywhere)] == [found[1].number]
    with pytest.raises(Conflict):
        await done(anywhere, found)
    await done(anywhere, found[1:], "late")
    assert (await due(anywhere), await next_at(anywhere)) == ([], at(3))
    await save(anywhere, following(first), slot(-1), slot(-1, "photos"), slot(3, lead="1d"))
    assert (await due(anywhere), await next_at(anywhere)) == ([], at(3))
    async with anywhere.work() as memory:
        assert [one.slot for one in await memory.reminders.said("s")] == [one.slot for one in found]
        assert await memory.reminders.said("other") == ()
    await done(anywhere, await reminders(anywhere, 3), "reported")
    async with anywhere.work() as memory:
        assert len(await memory.reminders.said("s")) == 2
    assert await next_at(anywhere) is None


async def test_a_new_plan_takes_the_place_of_what_was_to_come(anywhere: Anywhere) -> None:
    """A date that moved is another reminder; what was due already is looked at when it is said."""
    first = subscription("s")
    await save(anywhere, first, slot(-2), slot(5, "photos"), slot(6, lead="1d"), slot(7, "list"))
    moved = slot(30, "photos", due="2026-06-05")
    await save(anywhere, following(first), moved, slot(8, lead="1d"), slot(7, "list"), slot(7, "list"), hours=0)
    assert await due(anywhere, 99) == [("s", "report 3d"), ("s", "list 3d"), ("s", "report 1d"), ("s", "photos 3d")]
    assert [one.slot.at for one in await reminders(anywhere, 99)] == [at(-2), at(7), at(8), at(30)]
    assert next(one.slot for one in await reminders(anywhere, 99) if one.slot.deliverable == "photos") == moved


async def test_what_ended_has_nothing_to_come(anywhere: Anywhere) -> None:
    first = subscription("s")
    await save(anywhere, first, slot(-2), slot(5))
    await save(anywhere, following(first, ended=True), hours=0)
    assert await due(anywhere, 99) == [("s", "report 3d")]
    await done(anywhere, await reminders(anywhere, 99), "ended")
    assert (await due(anywhere, 99), await next_at(anywhere)) == ([], None)


async def test_held_subscriptions_wait_and_muted_ones_do_not(anywhere: Anywhere) -> None:
    await save(anywhere, subscription("held", GROUP), slot(-3))
    await save(anywhere, subscription("born held", held=True), slot(-3))
    await save(anywhere, subscription("muted", LI, muted_until=at(50)), slot(-2))
    async with anywhere.work() as memory:
        await memory.effects.apply([ChatKnown(GROUP, present=False)], NOW)
    assert await due(anywhere) == [("muted", "report 3d")]
    assert await next_at(anywhere) == at(-2)
    async with anywhere.work() as memory:
        assert [one.subscription for one in await memory.reminders.planned(at(-9), at(9))] == ["held", "born held", "muted"]
        await memory.effects.apply([ChatKnown(GROUP, present=True)], NOW)
    assert await due(anywhere) == [("held", "report 3d"), ("muted", "report 3d")]


async def test_what_is_put_off_waits_and_says_still_when_it_should_have_been_said(anywhere: Anywhere) -> None:
    first = subscription("s")
    await save(anywhere, first, slot(-2), slot(-1, "photos"))
    found = await reminders(anywhere)
    async with anywhere.work() as memory:
        await memory.reminders.later([found[0].number], at(5))
        await memory.reminders.later([9999], at(5))
    assert await due(anywhere) == [("s", "photos 3d")]
    await done(anywhere, found[1:])
    assert await next_at(anywhere) == at(5)
    await save(anywhere, following(first), hours=0)
    (one,) = await reminders(anywhere, 5)
    assert one == found[0]


async def test_a_span_of_what_is_planned(anywhere: Anywhere) -> None:
    await save(anywhere, subscription("s"), slot(1), slot(2, "photos"), slot(3, "list"))
    await save(anywhere, subscription("t", LI), slot(2))
    async with anywhere.work() as memory:
        found = await memory.reminders.planned(at(2), at(3))
        assert sorted((one.subscription, one.slot.deliverable) for one in found) == [("s", "photos"), ("t", "report")]
        await memory.reminders.done([found[0].number], NOW, "said")
        assert len(await memory.reminders.planned(at(0), at(9))) == 3


async def test_moments_come_back_with_their_hours_of_the_day(anywhere: Anywhere) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer, winter = datetime(2026, 10, 24, 9, tzinfo=berlin), datetime(2026, 10, 25, 23, 59, 59, tzinfo=berlin)
    await save(anywhere, subscription("s"), Slot(summer, "a", "report", "2026-10-25", "1d", winter))
    (one,) = await reminders(anywhere, 9999)
    assert [moment.isoformat() for moment in (one.slot.at, one.slot.due_at)] == [summer.isoformat(), winter.isoformat()]


async def test_a_subscription_that_this_version_cannot_read_is_refused(store: Store) -> None:
    await save(store, subscription("s"), slot(0))
    async with store.work() as memory:
        await memory.reminders._connection.execute(update(subscriptions).values(body='{"id": 5}'))
    with pytest.raises(StoreRefused, match="subscription s"):
        async with store.work() as memory:
            await memory.reminders.load(["s"])


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_nobody_else_says_what_is_being_said(store: Store, other: Store) -> None:
    for number in range(6):
        await save(store, subscription(f"s{number}", Lane("console", "", "", f"p{number}")), slot(number - 9))
    said: list[str] = []

    async def worker(of: Store) -> None:
        while True:
            async with of.work() as memory:
                found = await memory.reminders.due(NOW, 2)
                await asyncio.sleep(0)
                await memory.reminders.done([one.number for one in found], NOW, "said")
            said.extend(one.subscription for one in found)
            if not found:
                return

    async with store.work() as memory:
        first = await memory.reminders.due(NOW, 1)
        assert [one.subscription for one in first] == ["s0"]
        assert await due(other, limit=1) == [("s1", "report 3d")]
    await asyncio.gather(*(worker(each) for each in (store, other, store)))
    assert sorted(said) == [f"s{number}" for number in range(6)]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_what_is_done_in_the_meantime_is_not_due_any_more(store: Store, other: Store) -> None:
    """The subscription was locked by somebody who said the reminder while we were waiting for a look."""
    await save(store, subscription("s"), slot(-1))
    async with store.work() as memory:
        found = await memory.reminders.due(NOW, 9)
        assert await due(other) == []
        await memory.reminders.done([one.number for one in found], NOW, "said")
    assert await due(other) == []


async def in_a_circle(store: Store, other: Store, *effects: Effect) -> None:
    """Somebody says a reminder while these effects of a step are stored: each has what the other one needs next, unless both
    go about it in the same order."""
    waits = asyncio.Event()

    async def step() -> None:
        async with other.work() as memory:
            waits.set()
            await memory.effects.apply(effects, NOW)
            await memory.outbox.add([outgoing("of the step", GROUP)], NOW)

    async with store.work() as memory:
        found = await memory.reminders.due(NOW, 9)
        running = asyncio.create_task(step())
        await waits.wait()
        await asyncio.sleep(0.2)
        assert not running.done()
        await memory.outbox.add([outgoing("reminder", GROUP)], NOW)
        await memory.reminders.done([one.number for one in found], NOW, "said")
    await running
    async with store.work() as memory:
        assert [one.id for one in await memory.outbox.waiting("telegram", 9)] == ["reminder", "of the step"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("effect", [ChatKnown(GROUP, present=False), ChatMoved("telegram", "-100", "-200"), PracticeEnded("a")])
async def test_who_says_reminders_and_who_changes_subscriptions_do_not_wait_for_each_other(store: Store, other: Store, effect: Effect) -> None:
    await save(store, subscription("s", GROUP), slot(-1))
    await in_a_circle(store, other, effect)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("content", [Added(), Removed(), Migrated("-200")], ids=lambda one: type(one).__name__)
async def test_a_step_that_changes_subscriptions_waits_for_reminders_before_it_speaks(store: Store, other: Store, content: Content) -> None:
    await save(store, subscription("s", GROUP, by="telegram:1"), slot(-1))
    made = assistant(Settings(), tuple(shipped().notices))
    engine = Engine(other.work, lambda: made.facts, made.speak)
    happened = replace(said("x", "", content, group="-100"), channel="telegram")
    asked = replace(said("y", "1", Text("总结啥时候交")), channel="telegram")
    async with store.work() as memory:
        found = await memory.reminders.due(NOW, 9)
        running = asyncio.create_task(engine.take([asked, happened]))
        await asyncio.sleep(0.5)
        await memory.outbox.add([outgoing("reminder", GROUP)], NOW)
        await memory.reminders.done([one.number for one in found], NOW, "said")
    assert (await running).done == 2
    async with store.work() as memory:
        assert await memory.inbox.heads(9) == ()


async def explain(store: Store, statement: str) -> str:
    """How SQLite goes about a question."""
    async with store.work() as memory:
        rows = await memory.outbox._connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
        return " | ".join(row.detail for row in rows)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_is_to_come_or_held_or_said_is_not_looked_at(store: Store) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"
    chats = (
        "INSERT INTO subscriptions (id, channel, chat, thread, person, room, by, body, version, held, ended, wake_at, created_at, changed_at)"
        f" {numbers} SELECT '{{name}}' || i, 'console', '', '', '{{name}}' || i, '{{name}}' || i, 'x', '{{{{}}}}', 1,"
        " {held}, 0, {wake}, '2026', '2026' FROM n"
    )
    rows = (
        "INSERT INTO reminders (subscription, notice, deliverable, due, slot, at, zone, due_at, due_zone, wake_at, outcome, done_at)"
        f" {numbers} SELECT '{{name}}' || (1 + i % 5000), 'a', 'report', '{{due}}', i, {{at}}, 0, {{at}}, 0, {{at}}, {{outcome}}, {{done}} FROM n"
    )
    past, future = "'2026-05-01 01:00:00.000000'", "'2026-06-01 01:00:00.000000'"
    async with store.work() as memory:
        run = memory.outbox._connection.execute
        for name, held, wake in (("held", 1, "NULL"), ("later", 0, future)):
            await run(text(chats.format(name=name, many=5000, held=held, wake=wake)))
        for name, due_on, moment, outcome, ended in (
            ("held", "june", past, "NULL", "NULL"),
            ("later", "june", future, "NULL", "NULL"),
            ("later", "may", past, "'said'", past),
        ):
            await run(text(rows.format(name=name, many=40_000, due=due_on, at=moment, outcome=outcome, done=ended)))
    await save(store, subscription("s"), *(slot(-1, lead=f"{days}d") for days in range(40)))
    took = []
    for number in range(40):
        start = perf_counter()
        (one, *_) = await reminders(store, limit=1)
        await done(store, [one])
        await next_at(store)
        took.append(perf_counter() - start)
        assert one.subscription == "s", number
    assert await due(store) == []
    assert sorted(took)[len(took) // 2] < 0.1
    awake = "SELECT id FROM subscriptions WHERE wake_at IS NOT NULL AND wake_at <= '2026' {} ORDER BY wake_at, id LIMIT 9"
    assert await explain(store, awake.format("")) == "SEARCH subscriptions USING COVERING INDEX subscriptions_awake (wake_at>? AND wake_at<?)"
    of_channel = "SEARCH subscriptions USING COVERING INDEX subscriptions_awake_of_channel (channel=? AND wake_at>? AND wake_at<?)"
    assert await explain(store, awake.format("AND channel = 'console'")) == of_channel
    beside = "SELECT id, wake_at FROM subscriptions WHERE channel = 'a' AND room IN ('b', 'c') AND coalesce(wake_at, '9999') <= '2026'"
    assert await explain(store, beside) == "SEARCH subscriptions USING INDEX subscriptions_rooms (channel=? AND room=?)"
    its_own = "SELECT min(wake_at) FROM reminders WHERE subscription = 's' AND done_at IS NULL"
    assert await explain(store, its_own) == "SEARCH reminders USING INDEX reminders_next (subscription=?)"
