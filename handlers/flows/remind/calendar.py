"""The deadlines as a file for a calendar."""

from __future__ import annotations

import msgspec

from handlers.flows.remind.desk import Desk
from handlers.messages import Phrase, Task, Turn
from knowledge.answering.answerer import notices_meant


class Wanted(msgspec.Struct, frozen=True):
    """What goes into the file, in which language."""

    notices: tuple[str, ...]
    language: str


def calendar(desk: Desk, text: str) -> Turn:
    """Have the deadlines to come of the notices meant, or of all, written as a file."""
    said = desk.said
    meant = desk.notices_ahead(notices_meant(desk.facts.catalogue, text, said.received_at, desk.talk.dialogue, desk.talk.unit))
    notices = meant or desk.notices_ahead(tuple(desk.facts.catalogue.notices))
    if not notices:
        return desk.say(Phrase("remind.nothing_ahead"))
    about = Wanted(tuple(notice.id for notice in notices), desk.talk.language or "zh")
    task = Task(id=f"j-{said.id}", kind="calendar", about=msgspec.json.encode(about).decode())
    return desk.say(Phrase("remind.calendar_coming"), tasks=(task,))
