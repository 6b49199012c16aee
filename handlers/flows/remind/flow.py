"""Which step about reminders a message goes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import msgspec

from handlers.access import Deed, may, why_not
from handlers.facts import Facts, Wanted
from handlers.flows.ask import ask
from handlers.flows.exchange import beside
from handlers.flows.fill.begin import choose
from handlers.flows.fill.context import Context
from handlers.flows.fill.idle import in_language_of
from handlers.flows.remind.calendar import calendar
from handlers.flows.remind.desk import Desk
from handlers.flows.remind.manage import OF_ONE, ask_which, at_hand, listed, one_said, which_said
from handlers.flows.remind.plan import (
    CONFIRM,
    ONE,
    ask_chat,
    ask_notice,
    chat_meant_or_none,
    chat_said,
    notice_said,
    plan_said,
    remind_me,
    subscribe,
)
from handlers.flows.remind.report import about_or_none, report_said, reported
from handlers.flows.remind.wishes import is_beyond, is_pure, says, wish_of
from handlers.messages import Delivered, Edited, File, Incoming, JobDone, Phrase, Press, Reply, Said, Text, Turn
from handlers.reminding import About, notice_or_none
from handlers.said import BESIDES, Meaning, is_question, meaning_or_none
from handlers.states import (
    Arranging,
    Asking,
    Busy,
    Choosing,
    ChoosingChat,
    ChoosingNotice,
    ChoosingReminders,
    ConfirmingPlan,
    FormRef,
    State,
    talk_of,
)
from knowledge.answering.answer import Answer

STEPS: Mapping[Meaning, tuple[Deed, Callable[[Desk, str], Turn | None]]] = {
    Meaning.SUBSCRIBE: (Deed.SUBSCRIBE, subscribe),
    Meaning.REMIND_ME: (Deed.MY_REMINDERS, remind_me),
    Meaning.REMINDERS: (Deed.MY_REMINDERS, lambda desk, _: listed(desk)),
    Meaning.CALENDAR: (Deed.CALENDAR, calendar),
    Meaning.REPORTED: (Deed.REPORT, report_said),
    Meaning.NOT_REPORTED: (Deed.REPORT, lambda desk, text: report_said(desk, text, undone=True)),
    Meaning.MUTE: (Deed.MY_REMINDERS, lambda desk, text: one_said(desk, Meaning.MUTE, text)),
    Meaning.UNMUTE: (Deed.MY_REMINDERS, lambda desk, text: one_said(desk, Meaning.UNMUTE, text)),
    Meaning.UNSUBSCRIBE: (Deed.MY_REMINDERS, lambda desk, text: one_said(desk, Meaning.UNSUBSCRIBE, text)),
    Meaning.TEST: (Deed.MY_REMINDERS, lambda desk, text: one_said(desk, Meaning.TEST, text)),
}
"""What can be said about reminders between questions, what that takes (of single subscriptions: see `may_for_lane`), and the step."""

FOLLOWING: Mapping[type[State], tuple[type[State], ...]] = {
    Asking: (ChoosingChat, ChoosingNotice, ConfirmingPlan, ChoosingReminders),
    ChoosingChat: (ChoosingNotice, ConfirmingPlan, Asking),
    ChoosingNotice: (ConfirmingPlan, Asking),
    ConfirmingPlan: (Asking,),
    ChoosingReminders: (Asking,),
}
"""Which states may follow one, besides itself; whatever else is asked for on the way leads there from Asking."""

_LEAVING = frozenset((Meaning.CANCEL, Meaning.NO, Meaning.BACK, Meaning.PAUSE))


def wanted(state: State | None, said: Incoming) -> Wanted:
    """What a step about reminders will look at; nothing where the message is about something else."""
    content, text = said.content, said.words
    if isinstance(content, Delivered):
        return Wanted(chats=True)
    if isinstance(content, Press) and about_or_none(content):
        return Wanted(person=True, mine=True)
    if isinstance(state, ChoosingChat):
        return Wanted(person=True, subscriptions=True, chats=True, lane=chat_meant_or_none(state, text or ""))
    if isinstance(state, ChoosingNotice | ConfirmingPlan):
        return Wanted(person=True, subscriptions=True, chats=True, lane=state.draft.lane)
    if isinstance(state, Arranging) or (text is not None and (meaning_or_none(text) in STEPS or _is_change(state, text))):
        return Wanted(person=True, subscriptions=True, chats=True)
    return Wanted()


def _is_change(state: State | None, text: str) -> bool:
    """Whether a sentence may change reminders ("总结提前5天提醒"): it speaks of reminding, or is nothing but a wish and comes after
    talk about them, or says how long before."""
    if not isinstance(state, Asking) or is_question(text) or wish_of(text).is_nothing:
        return False
    if is_pure(text):
        return state.reminders is not None or says(text, "ahead")
    return state.reminders is not None and says(text, "change")


def remind_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a message, where it is about reminders; None where it is not."""
    content = said.content
    if isinstance(content, Delivered):
        return _delivered(state, said, facts, content)
    if isinstance(content, JobDone) and content.work == "calendar":
        return _calendar_made(state, said, facts, content)
    if isinstance(content, Press) and about_or_none(content):
        return _under_reminder(state, said, facts, content)
    text = said.words
    if isinstance(content, JobDone | File):
        return None
    if isinstance(state, Arranging):
        words = content.text if isinstance(content, Edited) else text
        return _arranging(Desk(said, facts, in_language_of(talk_of(state), words)), state, words or "")
    if text is None or isinstance(state, Busy | Choosing):
        return None
    return _idle(Desk(said, facts, in_language_of(state, text)), text)


def _idle(desk: Desk, text: str) -> Turn | None:
    meaning = meaning_or_none(text)
    if meaning is not None and meaning in STEPS:
        deed, step = STEPS[meaning]
        if not may(desk.said, deed, desk.facts):
            return desk.denied(deed)
        under = _subscription_of(desk.said)
        if under is not None and meaning in OF_ONE:
            return one_said(desk, meaning, text, under)
        return step(desk, text)
    if meaning is None and _is_of_another_kind(text):
        return desk.say(Phrase("remind.cannot"))
    if meaning is None and _is_change(desk.talk, text):
        if not may(desk.said, Deed.MY_REMINDERS, desk.facts):
            return desk.denied(Deed.MY_REMINDERS)
        if not at_hand(desk) and desk.talk.reminders is None:
            return None
        return one_said(desk, Meaning.CHANGE, text)
    return None


def _is_of_another_kind(text: str) -> bool:
    """Whether a sentence asks for reminders as there are none."""
    return not is_question(text) and is_beyond(text) and says(text, "change")


def _subscription_of(said: Incoming) -> str | None:
    """The subscription that a pressed button stood under; empty for a list of several, None where it is no such button."""
    content = said.content
    about = content.about if isinstance(content, Press) else None
    return about.removeprefix(ONE) if about is not None and about.startswith(ONE) else None


def _arranging(desk: Desk, state: Arranging, text: str) -> Turn:
    """Something is being chosen or confirmed: what fits, else what steers elsewhere, else a question, else it is asked again."""
    if isinstance(desk.said.content, Press) and desk.said.content.of not in (None, state.asked):
        return _again(desk, state, Phrase("fill.stale"))
    if not may(desk.said, Deed.MY_REMINDERS, desk.facts):
        return _again(desk, state, Phrase(f"denied.{why_not(desk.said, Deed.MY_REMINDERS, desk.facts)}"))
    meaning = meaning_or_none(text)
    turn = _chosen(desk, state, text, meaning)
    if turn is not None:
        return turn
    if meaning in _LEAVING:
        return desk.say(Phrase("remind.not_begun"))
    if meaning in STEPS:
        return _idle(desk, text) or _again(desk, state)
    if meaning is Meaning.START:
        return desk.say(Phrase("remind.not_begun"))
    if isinstance(state, ConfirmingPlan) and meaning in BESIDES:
        return _again(desk, state, Phrase("remind.not_understood"))
    return _question_or_none(desk, state, text) or _again(desk, state, Phrase("remind.not_understood"))


def _chosen(desk: Desk, state: Arranging, text: str, meaning: Meaning | None) -> Turn | None:
    match state:
        case ChoosingChat():
            return chat_said(desk, state, text)
        case ChoosingNotice():
            return notice_said(desk, state, text)
        case ConfirmingPlan():
            return plan_said(desk, state, text, meaning)
    return which_said(desk, state, text)


def _again(desk: Desk, state: Arranging, *parts: Said) -> Turn:
    """Say something, and ask the same again below it."""
    desk = replace(desk, before=parts)
    match state:
        case ChoosingChat():
            return ask_chat(desk, state)
        case ChoosingNotice():
            return ask_notice(desk, state)
        case ConfirmingPlan():
            return desk.ask(state, Phrase("remind.confirm_again"), buttons=CONFIRM)
    return ask_which(desk, state)


def _question_or_none(desk: Desk, state: Arranging, text: str) -> Turn | None:
    """The answer to a question in the middle, with what was asked for below it."""
    if not is_question(text):
        return None
    asked = ask(desk.talk, desk.said, Text(text), desk.facts)
    answer = asked.replies[0].said
    if not isinstance(answer, Answer) or not isinstance(asked.state, Asking):
        return None
    talk = msgspec.structs.replace(asked.state, numbered=False)
    return _again(replace(desk, talk=talk), msgspec.structs.replace(state, talk=talk), answer)


def _under_reminder(state: State, said: Incoming, facts: Facts, pressed: Press) -> Turn | None:
    """A button of a reminder, or of what was said about sending; the conversation stays where it is, unless a table is begun."""
    desk, about, meaning = Desk(said, facts, talk_of(state)), about_or_none(pressed), meaning_of_label(pressed.label)
    if meaning in (Meaning.REPORTED, Meaning.NOT_REPORTED):
        if not may(said, Deed.REPORT, facts):
            return beside(state, desk.denied(Deed.REPORT))
        return beside(state, reported(desk, about, pressed.label, undone=meaning is Meaning.NOT_REPORTED))
    if meaning is not Meaning.START:
        return None
    context = Context(said, facts)
    if not isinstance(state, Asking):
        return beside(state, desk.say(Phrase("remind.busy")))
    return choose(context, state, forms_of(about, facts))


def forms_of(about: tuple[About, ...], facts: Facts) -> tuple[FormRef, ...]:
    """The tables of what a reminder was about."""
    found = []
    for one in about:
        notice = notice_or_none(facts.catalogue, one.notice)
        papers = [paper for paper in notice.deliverables if paper.id == one.deliverable] if notice else []
        found += [FormRef(one.notice, item.form) for paper in papers for item in paper.items if item.form]
    return tuple(dict.fromkeys(found))


def meaning_of_label(label: str) -> Meaning | None:
    """What a button does that also names something ("已报送：总结")."""
    return meaning_or_none(label) or meaning_or_none(re.split("[:：]", label)[0])


def _delivered(state: State, said: Incoming, facts: Facts, done: Delivered) -> Turn:
    """What became of a message to another chat."""
    told = Phrase("remind.delivered" if done.problem is None else f"remind.undelivered_{done.problem}")
    return beside(state, Desk(said, facts, talk_of(state)).say(told))


def _calendar_made(state: State, said: Incoming, facts: Facts, done: JobDone) -> Turn:
    """The file of deadlines, or that it could not be made."""
    files = ((done.name, done.file),) if done.name and done.file else ()
    told = Phrase("remind.calendar_made" if files else "remind.calendar_failed")
    reply = Reply(id=f"{said.id}-1", said=told, language=talk_of(state).language, files=files)
    return Turn(state, (reply,))
