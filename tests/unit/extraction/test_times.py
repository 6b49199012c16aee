"""Times in texts: years that carry over, the day of issue, spans, and texts that mean no time."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.times import TimeFound, TimeKind, signature_date, times_in

_NUMERALS = "〇一二三四五六七八九"
_DAYS = st.dates(date(1990, 1, 1), date(2079, 12, 31))
_DASHES = st.sampled_from(["-", "–", "—", "——", "―", "－", "~", "～", "至", "到", " - ", "--"])


def _numeral(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def _in_numerals(day: date) -> str:
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year))
    return f"{year}年{_numeral(day.month)}月{_numeral(day.day)}日"


_SPELLINGS = [
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    lambda day: f"{day.year}年{day.month:02}月{day.day:02}日",
    lambda day: f"{day.year}年{day.month}月{day.day}号",
    lambda day: f"{day.year}-{day.month:02}-{day.day:02}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%B} {day.year}",
    _in_numerals,
    lambda day: _in_numerals(day).replace("〇", "○"),
    lambda day: _in_numerals(day).replace("〇", "零"),
    lambda day: _in_numerals(day).replace("〇", "O"),
]


@given(_DAYS, st.sampled_from(range(len(_SPELLINGS))))
def test_every_day_is_read_in_every_spelling(day: date, spelling: int) -> None:
    text = _SPELLINGS[spelling](day)
    (found,) = times_in(f"请于{text}" if spelling not in (7, 8) else text, year=2026)
    assert (found.start, found.end_day, found.text, found.kind, found.year_stated) == (day, day, text, TimeKind.DAY, True)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_day_without_a_year_is_one_of_the_notice(day: date) -> None:
    for text in (f"{day.month}月{day.day}日前", f"{day.month} 月 {day.day} 日前", f"{_numeral(day.month)}月{_numeral(day.day)}日前"):
        (found,) = times_in(f"于{text}报送", year=2026)
        assert (found.text, found.end_day, found.before, found.year_stated) == (text, day, True, False)


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 30), _DASHES)
def test_a_range_is_read_in_every_spelling(first: date, length: int, dash: str) -> None:
    last = first + timedelta(days=length)
    spellings = [
        f"{first.month}月{first.day}日{dash}{last.month}月{last.day}日",
        f"2026年{first.month}月{first.day}日{dash}2026年{last.month}月{last.day}日",
    ]
    if first.month == last.month:
        spellings += [f"{first.month}月{first.day}{dash}{last.day}日", f"{first.month}月{first.day}日{dash}{last.day}日"]
    for text in spellings:
        (found,) = times_in(f"定于{text}举行", year=2026)
        assert (found.text, found.start, found.end_day, found.kind) == (text, first, last, TimeKind.RANGE)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_hour_is_read(hour: int, minute: int) -> None:
    for text in (f"{hour}:{minute:02}", f"{hour}：{minute:02}", f"{hour:02}:{minute:02}", f"{hour}时{minute:02}分", f"{hour}点{minute}分"):
        (found,) = times_in(f"5月20日{text}前", year=2026)
        assert (found.clock, found.before) == (f"{hour:02}:{minute:02}", True)


_PIECES = "0123456789年月日时点前起至-—~、，。（）:：. 十二三〇上中下旬底每周季度内后工作个五一国庆节今明次"
_TEXTS = st.text(st.sampled_from(_PIECES), max_size=80) | st.text(max_size=80)


@given(_TEXTS, st.none() | st.integers(1950, 2080), st.none() | _DAYS)
def test_whatever_the_text_times_lie_in_it_one_after_another(text: str, year: int | None, issued: date | None) -> None:
    place = 0
    for found in times_in(text, year=year, issued=issued):
        assert place <= found.begin < found.end <= len(text)
        assert found.text == text[found.begin : found.end]
        assert found.start is None or found.end_day is None or found.start <= found.end_day
        place = found.end


@pytest.mark.parametrize(
    "piece", ["1", "一", "5月", "5、", "2026年", "5月20日-", "每", "9:00-", " ", "（", "自", "12.", "后", "活动结束", "3-", "June ", "a"]
)
def test_the_time_taken_grows_no_faster_than_the_text(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.process_time()
    times_in(text, year=2026)
    assert time.process_time() - began < 5


def _one(text: str, year: int | None = 2026, issued: date | None = None) -> TimeFound:
    (found,) = times_in(text, year=year, issued=issued)
    return found


def _days(text: str, year: int | None = 2026, issued: date | None = None) -> list[date | None]:
    return [found.end_day for found in times_in(text, year=year, issued=issued)]


def test_a_year_that_was_printed_holds_for_the_rest_of_the_sentence() -> None:
    assert _days("2025年11月1日启动，12月5日结束，3月1日总结") == [date(2025, 11, 1), date(2025, 12, 5), date(2026, 3, 1)]
    assert _days("2025年11月1日启动。12月5日结束") == [date(2025, 11, 1), date(2026, 12, 5)]


def test_the_year_of_a_document_that_is_cited_holds_for_nothing_else() -> None:
    assert _days("依据2024年3月5日印发的文件，请于5月20日前报送") == [date(2024, 3, 5), date(2026, 5, 20)]


def test_the_year_of_a_report_is_not_that_of_its_deadline() -> None:
    year, day = times_in("请将2025年度总结于1月10日前报送", year=2026)
    assert (year.kind, day.end_day) == (TimeKind.YEAR, date(2026, 1, 10))


def test_without_any_year_the_days_are_not_known() -> None:
    found = _one("5月20日前", year=None)
    assert (found.kind, found.end_day, found.before, found.impossible) == (TimeKind.DAY, None, True, False)


def test_without_a_year_that_of_the_issue_counts() -> None:
    assert _one("5月20日前", year=None, issued=date(2025, 4, 1)).end_day == date(2025, 5, 20)


def test_a_limit_long_before_the_issue_is_one_of_the_next_year() -> None:
    issued = date(2025, 12, 20)
    assert _one("1月10日前", 2025, issued).end_day == date(2026, 1, 10)
    assert _one("12月1日前", 2025, issued).end_day == date(2025, 12, 1)
    assert _one("2025年1月10日前", 2025, issued).end_day == date(2025, 1, 10)
    assert _one("元旦前", 2025, issued).end_day == date(2025, 12, 31)


def test_from_now_on_begins_on_the_day_of_issue() -> None:
    found = _one("即日起至6月30日", issued=date(2026, 5, 6))
    assert (found.start, found.end_day, found.open_start) == (date(2026, 5, 6), date(2026, 6, 30), False)
    assert _one("即日起至6月30日").open_start


def test_days_after_the_issue_are_counted() -> None:
    assert _one("自本通知印发之日起15日内", issued=date(2026, 3, 2)).end_day == date(2026, 3, 17)
    assert _one("自本通知印发之日起5个工作日内", issued=date(2026, 3, 5)).end_day == date(2026, 3, 12)
    assert _one("收到本通知之日起5个工作日内", issued=date(2026, 3, 5)).end_day is None


def test_weekdays_and_months_are_counted_from_the_issue() -> None:
    issued = date(2026, 3, 4)
    assert _one("本周五前", issued=issued).end_day == date(2026, 3, 6)
    assert _one("下周三前", issued=issued).end_day == date(2026, 3, 11)
    assert _one("本月25日前", issued=issued).end_day == date(2026, 3, 25)
    assert _one("下月5日前", issued=date(2026, 12, 4)).end_day == date(2027, 1, 5)
    assert _one("本月25日前").end_day is None


def test_a_day_takes_the_month_of_the_one_before() -> None:
    assert _days("8月23日报到，24日上午9时开会，25日离会") == [date(2026, 8, 23), date(2026, 8, 24), date(2026, 8, 25)]
    assert _days("24日上午9时开会")[:1] != [date(2026, 8, 24)]


def test_lengths_are_no_days_of_the_month_before() -> None:
    assert len(times_in("8月23日开始，为期3日，共5日，第2日参观", year=2026)) == 1


def test_further_hours_belong_to_the_same_day() -> None:
    morning, afternoon = times_in("5月20日上午9:00-11:30、下午2:00-5:00", year=2026)
    assert (morning.clock, afternoon.clock) == ("09:00-11:30", "14:00-17:00")
    assert morning.start == afternoon.start == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("二○一八年八月十九日", (date(2018, 8, 19), True)),
        ("  2026年5月6日 ", (date(2026, 5, 6), True)),
        ("2026 年 5 月 6 日印发", (date(2026, 5, 6), True)),
        ("2026-05-06", (date(2026, 5, 6), True)),
        ("（2026年5月6日）", (date(2026, 5, 6), True)),
        ("2026年5月  日", (None, False)),
        ("二〇二六年三月", (None, False)),
        ("2026年2月30日", (None, False)),
        ("2026年5月6日前报送", (None, False)),
        ("青禾市科学技术协会", (None, False)),
        ("", (None, False)),
    ],
)
def test_a_line_that_is_a_day_is_the_day_of_the_signature(line: str, expected: tuple[date | None, bool]) -> None:
    assert signature_date(line) == expected
