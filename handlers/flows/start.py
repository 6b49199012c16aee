"""The first words of a conversation, the language to speak, and becoming an organiser."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from handlers.access import Deed, Role, code_or_none, may, role_of, why_not
from handlers.effects import Guessed, PersonKnown, Redeemed, Voided
from handlers.facts import Facts, Wanted
from handlers.flows.exchange import beside
from handlers.flows.fill.begin import choose, start
from handlers.flows.fill.context import Context
from handlers.flows.remind.desk import Desk
from handlers.flows.remind.plan import remind_me
from handlers.links import FILL, form_of, notice_of, opens_reminders
from handlers.messages import Button, Edited, Incoming, Phrase, Start, Turn, View
from handlers.said import Meaning, meaning_or_none
from handlers.states import Asking, State, talk_of

_LANGUAGES = {Meaning.CHINESE: "zh", Meaning.ENGLISH: "en"}
_FIRST = ((Button(does=Meaning.START), Button(does=Meaning.REMIND_ME)), (Button(does=Meaning.PRACTICE), Button(does=Meaning.LANGUAGE)))
_IN_LANGUAGES = ((Button(does=Meaning.CHINESE), Button(does=Meaning.ENGLISH)),)


def wanted(state: State | None, said: Incoming) -> Wanted:
    """What a step about that will look at."""
    text = said.words
    code = _code_or_none(said)
    if code is not None:
        return Wanted(person=True, code=code)
    if isinstance(said.content, Start):
        return Wanted(person=True, mine=True, subscriptions=True, chats=True)
    return Wanted(person=state is None or (text is not None and meaning_or_none(text) in (Meaning.LANGUAGE, *_LANGUAGES)))


def _code_or_none(said: Incoming) -> str | None:
    """The one-time code that a message gives, even as a correction of what was written before."""
    text = said.content.text if isinstance(said.content, Edited) else said.words
    return code_or_none(text) if text else None


def start_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a message, where it is about that; None where it is not."""
    desk = Desk(said, facts, talk_of(state))
    if isinstance(said.content, Start):
        return _started(desk, state, said.content.payload)
    code = _code_or_none(said)
    if code is not None:
        return beside(state, _redeemed(desk, code))
    text = said.words
    if text is None or not isinstance(state, Asking):
        return None
    meaning = meaning_or_none(text)
    if text.startswith("/") and meaning in (None, Meaning.HELP):
        return _greeting(desk)
    if meaning in (Meaning.LANGUAGE, *_LANGUAGES) and not may(said, Deed.LANGUAGE, facts):
        return desk.denied(Deed.LANGUAGE)
    if meaning is Meaning.LANGUAGE:
        return desk.say(Phrase("start.which_language"), buttons=_IN_LANGUAGES)
    if meaning in _LANGUAGES:
        return _speaks(desk, _LANGUAGES[meaning])
    return None


def _started(desk: Desk, state: State, payload: str) -> Turn:
    """Greet, or go on with what the link was for. A table that is being filled in comes first; what was only being chosen is left."""
    notices = desk.facts.catalogue.notices
    form = form_of(payload, notices)
    if not isinstance(state, Asking):
        table = desk.facts.tables.table
        return Context(desk.said, desk.facts, table).go(state, Phrase("start.go_on")) if table else _started(desk, desk.talk, payload)
    if may(desk.said, Deed.FILL, desk.facts) and (form is not None or payload == FILL):
        context = Context(desk.said, desk.facts)
        return choose(context, desk.talk, (form,)) if form is not None else start(context, desk.talk, "")
    if opens_reminders(payload) and may(desk.said, Deed.REMIND_ME, desk.facts):
        return remind_me(desk, "", notice_of(payload, notices))
    return _greeting(desk)


def _greeting(desk: Desk) -> Turn:
    in_group = desk.said.group is not None
    values = {
        "in_group": in_group,
        "count": len(desk.facts.catalogue.notices),
        "organiser": role_of(desk.said, desk.facts) is Role.ORGANISER,
    }
    return desk.say(View("start/welcome", values), buttons=() if in_group else _FIRST)


def _redeemed(desk: Desk, code: str) -> Turn:
    """A one-time code makes its sender an organiser. One that is shown in a group, or comes from somebody else, is void."""
    said, good = desk.said, desk.facts.tables.code_is_good
    if not may(said, Deed.REDEEM, desk.facts):
        why = why_not(said, Deed.REDEEM, desk.facts)
        return desk.say(Phrase("start.code_shown" if why == "private" else f"denied.{why}"), effects=(Voided(code),))
    if good is None:
        return desk.say(Phrase("start.code_too_often"))
    if not good:
        return desk.say(Phrase("start.code_wrong"), effects=(Guessed(said.person),))
    return desk.say(View("start/organiser"), effects=(Redeemed(code, said.person),))


def _speaks(desk: Desk, language: str) -> Turn:
    talk = msgspec.structs.replace(desk.talk, language=language)
    return replace(desk, talk=talk).say(Phrase("start.language_is"), effects=(PersonKnown(desk.said.person, language=language),))
