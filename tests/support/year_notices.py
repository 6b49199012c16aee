"""What there is to be handed in during a made-up year, and how it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import msgspec

from knowledge.notice import Deliverable, Due, Item, Notice, Recipient
from knowledge.source import Source

PLACE = "月澜市"


def deliverables(rolls: Random) -> list[Deliverable]:
    """Forty: with and without a time of day, vague, in holidays, due together, again and again, at no time at all."""
    days = [date(2026, 1, 12) + timedelta(days=at * 9 + rolls.randrange(9)) for at in range(38)]
    together = [date(2026, 4, 15), date(2026, 9, 30), date(2026, 12, 31)]
    holidays = [date(2026, 1, 2), date(2026, 2, 18), date(2026, 4, 5), date(2026, 5, 3), date(2026, 6, 20), date(2026, 10, 4)]
    clocks = ["08:30", "09:00", "12:00", "17:00", "24:00", "14:00-16:30", "18:00", "10:00"]
    dues: list[Due | None] = [Due(text="前", day=day) for day in rolls.sample(days, 10)]
    dues += [Due(text=f"{clock}前", day=day, clock=clock) for clock, day in zip(clocks, rolls.sample(days, 8), strict=True)]
    dues += [Due(text="月底前", day=date(2026, month, 28), vague=True) for month in (3, 6, 8, 11)]
    dues += [Due(text="前", day=day, clock=clock) for day, clock in zip(holidays, [None, "12:00", None, "09:00", None, "10:00"], strict=True)]
    dues += [Due(text="前", day=day, clock=clock) for day in together for clock in (None, None, "17:00")][:7]
    dues += [Due(text=every, every=every) for every in ("每月25日", "3-4月每周五")]
    dues += [None, Due(text="另行通知"), Due(text="每季度末", every="每季度末")]
    return [_deliverable(number, due) for number, due in enumerate(dues, start=1)]


def _deliverable(number: int, due: Due | None) -> Deliverable:
    return Deliverable(
        id=f"d{number}", items=(Item(name=f"第{number}号材料"),), to=(Recipient(office="市办公室"),), due=due, source=Source(clause=f"四（{number}）")
    )


def notices(papers: Sequence[Deliverable]) -> tuple[Notice, ...]:
    """The two notices that ask for them."""
    shares = {"yuelan-2026-a": papers[0::2], "yuelan-2026-b": papers[1::2]}
    return tuple(
        Notice(id=id, title=f"{PLACE}通知（{id[-1]}）", region=PLACE, year=2026, issued_on=date(2025, 12, 20), deliverables=tuple(some))
        for id, some in shares.items()
    )


def next_version(papers: Sequence[Deliverable], rolls: Random, since: date) -> list[Deliverable]:
    """The same in a new version: some of the next deadlines and some others are later or earlier, one paper is not wanted
    any more."""
    found = list(papers)
    later = sorted((paper.due.day, at) for at, paper in enumerate(papers) if paper.due and paper.due.day and paper.due.day > since)
    for _, at in sorted({*later[:3], *rolls.sample(later, min(4, len(later)))}):
        due = papers[at].due
        assert due is not None
        assert due.day is not None
        day = max(since + timedelta(days=2), due.day + timedelta(days=rolls.choice([-4, -1, 2, 6, 11])))
        found[at] = msgspec.structs.replace(papers[at], due=msgspec.structs.replace(due, day=min(day, date(2026, 12, 31))))
    if later:
        del found[rolls.choice(later)[1]]
    return found
