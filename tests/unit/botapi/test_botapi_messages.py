"""The fake Bot API takes and shows messages as the platform does."""

from __future__ import annotations

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken

from tests.support.bot_clients import one_button
from tests.support.botapi import BotApi
from tests.support.botapi.errors import ApiError
from tests.support.botapi.markup import detect, parse_html

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
