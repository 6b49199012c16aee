"""When to remind of a deadline: computed from a notice, the leads asked for and the calendar of workdays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from msgspec import Struct

from knowledge.deadlines import ONE_DAY, Deadline, deadlines, due_at, occurrences, time_of, wall
from knowledge.notice import Notice
from knowledge.workdays import Day, day_of, is_workday, workday_before, workday_on_or_after, workday_on_or_before

__all__ = ["Lead", "Slot", "Times", "due_at", "lead_of", "lead_or_none", "may_be_said", "occurrences", "plan", "rest_day_note"]

_LEAD = re.compile(r"(\d{1,4})([dhms])", re.ASCII)
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
_NO_OWN: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Slot(Struct, frozen=True, order=True):
    """One reminder of one deliverable's deadline.

    `at` is when it is said and `due_at` the instant of the deadline, both in the product's zone. `due` is the deadline as
    a key ("2026-06-03", "2026-06-03T17:00"): another due date is another reminder. `slot` is the lead it was planned
    from ("7d", "0d", "2h").
    """

    at: datetime
    notice: str
    deliverable: str
    due: str
    slot: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before: `d` counts days before the due day; `h`, `m` and `s` count back from the instant."""

    number: int
    unit: str

    @property
    def ahead(self) -> timedelta:
        """The time it stands for."""
        return self.number * _UNITS[self.unit]

    @property
    def is_alarm(self) -> bool:
        """Whether it rings just before the instant, on a rest day too."""
        return self.unit in ("m", "s")

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


def lead_or_none(text: str) -> Lead | None:
    """The lead that "7d", "12h", "30m" or "90s" stands for."""
    found = _LEAD.fullmatch(text.strip().lower())
    return Lead(int(found[1]), found[2]) if found else None


def lead_of(text: str) -> Lead:
    """The same; raises ValueError where it stands for none."""
    lead = lead_or_none(text)
    if lead is None:
        raise ValueError(f"no lead, such as 7d, 12h, 30m or 90s: {text!r}")
    return lead


@dataclass(frozen=True, slots=True)
class Times:
    """When people want to be reminded: how long before, the time of day of leads in days, and from when to when not at all
    (both ends are allowed; () for always). Raises ValueError."""

    lead: tuple[str, ...] = ("7d", "3d", "1d", "0d")
    at: str = "09:00"
    quiet: tuple[str, ...] = ("18:00", "09:00")

    def __post_init__(self) -> None:
        """Refuse what cannot be planned with."""
        for text in self.lead:
            lead_of(text)
        time_of(self.at)
        _quiet_of(self.quiet)


def plan(notice: Notice, times: Times, zone: tzinfo, *, since: datetime, own: Mapping[str, tuple[str, ...]] = _NO_OWN) -> tuple[Slot, ...]:
    """The reminders of a notice after a moment, in order.

    `own` has the leads of single deliverables, by "notice/deliverable", in place of those of `times`. A reminder in days or
    hours never comes on a rest day, none in the quiet hours, and two of a deadline that would come at once are one.
    """
    if since.tzinfo is None:
        raise ValueError("a moment without a zone")
    clock, quiet = time_of(times.at), _quiet_of(times.quiet)
    slots: list[Slot] = []
    for deadline in deadlines(notice, zone, since.astimezone(zone).date() - ONE_DAY):
        leads = own.get(f"{notice.id}/{deadline.deliverable.id}", times.lead)
        planner = _Planner(deadline, clock, quiet, zone)
        slots += (
            Slot(at, notice.id, deadline.deliverable.id, deadline.key, str(lead), deadline.at)
            for at, lead in planner.moments(leads).items()
            if since < at < deadline.at
        )
    return tuple(sorted(slots))


def may_be_said(now: datetime, quiet: tuple[str, ...], due_at: datetime) -> datetime:
    """When a reminder that was missed may be said, at the earliest: outside of the quiet hours, on a workday. Where that
    is too late for the deadline, at once: better at night than never. `now` is in the product's zone."""
    if now.tzinfo is None or due_at.tzinfo is None:
        raise ValueError("a moment without a zone")
    polite = _polite(now, _quiet_of(quiet), now.tzinfo)
    return now if now < due_at <= polite else polite


def rest_day_note(day: date) -> Day | None:
    """The day, where it is a rest day: a deadline on it is worth pointing out, with its `last_workday`."""
    known = day_of(day)
    return known if known.is_rest else None


@dataclass(frozen=True, slots=True)
class _Quiet:
    """The hours of a day in which nothing is said, from `start` to `end`, maybe over midnight; none where these are the same."""

    start: time
    end: time

    def around(self, at: datetime, zone: tzinfo) -> tuple[datetime, datetime] | None:
        """The quiet hours that a moment lies inside of, without their ends."""
        over_midnight = timedelta(days=int(self.end < self.start))
        for day in (at.date() - ONE_DAY, at.date()):
            start, end = wall(day, self.start, zone), wall(day + over_midnight, self.end, zone)
            if start < at < end:
                return start, end
        return None


def _quiet_of(texts: tuple[str, ...]) -> _Quiet:
    if not texts:
        return _Quiet(time(), time())
    if len(texts) != 2:
        raise ValueError(f"quiet hours are two times of day, or none: {texts!r}")
    return _Quiet(time_of(texts[0]), time_of(texts[1]))


@dataclass(frozen=True, slots=True)
class _Planner:
    """Finds the moments of one deadline."""

    deadline: Deadline
    clock: time
    quiet: _Quiet
    zone: tzinfo

    def moments(self, leads: Iterable[str]) -> dict[datetime, Lead]:
        """When each lead has its turn; of two that come at once the smaller one."""
        found: dict[datetime, Lead] = {}
        for lead in sorted({lead_of(text) for text in leads}, key=lambda lead: (lead.ahead, lead.unit), reverse=True):
            at = self._wanted(lead)
            if lead.unit == "d" and at >= self.deadline.at:
                # The deadline is earlier in the day than reminders are: what would come too late comes a workday before.
                at = wall(workday_before(self.deadline.day), self.clock, self.zone)
                found.setdefault(self._aloud(at, lead), lead)
            else:
                found[self._aloud(at, lead)] = lead
        return found

    def _wanted(self, lead: Lead) -> datetime:
        """The moment that a lead stands for, on a workday."""
        if lead.unit == "d":
            return wall(workday_on_or_before(self.deadline.day - lead.ahead), self.clock, self.zone)
        at = (self.deadline.at.astimezone(UTC) - lead.ahead).astimezone(self.zone)
        return at if lead.is_alarm else self._on_workday(at)

    def _on_workday(self, at: datetime) -> datetime:
        return wall(workday_on_or_before(at.date()), at.time(), self.zone)

    def _aloud(self, at: datetime, lead: Lead) -> datetime:
        """The moment, or where it lies in quiet hours their end; where that is too late or no workday, their beginning."""
        around = self.quiet.around(at, self.zone)
        if around is None:
            return at
        start, end = around
        if end < self.deadline.at and (lead.is_alarm or is_workday(end.date())):
            return end
        return start if lead.is_alarm else self._on_workday(start)


def _polite(now: datetime, quiet: _Quiet, zone: tzinfo) -> datetime:
    """The first moment from now on that is outside of the quiet hours and on a workday."""
    while True:
        day = workday_on_or_after(now.date())
        if day != now.date():
            now = wall(day, time(), zone)
        around = quiet.around(now, zone)
        if around is None:
            return now
        now = around[1]
