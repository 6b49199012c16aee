"""The Telegram channel against a Bot API server over HTTP."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.channels.base import FetchFailed, MovedTo, Receipt, Refused, Sent, TryAgain, Unreachable
from bot.channels.telegram import api
from bot.channels.telegram.channel import GROUP_COMMANDS, PRIVATE_COMMANDS, TelegramChannel
from bot.channels.telegram.polling import Pauses
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.config import TelegramSettings
from bot.errors import Failed
from bot.problems import sentence
from bot.rendering.words import words
from handlers.lane import Lane
from handlers.messages import Added, Edited, File, Incoming, Migrated, Press, Removed, Start, Text
from handlers.ports import Outgoing, Sending
from tests.support.botapi import BotApi, Group, Message, Person

ZONE = ZoneInfo("Asia/Shanghai")
QUICK = Pauses(first=0.02, longest=0.1, conflict=0.05, refused=0.05, hook=0.05)
WITHIN = 10.0


@dataclass
class Inbox:
    """Keeps what comes in, as long as it is not `broken`."""

    kept: list[Incoming] = field(default_factory=list)
    shown: dict[str, Outgoing] = field(default_factory=dict)
    touches: list[tuple[str, datetime]] = field(default_factory=list)
    broken: int = 0
    moment: datetime | None = None
    before: Callable[[], None] = lambda: None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, messages: Sequence[Incoming]) -> int:
        """Keep messages; how many were new."""
        self.before()
        if self.broken:
            self.broken -= 1
            raise OSError("the disk is full")
        known = {message.id for message in self.kept}
        new = [message for message in messages if message.id not in known]
        self.kept += new
        self.changed.set()
        return len(new)

    async def pressed(self, token: str) -> Outgoing | None:
        """The message whose buttons go by a token."""
        return self.shown.get(token)

    async def reached(self, account: str, kept: timedelta) -> None:
        """The account is in touch."""
        assert kept == timedelta(days=1)
        self.touches.append((account, self.now()))
        self.changed.set()

    def now(self) -> datetime:
        """This moment."""
        return self.moment or datetime.now(ZONE)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something came that makes it so."""
        async with asyncio.timeout(WITHIN):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def count(self, number: int) -> list[Incoming]:
        """The messages, as soon as there are so many."""
        await self.until(lambda: len(self.kept) >= number)
        return self.kept


@dataclass
class Bot:
    """The channel with the server and the inbox behind it."""

    server: BotApi
    channel: TelegramChannel
    inbox: Inbox
    numbers: int = 0

    def message(self, text: str, lane: Lane, **more: object) -> Outgoing:
        """A message to be sent."""
        self.numbers += 1
        made = Outgoing(id=f"m-{self.numbers}", lane=lane, text=text, language="zh", **more)  # type: ignore[arg-type]
        if made.buttons:
            made = replace(made, token=f"token{self.numbers}")
            self.inbox.shown[made.token or ""] = made
        return made

    async def send(self, message: Outgoing, edited: str | None = None) -> list[Receipt]:
        """Send all parts of a message, up to the first that fails."""
        sending = Sending(message, edited=edited)
        receipts: list[Receipt] = []
        for number, part in enumerate(await self.channel.parts(sending, self.file)):
            receipts.append(await self.channel.send(sending, part, number))
            if not isinstance(receipts[-1], Sent):
                break
        return receipts

    async def say(self, text: str, person: Person, **more: object) -> tuple[Message, str | None]:
        """Send a message to somebody that arrives; how it is seen there, and its handle."""
        [receipt] = await self.send(self.message(text, alone(person), **more))
        assert isinstance(receipt, Sent)
        return person.messages[-1], receipt.handle

    async def file(self, kept: str) -> bytes:
        """What is in a file."""
        return {"h": b"a,b\n1,2\n"}[kept]


def alone(person: Person) -> Lane:
    return Lane("telegram", "", "", str(person.id))


def lane_of(group: Group, person: Person | None = None, thread: int | None = None) -> Lane:
    return Lane("telegram", str(group.id), str(thread or ""), str(person.id) if person else "")


@asynccontextmanager
async def running(server: BotApi, inbox: Inbox | None = None, **settings: object) -> AsyncIterator[Bot]:
    """The channel at work."""
    inbox = inbox or Inbox()
    made = TelegramSettings(token=server.token, api_base=server.url, **settings)  # type: ignore[arg-type]
    channel = TelegramChannel(made, pauses=QUICK)
    work = asyncio.create_task(channel.run(inbox))
    try:
        yield Bot(server, channel, inbox)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await channel.close()


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as started:
        yield started


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[Bot]:
    async with running(server) as made:
        await made.channel.ready()
        yield made


@pytest.fixture
def wang(server: BotApi) -> Person:
    person = server.person("王五", language="zh")
    person.starts()
    return person


def contents(inbox: Inbox) -> list[object]:
    return [message.content for message in inbox.kept]


# What comes in


async def test_messages_are_kept_before_they_are_confirmed(server: BotApi, wang: Person) -> None:
    inbox = Inbox()
    confirmed: list[int] = []
    inbox.before = lambda: confirmed.append(len(server.confirmed))
    async with running(server, inbox):
        wang.says("总结啥时候交")
        await server.drained()
    assert contents(inbox) == [Start(), Text("总结啥时候交")]
    assert confirmed[0] == 0
    assert [message.id for message in inbox.kept] == [f"telegram:{server.bot.id}:{wang.id}:{number}" for number in (1, 2)]


async def test_what_cannot_be_kept_is_not_confirmed_and_comes_again(server: BotApi, wang: Person) -> None:
    inbox = Inbox(broken=3)
    async with running(server, inbox):
        await inbox.count(1)
        wang.says("二")
        await server.drained()
    assert contents(inbox) == [Start(), Text("二")]


async def test_what_is_delivered_again_changes_nothing(server: BotApi, bot: Bot, wang: Person) -> None:
    for number in range(5):
        wang.says(str(number))
    await server.drained()
    server.redelivers(3)
    await server.drained()
    assert contents(bot.inbox) == [Start(), *(Text(str(number)) for number in range(5))]


async def test_an_update_that_nobody_understands_is_passed_over(server: BotApi, bot: Bot, wang: Person, caplog: pytest.LogCaptureFixture) -> None:
    server.raw_update({"message": {"message_id": "一", "chat": 7, "text": "secret words"}}, check=False)
    server.raw_update({"business_thing": {"text": "secret words"}}, check=False)
    wang.says("二")
    await server.drained()
    assert contents(bot.inbox) == [Start(), Text("二")]
    assert "malformed" in caplog.text
    assert "secret" not in caplog.text


async def test_in_groups_only_what_is_meant_for_us_is_kept(server: BotApi, bot: Bot, wang: Person) -> None:
    server.privacy = False
    group = server.group("测试群", wang, server.person("张三")).adds_bot()
    name = server.bot.username
    wang.says("大家好", chat=group)
    wang.says(f"@{name} 总结啥时候交", chat=group)
    wang.says(f"/fill@{name}", chat=group)
    wang.says("/fill@other_bot", chat=group)
    wang.says(f"请问@{name}联系人是谁", chat=group)
    await server.drained()
    found = contents(bot.inbox)
    assert found == [Start(), Added(), Text("总结啥时候交"), Text("/fill"), Text("请问联系人是谁")]
    assert {message.group for message in bot.inbox.kept[1:]} == {str(group.id)}
    assert bot.inbox.kept[-1].title == "测试群"


async def test_a_reply_to_us_in_a_topic_is_answered_in_the_topic(server: BotApi, bot: Bot, wang: Person) -> None:
    group = server.group("论坛", wang, forum=True).adds_bot()
    topic = group.topic("专题")
    wang.says(f"@{server.bot.username} 啥时候", chat=topic)
    said = (await bot.inbox.count(3))[-1]
    assert said.thread
    answer = Outgoing(id=f"{said.id}-1", lane=said.lane, text="6月25日前。", language="zh")
    [receipt] = await bot.send(answer)
    assert isinstance(receipt, Sent)
    shown = topic.messages[-1]
    assert shown.text == "6月25日前。"
    assert shown.reply_to is not None
    wang.says("还有呢", chat=topic, reply_to=shown)
    assert (await bot.inbox.count(4))[-1].content == Text("还有呢")
    topic.deletes()
    [receipt] = await bot.send(bot.message("提醒", said.lane))
    assert isinstance(receipt, Sent)


async def test_an_edit_names_the_message_that_was_edited(server: BotApi, bot: Bot, wang: Person) -> None:
    wang.edits(wang.says("12"), "21")
    kept = await bot.inbox.count(3)
    assert kept[2].content == Edited(of=kept[1].id, text="21")


async def test_anonymous_administrators_and_forwarded_words_are_known_as_such(server: BotApi, bot: Bot, wang: Person) -> None:
    group = server.group("测试群", wang, supergroup=True).adds_bot(admin=True)
    group.anonymous_says(f"@{server.bot.username} 啥时候")
    wang.forwards("/organiser 12", origin="隐名")
    await bot.inbox.count(4)
    assert [message.via for message in bot.inbox.kept[2:]] == ["anonymous", "forwarded"]
    assert bot.inbox.kept[2].user == f"chat:{group.id}"


async def test_coming_going_and_moving_are_told(server: BotApi, bot: Bot, wang: Person) -> None:
    group = server.group("测试群", wang).adds_bot()
    group.kicks_bot()
    group.adds_bot()
    group.migrates()
    wang.blocks()
    wang.unblocks()
    await server.drained()
    found = contents(bot.inbox)
    assert found == [Start(), Added(), Removed(), Added(), Migrated(str(group.id)), Removed(), Added()]
    assert bot.inbox.kept[4].group == str(group.old_id)
    assert bot.inbox.kept[5].lane == alone(wang)


# The network


async def test_another_poller_makes_us_stand_by_and_say_so_once(server: BotApi, wang: Person, caplog: pytest.LogCaptureFixture) -> None:
    plan = server.fail_next("getUpdates", "409", times=4)
    async with running(server) as bot:
        await bot.inbox.count(1)
    assert not plan.left
    assert caplog.text.count("standing by") == 1
    assert caplog.text.count("all is well again") == 1


@pytest.mark.parametrize("kind", ["502 html", "500", "cut", "401", "429", "200 html after"])
async def test_polling_goes_on_after_trouble(server: BotApi, wang: Person, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    plan = server.fail_next("getUpdates", kind, times=2)
    async with running(server) as bot:
        await bot.inbox.count(1)
        wang.says("二")
        await server.drained()
    assert plan.used == 2
    assert contents(bot.inbox) == [Start(), Text("二")]
    assert server.token not in caplog.text
    assert "html" not in caplog.text


async def test_a_network_that_is_gone_comes_back(server: BotApi, bot: Bot, wang: Person) -> None:
    await bot.inbox.count(1)
    await server.goes_down()
    wang.says("二")
    await server.comes_up()
    await bot.inbox.count(2)
    assert contents(bot.inbox) == [Start(), Text("二")]


async def test_a_connection_that_went_silent_is_given_up(server: BotApi, wang: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert api.POLL < api.POLL_READ < 90
    monkeypatch.setattr(api, "POLL_READ", 0.2)
    plan = server.fail_next("getUpdates", "hang", times=2)
    async with running(server) as bot:
        await bot.inbox.count(1)
    assert plan.used == 2


def test_pauses_are_never_nothing_and_never_endless() -> None:
    for failures in (1, 2, 10, 5000, 10**6):
        assert 0.5 <= Pauses().after(failures) <= 30


async def test_a_start_without_a_network_waits_for_it(server: BotApi, wang: Person) -> None:
    server.fail_next("getMe", "502 html", times=3)
    server.fail_next("getWebhookInfo", "cut", times=1)
    async with running(server) as bot:
        await asyncio.wait_for(bot.channel.ready(), WITHIN)
        await bot.inbox.count(1)


async def test_being_in_touch_is_noted_now_and_then(server: BotApi, wang: Person) -> None:
    inbox = Inbox(moment=datetime(2026, 5, 20, 9, 0, tzinfo=ZONE))
    async with running(server, inbox):
        await inbox.count(1)
        assert inbox.moment is not None
        inbox.moment += timedelta(hours=25)
        wang.says("二")
        await inbox.count(2)
    account = f"telegram:{server.bot.id}"
    assert inbox.touches == [(account, datetime(2026, 5, day, hour, 0, tzinfo=ZONE)) for day, hour in ((20, 9), (21, 10))]


async def test_a_webhook_that_was_left_is_removed_and_its_updates_kept(server: BotApi, wang: Person) -> None:
    server.webhook.url = "http://127.0.0.1:9/gone"
    async with running(server) as bot:
        await bot.inbox.count(1)
    assert server.webhook.url == ""


# Buttons


async def test_a_pressed_button_is_kept_once_and_answered(server: BotApi, bot: Bot, wang: Person) -> None:
    shown, _ = await bot.say("可以提交了。", wang, buttons=(("提交", "取消"),), about="t1")
    toast = await wang.presses(shown, "取消")
    assert toast.text == ""
    press = bot.inbox.kept[-1]
    assert press.content == Press("取消", of="m-1", about="t1")
    assert press.id == f"telegram:{server.bot.id}:b:token1.1:{wang.id}"
    assert (await wang.presses(shown, "取消")).text == words("zh")("telegram.toast_used")
    assert len(bot.inbox.kept) == 2


async def test_a_button_of_somebody_else_is_not_pressed(server: BotApi, bot: Bot, wang: Person) -> None:
    li = server.person("Lee", language="en")
    group = server.group("测试群", wang, li).adds_bot()
    await bot.send(bot.message("给王五的。", lane_of(group, wang), buttons=(("好",),)))
    await bot.send(bot.message("给大家的。", lane_of(group), buttons=(("好",),)))
    mine, anybodys = group.messages
    assert (await li.presses(mine, "好")).text == words("en")("telegram.toast_not_yours")
    assert (await li.presses(anybodys, "好")).text == ""
    assert bot.inbox.kept[-1].lane == lane_of(group, li)


async def test_a_button_that_nobody_knows_any_more_is_answered_politely(server: BotApi, bot: Bot, wang: Person) -> None:
    shown, _ = await bot.say("可以提交了。", wang, buttons=(("提交",),))
    for data in ("b:other.0", "b:token1.7", "nonsense"):
        assert (await wang.presses(shown, "提交", data=data)).text == words("zh")("telegram.toast_stale")
    bot.inbox.shown.clear()
    assert (await wang.presses(shown, "提交")).text == words("zh")("telegram.toast_stale")
    assert len(bot.inbox.kept) == 1


async def test_a_button_that_cannot_be_answered_holds_nobody_up(server: BotApi, bot: Bot, wang: Person) -> None:
    shown, _ = await bot.say("可以提交了。", wang, buttons=(("提交",),))
    server.fail_next("answerCallbackQuery", "error", description="Bad Request: query is too old and response timeout expired or query ID is invalid")
    wang.presses(shown, "提交")
    wang.says("二")
    await bot.inbox.count(3)
    assert contents(bot.inbox)[1:] == [Press("提交", of="m-1"), Text("二")]


async def test_a_button_with_a_link_opens_the_private_chat(server: BotApi, bot: Bot, wang: Person) -> None:
    group = server.group("测试群", wang).adds_bot()
    await bot.send(bot.message("报表", lane_of(group), buttons=(("填报", "已报送"),), starts=(("填报", "f-0a"),)))
    press = wang.presses(group.messages[-1], "填报")
    assert press.url == f"https://t.me/{server.bot.username}?start=f-0a"
    await bot.inbox.until(lambda: contents(bot.inbox)[-1:] == [Start("f-0a")])
    assert bot.inbox.kept[-1].lane == alone(wang)


# What goes out


async def test_text_goes_out_as_it_is_and_nothing_in_it_can_be_pressed(server: BotApi, bot: Bot, wang: Person) -> None:
    text = "单位 <b>甲</b> & @joe /fill http://evil.com\n" + words("zh")("label.source", label="某通知", clauses="")
    shown, handle = await bot.say(text, wang)
    assert shown.text.replace("\u2060", "") == text
    assert [found["type"] for found in shown.entities] == ["italic"]
    assert not shown.detected
    assert handle == f'{{"chat":{wang.id},"message":{shown.id},"whole":true}}'


async def test_a_long_text_arrives_whole_in_pieces(server: BotApi, bot: Bot, wang: Person) -> None:
    text = "\n".join(f"第{number}行：<{'字' * 90}>。" for number in range(120))
    receipts = await bot.send(bot.message(text, alone(wang), buttons=(("好",),)))
    assert all(isinstance(receipt, Sent) for receipt in receipts)
    assert [isinstance(receipt, Sent) and receipt.handle is not None for receipt in receipts] == [False, False, True]
    assert "\n".join(message.text for message in wang.messages) == text
    assert [message.labels for message in wang.messages] == [[], [], ["好"]]


async def test_a_message_is_edited_in_place_again_and_again(server: BotApi, bot: Bot, wang: Person) -> None:
    shown, handle = await bot.say("第1项？", wang, buttons=(("跳过",),))
    [second] = await bot.send(bot.message("第2项？", alone(wang), buttons=(("返回",),)), handle)
    assert isinstance(second, Sent)
    [same] = await bot.send(bot.message("第2项？", alone(wang), buttons=(("返回",),)), second.handle)
    [third] = await bot.send(bot.message("第3项？", alone(wang)), second.handle)
    assert isinstance(same, Sent)
    assert isinstance(third, Sent)
    assert len(wang.messages) == 1
    assert (shown.text, shown.labels) == ("第3项？", [])


async def test_what_is_unchanged_counts_as_sent(server: BotApi, bot: Bot, wang: Person) -> None:
    message = bot.message("第1项？", alone(wang))
    [first] = await bot.send(message)
    assert isinstance(first, Sent)
    assert await bot.send(message, first.handle) == [first]


async def test_what_cannot_be_edited_is_sent_anew(server: BotApi, bot: Bot, wang: Person) -> None:
    _, handle = await bot.say("第1项？", wang, buttons=(("跳过",),))
    server.fail_next("editMessageText", "error", description="Bad Request: message to edit not found")
    [receipt] = await bot.send(bot.message("第2项？", alone(wang)), handle)
    assert isinstance(receipt, Sent)
    assert receipt.handle != handle
    assert wang.messages[-1].text == "第2项？"


async def test_a_file_in_the_place_of_a_message_takes_its_buttons(server: BotApi, bot: Bot, wang: Person) -> None:
    shown, handle = await bot.say("第1项？", wang, buttons=(("跳过",),))
    await bot.send(bot.message("字" * 1500, alone(wang), files=(("表.csv", "h"),)), handle)
    assert shown.labels == []
    assert [message.text or (message.document and message.document.name) for message in wang.messages] == ["第1项？", "字" * 1500, "表.csv"]


async def test_documents_go_out_and_come_in(server: BotApi, bot: Bot, wang: Person) -> None:
    [receipt] = await bot.send(bot.message("汇总 <表>", alone(wang), files=(("汇总.csv", "h"),), buttons=(("好",),)))
    assert isinstance(receipt, Sent)
    shown = wang.messages[-1]
    assert shown.document is not None
    assert (shown.document.name, shown.document.data, shown.text, shown.labels) == ("汇总.csv", b"a,b\n1,2\n", "汇总 <表>", ["好"])
    assert await bot.send(bot.message("", alone(wang), files=(("没了.csv", "gone"),))) == [Refused("the file is not there any more")]
    wang.sends_document("表.xlsx", b"PK...", caption="填好了")
    file = (await bot.inbox.count(2))[-1].content
    assert isinstance(file, File)
    assert (file.name, file.size) == ("表.xlsx", 5)
    assert file.ref is not None
    assert (await bot.channel.fetch(file.ref)).content == b"PK..."


@pytest.mark.parametrize(
    ("size", "kind", "why"),
    [(21_000_000, None, "large"), (None, "502 html", "later"), (None, "cut", "later")],
)
async def test_a_file_that_cannot_be_had_says_why(server: BotApi, bot: Bot, wang: Person, size: int | None, kind: str | None, why: str) -> None:
    wang.sends_document("表.xlsx", b"PK...", size=size)
    file = (await bot.inbox.count(2))[-1].content
    assert isinstance(file, File)
    if kind:
        server.fail_next("getFile", kind)
    with pytest.raises(FetchFailed) as failure:
        await bot.channel.fetch(file.ref or "")
    assert failure.value.why == why
    with pytest.raises(FetchFailed) as failure:
        await bot.channel.fetch("no-such-file")
    assert failure.value.why == "gone"


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [("502 html", True), ("500", True), ("cut", True), ("cut after", True), ("502 html after", True), ("200 html after", True)],
)
async def test_a_send_that_fails_may_have_arrived(server: BotApi, bot: Bot, wang: Person, kind: str, unknown: bool) -> None:
    server.fail_next("sendMessage", kind)
    [receipt] = await bot.send(bot.message("提醒", alone(wang)))
    assert isinstance(receipt, TryAgain)
    assert receipt.unknown is unknown


async def test_a_server_that_is_not_there_took_nothing(server: BotApi, bot: Bot, wang: Person) -> None:
    await server.goes_down()
    [receipt] = await bot.send(bot.message("提醒", alone(wang)))
    await server.comes_up()
    assert isinstance(receipt, TryAgain)
    assert not receipt.unknown


async def test_too_many_messages_wait_as_long_as_the_platform_says(server: BotApi, bot: Bot, wang: Person, caplog: pytest.LogCaptureFixture) -> None:
    server.fail_next("sendMessage", "429", retry_after=7)
    assert await bot.send(bot.message("提醒", alone(wang))) == [TryAgain(after=7, detail="Flooded")]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_markup_that_is_refused_is_left_out_once(server: BotApi, bot: Bot, wang: Person) -> None:
    server.fail_next("sendMessage", "400 entities")
    shown, _ = await bot.say("甲 < 乙", wang)
    assert shown.text == "甲 < 乙"
    server.fail_next("sendMessage", "400 entities", times=2)
    [receipt] = await bot.send(bot.message("甲", alone(wang)))
    assert isinstance(receipt, Refused)


async def test_chats_that_are_gone_or_moved(server: BotApi, bot: Bot, wang: Person) -> None:
    li = server.person("李四")
    group = server.group("测试群", li).adds_bot()
    before = lane_of(group)
    group.migrates()
    assert await bot.send(bot.message("提醒", before)) == [MovedTo(str(group.id))]
    wang.blocks()
    assert isinstance((await bot.send(bot.message("提醒", alone(wang))))[0], Unreachable)
    group.kicks_bot()
    assert isinstance((await bot.send(bot.message("提醒", lane_of(group))))[0], Unreachable)
    assert isinstance((await bot.send(bot.message("提醒", Lane("telegram", "-5", "", ""))))[0], Unreachable)


# Beginning


async def test_commands_are_told_in_both_languages(server: BotApi, bot: Bot) -> None:
    await server.until(lambda: len(server.commands) == 6)
    for (scope, language), commands in server.commands.items():
        names = PRIVATE_COMMANDS if "private" in scope else GROUP_COMMANDS
        t = words("en" if language == "en" else "zh")
        assert [(one["command"], one["description"]) for one in commands] == [(name, t(f"telegram.command_{name}")) for name in names]


async def test_the_check_names_privacy_mode_and_a_bad_token(server: BotApi, bot: Bot) -> None:
    assert [(found.mark, found.key) for found in await bot.channel.check()] == [("ok", "telegram.name"), ("note", "telegram.privacy_on")]
    server.privacy = False
    assert (await bot.channel.check())[1].key == "telegram.privacy_off"
    server.fail_next("getMe", "401")
    assert [found.key for found in await bot.channel.check()] == ["telegram.refused"]
    server.fail_next("getMe", "502 html")
    assert [found.key for found in await bot.channel.check()] == ["telegram.unreachable"]


# Webhook

SECRET = "s-1_A"
HOOK = "https://bot.example.cn/hook"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def hooked(server: BotApi, inbox: Inbox) -> AsyncIterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram/hook"
    async with running(server, inbox, mode="webhook", webhook_url=url, webhook_secret=SECRET, listen=f"127.0.0.1:{port}"):
        await server.until(lambda: server.webhook.url == url)
        yield url


async def test_a_webhook_takes_updates_and_says_so_once_they_are_kept(server: BotApi, wang: Person) -> None:
    inbox = Inbox(broken=2)
    server.webhook.times = 2
    async with hooked(server, inbox):
        wang.says("二")
        await server.drained()
    assert contents(inbox) == [Start(), Text("二")]
    assert [status for _, status in server.webhook.answers if status != "ClientConnectorError"][:4] == [503, 503, 200, 200]


async def test_a_webhook_that_somebody_took_away_is_set_again(server: BotApi, wang: Person, caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox()
    async with hooked(server, inbox) as url:
        for other in ("", "http://127.0.0.1:9/other"):
            server.webhook.url = other
            await server.until(lambda: server.webhook.url == url)
        wang.says("二")
        await inbox.count(2)
    assert "it is set again" in caplog.text


async def test_an_address_that_is_taken_is_named(server: BotApi) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        hook = TelegramSettings(token=server.token, api_base=server.url, mode="webhook", webhook_url=HOOK, webhook_secret=SECRET, listen=listen)
        channel = TelegramChannel(hook, pauses=QUICK)
        with pytest.raises(Failed) as caught:
            await channel.run(Inbox())
        await channel.close()
    for language in ("zh", "en"):
        assert all(named in sentence(caught.value, words(language)) for named in (listen, "telegram.listen"))


async def test_a_webhook_lets_nobody_in_without_the_secret(server: BotApi) -> None:
    inbox = Inbox()
    update = b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": "x"}}'
    async with hooked(server, inbox) as url, aiohttp.ClientSession() as session:

        async def post(headers: dict[str, str], body: bytes = update) -> int:
            async with session.post(url, data=io.BytesIO(body), headers=headers) as response:
                return response.status

        known = {SECRET_HEADER: SECRET}
        assert await post({}) == 401
        assert await post({SECRET_HEADER: "s-1_B"}) == 401
        assert await post({SECRET_HEADER: f"{SECRET}é秘"}) == 401
        assert await post({SECRET_HEADER: ""}) == 401
        assert not inbox.kept
        assert await post(known, b"no json") == 400
        assert await post(known, b"[" * 100_000) == 400
        assert await post(known, b"\xff\xfe") == 400
        assert await post(known, b" " * 1_100_000) == 413
        assert await post(known, b'{"update_id": "x"}') == 200
        assert await post(known) == 200
        async with session.get(url, headers=known) as response:
            assert response.status == 405
    assert contents(inbox) == [Text("x")]


async def test_a_server_that_knows_of_no_webhooks_is_polled_all_the_same(server: BotApi, wang: Person) -> None:
    server.fail_next("getWebhookInfo", "error", code=404, description="Not Found")
    async with running(server) as bot:
        await asyncio.wait_for(bot.channel.ready(), WITHIN)
        await bot.inbox.count(1)
