"""A day of many people with the real process, which is killed again and again: who says what, and when it ends.

The people live in the test's event loop, the Bot API in a thread, the bot is `python -m bot serve` over an SQLite file. Each
person waits for the answer before saying the next thing, however often the bot dies meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.links import form_payload
from handlers.states import FormRef
from tests.support.botapi import BotApi, Group, Message, Person
from tests.support.botapi.waiting import Place
from tests.support.day_notice import FIELDS, FORM, PLACE, UNITS, notice_due

ZONE = ZoneInfo("Asia/Shanghai")
CHARS = "云雾霜雪松柏梅兰竹菊江河湖海山川林泉桥井亭台楼阁书画琴棋诗词歌赋"
QUESTIONS = (
    (f"{PLACE}的总结啥时候交？", "活动总结：最迟"),
    (f"{PLACE}的统计表交给谁？", "报市读书日办公室"),
    (f"{PLACE}主题是什么？", "借一本书，认识一位邻居"),
    (f"{PLACE}电话是多少？", "0000-0000003"),
    ("新乡2026年的主题是什么", "科技谱新篇"),
    ("洛阳2026年的主题是什么", "没有收录"),
    ("今天天气真好啊", ""),
)
ANNOUNCED = (0, 3)
"""Groups that are subscribed from the private chat, which offers a few."""

SENT = "已报送：活动总结"
CHATTER = ("大家吃了吗", "@somebody_else 你看看", "/help@another_test_bot", "总结啥时候交？", "好的收到")


@dataclass(frozen=True)
class Size:
    """How large a day is: people in private, and how many of them want reminders; groups, of two members who ask; messages of
    each; moments of reminders, and the span of seconds in which they lie; kills, and the seconds from one to the next; seconds
    over which people spread what they say while nothing goes wrong, and those that they wait for an answer."""

    staff: int
    reminded: int
    groups: int
    of_staff: int
    of_member: int
    moments: int
    span: tuple[float, float]
    kills: int
    between: float
    seconds: float
    patience: float


SHORT = Size(staff=5, reminded=3, groups=2, of_staff=18, of_member=7, moments=4, span=(14, 26), kills=5, between=4.0, seconds=9, patience=60)
FULL = Size(
    staff=48, reminded=24, groups=12, of_staff=33, of_member=22, moments=7, span=(200, 520), kills=100, between=4.5, seconds=500, patience=180
)


@dataclass
class Written:
    """What somebody put into a table: the changes in order, as (field, value)."""

    unit: str
    changes: list[tuple[str, str]] = field(default_factory=list)
    revisions: int = 0

    def put(self, number: int, value: int) -> None:
        """A figure was acknowledged."""
        self.changes.append((f"f{number}", str(value)))

    @property
    def figures(self) -> dict[str, str]:
        """What stands there in the end."""
        return dict(self.changes)


@dataclass
class Day:
    """The day: its people, what was sent (by the id that the inbox must know it by) and what was written."""

    server: BotApi
    size: Size
    rolls: random.Random
    begins: datetime
    sent: dict[str, str] = field(default_factory=dict)
    chatter: int = 0
    written: dict[int, Written] = field(default_factory=dict)
    subscribed: dict[Person | Group, str] = field(default_factory=dict)
    """The message after which the reminders of a chat were planned."""
    happened: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.due = (self.begins + timedelta(seconds=2 * self.size.span[1] + 300)).replace(second=0, microsecond=0)
        self.notice = notice_due(self.due)
        first, last = self.size.span
        moments = [self.begins + timedelta(seconds=first + (last - first) * number / (self.size.moments - 1)) for number in range(self.size.moments)]
        self.moments = [moment.replace(microsecond=0) for moment in moments]
        self.staff = [self.server.person(f"员{number}") for number in range(self.size.staff)]
        self.organiser = self.server.person("组织者")
        self.members = [(self.server.person(f"甲{number}"), self.server.person(f"乙{number}")) for number in range(self.size.groups)]
        self.groups = [self.server.group(f"读书群{number:02}", self.organiser, *both) for number, both in enumerate(self.members)]

    @property
    def lead(self) -> tuple[str, ...]:
        """The leads by which reminders come at the moments."""
        return tuple(f"{int((self.due - moment).total_seconds())}s" for moment in self.moments)

    async def live(self) -> None:
        """Everybody does what they do today."""
        for group in self.groups:
            group.adds_bot(self.organiser)
        async with asyncio.TaskGroup() as people:
            for number, person in enumerate(self.staff):
                people.create_task(Clerk(self, person, number).live())
            people.create_task(Organiser(self, self.organiser, 0).live())
            for number, group in enumerate(self.groups):
                for member in self.members[number]:
                    people.create_task(Member(self, member, number, group).live())

    def unit(self, number: int) -> str:
        """The name of a unit, like no other."""
        lap, at = divmod(number, len(CHARS))
        first, second, third = (CHARS[index % len(CHARS)] for index in (at, 7 * at + lap + 5, 11 * at + 5 * lap + 3))
        return f"{first}{second}{third}文化站"


@dataclass
class Somebody(ABC):
    """A person who says things and waits for what the bot says to them."""

    day: Day
    person: Person
    number: int
    group: Group | None = None
    count: int = 0
    latest: str = ""

    def __post_init__(self) -> None:
        self.rolls = random.Random(self.day.rolls.random())
        self.pace = self.day.size.seconds / (self.day.size.of_staff if self.group is None else self.day.size.of_member)

    @property
    def place(self) -> Place:
        """Where this person speaks."""
        return self.group or self.person

    @abstractmethod
    async def live(self) -> None:
        """The person's day."""

    async def thinks(self) -> None:
        """Take a while."""
        self.count += 1
        await asyncio.sleep(self.pace * self.rolls.uniform(0.4, 1.2))

    async def says(self, text: str, wanted: str) -> Message:
        """Say something in private; the answer."""
        await self.thinks()
        mark = self.mark()
        self.kept(self.person.says(text))
        return await self.hears(mark, text, lambda found: wanted in found.text)

    async def asks(self, text: str, wanted: str, reply_to: Message | None = None) -> Message:
        """Say something to the bot in the group; the answer, which shows what it answers, unless the group moved since."""
        assert self.group is not None
        await self.thinks()
        mark = self.mark()
        asked = self.kept(self.person.says(text, self.group, reply_to=reply_to))
        group = self.group

        def answers(found: Message) -> bool:
            return wanted in found.text and (found.reply_to is asked or (group.old_id == asked.chat_id and found.reply_to is None))

        return await self.hears(mark, text, answers)

    async def presses(self, message: Message, label: str, wanted: str) -> Message:
        """Press a button, now and then twice; the answer."""
        await self.thinks()
        mark = self.mark()
        data = message.button(label).data
        for _ in range(self.rolls.choice((1, 1, 2))):
            self.person.presses(message, label, chat=self.group)
        self.sent(f"{data}:{self.person.id}", label)
        return await self.hears(mark, label, lambda found: wanted in found.text)

    async def edits(self, message: Message, text: str, wanted: str) -> Message:
        """Change what was said before; the answer."""
        await self.thinks()
        mark = self.mark()
        self.person.edits(message, text)
        self.sent(f"u:{message.update_id}", text)
        return await self.hears(mark, text, lambda found: wanted in found.text)

    def kept(self, message: Message) -> Message:
        """Note a message that must be dealt with."""
        self.sent(f"{message.chat_id}:{message.id}", message.text)
        return message

    def sent(self, key: str, text: str) -> None:
        """Note what must be dealt with, by what the inbox must know it by."""
        self.latest = f"telegram:{self.day.server.bot.id}:{key}"
        self.day.sent[self.latest] = text
        self.day.happened()

    def mark(self) -> int:
        """How much the bot has said here so far."""
        return len((self.group or self.person.chat).events)

    async def hears(self, mark: int, said: str, wanted: Callable[[Message], bool]) -> Message:
        """What the bot says or edits here from now on that is wanted; raises AssertionError where it does not come."""
        chat, server = self.group or self.person.chat, self.day.server

        def look() -> Message | None:
            return next((message for message, _ in chat.events[mark:] if wanted(message)), None)

        try:
            return await asyncio.wait_for(asyncio.wrap_future(server.watch(look)), self.day.size.patience)
        except TimeoutError:
            heard = "\n".join(message.text for message, _ in chat.events[mark:]) or "nothing"
            raise AssertionError(f"{self.person} said {said!r} and heard:\n{heard}") from None


class Clerk(Somebody):
    """Fills in a table item by item, asks in between, corrects, hands in, corrects what was handed in, and goes on asking."""

    async def live(self) -> None:
        self.table = self.day.written[self.person.id] = Written(self.day.unit(self.number))
        if self.number < self.day.size.reminded:
            await self.says(f"提醒我 {PLACE}", "好，会按时提醒")
            self.day.subscribed[self.person] = self.latest
        prompt = await self.begins()
        await self.fills(prompt)
        if self.number % 2 == 0:
            await self.corrects()
        while self.count < self.day.size.of_staff:
            await self.says(*self.rolls.choice(QUESTIONS))

    async def begins(self) -> Message:
        """Open the table by the link, name the unit, and have the first item asked."""
        await self.thinks()
        mark = self.mark()
        payload = form_payload(FormRef(self.day.notice.id, FORM))
        self.kept(self.person.starts(payload))
        await self.hears(mark, "/start", lambda found: "给哪个单位填" in found.text)
        way = await self.says(self.table.unit, self.table.unit)
        if "很像" in way.text:
            way = await self.presses(way, "就是新单位", "共8项")
        return await self.presses(way, "逐项填", "1/8 举办活动")

    async def fills(self, prompt: Message) -> None:
        """Say each figure, with a question, a step back and an afterthought on the way."""
        asked, back, changed = self.rolls.sample(range(2, 8), 3)
        for at in range(1, 9):
            value = 8 * self.number + at
            if at == asked:
                prompt = await self.says(*QUESTIONS[self.rolls.randrange(4)])
            if at == back:
                await self.presses(prompt, "上一项", f"{at - 1}/8 {FIELDS[at - 2]}")
                prompt = await self.figure(at - 1, value + 5000, was=True)
            prompt = await self.figure(at, value)
            if at == changed:
                prompt = await self.changes_mind(at, value)
        await self.figure(3, 7000 + self.number, text=f"第3项改成{7000 + self.number}", was=True)
        review = await self.says("查看", f"8. {FIELDS[7]}：")
        for at, label in enumerate(FIELDS, start=1):
            assert f"{at}. {label}：{self.table.figures[f'f{at}']}{UNITS[at - 1]}" in review.text
        await self.presses(review, "提交", "已收到")
        self.table.revisions += 1

    async def figure(self, at: int, value: int, *, text: str | None = None, was: bool = False) -> Message:
        """Say a figure; it is acknowledged with the name of the item and what stood there before."""
        before = self.table.figures.get(f"f{at}")
        old = f"（原来是 {before}{UNITS[at - 1]}）" if was else ""
        said = text or str(value)
        found = await self.says(said, f"✓ {FIELDS[at - 1]}：{value}{UNITS[at - 1]}{old}")
        self.table.put(at, value)
        return found

    async def changes_mind(self, at: int, value: int) -> Message:
        """Edit the message with the last figure and confirm that it is meant."""
        said = next(message for message in reversed(self.person.chat.history) if not message.ours and message.text == str(value))
        asked = await self.edits(said, str(value + 9000), "你把前面那条改了")
        found = await self.presses(asked, "是", f"✓ {FIELDS[at - 1]}：{value + 9000}{UNITS[at - 1]}（原来是 {value}{UNITS[at - 1]}）")
        self.table.put(at, value + 9000)
        return found

    async def corrects(self) -> None:
        """Correct what was handed in."""
        await self.says("更正", "为什么要改")
        await self.says("少算了一场", "好，现在可以改")
        await self.figure(1, 3000 + self.number, text=f"第1项改成{3000 + self.number}", was=True)
        await self.says("提交", "更正，原因：少算了一场")
        self.table.revisions += 1
        if self.number % 4 == 0:
            await self.says("导出", "导出好了")


class Organiser(Somebody):
    """Subscribes the groups, some from within, some from the private chat, and makes the last one a supergroup."""

    async def live(self) -> None:
        self.pace = min(self.pace, self.day.size.seconds * 0.4 / (5 * self.day.size.groups))
        bot = self.day.server.bot.username
        await self.says("/start", "你是组织者")
        for number, group in enumerate(self.day.groups):
            inside = Organiser(self.day, self.person, self.number, group)
            inside.pace = self.pace
            if number not in ANNOUNCED:
                plan = await inside.asks(f"@{bot} 订阅 {PLACE}", "开通吗")
                await inside.presses(plan, "是", "好，会按时提醒")
            else:
                await inside.asks(f"/help@{bot}", "")
                chosen = await self.says(f"订阅 {PLACE}", "提醒发到哪里")
                plan = await self.presses(chosen, group.title, "开通吗")
                await self.presses(plan, "是", f"“{group.title}”的提醒开通了")
            self.day.subscribed[group] = inside.latest if number not in ANNOUNCED else self.latest
        await self.thinks()
        self.day.groups[-1].migrates()


class Member(Somebody):
    """Asks in a group, by name and by replying, chats with others, and says that something was sent."""

    async def live(self) -> None:
        assert self.group is not None
        bot, answer = self.day.server.bot.username, None
        while self.count < self.day.size.of_member:
            roll = self.rolls.random()
            if roll < 0.25:
                self.day.chatter += 1
                self.person.says(self.rolls.choice(CHATTER), self.group)
            reminder = next((message for message in reversed(self.group.messages) if "【提醒】" in message.text and message.labels), None)
            question, wanted = self.rolls.choice(QUESTIONS[:6])
            if reminder is not None and roll > 0.9 and self.may_press(reminder):
                await self.presses(reminder, SENT, "记下了")
            elif answer is not None and roll < 0.4 and answer.chat_id == self.group.id:
                answer = await self.asks(question, wanted, reply_to=answer)
            else:
                answer = await self.asks(f"@{bot} {question}", wanted)

    def may_press(self, message: Message) -> bool:
        """Whether this person has not said so before, in a group that does not move today."""
        if self.group is self.day.groups[-1] or SENT not in message.labels:
            return False
        return f"telegram:{self.day.server.bot.id}:{message.button(SENT).data}:{self.person.id}" not in self.day.sent
