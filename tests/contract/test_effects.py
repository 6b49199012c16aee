"""What steps want remembered besides: each kind, on every database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

from db.store import Store, Transaction
from db.tables import metadata
from handlers.effects import (
    ChatKnown,
    ChatMoved,
    Effect,
    Guessed,
    PersonKnown,
    PracticeEnded,
    Redeemed,
    Reported,
    Subscribed,
    Voided,
)
from handlers.errors import Conflict
from handlers.lane import Lane
from handlers.messages import Incoming, Text
from handlers.ports import GUESSES_AN_HOUR, Chat, Fate, Filed, Person, Saved
from knowledge.forms.submission import Status
from tests.contract.samples import LANE, NOW, following, job, outgoing, said, saving, slot, submission, subscription
from tests.support.memory import InMemory

Anywhere = Store | InMemory
GROUP = Lane("telegram", "-1", "", "")
TOPIC = Lane("telegram", "-1", "7", "")
MEMBER = Lane("telegram", "-1", "", "5")
AFTER = Lane("telegram", "-100", "", "")
HOUR = timedelta(hours=1)
MOVED = ChatMoved("telegram", "-1", "-100")


async def apply(store: Anywhere, *effects: Effect, hours: float = 0) -> None:
    """Remember something."""
    async with store.work() as memory:
        await memory.effects.apply(effects, NOW + hours * HOUR)


async def good(store: Anywhere, code: str, person: str = "telegram:5", hours: float = 0) -> bool | None:
    """Whether a code can be used."""
    async with store.work() as memory:
        return await memory.people.code_is_good(code, person, NOW + hours * HOUR)


async def code(store: Anywhere, *codes: str) -> None:
    """One-time codes are given out."""
    async with store.work() as memory:
        for one in codes:
            await memory.people.add_code(one, "console:wang", NOW + 72 * HOUR)


async def test_a_subscription_is_kept_with_its_reminders(anywhere: Anywhere) -> None:
    await apply(anywhere, Subscribed(subscription("s"), (slot(-1), slot(1, lead="1d"))))
    async with anywhere.work() as memory:
        assert [one.slot for one in await memory.reminders.due(NOW, 9)] == [slot(-1)]
    with pytest.raises(Conflict):
        await apply(anywhere, PersonKnown("telegram:5", "en"), Subscribed(subscription("s"), ()))
    async with anywhere.work() as memory:
        assert await memory.people.load(["telegram:5"]) == {}


async def test_what_was_said_to_have_been_sent_counts_once_and_where_it_was_said_last(anywhere: Anywhere) -> None:
    first = Reported("a", "report", "2026-06-03", "telegram:5", MEMBER, "红旗区科协")
    again = replace(first, lane=Lane("telegram", "", "", "5"), unit=None)
    others = (replace(first, person="telegram:6"), replace(first, due="2026-07-03"), replace(first, notice="b"))
    await apply(anywhere, first, *others, again)

    async def reported(*notices: str) -> list[Reported]:
        async with anywhere.work() as memory:
            return list(await memory.reminders.reported(notices))

    assert await reported("a", "a", "c") == [*others[:2], again]
    await apply(anywhere, replace(first, undone=True), replace(first, person="nobody", undone=True))
    assert await reported("a") == list(others[:2])
    assert await reported("b") == [others[2]]
    assert await reported() == []


async def test_a_code_makes_one_person_an_organiser(anywhere: Anywhere) -> None:
    await code(anywhere, "hash")
    assert [await good(anywhere, "hash"), await good(anywhere, "other"), await good(anywhere, "hash", hours=72)] == [True, False, False]
    await apply(anywhere, PersonKnown("telegram:5", "en"), Redeemed("hash", "telegram:5"))
    assert await good(anywhere, "hash") is False
    with pytest.raises(Conflict):
        await apply(anywhere, Redeemed("hash", "telegram:6"))
    await apply(anywhere, Redeemed("hash", "telegram:5"), Redeemed("unknown", "telegram:6"))
    await code(anywhere, "hash")
    assert await good(anywhere, "hash") is False
    async with anywhere.work() as memory:
        assert await memory.people.organisers() == ("telegram:5",)
        assert await memory.people.load(["telegram:5", "telegram:6"]) == {"telegram:5": Person("telegram:5", "en", None, True)}


async def test_a_code_that_ran_out_or_was_shown_is_worth_nothing(anywhere: Anywhere) -> None:
    await code(anywhere, "late", "shown", "used")
    await apply(anywhere, Redeemed("late", "telegram:5"), hours=72)
    await apply(anywhere, Voided("shown"), Voided("unknown"), Redeemed("shown", "telegram:5"))
    assert await good(anywhere, "shown") is False
    await apply(anywhere, Redeemed("used", "telegram:6"), Voided("used"))
    async with anywhere.work() as memory:
        assert await memory.people.organisers() == ("telegram:6",)


async def test_who_guesses_codes_too_often_has_to_wait(anywhere: Anywhere) -> None:
    await code(anywhere, "hash")
    for number in range(GUESSES_AN_HOUR):
        assert await good(anywhere, "hash") is True
        await apply(anywhere, Guessed("telegram:5"), hours=number / 10)
    assert await good(anywhere, "hash", hours=0.5) is None
    assert await good(anywhere, "hash", "telegram:6", 0.5) is True
    assert await good(anywhere, "hash", hours=1) is True
    await apply(anywhere, Guessed("telegram:5"), hours=1)
    assert await good(anywhere, "hash", hours=1.01) is None
    assert await good(anywhere, "hash", hours=9) is True


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_of_two_who_use_a_code_at_the_same_time_one_is_too_late(store: Store, other: Store) -> None:
    await code(store, "hash")

    async def redeem(of: Store, person: str) -> bool:
        async with of.work() as memory:
            if not await memory.people.code_is_good("hash", person, NOW):
                return False
            await asyncio.sleep(0.05)
            await memory.effects.apply([Redeemed("hash", person)], NOW)
        return True

    assert sorted(await asyncio.gather(redeem(store, "telegram:5"), redeem(other, "telegram:6"))) == [False, True]
    async with store.work() as memory:
        assert len(await memory.people.organisers()) == 1


async def test_what_is_known_of_people_stays_until_something_else_is(anywhere: Anywhere) -> None:
    await apply(anywhere, PersonKnown("telegram:5", language="en"), PersonKnown("telegram:5", unit="红旗区科协"), PersonKnown("telegram:6"))
    await apply(anywhere, PersonKnown("telegram:5", language="zh"), PersonKnown("telegram:5"))
    async with anywhere.work() as memory:
        known = await memory.people.load(["telegram:6", "telegram:5", "telegram:7"])
    assert known == {"telegram:5": Person("telegram:5", "zh", "红旗区科协"), "telegram:6": Person("telegram:6")}


async def chats(store: Anywhere) -> list[tuple[str, str | None]]:
    """The groups we are in."""
    async with store.work() as memory:
        return [(chat.chat, chat.title) for chat in await memory.people.chats("telegram")]


async def held(store: Anywhere) -> list[str]:
    """The subscriptions that are held."""
    async with store.work() as memory:
        return [one.id for one in await memory.reminders.live() if one.held]


async def test_groups_are_known_while_we_are_in_them(anywhere: Anywhere) -> None:
    for key, lane in (("g", GROUP), ("t", TOPIC), ("o", AFTER), ("p", Lane("telegram", "", "", "-1"))):
        await apply(anywhere, Subscribed(subscription(key, lane), (slot(-1),)))
    await apply(anywhere, ChatKnown(MEMBER, True, "科协群"), ChatKnown(AFTER, True, "乙群"), ChatKnown(Lane("wecom", "w", "", ""), True))
    assert await chats(anywhere) == [("-100", "乙群"), ("-1", "科协群")]
    assert await held(anywhere) == []
    await apply(anywhere, ChatKnown(MEMBER, False), hours=1)
    assert (await chats(anywhere), await held(anywhere)) == ([("-100", "乙群")], ["g", "t"])
    await apply(anywhere, ChatKnown(MEMBER, True), hours=3)
    await apply(anywhere, ChatKnown(MEMBER, False, at=NOW), hours=4)
    assert (await chats(anywhere), await held(anywhere)) == ([("-100", "乙群"), ("-1", "科协群")], [])
    async with anywhere.work() as memory:
        assert {one.subscription for one in await memory.reminders.due(NOW, 9)} == {"g", "t", "o", "p"}


async def test_a_clock_put_right_keeps_no_group_held(anywhere: Anywhere) -> None:
    await apply(anywhere, Subscribed(subscription("g", GROUP), (slot(-1),)), ChatKnown(MEMBER, False, "科协群", at=NOW + timedelta(days=9)))
    assert (await chats(anywhere), await held(anywhere)) == ([], ["g"])
    await apply(anywhere, ChatKnown(MEMBER, True, at=NOW))
    assert (await chats(anywhere), await held(anywhere)) == ([("-1", "科协群")], [])
    await apply(anywhere, ChatKnown(MEMBER, False, at=NOW + timedelta(minutes=1)))
    assert (await chats(anywhere), await held(anywhere)) == ([], ["g"])


async def test_a_person_who_shuts_us_out_is_not_reminded_meanwhile(anywhere: Anywhere) -> None:
    alone = Lane("telegram", "", "", "5")
    await apply(anywhere, Subscribed(subscription("p", alone), (slot(-1),)), ChatKnown(alone, False))
    async with anywhere.work() as memory:
        assert await memory.reminders.due(NOW, 9) == ()
    assert (await held(anywhere), await chats(anywhere)) == (["p"], [])
    await apply(anywhere, ChatKnown(alone, True))
    assert await held(anywhere) == []


def heard(key: str, lane: Lane) -> Incoming:
    """A message in a group."""
    return replace(said(key, lane.person, Text(key), group=lane.chat, thread=lane.thread or None), channel=lane.channel)


async def fill(store: Anywhere) -> None:
    """Something of the old chat everywhere, and something of the new one."""
    new_member = Lane("telegram", "-100", "", "5")
    async with store.work() as memory:
        await memory.conversations.save({MEMBER: Saved("old", 1), TOPIC: Saved("topic", 1)}, NOW)
        await memory.conversations.save({new_member: Saved("new", 1), Lane("telegram", "-100", "7", ""): Saved("newer", 1)}, NOW - HOUR)
        await memory.conversations.save({Lane("telegram", "-100", "7", ""): Saved("newest", 2)}, NOW + HOUR)
        await memory.inbox.add([heard("i1", MEMBER), heard("i2", new_member), heard("i3", MEMBER)])
        await memory.outbox.add([outgoing("o1", GROUP), outgoing("o2", AFTER), outgoing("o3", TOPIC), outgoing("o4", LANE, receipt=MEMBER)], NOW)
        await memory.jobs.add([job("j", MEMBER)], NOW)
        await memory.effects.apply(
            [
                Subscribed(subscription("s1", GROUP), (slot(-1),)),
                Subscribed(subscription("s2", GROUP, notice="b"), (slot(-1, notice="b"),)),
                Subscribed(subscription("s3", AFTER, notice="b"), (slot(-2, notice="b"),)),
                Reported("a", "report", "2026-06-03", "telegram:5", MEMBER),
                ChatKnown(GROUP, False, "科协群"),
            ],
            NOW,
        )


async def test_everything_of_a_group_that_moved_goes_with_it(anywhere: Anywhere) -> None:
    await fill(anywhere)
    await apply(anywhere, MOVED)
    new_member = Lane("telegram", "-100", "", "5")
    async with anywhere.work() as memory:
        states = await memory.conversations.load([MEMBER, TOPIC, new_member, Lane("telegram", "-100", "7", "")])
        assert {lane.thread: saved.state for lane, saved in states.items()} == {"": "old", "7": "newest"}
        assert {lane.chat for lane in states} == {"-100"}
        assert [one.said.id for one in await memory.inbox.heads(9)] == ["i1"]
        assert (await memory.jobs.waiting(9))[0].lane == new_member
        assert (await memory.reminders.reported(["a"]))[0].lane == new_member
        live = await memory.reminders.of_lane(AFTER)
        assert [(one.id, one.held, one.lane) for one in live] == [("s1", False, AFTER), ("s3", False, AFTER)]
        assert await memory.reminders.of_lane(GROUP) == ()
        assert [one.subscription for one in await memory.reminders.due(NOW, 9)] == ["s3", "s1"]
        assert await memory.people.chats("telegram") == (Chat("telegram", "-100", "科协群", True),)


async def test_messages_to_a_group_that_moved_are_sent_there_one_at_a_time(anywhere: Anywhere) -> None:
    await fill(anywhere)
    await apply(anywhere, MOVED)
    order = []
    while True:
        async with anywhere.work() as memory:
            found = await memory.outbox.claim("telegram", NOW, 9)
            if not found:
                break
            (one,) = found
            assert one.message.lane.room == "-100"
            order.append(one.message.id)
            await memory.outbox.settle(one.message.id, Fate.SENT, NOW)
    assert order == ["o1", "o2", "o3"]
    async with anywhere.work() as memory:
        await memory.outbox.sent(["o4"], NOW)
        for number in [one.number for one in await memory.inbox.heads(9)]:
            await memory.inbox.finish([number], NOW)
        assert {one.said.group for one in await memory.inbox.heads(9)} == {"-100"}


async def test_a_message_on_its_way_while_its_group_moves_is_sent_before_the_others(anywhere: Anywhere) -> None:
    await fill(anywhere)
    async with anywhere.work() as memory:
        assert [one.message.id for one in await memory.outbox.claim("telegram", NOW, 1)] == ["o1"]
    await apply(anywhere, MOVED)
    async with anywhere.work() as memory:
        assert await memory.outbox.claim("telegram", NOW, 9) == ()
        await memory.outbox.again("o1", NOW)
        (one,) = await memory.outbox.claim("telegram", NOW, 9)
        assert (one.message.id, one.message.lane) == ("o1", AFTER)
        await memory.outbox.settle("o1", Fate.SENT, NOW)
        assert [one.message.id for one in await memory.outbox.claim("telegram", NOW, 9)] == ["o2"]


@pytest.mark.parametrize("order", [("o1", "o2"), ("o2", "o1")])
@pytest.mark.parametrize("killed", [False, True])
async def test_of_two_messages_on_their_way_when_groups_become_one_the_first_goes_first(
    anywhere: Anywhere, order: tuple[str, str], *, killed: bool
) -> None:
    await fill(anywhere)
    async with anywhere.work() as memory:
        assert [one.message.id for one in await memory.outbox.claim("telegram", NOW, 9)] == ["o1", "o2"]
    await apply(anywhere, MOVED)
    async with anywhere.work() as memory:
        if killed:
            assert await memory.outbox.left_sending("telegram", NOW) == 2
        else:
            for one in order:
                await memory.outbox.again(one, NOW)
    sent = []
    while True:
        async with anywhere.work() as memory:
            found = await memory.outbox.claim("telegram", NOW, 9)
            if not found:
                break
            (one,) = found
            sent.append(one.message.id)
            await memory.outbox.settle(sent[-1], Fate.SENT, NOW)
    assert sent == ["o1", "o2", "o3"]


async def test_no_row_names_the_old_chat_any_more(store: Store) -> None:
    await fill(store)

    async def named(memory: Transaction) -> set[str]:
        found = set()
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.type.python_type is str:
                    condition = f'"{column.name}" = :old OR "{column.name}" LIKE :within'
                    question = text(f"SELECT count(*) FROM {table.name} WHERE {condition}")
                    count = await memory.outbox._connection.scalar(question, {"old": "-1", "within": '%"-1"%'})
                    found |= {f"{table.name}.{column.name}"} if count else set()
        return found

    async with store.work() as memory:
        expected = {"conversations", "inbox", "outbox", "jobs", "reports", "chats", "subscriptions"}
        assert {name.split(".")[0] for name in await named(memory)} == expected
        await memory.effects.apply([MOVED, MOVED, ChatMoved("telegram", "-100", "-100")], NOW)
        assert await named(memory) == set()


async def test_who_works_on_other_tables_of_a_unit_is_a_colleague_of_those_who_handed_one_in(anywhere: Anywhere) -> None:
    whole, other = submission("t1"), msgspec.structs.replace(submission("t2", " 红旗区科协"), people=("console:li",))
    other = msgspec.structs.replace(other, form=msgspec.structs.replace(other.form, id="u"))
    elsewhere = msgspec.structs.replace(submission("t3", "卫辉市科协"), people=("console:zhao",))
    async with anywhere.work() as memory:
        await memory.submissions.save([saving(whole), saving(other), saving(elsewhere)])
        await memory.submissions.save([saving(following(whole, status=Status.SUBMITTED), whole)])
        (filed,) = await memory.submissions.filed(["a"])
    assert (filed.people, filed.colleagues) == (("console:wang",), ("console:li", "console:wang"))


async def test_what_belongs_to_a_practice_is_removed_with_it(anywhere: Anywhere) -> None:
    first, other = submission("t1"), msgspec.structs.replace(submission("t2"), notice="b")
    done = following(first, status=Status.SUBMITTED)
    async with anywhere.work() as memory:
        await memory.submissions.save([saving(first), saving(other)])
        await memory.submissions.save([saving(done, first)])
        assert await memory.submissions.filed(["a", "b"]) == (Filed("a", "t", first.unit, ("console:wang",), ("console:wang",)),)
        await memory.effects.apply(
            [
                Subscribed(subscription("s1"), (slot(-1),)),
                Subscribed(subscription("s2", notice=None, place="红旗区"), (slot(-2), slot(-1, notice="b"))),
                Reported("a", "report", "2026-06-03", "telegram:5", MEMBER),
                Reported("b", "report", "2026-06-03", "telegram:5", MEMBER),
            ],
            NOW,
        )
    await apply(anywhere, PracticeEnded("a"))
    async with anywhere.work() as memory:
        assert set(await memory.submissions.load(["t1", "t2"])) == {"t2"}
        assert await memory.submissions.history("t1") == ()
        assert [one.id for one in await memory.submissions.of_person("console:wang")] == ["t2"]
        assert set(await memory.reminders.load(["s1", "s2"])) == {"s2"}
        assert [(one.subscription, one.slot.notice) for one in await memory.reminders.due(NOW, 9)] == [("s2", "b")]
        assert await memory.reminders.next_at() == NOW - HOUR
        assert [one.notice for one in await memory.reminders.reported(["a", "b"])] == ["b"]
        await memory.submissions.save([saving(first)])
        await memory.reminders.save(subscription("s1"), (slot(-1),), NOW)
