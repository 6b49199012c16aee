"""Practising on a made-up notice: asking, filling in and a reminder, of which nothing stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import msgspec

from handlers.access import Deed, may, why_not
from handlers.effects import PracticeEnded, Subscribed
from handlers.facts import Facts, Wanted
from handlers.flows.remind.desk import Desk
from handlers.messages import Button, Incoming, Phrase, Press, Text, Turn, View
from handlers.reminding import PRACTICE
from handlers.said import Meaning, language_or_none, meaning_or_none
from handlers.states import Asking, State, talk_of
from handlers.subscription import Subscription
from knowledge.answering.catalogue import Catalogue
from knowledge.deadlines import deadlines
from knowledge.practice import practice_id, practice_notice
from knowledge.reminders import Slot

SOON = timedelta(seconds=60)
"""After so long a practice shows what a reminder looks like."""

_BUTTONS = ((Button(does=Meaning.START), Button(does=Meaning.END_PRACTICE)),)


def wanted(said: Incoming) -> Wanted:
    """What a step about practising will look at."""
    return Wanted(person=_meaning(said) in (Meaning.PRACTICE, Meaning.END_PRACTICE))


def _meaning(said: Incoming) -> Meaning | None:
    content = said.content
    text = content.text if isinstance(content, Text) else content.label if isinstance(content, Press) else None
    return meaning_or_none(text) if text is not None else None


def in_practice(state: State, facts: Facts) -> Facts:
    """The facts as somebody sees them who practises: the made-up notice alone."""
    practice = talk_of(state).practice
    return facts if practice is None else replace(facts, catalogue=_catalogue(practice))


@lru_cache(maxsize=64)
def _catalogue(practice: str) -> Catalogue:
    return Catalogue((practice_notice(practice),))


def practice_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a message that begins or ends a practice; None for any other."""
    meaning = _meaning(said)
    talk = talk_of(state)
    if meaning is Meaning.END_PRACTICE and talk.practice is not None:
        return _ended(said, facts, talk)
    if meaning not in (Meaning.PRACTICE, Meaning.END_PRACTICE) or not isinstance(state, Asking):
        return None
    desk = Desk(said, facts, _spoken(said, talk))
    if not may(said, Deed.PRACTICE, facts):
        return desk.say(Phrase(f"denied.{why_not(said, Deed.PRACTICE, facts)}"))
    return _begun(desk) if meaning is Meaning.PRACTICE else desk.say(Phrase("practice.none"))


def _spoken(said: Incoming, talk: Asking) -> Asking:
    content = said.content
    text = content.text if isinstance(content, Text) else content.label if isinstance(content, Press) else ""
    language = language_or_none(text)
    return msgspec.structs.replace(talk, language=language) if language else talk


def _begun(desk: Desk) -> Turn:
    """The notice is there, and in a minute a reminder comes."""
    said = desk.said
    practice = practice_id(said.received_at.astimezone(desk.facts.zone).date(), said.person)
    notice = practice_notice(practice)
    first = next(one for one in deadlines(notice, desk.facts.zone) if one.at > said.received_at)
    slot = Slot(said.received_at + SOON, practice, first.deliverable.id, first.key, PRACTICE, first.at)
    subscription = Subscription(
        id=f"s-{said.id}",
        lane=desk.here,
        by=said.person,
        created_at=said.received_at,
        notice=practice,
        language=desk.talk.language,
        practice=True,
        version=1,
    )
    talk = msgspec.structs.replace(desk.talk, practice=practice, dialogue=None, offers=(), numbered=False, table=None, blank=None)
    return Desk(said, desk.facts, talk).say(
        View("practice/welcome", {"notice": notice, "seconds": int(SOON.total_seconds())}),
        buttons=_BUTTONS,
        effects=(*_earlier(desk, practice), Subscribed(subscription, (slot,))),
    )


def _earlier(desk: Desk, practice: str) -> tuple[PracticeEnded, ...]:
    """What is left of a practice of another day is removed."""
    before = desk.talk.practice
    return (PracticeEnded(before),) if before is not None and before != practice else ()


def _ended(said: Incoming, facts: Facts, talk: Asking) -> Turn:
    """All of it is removed, and the conversation is about the real notices again."""
    practice = talk.practice or ""
    plain = msgspec.structs.replace(talk, practice=None, dialogue=None, offers=(), numbered=False, table=None, blank=None, unit=None, reminders=None)
    return Desk(said, facts, plain).say(Phrase("practice.ended"), effects=(PracticeEnded(practice),))
