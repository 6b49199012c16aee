"""Who may do what, where: every command, by every kind of sender, in every kind of chat, whatever is being waited for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import msgspec
import pytest

from handlers import access
from handlers.access import ALLOWED, CODE_LENGTH, CODE_LETTERS, Deed, Place, Role, code_or_none, make_code
from handlers.effects import ChatKnown, Effect, Guessed, PersonKnown, PracticeEnded, Redeemed, Reported, Subscribed, Voided
from handlers.facts import Facts, Tables
from handlers.lane import Lane
from handlers.links import notice_payload
from handlers.messages import Content, Edited, File, Incoming, JobDone, Phrase, Press, Start, Text, Turn, Via
from handlers.ports import Chat, Person
from handlers.router import step
from handlers.said import Meaning
from handlers.states import Asking, AtItem, ChoosingChat, ChoosingReminders, ConfirmingPlan, State
from handlers.subscription import Subscription
from handlers.work import CALENDAR, EXPORT, FETCH
from knowledge.forms.submission import Submission
from knowledge.practice import practice_id
from tests.support.notices import NOW, shipped

Sender = Literal["person", "settings organiser", "code organiser", "anonymous", "forwarded organiser"]
SENDERS: tuple[Sender, ...] = ("person", "settings organiser", "code organiser", "anonymous", "forwarded organiser")
PLACES = ("private", "group", "topic")

ORGANISER: tuple[Sender, ...] = ("settings organiser", "code organiser")
PERSON: tuple[Sender, ...] = ("person", *ORGANISER)
NAMED: tuple[Sender, ...] = (*PERSON, "forwarded organiser")
ALL = SENDERS
NONE: tuple[Sender, ...] = ()

CODE = make_code(2**127 + 12345)
NOTICE = "gansu-2026-science-week"
HERE = Subscription(id="s-1", lane=Lane("telegram", "-100", "", ""), by="telegram:9", created_at=NOW, notice=NOTICE, version=1)
MINE = Subscription(id="s-2", lane=Lane("telegram", "", "", "7"), by="telegram:7", created_at=NOW, notice=NOTICE, version=1)
ELSEWHERE = Subscription(id="s-3", lane=Lane("telegram", "-200", "", ""), by="telegram:7", created_at=NOW, notice=NOTICE, version=1)
PRESSED = '[{"notice":"gansu-2026-science-week","deliverable":"summary","due":"2026-06-03","name":"总结"}]'


@dataclass(frozen=True)
class Row:
    """A command: what it is an example of, and who may give it in a conversation of two and in a group."""

    deed: Deed
    said: Text | Start
    private: tuple[Sender, ...]
    group: tuple[Sender, ...]


COMMANDS: dict[str, Row] = {
    "a question": Row(Deed.ASK, Text("甘肃总结啥时候交"), ALL, ALL),
    "help": Row(Deed.ASK, Text("帮助"), ALL, ALL),
    "fill in": Row(Deed.FILL, Text("填报"), NAMED, NONE),
    "my tables": Row(Deed.FILL, Text("我的表"), NAMED, NAMED),
    "remind me": Row(Deed.REMIND_ME, Text("提醒我 甘肃"), PERSON, NONE),
    "remind me, by a link": Row(Deed.REMIND_ME, Start(notice_payload(NOTICE)), ALL, ALL),
    "reminders": Row(Deed.MY_REMINDERS, Text("我的提醒"), PERSON, PERSON),
    "mute mine": Row(Deed.MY_REMINDERS, Text("静音3天"), PERSON, ORGANISER),
    "unmute mine": Row(Deed.GROUP_REMINDERS, Text("恢复提醒"), PERSON, ORGANISER),
    "unsubscribe": Row(Deed.GROUP_REMINDERS, Text("取消提醒"), PERSON, ORGANISER),
    "test": Row(Deed.GROUP_REMINDERS, Text("测试提醒"), PERSON, ORGANISER),
    "unsubscribe another chat": Row(Deed.OTHER_CHATS, Text("取消提醒 提醒群"), PERSON, ORGANISER),
    "subscribe": Row(Deed.SUBSCRIBE, Text("订阅 甘肃"), ORGANISER, ORGANISER),
    "already sent": Row(Deed.REPORT, Text("总结已报送"), PERSON, PERSON),
    "not sent": Row(Deed.REPORT, Text("总结还没报送"), PERSON, PERSON),
    "calendar": Row(Deed.CALENDAR, Text("日历文件"), PERSON, PERSON),
    "practice": Row(Deed.PRACTICE, Text("练习"), PERSON, NONE),
    "end practice": Row(Deed.PRACTICE, Text("结束练习"), PERSON, NONE),
    "language": Row(Deed.LANGUAGE, Text("说英文"), PERSON, PERSON),
    "a code": Row(Deed.REDEEM, Text(CODE), PERSON, NONE),
}
"""Each command, who may give it in a conversation of two, and who in a group."""

_REFUSALS = ("denied.", "start.code_shown", "fill.in_private", "remind.in_private")
_HARMLESS = (PersonKnown, Voided, ChatKnown)

PRACTICE = practice_id(NOW.date(), "telegram:7")
PLAIN = Asking(language="zh")
PRACTISING = Asking(language="zh", practice=PRACTICE)
TABLE = Submission(
    id="t",
    notice=NOTICE,
    form=next(form for notice in shipped().notices for form in notice.forms if form.id == "form-statistics"),
    unit="白银市科协",
    begun_at=NOW,
    changed_at=NOW,
    holder="telegram:7",
    people=("telegram:7",),
    version=1,
)


def _draft(lane: Lane) -> Subscription:
    return Subscription(id="s-new", lane=lane, by="telegram:7", created_at=NOW, notice=NOTICE)


def _choosing(meaning: Meaning) -> ChoosingReminders:
    some = (MINE, HERE, ELSEWHERE)
    return ChoosingReminders(
        talk=PLAIN, asked="m0-1", meaning=meaning, subscriptions=tuple(one.id for one in some), labels=tuple(one.id for one in some), said="静音3天"
    )


STATES: dict[str, State] = {
    "asking": PLAIN,
    "practising": PRACTISING,
    "filling in": AtItem(talk=PLAIN, table="t", asked="m0-1", blank=TABLE.blanks[0]),
    "practising to fill in": AtItem(talk=PRACTISING, table="t", asked="m0-1", blank=TABLE.blanks[0]),
    "confirming own reminders": ConfirmingPlan(talk=PLAIN, asked="m0-1", draft=_draft(MINE.lane)),
    "confirming those of this group": ConfirmingPlan(talk=PLAIN, asked="m0-1", draft=_draft(HERE.lane)),
    "confirming those of another group": ConfirmingPlan(talk=PLAIN, asked="m0-1", draft=_draft(ELSEWHERE.lane)),
    "choosing a chat": ChoosingChat(
        talk=PLAIN, asked="m0-1", draft=_draft(MINE.lane), lanes=(HERE.lane, ELSEWHERE.lane), labels=("科普工作群", "提醒群"), said="订阅 甘肃"
    ),
    "choosing what to mute": _choosing(Meaning.MUTE),
    "choosing what to end": _choosing(Meaning.UNSUBSCRIBE),
    "choosing what to test": _choosing(Meaning.TEST),
}
"""What may be waited for when something is said."""

ANSWERS = ("确认", "是", "1", "2", "3", "s-1", "s-3", "提醒群", "只提醒总结", "提前5天", "取消", "12", "提交")
"""What is said in answer to that."""


def _contents() -> tuple[Content, ...]:
    """Everything that somebody may send: typed, changed afterwards, pressed, handed in, read in a file, followed as a link."""
    texts = (*(row.said.text for row in COMMANDS.values() if isinstance(row.said, Text)), *ANSWERS)
    return (
        *(Text(text) for text in texts),
        *(Edited("m0", text) for text in texts),
        *(Press(text, "m0-1") for text in texts),
        *(Press(text, "m9-1", f"s:{one.id}") for text in ("静音", "取消提醒", "测试提醒") for one in (HERE, MINE, ELSEWHERE)),
        *(Press(text, "r-1", PRESSED) for text in ("已报送", "还没报送", "填报")),
        *(JobDone("j", "a.csv", "h", text, FETCH) for text in texts),
        *(File(name, ref="r") for name in ("a.csv", "a.docx")),
        *(Start(payload) for payload in ("", "fill", notice_payload(NOTICE))),
    )


def _facts(sender: Sender, place: str) -> Facts:
    known = Person("telegram:7", organiser=sender in ("code organiser", "forwarded organiser"))
    tables = Tables(
        table=TABLE,
        mine=(TABLE,),
        person=known,
        here=(MINE,) if place == "private" else (HERE,),
        elsewhere=(ELSEWHERE,) if place == "private" else (MINE, ELSEWHERE),
        chats=(Chat("telegram", "-100", "科普工作群", True), Chat("telegram", "-200", "提醒群", True)),
        code_is_good=True,
    )
    organisers = frozenset({"telegram:7"}) if sender == "settings organiser" else frozenset[str]()
    return Facts(shipped(), lambda notice, _: notice.title, tables, organisers=organisers)


def _without_others(facts: Facts) -> Facts:
    return replace(facts, tables=replace(facts.tables, table=None, mine=(), elsewhere=()))


def _said(content: Content, sender: Sender, place: str) -> Incoming:
    via: Via = "anonymous" if sender == "anonymous" else "forwarded" if sender == "forwarded organiser" else "person"
    group, thread = None if place == "private" else "-100", "5" if place == "topic" else None
    return Incoming(id="m1", channel="telegram", user="7", group=group, thread=thread, content=content, received_at=NOW, via=via)


def _is_refused(turn: Turn) -> bool:
    """Whether a step did nothing but say why not."""
    parts = [part for reply in turn.replies for part in reply.parts]
    refused = any(isinstance(part, Phrase) and part.key.startswith(_REFUSALS) for part in parts)
    if refused:
        assert all(isinstance(effect, _HARMLESS) for effect in turn.effects), "what is refused must change nothing"
        assert isinstance(turn.state, Asking)
        assert not turn.tasks
        assert not turn.saves
    return refused


def _is_within(effect: Effect, sender: Sender, place: str) -> bool:
    """Whether what a step wants remembered is the sender's to decide there."""
    match effect:
        case Subscribed():
            lane = effect.subscription.lane
            is_own = lane == MINE.lane
            return place == "private" and sender in PERSON if is_own else sender in ORGANISER and (place == "private" or lane.chat == "-100")
        case Reported():
            return sender in PERSON and effect.person == "telegram:7"
        case Redeemed() | Guessed():
            return sender in PERSON and place == "private" and effect.person == "telegram:7"
        case PracticeEnded():
            return sender in PERSON and place == "private" and effect.notice == PRACTICE
        case PersonKnown():
            return sender in PERSON and effect.person == "telegram:7"
        case Voided():
            return effect.code == code_or_none(CODE)
        case ChatKnown():
            return effect.present
    return False


def _oversteps(turn: Turn, sender: Sender, place: str) -> list[object]:
    """What of a step the sender has no right to there, told by what comes of it and not by the way it took."""
    found: list[object] = [effect for effect in turn.effects if not _is_within(effect, sender, place)]
    if sender not in NAMED or place != "private":
        found += [*turn.saves, *(task for task in turn.tasks if task.kind in (FETCH, EXPORT))]
    if sender not in PERSON:
        found += [task for task in turn.tasks if task.kind == CALENDAR]
    others = [reply for reply in turn.replies if reply.to is not None and reply.to.room not in ("7" if place == "private" else "-100", "7")]
    return found + (others if sender not in ORGANISER or place != "private" else [])


@pytest.mark.parametrize(("command", "sender", "place"), list(product(COMMANDS, SENDERS, PLACES)))
def test_every_command_of_every_sender_in_every_place(command: str, sender: Sender, place: str) -> None:
    row = COMMANDS[command]
    may = sender in (row.private if place == "private" else row.group)
    state = PRACTISING if command == "end practice" else PLAIN
    turn = step(state, _said(row.said, sender, place), _without_others(_facts(sender, place)))
    assert _is_refused(turn) != may, [part for reply in turn.replies for part in reply.parts]


REACHED = [
    (state, sender, place)
    for state, sender, place in product(STATES, SENDERS, PLACES)
    if not isinstance(STATES[state], AtItem) or (place == "private" and sender in NAMED)
]
"""A table is filled in by somebody with a name, in private."""


@pytest.mark.parametrize(("state", "sender", "place"), REACHED)
def test_nobody_oversteps_whatever_is_sent_in_whatever_way_and_state(state: str, sender: Sender, place: str) -> None:
    facts = _facts(sender, place)
    for content in _contents():
        turn = step(STATES[state], _said(content, sender, place), facts)
        assert not _oversteps(turn, sender, place), content


@pytest.mark.parametrize(("sender", "place"), list(product(SENDERS, PLACES)))
def test_the_button_of_a_reminder_counts_only_for_a_person(sender: Sender, place: str) -> None:
    turn = step(Asking(), _said(Press("已报送", "r-1", PRESSED), sender, place), _facts(sender, place))
    assert _is_refused(turn) != (sender in PERSON)


@pytest.mark.parametrize(("sender", "payload"), list(product(SENDERS, ("", "fill", "n-", notice_payload(NOTICE)))))
def test_a_link_gives_nobody_more_rights(sender: Sender, payload: str) -> None:
    facts = _facts(sender, "private")
    facts = replace(facts, tables=replace(facts.tables, here=()))
    turn = step(None, _said(Start(payload), sender, "private"), facts)
    assert not _oversteps(turn, sender, "private")
    begun = [effect for effect in turn.effects if isinstance(effect, Subscribed)]
    assert bool(begun) == (sender in PERSON and payload == notice_payload(NOTICE)), "a link begins reminders for oneself at most"
    shown = step(turn.state, _said(Text("确认"), sender, "private"), facts)
    assert not _oversteps(shown, sender, "private")


@pytest.mark.parametrize("sender", PERSON)
def test_somebody_elses_reminders_are_changed_by_organisers_of_the_group_alone(sender: Sender) -> None:
    others = msgspec.structs.replace(HERE, lane=MINE.lane, id="s-9")
    facts = _facts(sender, "group")
    turn = step(PLAIN, _said(Text("取消提醒"), sender, "group"), replace(facts, tables=replace(facts.tables, elsewhere=(others,))))
    ended = [effect.subscription.id for effect in turn.effects if isinstance(effect, Subscribed)]
    assert ended == (["s-1"] if sender in ORGANISER else [])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sender", ["anonymous", "forwarded organiser"])
@pytest.mark.parametrize("content", [Text("结束练习"), Press("结束练习"), Edited("m0", "结束练习")])
def test_words_of_others_end_no_practice(content: Content, sender: Sender, place: str) -> None:
    for state in (PRACTISING, STATES["practising to fill in"]):
        turn = step(state, _said(content, sender, place), _facts(sender, place))
        assert not [effect for effect in turn.effects if isinstance(effect, PracticeEnded)]


@dataclass
class Asked:
    """The rights, remembering which were asked for."""

    deeds: set[Deed]

    def __contains__(self, wanted: object) -> bool:
        assert isinstance(wanted, tuple)
        self.deeds.add(wanted[0])
        return wanted in ALLOWED


def test_every_deed_is_walked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(set())
    monkeypatch.setattr(access, "ALLOWED", asked)
    for row, place in product(COMMANDS.values(), PLACES):
        step(PLAIN, _said(row.said, "settings organiser", place), _facts("settings organiser", place))
    assert asked.deeds | {Deed.ASK} == set(Deed) == {row.deed for row in COMMANDS.values()}, "questions are open to everybody"


def test_nobody_may_do_what_is_not_listed() -> None:
    nobody = {(deed, place) for deed, role, place in ALLOWED if role is Role.NOBODY}
    assert nobody == {(Deed.ASK, Place.PRIVATE), (Deed.ASK, Place.GROUP), (Deed.FILL, Place.PRIVATE)}


def test_a_code_makes_an_organiser_once_and_only_in_private() -> None:
    private = step(None, _said(Text(f"组织者 {CODE}"), "person", "private"), _facts("person", "private"))
    assert any(isinstance(effect, Redeemed) for effect in private.effects)
    shown = step(None, _said(Text(CODE), "person", "group"), _facts("person", "group"))
    assert any(isinstance(effect, Voided) for effect in shown.effects)
    assert not any(isinstance(effect, Redeemed) for effect in shown.effects)


@pytest.mark.parametrize("state", STATES)
def test_a_code_that_is_written_in_afterwards_counts_as_much(state: str) -> None:
    changed = Edited("m0", f"组织者 {CODE}")
    private = step(STATES[state], _said(changed, "person", "private"), _facts("person", "private"))
    assert any(isinstance(effect, Redeemed) for effect in private.effects)
    for sender in SENDERS:
        shown = step(STATES[state], _said(changed, sender, "group"), _facts(sender, "group"))
        assert any(isinstance(effect, Voided) for effect in shown.effects)


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f" {CODE} ", f"code: {CODE}"])
def test_a_code_may_be_typed_as_people_do(typed: str) -> None:
    assert code_or_none(typed) == code_or_none(CODE) is not None


@pytest.mark.parametrize("typed", ["", "ZZ", "你好", CODE[:-1], CODE + "A", "ZZ-0000"])
def test_other_words_are_no_code(typed: str) -> None:
    assert code_or_none(typed) is None


def test_a_code_has_128_bits() -> None:
    assert len(CODE_LETTERS) ** CODE_LENGTH >= 2**128
    assert len({make_code(number) for number in range(1000)}) == 1000
