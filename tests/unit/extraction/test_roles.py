"""What times are there for: a limit, a time of the campaign, both or neither; and the years they lie in."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.extraction.roles import Role
from tests.support.understood import moments

HEAD = "关于举办科普周的通知\n各单位：\n"


def roles(text: str, issued: str = "2027年3月1日") -> list[tuple[Role, str]]:
    return [(moment.role, moment.time.text) for moment in moments(f"{HEAD}{text}\n青禾市科学技术局\n{issued}\n")]


@pytest.mark.parametrize(
    ("text", "role", "words"),
    [
        ("请于5月20日前报送总结。", Role.DUE, "5月20日前"),
        ("报名时间：4月1日至4月30日。", Role.DUE, "4月1日至4月30日"),
        ("截止时间：4月30日18:00。", Role.DUE, "4月30日18:00"),
        ("每月25日前报送报表。", Role.DUE, "每月25日前"),
        ("活动结束后10个工作日内报送总结。", Role.DUE, "活动结束后10个工作日内"),
        ("请于5月20日前制定方案。", Role.DUE, "5月20日前"),
        ("一、报名时间\n4月1日至4月30日", Role.DUE, "4月1日至4月30日"),
        ("活动时间：5月20日至26日。", Role.PERIOD, "5月20日至26日"),
        ("一、活动时间\n5月20日至26日", Role.PERIOD, "5月20日至26日"),
        ("活动定于5月20日在文化馆举行。", Role.PERIOD, "5月20日"),
        ("作品征集时间为4月1日至6月30日。", Role.SPAN, "4月1日至6月30日"),
        ("2026年5月20日印发的通知继续有效。", Role.NONE, "2026年5月20日"),
        ("凡1990年1月1日以后出生的均可参加。", Role.NONE, "1990年1月1日以后"),
        ("咨询时间：每天8:30-17:30。", Role.NONE, "每天8:30-17:30"),
        ("请于2月30日前报送总结。", Role.NONE, "2月30日前"),
        ("5月19日报到，5月20日离会。", Role.NONE, "5月19日"),
        ("截至4月30日前，全市已有20家单位提交了总结。", Role.NONE, "4月30日前"),
        ("去年各单位于6月3日前报送了总结。", Role.NONE, "6月3日前"),
        ("资料统计截止时间为2027年5月31日。", Role.NONE, "2027年5月31日"),
        ("请报送2026年7月1日至2027年5月31日期间的统计表。", Role.NONE, "2026年7月1日至2027年5月31日期间"),
    ],
)
def test_words_around_a_time_say_what_it_is_there_for(text: str, role: Role, words: str) -> None:
    assert roles(text)[0] == (role, words)


def test_one_sentence_may_have_both() -> None:
    assert roles("5月20日至26日集中开展活动，6月3日前报送总结。") == [(Role.PERIOD, "5月20日至26日"), (Role.DUE, "6月3日前")]


@pytest.mark.parametrize("text", ["根据《关于5月20日举办科普周的通知》，请参加。", "（青科发〔2027〕18号）请参加。"])
def test_times_of_cited_documents_are_none(text: str) -> None:
    assert roles(text) == []


def test_what_is_less_clear_is_less_sure() -> None:
    (clear,) = moments(f"{HEAD}请于5月20日前报送总结。\n2027年3月1日")
    (unclear,) = moments(f"{HEAD}请于5月20日前制定方案。\n2027年3月1日")
    assert clear.sure == 1.0 > unclear.sure


def test_a_moment_knows_its_words_in_the_passage() -> None:
    (moment,) = moments(f"{HEAD}请各单位参加。请于２０２７年５月２０日前报送总结。\n")
    assert moment.sentence == "请于2027年5月20日前报送总结。"
    assert moment.placed.passage.folded.quote(*moment.at) == "２０２７年５月２０日前"


@pytest.mark.parametrize(
    ("text", "issued", "days"),
    [
        ("请于1月10日前报送总结。", "2026年12月10日", (date(2027, 1, 10), date(2027, 1, 10))),
        ("活动时间：12月28日至1月3日。", "2026年12月10日", (date(2026, 12, 28), date(2027, 1, 3))),
        ("活动时间：3月5日。", "2026年12月10日", (date(2027, 3, 5), date(2027, 3, 5))),
        ("请于12月20日前报送总结。", "2026年12月10日", (date(2026, 12, 20), date(2026, 12, 20))),
        ("请于5月20日前报送总结。", "2026年3月10日", (date(2026, 5, 20), date(2026, 5, 20))),
        ("请于2025年5月20日前报送总结。", "2026年3月10日", (date(2025, 5, 20), date(2025, 5, 20))),
    ],
)
def test_a_day_without_a_year_lies_after_the_day_of_issue(text: str, issued: str, days: tuple[date, date]) -> None:
    """The year rolls over at its end; a printed one is left as it is."""
    moment = moments(f"{HEAD}{text}\n青禾市科学技术局\n{issued}\n")[0]
    assert (moment.time.start, moment.time.end_day) == days
