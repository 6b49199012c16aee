"""What a reminder says at the moment it falls due, and whether it says anything at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import Assistant, assistant
from bot.config import Settings
from handlers.effects import Reported
from handlers.lane import Lane
from handlers.messages import View
from handlers.ports import Filed, Reminder
from handlers.reminding import PRACTICE, Decided, Entry, Found, due, is_settled, replan
from handlers.subscription import Subscription
from knowledge.notice import Notice
from knowledge.reminders import Slot
from tests.support.notices import shipped

ZONE = ZoneInfo("Asia/Shanghai")
NOTICE = "xinxiang-2026-science-week"
BEFORE = datetime(2026, 5, 1, 12, tzinfo=ZONE)
GROUP = Lane("telegram", "-5", "", "")
WANG = Lane("telegram", "", "", "1")


@pytest.fixture(scope="module")
def made() -> Assistant:
    """The assistant with the shipped notices."""
    return assistant(Settings(), tuple(shipped().notices))


def subscribed(key: str, lane: Lane = GROUP, **more: object) -> Subscription:
    """A chat that is reminded of the notice."""
    return Subscription(id=key, lane=lane, by="telegram:1", created_at=BEFORE, **{"notice": NOTICE, "language": "zh", "version": 1, **more})  # type: ignore[arg-type]


def first_slot(made: Assistant, one: Subscription) -> Slot:
    """The first reminder that it plans."""
    return replan(one, made.facts.catalogue, made.facts.times, ZONE, BEFORE)[0]


def decided(made: Assistant, *subscriptions: Subscription, found: Found | None = None, now: datetime | None = None) -> Decided:
    """What comes of the first reminders of some subscriptions, all of the same moment."""
    slot = first_slot(made, subscriptions[0])
    reminders = [Reminder(number, one.id, slot) for number, one in enumerate(subscriptions, start=1)]
    return due(reminders, {one.id: one for one in subscriptions}, made.facts, found or Found(), now or slot.at)


def entries(decided: Decided) -> tuple[Entry, ...]:
    """What the only message says."""
    ((_, reply),) = decided.replies
    assert isinstance(reply.said, View)
    found = reply.said.values["entries"]
    assert isinstance(found, tuple)
    return found


def test_a_chat_is_told_once_of_what_several_subscriptions_ask_for(made: Assistant) -> None:
    both = decided(made, subscribed("a"), subscribed("b", notice=None, place="新乡市"))
    assert len(entries(both)) == 1
    assert both.done == ((1, "said"), (2, "said"))


def test_each_subscription_of_a_chat_keeps_its_own_wishes(made: Assistant) -> None:
    muted = subscribed("a", muted_until=BEFORE + timedelta(days=900))
    found = decided(made, muted, subscribed("b", notice=None, place="新乡市"), subscribed("c", ended=True))
    assert len(entries(found)) == 1
    assert sorted(found.done) == [(1, "muted"), (2, "said"), (3, "ended")]
    assert decided(made, muted).replies == ()


def test_other_chats_topics_and_practices_are_told_by_themselves(made: Assistant) -> None:
    topic = Lane("telegram", "-5", "7", "")
    found = decided(made, subscribed("a"), subscribed("b", topic), subscribed("c", WANG), subscribed("d", practice=True))
    assert [lane for lane, _ in found.replies] == [GROUP, topic, WANG, GROUP]


def test_what_is_late_is_said_when_the_first_of_a_chats_subscriptions_may_speak(made: Assistant) -> None:
    one = subscribed("a")
    evening = first_slot(made, one).at.replace(hour=19)
    both = decided(made, one, subscribed("b", notice=None, place="新乡市", at="20:00"), now=evening)
    assert both.done == ((1, "late"), (2, "late"))
    assert [number for number, _ in decided(made, one, now=evening).later] == [1]


def filed(form: str, unit: str, *people: str, colleagues: tuple[str, ...] = ()) -> Filed:
    """A table that was handed in."""
    return Filed(NOTICE, form, unit, people, (*people, *colleagues))


def with_tables(made: Assistant) -> tuple[Notice, str, tuple[str, ...]]:
    """A notice, and a deliverable of it whose papers are all tables to be filled in here."""
    for notice in made.notices:
        known = {form.id for form in notice.forms}
        for paper in notice.deliverables:
            forms = tuple(item.form for item in paper.items if item.form in known and item.form)
            if paper.items and len(forms) == len(paper.items):
                return notice, paper.id, forms
    raise AssertionError("no notice has such a deliverable")


def test_a_table_that_a_colleague_handed_in_need_not_be_handed_in_again(made: Assistant) -> None:
    notice, paper, forms = with_tables(made)
    one = subscribed("a", WANG, notice=notice.id)
    theirs = tuple(Filed(notice.id, form, "甲局", ("telegram:2",), ("telegram:2",)) for form in forms)
    ours = tuple(Filed(notice.id, form, "甲局", ("telegram:2",), ("telegram:1", "telegram:2")) for form in forms)
    assert not is_settled(one, notice, paper, "2026-06-03", Found((), theirs))
    assert is_settled(one, notice, paper, "2026-06-03", Found((), ours))
    assert not is_settled(subscribed("b", notice=notice.id), notice, paper, "2026-06-03", Found((), ours))


def test_units_are_counted_once_however_they_are_written_and_wherever_they_said_it(made: Assistant) -> None:
    slot = first_slot(made, subscribed("a"))
    notice = next(one for one in made.notices if one.id == NOTICE)
    paper = next(one for one in notice.deliverables if one.id == slot.deliverable)
    form = next((item.form for item in paper.items if item.form), None)
    tables = (filed(form, "红旗区 科协", "telegram:9"),) if form else ()
    elsewhere = Lane("telegram", "-6", "", "3")

    def said(person: int, unit: str | None, lane: Lane = GROUP) -> Reported:
        return Reported(NOTICE, slot.deliverable, slot.due, f"telegram:{person}", lane, unit)

    reported = (said(1, "红旗区科协"), said(2, "红旗区　科协", elsewhere), said(3, None), said(4, None), said(5, None, elsewhere))
    (entry,) = entries(decided(made, subscribed("a"), found=Found(reported, tables)))
    assert entry.count == 3


def test_a_practice_does_not_wait_for_the_morning(made: Assistant) -> None:
    one = subscribed("a", practice=True)
    slot = first_slot(made, subscribed("b"))
    slot = Slot(slot.at, slot.notice, slot.deliverable, slot.due, PRACTICE, slot.due_at)
    night = slot.at + timedelta(hours=13)
    assert due([Reminder(1, "a", slot)], {"a": one}, made.facts, Found(), night).done == ((1, "late"),)
