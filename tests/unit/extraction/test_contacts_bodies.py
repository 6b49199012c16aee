"""Bodies beside their people: glued to a name, without anybody, below a label of their own; and numbers printed carelessly."""

from __future__ import annotations

import pytest

from knowledge.extraction.addresses import boxes_in, masked
from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.layout import laid_out
from knowledge.extraction.people import is_office, person_or_none
from knowledge.extraction.phones import numbers_in
from knowledge.notice import Contact
from knowledge.reading.read import read

_HEAD = "青禾市教育局关于开展读书活动的通知\n各县（区）教育局，各有关单位：\n为推动全民阅读，现就有关事项通知如下。\n"
_SIGNED = "\n青禾市教育局\n2024年3月5日\n"


def _contacts(text: str) -> tuple[Contact, ...]:
    return contacts_of(laid_out([read((_HEAD + text + _SIGNED).encode(), "notice.txt")]))[0]


def _brief(contact: Contact) -> str:
    """Office / names / phones / mailboxes of a contact, for comparing."""
    return " / ".join((contact.org or "", " ".join(contact.names), " ".join(contact.phones), " ".join(contact.emails))).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("六、联系方式：\n\n校团委荀小漪   55510012", ["校团委 / 荀小漪 / 55510012 /"]),
        ("联系人：校团委罗老师 0999-5551001\n    社团联石磊同学 19900001111", ["校团委 / 罗老师 / 0999-5551001 /", "社团联 / 石磊 / 19900001111 /"]),
        ("联系人：市工商联 罗漪 5551001\n市残联 石磊 5551002", ["市工商联 / 罗漪 / 5551001 /", "市残联 / 石磊 / 5551002 /"]),
        ("校学生会体育部部长罗小漪：19900001111", ["校学生会体育部 / 罗小漪 / 19900001111 /"]),
        ("联系人：局办公室副主任罗漪、科长石磊 5551001", ["局办公室 / 罗漪 石磊 / 5551001 /"]),
        ("联系人：罗小漪 市教育局办公室主任 5551001", ["/ 罗小漪 / 5551001 /"]),
        ("请与团委罗漪、石磊联系，电话 5551001。", ["团委 / 罗漪 石磊 / 5551001 /"]),
    ],
)
def test_a_name_is_told_from_the_body_it_is_glued_to(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "二、联系方式\n业务咨询\n高新科5551001 农业科5551002\n办事大厅窗口电话\n5551003",
            ["高新科 /  / 5551001 /", "农业科 /  / 5551002 /", "/  / 5551003 /"],
        ),
        ("四、咨询电话\n教务科 5551001\n文艺科：5551002", ["教务科 /  / 5551001 /", "文艺科 /  / 5551002 /"]),
        ("联系人：水保科 5551001", ["水保科 /  / 5551001 /"]),
        ("联系方式：卫健科 5551001、高企科 5551002", ["卫健科 /  / 5551001 /", "高企科 /  / 5551002 /"]),
        ("咨询电话\n教务科：5551001 罗老师\n学生科：5551002 石老师", ["教务科 / 罗老师 / 5551001 /", "学生科 / 石老师 / 5551002 /"]),
        ("联系方式：\n东校区 5551001\n西校区 5551002", ["/  / 5551001 5551002 /"]),
    ],
)
def test_a_body_with_a_number_needs_nobody_and_is_nobody(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：罗漪\n联系电话：\n0999-5551001", ["/ 罗漪 / 0999-5551001 /"]),
        ("联系人：\n罗漪\n办公电话：\n5551001\n电子邮箱：\na@example.com", ["/ 罗漪 / 5551001 / a@example.com"]),
        ("联系人：罗漪，石磊\n电话\n0999-5551001\n手机\n19900001111", ["/ 罗漪 石磊 / 0999-5551001 19900001111 /"]),
        ("联系人：罗漪\n电话：\n5551001\n监督电话：\n5551002", ["/ 罗漪 / 5551001 /", "/  / 5551002 /"]),
    ],
)
def test_a_label_may_stand_on_the_line_before_its_value(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请报送（地址：办公楼605室 联系人：罗小群 电话：0999—5551001 Email：a@example.com）。", ["/ 罗小群 / 0999-5551001 / a@example.com"]),
        ("联系人：罗老师 :0999-5551001；石老师0999-  5551002。", ["/ 罗老师 / 0999-5551001 /", "/ 石老师 / 0999-5551002 /"]),
        (
            "报名联系人：罗老师，联系电话：19900001111。请各班汇总后发给助教组长石小磊。",
            ["/ 罗老师 / 19900001111 /", "/ 石小磊 /  /"],
        ),
        ("请将材料交给学习委员罗小漪。", ["/ 罗小漪 /  /"]),
        (
            "联系人：罗漪，电话：19900001111。\n二、提交\n8月7日截止。请将作品发至邮箱：b@example.com，逾期不候。",
            ["/ 罗漪 / 19900001111 /", "/  /  / b@example.com"],
        ),
    ],
)
def test_contacts_inside_of_sentences(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "请各班班长将材料发给辅导员审核。请辅导员发给组长汇总。",
        "校领导为优秀班长罗小漪颁奖。",
        "三、任务数\n教务处 5000000\n学生处 6000000",
    ],
)
def test_posts_and_figures_of_bodies_are_no_contacts(text: str) -> None:
    assert _contacts(text) == ()


def test_a_mailbox_inside_of_the_address_of_a_page_is_a_part_of_it() -> None:
    link = '<a href="http://www.example.com/mailtoluo@example.com" target="_blank">luo@example.com</a>'
    assert [box for box, _, _ in boxes_in(link)] == ["luo@example.com"]
    assert [box for box, _, _ in boxes_in("a@example.com/b@example.com，http://www.example.com c@example.com")] == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]


def test_a_name_that_ends_like_a_group_hides_no_number() -> None:
    assert masked("罗小群 电话：0999-5551001") == "罗小群 电话：0999-5551001"
    assert "800900100" not in masked("交流群：800900100")


@pytest.mark.parametrize("text", ["0999-  5551001", "0999  —  5551001", "（0999） - 5551001", "0999-   555 1001"])
def test_blanks_inside_of_a_number_are_closed_up(text: str) -> None:
    assert [number.value for number in numbers_in(text)] == ["0999-5551001"]


@pytest.mark.parametrize("text", ["高新科", "计财科", "金融科", "社团联", "水保站"])
def test_a_body_that_begins_like_a_surname_is_a_body(text: str) -> None:
    assert is_office(text)
    assert person_or_none(text, labelled=True) is None


@pytest.mark.parametrize("text", ["李小联", "罗明科", "高新民"])
def test_people_whose_names_look_like_bodies_stay_people(text: str) -> None:
    assert person_or_none(text, labelled=False) == text
