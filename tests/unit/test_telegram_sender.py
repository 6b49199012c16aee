"""What a message looks like on Telegram, which calls it takes, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.channels.base import MovedTo, Receipt, Refused, TryAgain, Unreachable
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.api import Api, Flooded, Garbled, detail_of, receipt_of
from bot.channels.telegram.keyboard import COLUMNS, Pressed, keyboard_of, label_of, pressed_of
from bot.channels.telegram.markup import harmless, html
from bot.channels.telegram.parts import DocumentPart, EmptyPart, Handle, NowherePart, TextPart, handle_text, parts_of
from bot.channels.telegram.sender import Sender
from bot.channels.wrap import width
from bot.rendering.split import JOINER, utf16
from bot.rendering.words import words
from handlers.lane import Lane
from handlers.ports import Outgoing, Sending
from tests.support.botapi.markup import detect

ME = Me(77, "zhouzhi_bot")
GROUP = Lane("telegram", "-100200", "", "5")
ALONE = Lane("telegram", "", "", "5")
ASKED = Outgoing(id="telegram:77:-100200:41-1", lane=GROUP, text="6月25日前。", language="zh")


async def files(kept: str) -> bytes:
    return kept.encode()


def parts(message: Outgoing, edited: Handle | None = None) -> list[TextPart | DocumentPart]:
    found = parts_of(Sending(message, edited=handle_text(edited) if edited else None), files, ME, lambda: ())
    assert all(isinstance(part, (TextPart, DocumentPart)) for part in found)
    return [part for part in found if isinstance(part, (TextPart, DocumentPart))]


def buttons(message: Outgoing) -> list[list[tuple[str, object]]]:
    keyboard = keyboard_of(message, "zhouzhi_bot")
    return [[(button.text, button.callback_data or button.url) for button in row] for row in keyboard.inline_keyboard] if keyboard else []


def test_a_short_text_is_one_call_with_its_buttons() -> None:
    [part] = parts(replace(ASKED, buttons=(("是", "否"),), token="tok"))
    assert isinstance(part, TextPart)
    assert (part.place.chat, part.place.thread, part.answers) == (-100200, None, 41)
    assert part.keyboard is not None
    assert part.whole
    assert part.editable
    assert not part.edits


def test_a_long_text_is_cut_and_the_last_piece_has_the_buttons() -> None:
    text = "\n".join(f"第{number}行：{'字' * 90}。" for number in range(120))
    found = parts(replace(ASKED, text=text, buttons=(("是",),), token="tok"))
    assert len(found) == 3
    assert all(isinstance(part, TextPart) and utf16(part.text) <= 4096 and part.text.endswith("。") for part in found)
    assert [part.keyboard is not None for part in found] == [False, False, True]
    assert [part.answers for part in found] == [41, None, None]
    assert not any(isinstance(part, TextPart) and part.whole for part in found)


def test_one_file_with_few_words_is_a_file_with_words_below() -> None:
    [part] = parts(replace(ASKED, files=(("表.csv", "h"),), buttons=(("好",),), token="tok"))
    assert isinstance(part, DocumentPart)
    assert (part.name, part.caption, part.answers) == ("表.csv", "6月25日前。", 41)
    assert part.keyboard is not None


def test_several_files_or_many_words_come_after_the_words() -> None:
    found = parts(replace(ASKED, files=(("一.csv", "h"), ("二.csv", "i")), buttons=(("好",),), token="tok"))
    assert [type(part) for part in found] == [TextPart, DocumentPart, DocumentPart]
    assert [part.keyboard is not None for part in found] == [True, False, False]
    assert [type(part) for part in parts(replace(ASKED, text="字" * 1025, files=(("一.csv", "h"),)))] == [TextPart, DocumentPart]
    alone = parts(replace(ASKED, text="", files=(("一.csv", "h"), ("二.csv", "i")), buttons=(("好",),), token="tok"))
    assert [part.keyboard is not None for part in alone] == [False, True]


def test_the_same_message_is_always_cut_the_same() -> None:
    message = replace(ASKED, text="一二三。" * 5000)
    assert parts(message) == parts(message)


@pytest.mark.parametrize(
    ("key", "lane", "number"),
    [
        ("telegram:77:-100200:41-1", GROUP, 41),
        ("telegram:77:-100200:41-0", GROUP, 41),
        ("j-telegram:77:-100200:41-1", GROUP, 41),
        ("telegram:77:5:41-1", ALONE, None),
        ("telegram:77:-9:41-1", GROUP, None),
        ("telegram:78:-100200:41-1", GROUP, None),
        ("telegram:77:u:9-1", GROUP, None),
        ("telegram:77:b:abc.0:5-1", GROUP, None),
        ("r-12", GROUP, None),
    ],
)
def test_an_answer_in_a_group_is_shown_with_what_it_answers(key: str, lane: Lane, number: int | None) -> None:
    assert parts(replace(ASKED, id=key, lane=lane))[0].answers == number


def test_a_topic_is_named_and_nowhere_is_nowhere() -> None:
    assert parts(replace(ASKED, lane=Lane("telegram", "-100200", "9", "5")))[0].place.thread == 9
    [part] = parts_of(Sending(replace(ASKED, lane=Lane("telegram", "", "", "chat:-100"))), files, ME, lambda: ())
    assert isinstance(part, NowherePart)


async def test_nothing_to_say_is_refused_and_closes_no_chat() -> None:
    [part] = parts_of(Sending(replace(ASKED, text="")), files, ME, lambda: ())
    assert isinstance(part, EmptyPart)
    api = Api("77:a", "http://127.0.0.1:9")
    assert await Sender(api).send(part) == Refused("nothing to say")
    assert isinstance(await Sender(api).send(NowherePart()), Unreachable)


def test_a_message_of_text_alone_is_edited_in_place() -> None:
    was = Handle(-100200, 50, whole=True)
    [part] = parts(ASKED, was)
    assert isinstance(part, TextPart)
    assert part.edits
    assert part.replaces == was
    for changed in (replace(ASKED, text="字" * 5000), replace(ASKED, files=(("一", "h"), ("二", "i")))):
        last = [part for part in parts(changed, was) if isinstance(part, TextPart)][-1]
        assert not last.edits
        assert last.replaces == was
    [sent] = [part for part in parts(ASKED, Handle(-100200, 50)) if isinstance(part, TextPart)]
    assert not sent.edits
    [moved] = [part for part in parts(ASKED, Handle(-9, 50, whole=True)) if isinstance(part, TextPart)]
    assert moved.replaces is None


def test_buttons_say_a_token_and_their_place_and_links_open_the_private_chat() -> None:
    message = replace(ASKED, buttons=(("填报",), ("已报送", "提醒我")), starts=(("填报", "f-0a"),), token="tok_-1")
    assert buttons(message) == [[("填报", "https://t.me/zhouzhi_bot?start=f-0a")], [("已报送", "b:tok_-1.1"), ("提醒我", "b:tok_-1.2")]]
    assert pressed_of("b:tok_-1.2") == Pressed("tok_-1", 2)
    assert [label_of(message, index) for index in range(4)] == [None, "已报送", "提醒我", None]
    assert [pressed_of(data) for data in (None, "", "b:", "b:x", "b:x.", "b:x.y", "c:x.1", "b:x.1\n", f"b:{'x' * 60}.1")] == [None] * 9


def test_rows_too_wide_for_a_phone_are_laid_anew() -> None:
    row = ("甘肃省2026年通知", "兰浦市2026年通知", "好", "不")
    message = replace(ASKED, buttons=(row,), token="t")
    assert [[text for text, _ in row] for row in buttons(message)] == [["甘肃省2026年通知"], ["兰浦市2026年通知", "好", "不"]]
    assert [data for row in buttons(message) for _, data in row] == ["b:t.0", "b:t.1", "b:t.2", "b:t.3"]


@given(st.lists(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=12), max_size=12))
def test_every_keyboard_keeps_the_limits(rows: list[list[str]]) -> None:
    laid = buttons(replace(ASKED, buttons=tuple(map(tuple, rows)), token="x" * 16))
    labels = [label for row in rows for label in row if label.strip()]
    assert sum(map(len, laid)) <= min(100, len(labels))
    for row in laid:
        assert 1 <= len(row) <= 8
        assert len(row) == 1 or sum(width(text) for text, _ in row) <= COLUMNS
        assert all(0 < len(text) <= 64 and len(str(data).encode()) <= 64 for text, data in row)


def test_only_the_line_with_the_source_has_markup() -> None:
    source = words("zh")("label.source", label="<某通知>", clauses="")
    assert html(f"甲 < 乙 & <b>\n{source}") == f"甲 &lt; 乙 &amp; &lt;b&gt;\n<i>{source.replace('<', '&lt;').replace('>', '&gt;')}</i>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请发 kxs@lanpu.cn", "请发 kxs@lanpu.cn"),
        ("@zhang 你好", "@|zhang 你好"),
        ("问 @zhouzhi_BOT 吧", "问 @zhouzhi_BOT 吧"),
        ("@zhouzhi_bot2", "@|zhouzhi_bot2"),
        ("/fill 和/或", "/|fill 和/或"),
        ("3/4", "3/4"),
        ("#标签", "#|标签"),
        ("http://evil.com/a", "http:|//evil|.com/a"),
        ("t.me/joe", "t|.me/joe"),
        ("http://:/joe", "http:|//:/|joe"),
        ("t.me?//#标签", "t|.me?//#|标签"),
        ("tg://resolve?domain=x", "tg:|//resolve?domain=x"),
        ("看www.lanpu.cn/a。", "看www.lanpu.cn/a。"),
        ("http://WWW.lanpu.cn/a/", "http://WWW.lanpu.cn/a/"),
        ("www.lanpu.cn/b", "www|.lanpu|.cn/b"),
        ("汇总表.xlsx、data.csv", "汇总表.xlsx、data.csv"),
        ("3.14，2026.06.03，1.第一项", "3.14，2026.06.03，1.第一项"),
    ],
)
def test_what_people_write_becomes_no_mention_link_or_command(text: str, shown: str) -> None:
    assert harmless(text, {"https://www.lanpu.cn/a"}, "zhouzhi_bot").replace(JOINER, "|") == shown


NAUGHTY = st.lists(
    st.sampled_from(["@", "joe", "/", "fill", " ", "http://", "evil.com", ".", "t.me", "#", "a@b.cn", "标签", "<", "&", ":", "-", "_", "1", "\n"]),
    max_size=14,
)


@given(NAUGHTY.map("".join) | st.text(max_size=40))
def test_the_platform_finds_nothing_to_press_in_it(text: str) -> None:
    shown = harmless(text)
    assert {found["type"] for found in detect(shown)} <= {"email"}
    assert shown.replace(JOINER, "") == text.replace(JOINER, "")
    assert unescape(re.sub(r"</?i>", "", html(shown))) == shown or "&" in text


def test_very_long_texts_are_looked_through_quickly() -> None:
    for piece in ("a.", "@", "a-", "a", ".", "a@a.", "http://a.", "/", "#"):
        harmless(piece * 20_000)


def caused(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "receipt"),
    [
        (Flooded(7), TryAgain(after=7, detail="Flooded")),
        (ChatMigrated(-100300), MovedTo("-100300")),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable("Forbidden: bot was blocked by the user")),
        (BadRequest("Chat not found"), Unreachable("Chat not found")),
        (BadRequest("Not enough rights to send text messages to the chat"), Unreachable("Not enough rights to send text messages to the chat")),
        (BadRequest("have no rights to send a message"), Unreachable("have no rights to send a message")),
        (BadRequest("not enough rights to send documents to the chat"), Refused("not enough rights to send documents to the chat")),
        (BadRequest("not enough rights to send photos to the chat"), Refused("not enough rights to send photos to the chat")),
        (BadRequest("Message text is empty"), Refused("Message text is empty")),
        (TimedOut(), TryAgain(unknown=True, detail="TimedOut")),
        (caused(TimedOut(), httpx.ReadTimeout("")), TryAgain(unknown=True, detail="TimedOut (ReadTimeout)")),
        (caused(TimedOut(), httpx.ConnectTimeout("")), TryAgain(detail="TimedOut (ConnectTimeout)")),
        (caused(TimedOut(), httpx.PoolTimeout("")), TryAgain(detail="TimedOut (PoolTimeout)")),
        (caused(NetworkError("httpx.ConnectError: "), httpx.ConnectError("")), TryAgain(detail="NetworkError (ConnectError)")),
        (caused(NetworkError("httpx.ReadError: "), httpx.ReadError("")), TryAgain(unknown=True, detail="NetworkError (ReadError)")),
        (NetworkError("Bad Gateway"), TryAgain(unknown=True, detail="NetworkError")),
        (Garbled("no JSON"), TryAgain(unknown=True, detail="Garbled")),
        (caused(Forbidden("Forbidden (403)"), Garbled("no JSON")), TryAgain(unknown=True, detail="Forbidden (Garbled)")),
        (InvalidToken(), TryAgain(detail="InvalidToken")),
    ],
)
def test_what_an_error_means_for_the_message(error: TelegramError, receipt: Receipt) -> None:
    assert receipt_of(error) == receipt


def test_what_the_log_says_never_holds_an_address() -> None:
    assert "secret" not in detail_of(NetworkError("httpx.ConnectError: http://x/bot1:secret/getMe"))
    assert "secret" not in detail_of(InvalidToken("The token `1:secret` was rejected"))
    assert "page" not in detail_of(caused(Forbidden("Forbidden (403). Parsing the server response b'page' failed"), Garbled("no JSON")))
