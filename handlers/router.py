"""Which flow a message goes to."""

from __future__ import annotations

from dataclasses import fields, replace

import msgspec

from handlers.access import Deed, may
from handlers.effects import ChatKnown, PersonKnown, PracticeEnded
from handlers.facts import Facts, Wanted
from handlers.flows import chats, practice, start
from handlers.flows.ask import ask, press, reply_id
from handlers.flows.fill import flow as fill
from handlers.flows.fill.idle import concerns
from handlers.flows.hand_in import as_typed, file_or_none
from handlers.flows.remind import flow as remind
from handlers.lane import Lane
from handlers.messages import Added, Edited, Incoming, Migrated, Phrase, Press, Removed, Reply, Text, Turn
from handlers.states import Asking, State, talk_of

__all__ = ["step", "wanted"]


def wanted(state: State | None, said: Incoming) -> Wanted:
    """What the step of a message will look at."""
    before = state or Asking()
    said = as_typed(before, said)
    return _merged(
        fill.wanted(state, said),
        remind.wanted(before, said),
        start.wanted(state, said),
        practice.wanted(said),
        chats.wanted(said),
    )


def _merged(*wants: Wanted) -> Wanted:
    """All that any of some flows will look at."""
    found = {field.name: next((value for want in wants if (value := getattr(want, field.name))), None) for field in fields(Wanted)}
    return Wanted(**{name: value for name, value in found.items() if value is not None})


def step(state: State | None, said: Incoming, facts: Facts) -> Turn:
    """One message in, what is said and what follows out; None is a new conversation."""
    before = state or Asking(language=_first_language(said, facts))
    over = talk_of(before).practice if practice.is_over(before, said) else None
    if over is not None and isinstance(before, Asking):
        before = practice.left(before)
    facts = practice.in_practice(before, said, facts)
    turn = _turn(before, as_typed(before, said), facts)
    if over is not None:
        turn = replace(turn, effects=(PracticeEnded(over), *turn.effects))
    if any(one.held for one in facts.tables.here) and not isinstance(said.content, Removed | Migrated):
        turn = replace(turn, effects=(ChatKnown(_room(said), present=True, title=said.title, at=said.received_at), *turn.effects))
    if state is None and said.group is not None and not isinstance(said.content, Added | Removed | Migrated):
        turn = replace(turn, effects=(*turn.effects, ChatKnown(_room(said), present=True, title=said.title, at=said.received_at)))
    learnt = _learnt(talk_of(state) if state is not None else Asking(), talk_of(turn.state), said)
    return replace(turn, effects=(*turn.effects, learnt)) if learnt else turn


def _learnt(before: Asking, after: Asking, said: Incoming) -> PersonKnown | None:
    """What a step taught about its sender: the language spoken, and the unit filled in for, where that was not for practice."""
    language = after.language if after.language != before.language else None
    unit = after.unit if after.unit != before.unit and after.practice is None else None
    return PersonKnown(said.person, language, unit) if said.via == "person" and (language or unit) else None


def _room(said: Incoming) -> Lane:
    """Where a message was said, whoever said it."""
    return Lane(said.channel, said.group or "", "", "" if said.group else said.user)


def _first_language(said: Incoming, facts: Facts) -> str | None:
    """The language to begin in: the one last spoken elsewhere, else the one that the platform knows."""
    known = facts.tables.person
    return (known.language if known else None) or said.speaks


def _turn(state: State, said: Incoming, facts: Facts) -> Turn:
    for flow in (chats.chat_or_none, practice.practice_or_none, start.start_or_none, remind.remind_or_none, file_or_none):
        turn = flow(state, said, facts)
        if turn is not None:
            return turn
    if said.via == "anonymous" and isinstance(state, Asking):
        if concerns(state, said):
            return _say(state, said, Phrase("denied.anonymous"))
    elif may(said, Deed.FILL, facts) or said.group is not None or not isinstance(state, Asking):
        turn = fill.fill_or_none(state, said, facts)
        if turn is not None:
            return turn
    if not isinstance(state, Asking):
        raise TypeError("the flows of filling in and of reminders answer everything while they last")
    state = msgspec.structs.replace(state, reminders=None)
    match said.content:
        case Text():
            return ask(state, said, said.content, facts)
        case Press():
            return press(state, said, said.content, facts)
        case Edited():
            return ask(state, said, Text(said.content.text), facts)
    return _say(state, said, Phrase("chat.not_read"))


def _say(state: Asking, said: Incoming, phrase: Phrase) -> Turn:
    return Turn(state, (Reply(id=reply_id(said), said=phrase, language=state.language),))
