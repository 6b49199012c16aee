"""The fake Bot API keeps the platform's rules, as two clients see them that know nothing of it: python-telegram-bot and aiogram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from tests.support.botapi import BotApi, BotApiThread, Limits
from tests.support.botapi.errors import ApiError
from tests.support.botapi.markup import detect, parse_html

SOON = 5


@pytest.fixture(autouse=True)
def spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this python-telegram-bot warns wherever it raises RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[telegram.Bot]:
    async with client(server) as made:
        yield made


def client(server: BotApi) -> telegram.Bot:
    """Without the certificates of the web, which take a tenth of a second to load."""
    one, other = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return telegram.Bot(server.token, server.url + "/bot", server.url + "/file/bot", request=one, get_updates_request=other)


@asynccontextmanager
async def aiogram_client(server: BotApi) -> AsyncIterator[Any]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    made = Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    try:
        yield made
    finally:
        await made.session.close()


def one_button(**what: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("好", **what)]])


async def call(server: BotApi, method: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """A call by hand."""
    async with aiohttp.ClientSession() as session, session.post(f"{server.url}/bot{server.token}/{method}", **more) as response:
        return response.status, await response.json()


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


# Private chats and messages


async def test_the_bot_writes_only_to_those_who_started_and_did_not_block_it(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(wang.id, "你好")
    wang.starts("abc-1")
    await bot.send_message(wang.id, "你好")
    wang.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(wang.id, "还在吗")
    wang.unblocks()
    await bot.send_message(wang.id, "你好")
    wang.deactivates()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(wang.id, "还在吗")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "?")
    assert [message.text for message in wang.messages] == ["你好", "你好"], "what came twice is seen twice"
    first, *_ = await bot.get_updates()
    assert first.message is not None
    assert first.message.text == "/start abc-1"


async def test_html_becomes_text_and_entities(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()
    sent = await bot.send_message(wang.id, "𠮷<b>周<i>知</i></b> 1 &lt; 2 &amp;amp; <a href='https://e.cn/?a=1&amp;b=2'>文</a> ", parse_mode="HTML")
    message = await server.said(wang, "周知")
    assert message.text == sent.text == "𠮷周知 1 < 2 &amp; 文"
    assert message.entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 17, "length": 1, "url": "https://e.cn/?a=1&b=2"},
    ]


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("a <x>b</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("周 <wang@a.cn>", 'Unsupported start tag "wang@a.cn" at byte offset 4'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<a href=>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ],
)
def test_wrong_html_is_refused(html: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_nothing_stands_inside_code() -> None:
    text, entities = parse_html('<pre><code class="language-py">a <b>b</b></code></pre> <b>c <code>d</code></b>')
    assert text == "a b c d"
    assert sorted(entity["type"] for entity in entities) == ["bold", "code", "pre"]
    assert next(entity for entity in entities if entity["type"] == "pre")["language"] == "py"


def test_a_letter_beside_a_mention_hides_it() -> None:
    def found(text: str) -> list[str]:
        return [entity["type"] for entity in detect(text)]

    assert found("@zhouzhi_bot 你好") == found("，@zhouzhi_bot：") == ["mention"]
    assert found("你好@zhouzhi_bot") == found("@zhouzhi_bot你好") == found("a@b") == []
    assert found("/start@zhouzhi_bot x") == ["bot_command"]
    assert found("a/b /help你 5/6 #1 data.csv 3.14 1http://@") == []
    assert found("https://a.cn/?b=1 www.kjj.gov.cn a@b.cn #标签") == ["url", "url", "email", "hashtag"]


async def test_lengths_are_counted_in_utf16_after_parsing(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()
    await bot.send_message(wang.id, "<b>" + "𠮷" * 2048 + "</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(wang.id, "𠮷" * 2048 + "a")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(wang.id, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await bot.send_message(wang.id, " <b> </b>\n", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(wang.id, b"x", caption="a" * 1025)


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ({"callback_data": "号" * 22}, "Button_data_invalid"),
        ({"url": "not a link"}, "is invalid"),
        ({}, "text buttons are unallowed"),
        ({"url": "https://e.cn", "callback_data": "a"}, "text buttons are unallowed"),
    ],
)
async def test_wrong_buttons_are_refused(server: BotApi, bot: telegram.Bot, what: dict[str, str], complaint: str) -> None:
    wang = server.person("王五")
    wang.starts()
    with pytest.raises(BadRequest, match=complaint):
        await bot.send_message(wang.id, "选", reply_markup=one_button(**what))
    many = InlineKeyboardMarkup([[InlineKeyboardButton(str(number), callback_data="a")] for number in range(101)])
    with pytest.raises(BadRequest, match="Reply_markup_too_long"):
        await bot.send_message(wang.id, "选", reply_markup=many)
    assert not wang.messages


async def test_edits_are_seen_with_what_stood_before(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()
    sent = await bot.send_message(wang.id, "第1项", reply_markup=one_button(callback_data="b:1"))
    await server.said(wang, "第1项")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("第1项", wang.id, sent.message_id, reply_markup=one_button(callback_data="b:1"))
    await bot.edit_message_text("第2项", wang.id, sent.message_id)
    message = await server.said(wang, "第2项")
    assert (message.versions, message.labels, message.edits) == (["第1项", "第2项"], [], 1)
    assert message.button("好", stale=True).data == "b:1"
    await bot.edit_message_reply_markup(wang.id, sent.message_id, reply_markup=one_button(callback_data="b:2"))
    assert (await server.said(wang)).labels == ["好"]
    assert not server.unheard(wang)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("第3项", wang.id, 999)
    await bot.delete_message(wang.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("第3项", wang.id, sent.message_id)
    with pytest.raises(AssertionError, match="was not said"):
        await server.said(wang, "第4项", timeout=0.01)


async def test_a_press_is_answered_once_and_in_time(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.starts()
    await bot.send_message(wang.id, "选", reply_markup=one_button(callback_data="b:1"))
    press = wang.presses(None, "好")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("b:1", wang.id)
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("长" * 201)
    await query.answer("收到", show_alert=True)
    assert await press == press.wait(0)
    assert (press.wait(0).text, press.wait(0).alert) == ("收到", True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    late = wang.presses(None, "好")
    server.passes(minutes=5)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(str(late.id))
    assert late.answered is None


async def test_a_link_to_the_bot_opens_the_private_chat(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    await bot.send_message(group.id, "填报", reply_markup=one_button(url=f"https://t.me/{server.bot.username}?start=f-1"))
    press = wang.presses(None, "好", chat=group)
    assert press.started is not None
    assert (press.started.text, press.started.chat_id) == ("/start f-1", wang.id)


# Groups


async def updates_of(bot: telegram.Bot) -> list[str]:
    """The texts of the messages that the bot was told of."""
    return [update.message.text for update in await bot.get_updates() if update.message and update.message.text]


async def test_privacy_mode_lets_through_what_means_the_bot(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    sent = await bot.send_message(group.id, "大家好")
    ours = group.messages[0]
    assert sent.message_id == ours.id
    wang.says("随便说说", group)
    wang.says("/help", group)
    wang.says(f"/help@{server.bot.username.upper()}", group)
    wang.says("/help@other_bot", group)
    wang.says("回复", group, reply_to=ours)
    wang.says(f"@{server.bot.username} 提到", group)
    wang.says("写了名字", group, text_mentions={"名字": server.bot})
    wang.sends_document("表.docx", b"x", f"@{server.bot.username} 文件", chat=group)
    assert await updates_of(bot) == ["/help", f"/help@{server.bot.username.upper()}", "回复", f"@{server.bot.username} 提到", "写了名字"]
    assert (await bot.get_updates())[-1].message.caption_entities[0].type == "mention"  # type: ignore[union-attr]
    group.other_bot_speaks()
    assert wang.says("/help", group).update_id is None
    server.mentions = False
    assert wang.says(f"@{server.bot.username} 提到", group).update_id is None


async def test_an_administrator_and_a_bot_without_privacy_see_everything(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    assert not (await bot.get_me()).can_read_all_group_messages
    server.privacy = False
    assert (await bot.get_me()).can_read_all_group_messages
    assert wang.says("随便说说", group).update_id is None, "it counts once the bot comes again"
    group.kicks_bot().adds_bot()
    assert wang.says("随便说说", group).update_id
    server.privacy = True
    group.kicks_bot().adds_bot()
    assert wang.says("随便说说", group).update_id is None
    group.promotes_bot()
    assert wang.says("随便说说", group).update_id
    assert (await bot.get_chat_member(group.id, server.bot.id)).status == "administrator"
    assert [member.user.id for member in await bot.get_chat_administrators(group.id)] == [wang.id]


async def test_a_bot_that_was_sent_away_may_not_write(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group, large = server.group("小群", wang).adds_bot(), server.group("大群", wang, supergroup=True).adds_bot()
    group.kicks_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "你好")
    large.kicks_bot(status="left")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(large.id, "你好")
    places = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(place.old_chat_member.status, place.new_chat_member.status) for place in places] == [
        ("left", "member"),
        ("left", "member"),
        ("member", "kicked"),
        ("member", "left"),
    ]
    group.adds_bot()
    await bot.send_message(group.id, "你好")
    group.mutes_bot()
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(group.id, "你好")
    await bot.leave_chat(group.id)
    assert group.bot == "left"


async def test_a_group_that_became_a_supergroup_names_its_new_id(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("测试群", wang).adds_bot()
    old = group.id
    await bot.send_message(old, "之前")
    group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "之后")
    assert moved.value.new_chat_id == group.id != old == group.old_id
    await bot.send_message(group.id, "之后")
    assert [(message.chat_id, message.text) for message in group.messages] == [(old, "之前"), (group.id, "之后")]
    told = [update.message for update in await bot.get_updates() if update.message][-2:]
    assert [(message.chat.id, message.migrate_to_chat_id, message.migrate_from_chat_id) for message in told] == [
        (old, group.id, None),
        (group.id, None, old),
    ]


async def test_topics_of_a_forum(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("论坛", wang, forum=True).adds_bot(admin=False)
    topic = group.topic("专题")
    asked = wang.says(f"@{server.bot.username} 在吗", topic)
    assert (asked.thread, asked.in_topic) == (topic.id, True)
    assert wang.says(f"@{server.bot.username} 在吗", group).thread is None
    await bot.send_message(group.id, "在", message_thread_id=topic.id)
    await bot.send_message(group.id, "也在")
    assert [message.text for message in topic.messages] == ["在"]
    assert (await server.said(topic)).text == "在"
    for thread in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(group.id, "在", message_thread_id=thread)
    topic.closes()
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(group.id, "在", message_thread_id=topic.id)
    topic.deletes()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "在", message_thread_id=topic.id)


async def test_a_thread_of_replies_is_no_topic(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("大群", wang, supergroup=True).adds_bot()
    await bot.send_message(group.id, "大家好")
    reply = wang.says("回复", group, reply_to=group.messages[0])
    assert (reply.thread, reply.in_topic) == (group.messages[0].id, False)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "在", message_thread_id=reply.thread)


async def test_a_reply_to_what_is_gone(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    said = wang.says("问")
    await bot.send_message(wang.id, "答", reply_to_message_id=said.id)
    assert wang.messages[0].reply_to is said
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(wang.id, "答", reply_to_message_id=999)
    await bot.send_message(wang.id, "答", reply_to_message_id=999, allow_sending_without_reply=True)


async def test_those_who_are_not_what_they_seem(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    group = server.group("大群", wang, supergroup=True).adds_bot(admin=True)
    group.anonymous_says("我是管理员")
    group.channel_posts("频道", "帖子")
    group.as_channel("频道", "以频道名义")
    wang.forwards("转来的", "隐名", group)
    wang.edits(wang.says("原来", group), "后来")
    wang.sends_photo(chat=group)
    wang.sends_voice(chat=group)
    wang.sends_sticker(chat=group)
    wang.sends_contact(chat=group)
    wang.sends_location(chat=group)
    zhang = server.person("张三")
    zhang.joins(group)
    zhang.leaves(group)
    group.renames("新名")
    anonymous, post, channel, forward, *_ = [update.message for update in (await bot.get_updates())[2:] if update.message]
    assert anonymous.from_user.id == 1087968824  # type: ignore[union-attr]
    assert anonymous.sender_chat.id == group.id  # type: ignore[union-attr]
    assert post.is_automatic_forward
    assert channel.from_user.id == 136817688  # type: ignore[union-attr]
    assert forward.forward_origin.type == "hidden_user"  # type: ignore[union-attr]


# Files


async def test_files_go_both_ways(server: BotApi, bot: telegram.Bot) -> None:
    wang = server.person("王五")
    wang.sends_document("表.docx", b"\x00\x01data", "请看")
    wang.sends_document("大.docx", b"x", size=21 * 1024 * 1024)
    told, large = [update.message.document for update in await bot.get_updates() if update.message]
    assert told is not None
    assert large is not None
    file = await told.get_file()
    assert bytes(await file.download_as_bytearray()) == b"\x00\x01data"
    with pytest.raises(BadRequest, match="File is too big"):
        await large.get_file()
    server.passes(hours=2)
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("nothing")
    sent = await bot.send_document(wang.id, b"xlsx", filename="汇总.xlsx", caption="<b>汇总</b>", parse_mode="HTML")
    await bot.send_document(wang.id, sent.document.file_id)  # type: ignore[union-attr]
    first, second = (message.document for message in wang.messages)
    assert first is not None
    assert (first.name, first.data, wang.messages[0].text) == ("汇总.xlsx", b"xlsx", "汇总")
    assert second == first
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(wang.id, b"", filename="空.xlsx")


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


async def attempt(act: Callable[[], Awaitable[Any]]) -> str:
    """What a client makes of a fault."""
    try:
        await act()
    except telegram.error.TelegramError as error:
        return type(error).__name__
    return "fine"


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
