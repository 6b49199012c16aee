"""Who may do what, where: every command, by every kind of sender, in every kind of chat."""

from __future__ import annotations

from itertools import product
from typing import Literal

import pytest

from handlers.access import ALLOWED, CODE_LENGTH, CODE_LETTERS, Deed, Place, Role, code_or_none, make_code
from handlers.effects import PersonKnown, Redeemed, Voided
from handlers.facts import Facts, Tables
from handlers.lane import Lane
from handlers.messages import Incoming, Phrase, Press, Start, Text, Turn, Via
from handlers.ports import Chat, Person
from handlers.router import step
from handlers.states import Asking
from handlers.subscription import Subscription
from tests.support.notices import NOW, shipped

Sender = Literal["person", "settings organiser", "code organiser", "anonymous", "forwarded organiser"]
SENDERS: tuple[Sender, ...] = ("person", "settings organiser", "code organiser", "anonymous", "forwarded organiser")
PLACES = ("private", "group")

ORGANISER = ("settings organiser", "code organiser")
PERSON = ("person", *ORGANISER)
ALL = SENDERS

CODE = make_code(2**127 + 12345)
HERE = Subscription(id="s-1", lane=Lane("telegram", "-100", "", ""), by="telegram:9", created_at=NOW, notice="gansu-2026-science-week", version=1)
MINE = Subscription(id="s-2", lane=Lane("telegram", "", "", "7"), by="telegram:7", created_at=NOW, notice="gansu-2026-science-week", version=1)
PRESSED = '[{"notice":"gansu-2026-science-week","deliverable":"summary","due":"2026-06-03","name":"总结"}]'

COMMANDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "a question": ("甘肃总结啥时候交", ALL, ALL),
    "help": ("帮助", ALL, ALL),
    "fill in": ("填报", tuple(one for one in ALL if one != "anonymous"), ()),
    "my tables": ("我的表", tuple(one for one in ALL if one != "anonymous"), tuple(one for one in ALL if one != "anonymous")),
    "remind me": ("提醒我 甘肃", PERSON, ()),
    "reminders": ("我的提醒", PERSON, PERSON),
    "mute mine": ("静音3天", PERSON, ORGANISER),
    "unmute mine": ("恢复提醒", PERSON, ORGANISER),
    "unsubscribe": ("取消提醒", PERSON, ORGANISER),
    "test": ("测试提醒", PERSON, ORGANISER),
    "subscribe": ("订阅 甘肃", ORGANISER, ORGANISER),
    "already sent": ("总结已报送", PERSON, PERSON),
    "not sent": ("总结还没报送", PERSON, PERSON),
    "calendar": ("日历文件", PERSON, PERSON),
    "practice": ("练习", PERSON, ()),
    "end practice": ("结束练习", PERSON, ()),
    "language": ("说英文", PERSON, PERSON),
    "a code": (CODE, PERSON, ()),
}
"""Each command, who may give it in a conversation of two, and who in a group."""

_REFUSALS = ("denied.", "start.code_shown", "fill.in_private", "remind.in_private")


def _facts(sender: Sender, group: bool) -> Facts:
    known = Person("telegram:7", organiser=sender in ("code organiser", "forwarded organiser"))
    tables = Tables(
        person=known,
        here=(HERE,) if group else (MINE,),
        elsewhere=(),
        chats=(Chat("telegram", "-100", "科普工作群", True),),
        code_is_good=True,
    )
    organisers = frozenset({"telegram:7"}) if sender == "settings organiser" else frozenset[str]()
    return Facts(shipped(), lambda notice, _: notice.title, tables, organisers=organisers)


def _said(content: Text | Press | Start, sender: Sender, place: str) -> Incoming:
    via: Via = "anonymous" if sender == "anonymous" else "forwarded" if sender == "forwarded organiser" else "person"
    group = "-100" if place == "group" else None
    return Incoming(id="m1", channel="telegram", user="7", group=group, content=content, received_at=NOW, via=via)


def _is_refused(turn: Turn) -> bool:
    """Whether a step did nothing but say why not."""
    parts = [part for reply in turn.replies for part in reply.parts]
    refused = any(isinstance(part, Phrase) and part.key.startswith(_REFUSALS) for part in parts)
    if refused:
        assert all(isinstance(effect, PersonKnown | Voided) for effect in turn.effects), "what is refused must change nothing"
        assert isinstance(turn.state, Asking)
        assert not turn.tasks
        assert not turn.saves
    return refused


@pytest.mark.parametrize(("command", "sender", "place"), list(product(COMMANDS, SENDERS, PLACES)))
def test_every_command_of_every_sender_in_every_place(command: str, sender: Sender, place: str) -> None:
    text, private, group = COMMANDS[command]
    may = sender in (group if place == "group" else private)
    turn = step(Asking(practice=None, language="zh"), _said(Text(text), sender, place), _facts(sender, place == "group"))
    assert _is_refused(turn) != may, [part for reply in turn.replies for part in reply.parts]


@pytest.mark.parametrize(("sender", "place"), list(product(SENDERS, PLACES)))
def test_the_button_of_a_reminder_counts_only_for_a_person(sender: Sender, place: str) -> None:
    turn = step(Asking(), _said(Press("已报送", "r-1", PRESSED), sender, place), _facts(sender, place == "group"))
    assert _is_refused(turn) != (sender in PERSON)


@pytest.mark.parametrize(("sender", "payload"), list(product(SENDERS, ("", "fill", "n-"))))
def test_a_link_gives_nobody_more_rights(sender: Sender, payload: str) -> None:
    turn = step(None, _said(Start(payload), sender, "private"), _facts(sender, False))
    assert all(isinstance(effect, PersonKnown) or sender in PERSON for effect in turn.effects)


def test_every_deed_is_walked_through() -> None:
    walked = {Deed.ASK, Deed.FILL, Deed.REMIND_ME, Deed.MY_REMINDERS, Deed.REPORT, Deed.CALENDAR, Deed.LANGUAGE}
    walked |= {Deed.PRACTICE, Deed.REDEEM, Deed.SUBSCRIBE, Deed.GROUP_REMINDERS, Deed.OTHER_CHATS}
    assert walked == set(Deed)


def test_nobody_may_do_what_is_not_listed() -> None:
    nobody = {(deed, place) for deed, role, place in ALLOWED if role is Role.NOBODY}
    assert nobody == {(Deed.ASK, Place.PRIVATE), (Deed.ASK, Place.GROUP), (Deed.FILL, Place.PRIVATE)}


def test_a_code_makes_an_organiser_once_and_only_in_private() -> None:
    private = step(None, _said(Text(f"组织者 {CODE}"), "person", "private"), _facts("person", False))
    assert any(isinstance(effect, Redeemed) for effect in private.effects)
    shown = step(None, _said(Text(CODE), "person", "group"), _facts("person", True))
    assert any(isinstance(effect, Voided) for effect in shown.effects)
    assert not any(isinstance(effect, Redeemed) for effect in shown.effects)


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f" {CODE} ", f"code: {CODE}"])
def test_a_code_may_be_typed_as_people_do(typed: str) -> None:
    assert code_or_none(typed) == code_or_none(CODE) is not None


@pytest.mark.parametrize("typed", ["", "ZZ", "你好", CODE[:-1], CODE + "A", "ZZ-0000"])
def test_other_words_are_no_code(typed: str) -> None:
    assert code_or_none(typed) is None


def test_a_code_has_128_bits() -> None:
    assert len(CODE_LETTERS) ** CODE_LENGTH >= 2**128
    assert len({make_code(number) for number in range(1000)}) == 1000
