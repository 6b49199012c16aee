"""What a reminder says, and whether it still applies at the moment it falls due. Pure: the worker loads and stores.

Everything of one chat that falls due together is one message. What was missed while nothing ran is said once, marked as
late; of deadlines that have passed meanwhile it is only said that they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
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
from knowledge.notice import Contact, Deliverable, Notice, Recipient
from knowledge.practice import is_practice, practice_notice
from knowledge.reminders import Slot, Times, may_be_said, plan, rest_day_note
from knowledge.workdays import Day

LATE = timedelta(minutes=10)
"""A reminder said so much after its time is called late."""

PRACTICE = "practice"
"""The slot of the reminder that a practice sends at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was loaded of the notices that reminders are about: what was said to have been sent, and what was handed in."""

    reported: tuple[Reported, ...] = ()
    filed: tuple[Filed, ...] = ()


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
    many did or said they sent it, and the day it falls on where that is no workday. `mine`: tables the reader handed in."""

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
    """All reminders of a subscription that are still to come, in order; a practice has its own."""
    if subscription.ended or subscription.practice:
        return ()
    wanted = times_of(subscription, times)
    return tuple(
        sorted(slot for notice in notices_of(subscription, catalogue) for slot in plan(notice, wanted, zone, since=now, own=subscription.own))
    )


def notices_wanted(reminders: Iterable[Reminder]) -> tuple[str, ...]:
    """The notices of which must be loaded what was sent and handed in."""
    return tuple(dict.fromkeys(reminder.slot.notice for reminder in reminders))


def due(reminders: Sequence[Reminder], subscriptions: Mapping[str, Subscription], facts: Facts, found: Found, now: datetime) -> Decided:
    """What comes of reminders whose time has come."""
    decided = [_one_chat(subscriptions.get(key), tuple(some), facts, found, now) for key, some in groupby(sorted(reminders, key=_of), key=_of)]
    return Decided(
        tuple(reply for one in decided for reply in one.replies),
        tuple(pair for one in decided for pair in one.done),
        tuple(pair for one in decided for pair in one.later),
    )


def _of(reminder: Reminder) -> str:
    return reminder.subscription


def _one_chat(subscription: Subscription | None, reminders: tuple[Reminder, ...], facts: Facts, found: Found, now: datetime) -> Decided:
    if subscription is None or subscription.ended:
        return Decided(done=tuple((reminder.number, "ended") for reminder in reminders))
    dropped = {reminder.number: why for reminder in reminders if (why := _why_not(subscription, reminder.slot, facts, found))}
    left = [reminder for reminder in reminders if reminder.number not in dropped]
    live = [reminder for reminder in left if reminder.slot.due_at > now]
    over = [reminder for reminder in left if reminder.slot.due_at <= now]
    late = bool(over) or any(now - reminder.slot.at > LATE for reminder in live)
    if left and late:
        when = may_be_said(now, times_of(subscription, facts.times).quiet, min((one.slot.due_at for one in live), default=now))
        if when > now and not subscription.practice:
            return Decided(done=tuple(dropped.items()), later=tuple((one.number, when) for one in left))
    done = (*dropped.items(), *((one.number, "late" if late else "said") for one in live), *((one.number, "over") for one in over))
    if not left:
        return Decided(done=done)
    reply = said(
        subscription,
        entries(subscription, [one.slot for one in live], facts, found, now),
        facts,
        now,
        key=f"r-{subscription.id}-{min(one.number for one in left)}",
        late=min(one.slot.at for one in left) if late else None,
        over=entries(subscription, [one.slot for one in over], facts, found, now),
    )
    return Decided(((subscription.lane, reply),), done)


def _why_not(subscription: Subscription, slot: Slot, facts: Facts, found: Found) -> str | None:
    """Why a reminder is not said after all; None where it is."""
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
    """Whether the one person who is reminded has sent it, or has handed in all of it here."""
    if subscription.lane.chat:
        return False
    person = f"{subscription.lane.channel}:{subscription.lane.person}"
    if any((one.notice, one.deliverable, one.due, one.person) == (notice.id, deliverable, due, person) for one in found.reported):
        return True
    paper = next(paper for paper in notice.deliverables if paper.id == deliverable)
    forms = _forms_of(notice, paper)
    mine = {one.form for one in found.filed if one.notice == notice.id and person in one.people}
    return len(forms) == len(paper.items) > 0 and all(ref.form in mine for ref in forms)


def _forms_of(notice: Notice, paper: Deliverable) -> tuple[FormRef, ...]:
    known = {form.id for form in notice.forms}
    return tuple(dict.fromkeys(FormRef(notice.id, item.form) for item in paper.items if item.form in known and item.form))


def entries(subscription: Subscription, slots: Sequence[Slot], facts: Facts, found: Found, now: datetime) -> tuple[Entry, ...]:
    """What a reminder says of each deliverable, the one due first at the head; each deadline once."""
    once = {(slot.notice, slot.deliverable, slot.due): slot for slot in sorted(slots)}
    made = [_entry(subscription, slot, facts, found, now) for slot in once.values()]
    return tuple(sorted((one for one in made if one), key=lambda one: (one.slot.due_at, one.slot.notice, one.slot.deliverable)))


def _entry(subscription: Subscription, slot: Slot, facts: Facts, found: Found, now: datetime) -> Entry | None:
    notice = notice_or_none(facts.catalogue, slot.notice)
    paper = next((paper for paper in notice.deliverables if paper.id == slot.deliverable), None) if notice else None
    if notice is None or paper is None:
        return None
    contacts = {contact.id: contact for contact in notice.contacts}
    person = f"{subscription.lane.channel}:{subscription.lane.person}"
    day, _, clock = slot.due.partition("T")
    last = datetime.fromisoformat(day).date()
    return Entry(
        notice=notice,
        paper=paper,
        slot=slot,
        left=countdown(last, clock or None, now),
        recipients=tuple((recipient, contacts.get(recipient.contact or "")) for recipient in paper.to),
        forms=_forms_of(notice, paper),
        count=_count(subscription, notice, paper, slot.due, found),
        mine=tuple(one.form for one in found.filed if one.notice == notice.id and person in one.people),
        rest=rest_day_note(last),
    )


def _count(subscription: Subscription, notice: Notice, paper: Deliverable, due: str, found: Found) -> int:
    """How many units handed in a table of it here, or said in this group that they sent it."""
    forms = {ref.form for ref in _forms_of(notice, paper)}
    units = {one.unit for one in found.filed if one.notice == notice.id and one.form in forms}
    room = subscription.lane.room
    said = {
        one.unit or one.person
        for one in found.reported
        if (one.notice, one.deliverable, one.due) == (notice.id, paper.id, due) and (one.lane.room == room or one.unit)
    }
    return len(units | said)


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
