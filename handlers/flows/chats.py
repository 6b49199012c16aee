"""What happens to chats: we are added or removed, a group moves, something comes that is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.effects import ChatKnown, ChatMoved
from handlers.facts import Facts, Wanted
from handlers.flows.exchange import Exchange, beside
from handlers.lane import Lane
from handlers.messages import Added, Incoming, Migrated, Other, Phrase, Removed, Reply, Turn, View
from handlers.ports import Person
from handlers.states import Filling, State, talk_of


def wanted(said: Incoming) -> Wanted:
    """What a step about a chat will look at."""
    return Wanted(subscriptions=isinstance(said.content, Added | Removed), chats=isinstance(said.content, Removed))


def chat_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of what happened to a chat; None for anything else."""
    match said.content:
        case Added():
            return _added(state, said, facts)
        case Removed():
            return _removed(state, said, facts)
        case Migrated():
            moved = ChatMoved(said.channel, said.group or "", said.content.to)
            return Turn(state, (), effects=(moved,))
        case Other() if not isinstance(state, Filling):
            return _not_read(state, said, facts, said.content)
    return None


def _lane(said: Incoming) -> Lane:
    return Lane(said.channel, said.group or "", "", "" if said.group else said.user)


def _added(state: State, said: Incoming, facts: Facts) -> Turn:
    """A group is greeted in short; reminders that were held there go on by themselves."""
    known = ChatKnown(_lane(said), present=True, title=said.title, at=said.received_at)
    if said.group is None:
        return Turn(state, (), effects=(known,))
    again = any(one.held for one in facts.tables.here)
    greeting = Reply(
        id=f"{said.id}-1",
        said=View("start/group", {"again": again}),
        language=talk_of(state).language,
        to=Lane(said.channel, said.group, "", ""),
    )
    return Turn(state, (greeting,), effects=(known,))


def _removed(state: State, said: Incoming, facts: Facts) -> Turn:
    """Reminders are held, and those who asked for some that were not held already are told."""
    gone = ChatKnown(_lane(said), present=False, title=said.title, at=said.received_at)
    title = said.title or next((chat.title for chat in facts.tables.chats if chat.chat == said.group and chat.title), None) or said.group or ""
    organisers = dict.fromkeys(one.by for one in facts.tables.here if said.group is not None and not (one.ended or one.held))
    notes = tuple(
        Reply(id=f"{said.id}-{number}", said=Phrase("remind.group_lost", {"title": title}), to=_person(by))
        for number, by in enumerate(organisers, start=1)
    )
    return Turn(state, notes, effects=(gone,))


def _person(person: str) -> Lane:
    channel, _, user = person.partition(":")
    return Lane(channel, "", "", user)


def _not_read(state: State, said: Incoming, facts: Facts, other: Other) -> Turn:
    """A photo or a voice message; what waits for an answer goes on waiting."""
    if other.what == "update":
        return Turn(state, ())
    return beside(state, Exchange(said, facts, talk_of(state)).say(Phrase("chat.not_read")))


def outage_notes(holders: Sequence[str], people: Mapping[str, Person], since: datetime, *, key: str) -> tuple[tuple[Lane, Reply], ...]:
    """What those are told who are filling in a table, after we were out of touch since a moment (in the product's zone)."""
    return tuple(
        (
            _person(holder),
            Reply(
                id=f"{key}-{number}",
                said=View("start/outage", {"since": since}),
                language=people[holder].language if holder in people else None,
            ),
        )
        for number, holder in enumerate(holders, start=1)
    )
