"""What a reminder says, and whether it still applies at the moment it falls due. Pure: the worker loads and stores.

Everything of one chat that falls due together is one message, of however many subscriptions, and each deadline is in it
once; only a practice is by itself. What was missed while nothing ran is said once, marked as late; of deadlines that have
passed meanwhile it is only said that they have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import groupby

import msgspec

from handlers.effects import Reported
from handlers.facts import Facts
from handlers.lane import Lane
from handlers.links import form_payload
from handlers.messages import Button, Reply, View
from handlers.ports import Filed, Reminder
from handlers.said import Meaning
from handlers.states import FormRef
from handlers.subscription import Subscription
from knowledge.answering.catalogue import Catalogue
from knowledge.dates import Countdown, countdown
from knowledge.deadlines import deadlines
from knowledge.forms.units import unit_key
from knowledge.notice import Contact, Deliverable, Notice, Recipient
from knowledge.practice import is_practice, practice_notice
from knowledge.reminders import Slot, Times, may_be_said, plan, rest_day_note
from knowledge.workdays import Day

OWN_TIME = "@"
"""Stands between a lead and a time of day that was asked for ("3d@16:00")."""

LATE = timedelta(minutes=10)
"""A reminder said so much after its time is called late."""

PRACTICE = "practice"
"""The slot of the reminder that shows in a practice what one looks like."""

SOON = timedelta(seconds=60)
"""After so long a practice shows that."""


@dataclass(frozen=True)
class Found:
    """What was loaded of the notices that reminders are about: what was said to have been sent, and what was handed in."""

    reported: tuple[Reported, ...] = ()
    filed: tuple[Filed, ...] = ()

    @cached_property
    def begun(self) -> dict[tuple[str, str, str, datetime], Entry | None]:
        """What is said of a deadline at a moment in every chat alike, as far as that was asked for."""
        return {}

    @cached_property
    def sent(self) -> Mapping[tuple[str, str, str], tuple[Reported, ...]]:
        """What was said to have been sent, by notice, deliverable and due."""
        found: dict[tuple[str, str, str], list[Reported]] = defaultdict(list)
        for one in self.reported:
            found[one.notice, one.deliverable, one.due].append(one)
        return {key: tuple(several) for key, several in found.items()}

    @cached_property
    def units(self) -> Mapping[FormRef, frozenset[str]]:
        """The units, by their keys, that handed in a table."""
        found: dict[FormRef, set[str]] = defaultdict(set)
        for one in self.filed:
            found[FormRef(one.notice, one.form)].add(unit_key(one.unit))
        return {ref: frozenset(units) for ref, units in found.items()}

    @cached_property
    def forms(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The forms that somebody or a colleague of the same unit handed in, by notice and person."""
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for one in self.filed:
            for person in (*one.people, *one.colleagues):
                found[one.notice, person][one.form] = None
        return {key: tuple(forms) for key, forms in found.items()}


@dataclass(frozen=True, slots=True)
class Decided:
    """What comes of reminders that fell due: what is said where, which are done with and how, which wait until when."""

    replies: tuple[tuple[Lane, Reply], ...] = ()
    done: tuple[tuple[int, str], ...] = ()
    later: tuple[tuple[int, datetime], ...] = ()


class About(msgspec.Struct, frozen=True):
    """What a reminder was about, for whoever presses its buttons: deliverables with their deadlines and the names they
    have on buttons."""

    notice: str
    deliverable: str
    due: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A deliverable in a reminder: how far off it is, to whom it goes, the tables of it that can be filled in here, how
    many did or said they sent it, and the day it falls on where that is no workday. `mine`: tables the reader or a colleague
    of the same unit handed in."""

    notice: Notice
    paper: Deliverable
    slot: Slot
    left: Countdown
    recipients: tuple[tuple[Recipient, Contact | None], ...]
    forms: tuple[FormRef, ...]
    count: int
    mine: tuple[str, ...]
    rest: Day | None

    @property
    def names(self) -> tuple[str, ...]:
        """The papers still owed."""
        return tuple(item.name for item in self.paper.items if item.form not in self.mine)


def notice_or_none(catalogue: Catalogue, notice: str) -> Notice | None:
    """A published notice, or one made up for practising."""
    at = catalogue.by_id.get(notice)
    if at is not None:
        return catalogue.notices[at]
    return practice_notice(notice) if is_practice(notice) else None


def notices_of(subscription: Subscription, catalogue: Catalogue) -> tuple[Notice, ...]:
    """The notices that a subscription is about."""
    if subscription.notice is not None:
        found = notice_or_none(catalogue, subscription.notice)
        return (found,) if found else ()
    return tuple(notice for notice in catalogue.notices if notice.region == subscription.place)


def times_of(subscription: Subscription, times: Times) -> Times:
    """When a subscription wants to be reminded: its own wishes, over the settings. A time of day that was asked for is no
    disturbance: the quiet hours end there, or begin."""
    at = subscription.at
    if at is None:
        return replace(times, lead=subscription.lead or times.lead)
    return replace(times, lead=subscription.lead or times.lead, at=at, quiet=_around(times.quiet, at))


def _around(quiet: tuple[str, ...], at: str) -> tuple[str, ...]:
    """Quiet hours cut back as far as a time of day ("HH:MM")."""
    if not quiet:
        return quiet
    start, end = quiet
    inside = start < at < end if start < end else at > start or at < end
    if not inside:
        return quiet
    return (start, at) if at < end else (at, end)


def replan(subscription: Subscription, catalogue: Catalogue, times: Times, zone: tzinfo, now: datetime) -> tuple[Slot, ...]:
    """All reminders of a subscription that are still to come, in order. A practice shows one soon after it began, and has
    others where somebody asks for them."""
    if subscription.ended:
        return ()
    wanted = times_of(subscription, times)
    notices = notices_of(subscription, catalogue)
    planned = [_of_own_time(slot, subscription.at) for notice in notices for slot in plan(notice, wanted, zone, since=now, own=subscription.own)]
    if subscription.practice:
        shown = first_of_practice(notices[0], subscription.created_at, zone) if notices else None
        planned = [*(planned if subscription.lead else ()), *([shown] if shown is not None and shown.at > now else ())]
    return tuple(sorted(planned))


def _of_own_time(slot: Slot, at: str | None) -> Slot:
    """A reminder at a time of day that was asked for is another one than at the usual time: changed on the day itself, it is
    said again."""
    return msgspec.structs.replace(slot, slot=f"{slot.slot}{OWN_TIME}{at}") if at is not None and slot.slot.endswith("d") else slot


def first_of_practice(notice: Notice, began: datetime, zone: tzinfo) -> Slot | None:
    """The reminder that a practice shows; None where all its deadlines have passed."""
    first = next((one for one in deadlines(notice, zone) if one.at > began), None)
    return Slot(began + SOON, notice.id, first.deliverable.id, first.key, PRACTICE, first.at) if first else None


def notices_wanted(reminders: Iterable[Reminder]) -> tuple[str, ...]:
    """The notices of which must be loaded what was sent and handed in."""
    return tuple(dict.fromkeys(reminder.slot.notice for reminder in reminders))


def together(reminders: Sequence[Reminder], subscriptions: Mapping[str, Subscription]) -> tuple[tuple[Reminder, ...], ...]:
    """Reminders that fell due, by the chat in which they are said; those of a practice, and those of which no subscription
    is known, by subscription."""
    found: dict[Lane | str, list[Reminder]] = {}
    for reminder in reminders:
        subscription = subscriptions.get(reminder.subscription)
        key = reminder.subscription if subscription is None or subscription.practice else subscription.lane
        found.setdefault(key, []).append(reminder)
    return tuple(map(tuple, found.values()))


def due(reminders: Sequence[Reminder], subscriptions: Mapping[str, Subscription], facts: Facts, found: Found, now: datetime) -> Decided:
    """What comes of reminders whose time has come."""
    decided = [_one_chat(some, subscriptions, facts, found, now) for some in together(reminders, subscriptions)]
    return Decided(
        tuple(reply for one in decided for reply in one.replies),
        tuple(pair for one in decided for pair in one.done),
        tuple(pair for one in decided for pair in one.later),
    )


def _one_chat(reminders: tuple[Reminder, ...], subscriptions: Mapping[str, Subscription], facts: Facts, found: Found, now: datetime) -> Decided:
    why = {reminder.number: _why_not(subscriptions.get(reminder.subscription), reminder.slot, facts, found) for reminder in reminders}
    dropped = tuple((number, outcome) for number, outcome in why.items() if outcome is not None)
    left = [reminder for reminder in reminders if why[reminder.number] is None]
    if not left:
        return Decided(done=dropped)
    here = tuple({reminder.subscription: subscriptions[reminder.subscription] for reminder in left}.values())
    live = [reminder for reminder in left if reminder.slot.due_at > now]
    over = [reminder for reminder in left if reminder.slot.due_at <= now]
    late = bool(over) or any(now - reminder.slot.at > LATE for reminder in live)
    if late and (when := _polite(here, facts, min((one.slot.due_at for one in live), default=now), now)) > now:
        return Decided(done=dropped, later=tuple((one.number, when) for one in left))
    first = min(here, key=lambda one: (one.created_at, one.id))
    reply = said(
        first,
        entries(first, [one.slot for one in live], facts, found, now),
        facts,
        now,
        key=f"r-{first.id}-{min(one.number for one in left)}",
        late=min(one.slot.at for one in left) if late else None,
        over=entries(first, [one.slot for one in over], facts, found, now),
    )
    done = (*((one.number, "late" if late else "said") for one in live), *((one.number, "over") for one in over))
    return Decided(((first.lane, reply),), (*dropped, *done))


def _polite(here: Sequence[Subscription], facts: Facts, soonest: datetime, now: datetime) -> datetime:
    """When something late may be said in a chat: as early as any of its subscriptions wants to be reminded; a practice does
    not wait."""
    if any(one.practice for one in here):
        return now
    return min(may_be_said(now, times_of(one, facts.times).quiet, soonest) for one in here)


def _why_not(subscription: Subscription | None, slot: Slot, facts: Facts, found: Found) -> str | None:
    """Why a reminder is not said after all; None where it is."""
    if subscription is None or subscription.ended:
        return "ended"
    if subscription.muted_until is not None and slot.at < subscription.muted_until:
        return "muted"
    notice = notice_or_none(facts.catalogue, slot.notice)
    if notice is None or not _stands(notice, slot, facts.zone):
        return "moved"
    if subscription.own.get(f"{slot.notice}/{slot.deliverable}") == ():
        return "muted"
    return "reported" if is_settled(subscription, notice, slot.deliverable, slot.due, found) else None


def _stands(notice: Notice, slot: Slot, zone: tzinfo) -> bool:
    """Whether the notice still has the deliverable with this deadline."""
    return slot.slot == PRACTICE or (slot.deliverable, slot.due) in _STANDING.of(notice, zone)


class _Standing:
    """The deadlines of notices looked at lately, since thousands of reminders of one fall due together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[int, tzinfo], tuple[Notice, frozenset[tuple[str, str]]]] = {}

    def of(self, notice: Notice, zone: tzinfo) -> frozenset[tuple[str, str]]:
        """Deliverable and due of each; a notice is known by being the very one, so that a newer version is another."""
        found = self._known.get((id(notice), zone))
        if found is not None and found[0] is notice:
            return found[1]
        while len(self._known) >= self._most:
            self._known.pop(next(iter(self._known)))
        standing = frozenset((one.deliverable.id, one.key) for one in deadlines(notice, zone))
        self._known[id(notice), zone] = (notice, standing)
        return standing


_STANDING = _Standing(256)


def is_settled(subscription: Subscription, notice: Notice, deliverable: str, due: str, found: Found) -> bool:
    """Whether the one person who is reminded has sent it, or all of it was handed in here, by them or by a colleague of the
    unit they work for."""
    if subscription.lane.chat:
        return False
    person = _person(subscription)
    if any(one.person == person for one in found.sent.get((notice.id, deliverable, due), ())):
        return True
    paper = next(paper for paper in notice.deliverables if paper.id == deliverable)
    forms = _forms_of(notice, paper)
    mine = found.forms.get((notice.id, person), ())
    return len(forms) == len(paper.items) > 0 and all(ref.form in mine for ref in forms)


def _person(subscription: Subscription) -> str:
    """Who is reminded, alone; of a group that is nobody."""
    return f"{subscription.lane.channel}:{subscription.lane.person}"


def _forms_of(notice: Notice, paper: Deliverable) -> tuple[FormRef, ...]:
    known = {form.id for form in notice.forms}
    return tuple(dict.fromkeys(FormRef(notice.id, item.form) for item in paper.items if item.form in known and item.form))


def entries(subscription: Subscription, slots: Sequence[Slot], facts: Facts, found: Found, now: datetime) -> tuple[Entry, ...]:
    """What a reminder says of each deliverable, the one due first at the head; each deadline once."""
    once = {(slot.notice, slot.deliverable, slot.due): slot for slot in sorted(slots)}
    made = [_entry(subscription, slot, facts, found, now) for slot in once.values()]
    return tuple(sorted((one for one in made if one), key=lambda one: (one.slot.due_at, one.slot.notice, one.slot.deliverable)))


def _entry(subscription: Subscription, slot: Slot, facts: Facts, found: Found, now: datetime) -> Entry | None:
    key = (slot.notice, slot.deliverable, slot.due, now)
    if key not in found.begun:
        found.begun[key] = _begun(slot, facts, now)
    begun = found.begun[key]
    if begun is None:
        return None
    count = _count(subscription, begun, slot.due, found)
    return replace(begun, slot=slot, count=count, mine=found.forms.get((slot.notice, _person(subscription)), ()))


def _begun(slot: Slot, facts: Facts, now: datetime) -> Entry | None:
    """What an entry says to every chat."""
    notice = notice_or_none(facts.catalogue, slot.notice)
    paper = next((paper for paper in notice.deliverables if paper.id == slot.deliverable), None) if notice else None
    if notice is None or paper is None:
        return None
    contacts = {contact.id: contact for contact in notice.contacts}
    day, _, clock = slot.due.partition("T")
    last = datetime.fromisoformat(day).date()
    return Entry(
        notice=notice,
        paper=paper,
        slot=slot,
        left=countdown(last, clock or None, now),
        recipients=tuple((recipient, contacts.get(recipient.contact or "")) for recipient in paper.to),
        forms=_forms_of(notice, paper),
        count=0,
        mine=(),
        rest=rest_day_note(last),
    )


def _count(subscription: Subscription, entry: Entry, due: str, found: Found) -> int:
    """How many units handed in a table of it to us, wherever that was, or said that they sent it; who says so in this group
    without a unit counts as one."""
    units = set().union(*(found.units.get(ref, ()) for ref in entry.forms))
    room, others = subscription.lane.room, set[str]()
    for one in found.sent.get((entry.notice.id, entry.paper.id, due), ()):
        if one.unit and (key := unit_key(one.unit)):
            units.add(key)
        elif one.lane.room == room:
            others.add(one.person)
    return len(units) + len(others)


def said(
    subscription: Subscription,
    live: tuple[Entry, ...],
    facts: Facts,
    now: datetime,
    *,
    key: str,
    late: datetime | None = None,
    over: tuple[Entry, ...] = (),
) -> Reply:
    """A reminder as a message. `late`: when the first of it should have been said; `over`: what has passed meanwhile."""
    about = [About(one.slot.notice, one.slot.deliverable, one.slot.due, _name(one)) for one in (*live, *over)]
    in_group = bool(subscription.lane.chat)
    values = {"entries": live, "over": over, "late": late, "now": now, "in_group": in_group, "practice": subscription.practice}
    return Reply(
        id=key,
        said=View("remind/due", values),
        language=subscription.language,
        buttons=_buttons(live, over, in_group=in_group),
        numbered=False,
        to=subscription.lane,
        about=msgspec.json.encode(about).decode(),
    )


def _name(entry: Entry) -> str:
    return entry.names[0] if entry.names else entry.paper.id


def _buttons(live: tuple[Entry, ...], over: tuple[Entry, ...], *, in_group: bool) -> tuple[tuple[Button, ...], ...]:
    """One to fill in, where there is a table, and one for each deliverable to say that it was sent."""
    forms = [ref for one in live for ref in one.forms if ref.form not in one.mine]
    fill = (Button(does=Meaning.START, start=form_payload(forms[0]) if in_group else None),) if forms else ()
    all_of_it = (*live, *over)
    if len(all_of_it) == 1:
        return ((*fill, Button(does=Meaning.REPORTED)),)
    reported = tuple((Button(does=Meaning.REPORTED, name=_name(one)),) for one in all_of_it[:4])
    return (*((fill,) if fill else ()), *reported)


def preview(subscription: Subscription, slots: Sequence[Slot], facts: Facts, found: Found) -> tuple[tuple[datetime, Reply], ...]:
    """The messages that slots will be, each with its moment, as they would be said now that nothing else happens."""
    together = groupby(sorted(slots), key=lambda slot: slot.at)
    return tuple(
        (at, said(subscription, entries(subscription, list(some), facts, found, at), facts, at, key=f"p-{subscription.id}-{at.isoformat()}"))
        for at, some in together
    )
