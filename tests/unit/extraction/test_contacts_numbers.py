"""Telephone numbers, mailboxes and addresses, as they are printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.addresses import address_at, boxes_in, masked
from knowledge.extraction.phones import numbers_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0999-5551001", ["0999-5551001"]),
        ("0999—5551001", ["0999-5551001"]),
        ("0999--5551001", ["0999-5551001"]),
        ("0999 – 5551001", ["0999-5551001"]),
        ("（0999）5551001", ["0999-5551001"]),
        ("(010)65550101", ["010-65550101"]),
        ("0999 5551001", ["0999-5551001"]),
        ("09995551001", ["0999-5551001"]),
        ("010-6555 0101", ["010-65550101"]),
        ("+86 199 0000 1111", ["19900001111"]),
        ("199-0000-1111", ["19900001111"]),
        ("+86-10-65550101", ["010-65550101"]),
        ("0999-5551001转806", ["0999-5551001-806"]),
        ("65550101-8012", ["65550101-8012"]),
        ("0999-5551001 ext 12", ["0999-5551001-12"]),
        ("0999-5551001/5551002", ["0999-5551001", "5551002"]),
        ("0999-5551001/2", ["0999-5551001", "0999-5551002"]),
        ("65550101、65550102", ["65550101", "65550102"]),
        ("3046228 3046229", ["3046228", "3046229"]),
        ("400-555-1001", ["400-5551001"]),
        ("罗漪19900001111石磊19900002222", ["19900001111", "19900002222"]),
    ],
)
def test_numbers_are_written_one_way(text: str, expected: list[str]) -> None:
    assert [number.value for number in numbers_in(text)] == expected


@pytest.mark.parametrize("text", ["20240305", "2023-2024", "50000元", "12000人", "19900001111@example.com", "a5551001"])
def test_what_is_no_number_to_call(text: str) -> None:
    assert [number.value for number in numbers_in(text)] == []


@given(st.text(alphabet="0123456789-—（）() 转/+，人", max_size=60))
def test_whatever_is_found_has_the_accepted_form_and_its_own_place(text: str) -> None:
    last = 0
    for number in numbers_in(text):
        assert re.fullmatch(r"\d{3,4}-\d{6,8}(-\d{1,6})?|\d{5,12}(-\d{1,6})?", number.value)
        assert last <= number.begin < number.end <= len(text)
        last = number.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发至邮箱a.b_c@example.com。", ["a.b_c@example.com"]),
        ("发至yhx @ example.com（标题注明）", ["yhx@example.com"]),
        ("yhx(at)example.com.cn,", ["yhx@example.com.cn"]),
        ("电子邮箱yhx@example.com咨询电话", ["yhx@example.com"]),
        ("yhx@example.comhttps://example.org", ["yhx@example.com"]),
        ("E-mail:Yhx@Example.com    b@example.org", ["Yhx@Example.com", "b@example.org"]),
        ("没有邮箱 @ 罗漪", []),
    ],
)
def test_mailboxes_are_found_as_printed(text: str, expected: list[str]) -> None:
    assert [box for box, _, _ in boxes_in(text)] == expected


@pytest.mark.parametrize("text", ["QQ群：800900100", "账号：5551001199", "腾讯会议：555 100 119", "https://example.com/2024/5551001.html"])
def test_numbers_of_groups_accounts_and_pages_are_blotted_out(text: str) -> None:
    assert not re.search(r"\d{5}", masked(text))
    assert len(masked(text)) == len(text)


def test_an_address_ends_before_the_next_label() -> None:
    text = "地址：青禾市长堤路8号206室，邮编：999000"
    assert address_at(text, 3) == ("青禾市长堤路8号206室", text.index("，邮编"))
    assert address_at("地址：", 3) is None
