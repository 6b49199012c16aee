"""Whom to ask: people, numbers, mailboxes, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.answering.answer import Cited, Finding, Line
from knowledge.answering.finders.duties import meant_papers
from knowledge.answering.index import concepts_of
from knowledge.answering.link import MANNERS
from knowledge.answering.printed.facts import contacts_meant, contacts_named
from knowledge.answering.printed.search import search_in
from knowledge.answering.view import View, Words, not_stated, said_missing
from knowledge.language.places import short_name
from knowledge.language.text import fold
from knowledge.notice import Contact, is_mobile

_PARTS = ("phone", "mobile", "fax", "email", "qq", "wechat", "address", "postcode", "role", "area_code")
_OFFICE_LIKE = re.compile(r"[\u4e00-\u9fff]{2,}(局|厅|部|委|办|会|科|处|中心|院|馆|所|站|社|公司|大队|集团|小组)$")
_PERSON_LIKE = re.compile(r"[\u4e00-\u9fff]{1,4}(局长|科长|处长|主任|部长|主席|书记|老师|先生|女士|同学|经理|小姐|同志|工|总)$")
_TITLED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])(?:老师|先生|女士|处长|科长|主任|经理)")
NUMBERS = frozenset(("fax", "mobile", "qq", "wechat", "postcode", "area_code"))
"""Where one of these is not stated no other number is said, lest it be taken for it."""

MOST = 4


def find_contact(view: View) -> Finding:
    """The contacts meant, with what was asked of them."""
    contacts = _meant(view)
    if isinstance(contacts, Finding):
        return contacts
    if not contacts:
        return not_stated("contact", "contact", fit=0.1)
    asked = tuple(part for part in _PARTS if part in view.slots)
    missing = tuple(part for part in asked if not any(has_part(contact, part) for contact in contacts))
    giving = [contact for contact in contacts if not asked or any(has_part(contact, part) for part in asked)]
    known = not asked or len(missing) < len(asked)
    if not asked and not view.inquiry.question.phones and view.slots & {"where"} and not view.slots & {"who"} and not view.inquiry.persons:
        known = any(contact.address for contact in contacts)
        missing = () if known else ("address",)
    shown = giving or contacts
    persons = frozenset(person for person in view.inquiry.persons if any(person in contact.names for contact in shown))
    if not known:
        said = said_missing(missing, who=_who(view))
        instead = ("email",) if set(missing) & NUMBERS else ()
        return Finding("contact", (said, *contact_lines(view, shown, instead)), known=False, missing=missing, fit=0.4)
    fit = 0.9 if persons or view.inquiry.offices or view.inquiry.bodies else 0.7
    return Finding("contact", contact_lines(view, shown, asked, persons), missing=missing, fit=fit)


def contact_lines(view: View, contacts: Sequence[Contact], asked: tuple[str, ...] = (), persons: frozenset[str] = frozenset()) -> tuple[Line, ...]:
    """A line for each contact with what was asked of it, or with all there is."""
    return tuple(
        Line("contact", {"contact": contact, "asked": asked, "persons": persons}, (contact_cited(view, contact),)) for contact in contacts[:MOST]
    )


def contact_cited(view: View, contact: Contact) -> Cited:
    """A contact as evidence."""
    parts = (contact.org or "", "、".join(contact.names), " ".join(contact.phones), " ".join(contact.emails), contact.address or "")
    return view.cite(contact.id, "contact", " ".join(filter(None, parts)), contact.source)


def has_part(contact: Contact, part: str) -> bool:
    """Whether the notice gives this of a contact."""
    found = {
        "phone": contact.phones,
        "mobile": tuple(filter(is_mobile, contact.phones)),
        "fax": contact.faxes,
        "email": contact.emails,
        "qq": contact.qq,
        "address": contact.address,
        "postcode": contact.postcode,
        "role": contact.role,
        "area_code": tuple(phone for phone in contact.phones if "-" in phone),
    }
    return bool(found.get(part))


def _meant(view: View) -> list[Contact] | Finding:
    inquiry, contacts = view.inquiry, list(view.notice.contacts)
    if inquiry.question.phones or inquiry.question.emails:
        found = [contact for contact in contacts if _has_address(contact, inquiry.question.phones, inquiry.question.emails)]
        return found or not_stated("contact", "number_owner", fit=0.0)
    if inquiry.persons:
        found = [contact for contact in contacts if set(inquiry.persons) & set(contact.names)]
        return found or not_stated("contact", "person", who=inquiry.persons, fit=0.0)
    named = _of_place(view, contacts) or contacts_named(search_in(view), contacts) if view.index.printed else []
    if named:
        return named
    titled = _titled(view, contacts) if view.index.printed else None
    if titled is not None:
        return titled
    office = _of_office(view, contacts)
    if office is not None:
        return office
    stranger = _stranger(view)
    if stranger:
        return not_stated("contact", "who", who=(stranger,), lines=contact_lines(view, view.notice.contacts[:2]), fit=0.15)
    if inquiry.things - MANNERS and not view.index.printed:
        return _of_papers(view, contacts)
    return contacts_meant(search_in(view), contacts) if view.index.printed else contacts


def _titled(view: View, contacts: list[Contact]) -> list[Contact] | Finding | None:
    """The contacts with the surname that a title follows (王老师); None where nobody is called so."""
    called = _TITLED.search(view.inquiry.question.folded)
    if called is None:
        return None
    found = [contact for contact in contacts if any(name.startswith(called.group(1)) for name in contact.names)]
    others = contact_lines(view, contacts[:2])
    return found or not_stated("contact", "who", who=(called.group(),), lines=others, fit=0.15)


def _of_place(view: View, contacts: list[Contact]) -> list[Contact]:
    """The contacts of a place named, where only some are of it."""
    names = [short_name(place) for place in view.inquiry.question.places]
    found = [contact for contact in contacts if contact.org and any(name in contact.org for name in names)]
    return found if len(found) < len(contacts) else []


def _of_office(view: View, contacts: list[Contact]) -> list[Contact] | Finding | None:
    """The contacts of the office named; None where none is named."""
    inquiry = view.inquiry
    if view.via and (inquiry.offices or inquiry.bodies):
        own = inquiry.question.words_for(inquiry.offices | {"body"})
        return not_stated(
            "contact",
            "who",
            who=(view.via + "".join(own[:1]).removeprefix(view.via[-1]),),
            lines=contact_lines(view, view.notice.contacts[:2]),
            fit=0.3,
        )
    linked = [named.thing for named in view.links.best("contact")]
    exact = [contact for contact in contacts if contact in linked]
    if exact:
        return exact
    if not inquiry.offices and not inquiry.bodies:
        return None
    found = [contact for contact in contacts if inquiry.offices & concepts_of(" ".join([contact.org or "", *contact.aliases]))]
    if view.index.printed and len(spoken_of := contacts_meant(search_in(view), found or contacts)) < len(contacts):
        return spoken_of
    if found:
        return found
    issuer = any(inquiry.offices & concepts_of(name) for name in view.notice.issuers[:1])
    if issuer and len(contacts) == 1 and contacts[0].org is None:
        return contacts
    owner = any(inquiry.offices & concepts_of(name) for deliverable in view.notice.deliverables for name in deliverable.by)
    if owner and inquiry.things:
        return None
    names = inquiry.question.words_for(inquiry.offices | {"body"})
    names = names or inquiry.bodies
    return not_stated("contact", "who" if names else "contact", who=names, lines=contact_lines(view, view.notice.contacts[:2]), fit=0.15)


def _stranger(view: View) -> str | None:
    """A person or an office asked for that the notice does not know, by its last word."""
    question = view.inquiry.question
    for piece in (*question.pieces, *question.residue):
        if _OFFICE_LIKE.search(piece) or _PERSON_LIKE.search(piece):
            return piece
    if view.inquiry.topics & {"topic.leader"} and view.slots & set(_PARTS):
        return next(iter(question.words_for(frozenset(("topic.leader",)))), None)
    return None


def _of_papers(view: View, contacts: list[Contact]) -> list[Contact] | Finding:
    """The contacts of those who receive the papers named."""
    meant = meant_papers(view)
    if not meant and "objects" in view.inquiry.inherited:
        return contacts
    if not meant:
        named = view.inquiry.question.words_for(view.inquiry.things)
        return not_stated("contact", "paper", paper=named, lines=contact_lines(view, view.notice.contacts[:2]), fit=0.2)
    wanted = {recipient.contact for deliverable, _ in meant for recipient in deliverable.to}
    return [contact for contact in contacts if contact.id in wanted] or contacts


def _has_address(contact: Contact, phones: tuple[str, ...], emails: tuple[str, ...]) -> bool:
    digits = [re.sub(r"\D", "", phone) for phone in (*contact.phones, *contact.faxes)]
    mailboxes = {fold(email) for email in (*contact.emails, *contact.qq)}
    return bool(mailboxes & {*emails, *phones}) or any(own.endswith(phone) for own in digits for phone in phones)


def _who(view: View) -> Words:
    return view.inquiry.persons
