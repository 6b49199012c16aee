"""Contacts in layouts beyond a label and a value: bare lines, brackets, lists, sentences, English, and what only looks like them."""

from __future__ import annotations

import pytest

from knowledge.extraction.addresses import boxes_in
from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.contacts_marks import is_header
from knowledge.extraction.layout import laid_out
from knowledge.extraction.people import person_or_none
from knowledge.extraction.phones import numbers_in
from knowledge.notice import Contact
from knowledge.reading.read import read

_TITLE = "青禾市教育局关于开展读书活动的通知\n"
_HEAD = _TITLE + "各县（区）教育局，各有关单位：\n为推动全民阅读，现就有关事项通知如下。\n"
_SIGNED = "\n青禾市教育局\n2024年3月5日\n"


def _contacts(text: str, head: str = _HEAD) -> tuple[Contact, ...]:
    return contacts_of(laid_out([read((head + text + _SIGNED).encode(), "notice.txt")]))[0]


def _brief(contact: Contact) -> str:
    """Office / names / phones / mailboxes of a contact, for comparing."""
    return " / ".join((contact.org or "", " ".join(contact.names), " ".join(contact.phones), " ".join(contact.emails))).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("罗老师 5551001", ["/ 罗老师 / 5551001 /"]),
        ("如有异议，可联系以下工作人员：\n罗老师 55510010\n石磊同学 19900002222", ["/ 罗老师 / 55510010 /", "/ 石磊 / 19900002222 /"]),
        (
            "四、赛事咨询\n校团委罗漪老师：55510010；石磊：19900002222\n包小兰同学：19900003333",
            ["校团委 / 罗漪 / 55510010 /", "校团委 / 石磊 / 19900002222 /", "/ 包小兰 / 19900003333 /"],
        ),
        ("四、会议联络\n会务：罗漪 5551001\n住宿：石磊 5551002", ["/ 罗漪 / 5551001 /", "/ 石磊 / 5551002 /"]),
        ("联系人 罗漪\n电话 5551001", ["/ 罗漪 / 5551001 /"]),
        ("【联系人】罗漪\n【联系电话】5551001", ["/ 罗漪 / 5551001 /"]),
        ("负责人：罗漪 5551001", ["/ 罗漪 / 5551001 /"]),
        ("答疑老师：罗老师（5551001）", ["/ 罗老师 / 5551001 /"]),
    ],
)
def test_lines_of_a_name_and_a_number(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：罗老师       石老师           话：5551001", ["/ 罗老师 石老师 / 5551001 /"]),
        ("联系人：罗漪；石磊；包小兰\n电话：5551001；5551002", ["/ 罗漪 石磊 包小兰 / 5551001 5551002 /"]),
        ("组委会秘书处：罗漪、石磊；电话：5551001", ["组委会秘书处 / 罗漪 石磊 / 5551001 /"]),
        ("联系人：罗漪（内线：8123），石磊（内线：8124）", ["/ 罗漪 石磊 /  /"]),
        (
            "联系人：罗漪（市教育局基教科，0999-5551001）、石磊（市科协普及部，0999-5551002）",
            ["/ 罗漪 / 0999-5551001 /", "市科协普及部 / 石磊 / 0999-5551002 /"],
        ),
        ("政策咨询电话：5551001（财务处 罗漪）", ["财务处 / 罗漪 / 5551001 /"]),
        ("请电话报名，报名电话：5551001（罗老师）、5551002（石老师）。", ["/ 罗老师 / 5551001 /", "/ 石老师 / 5551002 /"]),
        ("联系人：云湖县教育局 罗漪 科长  5551001", ["云湖县教育局 / 罗漪 / 5551001 /"]),
        ("联系人：教务处罗漪老师 办公室：行政楼305 电话：5551001", ["教务处 / 罗漪 / 5551001 /"]),
        ("电子版发至 a@example.com（罗漪老师），纸质版送行政楼305。", ["/ 罗漪 /  / a@example.com"]),
        ("邮寄地址：青禾市长堤路8号，罗漪（收），电话5551001", ["/ 罗漪 / 5551001 /"]),
    ],
)
def test_lists_and_brackets_of_people(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("材料请报送校科技处517室罗漪，其中电子版一并报送。", ["罗漪"]),
        ("请将材料交至行政楼305室罗老师处。", ["罗老师"]),
        ("请将作品交给罗小明同学。", ["罗小明"]),
        ("不清楚的请私信班主任罗老师。", ["罗老师"]),
        ("报名表交至学生会组织部：罗漪(12310)、石磊（9609）、包小兰(3124)。", ["罗漪", "石磊", "包小兰"]),
        ("有问题找班长罗明，手机19900001111。", ["罗明"]),
        ("有问题请私聊罗老师或打19900001111", ["罗老师"]),
        ("请将材料交给罗小明老师，他的电话是19900001111。", ["罗小明"]),
        ("联系人为罗漪，电话为5551001。", ["罗漪"]),
        ("联系电话：5551001，受理人：罗漪、石磊。", ["罗漪", "石磊"]),
    ],
)
def test_people_named_inside_of_a_sentence(text: str, expected: list[str]) -> None:
    found = _contacts(text)
    assert [name for one in found for name in one.names] == expected
    assert not any(len(phone) < 5 for one in found for phone in one.phones)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Contact: Luo Ming, Tel: 010-65550101, Email: a@example.com", ["Luo Ming"]),
        ("Contact person: Ms. Shi Lei (Tel: 010-65550101)", ["Shi Lei"]),
        ("Contacts: Luo Ming, Shi Lei\nTel: 010-65550101", ["Luo Ming", "Shi Lei"]),
        ("Contact: Ms. Luo, Tel: 010-65550101", ["Ms. Luo"]),
        ("For further information, please contact Luo Ming at 010-65550101.", ["Luo Ming"]),
        ("联系人：Luo Ming  电话：010-65550101", ["Luo Ming"]),
        ("Contact: Academic Affairs Office, Tel: 010-65550101", []),
    ],
)
def test_names_in_latin_letters(text: str, names: list[str]) -> None:
    (found,) = _contacts(text)
    assert list(found.names) == names
    assert found.phones == ("010-65550101",)


@pytest.mark.parametrize(
    "text",
    [
        "二、获奖学生\n一等奖（3名）\n罗漪 55510010\n石磊 55510011",
        "参赛选手：罗漪（12310）、石磊（12311）",
        "罗漪老师 20190123",
        "罗漪同学 学号 55510010",
        "请同学们将材料交给指导老师，并由学院审核。",
        "请各班班长将名单交给各班班主任，由班主任汇总。",
        "请将作业交语文老师。",
        "请各班将材料送至305室登记，逾期不候。",
        "请联系各自辅导员，咨询相关老师。",
        "本次活动邀请罗漪老师，石磊老师作报告。",
        "负责人：罗漪，项目编号55510010。",
    ],
)
def test_people_and_numbers_that_are_no_contacts(text: str) -> None:
    assert _contacts(text) == ()


def test_a_site_s_own_numbers_above_the_notice_are_left_out() -> None:
    prose = "今年是青禾市开展全民阅读活动的第十年，为总结经验，现面向全市各单位开展征文活动，有关事项如下。\n"
    block = "联系我们\n咨询电话：0999-5551001\n邮箱：site@example.com\n"
    found = _contacts("联系人：罗漪，电话：0999-5551002", _TITLE + block + prose)
    assert [_brief(one) for one in found] == ["/ 罗漪 / 0999-5551002 /"]
    assert [_brief(one) for one in _contacts(block, _TITLE + prose)] == ["/  / 0999-5551001 / site@example.com"]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("六、赛事咨询", True),
        ("咨询联系：", True),
        ("如有疑问，可联系下列工作人员：", True),
        ("联系人 罗漪", False),
        ("【联系人】罗漪", False),
        ("联系实际，认真学习：一是读书。", False),
    ],
)
def test_lines_that_say_that_contacts_follow(text: str, header: bool) -> None:
    assert is_header(text) is header


@pytest.mark.parametrize("text", ["班主任", "科长", "门卫", "行政楼", "Liu"])
def test_words_that_a_label_does_not_make_a_name(text: str) -> None:
    assert person_or_none(text, labelled=True) is None


def test_last_digits_are_completed_as_often_as_they_follow() -> None:
    assert [one.value for one in numbers_in("0999-5551001/02/03")] == ["0999-5551001", "0999-5551002", "0999-5551003"]
    assert [one.value for one in numbers_in("62085501/6565")] == ["62085501", "62086565"]


def test_a_sign_that_stands_for_the_at_is_read_where_the_text_says_so() -> None:
    assert [box for box, _, _ in boxes_in("a#example.com（请将#换成@）")] == ["a@example.com"]
    assert list(boxes_in("a#example.com")) == []
