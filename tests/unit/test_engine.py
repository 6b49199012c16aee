"""Messages kept, steps taken together, saved and only then said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from handlers.engine import TRIES, Engine
from handlers.errors import Conflict, StepRefused
from handlers.facts import Facts
from handlers.messages import Delivered, Incoming, Lane, Reply, Text
from handlers.ports import Outgoing, Saved
from tests.support.memory import Transaction
from tests.support.notices import NOW, shipped
from tests.support.talk import Talk, talk


def said(number: int, text: str = "总结啥时候交", user: str = "wang") -> Incoming:
    """A message."""
    return Incoming(id=f"m{number}", channel="console", user=user, group="g", content=Text(text), received_at=NOW)


@pytest.fixture
def bot() -> Talk:
    """A bot with the shipped notices."""
    return talk(shipped().notices)


def test_a_conversation_is_saved_under_its_lane_with_the_next_version(bot: Talk) -> None:
    bot.say("总结啥时候交", "wang", group="g")
    bot.say("电话呢", "wang", group="g")
    ((lane, saved),) = bot.memory.tables.states.items()
    assert (lane, saved.version) == (Lane("console", "g", "", "wang"), 2)


def test_a_message_that_comes_again_has_no_second_effect(bot: Talk) -> None:
    assert bot.say("总结啥时候交", message="x")
    assert bot.say("总结啥时候交", message="x") == []
    assert bot.say("别的话", message="x") == []


def test_a_round_takes_one_message_of_each_conversation_in_order(bot: Talk) -> None:
    messages = [said(1, user="a"), said(2, "你好", user="a"), said(3, user="b")]
    asyncio.run(bot.engine.accept(messages))
    first = asyncio.run(bot.engine.advance())
    second = asyncio.run(bot.engine.advance())
    assert first is not None
    assert second is not None
    assert [one.id for one in first.outgoing] == ["m1-1", "m3-1"]
    assert [one.id for one in second.outgoing] == ["m2-1"]
    assert asyncio.run(bot.engine.advance()) is None


def test_what_is_said_was_saved_before(bot: Talk) -> None:
    asyncio.run(bot.engine.accept([said(1)]))
    done = asyncio.run(bot.engine.advance())
    assert done is not None
    assert bot.memory.tables.outbox == list(done.outgoing)


@pytest.mark.parametrize("conflicts", [1, TRIES - 1])
def test_a_round_overtaken_by_another_process_is_run_again_one_by_one(bot: Talk, conflicts: int) -> None:
    left = conflicts

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        nonlocal left
        async with bot.memory.work() as memory:
            yield memory
            if memory.outbox.tables.outbox and left:
                left -= 1
                raise Conflict

    engine = replace(bot.engine, work=work)
    asyncio.run(engine.accept([said(1, user="a"), said(2, user="b")]))
    done = asyncio.run(engine.advance())
    assert done is not None
    assert [one.id for one in done.outgoing] == ["m1-1", "m2-1"]
    assert left == 0
    assert [saved.version for saved in bot.memory.tables.states.values()] == [1, 1]


def test_a_message_whose_step_fails_again_and_again_is_set_aside_and_its_sender_told(bot: Talk, caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> Facts:
        raise ZeroDivisionError

    broken = replace(bot.engine, facts=failing)
    asyncio.run(broken.accept([said(1), said(2)]))
    rounds = []
    for _ in range(TRIES):
        rounds.append(asyncio.run(broken.advance()))
    assert [len(done.outgoing) for done in rounds if done] == [0] * (TRIES - 1) + [1]
    (sorry,) = bot.memory.tables.outbox
    assert (sorry.lane.person, sorry.id) == ("wang", "m1-0")
    assert "存下" in sorry.text
    assert bot.memory.tables.done == {1: "parked"}
    assert "ZeroDivisionError" in caplog.text
    done = asyncio.run(bot.engine.advance())
    assert done is not None
    assert [one.id for one in done.outgoing] == ["m2-1"]


def test_others_go_on_while_the_message_of_one_fails(bot: Talk) -> None:
    calls = iter(range(100))

    def failing_first() -> Facts:
        if next(calls) % 2 == 0:
            raise ZeroDivisionError
        return bot.assistant.facts

    engine = replace(bot.engine, facts=failing_first)
    asyncio.run(engine.accept([said(1, user="a"), said(2, user="b")]))
    done = asyncio.run(engine.advance())
    assert done is not None
    assert [one.id for one in done.outgoing] == ["m2-1"]
    assert bot.memory.tables.tries == {1: 1}


def test_a_state_that_cannot_be_read_starts_the_conversation_afresh(bot: Talk, caplog: pytest.LogCaptureFixture) -> None:
    lane = said(1).lane
    bot.memory.tables.states[lane] = Saved('{"v": 2}', 7)
    asyncio.run(bot.engine.accept([said(1)]))
    asyncio.run(bot.engine.advance())
    assert bot.memory.tables.states[lane].version == 8
    assert "afresh" in caplog.text


def test_two_people_at_one_table_in_one_round_see_each_other(bot: Talk) -> None:
    for text in ("填报", "2", "雁湖县科技局", "逐项填"):
        bot.say(text, "王")
        bot.say(text if text != "逐项填" else "查看", "李")
    both = [
        Incoming(id="x1", channel="console", user="李", content=Text("接手填"), received_at=NOW),
        Incoming(id="x2", channel="console", user="王", content=Text("12"), received_at=NOW),
    ]
    asyncio.run(bot.engine.accept(both))
    asyncio.run(bot.engine.advance())
    assert bot.table().holder == "console:李"
    assert not bot.table().entries
    assert any("没有记进去" in one.text for one in bot.memory.tables.outbox)


def test_two_people_beginning_the_same_table_in_one_round_get_one(bot: Talk) -> None:
    for who in ("王", "李"):
        bot.say("填报", who)
        bot.say("2", who)
    messages = [Incoming(id=f"x{who}", channel="console", user=who, content=Text("雁湖县科技局"), received_at=NOW) for who in ("王", "李")]
    asyncio.run(bot.engine.accept(messages))
    asyncio.run(bot.engine.advance())
    (table,) = bot.memory.tables.submissions.values()
    assert table.holder == "console:王"
    assert "王 正在填" in bot.memory.tables.outbox[-1].text


def test_a_result_of_work_comes_back_through_the_inbox(bot: Talk) -> None:
    for text in ("填报", "2", "雁湖县科技局", "零报告", "是", "提交"):
        bot.say(text)
    first, second = bot.say("导出")
    assert "正在导出" in first.text
    ((name, kept),) = second.files
    assert name.endswith(".csv")
    assert "雁湖县科技局" in bot.memory.tables.files[kept].decode("utf-8-sig")


def refusing(bot: Talk, error: type[Exception]) -> Engine:
    """An engine whose transactions fail wherever a step of "a" is in them."""

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        async with bot.memory.work() as memory:
            yield memory
            if any(lane.person == "a" for lane in memory.conversations.tables.states):
                raise error

    return replace(bot.engine, work=work)


def test_a_message_that_the_database_refuses_is_set_aside_and_others_go_on(bot: Talk) -> None:
    engine = refusing(bot, StepRefused)
    asyncio.run(engine.take([said(1, user="a"), said(2, user="b")]))
    for _ in range(TRIES):
        asyncio.run(engine.advance())
    assert bot.memory.tables.done == {1: "parked", 2: "finished"}
    assert [one.id for one in bot.memory.tables.outbox] == ["m2-1", "m1-0"]


def test_a_message_that_somebody_else_is_always_first_with_is_set_aside_and_others_do_not_wait(bot: Talk) -> None:
    engine = refusing(bot, Conflict)
    asyncio.run(engine.accept([said(1, user="a"), said(2, user="b"), said(3, user="c"), said(4, user="b")]))
    first = asyncio.run(engine.advance())
    assert first is not None
    assert [one.id for one in first.outgoing] == ["m2-1", "m3-1", "m4-1"]
    for _ in range(TRIES - 1):
        assert bot.memory.tables.done.get(1) is None
        asyncio.run(engine.advance())
    assert bot.memory.tables.done.pop(1) == "parked"
    assert [one.id for one in bot.memory.tables.outbox] == ["m2-1", "m3-1", "m4-1", "m1-0"]
    assert asyncio.run(engine.accept([said(1, user="a")])) == 0


def test_what_cannot_be_said_to_somebody_else_keeps_nobody_from_anything(bot: Talk, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("填报", "2", "雁湖县科技局", "逐项填"):
        bot.say(text, "王")
        bot.say(text if text != "逐项填" else "查看", "李")

    def speak(reply: Reply, lane: Lane) -> Outgoing:
        if reply.to is not None and reply.to.person == "王":
            raise RuntimeError("no words")
        return bot.assistant.speak(reply, lane)

    engine = replace(bot.engine, speak=speak)
    taken = Incoming(id="x1", channel="console", user="李", content=Text("接手填"), received_at=NOW)
    asyncio.run(engine.accept([taken, said(99, user="b")]))
    done = asyncio.run(engine.advance())
    assert done is not None
    assert {one.lane.person for one in done.outgoing} == {"李", "b"}
    assert (done.done, bot.table().holder) == (2, "console:李")
    assert "could not be put into words" in caplog.text


def test_steps_are_counted_once_they_are_saved_and_only_what_people_asked_for(bot: Talk) -> None:
    class Counted:
        """Whose steps were counted."""

        def __init__(self) -> None:
            self.people: list[str] = []

        def resting(self) -> tuple[tuple[str, str], ...]:
            """Nobody."""
            return ()

        def took(self, channel: str, user: str) -> None:
            """A step."""
            self.people.append(user)

    conflicts, pace = 2, Counted()

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        nonlocal conflicts
        async with bot.memory.work() as memory:
            yield memory
            if memory.outbox.tables.outbox and conflicts:
                conflicts -= 1
                raise Conflict

    engine = replace(bot.engine, work=work, pace=pace)
    gone = Incoming(id="g", channel="console", user="c", content=Delivered("m0"), received_at=NOW)
    asyncio.run(engine.accept([said(1, user="a"), said(2, user="b"), gone]))
    asyncio.run(engine.advance())
    assert (sorted(pace.people), conflicts) == (["a", "b"], 0)


def test_what_arrives_is_kept_and_stepped_in_one_transaction(bot: Talk) -> None:
    count = 0

    @asynccontextmanager
    async def work() -> AsyncIterator[Transaction]:
        nonlocal count
        count += 1
        async with bot.memory.work() as memory:
            yield memory

    done = asyncio.run(replace(bot.engine, work=work).take([said(1, user="a"), said(2, user="b"), said(3, user="b")]))
    assert (count, done.new, done.done) == (1, 3, 2)
    assert [one.id for one in done.outgoing] == ["m1-1", "m2-1"]
