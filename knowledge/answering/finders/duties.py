"""Deadlines, recipients and papers: what is owed, to whom, by when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.answering.answer import Cited, Finding, Line
from knowledge.answering.finders.passages import asked_words, find_passage
from knowledge.answering.index import concepts_of
from knowledge.answering.link import MANNERS, SURE, paper_likeness
from knowledge.answering.printed.facts import deliverables_meant
from knowledge.answering.printed.search import search_in
from knowledge.answering.view import View, not_stated, said_missing
from knowledge.dates import countdown
from knowledge.forms.model import Field, Form
from knowledge.language.text import fold
from knowledge.notice import Contact, Deliverable, Item, Recipient

_ROOM = re.compile(r"[室楼]")
Owed = tuple[Deliverable, tuple[Item, ...]]

MOST = 4
"""More deliverables than this make no chat answer; the rest is counted."""


def find_deadline(view: View) -> Finding:
    """By when; with the clock where it is asked for and stated."""
    owed = _owed(view)
    return owed if isinstance(owed, Finding) else deadline_of(view, owed)


def deadline_of(view: View, owed: list[Owed]) -> Finding:
    """By when these are due."""
    lines = _lines(view, "deadline", owed)
    dues = [deliverable.due for deliverable, _ in owed]
    missing = []
    if not any(due and (due.day or due.every) for due in dues) or any(due and due.vague for due in dues):
        missing.append("day")
    slots = view.slots
    only_clock = "clock" in slots and not slots & {"when", "left"}
    if only_clock and not any(due and due.clock for due in dues):
        return Finding("deadline", lines, known=False, missing=("clock",), fit=0.7)
    if "where" in slots and not any(deliverable.to for deliverable, _ in owed):
        missing.append("recipient")
    known = any(dues) or (not view.slots & {"when", "clock", "left"} and not view.inquiry.asking & {"word.deadline"})
    return Finding("deadline", lines, known=known, missing=tuple(missing), fit=_fit(view))


def find_recipient(view: View) -> Finding:
    """To whom and by which way."""
    owed = _owed(view)
    if isinstance(owed, Finding):
        return owed
    slots = view.slots
    lines = _lines(view, "recipient", owed)
    missing = tuple(slot for slot in ("email", "address", "website", "fax") if slot in slots and not _has_route(view, owed, slot))
    asked = slots & {"email", "address", "website", "fax"}
    known = any(deliverable.to or deliverable.url for deliverable, _ in owed)
    if asked and len(missing) == len(asked):
        own = _only_mailbox(view) if missing == ("email",) else ()
        if own:
            return Finding("recipient", (*own, *lines), missing=("own_mailbox",), fit=_fit(view))
        known = False
    return Finding("recipient", lines, known=known, missing=missing or (() if known else ("recipient",)), fit=_fit(view))


def _only_mailbox(view: View) -> tuple[Line, ...]:
    """The notice's one contact with a mailbox, where none is named for the papers themselves."""
    if len(view.notice.contacts) != 1 or not view.notice.contacts[0].emails:
        return ()
    contact = view.notice.contacts[0]
    return (
        Line(
            "contact",
            {"contact": contact, "asked": ("email",), "persons": frozenset()},
            (view.cite(contact.id, "contact", contact.emails[0], contact.source),),
        ),
    )


def papers_of(view: View, owed: list[Owed]) -> Finding:
    """What these are, with their copies."""
    return Finding("papers", _lines(view, "papers", owed), fit=_fit(view))


def find_papers(view: View) -> Finding:
    """Which papers are asked for."""
    owed = _owed(view)
    if isinstance(owed, Finding):
        return owed
    return papers_of(view, owed)


def find_limit(view: View) -> Finding:
    """How long, how many, in which format: the limits of the papers or blanks named, else a passage."""
    asked = view.inquiry.question.words_for(view.inquiry.things)
    lines = [
        Line("limits", {"deliverable": deliverable, "items": limited}, (_cited(view, deliverable, limited),))
        for deliverable, items in meant_papers(view)
        if (limited := tuple(item for item in items if _limited(item, asked, view.inquiry.things)))
    ]
    blanks = [(named.whole, named.thing) for named in view.links.best("field") if isinstance(named.thing, Field) and isinstance(named.whole, Form)]
    lines += [
        Line(
            "field",
            {"form": form, "field": field, "position": form.fields.index(field) + 1},
            (view.cite(f"{form.id}.{field.id}", "form", field.label, form.source),),
        )
        for form, field in blanks
        if field.max_chars or field.hint
    ]
    if lines and "topic.quota" not in view.inquiry.topics:
        return Finding("limit", tuple(lines[:3]), fit=0.9)
    found = find_passage(view)
    if found.known:
        return found
    wanted = "count" if "topic.quota" in view.inquiry.topics else "limit"
    return not_stated("limit", wanted, what=asked_words(view), fit=found.fit)


def _limited(item: Item, asked: Sequence[str], things: frozenset[str]) -> bool:
    """Whether an item has a limit on what was asked, and not only on another part of it."""
    return any(any(word in fold(limit) for word in asked) or "thing.media" not in concepts_of(limit) for limit in item.limits)


def meant_papers(view: View) -> list[Owed]:
    """The deliverables, each with those of its items, that the inquiry's words mean; none named: none."""
    things = view.inquiry.things - MANNERS
    linked = [named.thing for named in view.links.best("item")]
    found: list[Owed] = []
    for deliverable in view.notice.deliverables:
        items = tuple(item for item in deliverable.items if _means(item, things, linked))
        if items:
            found.append((deliverable, items))
    return found


def _means(item: Item, things: frozenset[str], linked: Sequence[object]) -> bool:
    if linked:
        return item in linked
    return paper_likeness(things, concepts_of(item.name)) >= SURE


def _owed(view: View) -> list[Owed] | Finding:
    """What the inquiry is about of all that is owed, or the finding that nothing of it is."""
    deliverables = view.notice.deliverables
    things = view.inquiry.things - MANNERS
    meant = _printed_papers(view) if view.index.printed else meant_papers(view)
    spoken = "objects" not in view.inquiry.inherited and (not view.index.printed or search_in(view).strong)
    if spoken and (things or view.links.by_kind.get("item")) and not meant:
        named = view.inquiry.question.words_for(things)
        return not_stated("deadline", "paper", lines=_others(view), paper=named, fit=0.2)
    if not deliverables:
        return not_stated("deadline", "deliverable", fit=0.1)
    if "word.besides" in view.inquiry.asking:
        meant = []
    on_day = [(d, d.items) for d in deliverables if d.due and d.due.day and (d.due.day.month, d.due.day.day) in view.inquiry.question.days]
    owed = meant or on_day or [(deliverable, deliverable.items) for deliverable in deliverables]
    if meant and not view.index.printed:
        refused = _not_of_owner(view, meant)
        if refused is not None:
            return refused
    in_manner = _in_manner(view, owed)
    if not in_manner:
        return not_stated("recipient", "manner", lines=_lines(view, "recipient", owed), fit=0.5)
    owed = in_manner
    return _by_owner(view, owed)


def _printed_papers(view: View) -> list[Owed]:
    """The deliverables of a printed notice whose sentences speak of what is asked, however their papers are called."""
    search = search_in(view)
    return [(deliverable, deliverable.items) for deliverable in deliverables_meant(search, view.notice.deliverables)[0]]


def _not_of_owner(view: View, meant: list[Owed]) -> Finding | None:
    """Where another kind of unit owes the paper named: what the unit asked about owes instead."""
    if "ask.whether" not in view.inquiry.asking:
        return None
    offices = view.inquiry.offices
    fitting = [
        deliverable
        for deliverable in view.notice.deliverables
        if any(_is_owner(name, deliverable) for name in view.inquiry.owners) or any(offices & concepts_of(owner) for owner in deliverable.by)
    ]
    if not fitting or any(deliverable in fitting for deliverable, _ in meant):
        return None
    named = view.inquiry.question.words_for(view.inquiry.things)
    said = said_missing(("owner_paper",), paper=named)
    return Finding("papers", (said, *_lines(view, "papers", [(d, d.items) for d in fitting], owners=True)), fit=0.9)


def _in_manner(view: View, owed: list[Owed]) -> list[Owed]:
    """Where paper and electronic copies are due apart, those of the manner asked for."""
    manners = view.inquiry.things & MANNERS
    if not manners:
        return owed
    return [(deliverable, items) for deliverable, items in owed if manners & _manners(view, deliverable, items)]


def _manners(view: View, deliverable: Deliverable, items: tuple[Item, ...]) -> frozenset[str]:
    """The ways a deliverable is handed in, by its words, its stamp and copies, its web site."""
    stated = concepts_of(" ".join([*(item.name for item in items), deliverable.how or "", deliverable.copies or ""]))
    paper = {"thing.paper_copy"} if deliverable.stamped or deliverable.copies or any(_ROOM.search(r.office) for r in deliverable.to) else set()
    online = {"thing.online"} if deliverable.url else set()
    mailed = {"thing.e_copy"} if any("@" in (recipient.how or recipient.office) for recipient in deliverable.to) else set()
    return frozenset(stated & MANNERS) | paper | online | mailed


def _by_owner(view: View, owed: list[Owed]) -> list[Owed]:
    """Where duties differ by kind of unit, those of the unit named (or of the asker's own)."""
    if len(owed) < 2 and not view.inquiry.owners:
        return owed
    for names in (view.inquiry.owners, (fold(view.unit),) if view.unit else ()):
        fitting = [pair for pair in owed if any(_is_owner(name, pair[0]) for name in names)]
        if fitting:
            return fitting
    offices = view.inquiry.offices
    if offices:
        fitting = [pair for pair in owed if any(offices & concepts_of(owner) for owner in pair[0].by)]
        to = [pair for pair in owed if any(offices & concepts_of(recipient.office) for recipient in pair[0].to)]
        asked_for_recipient = view.slots & {"who", "where"}
        return (to if not asked_for_recipient and not fitting else fitting) or to or owed
    return owed


def _is_owner(name: str, deliverable: Deliverable) -> bool:
    return any(name in fold(owner) or (len(owner) > 2 and fold(owner) in name) for owner in deliverable.by)


def _recipients(view: View, deliverable: Deliverable) -> tuple[tuple[Recipient, Contact | None], ...]:
    """All recipients; only those of the office asked about where its mailbox is wanted, or where
    it alone is asked after ("科协那边呢"). An asker's own office is no recipient."""
    pairs = tuple((recipient, view.index.contact(recipient.contact)) for recipient in deliverable.to)
    inquiry = view.inquiry
    own = inquiry.question.offices_asked
    wanted = "asking" in inquiry.inherited or bool(view.slots & {"email", "phone", "address"})
    if not own or not wanted or inquiry.owners:
        return pairs
    bodies = {fold(body) for body in inquiry.question.values("body")}
    chosen = tuple(
        (recipient, contact)
        for recipient, contact in pairs
        if bodies & {fold(recipient.office), *(fold(alias) for alias in (contact.aliases if contact else ()))} or own & concepts_of(recipient.office)
    )
    return chosen or pairs


def _has_route(view: View, owed: list[Owed], slot: str) -> bool:
    for deliverable, _ in owed:
        if slot == "website" and deliverable.url:
            return True
        for recipient, contact in _recipients(view, deliverable):
            how = recipient.how or deliverable.how or ""
            if slot == "email" and ((contact and contact.emails) or "@" in how or "@" in recipient.office):
                return True
            if slot == "address" and ((contact and contact.address) or _ROOM.search(how + recipient.office)):
                return True
    return False


def _lines(view: View, key: str, owed: list[Owed], *, owners: bool = False) -> tuple[Line, ...]:
    """A line for each; who owes it is said where that was asked or differs between them."""
    differ = owners or len({deliverable.by for deliverable, _ in owed}) > 1
    return tuple(_line(view, key, deliverable, items, differ) for deliverable, items in owed[:MOST])


def _line(view: View, key: str, deliverable: Deliverable, items: tuple[Item, ...], differ: bool) -> Line:
    due = deliverable.due
    left = countdown(due.day, due.clock, view.now) if due and due.day else None
    recipients = _recipients(view, deliverable)
    values = {
        "deliverable": deliverable,
        "items": items,
        "recipients": recipients,
        "due": due,
        "left": left,
        "slots": view.slots,
        "routes": bool(view.slots & {"where", "email"} or view.inquiry.asking & {"word.recipient", "ask.how"}),
        "owner_asked": differ or bool(view.inquiry.owners or view.unit),
        "owner_named": bool(view.inquiry.owners or view.unit) or key == "papers",
    }
    return Line(key, values, (_cited(view, deliverable, items),))


def _cited(view: View, deliverable: Deliverable, items: tuple[Item, ...]) -> Cited:
    due = deliverable.due
    day = due.day.isoformat() if due and due.day else (due.text if due else "")
    return view.cite(deliverable.id, "deadline", " ".join(filter(None, ["、".join(item.name for item in items), day])), deliverable.source)


def _others(view: View) -> tuple[Line, ...]:
    """What is asked for instead, so that a refusal helps."""
    if not view.notice.deliverables:
        return ()
    return (Line("instead", {"deliverables": view.notice.deliverables}),)


def _fit(view: View) -> float:
    if view.links.by_kind.get("item") or view.inquiry.things - MANNERS:
        return 0.9
    return 0.75 if view.notice.deliverables else 0.2
