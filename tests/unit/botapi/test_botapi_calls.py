"""The fake Bot API answers calls as the platform does, those that go wrong too; python-telegram-bot and aiogram agree."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.support.bot_clients import SOON, aiogram_client, attempt, call, client, one_button
from tests.support.botapi import BotApi, BotApiThread, Limits

# Calls as such


async def test_parameters_come_in_every_way_and_wrong_ones_are_refused(server: BotApi) -> None:
    wang = server.person("王五")
    wang.starts()
    assert (await call(server, "SENDmessage", params={"chat_id": wang.id, "text": "[1]"}))[0] == 200
    assert (await call(server, "sendMessage", data={"chat_id": str(wang.id), "text": "表单"}))[0] == 200
    assert (await call(server, "sendMessage", json={"chat_id": str(wang.id), "text": "对象"}))[0] == 200
    assert [message.text for message in wang.messages] == ["[1]", "表单", "对象"]
    assert (await call(server, "noSuchMethod"))[0] == 404
    status, body = await call(server, "sendMessage", json={"chat_id": wang.id, "text": "\ud800"})
    assert (status, body["description"]) == (400, "Bad Request: strings must be encoded in UTF-8")
    assert not server.complaints
    assert (await call(server, "sendMessage", json={"chat_id": wang.id, "text": "好", "parsemode": "HTML"}))[0] == 400
    assert (await call(server, "sendMessage", json={"chat_id": wang.id}))[0] == 400
    assert (await call(server, "sendDice", json={"chat_id": wang.id}))[0] == 400
    assert len(server.complaints) == 3
    server.complaints.clear()
    server.revoked = True
    assert (await call(server, "getMe"))[1] == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_commands_in_two_languages(server: BotApi, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("help", "帮助")])
    await bot.set_my_commands([("help", "Help")], language_code="en", scope=telegram.BotCommandScopeAllGroupChats())
    assert server.commands["default", ""] == [{"command": "help", "description": "帮助"}]
    assert (await bot.get_my_commands(scope=telegram.BotCommandScopeAllGroupChats(), language_code="en"))[0].description == "Help"
    assert await bot.get_my_commands(language_code="en") == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([("Help", "帮助")])
    with pytest.raises(BadRequest, match="language code"):
        await bot.set_my_commands([("help", "帮助")], language_code="zh-hans")
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_limits_answer_with_when_to_come_again(server: BotApi, bot: telegram.Bot) -> None:
    now = [0.0]
    server.limits = Limits(clock=lambda: now[0])
    wang, zhang = server.person("王五"), server.person("张三")
    group = server.group("测试群", wang, zhang).adds_bot()
    wang.starts()
    for _ in range(3):
        await bot.send_message(wang.id, "你好")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(wang.id, "你好")
    assert refused.value.retry_after == timedelta(seconds=3)
    for _ in range(20):
        now[0] += 1
        await bot.send_message(group.id, "你好")
    now[0] += 1
    with pytest.raises(RetryAfter, match="Retry in 0:00:40"):
        await bot.send_message(group.id, "你好")
    now[0] += 40
    await bot.send_message(group.id, "你好")


# Trouble


async def test_a_response_that_is_lost_does_not_undo_the_message(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()

    def say() -> Awaitable[Any]:
        return bot.send_message(wang.id, "你好", read_timeout=0.2)

    before = {
        "429": RetryAfter,
        "403": Forbidden,
        "409": Conflict,
        "500": NetworkError,
        "502 html": NetworkError,
        "cut": NetworkError,
        "hang": TimedOut,
    }
    for kind, error in before.items():
        server.fail_next("sendMessage", kind)
        with pytest.raises(error):
            await say()
    server.fail_next("sendMessage", "400 entities")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await say()
    assert not wang.messages
    after = ["500 after", "502 html after", "200 html after", "cut after", "hang after"]
    for kind in after:
        server.fail_next("sendMessage", kind)
        with pytest.raises(telegram.error.TelegramError):
            await say()
    plan = server.fail_next("sendMessage", "slow", seconds=0.01, chat=wang)
    await say()
    assert (plan.used, plan.left) == (1, 0)
    assert len(wang.messages) == len(after) + 1
    assert server.unknown == 4 + len(after)
    server.hazard = lambda each: "403" if each.chat_id == wang.id else None
    assert await attempt(say) == "Forbidden"


async def test_what_is_down_is_refused_and_comes_back(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()
    poll = asyncio.ensure_future(bot.get_updates(offset=server.pending[-1] + 1, timeout=20))
    await server.until(lambda: server.count("getUpdates") == 1)
    await server.goes_down()
    with pytest.raises(NetworkError):
        await asyncio.wait_for(poll, SOON)
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.send_message(wang.id, "你好")
    await server.comes_up()
    await bot.send_message(wang.id, "你好")
    assert len(wang.messages) == 1


async def test_a_poll_that_hangs_can_be_cut(server: BotApi, bot: telegram.Bot) -> None:
    server.fail_next("getUpdates", "hang")
    poll = asyncio.ensure_future(bot.get_updates(timeout=20))
    await server.until(lambda: server.hanging)
    server.lets_go()
    with pytest.raises(NetworkError):
        await asyncio.wait_for(poll, SOON)


# The other client, and the thread


async def test_aiogram_agrees(server: BotApi) -> None:
    from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
    from aiogram.types import BufferedInputFile

    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    async with aiogram_client(server) as bot:
        assert (await bot.get_me()).username == server.bot.username
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(wang.id, "你好")
        wang.starts()
        assert [update.event_type for update in await bot.get_updates()] == ["my_chat_member", "message", "message"]
        await bot.send_message(wang.id, "<i>你好</i>", parse_mode="HTML")
        await bot.send_document(wang.id, BufferedInputFile(b"data", "表.xlsx"), caption="表")
        assert [(message.text, message.document and message.document.data) for message in wang.messages] == [("你好", None), ("表", b"data")]
        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await bot.send_message(wang.id, "<b>", parse_mode="HTML")
        server.fail_next("sendMessage", "429", retry_after=7)
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(wang.id, "你好")
        assert refused.value.retry_after == 7
        old = group.id
        group.migrates(leaving=True)
        with pytest.raises(TelegramMigrateToChat):
            await bot.send_message(old, "你好")
        assert (await bot.get_chat(group.id)).title == "测试群"
        assert (await bot.get_chat_member(group.id, wang.id)).status == "creator"
        sent = wang.sends_document("表.docx", b"in")
        file = await bot.get_file(sent.content["document"]["file_id"])
        assert (await bot.download_file(file.file_path)).read() == b"in"


def test_it_runs_in_a_thread_while_others_wait() -> None:
    with BotApiThread() as server:
        wang = server.person("王五")
        wang.starts()

        async def answer() -> None:
            async with client(server) as bot:
                [update] = await bot.get_updates(timeout=5)
                await bot.send_message(wang.id, "你好", reply_markup=one_button(callback_data="b:1"))
                [update] = await bot.get_updates(offset=update.update_id + 1, timeout=5)
                assert update.callback_query is not None
                await update.callback_query.answer("收到")
                await bot.get_updates(offset=update.update_id + 1)

        async def person() -> None:
            await asyncio.to_thread(server.wait_said, wang, "你好")
            press = wang.presses(None, "好")
            assert (await press).text == "收到"
            await asyncio.to_thread(server.wait_drained)

        async def both() -> None:
            await asyncio.gather(answer(), person())

        asyncio.run(both())
        server.run(server.goes_down())
        assert server.count("sendMessage") == 1


async def test_complaints_fail_the_test() -> None:
    with pytest.raises(AssertionError, match="parsemode"):
        async with BotApi() as server:
            await call(server, "sendMessage", json={"chat_id": 1, "text": "好", "parsemode": "HTML"})
