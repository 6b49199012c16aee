"""The deadlines as a file for a calendar."""

from __future__ import annotations

from handlers.flows.remind.desk import Desk
from handlers.messages import Phrase, Task, Turn
from handlers.work import CALENDAR, CalendarFile, about_of
from knowledge.answering.answerer import notices_meant


def calendar(desk: Desk, text: str) -> Turn:
    """Have the deadlines to come of the notices meant, or of all, written as a file."""
    said = desk.said
    meant = desk.notices_ahead(notices_meant(desk.facts.catalogue, text, said.received_at, desk.talk.dialogue, desk.talk.unit))
    notices = meant or desk.notices_ahead(tuple(desk.facts.catalogue.notices))
    if not notices:
        return desk.say(Phrase("remind.nothing_ahead"))
    wanted = CalendarFile(tuple(notice.id for notice in notices), desk.talk.language or "zh")
    task = Task(id=f"j-{said.id}", kind=CALENDAR, about=about_of(wanted))
    return desk.say(Phrase("remind.calendar_coming"), tasks=(task,))
