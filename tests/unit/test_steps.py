"""A step of conversation: a state and a message in, what is said and what follows out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from bot.rendering.render import Renderer
from handlers.errors import StateUnreadable
from handlers.facts import Facts
from handlers.flows.ask import OFFERS_KEPT
from handlers.messages import Content, File, Incoming, Phrase, Press, Reply, Text
from handlers.router import step
from handlers.said import LANGUAGES, leaves, phrases
from handlers.states import Asking, State, decode, encode
from knowledge.answering.answer import Answer
from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice
from tests.support.notices import NOW, shipped

QINSHUI = "qinshui-2025-science-week"


def facts(catalogue: Catalogue | None = None) -> Facts:
    """The shipped notices."""
    return Facts(catalogue or shipped(), Renderer().choice)


class Talk:
    """A conversation whose state is saved and loaded between every two messages."""

    def __init__(self, state: State | None = None) -> None:
        self.saved = encode(state) if state else None
        self.count = 0
        self.now = NOW

    def say(self, content: Content | str, **changes: Facts) -> Reply:
        """The reply to the next message."""
        self.count += 1
        content = Text(content) if isinstance(content, str) else content
        said = Incoming(id=f"m{self.count}", channel="console", user="wang", content=content, received_at=self.now)
        turn = step(decode(self.saved) if self.saved else None, said, changes.get("facts", facts()))
        self.saved = encode(turn.state)
        (reply,) = turn.replies
        return reply

    @property
    def state(self) -> State:
        """The state now."""
        assert self.saved is not None
        return decode(self.saved)


def notices(reply: Reply) -> list[str]:
    """The notices that a reply is from."""
    assert isinstance(reply.said, Answer)
    return [block.notice.id for block in reply.said.blocks]


def labels(reply: Reply) -> list[str]:
    """What stands on the buttons that offer notices."""
    return [button.label for row in reply.buttons for button in row if button.label]


def label(reply: Reply, place: str) -> str:
    """The button of a place."""
    return next(text for text in labels(reply) if place in text)


def test_several_notices_are_offered_as_buttons() -> None:
    reply = Talk().say("总结啥时候交")
    assert [len(row) for row in reply.buttons] == [1] * len(reply.buttons)
    assert label(reply, "沁水县")


@pytest.mark.parametrize("way", ["press", "press of", "words", "number", "number in brackets"])
def test_a_choice_is_taken_by_button_words_or_number(way: str) -> None:
    talk = Talk()
    offered = talk.say("总结啥时候交")
    text = label(offered, "沁水县")
    number = labels(offered).index(text) + 1
    content: dict[str, Content] = {
        "press": Press(text),
        "press of": Press(text, offered.id),
        "words": Text(text + " "),
        "number": Text(f"{number}"),
        "number in brackets": Text(f"[{number}]"),
    }
    reply = talk.say(content[way])
    assert notices(reply) == [QINSHUI]
    assert isinstance(reply.said, Answer)
    assert reply.said.intent == "deadline"
    assert notices(talk.say("邮箱呢")) == [QINSHUI]


def test_an_older_button_asks_the_question_that_it_stood_under() -> None:
    talk = Talk()
    offered = talk.say("总结啥时候交")
    talk.say("2026年新乡的主题是什么")
    reply = talk.say(Press(label(offered, "沁水县"), offered.id))
    assert notices(reply) == [QINSHUI]
    assert isinstance(reply.said, Answer)
    assert reply.said.intent == "deadline"


@pytest.mark.parametrize("pressed", [Press("没有的"), Press("", None), Press("沁水县2025年科技活动周和科技工作者日通知", "other")])
def test_a_button_that_is_stale_or_unknown_gets_a_polite_answer(pressed: Press) -> None:
    talk = Talk()
    talk.say("总结啥时候交")
    before = talk.state
    reply = talk.say(pressed)
    assert reply.said == Phrase("chat.no_button", {"label": pressed.label})
    assert talk.state == before


def test_a_button_of_a_notice_that_is_gone_is_stale() -> None:
    talk = Talk()
    offered = talk.say("总结啥时候交")
    left = facts(Catalogue(notice for notice in shipped().notices if notice.id != QINSHUI))
    assert isinstance(talk.say(Press(label(offered, "沁水县")), facts=left).said, Phrase)


def test_only_the_latest_offers_are_kept() -> None:
    talk = Talk()
    for _ in range(OFFERS_KEPT + 2):
        talk.say("有哪些通知")
    assert len(talk.state.offers) == OFFERS_KEPT
    assert talk.state.offers[-1].message == f"m{talk.count}-1"


def test_a_number_beyond_the_choices_offered_is_said_to_be_none_of_them() -> None:
    talk = Talk()
    talk.say("总结啥时候交")
    assert isinstance(talk.say("99").said, Phrase)
    assert isinstance(talk.say("0").said, Phrase)


def test_a_number_where_nothing_was_offered_is_a_message_like_any_other() -> None:
    assert isinstance(Talk().say("1").said, Answer)


def test_notices_of_one_name_are_told_apart() -> None:
    first = shipped().notices[0]
    twins = Catalogue([first, replace_id(first, "twin-a", "一号"), replace_id(first, "twin-b", "二号")])
    reply = Talk().say("有哪些通知", facts=facts(twins))
    texts = labels(reply)
    assert len(set(texts)) == 3
    talk = Talk()
    talk.say("有哪些通知", facts=facts(twins))
    assert notices(talk.say(Press(next(text for text in texts if "二号" in text)), facts=facts(twins))) == ["twin-b"]


def replace_id(notice: Notice, notice_id: str, number: str) -> Notice:
    """The same notice under another id and number."""
    return msgspec.structs.replace(notice, id=notice_id, number=number)


def test_a_file_is_refused_in_the_language_last_spoken() -> None:
    talk = Talk()
    assert talk.say(File("a.docx")).language is None
    talk.say("When is the report due?")
    refused = talk.say(File("a.docx"))
    assert (refused.said, refused.language) == (Phrase("chat.file_refused", {"name": "a.docx"}), "en")


def test_the_unit_of_the_asker_narrows_the_notices() -> None:
    reply = Talk(Asking(unit="沁水县科协")).say("总结啥时候交")
    assert notices(reply) == [QINSHUI]


def test_states_are_saved_with_their_version_and_others_are_refused() -> None:
    talk = Talk()
    talk.say("总结啥时候交")
    assert talk.saved is not None
    assert talk.saved.startswith('{"kind":"asking","v":1,')
    for other in (talk.saved.replace('"v":1', '"v":2'), talk.saved.replace("asking", "sleeping"), "", "[]", "{"):
        with pytest.raises(StateUnreadable):
            decode(other)


def test_a_message_without_a_zone_is_refused() -> None:
    said = Incoming(id="1", channel="console", user="a", content=Text("a"), received_at=NOW)
    with pytest.raises(ValueError, match="zone"):
        replace(said, received_at=datetime(2026, 5, 20))  # noqa: DTZ001


def intent(reply: Reply) -> str:
    """What a reply answers."""
    assert isinstance(reply.said, Answer)
    return reply.said.intent


def test_a_choice_asks_the_whole_question_again_in_its_language() -> None:
    talk = Talk()
    offered = talk.say("When is the report due?")
    talk.say("谢谢")
    reply = talk.say(Press(label(offered, "Qinshui"), offered.id))
    assert (notices(reply), intent(reply), reply.language) == ([QINSHUI], "deadline", "en")
    assert notices(talk.say("What is the email address?")) == [QINSHUI]


def test_a_choice_keeps_what_the_words_of_its_label_would_lose() -> None:
    asked = "总结要盖章吗"
    talk = Talk()
    offered = talk.say(asked)
    alone = Talk().say(asked, facts=facts(Catalogue(n for n in shipped().notices if n.id == QINSHUI)))
    pressed = talk.say(Press(label(offered, "沁水县"), offered.id))
    assert isinstance(pressed.said, Answer)
    assert isinstance(alone.said, Answer)
    assert pressed.said.blocks == alone.said.blocks


def test_a_question_of_another_place_is_asked_of_the_notice_that_was_chosen() -> None:
    talk = Talk()
    offered = talk.say("新乡2025年的总结啥时候交")
    assert offered.buttons
    chosen = labels(offered)[0]
    reply = talk.say(Press(chosen, offered.id))
    assert intent(reply) == "deadline"
    assert len(notices(reply)) == 1


def test_a_choice_from_the_list_goes_on_with_what_was_asked_before() -> None:
    talk = Talk()
    talk.say("新乡2026年的总结啥时候交")
    offered = talk.say("有哪些通知")
    reply = talk.say(Press(label(offered, "沁水县")))
    assert (notices(reply), intent(reply)) == ([QINSHUI], "deadline")


@pytest.mark.parametrize("way", ["press", "number"])
def test_an_offer_is_stale_after_an_hour(way: str) -> None:
    talk = Talk()
    text = label(talk.say("总结啥时候交"), "沁水县")
    content = Press(text) if way == "press" else Text("1")
    talk.now = NOW + timedelta(hours=1, seconds=1)
    assert talk.say(content).said == Phrase("chat.no_button", {"label": text if way == "press" else "1"})
    talk.now = NOW + timedelta(hours=1)
    assert isinstance(talk.say(content).said, Answer)


def test_a_number_is_a_choice_of_the_last_answer_only() -> None:
    talk = Talk()
    offered = talk.say("总结啥时候交")
    talk.say("新乡2026年主题是什么")
    assert QINSHUI not in notices(talk.say("1"))
    assert isinstance(talk.say("99").said, Answer)
    assert notices(talk.say(Text(label(offered, "沁水县")))) == [QINSHUI]


def test_a_file_that_is_not_there_is_said_not_to_be() -> None:
    assert Talk().say(File("no.docx", there=False)).said == Phrase("chat.no_file", {"name": "no.docx"})
    assert Talk().say(File("", there=False)).said == Phrase("chat.no_file_name")


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_is_understood(language: str) -> None:
    known = phrases(language)["leave"]
    assert all(map(leaves, [*known["examples"], *known["words"]]))
    assert not any(map(leaves, ["", "退出的手续", "exit date?"]))
