"""Practising on a made-up notice: asking, filling in and a reminder, of which nothing stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import msgspec

from handlers.access import Deed, may
from handlers.effects import PracticeEnded
from handlers.facts import Facts, Tables, Wanted
from handlers.flows.fill.idle import in_language_of
from handlers.flows.remind.desk import Desk
from handlers.links import FILL
from handlers.messages import Button, Incoming, Phrase, Press, Start, Turn, View
from handlers.reminding import SOON
from handlers.said import Meaning, meaning_or_none
from handlers.states import Asking, State, talk_of
from handlers.subscription import Subscription
from knowledge.answering.catalogue import Catalogue
from knowledge.practice import PREFIX, day_of_practice, is_practice, practice_id, practice_notice

_BUTTONS = ((Button(does=Meaning.START), Button(does=Meaning.END_PRACTICE)),)


def wanted(said: Incoming) -> Wanted:
    """What a step about practising will look at."""
    return Wanted(person=_meaning(said) in (Meaning.PRACTICE, Meaning.END_PRACTICE))


def _meaning(said: Incoming) -> Meaning | None:
    return meaning_or_none(said.words) if said.words is not None else None


LASTS = timedelta(days=2)
"""A practice that nobody ended is over after so long, so that nobody takes it for the real thing weeks later."""


def is_over(state: State, said: Incoming) -> bool:
    """Whether a practice that was begun is over by now."""
    practice = talk_of(state).practice
    return practice is not None and isinstance(state, Asking) and said.received_at.date() - day_of_practice(practice) > LASTS


def left(state: Asking) -> Asking:
    """The conversation without its practice."""
    return msgspec.structs.replace(state, practice=None, dialogue=None, offers=(), numbered=False, table=None, blank=None, unit=None, reminders=None)


def in_practice(state: State, said: Incoming, facts: Facts) -> Facts:
    """The facts as somebody sees them who practises: the made-up notice and what belongs to it alone; for all others without
    any of that. A button of a real reminder and a link to a real table are about the real notices."""
    practice = talk_of(state).practice
    if practice is None or _is_about_real(said):
        return replace(facts, tables=_only(facts.tables, lambda notice: not is_practice(notice)))
    return replace(facts, catalogue=_catalogue(practice), tables=_only(facts.tables, lambda notice: notice == practice))


def _is_about_real(said: Incoming) -> bool:
    content = said.content
    if isinstance(content, Press):
        return content.about is not None and PREFIX not in content.about
    return isinstance(content, Start) and content.payload not in ("", FILL)


def _only(tables: Tables, wanted: Callable[[str], bool]) -> Tables:
    """What was found, of some notices alone."""
    return replace(
        tables,
        table=tables.table if tables.table is not None and wanted(tables.table.notice) else None,
        of_form=tuple(one for one in tables.of_form if wanted(one.notice)),
        mine=tuple(one for one in tables.mine if wanted(one.notice)),
        of_unit=tuple(one for one in tables.of_unit if wanted(one.notice)),
        here=tuple(one for one in tables.here if wanted(one.notice or "")),
        elsewhere=tuple(one for one in tables.elsewhere if wanted(one.notice or "")),
        there=tuple(one for one in tables.there if wanted(one.notice or "")),
        filed=tuple(one for one in tables.filed if wanted(one.notice)),
        reported=tuple(one for one in tables.reported if wanted(one.notice)),
    )


@lru_cache(maxsize=64)
def _catalogue(practice: str) -> Catalogue:
    return Catalogue((practice_notice(practice),))


def practice_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a message that begins or ends a practice; None for any other."""
    meaning = _meaning(said)
    talk = talk_of(state)
    if meaning is Meaning.END_PRACTICE and talk.practice is not None and may(said, Deed.PRACTICE, facts):
        return _ended(said, facts, talk)
    if meaning not in (Meaning.PRACTICE, Meaning.END_PRACTICE) or not isinstance(state, Asking):
        return None
    desk = Desk(said, facts, in_language_of(talk, said.words))
    if not may(said, Deed.PRACTICE, facts):
        return desk.denied(Deed.PRACTICE)
    return _begun(desk) if meaning is Meaning.PRACTICE else desk.say(Phrase("practice.none"))


def _begun(desk: Desk) -> Turn:
    """The notice is there, and in a minute a reminder comes."""
    said = desk.said
    practice = practice_id(said.received_at.astimezone(desk.facts.zone).date(), said.person)
    notice = practice_notice(practice)
    subscription = Subscription(
        id=f"s-{said.id}",
        lane=desk.here,
        by=said.person,
        created_at=said.received_at,
        notice=practice,
        language=desk.talk.language,
        practice=True,
    )
    talk = msgspec.structs.replace(desk.talk, practice=practice, dialogue=None, offers=(), numbered=False, table=None, blank=None)
    return Desk(said, desk.facts, talk).say(
        View("practice/welcome", {"notice": notice, "seconds": int(SOON.total_seconds())}),
        buttons=_BUTTONS,
        effects=(*(PracticeEnded(one) for one in dict.fromkeys((desk.talk.practice or practice, practice))), desk.planned(subscription)),
    )


def _ended(said: Incoming, facts: Facts, talk: Asking) -> Turn:
    """All of it is removed, and the conversation is about the real notices again."""
    practice, plain = talk.practice or "", left(talk)
    return Desk(said, facts, plain).say(Phrase("practice.ended"), effects=(PracticeEnded(practice),))
