"""What happens to groups and who hears of it."""

from __future__ import annotations

import msgspec

from handlers.effects import ChatKnown
from handlers.facts import Facts, Tables
from handlers.flows.chats import chat_or_none
from handlers.lane import Lane
from handlers.messages import Incoming, Removed, Turn
from handlers.states import Asking
from handlers.subscription import Subscription
from tests.support.notices import NOW, shipped

GROUP = Lane("telegram", "-100", "", "")
ONE = Subscription(id="s-1", lane=GROUP, by="telegram:9", created_at=NOW, notice="gansu-2026-science-week", version=1)


def held(one: Subscription) -> Subscription:
    return msgspec.structs.replace(one, held=True)


def removed(*here: Subscription) -> Turn:
    said = Incoming(id="m1", channel="telegram", user="chat:-100", group="-100", content=Removed(), received_at=NOW, via="anonymous")
    turn = chat_or_none(Asking(), said, Facts(shipped(), lambda notice, _: notice.title, Tables(here=here)))
    assert turn is not None
    return turn


def told(turn: Turn) -> list[str]:
    return [reply.to.person for reply in turn.replies if reply.to is not None]


def test_that_we_were_removed_is_told_once_and_not_with_each_message_that_fails() -> None:
    other = msgspec.structs.replace(ONE, id="s-2", by="telegram:8")
    assert told(removed(ONE, other)) == ["9", "8"]
    assert told(removed(held(ONE), other)) == ["8"]
    again = removed(held(ONE), held(other))
    assert (told(again), again.effects) == ([], (ChatKnown(GROUP, present=False, at=NOW),))


def test_whose_reminders_have_ended_hears_nothing() -> None:
    assert told(removed(msgspec.structs.replace(ONE, ended=True))) == []
