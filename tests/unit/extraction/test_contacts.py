"""Whom to ask, in the ways that notices write it down."""

from __future__ import annotations

import pytest

from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.layout import laid_out
from knowledge.notice import Contact
from knowledge.reading.read import read

_HEAD = "青禾市教育局关于开展读书活动的通知\n各县（区）教育局，各有关单位：\n为推动全民阅读，现就有关事项通知如下。\n"
_SIGNED = "\n青禾市教育局\n2024年3月5日\n"


def _contacts(text: str, after: str = "") -> tuple[Contact, ...]:
    return contacts_of(laid_out([read((_HEAD + text + _SIGNED + after).encode(), "notice.txt")]))[0]


def _brief(contact: Contact) -> str:
    """Office / names / phones / mailboxes of a contact, for comparing."""
    return " / ".join((contact.org or "", " ".join(contact.names), " ".join(contact.phones), " ".join(contact.emails)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：罗  漪  柏青禾\n联系电话：0999—5551001\n邮箱：a@example.com", ["/ 罗漪 柏青禾 / 0999-5551001 / a@example.com"]),
        ("联 系 人：罗漪、石 磊  电 话：5551001", ["/ 罗漪 石磊 / 5551001 /"]),
        ("联系人：向 阳老师：5551001\n包小兰同学：19900001111", ["/ 向阳 / 5551001 /", "/ 包小兰 / 19900001111 /"]),
        ("四、联系人：\n周老师0999—5551001\n罗漪 19900001111", ["/ 周老师 / 0999-5551001 /", "/ 罗漪 / 19900001111 /"]),
        ("市科技局联系人：罗漪\n电话：5551001\n云湖传媒联系人：石磊\n电话：5551002", ["市科技局 / 罗漪 / 5551001 /", "云湖传媒 / 石磊 / 5551002 /"]),
        ("联系人：云湖县教育和体育局 罗漪\n电话：5551001", ["云湖县教育和体育局 / 罗漪 / 5551001 /"]),
        ("联系人：基础教育科罗漪 石磊\n电话：5551001", ["基础教育科 / 罗漪 石磊 / 5551001 /"]),
        (
            "五、联系方式\n（一）市教育局\n联系人：罗漪\n电话：5551001\n（二）市科协\n联系人：石磊\n电话：5551002",
            ["市教育局 / 罗漪 / 5551001 /", "市科协 / 石磊 / 5551002 /"],
        ),
        ("联系方式：\n市教育局基础教育科 罗漪 石磊\n联系电话：5551001 5551002", ["市教育局基础教育科 / 罗漪 石磊 / 5551001 5551002 /"]),
        ("请按时参加。（联系人：罗漪，电话：0999-5551001）", ["/ 罗漪 / 0999-5551001 /"]),
        ("未尽事宜，请与市教育局基础教育科罗漪同志联系，电话：5551001。", ["市教育局基础教育科 / 罗漪 / 5551001 /"]),
        ("1、报名电话：5551001  古女士\n2、报名邮箱：a@example.com", ["/ 古女士 / 5551001 / a@example.com"]),
        ("咨询电话：0999-5551001（罗老师）、0999-5551002（石老师）", ["/ 罗老师 / 0999-5551001 /", "/ 石老师 / 0999-5551002 /"]),
        ("联系人：罗漪19900001111 石磊19900002222", ["/ 罗漪 / 19900001111 /", "/ 石磊 / 19900002222 /"]),
        ("联系人：李主任、王科长，联系电话：5551001", ["/ 李主任 王科长 / 5551001 /"]),
        ("联系人：艾力·买买提  欧阳清  电话：5551001", ["/ 艾力·买买提 欧阳清 / 5551001 /"]),
        (
            "联系人：罗漪      联系人：石磊\n电话：5551001      电话：5551002",
            ["/ 罗漪 / 5551001 /", "/ 石磊 / 5551002 /"],
        ),
        (
            "单位  联系人  联系电话\n市教育局  罗漪  0999-5551001\n市科协  石磊  0999-5551002",
            ["市教育局 / 罗漪 / 0999-5551001 /", "市科协 / 石磊 / 0999-5551002 /"],
        ),
        ("请将材料发至科技处邮箱a@example.com，逾期不候。", ["科技处 /  /  / a@example.com"]),
        (
            "市教育局（联系人：罗漪，0999-5551001）；市科协（联系人：石磊，5551002）。",
            ["市教育局 / 罗漪 / 0999-5551001 /", "市科协 / 石磊 / 5551002 /"],
        ),
        ("技术支持联系人：罗漪 5551001", ["/ 罗漪 / 5551001 /"]),
        ("联系人：罗漪，电话：0999-5551001，0999-5551009（传真）", ["/ 罗漪 / 0999-5551001 /"]),
        ("各县（区）联系人：\n青禾区：罗漪 5551001\n云湖县：石磊 5551002", ["青禾区 / 罗漪 / 5551001 /", "云湖县 / 石磊 / 5551002 /"]),
        ("电子版发罗漪同志办公邮箱。", ["/ 罗漪 /  /"]),
        ("联系人：罗漪（政务通同名），联系电话：5551001", ["/ 罗漪 / 5551001 /"]),
    ],
)
def test_offices_people_and_numbers_stand_together(text: str, expected: list[str]) -> None:
    assert [_brief(one).strip() for one in _contacts(text)] == [line.strip() for line in expected]


@pytest.mark.parametrize(
    "text",
    [
        "本次活动经费50000元，参与12000人次，活动编号：20240001。",
        "三、获奖名单\n罗漪 19900001111\n石磊 19900002222",
        "主讲人：罗漪教授，青禾大学。主持人：石磊。",
        "请各单位确定1名联络员，并将联系人姓名、联系电话报市教育局。",
        "收款单位：青禾书社  账号：6222 0212 3456 7890",
        "请加入QQ群：800900100。",
        "联系人：          联系电话：",
        "邮箱：19900001111乱码",
    ],
)
def test_other_numbers_and_names_are_no_contacts(text: str) -> None:
    assert _contacts(text) == ()


@pytest.mark.parametrize("after", ["网站客服电话：400-555-1001", "咨询热线：19900001111", "电话：0999-5551001\n传真：0999-5551002"])
def test_the_numbers_of_a_web_site_after_the_signature_are_left_out(after: str) -> None:
    assert _contacts("请认真组织。", after) == ()


def test_the_address_of_a_page_below_an_unsigned_notice_is_left_out() -> None:
    footer = "请认真组织。\n上一篇：无\n下一篇：无\n地址：青禾市长堤路8号\n电话：0999-5551001\n"
    assert contacts_of(laid_out([read((_HEAD + footer).encode(), "notice.txt")]))[0] == ()


def test_contacts_may_follow_the_signature() -> None:
    (found,) = _contacts("请认真组织。", "（联系人：罗漪，联系电话：5551001）")
    assert _brief(found) == " / 罗漪 / 5551001 / "


def test_what_is_attached_is_asked_only_where_the_notice_names_nobody() -> None:
    annex = "附件1\n活动方案\n联系人：石磊，电话：0999-5551002\n"
    outline = laid_out([read((_HEAD + "请认真组织。" + _SIGNED + annex).encode(), "notice.txt")])
    (found,), sure = contacts_of(outline)
    assert found.names == ("石磊",)
    assert sure[found.id] < 0.7
    assert [one.names for one in _contacts("联系人：罗漪，电话：5551001", annex)] == [("罗漪",)]


def test_fax_address_postcode_and_qq_are_kept_apart() -> None:
    (found,) = _contacts(
        "联系人：罗漪\n电话：0999-5551001  传真：0999-5551009\n地址：青禾市长堤路8号206室（999000）\nQQ：800900100\nE-mail：a@example.com"
    )
    assert (found.phones, found.faxes) == (("0999-5551001",), ("0999-5551009",))
    assert (found.address, found.postcode, found.qq, found.emails) == ("青禾市长堤路8号206室", "999000", ("800900100",), ("a@example.com",))


@pytest.mark.parametrize("label", ["电话/传真：", "电话（传真）：", "传真、电话："])
def test_a_number_may_be_phone_and_fax(label: str) -> None:
    (found,) = _contacts(label + "0999-5551001")
    assert found.phones == found.faxes == ("0999-5551001",)


def test_a_contact_is_named_once_and_says_where_it_stands() -> None:
    (found,) = _contacts("一、时间\n3月20日。\n二、报名\n联系人：罗漪 5551001\n三、其他\n联系人：罗漪 5551001")
    assert found.source.clause == "二"
    assert found.source.line == 7
    assert found.source.quote == "联系人：罗漪 5551001"


def test_a_mailbox_of_somebody_is_not_named_again_alone() -> None:
    found = _contacts("请发至邮箱a@example.com。\n联系人：罗漪，邮箱：a@example.com")
    assert [_brief(one) for one in found] == [" / 罗漪 /  / a@example.com"]
