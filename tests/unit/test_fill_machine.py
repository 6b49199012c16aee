"""Any order of answers, pastes, changes, questions, taps, colleagues, crashes and revised forms: nothing that was
acknowledged is lost, nothing takes effect twice, and every figure can be traced to the words it came from."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from handlers.flows.fill.transitions import following
from handlers.messages import Edited, File, Press, Text
from handlers.ports import Outgoing
from handlers.states import Asking, AtItem, State, encode
from knowledge.answering.catalogue import Catalogue
from knowledge.forms.submission import Blank, Did, Entry
from tests.support.memory import InMemory, Transaction
from tests.support.notices import shipped
from tests.support.talk import Talk, talk

USUAL = 60
EXAMPLES = int(os.environ.get("EXAMPLES", USUAL))
"""How many conversations are made up: always the same ones, unless another number is asked for."""

PEOPLE = st.sampled_from(["王", "李"])
FIGURES = st.one_of(
    st.integers(0, 10**7).map(str),
    st.sampled_from(
        ["１２０", "1.2万", "两万三", "12000元", "无", "没有", "未掌握", "约200", "300多", "两三百", "-5", "3.5", "👍", "同上", "九百", "abc"]
    ),
)
STEERING = st.sampled_from(
    [
        "填报", "继续", "上一项", "跳过", "暂停", "已填", "查看", "提交", "取消", "重新开始", "是", "不是", "逐项填", "一次填", "补填",
        "缺的都记0", "缺的都未掌握", "零报告", "接手填", "交给同事", "换单位", "更正", "撤回", "放弃更正", "我的表", "修改记录", "导出",
        "第3项", "第20项", "帮助", "1", "2", "3", "就是新单位", "原阳县科技局", "延津县科技局", "数据核对过，确认无误",
        "加一行", "删除第1行", "复制第1行",
    ]
)  # fmt: skip
QUESTIONS = st.sampled_from(["电话是多少？", "总结啥时候交", "表发给谁？", "今天天气怎么样", "when is the table due?"])
SENTENCES = st.sampled_from(
    [
        "线下3000，线上1.2万", "第5项改成30", "媒体和报道都是0", "把市级经费改成3.2", "经费 3", "活动开展次数：12\n线下：300\n媒体：8",
        " ".join(map(str, range(1, 20))), "1 2 3 4 5", "第2行推荐单位改成市一中", "科普讲座\t讲给学生\t5月20日原阳县\t县科协\t张三 13800000000",
    ]
)  # fmt: skip
NOTED = re.compile(r"^✓ (?P<label>.+?)：(?P<value>.+?)(?:（“.*”）)?(?:（原来是 .*）)?$", re.MULTILINE)


class Crash(BaseException):
    """The process ends here."""


class Crashing(InMemory):
    """Loses the transaction that is to crash, as a killed process does."""

    crash = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Transaction]:
        """A transaction; the next one after `crash` was set is lost."""
        async with super().work() as memory:
            yield memory
            if self.crash:
                self.crash = False
                raise Crash


class Filling(RuleBasedStateMachine):
    """People fill in tables in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        notices = shipped().notices
        self.bot: Talk = talk(notices)
        self.bot.memory = Crashing(notices)
        self.bot.memory.tables.notices = tuple(notices)
        self.bot.engine = replace(self.bot.engine, work=self.bot.memory.work, facts=lambda: self.bot.assistant.facts)
        self.delivered: list[tuple[str, str, object]] = []
        self.acknowledged: list[tuple[str, str, str]] = []
        self.revised = False

    @initialize(
        form=st.sampled_from(["1", "2", "3"]), unit=st.sampled_from(["原阳县科技局", "延津县科技局"]), way=st.sampled_from(["逐项填", "一次填"])
    )
    def begin(self, form: str, unit: str, way: str) -> None:
        for text in ("填报", form, unit, way):
            self.deliver(Text(text), "王")

    @rule(text=FIGURES, who=PEOPLE)
    def answer(self, text: str, who: str) -> None:
        self.deliver(Text(text), who)

    @rule(text=STEERING, who=PEOPLE)
    def steer(self, text: str, who: str) -> None:
        self.deliver(Text(text), who)

    @rule(text=SENTENCES, who=PEOPLE)
    def several(self, text: str, who: str) -> None:
        self.deliver(Text(text), who)

    @rule(text=QUESTIONS, who=PEOPLE)
    def question(self, text: str, who: str) -> None:
        before, state = self.tables(), self.bot.state(who)
        wordy = isinstance(state, AtItem) and not self.bot.table().field_of(state.blank).is_number
        self.deliver(Text(text), who)
        if "天气" not in text or not wordy:
            assert {name: entries for name, entries in self.tables().items() if name in before} == before

    @rule(who=PEOPLE, data=st.data())
    def tap(self, who: str, data: st.DataObject) -> None:
        """A button of any message, old or new."""
        shown = [one for one in self.bot.heard if one.lane.person == who and one.buttons]
        if shown:
            message = data.draw(st.sampled_from(shown[-6:]))
            label = data.draw(st.sampled_from([label for row in message.buttons for label in row]))
            self.deliver(Press(label, message.id), who)

    @rule(data=st.data())
    def redeliver(self, data: st.DataObject) -> None:
        """The platform sends something again: nothing happens."""
        message, who, content = data.draw(st.sampled_from(self.delivered))
        before = self.bot.memory.tables.copy()
        assert self.bot.say(content, who, message=message) == []
        assert self.bot.memory.tables == before

    @rule(data=st.data(), text=FIGURES)
    def edit(self, data: st.DataObject, text: str) -> None:
        message, who, _ = data.draw(st.sampled_from(self.delivered))
        self.deliver(Edited(message, text), who)

    @rule(who=PEOPLE)
    def picture(self, who: str) -> None:
        before = self.tables()
        self.deliver(File("photo.jpg"), who)
        assert self.tables() == before

    @rule(text=FIGURES, who=PEOPLE)
    def crash(self, text: str, who: str) -> None:
        """The process is killed before it could save the step, and starts again."""
        memory = self.bot.memory
        before = self.tables()
        memory.crash = True  # type: ignore[attr-defined]
        self.bot.count += 1
        message = f"m{self.bot.count}"
        try:
            self.bot.say(Text(text), who, message=message)
        except Crash:
            assert self.tables() == before
        self.note(self.bot.say(Text(text), who, message=message), message)
        self.delivered.append((message, who, Text(text)))

    @rule()
    def revise(self) -> None:
        """The notice's table is changed while people fill it in."""
        if self.revised:
            return
        self.revised = True
        notices = []
        for notice in self.bot.assistant.notices:
            forms = tuple(
                msgspec.structs.replace(
                    form, fields=tuple(msgspec.structs.replace(each, label=each.label + "（新）") for each in form.fields[1:]), checks=()
                )
                for form in notice.forms
            )
            notices.append(msgspec.structs.replace(notice, forms=forms))
        self.bot.assistant = replace(self.bot.assistant, facts=replace(self.bot.assistant.facts, catalogue=Catalogue(notices)))

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.bot.now += timedelta(days=days)

    def deliver(self, content: object, who: str) -> None:
        """Say something, see that it is answered once, and that the conversation went where it may go."""
        before: State = self.bot.state(who) or Asking()
        said = self.bot.say(content, who)  # type: ignore[arg-type]
        message = f"m{self.bot.count}"
        self.delivered.append((message, who, content))
        assert [one for one in said if one.lane.person == who and one.id == f"{message}-1"], "no answer"
        after = self.bot.state(who)
        assert after is not None
        assert type(after) in following(type(before)), f"{type(before).__name__} → {type(after).__name__} is not in the table of transitions"
        self.note(said, message)

    def note(self, said: list[Outgoing], message: str) -> None:
        """Remember every figure that was acknowledged."""
        for one in said:
            self.acknowledged += [(message, found["label"], found["value"]) for found in NOTED.finditer(one.text)]

    def tables(self) -> dict[str, tuple[tuple[Blank, Entry], ...]]:
        """What stands in all tables."""
        return {name: one.entries for name, one in self.bot.memory.tables.submissions.items()}

    @invariant()
    def nothing_was_set_aside(self) -> None:
        assert "parked" not in self.bot.memory.tables.done.values()
        assert not self.bot.memory.tables.tries

    @invariant()
    def the_history_tells_everything(self) -> None:
        for name, one in self.bot.memory.tables.submissions.items():
            assert replayed(self.bot, name) == {blank: (entry.value, entry.raw) for blank, entry in one.entries}, "the history is not whole"

    @invariant()
    def every_acknowledged_figure_is_readable_with_its_words(self) -> None:
        changes = [change for lines in self.bot.memory.tables.changes.values() for change in lines]
        for message, label, value in self.acknowledged:
            found = [change for change in changes if change.key == message and change.did is Did.SET]
            assert any(shows(change.after, value) and change.raw for change in found), f"{label}: {value} was acknowledged and is nowhere"

    @invariant()
    def states_survive_being_saved(self) -> None:
        for who in ("王", "李"):
            state = self.bot.state(who)
            assert state is None or encode(state)


def shows(after: str | None, value: str) -> bool:
    """Whether a value reads as it was shown."""
    return value == "未掌握" if after == "?" else after is not None and value.startswith(after[:20])


def replayed(bot: Talk, name: str) -> dict[Blank, tuple[str | None, str]]:
    """What must stand in a table by its history."""
    entries: dict[Blank, tuple[str | None, str]] = {}
    for change in bot.memory.tables.changes[name]:
        if change.did is Did.SET and change.blank and change.raw is not None:
            entries[change.blank] = (None if change.after == "?" else change.after, change.raw)
        elif change.did is Did.CLEARED and change.blank:
            entries.pop(change.blank, None)
    return entries


TestFilling = Filling.TestCase
TestFilling.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, derandomize=EXAMPLES == USUAL, suppress_health_check=list(HealthCheck)
)
