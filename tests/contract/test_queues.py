"""The outbox, jobs and files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.store import Store
from handlers.messages import Lane
from handlers.ports import Outgoing
from tests.contract.samples import NOW, job, outgoing

WECOM = Lane("wecom", "群", "", "li")


async def keys(store: Store, channel: str = "console", limit: int = 99) -> list[str]:
    """The keys of what is to be sent."""
    async with store.work() as memory:
        return [message.id for message in await memory.outbox.waiting(channel, limit)]


async def test_messages_are_sent_in_the_order_they_were_added(store: Store) -> None:
    async with store.work() as memory:
        await memory.outbox.add([], NOW)
        await memory.outbox.add([outgoing("b"), outgoing("x", WECOM), outgoing("a")], NOW)
        await memory.outbox.add([outgoing("c")], NOW)
    assert await keys(store) == ["b", "a", "c"]
    assert await keys(store, limit=2) == ["b", "a"]
    assert await keys(store, "wecom") == ["x"]
    assert await keys(store, "telegram") == []


async def test_a_message_to_be_sent_comes_back_as_it_was(store: Store) -> None:
    message = Outgoing(id="a", lane=WECOM, text="您好：\n𠮷", language="en", buttons=(("是", "否"), ("跳过",)), files=(("表.xlsx", "ab12"),))
    async with store.work() as memory:
        await memory.outbox.add([message, replace(message, id="b", text="none \0, half \ud83d", buttons=(), files=())], NOW)
    async with store.work() as memory:
        first, second = await memory.outbox.waiting("wecom", 9)
    assert first == replace(message, token=first.token)
    assert second == replace(message, id="b", text="none \ufffd, half \ufffd", buttons=(), files=())


async def test_a_message_added_again_changes_nothing(store: Store) -> None:
    async with store.work() as memory:
        await memory.outbox.add([outgoing("a"), outgoing("b")], NOW)
    async with store.work() as memory:
        await memory.outbox.sent(["a", "unknown"], NOW)
        await memory.outbox.sent([], NOW)
    async with store.work() as memory:
        await memory.outbox.add([replace(outgoing("b"), text="other"), outgoing("a"), outgoing("c"), outgoing("c")], NOW)
    async with store.work() as memory:
        assert await memory.outbox.waiting("console", 9) == (outgoing("b"), outgoing("c"))
        await memory.outbox.sent(["b", "c", "a"], NOW)
    assert await keys(store) == []


async def test_work_waits_in_order_until_it_is_done(store: Store) -> None:
    async with store.work() as memory:
        await memory.jobs.add([job("b"), job("a", WECOM)], NOW)
        await memory.jobs.add([job("c"), replace(job("b"), about="other")], NOW)
        await memory.jobs.add([], NOW)
    async with store.work() as memory:
        assert await memory.jobs.waiting(9) == (job("b"), job("a", WECOM), job("c"))
        assert await memory.jobs.waiting(1) == (job("b"),)
        await memory.jobs.fail("a")
        await memory.jobs.finish("b", NOW)
    async with store.work() as memory:
        assert await memory.jobs.waiting(9) == (replace(job("a", WECOM), tries=1), job("c"))
        await memory.jobs.add([job("b")], NOW)
        await memory.jobs.fail("b")
        await memory.jobs.finish("b", NOW)
        assert [waiting.id for waiting in await memory.jobs.waiting(9)] == ["a", "c"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_work_that_somebody_has_is_not_given_to_others(store: Store, other: Store) -> None:
    async with store.work() as memory:
        await memory.jobs.add([job("a"), job("b")], NOW)
    async with store.work() as memory, other.work() as theirs:
        assert await memory.jobs.waiting(1) == (job("a"),)
        assert await theirs.jobs.waiting(9) == (job("b"),)


async def test_a_file_is_kept_once_by_what_is_in_it(store: Store) -> None:
    content = bytes(range(256)) * 400
    async with store.work() as memory:
        first = await memory.files.add(content, NOW)
        assert await memory.files.add(content, NOW) == first
        empty = await memory.files.add(b"", NOW)
    async with store.work() as memory:
        assert await memory.files.load(first) == content
        assert await memory.files.load(empty) == b""
        with pytest.raises(KeyError):
            await memory.files.load("0" * 64)
    assert (len(first), first != empty) == (64, True)
