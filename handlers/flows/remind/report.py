"""Saying that something was sent outside of the chat, and the buttons under reminders."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from handlers.effects import Reported
from handlers.flows.remind.desk import Desk
from handlers.flows.remind.wishes import items_named, papers_named, says
from handlers.messages import Button, Phrase, Press, Turn, View
from handlers.reminding import About, notice_or_none, notices_of
from handlers.said import Meaning
from knowledge.deadlines import deadlines
from knowledge.language.text import fold
from knowledge.notice import Deliverable, Notice

_DECODER = msgspec.json.Decoder(tuple[About, ...])


def about_or_none(pressed: Press) -> tuple[About, ...]:
    """What the reminder was about under which a button was pressed; nothing where it was no reminder."""
    if pressed.about is None:
        return ()
    try:
        return _DECODER.decode(pressed.about)
    except msgspec.DecodeError:
        return ()


def reported(desk: Desk, about: tuple[About, ...], label: str, *, undone: bool = False) -> Turn:
    """Note that what a reminder was about was sent, or the one thing that the button names."""
    named = [one for one in about if fold(one.name) in fold(label)] or list(about)
    return _noted(desk, named, undone=undone)


def report_said(desk: Desk, text: str, *, undone: bool = False) -> Turn:
    """Note that something was sent: what the words name of the notices that the sender is reminded of, or talked about; where
    that may be several things, ask which."""
    notices = _notices(desk)
    owed = [one for notice in notices for one in _owed(desk, notice)]
    named = [one for notice in notices for one in _owed(desk, notice) if one.deliverable in {paper.id for paper in papers_named(text, notice)}]
    found = named or owed
    if named and not undone and _is_part(desk, named, text):
        about = msgspec.json.encode(named).decode()
        return desk.say(View("remind/report_together", {"papers": _named(desk, named)}), buttons=((Button(does=Meaning.REPORTED),),), about=about)
    if not found:
        return desk.say(Phrase("remind.nothing_to_report"))
    if len({one.deliverable for one in found}) > 1:
        about = msgspec.json.encode(found).decode()
        does = Meaning.NOT_REPORTED if undone else Meaning.REPORTED
        return desk.say(Phrase("remind.report_which"), buttons=tuple((Button(does=does, name=one.name),) for one in found[:6]), about=about)
    return _noted(desk, found, undone=undone)


def _notices(desk: Desk) -> tuple[Notice, ...]:
    catalogue = desk.facts.catalogue
    mine = tuple(dict.fromkeys(notice.id for one in desk.facts.tables.here for notice in notices_of(one, catalogue)))
    talked = desk.talk.dialogue.notices if desk.talk.dialogue else ()
    both = [notice for notice in talked if notice in mine]
    wanted = both or mine or talked
    return desk.notices_ahead(tuple(notice for key in wanted if (notice := notice_or_none(catalogue, key))))


def _owed(desk: Desk, notice: Notice) -> list[About]:
    """The next deadline of each deliverable of a notice."""
    now = desk.said.received_at
    coming = [one for one in deadlines(notice, desk.facts.zone, now.date()) if one.at > now]
    first = {one.deliverable.id: one for one in reversed(coming)}
    return [
        About(notice.id, paper.id, first[paper.id].key, paper.items[0].name if paper.items else paper.id)
        for paper in notice.deliverables
        if paper.id in first
    ]


def _noted(desk: Desk, about: list[About], *, undone: bool) -> Turn:
    said = desk.said
    known = desk.facts.tables.person
    unit = desk.talk.unit or (known.unit if known else None)
    effects = tuple(Reported(one.notice, one.deliverable, one.due, said.person, said.lane, unit, undone) for one in about)
    does = Meaning.REPORTED if undone else Meaning.NOT_REPORTED
    told = View("remind/reported", {"papers": _named(desk, about), "undone": undone, "in_group": said.group is not None})
    buttons = () if said.group is not None else ((Button(does=does),),)
    return desk.say(told, buttons=buttons, effects=effects, about=msgspec.json.encode(about).decode())


def _paper_or_none(desk: Desk, one: About) -> tuple[Notice, Deliverable] | None:
    """The deliverable and its notice."""
    notice = notice_or_none(desk.facts.catalogue, one.notice)
    paper = next((paper for paper in notice.deliverables if paper.id == one.deliverable), None) if notice else None
    return (notice, paper) if notice and paper else None


def _named(desk: Desk, about: Sequence[About]) -> list[tuple[Notice | None, tuple[str, ...]]]:
    """The papers of deliverables, with their notices."""
    found = [(one, _paper_or_none(desk, one)) for one in about]
    return [(pair[0], tuple(item.name for item in pair[1].items)) if pair else (None, (one.name,)) for one, pair in found]


def _is_part(desk: Desk, named: Sequence[About], text: str) -> bool:
    """Whether a sentence names only some of the papers that are to be sent together, or says that something is still owed."""
    if says(text, "owing"):
        return True
    pairs = [pair for one in named if (pair := _paper_or_none(desk, one))]
    return any(0 < len(items_named(text, paper, notice)) < len(paper.items) for notice, paper in pairs)
