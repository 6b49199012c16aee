"""The fake Bot API hands out updates as the platform does, by polling and by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.support.bot_clients import SOON, attempt, client
from tests.support.botapi import BotApi

# Updates


async def test_updates_stay_until_a_higher_offset_confirms_them(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    for number in range(5):
        wang.says(f"第{number}句")
    first = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [update.update_id for update in first]
    assert len(await bot.get_updates(limit=2)) == 2
    rest = await bot.get_updates(offset=first[2].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["第3句", "第4句"]
    assert server.confirmed == [update.update_id for update in first[:3]]
    assert [update.message.text for update in await bot.get_updates(offset=-1) if update.message] == ["第4句"]
    server.redelivers(2)
    assert len(await bot.get_updates()) == 3


async def test_a_long_poll_ends_with_the_next_message_or_with_its_time(server: BotApi, bot: telegram.Bot) -> None:
    assert await bot.get_updates(timeout=0) == ()
    poll = asyncio.ensure_future(bot.get_updates(timeout=20))
    await server.until(lambda: server.count("getUpdates") == 2)
    said = server.person("王五").says("在吗")
    found = await asyncio.wait_for(poll, SOON)
    assert [update.update_id for update in found] == [said.update_id]
    await bot.get_updates(offset=found[-1].update_id + 1)
    await server.drained()


async def test_a_second_poll_ends_the_first(server: BotApi, bot: telegram.Bot) -> None:
    async with client(server) as other:
        first = asyncio.ensure_future(bot.get_updates(timeout=20))
        await server.until(lambda: server.count("getUpdates") == 1)
        second = asyncio.ensure_future(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(first, SOON)
        server.person("王五").says("在吗")
        assert len(await asyncio.wait_for(second, SOON)) == 1
    assert server.conflicts == 1


async def test_a_poller_that_died_disturbs_nobody(server: BotApi, bot: telegram.Bot) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=20))
    await server.until(lambda: server.count("getUpdates") == 1)
    poll.cancel()
    await bot.shutdown()
    async with client(server) as other:
        server.person("王五").says("在吗")
        assert len(await other.get_updates(timeout=20)) == 1


async def test_updates_are_kept_for_a_day(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.says("早")
    server.passes(hours=23)
    wang.says("晚")
    server.passes(hours=2)
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["晚"]


async def test_the_kinds_that_were_asked_for_are_remembered(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    await bot.get_updates(allowed_updates=["message"])
    wang.starts()
    wang.blocks()
    assert [update.my_chat_member for update in await bot.get_updates()] == [None]
    await bot.get_updates(allowed_updates=[])
    wang.unblocks()
    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [False, True]


async def test_an_update_of_a_kind_that_nobody_knows(server: BotApi, bot: telegram.Bot) -> None:
    server.raw_update({"something_new": {"id": 1}})
    assert [update.effective_message for update in await bot.get_updates()] == [None]
    assert await attempt(lambda: bot.get_updates(offset=server.pending[-1] + 1)) == "fine"
    assert not server.pending


# Webhook


@asynccontextmanager
async def listener(answers: list[int], reply: dict[str, Any] | None = None) -> AsyncIterator[tuple[str, list[tuple[str | None, dict[str, Any]]]]]:
    """A place for updates that answers as it is told, then 200."""
    came: list[tuple[str | None, dict[str, Any]]] = []

    async def take(request: web.Request) -> web.Response:
        came.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.json_response(reply, status=answers.pop(0) if answers else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", came
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_each_update_until_it_takes_it(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.says("旧的")
    async with listener([500, 503]) as (url, came):
        await bot.set_webhook(url, secret_token="s-1", drop_pending_updates=True)
        wang.says("一")
        wang.says("二")
        await server.drained(SOON)
        assert [(secret, update["message"]["text"]) for secret, update in came] == [("s-1", text) for text in "一一一二"]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.last_error_message) == (
            url,
            0,
            "Wrong response from the webhook: 503 Service Unavailable",
        )
        server.webhook.times = 2
        wang.says("三")
        await server.drained(SOON)
        assert [update["message"]["text"] for _, update in came[4:]] == ["三", "三"]
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        wang.says("四")
        assert len(await bot.get_updates()) == 1


async def test_a_call_may_stand_in_the_answer_to_a_webhook(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    async with listener([], {"method": "sendMessage", "chat_id": wang.id, "text": "收到"}) as (url, _):
        await bot.set_webhook(url)
        wang.says("你好")
        await server.said(wang, "收到", timeout=SOON)


async def test_a_webhook_must_be_safe(server: BotApi, bot: telegram.Bot) -> None:
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await bot.set_webhook("http://example.com/hook")
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await bot.set_webhook("https://example.com/hook", secret_token="密")
