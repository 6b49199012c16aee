"""Workdays, holidays and the weekends worked in exchange."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.workdays import HOLIDAYS, day_of, is_workday, workday_before, workday_on_or_after, workday_on_or_before, workdays_between

DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 1, 1), "new_year"),
        (date(2026, 2, 17), "spring_festival"),
        (date(2026, 4, 5), "qingming"),
        (date(2026, 5, 1), "labour_day"),
        (date(2026, 6, 19), "dragon_boat"),
        (date(2026, 6, 20), "dragon_boat"),
        (date(2026, 6, 21), "dragon_boat"),
        (date(2026, 9, 25), "mid_autumn"),
        (date(2026, 10, 1), "national_day"),
        (date(2026, 10, 7), "national_day"),
        (date(2015, 9, 3), "victory_day"),
        (date(2026, 6, 13), None),
    ],
)
def test_days_off_know_their_holiday(day: date, holiday: str | None) -> None:
    known = day_of(day)
    assert (known.is_rest, known.announced, known.holiday) == (True, True, holiday)


def test_the_days_beside_a_holiday_are_worked() -> None:
    assert is_workday(date(2026, 6, 18))
    assert is_workday(date(2026, 6, 22))
    assert is_workday(date(2026, 10, 8))


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 2, 14), "spring_festival"),
        (date(2026, 5, 9), "labour_day"),
        (date(2026, 9, 20), "national_day"),
        (date(2026, 10, 10), "national_day"),
    ],
)
def test_a_weekend_worked_in_exchange_is_a_workday(day: date, holiday: str) -> None:
    known = day_of(day)
    assert day.weekday() >= 5
    assert (known.is_rest, known.is_made_up, known.holiday) == (False, True, holiday)


@pytest.mark.parametrize(
    ("day", "is_rest"), [(date(2040, 10, 1), False), (date(2040, 10, 6), True), (date(2003, 10, 1), False), (date(2003, 10, 4), True)]
)
def test_where_a_year_is_not_announced_only_the_weekday_counts(day: date, is_rest: bool) -> None:
    known = day_of(day)
    assert (known.is_rest, known.announced, known.holiday) == (is_rest, False, None)


def test_every_holiday_of_the_library_has_a_key_and_both_names() -> None:
    from chinese_calendar import constants

    known = {day_of(day).holiday for day in (*constants.holidays, *constants.workdays)}
    assert known == set(HOLIDAYS)
    assert all(name.zh and name.en for name in HOLIDAYS.values())


def test_the_library_agrees_day_by_day() -> None:
    import chinese_calendar

    for number in range(366 * 3):
        day = date(2024, 1, 1) + timedelta(days=number)
        if day_of(day).announced:
            assert is_workday(day) == chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 6, 20), date(2026, 6, 18), date(2026, 6, 22)),
        (date(2026, 10, 4), date(2026, 9, 30), date(2026, 10, 8)),
        (date(2026, 2, 14), date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 6, 14), date(2026, 6, 12), date(2026, 6, 15)),
    ],
)
def test_the_workdays_around_a_day(day: date, before: date, after: date) -> None:
    assert workday_on_or_before(day) == before == day_of(day).last_workday
    assert workday_on_or_after(day) == after


def test_the_workday_before_is_never_the_day_itself() -> None:
    assert workday_before(date(2026, 6, 22)) == date(2026, 6, 18)
    assert workday_before(date(2026, 6, 18)) == date(2026, 6, 17)


def test_workdays_are_counted_from_the_next_day_on() -> None:
    assert workdays_between(date(2026, 6, 17), date(2026, 6, 23)) == 3
    assert workdays_between(date(2026, 6, 18), date(2026, 6, 21)) == 0
    assert workdays_between(date(2026, 6, 18), date(2026, 6, 1)) == 0


@settings(deadline=None)
@given(DAYS)
def test_between_a_day_and_its_workday_there_are_only_days_off(day: date) -> None:
    found = workday_on_or_before(day)
    assert is_workday(found)
    assert all(day_of(found + timedelta(days=n)).is_rest for n in range(1, (day - found).days + 1))


def test_the_calendar_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, knowledge.workdays; sys.exit('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
