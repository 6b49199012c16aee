"""What an answer to a blank is taken for, kind by kind."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forms.answers import NO_CHOICE, NO_DATE, NOT_KNOWN, Answer, Asked, Taken, Wanting, Wrong, read_answer
from knowledge.forms.model import Field, FieldKind, Want
from knowledge.forms.wants import has_county, has_phone

TODAY = date(2026, 5, 22)
"""A Friday."""


def field(kind: FieldKind, **more: object) -> Field:
    return Field(id="f", label="栏", kind=kind, **more)  # type: ignore[arg-type]


def said(text: str, kind: FieldKind, today: date = TODAY, **more: object) -> Answer:
    return read_answer(field(kind, **more), text, today=today)


@pytest.mark.parametrize(
    ("typed", "kind", "unit", "meant"),
    [
        ("120", FieldKind.INTEGER, "人次", Taken("120", True)),
        ("一百二十人次", FieldKind.INTEGER, "人次", Taken("120", False)),
        ("12000元", FieldKind.DECIMAL, "万元", Taken("1.2", False)),
        ("约200", FieldKind.INTEGER, None, Asked(("200",))),
        ("三千五", FieldKind.DECIMAL, "万元", Asked(("0.35", "3500"))),
        ("不清楚", FieldKind.INTEGER, None, NOT_KNOWN),
        ("3.5", FieldKind.INTEGER, None, Wrong("fraction")),
        ("300人次", FieldKind.DECIMAL, "万元", Wrong("unit", {"unit": "万元"})),
        ("  ", FieldKind.INTEGER, None, Wrong("empty")),
    ],
)
def test_a_figure(typed: str, kind: FieldKind, unit: str | None, meant: Answer) -> None:
    assert said(typed, kind, unit=unit) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("科普大集", Taken("科普大集", True)),
        ("  科普\r\n大集 \n", Taken("科普 大集", True)),
        ("科\x00普\x1b大集", Taken("科普大集", True)),
        ("一二三四五六七八九。", Taken("一二三四五六七八九。", True)),
        ("一二三四五 六七八九。", Taken("一二三四五 六七八九。", True)),
        ("一二三四五六七八九十。！", Wrong("too_many_chars", {"count": "12", "limit": "10", "over": "2"})),
        ("未掌握", NOT_KNOWN),
        ("不清楚。", NOT_KNOWN),
        ("情况不清楚", Taken("情况不清楚", True)),
        ("无", Taken("无", True)),
        ("\u200b\n", Wrong("empty")),
    ],
)
def test_a_text(typed: str, meant: Answer) -> None:
    assert said(typed, FieldKind.TEXT, max_chars=10) == meant


@given(st.text())
def test_a_text_that_is_taken_has_one_line_and_no_control_characters(typed: str) -> None:
    meant = said(typed, FieldKind.TEXT)
    if isinstance(meant, Taken) and meant.value is not None:
        assert meant.value == meant.value.strip()
        assert meant.value.splitlines() == [meant.value]
        assert said(meant.value, FieldKind.TEXT) == meant


def test_a_text_without_what_the_notice_wants_in_it_may_be_kept_but_is_asked_about() -> None:
    wants = (Want.COUNTY, Want.PHONE)
    assert said("5月20日，文化广场", FieldKind.TEXT, wants=wants) == Wanting("5月20日，文化广场", Want.COUNTY)
    assert said("原阳县文化广场", FieldKind.TEXT, wants=wants) == Wanting("原阳县文化广场", Want.PHONE)
    assert said("原阳县 张三 13812345678", FieldKind.TEXT, wants=wants) == Taken("原阳县 张三 13812345678", True)
    assert said("不清楚", FieldKind.TEXT, wants=wants) == NOT_KNOWN


@pytest.mark.parametrize(
    "text",
    [
        "5月20日 原阳县文化广场", "新乡市红旗区", "长垣市体育馆", "嘉峪关市", "文县", "高新区火炬园", "平原示范区", "兰州新区", "云泽县图书馆",
        "达拉特旗", "晋城市城区", "5月20日原阳人民广场", "新乡原阳", "原阳", "Yuanyang County", "Hongqi District",
    ],
)  # fmt: skip
def test_a_place_named_down_to_the_county(text: str) -> None:
    assert has_county(text)


@pytest.mark.parametrize(
    "text", ["幸福社区广场", "新乡市人民广场", "科技馆一楼展区", "在全县", "各县", "甘肃省兰州市", "甘肃南部", "红旗广场", "产业园区", "市民中心", ""]
)
def test_a_place_not_named_down_to_the_county(text: str) -> None:
    assert not has_county(text)


@pytest.mark.parametrize(
    "text", ["张三 0373-5828882", "张三13812345678", "7025422", "(0373)5828882", "138 1234 5678", "１３８１２３４５６７８", "+86 138-1234-5678"]
)
def test_a_telephone_number(text: str) -> None:
    assert has_phone(text)


@pytest.mark.parametrize("text", ["张三", "2026-05-20", "5月20日120人", "12345678@qq.com", "120", "110101199001011234"])
def test_no_telephone_number(text: str) -> None:
    assert not has_phone(text)


KINDS = ("社区服务", "大型赛会", "支教助学", "环境保护", "其他")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("社区服务", Taken("社区服务", True)),
        ("“社区服务”", Taken("社区服务", False)),
        ("社區服務。", Taken("社区服务", False)),
        ("社区", Taken("社区服务", False)),
        ("2", Taken("大型赛会", False)),
        ("第二个", Taken("大型赛会", False)),
        ("②", Taken("大型赛会", False)),
        ("选 3", Taken("支教助学", False)),
        ("the second one", Taken("大型赛会", False)),
        ("last", Taken("其他", False)),
        ("其它", Asked(("其他",))),
        ("服务", Asked(("社区服务",))),
        ("主要是环境保护", Asked(("环境保护",))),
        ("社区服务和支教助学", Asked(("社区服务", "支教助学"))),
        ("未掌握", NOT_KNOWN),
        ("6", NO_CHOICE),
        ("0", NO_CHOICE),
        ("不想选", NO_CHOICE),
        ("…", NO_CHOICE),
    ],
)
def test_a_choice(typed: str, meant: Answer) -> None:
    assert said(typed, FieldKind.CHOICE, choices=KINDS) == meant


def test_words_that_begin_several_choices_and_numbers_that_are_choices_are_asked_about() -> None:
    assert said("科普", FieldKind.CHOICE, choices=("科普讲解", "科普作品", "志愿")) == Asked(("科普讲解", "科普作品"))
    assert said("2", FieldKind.CHOICE, choices=("20人以上", "10人以上")) == Asked(("20人以上", "10人以上"))
    assert said("xl", FieldKind.CHOICE, choices=("S", "M", "L", "XL")) == Taken("XL", False)


@given(st.text(max_size=20))
def test_a_choice_taken_is_one_of_those_there_are(typed: str) -> None:
    meant = said(typed, FieldKind.CHOICE, choices=KINDS)
    offered = meant.values if isinstance(meant, Asked) else (meant.value,) if isinstance(meant, Taken) and meant.value else ()
    assert set(offered) <= set(KINDS)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026.5.20", "2026-05-20"),
        ("2026/5/20", "2026-05-20"),
        ("20260520", "2026-05-20"),
        ("26.5.20", "2026-05-20"),
        ("2026年5月20日", "2026-05-20"),
        ("２０２６年５月２０日", "2026-05-20"),
        ("二〇二六年五月二十日", "2026-05-20"),
        ("85年3月12日", "1985-03-12"),
        ("5月20日", "2026-05-20"),
        ("5 月 20 日。", "2026-05-20"),
        ("5月20号", "2026-05-20"),
        ("五月二十日", "2026-05-20"),
        ("五月廿三", "2026-05-23"),
        ("5.20", "2026-05-20"),
        ("5/20", "2026-05-20"),
        ("5月20日（星期三）", "2026-05-20"),
        ("5月20日上午", "2026-05-20"),
        ("是5月20日", "2026-05-20"),
        ("去年5月20日", "2025-05-20"),
        ("上个月20号", "2026-04-20"),
        ("昨天", "2026-05-21"),
        ("今天", "2026-05-22"),
        ("明天", "2026-05-23"),
        ("20 May 2026", "2026-05-20"),
        ("May 20", "2026-05-20"),
        ("20/05/2026", "2026-05-20"),
        ("yesterday", "2026-05-21"),
        ("3 days ago", "2026-05-19"),
    ],
)
def test_a_day_in_other_words_than_its_iso_form_is_taken_and_shown(typed: str, day: str) -> None:
    assert said(typed, FieldKind.DATE) == Taken(day, False)


def test_a_day_in_its_iso_form_need_not_be_shown() -> None:
    assert said(" 2026-05-20 ", FieldKind.DATE) == Taken("2026-05-20", True)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("20日", ("2026-05-20",)),
        ("25号", ("2026-05-25", "2026-04-25")),
        ("12月20日", ("2025-12-20", "2026-12-20")),
        ("20 December", ("2025-12-20", "2026-12-20")),
        ("02/03/2026", ("2026-02-03", "2026-03-02")),
        ("大概5月20日", ("2026-05-20",)),
        ("5月20日左右", ("2026-05-20",)),
        ("5月20日（周五）", ("2026-05-20",)),
    ],
)
def test_a_day_that_may_be_another_is_asked_about(typed: str, days: tuple[str, ...]) -> None:
    assert said(typed, FieldKind.DATE) == Asked(days)


@pytest.mark.parametrize(
    "typed",
    [
        "2月30日",
        "2026-13-01",
        "5月",
        "5月中旬",
        "5月20日至22日",
        "0000-01-01",
        "9999年1月1日",
        "20 May 2026 AEST",
        "last week",
        "may",
        "hello",
        "周三",
        "同上",
    ],
)
def test_what_names_no_single_day_is_refused(typed: str) -> None:
    assert said(typed, FieldKind.DATE) == NO_DATE


def test_a_day_may_be_not_known() -> None:
    assert said("不清楚", FieldKind.DATE) == NOT_KNOWN


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_every_day_is_read_back_however_it_is_written(day: date) -> None:
    ways = [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", f"{day:%d %B %Y}"]
    assert {said(way, FieldKind.DATE) for way in ways} <= {Taken(day.isoformat(), True), Taken(day.isoformat(), False)}


@given(st.text(max_size=60), st.sampled_from(FieldKind), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_anything_may_be_typed(typed: str, kind: FieldKind, today: date) -> None:
    assert isinstance(said(typed, kind, today, choices=KINDS), Taken | Asked | Wrong | Wanting)
