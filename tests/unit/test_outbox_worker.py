"""The outbox worker: what becomes of messages on a channel that fails in every way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import MovedTo, Part, Receipt, Refused, Sent, TryAgain, Unreachable
from bot.workers import outbox as module
from bot.workers.outbox import GIVEN_UP, OutboxWorker
from db.store import Store, open_store
from handlers.lane import Lane
from handlers.messages import Delivered, Incoming, Migrated, Removed
from handlers.ports import Outgoing, Sending
from tests.support.channel import Line, StubChannel

NOW = datetime(2026, 5, 20, 1, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database."""
    opened = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    yield opened
    await opened.close()


def lane(room: str, *, group: bool = False) -> Lane:
    """A conversation in private, or a whole group."""
    return Lane("stub", room, "", "") if group else Lane("stub", "", "", room)


async def say(store: Store, *texts: str, room: str = "a", group: bool = False, receipt: Lane | None = None) -> None:
    """Have messages waiting, each by its text."""
    async with store.work() as memory:
        messages = [Outgoing(id=f"m-{text}", lane=lane(room, group=group), text=text, language="zh", receipt=receipt) for text in texts]
        await memory.outbox.add(messages, NOW)


async def waiting(store: Store) -> list[str]:
    """What is not known to be sent."""
    async with store.work() as memory:
        return [one.text for one in await memory.outbox.waiting("stub", 100)]


async def arrived(store: Store) -> list[Incoming]:
    """What came into the inbox."""
    async with store.work() as memory:
        return [one.said for one in await memory.inbox.heads(100)]


async def no_files(kept: str) -> bytes:
    """There are none."""
    raise KeyError(kept)


@asynccontextmanager
async def at_work(store: Store, channel: StubChannel, now: Callable[[], datetime] | None = None) -> AsyncIterator[OutboxWorker]:
    """A worker that runs."""
    worker = OutboxWorker(store.work, channel, now or Clock(), no_files, rolls=random.Random(1))
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not await holds():
            await asyncio.sleep(0.01)


async def until_done(store: Store) -> None:
    """Wait until nothing is left to be sent."""

    async def done() -> bool:
        return not await waiting(store)

    await until(done)


async def row(store: Store, message: str) -> Any:
    """How the database has a message."""
    from sqlalchemy import select

    from db.tables import outbox

    async with store._engine.connect() as connection:
        return (await connection.execute(select(outbox).where(outbox.c.id == message))).one()


async def test_messages_of_a_room_go_out_in_order_one_at_a_time_and_rooms_beside_one_another(store: Store) -> None:
    channel = StubChannel()
    rooms = [f"r{number}" for number in range(8)]
    for number in range(5):
        for room in rooms:
            await say(store, f"{room}-{number}", room=room)
    channel.gate.clear()
    async with at_work(store, channel):
        await channel.until(len(rooms), channel.tried)
        assert len(channel.on_their_way) == len(rooms)
        channel.gate.set()
        await until_done(store)
    for room in rooms:
        assert [text for where, text in channel.sent if where == room] == [f"{room}-{number}" for number in range(5)]
    assert len(channel.sent) == 40


async def test_what_is_said_while_the_worker_waits_is_sent_when_it_is_woken(store: Store) -> None:
    channel = StubChannel()
    async with at_work(store, channel) as worker:
        for number in range(3):
            await say(store, f"{number}")
            worker.wake()
            await channel.until(number + 1, channel.sent)
        await until_done(store)


async def test_a_room_that_must_wait_keeps_its_order_and_nobody_else_waits(store: Store) -> None:
    channel, clock = StubChannel(fates={"a1": [TryAgain(after=7.0)]}), Clock()
    await say(store, "a1", "a2", room="a")
    await say(store, "b1", room="b")
    async with at_work(store, channel, clock) as worker:
        await channel.until(1, channel.sent)
        await until_it_waits(store, "m-a1")
        assert channel.sent == [("b", "b1")]
        clock.now = NOW + timedelta(seconds=6.9)
        worker.wake()
        await asyncio.sleep(0.05)
        assert channel.tried.count("a1") == 1
        clock.now = NOW + timedelta(seconds=7.5)
        worker.wake()
        await until_done(store)
    assert channel.sent == [("b", "b1"), ("a", "a1"), ("a", "a2")]
    assert (await row(store, "m-a1")).unknown == 0


async def until_it_waits(store: Store, message: str) -> None:
    """Wait until a message was put off."""

    async def put_off() -> bool:
        return (await row(store, message)).not_before is not None

    await until(put_off)


async def test_pauses_grow_and_end_with_success(store: Store) -> None:
    fails: list[Receipt] = [TryAgain(detail="no network")] * 9
    channel, clock = StubChannel(fates={"x": fails}), Clock()
    await say(store, "x")
    pauses = []
    async with at_work(store, channel, clock) as worker:
        for number in range(1, 10):
            await channel.until(number, channel.tried)
            await until_it_waits(store, "m-x")
            pauses.append(((await row(store, "m-x")).not_before - clock.now).total_seconds())
            clock.now += timedelta(seconds=module.LONGEST_PAUSE)
            worker.wake()
        await until_done(store)
    assert pauses[0] <= module.FIRST_PAUSE < pauses[4] < pauses[-1] + 20
    assert max(pauses) <= module.LONGEST_PAUSE
    assert channel.sent == [("a", "x")]


async def tried_again(store: Store, channel: StubChannel, clock: Clock, message: str) -> None:
    """A message fails, waits for some minutes, and is done with."""
    async with at_work(store, channel, clock) as worker:
        await until_it_waits(store, message)
        clock.now += timedelta(minutes=5)
        worker.wake()
        await until_done(store)


async def test_what_may_have_been_sent_is_sent_again_and_counted(store: Store) -> None:
    channel, clock = StubChannel(fates={"x": [TryAgain(unknown=True)]}), Clock()
    await say(store, "x")
    await tried_again(store, channel, clock, "m-x")
    assert channel.tried == ["x", "x"]
    assert (await row(store, "m-x")).unknown == 1


class Outage(StubChannel):
    """A platform that answers with nonsense until it is well again."""

    def __init__(self, clock: Clock, until: datetime) -> None:
        super().__init__()
        self.clock, self.well = clock, until

    async def send(self, sending: Sending, part: Part, number: int) -> Receipt:
        """Nobody knows what became of it."""
        if self.clock.now < self.well:
            assert isinstance(part, Line)
            await self._note(self.tried, part.text)
            return TryAgain(unknown=True, detail="502")
        return await super().send(sending, part, number)


async def live_through(store: Store, channel: Outage, clock: Clock) -> list[float]:
    """Let time go on to each next attempt until nothing is left to be sent; the pauses."""
    pauses = []
    async with at_work(store, channel, clock) as worker:

        async def rests() -> bool:
            async with store.work() as memory:
                left, following = await memory.outbox.waiting("stub", 1), await memory.outbox.next_at("stub")
            return not worker._under_way and (not left or (following is not None and following > clock.now))

        while True:
            worker.wake()
            await until(rests)
            async with store.work() as memory:
                following = await memory.outbox.next_at("stub")
            if following is None:
                return pauses
            pauses.append((following - clock.now).total_seconds())
            clock.now = following


@pytest.mark.parametrize("outage", [timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=10)])
async def test_an_outage_of_the_platform_loses_nothing_and_keeps_the_order(store: Store, outage: timedelta) -> None:
    clock = Clock()
    channel = Outage(clock, NOW + outage)
    await say(store, "a1", "a2", "a3", room="a")
    await say(store, "b1", "b2", room="b")
    pauses = await live_through(store, channel, clock)
    assert [text for where, text in channel.sent if where == "a"] == ["a1", "a2", "a3"]
    assert [text for where, text in channel.sent if where == "b"] == ["b1", "b2"]
    assert clock.now - NOW < outage + timedelta(seconds=module.LONGEST_UNKNOWN_PAUSE)
    assert max(pauses) <= module.LONGEST_UNKNOWN_PAUSE
    if outage > timedelta(hours=1):
        assert channel.tried.count("a1") < outage.total_seconds() / module.LONGEST_UNKNOWN_PAUSE * 2 + 20, "repeated too often"


async def test_a_message_whose_outcome_stays_unknown_is_given_up_and_the_next_one_goes(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    channel, clock = StubChannel(fates={"x": [TryAgain(unknown=True)] * 4}), Clock()
    await say(store, "x", receipt=lane("watcher"))
    await say(store, "y")
    async with at_work(store, channel, clock) as worker:
        for number in range(1, 4):
            await channel.until(number, channel.tried)
            await until_it_waits(store, "m-x")
            clock.now = NOW + GIVEN_UP * number / 3 - timedelta(seconds=1 if number == 2 else 0)
            worker.wake()
        await until_done(store)
    assert channel.tried == [*["x"] * 4, "y"]
    assert "given up" in caplog.text
    assert [one.content for one in await arrived(store)] == [Delivered("m-x", "unknown")]


async def test_a_message_that_waited_for_days_is_not_given_up_at_the_first_unknown_outcome(store: Store) -> None:
    channel, clock = StubChannel(fates={"x": [TryAgain(unknown=True)]}), Clock(NOW + timedelta(days=5))
    await say(store, "x")
    await tried_again(store, channel, clock, "m-x")
    assert channel.sent == [("a", "x")]


async def test_what_was_surely_not_sent_is_soon_tried_again_however_often_it_may_have_been_before(store: Store) -> None:
    fates: list[Receipt] = [TryAgain(unknown=True)] * 12 + [TryAgain(detail="refused")]
    channel, clock = StubChannel(fates={"x": fates}), Clock()
    await say(store, "x")
    pauses = []
    async with at_work(store, channel, clock) as worker:
        for number in range(1, len(fates) + 1):
            await channel.until(number, channel.tried)

            async def put_off(count: int = number) -> bool:
                return (await row(store, "m-x")).tries == count

            await until(put_off)
            pauses.append(((await row(store, "m-x")).not_before - clock.now).total_seconds())
            clock.now += timedelta(seconds=module.LONGEST_UNKNOWN_PAUSE)
            worker.wake()
        await until_done(store)
    assert max(pauses) > module.LONGEST_UNKNOWN_PAUSE / 2
    assert pauses[-1] <= module.FIRST_PAUSE


async def test_a_message_of_which_not_even_the_failure_can_be_noted_is_sent_again(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails, channel = 2, StubChannel()
    channel.gate.clear()
    await say(store, "x", "y")
    async with at_work(store, channel) as worker:
        await channel.until(1, channel.tried)
        write = worker._ledger.write

        async def failing(entry: Callable[..., Awaitable[Any]]) -> Any:
            nonlocal fails
            if fails:
                fails -= 1
                raise ValueError("a mistake of ours")
            return await write(entry)

        monkeypatch.setattr(worker._ledger, "write", failing)
        channel.gate.set()
        await until_done(store)
    assert [text for _, text in channel.sent] == ["x", "x", "y"]
    assert "could not be put off" in caplog.text


async def test_two_groups_with_a_message_each_on_its_way_become_one(store: Store) -> None:
    from handlers.effects import ChatMoved

    channel, clock = StubChannel(fates={"old": [TryAgain()], "new": [TryAgain()]}), Clock()
    channel.gate.clear()
    await say(store, "old", "old 2", room="-5", group=True)
    await say(store, "new", "new 2", room="-100", group=True)
    async with at_work(store, channel, clock) as worker:
        await channel.until(2, channel.tried)
        async with store.work() as memory:
            await memory.effects.apply([ChatMoved("stub", "-5", "-100")], NOW)
        channel.gate.set()

        async def done() -> bool:
            clock.now += timedelta(seconds=5)
            worker.wake()
            return not await waiting(store)

        await until(done)
    assert [text for _, text in channel.sent] == ["old", "old 2", "new", "new 2"]


async def test_a_refused_message_holds_nobody_up(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    channel = StubChannel(fates={"bad": [Refused("too strange")]})
    await say(store, "bad", "good")
    async with at_work(store, channel):
        await until_done(store)
    assert channel.sent == [("a", "good")]
    assert "too strange" in caplog.text
    assert (await row(store, "m-bad")).fate == "refused"


@pytest.mark.parametrize("group", [True, False])
async def test_a_room_that_cannot_be_reached_is_told_of_in_the_inbox(store: Store, *, group: bool) -> None:
    channel = StubChannel(fates={"x": [Unreachable("kicked")]})
    await say(store, "x", room="r", group=group)
    async with at_work(store, channel):
        await until_done(store)
    (said,) = await arrived(store)
    assert (said.content, said.id, said.received_at) == (Removed(), "m-x-gone", NOW)
    assert (said.group, said.user) == (("r", "") if group else (None, "r"))
    assert (await row(store, "m-x")).fate == "blocked"


async def test_a_group_that_moved_is_told_of_once_and_the_message_waits(store: Store) -> None:
    channel, clock = StubChannel(fates={"x": [MovedTo("-100"), MovedTo("-100")]}), Clock()
    await say(store, "x", "y", room="-5", group=True)
    async with at_work(store, channel, clock):
        await until_it_waits(store, "m-x")
        assert [(one.id, one.content, one.group) for one in await arrived(store)] == [("stub:-5:migrated:-100", Migrated("-100"), "-5")]
    assert channel.sent == []
    assert await waiting(store) == ["x", "y"]


async def test_a_message_put_to_the_old_address_later_moves_by_an_id_of_its_own(store: Store) -> None:
    channel, clock = StubChannel(fates={"x": [MovedTo("-100")] * 2}), Clock()
    await say(store, "x", room="-5", group=True)
    async with at_work(store, channel, clock) as worker:
        await until_it_waits(store, "m-x")
        async with store.work() as memory:
            await memory.inbox.finish([one.number for one in await memory.inbox.heads(9)], NOW)
        clock.now += timedelta(seconds=10)
        worker.wake()
        await channel.until(2, channel.tried)

        async def told() -> bool:
            return [one.id for one in await arrived(store)] == ["m-x-moved-1"]

        await until(told)


async def test_a_long_message_goes_on_where_it_broke_off(store: Store) -> None:
    channel, clock = StubChannel(fates={"two": [TryAgain(unknown=True)]}), Clock()
    await say(store, "one\ntwo\nthree")
    await tried_again(store, channel, clock, "m-one\ntwo\nthree")
    assert channel.tried == ["one", "two", "two", "three"]
    assert [text for _, text in channel.sent] == ["one", "two", "three"]


async def test_what_a_dead_process_was_sending_is_sent_again(store: Store) -> None:
    await say(store, "x", "y")
    async with store.work() as memory:
        assert len(await memory.outbox.claim("stub", NOW, 9)) == 1
    channel = StubChannel()
    async with at_work(store, channel):
        await until_done(store)
    assert [text for _, text in channel.sent] == ["x", "y"]
    assert ((await row(store, "m-x")).unknown, (await row(store, "m-y")).unknown) == (1, 0)


async def test_what_is_on_its_way_when_the_worker_is_stopped_may_arrive(store: Store) -> None:
    channel = StubChannel()
    channel.gate.clear()
    await say(store, "x", "y")
    worker = OutboxWorker(store.work, channel, Clock(), no_files)
    running = asyncio.create_task(worker.run())
    await channel.until(1, channel.tried)
    running.cancel()
    await asyncio.sleep(0)
    channel.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert channel.sent == [("a", "x")]
    assert await waiting(store) == ["y"]
    assert (await row(store, "m-x")).unknown == 0


async def test_what_never_arrives_does_not_keep_the_worker_from_stopping(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STOPPING", 0.05)
    channel = StubChannel()
    channel.gate.clear()
    await say(store, "x")
    async with at_work(store, channel):
        await channel.until(1, channel.tried)
    channel.gate.set()
    async with at_work(store, channel):
        await until_done(store)
    assert channel.tried == ["x", "x"]
    assert (await row(store, "m-x")).unknown == 1


async def test_a_database_that_fails_for_a_while_loses_nothing_and_repeats_nothing(store: Store) -> None:
    from db.errors import StoreUnreachable

    fails = 0

    @asynccontextmanager
    async def work() -> AsyncIterator[Any]:
        nonlocal fails
        if fails:
            fails -= 1
            raise StoreUnreachable("away")
        async with store.work() as memory:
            yield memory

    channel = StubChannel()
    channel.gate.clear()
    await say(store, "x", "y")
    worker = OutboxWorker(work, channel, Clock(), no_files)
    running = asyncio.create_task(worker.run())
    await channel.until(1, channel.tried)
    fails = 3
    channel.gate.set()
    await until_done(store)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert channel.sent == [("a", "x"), ("a", "y")]
    assert (await row(store, "m-x")).unknown == 0


async def test_everything_is_delivered_once_where_every_outcome_is_known(store: Store) -> None:
    rolls = random.Random(3)
    kinds: list[Receipt] = [TryAgain(), TryAgain(after=0.5), Sent("1")]
    texts = [f"{number}" for number in range(60)]
    channel = StubChannel(fates={text: [rolls.choice(kinds[:2]) for _ in range(rolls.randrange(4))] for text in texts})
    for text in texts:
        await say(store, text, room=f"r{rolls.randrange(7)}")
    clock = Clock()
    async with at_work(store, channel, clock) as worker:

        async def done() -> bool:
            clock.now += timedelta(seconds=5)
            worker.wake()
            return not await waiting(store)

        await until(done)
    assert sorted(text for _, text in channel.sent) == sorted(texts)
    for room in {room for room, _ in channel.sent}:
        numbers = [int(text) for where, text in channel.sent if where == room]
        assert numbers == sorted(numbers)
