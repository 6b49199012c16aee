"""Who may do what, where. What is not allowed here is not allowed.

Rights belong to an account on a channel ("telegram:123"), never to a name: an administrator who writes as the group, a
channel, and words that somebody else wrote and the sender only forwarded have none.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

from handlers.facts import Facts
from handlers.messages import Incoming


class Deed(StrEnum):
    """What can be done."""

    ASK = "ask"
    FILL = "fill"
    REMIND_ME = "remind_me"
    MY_REMINDERS = "my_reminders"
    REPORT = "report"
    CALENDAR = "calendar"
    LANGUAGE = "language"
    PRACTICE = "practice"
    REDEEM = "redeem"
    SUBSCRIBE = "subscribe"
    GROUP_REMINDERS = "group_reminders"
    OTHER_CHATS = "other_chats"


class Role(StrEnum):
    """What somebody is to us."""

    PERSON = "person"
    ORGANISER = "organiser"
    NOBODY = "nobody"


class Place(StrEnum):
    """Where something is said."""

    PRIVATE = "private"
    GROUP = "group"


_EVERYBODY = (Role.PERSON, Role.ORGANISER, Role.NOBODY)
_PEOPLE = (Role.PERSON, Role.ORGANISER)
_ORGANISERS = (Role.ORGANISER,)

ALLOWED: frozenset[tuple[Deed, Role, Place]] = frozenset(
    (deed, role, place)
    for deed, roles, places in (
        (Deed.ASK, _EVERYBODY, (Place.PRIVATE, Place.GROUP)),
        (Deed.FILL, _EVERYBODY, (Place.PRIVATE,)),
        (Deed.LANGUAGE, _PEOPLE, (Place.PRIVATE, Place.GROUP)),
        (Deed.CALENDAR, _PEOPLE, (Place.PRIVATE, Place.GROUP)),
        (Deed.REPORT, _PEOPLE, (Place.PRIVATE, Place.GROUP)),
        (Deed.REMIND_ME, _PEOPLE, (Place.PRIVATE,)),
        (Deed.MY_REMINDERS, _PEOPLE, (Place.PRIVATE, Place.GROUP)),
        (Deed.PRACTICE, _PEOPLE, (Place.PRIVATE,)),
        (Deed.REDEEM, _PEOPLE, (Place.PRIVATE,)),
        (Deed.SUBSCRIBE, _ORGANISERS, (Place.PRIVATE, Place.GROUP)),
        (Deed.GROUP_REMINDERS, _ORGANISERS, (Place.PRIVATE, Place.GROUP)),
        (Deed.OTHER_CHATS, _ORGANISERS, (Place.PRIVATE,)),
    )
    for role in roles
    for place in places
)
"""All that is allowed. To speak of reminders is open to people everywhere; those of a group, and of other chats, are changed
by organisers. Filling in is open to forwarded words as well, since figures often come from a colleague."""


def role_of(said: Incoming, facts: Facts) -> Role:
    """What the sender of a message is to us, as far as this message goes."""
    if said.via != "person":
        return Role.NOBODY
    known = facts.tables.person
    is_organiser = said.person in facts.organisers or (known is not None and known.person == said.person and known.organiser)
    return Role.ORGANISER if is_organiser else Role.PERSON


def place_of(said: Incoming) -> Place:
    """Where a message was said."""
    return Place.PRIVATE if said.group is None else Place.GROUP


def may(said: Incoming, deed: Deed, facts: Facts) -> bool:
    """Whether the sender of a message may do something, there."""
    if deed is Deed.FILL and said.via == "anonymous":
        return False
    return (deed, role_of(said, facts), place_of(said)) in ALLOWED


def why_not(said: Incoming, deed: Deed, facts: Facts) -> str:
    """Why not: "anonymous", "forwarded", "private" (it is done in a conversation with us alone) or "organiser"."""
    if said.via != "person":
        return said.via
    elsewhere = any((deed, role_of(said, facts), place) in ALLOWED for place in Place)
    return "private" if elsewhere else "organiser"


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of what codes are made: no letter or digit that looks like another."""

CODE_MARK = "ZZ"
CODE_LENGTH = 27
"""So many letters of 30 make more than 128 bits."""

_CODE = re.compile(rf"{CODE_MARK}([{CODE_LETTERS}]{{{CODE_LENGTH}}})")
_BETWEEN = re.compile(r"[\s\-–—]+")
_AROUND = re.compile(r"^(?:我?是?组织者|组织者码|激活码?|绑定|/?(?:code|organi[sz]er))[:：\s]*", re.IGNORECASE)


def make_code(number: int) -> str:
    """A one-time code from a random number of at least 128 bits, in groups that can be read out."""
    letters = []
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[digit])
    text = "".join(letters)
    return "-".join((CODE_MARK, *(text[start : start + 9] for start in range(0, CODE_LENGTH, 9))))


def code_or_none(text: str) -> str | None:
    """The hash, by which codes are kept, of what a message gives as a one-time code; None where it gives none."""
    plain = _BETWEEN.sub("", _AROUND.sub("", text.strip())).upper()
    found = _CODE.fullmatch(plain)
    return hashlib.sha256(found[1].encode()).hexdigest() if found else None
