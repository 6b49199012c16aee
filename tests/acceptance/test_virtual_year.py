"""A year of reminders on a stepped clock: each is said once, or rightly not at all, whatever runs or does not.

A place with two notices and 40 deliverables between them; groups and people who are reminded of them, change their minds,
say that something was sent, throw the bot out and take it back; deadlines that are moved. Meanwhile the process is killed,
now and then half-way through what is due, the machine sleeps, the clock is set wrong and right again (`tests.support.year`).
What must have been said is worked out here from the rules and from what happened, and compared with what was.

FAULTS=full has 300 groups and 50 outages.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

import chinese_calendar  # type: ignore[import-untyped]

from db.store import open_store
from knowledge.reminders import Slot, Times, plan
from tests.support.year import DAY, END, MINUTE, ZONE, Awake, Diary, Key, Message, Wishes, Year

FULL = os.environ.get("FAULTS") == "full"
GROUPS, OUTAGES = (300, 50) if FULL else (40, 20)
SEED = 20260101
LATE = 10 * MINUTE
LATE_MARK, OVER_MARK = "【补发的提醒】", "已过截止"
EVENING, MORNING = time(18), time(9)


async def test_a_year_with_outages_misses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'year.sqlite3'}")
    began = perf_counter()
    diary = await Year(store, GROUPS, OUTAGES, SEED).run()
    await store.close()
    lived = perf_counter() - began
    judge = Judge(diary)
    judge.read()
    print(f"\n{GROUPS} groups × 40 deliverables, {dict(diary.counts)}, {lived:.1f} s\n{judge.summary}, {perf_counter() - began - lived:.1f} s")
    assert judge.faults == []
    assert judge.counts["missed"] == judge.counts["twice"] == 0
    assert len(diary.awake) > OUTAGES
    for what in ("said", "late", "over", "at times of rest", "muted", "moved", "reported"):
        assert judge.counts[what] > 0, f"nothing was {what}: the year was too easy"


@dataclass(slots=True)
class Owed:
    """A reminder that was planned, and what may have become of it: said at such a moment, or dropped then, and why."""

    slot: Slot
    since: datetime
    first_look: datetime | None
    said: frozenset[datetime]
    dropped: frozenset[tuple[datetime, str]]
    covered: list[Message] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """Its deadline."""
        return self.slot.notice, self.slot.deliverable, self.slot.due

    @property
    def last_look(self) -> datetime | None:
        """After this it is done with in any case."""
        return max([*self.said, *(at for at, _ in self.dropped)], default=None)

    def may_be_in(self, message: Message) -> bool:
        """Whether a message at that moment may be about it."""
        if self.first_look is None or self.last_look is None or not self.since < self.slot.at <= message.at:
            return False
        return self.first_look <= message.at <= self.last_look


class Judge:
    """Compares what was said with what had to be."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()

    @property
    def summary(self) -> str:
        """The figures."""
        return ", ".join(f"{what} {number}" for what, number in sorted(self.counts.items()))

    def read(self) -> None:
        """Look at every subscription and every message."""
        said: dict[str, list[Message]] = defaultdict(list)
        for message in self.diary.said:
            said[message.room].append(message)
        for name, wishes in self.diary.wishes.items():
            course = Course(self.diary, name, wishes)
            owed = list(course.owed())
            messages = said.pop(wishes[0].subscription.lane.room, [])
            for message in messages:
                self._read(message, owed, course)
            self._settle(name, owed, course)
            self.faults += [f"{name} was told twice at {at}" for at, number in Counter(one.at for one in messages).items() if number > 1]
        self.faults += [f"{room} never asked for anything" for room in said]
        self.counts["messages"] = len(self.diary.said)

    def _read(self, message: Message, owed: list[Owed], course: Course) -> None:
        """A message must be about what is owed, no more often than that, rightly labelled, and at a time that is allowed."""
        here: list[Owed] = []
        for key in message.about:
            fitting = [one for one in owed if one.key == key and not one.covered and one.may_be_in(message)]
            if not fitting:
                self.counts["twice"] += 1
                self.faults.append(f"{course.name} was told at {message.at} of {key}, for which nothing was owed")
            here += fitting
        for one in here:
            one.covered.append(message)
        if len(set(message.about)) < len(message.about):
            self.faults.append(f"{course.name} at {message.at}: the same deadline more than once in a message")
        late = [one for one in here if message.at - one.slot.at > LATE]
        over = [one for one in here if one.slot.due_at <= message.at]
        if message.text.startswith(LATE_MARK) != bool(late or over):
            self.faults.append(f"{course.name} at {message.at}: late is {bool(late)}, labelled otherwise")
        if (OVER_MARK in message.text) != bool(over):
            self.faults.append(f"{course.name} at {message.at}: over is {bool(over)}, said otherwise")
        self.faults += [f"{message.at}: {one.key} is not in the text" for one in here if f"第{one.slot.deliverable[1:]}号材料" not in message.text]
        polite = course.polite(message.at)
        if here and polite != message.at and not any(message.at < one.slot.due_at <= polite for one in here):
            self.faults.append(f"{course.name} was told at {message.at}, a time of rest, for no reason")
        self.counts["late"] += len(late)
        self.counts["over"] += len(over)
        self.counts["late messages"] += bool(late or over)
        self.counts["at times of rest"] += polite != message.at

    def _settle(self, name: str, owed: list[Owed], course: Course) -> None:
        """All that was owed was said, or rightly not."""
        for one in owed:
            self.counts["planned"] += 1
            if one.covered:
                self.counts["said"] += 1
                why = course.why_not(one.slot, one.covered[0].at)
                if why:
                    self.faults.append(f"{name} was told of {one.slot} at {one.covered[0].at}, which was {why}")
            elif one.dropped:
                self.counts[min(one.dropped)[1]] += 1
            elif one.said:
                self.counts["missed"] += 1
                self.faults.append(f"{name} was never told of {one.slot}, expected at {sorted(one.said)}")
            else:
                self.counts["never looked at"] += 1


class Course:
    """What a subscription went through, and what is owed to it by the rules."""

    def __init__(self, diary: Diary, name: str, wishes: list[Wishes]) -> None:
        self.name = name
        self._diary = diary
        self._wishes = wishes
        self._awake = list(self._reachable(diary.awake))
        self._morning = min([MORNING, *(time.fromisoformat(one.subscription.at) for one in wishes if one.subscription.at)])

    def _reachable(self, awake: list[Awake]) -> Iterator[Awake]:
        """When the bot was at work, without the times in which the chat was closed to it."""
        placed = self._diary.placed.get(self.name, [])
        for one in awake:
            start = one.start
            present = next((there for at, there in reversed(placed) if at <= one.start), True)
            for at, there in placed:
                if not one.start < at <= one.end:
                    continue
                if present and not there:
                    yield Awake(start, at)
                start = start if present and there else at
                present = there
            if present:
                yield Awake(start, one.end, one.cut)

    def owed(self) -> Iterator[Owed]:
        """Every reminder that was planned and not taken back before its time; a deadline's lead counts once."""
        known: set[tuple[str, str, str, str]] = set()
        for wish, following in zip(self._wishes, [*self._wishes[1:], None], strict=True):
            if wish.subscription.ended:
                return
            until = following.since if following else END
            for slot in self._planned(wish):
                key = (slot.notice, slot.deliverable, slot.due, slot.slot)
                if slot.at <= until and key not in known:
                    known.add(key)
                    yield self._owed(slot, wish.since)

    def _planned(self, wish: Wishes) -> list[Slot]:
        one = wish.subscription
        times = Times(lead=one.lead or Times().lead, at=one.at or "09:00", quiet=("18:00", f"{self._morning:%H:%M}"))
        return [slot for notice in wish.notices for slot in plan(notice, times, ZONE, since=wish.since, own=one.own)]

    def _owed(self, slot: Slot, since: datetime) -> Owed:
        looks = list(self._looks(slot.at, 0))
        said: set[datetime] = set()
        dropped: set[tuple[datetime, str]] = set()
        for at, number in looks:
            self._follow(slot, at, number, said, dropped)
        return Owed(slot, since, min((at for at, _ in looks), default=None), frozenset(said), frozenset(dropped))

    def _looks(self, moment: datetime, number: int) -> Iterator[tuple[datetime, int]]:
        """The first look from a moment on; two where it may have been the one that was broken off."""
        for at in range(number, len(self._awake)):
            awake = self._awake[at]
            if awake.end >= moment:
                look = max(awake.start, moment)
                yield look, at
                if not (awake.cut and look == awake.end):
                    return

    def _follow(self, slot: Slot, at: datetime, number: int, said: set[datetime], dropped: set[tuple[datetime, str]]) -> None:
        """What comes of a look: it is dropped, said, or put off to a better time."""
        if why := self.why_not(slot, at):
            dropped.add((at, why))
            return
        polite = self.polite(at)
        if at - slot.at <= LATE or polite == at or at < slot.due_at <= polite:
            said.add(at)
            return
        for following, after in self._looks(polite, number):
            self._follow(slot, following, after, said, dropped)

    def why_not(self, slot: Slot, at: datetime) -> str:
        """Why a reminder is not to be said at a moment; empty where it is."""
        wish = next(wish for wish in reversed(self._wishes) if wish.since <= at)
        one = wish.subscription
        if one.ended:
            return "ended"
        if one.muted_until is not None and slot.at < one.muted_until:
            return "muted"
        if one.own.get(f"{slot.notice}/{slot.deliverable}") == ():
            return "off"
        if not _stands(wish, slot):
            return "moved"
        sent = self._diary.sent.get((self.name, (slot.notice, slot.deliverable, slot.due)))
        return "reported" if sent is not None and sent <= at else ""

    def polite(self, at: datetime) -> datetime:
        """The first moment from then on that is on a workday and outside of the quiet hours."""
        while True:
            if is_workday(at.date()):
                if at.time() < self._morning:
                    return at.replace(hour=self._morning.hour, minute=self._morning.minute, second=0, microsecond=0)
                if at.time() <= EVENING:
                    return at
            at = datetime.combine(at.date() + DAY, time(), ZONE)


def _stands(wish: Wishes, slot: Slot) -> bool:
    """Whether the notice still asks for it by then; what comes again and again is never moved here."""
    for notice in wish.notices:
        for paper in notice.deliverables:
            if (notice.id, paper.id) == (slot.notice, slot.deliverable) and paper.due is not None:
                clock = (paper.due.clock or "24:00").split("-")[-1]
                key = str(paper.due.day) + ("" if clock == "24:00" else f"T{clock}")
                return paper.due.every is not None or key == slot.due
    return False


def is_workday(day: date) -> bool:
    """As the calendar of the country has it; of a year that is not announced yet the days of the week tell."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5
