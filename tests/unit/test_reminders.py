"""When people are reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.notice import Deliverable, Due, Item, Notice, Period, When
from knowledge.packaged import shipped_notices
from knowledge.reminders import Slot, Times, due_at, lead_of, lead_or_none, may_be_said, occurrences, plan, rest_day_note
from knowledge.source import Source
from knowledge.workdays import is_workday
from tests.support.notices import invented

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ALWAYS = Times(lead=("7d", "3d", "1d", "0d"), quiet=())
SOURCE = Source(clause="一")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def notice(*dues: Due, year: int | None = 2026, issued_on: date | None = None, periods: tuple[Period, ...] = ()) -> Notice:
    owed = tuple(Deliverable(id=f"d{number}", items=(Item(name="总结"),), due=due, source=SOURCE) for number, due in enumerate(dues))
    return Notice(id="n", title="通知", year=year, issued_on=issued_on, periods=periods, deliverables=owed)


def due(day: str, clock: str | None = None) -> Due:
    return Due(text=day, day=date.fromisoformat(day), clock=clock)


def planned(deadline: Due, *leads: str, at: str = "09:00", quiet: tuple[str, ...] = ("18:00", "09:00"), since: datetime = LONG_AGO) -> dict[str, str]:
    """The moments by lead."""
    slots = plan(notice(deadline), Times(lead=leads, at=at, quiet=quiet), SHANGHAI, since=since)
    return {slot.slot: slot.at.strftime("%m-%dT%H:%M") for slot in slots}


# When it is due.


@pytest.mark.parametrize(
    ("clock", "expected"),
    [(None, "2026-06-04T00:00"), ("17:00", "2026-06-03T17:00"), ("24:00", "2026-06-04T00:00"), ("09:00-11:30", "2026-06-03T11:30")],
)
def test_a_deadline_is_the_stated_time_else_the_end_of_its_day(clock: str | None, expected: str) -> None:
    assert due_at(due("2026-06-03", clock), SHANGHAI) == at(expected)


def test_a_key_names_the_time_unless_it_is_the_end_of_the_day() -> None:
    made = notice(due("2026-06-03"), due("2026-06-03", "24:00"), due("2026-06-03", "09:00-17:00"))
    assert {slot.deliverable: slot.due for slot in plan(made, ALWAYS, SHANGHAI, since=LONG_AGO)} == {
        "d0": "2026-06-03",
        "d1": "2026-06-03",
        "d2": "2026-06-03T17:00",
    }


def test_a_vague_deadline_is_its_last_possible_day_and_one_without_a_day_is_none() -> None:
    assert due_at(Due(text="5月底前", day=date(2026, 5, 31), vague=True), SHANGHAI) == at("2026-06-01T00:00")
    assert due_at(Due(text="活动结束后", vague=True), SHANGHAI) is None
    assert plan(notice(Due(text="活动结束后", vague=True)), ALWAYS, SHANGHAI, since=LONG_AGO) == ()


# Rhythms.

CAMPAIGN = Period(id="p", when=When(text="6月", start=date(2026, 6, 1), end=date(2026, 6, 30)), source=SOURCE)
CITED = Period(id="q", when=When(text="5月", start=date(2026, 5, 1), end=date(2026, 5, 9)), cited=True, source=SOURCE)


def days_of(every: str, text: str | None = None, *, of: Notice | None = None) -> list[str]:
    found = occurrences(Due(text=text or every, every=every), of or notice(), date(2026, 1, 1), date(2027, 12, 31))
    return [day.strftime("%m-%d") for day in found]


@pytest.mark.parametrize("every", ["每月25日前", "每月２５日前", "每月二十五日前", "每个月25号之前", "每月25日17:00前报送", "每月二十五日"])
def test_a_monthly_rhythm_is_due_every_month_of_the_year(every: str) -> None:
    assert days_of(every) == [f"{month:02}-25" for month in range(1, 13)]


@pytest.mark.parametrize("every", ["每周五17:00前", "每周五", "每星期五下班前", "每礼拜五之前上报"])
def test_a_weekly_rhythm_lasts_as_long_as_the_campaign(every: str) -> None:
    assert days_of(every, of=notice(periods=(CITED, CAMPAIGN))) == ["06-05", "06-12", "06-19", "06-26"]


def test_the_month_named_before_a_rhythm_bounds_it() -> None:
    assert days_of("每周四12:00前", "6月每周四12:00前") == ["06-04", "06-11", "06-18", "06-25"]
    assert days_of("每周四", "6月期间每周四") == days_of("六月份每周四") == ["06-04", "06-11", "06-18", "06-25"]
    assert days_of("每月10日前", "3月至5月每月10日前") == ["03-10", "04-10", "05-10"]
    assert days_of("每月10日前", "11-12月，每月10日前") == ["11-10", "12-10"]


def test_several_days_of_a_week_or_month_and_its_end() -> None:
    assert days_of("每周二、周五", of=notice(periods=(CAMPAIGN,)))[:4] == ["06-02", "06-05", "06-09", "06-12"]
    assert days_of("每月10日、25日前")[:4] == ["01-10", "01-25", "02-10", "02-25"]
    assert days_of("每月底前")[:3] == ["01-31", "02-28", "03-31"]
    assert days_of("每月30日前")[:3] == ["01-30", "02-28", "03-30"]


@pytest.mark.parametrize(
    ("every", "text"),
    [
        ("每季度末", None), ("每半年", None), ("每两周", None), ("每天17:00前", None), ("每月", None), ("每月上旬", None), ("每月32日前", None),
        ("每月25日前后", None), ("每月最后一个工作日", None), ("每月25日前", "第三季度每月25日前"), ("每周五", "每周五，节假日顺延"),
        ("隔周五", None),
    ],
)  # fmt: skip
def test_what_is_not_understood_to_the_last_character_is_not_guessed(every: str, text: str | None) -> None:
    assert days_of(every, text) == []


def test_a_rhythm_without_any_year_lasts_twelve_months_from_the_issue() -> None:
    found = days_of("每月5日前", of=notice(year=None, issued_on=date(2026, 3, 10)))
    assert (len(found), found[0], found[-1]) == (12, "04-05", "03-05")
    assert days_of("每月5日前", of=notice(year=None)) == []


def test_nothing_is_due_before_the_notice_was_issued() -> None:
    assert days_of("每月5日前", of=notice(issued_on=date(2026, 10, 6))) == ["11-05", "12-05"]


def test_the_rhythms_of_whole_notices() -> None:
    found = {
        (one.id, owed.id): [day.isoformat() for day in occurrences(owed.due, one, date.min, date.max)]
        for one in invented().notices
        for owed in one.deliverables
        if owed.due is not None and owed.due.every is not None
    }
    assert found == {
        ("beizhu-2026-safety-month", "weekly"): ["2026-06-05", "2026-06-12", "2026-06-19", "2026-06-26"],
        ("qingxiu-2026-safety-month", "weekly"): ["2026-06-04", "2026-06-11", "2026-06-18", "2026-06-25"],
        ("lanpu-2023-volunteer-statistics", "monthly"): [f"2023-{month:02}-25" for month in range(3, 12)],
    }


# The plan.


def test_the_plan_of_a_shipped_notice_leaves_out_sunday_and_what_has_passed() -> None:
    science_week = next(one for one in shipped_notices() if one.id == "xinxiang-2026-science-week")
    slots = plan(science_week, Times(), SHANGHAI, since=at("2026-05-27T09:00"))
    assert slots == tuple(
        Slot(at(said), "xinxiang-2026-science-week", "summary", "2026-06-03", slot, at("2026-06-04T00:00"))
        for said, slot in (("2026-05-29T09:00", "3d"), ("2026-06-02T09:00", "1d"), ("2026-06-03T09:00", "0d"))
    )


def test_hours_minutes_and_seconds_count_back_from_the_instant() -> None:
    found = plan(notice(due("2026-06-03", "17:00")), Times(lead=("2h", "30m", "90s")), SHANGHAI, since=LONG_AGO)
    assert [(slot.slot, slot.at) for slot in found] == [
        ("2h", at("2026-06-03T15:00")),
        ("30m", at("2026-06-03T16:30")),
        ("90s", at("2026-06-03T16:58:30")),
    ]
    assert {slot.due for slot in found} == {"2026-06-03T17:00"}


def test_leads_of_a_single_deliverable_take_the_place_of_the_others() -> None:
    both = notice(due("2026-06-03"), due("2026-06-04"))
    assert [slot.slot for slot in plan(both, ALWAYS, SHANGHAI, since=LONG_AGO, own={"n/d0": ("2d",), "n/d1": ()})] == ["2d"]
    assert len(plan(both, ALWAYS, SHANGHAI, since=LONG_AGO, own={"other/d0": ()})) == 8


def test_a_recurring_deadline_is_reminded_of_every_time() -> None:
    weekly = notice(Due(text="每周五17:00前", every="每周五17:00前", clock="17:00"), periods=(CAMPAIGN,))
    found = plan(weekly, Times(lead=("1d",)), SHANGHAI, since=at("2026-06-10T12:00"))
    assert [(slot.at, slot.due) for slot in found] == [
        (at("2026-06-11T09:00"), "2026-06-12T17:00"),
        (at("2026-06-18T09:00"), "2026-06-19T17:00"),
        (at("2026-06-25T09:00"), "2026-06-26T17:00"),
    ]


@pytest.mark.parametrize(
    ("day", "leads", "expected"),
    [
        ("2026-06-15", ("1d",), {"1d": "06-12T09:00"}),  # Sunday → Friday
        ("2026-06-22", ("1d",), {"1d": "06-18T09:00"}),  # the Dragon Boat Festival → Thursday before it
        ("2026-10-09", ("3d",), {"3d": "09-30T09:00"}),  # National Day
        ("2026-10-11", ("1d",), {"1d": "10-10T09:00"}),  # a Saturday that is worked
        ("2026-06-20", ("1d", "0d"), {"0d": "06-18T09:00"}),  # both on Thursday: one
        ("2026-06-14", ("3d", "1d", "0d"), {"3d": "06-11T09:00", "0d": "06-12T09:00"}),
        ("2040-10-02", ("1d",), {"1d": "10-01T09:00"}),  # not announced: weekends only
        ("2040-10-08", ("1d",), {"1d": "10-05T09:00"}),
    ],
)
def test_a_reminder_on_a_rest_day_comes_on_the_workday_before(day: str, leads: tuple[str, ...], expected: dict[str, str]) -> None:
    assert planned(due(day), *leads) == expected


def test_alarms_ring_on_rest_days_too_but_hours_move() -> None:
    assert planned(due("2026-06-14", "15:00"), "2h", "30m", "10s") == {"2h": "06-12T13:00", "30m": "06-14T14:30", "10s": "06-14T14:59"}


@pytest.mark.parametrize(
    ("deadline", "lead", "at_clock", "quiet", "expected"),
    [
        (due("2026-06-03", "17:00"), "8h", "09:00", ("18:00", "09:00"), "06-03T09:00"),  # an end of the quiet hours is no part of them
        (due("2026-06-03", "12:00"), "4h", "09:00", ("18:00", "09:00"), "06-03T09:00"),  # 08:00 → 09:00
        (due("2026-06-03", "08:30"), "2h", "09:00", ("18:00", "09:00"), "06-02T18:00"),  # 09:00 would be too late
        (due("2026-06-03"), "30m", "09:00", ("18:00", "09:00"), "06-03T18:00"),
        (due("2026-06-14"), "3h", "09:00", ("18:00", "09:00"), "06-12T18:00"),  # Saturday morning is no workday
        (due("2026-06-15", "08:00"), "1h", "09:00", ("18:00", "09:00"), "06-12T18:00"),  # nor is Sunday evening
        (due("2026-06-05"), "1d", "20:00", ("18:00", "09:00"), "06-05T09:00"),
        (due("2026-06-04"), "1d", "07:00", ("18:00", "09:00"), "06-03T09:00"),
        (due("2026-06-04"), "1d", "12:30", ("12:00", "14:00"), "06-03T14:00"),
        (due("2026-06-04"), "1d", "03:00", (), "06-03T03:00"),
        (due("2026-06-04"), "1d", "03:00", ("09:00", "09:00"), "06-03T03:00"),
        (due("2026-06-03", "17:00"), "0d", "20:00", ("18:00", "09:00"), "06-03T09:00"),
    ],
)
def test_quiet_hours_are_kept(deadline: Due, lead: str, at_clock: str, quiet: tuple[str, ...], expected: str) -> None:
    assert planned(deadline, lead, at=at_clock, quiet=quiet) == {lead: expected}


def test_where_reminders_of_the_day_itself_would_be_too_late_they_come_a_workday_before() -> None:
    early = due("2026-06-15", "08:30")
    assert planned(early, "0d") == {"0d": "06-12T09:00"}
    assert planned(early, "3d", "1d", "0d") == {"1d": "06-12T09:00"}
    assert planned(early, "0d", since=at("2026-06-12T09:00")) == {}


def test_of_like_leads_one_is_kept_and_always_the_same() -> None:
    assert planned(due("2026-06-03", "17:00"), "60m", "1h", "01h", quiet=()) == planned(due("2026-06-03", "17:00"), "1h", "60m", quiet=())


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        plan(notice(), ALWAYS, SHANGHAI, since=datetime(2026, 6, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        may_be_said(datetime(2026, 6, 1), (), at("2026-06-03T17:00"))  # noqa: DTZ001


def test_a_time_that_is_left_out_when_clocks_go_forward_is_as_much_later() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    instant = due_at(due("2026-03-29", "02:30"), berlin)
    assert instant is not None
    assert instant.isoformat() == "2026-03-29T03:30:00+02:00"
    before = plan(notice(due("2026-03-29", "12:00")), Times(lead=("600m",), quiet=()), berlin, since=LONG_AGO)
    assert [slot.at.isoformat() for slot in before] == ["2026-03-29T01:00:00+01:00"]


# What is asked for.


def test_leads_are_read() -> None:
    assert [str(lead_of(text)) for text in ("7d", "12h", " 30M ", "090s")] == ["7d", "12h", "30m", "90s"]
    assert [lead_or_none(text) for text in ("", "d", "7", "7w", "-1d", "1.5h", "７d", "12345d", "7d3h")] == [None] * 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"lead": ("soon",)},
        {"at": "9:00"},
        {"at": "25:00"},
        {"quiet": ("18:00",)},
        {"quiet": ("18:00", "nine")},
        {"quiet": ("08:00", "09:00", "10:00")},
    ],
)
def test_times_that_cannot_be_planned_with_are_refused(wrong: dict[str, str | tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"lead|time of day|quiet hours"):
        Times(**wrong)  # type: ignore[arg-type]


# What was missed.


@pytest.mark.parametrize(
    ("now", "deadline", "expected"),
    [
        ("2026-06-03T10:00", "2026-06-03T17:00", "2026-06-03T10:00"),
        ("2026-06-03T07:00", "2026-06-03T17:00", "2026-06-03T09:00"),
        ("2026-06-03T20:00", "2026-06-05T00:00", "2026-06-04T09:00"),
        ("2026-06-03T20:00", "2026-06-04T00:00", "2026-06-03T20:00"),  # better at night than never
        ("2026-06-13T10:00", "2026-06-14T00:00", "2026-06-13T10:00"),  # a Saturday, and due on it
        ("2026-06-13T10:00", "2026-06-16T00:00", "2026-06-15T09:00"),
        ("2026-06-12T20:00", "2026-06-16T00:00", "2026-06-15T09:00"),
        ("2026-06-19T10:00", "2026-06-30T00:00", "2026-06-22T09:00"),
        ("2026-06-12T20:00", "2026-06-12T17:00", "2026-06-15T09:00"),  # too late anyway: politely
        ("2026-06-12T18:00", "2026-06-12T17:00", "2026-06-12T18:00"),
    ],
)
def test_a_late_reminder_waits_for_a_polite_moment_unless_that_is_too_late(now: str, deadline: str, expected: str) -> None:
    assert may_be_said(at(now), ("18:00", "09:00"), at(deadline)) == at(expected)


def test_without_quiet_hours_a_late_reminder_waits_for_a_workday_only() -> None:
    assert may_be_said(at("2026-06-12T23:00"), (), at("2026-06-20T00:00")) == at("2026-06-12T23:00")
    assert may_be_said(at("2026-06-13T23:00"), (), at("2026-06-20T00:00")) == at("2026-06-15T00:00")


def test_a_deadline_on_a_rest_day_is_pointed_out() -> None:
    noted = rest_day_note(date(2026, 6, 20))
    assert noted is not None
    assert (noted.holiday, noted.last_workday, noted.announced) == ("dragon_boat", date(2026, 6, 18), True)
    assert rest_day_note(date(2026, 10, 10)) is None
    assert rest_day_note(date(2026, 6, 3)) is None
    future = rest_day_note(date(2040, 10, 6))
    assert future is not None
    assert (future.announced, future.last_workday) == (False, date(2040, 10, 5))


# Whatever is asked for.

CLOCKS = st.builds(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}", st.integers(0, 1439))
LEADS = st.lists(st.builds(lambda number, unit: f"{number}{unit}", st.integers(0, 40), st.sampled_from("dhms")), max_size=6).map(tuple)
QUIET = st.just(()) | st.tuples(CLOCKS, CLOCKS)
DUES = st.builds(
    lambda day, clock: Due(text="某日前", day=day, clock=clock), st.dates(date(2025, 12, 1), date(2027, 3, 1)), st.none() | CLOCKS | st.just("24:00")
)
WEEKLY = st.builds(lambda day, clock: Due(text=f"每周{day}", every=f"每周{day}", clock=clock), st.sampled_from("一二三四五六日"), st.none() | CLOCKS)
MOMENTS = st.datetimes(datetime(2025, 11, 1), datetime(2027, 3, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001 - the zone is added


def is_quiet(moment: datetime, quiet: tuple[str, ...]) -> bool:
    """The same question, answered minute by minute of the day."""
    if not quiet or quiet[0] == quiet[1]:
        return False
    start, end, clock = (*map(time.fromisoformat, quiet), moment.time())
    return start < clock < end if start < end else clock > start or clock < end


@settings(deadline=None)
@given(st.lists(DUES | WEEKLY, max_size=3), LEADS, CLOCKS, QUIET, MOMENTS)
@example([due("2026-06-22", "00:00")], ("0d", "1d", "1h", "1m"), "23:59", ("00:00", "23:59"), at("2026-01-01T00:00"))
@example([due("2026-06-20", "08:30")], ("0d", "1d", "2d", "24h"), "09:00", ("18:00", "09:00"), at("2026-01-01T00:00"))
def test_every_plan_keeps_its_promises(dues: list[Due], leads: tuple[str, ...], clock: str, quiet: tuple[str, ...], since: datetime) -> None:
    times = Times(lead=leads, at=clock, quiet=quiet)
    made = notice(*dues, issued_on=date(2026, 2, 1), periods=(CAMPAIGN,))
    slots = plan(made, times, SHANGHAI, since=since)
    assert list(slots) == sorted(slots)
    assert slots == plan(made, times, SHANGHAI, since=since)
    assert len({(slot.deliverable, slot.due, slot.slot) for slot in slots}) == len(slots)
    assert len({(slot.deliverable, slot.due, slot.at) for slot in slots}) == len(slots)
    for slot in slots:
        assert since < slot.at < slot.due_at
        assert slot.slot in leads
        assert not is_quiet(slot.at, quiet)
        assert slot.slot[-1] in "ms" or is_workday(slot.at.date())


@settings(deadline=None)
@given(st.lists(DUES, max_size=3), LEADS, CLOCKS, QUIET, MOMENTS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_later_plan_is_the_rest_of_an_earlier_one(
    dues: list[Due], leads: tuple[str, ...], clock: str, quiet: tuple[str, ...], since: datetime, by: timedelta
) -> None:
    times, made = Times(lead=leads, at=clock, quiet=quiet), notice(*dues)
    first = plan(made, times, SHANGHAI, since=since)
    assert plan(made, times, SHANGHAI, since=since + by) == tuple(slot for slot in first if slot.at > since + by)


@settings(deadline=None)
@given(MOMENTS, QUIET, MOMENTS)
def test_a_late_reminder_is_polite_or_in_the_nick_of_time(now: datetime, quiet: tuple[str, ...], deadline: datetime) -> None:
    said = may_be_said(now, quiet, deadline)
    assert said >= now
    assert (said == now < deadline) or (is_workday(said.date()) and not is_quiet(said, quiet))
    assert may_be_said(said, quiet, deadline) == said
    if now < deadline:
        assert said < deadline
