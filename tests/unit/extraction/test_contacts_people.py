"""Names of people told apart from names of offices and from words."""

from __future__ import annotations

import pytest

from knowledge.extraction.people import after, before, is_office, listed, person_or_none


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("罗漪老师", "罗漪"),
        ("石磊副科长", "石磊"),
        ("欧阳清同志", "欧阳清"),
        ("周老师", "周老师"),
        ("夏侯老师", "夏侯老师"),
        ("古小姐", "古小姐"),
        ("古丽娜尔·吐尔逊", "古丽娜尔·吐尔逊"),
        ("老师", None),
        ("高校", None),
        ("周一至", None),
        ("宣传部", None),
        ("电话", None),
    ],
)
def test_titles_are_dropped_after_a_whole_name_only(text: str, expected: str | None) -> None:
    assert person_or_none(text, labelled=False) == expected


def test_a_rare_surname_is_believed_after_a_label_only() -> None:
    assert person_or_none("沐清晨", labelled=True) == "沐清晨"
    assert person_or_none("漪清晨", labelled=True) == "漪清晨"
    assert person_or_none("漪清晨", labelled=False) is None


@pytest.mark.parametrize("text", ["基础教育科", "计划科", "团委", "市科协", "校团委", "组委会", "云湖县教育局"])
def test_offices_are_no_people(text: str) -> None:
    assert is_office(text)


@pytest.mark.parametrize("text", ["罗明科", "罗科", "李建社"])
def test_a_given_name_may_end_like_an_office(text: str) -> None:
    assert not is_office(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("罗  漪  苗青禾", ["罗漪", "苗青禾"]),
        ("李 小 明", ["李小明"]),
        ("罗 漪 石 磊", ["罗漪", "石磊"]),
        ("石 磊老师", ["石磊"]),
        ("罗漪和石磊", ["罗漪", "石磊"]),
        ("市教育局 罗漪", ["市教育局", "罗漪"]),
        ("社会发展科罗漪 石磊", ["社会发展科", "罗漪", "石磊"]),
        ("罗漪（办公室）、石磊", ["罗漪", "石磊"]),
    ],
)
def test_blanks_inside_of_names_are_closed_up(text: str, expected: list[str]) -> None:
    named, whole = listed(text, 0, len(text), labelled=True)
    assert whole
    assert [one.value for one in named] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请联系新媒体运营部罗小漪（", ["新媒体运营部", "罗小漪"]),
        ("请与罗老师联系（电话：", ["罗老师"]),
        ("市统计局贸易科 罗漪 ", ["市统计局贸易科", "罗漪"]),
        ("王 小 红（", ["王小红"]),
        ("详情可拨打", []),
        ("参与人数为", []),
    ],
)
def test_whoever_stands_before_a_number(text: str, expected: list[str]) -> None:
    assert [one.value for one in before(text, 0, len(text))] == expected


@pytest.mark.parametrize(("text", "expected"), [("  古小姐", ["古小姐"]), ("（毕老师）", ["毕老师"]), ("（白天）", []), ("，请准时", [])])
def test_whoever_stands_after_a_number(text: str, expected: list[str]) -> None:
    assert [one.value for one in after(text, 0, len(text))] == expected
