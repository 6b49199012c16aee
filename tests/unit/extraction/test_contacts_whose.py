"""Whose a number is: it is given to nobody else, names that many have are not one person, published people are no contacts."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.contacts_marks import marks_of
from knowledge.extraction.layout import laid_out
from knowledge.extraction.offices import office_of
from knowledge.extraction.people import before, is_surname_with_title, listed, named_last
from knowledge.language.places import gazetteer
from knowledge.notice import Contact
from knowledge.reading.read import read

_HEAD = "关于做好科普活动的通知\n\n各乡镇人民政府：\n\n为做好科普工作，现将有关事项通知如下。\n\n"
_SIGNED = "\n\n云湖县科学技术协会\n2026年5月5日\n"


def _contacts(text: str) -> tuple[Contact, ...]:
    return contacts_of(laid_out([read((_HEAD + text + _SIGNED).encode(), "notice.txt")]))[0]


def _brief(contact: Contact) -> str:
    """Office / names / phones, and faxes, of a contact, for comparing."""
    faxes = f" fax {' '.join(contact.faxes)}" if contact.faxes else ""
    return " / ".join((contact.org or "", " ".join(contact.names), " ".join(contact.phones))).strip() + faxes


_PEOPLE = ["/ 李老师 / 0999-2222222", "/ 王老师 / 0999-3333333"]
_MOBILES = ["/ 李明 / 13900000001", "/ 王芳 / 13900000002"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("报名电话：0999-1111111。联系人：李老师0999-2222222，王老师0999-3333333。", ["/  / 0999-1111111", *_PEOPLE]),
        ("监督电话：0999-1111111，联系人：李老师0999-2222222，王老师0999-3333333。", ["/  / 0999-1111111", *_PEOPLE]),
        ("报名电话：0999-1111111；咨询电话：李老师0999-2222222，王老师0999-3333333。", ["/  / 0999-1111111", *_PEOPLE]),
        ("报名电话：0999-1111111 李老师 0999-2222222，王老师 0999-3333333", ["/  / 0999-1111111", *_PEOPLE]),
        ("传真：0999-1111111。联系人：李老师0999-2222222，王老师0999-3333333。", ["/  / fax 0999-1111111", *_PEOPLE]),
        ("报名电话：0999-1111111\n联系人：李老师0999-2222222\n王老师0999-3333333", ["/  / 0999-1111111", *_PEOPLE]),
        ("联系电话：0999-1111111\n李明 13900000001\n王芳 13900000002", ["/  / 0999-1111111", *_MOBILES]),
        ("监督电话：0999-1111111，联系人：李明，电话：13900000001；王芳，电话：13900000002。", ["/  / 0999-1111111", *_MOBILES]),
        ("联系电话：0999-1111111，李明：13900000001，王芳：13900000002", ["/  / 0999-1111111", *_MOBILES]),
        ("邮箱：a@example.com，联系人：李明 13900000001，王芳 13900000002", _MOBILES),
        ("报名电话：0999-1111111；联系人：李明；电话：13900000001", ["/  / 0999-1111111", "/ 李明 / 13900000001"]),
        ("值班电话：0999-1111111；李明（13900000001）、王芳（13900000002）", ["/  / 0999-1111111", *_MOBILES]),
        ("联系电话：0999-1111111\n联系人：李明\n手机：\n13900000001", ["/  / 0999-1111111", "/ 李明 / 13900000001"]),
        ("联系人：李明，电话：13900000001。监督电话：0999-1111111。", ["/ 李明 / 13900000001", "/  / 0999-1111111"]),
        ("联系人：李明，咨询电话：13900000001，监督电话：0999-1111111。", ["/ 李明 / 13900000001", "/  / 0999-1111111"]),
        ("报名电话：0999-1111111\n联系人：李明\n监督电话：0999-3333333", ["/ 李明 / 0999-1111111", "/  / 0999-3333333"]),
    ],
)
def test_a_number_that_follows_a_name_begins_a_contact(text: str, expected: list[str]) -> None:
    assert [_brief(one).strip() for one in _contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("咨询电话：0999-1111111，联系人：李明。", ["/ 李明 / 0999-1111111"]),
        ("咨询电话：0999-1111111\n联系人：李明、王芳", ["/ 李明 王芳 / 0999-1111111"]),
        ("电话：0999-1111111，联系人：李明\n电话：0999-2222222，联系人：王芳", ["/ 李明 / 0999-1111111", "/ 王芳 / 0999-2222222"]),
        ("电话：0999-1111111，联系人：李明；电话：0999-2222222，联系人：王芳。", ["/ 李明 / 0999-1111111", "/ 王芳 / 0999-2222222"]),
        ("电话：0999-1111111\n联系人：李明\n电话：0999-2222222\n联系人：王芳", ["/ 李明 / 0999-1111111", "/ 王芳 / 0999-2222222"]),
        ("电话：0999-1111111（李明）、0999-2222222（王芳）", ["/ 李明 / 0999-1111111", "/ 王芳 / 0999-2222222"]),
        (
            "咨询电话：0999-1111111 李老师、0999-2222222 王老师。监督电话：0999-3333333。",
            ["/ 李老师 / 0999-1111111", "/ 王老师 / 0999-2222222", "/  / 0999-3333333"],
        ),
    ],
)
def test_a_name_behind_a_number_is_its_owner_s(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


_NAMES = st.lists(st.sampled_from(["李老师", "王芳", "赵国强", "周老师", "陈晓明"]), min_size=2, max_size=4, unique=True)


@given(
    _NAMES,
    st.sampled_from(["", "报名电话：0999-1111111。", "监督电话：0999-1111111，", "传真：0999-1111111\n", "电话：0999-1111111\n"]),
    st.sampled_from(["，", "；", "、", "\n"]),
    st.sampled_from(["", " ", "：", "，电话："]),
)
def test_everybody_has_the_number_after_the_name(names: list[str], hotline: str, between: str, gap: str) -> None:
    numbers = {name: f"0999-{2222220 + number}" for number, name in enumerate(names)}
    text = hotline + "联系人：" + between.join(f"{name}{gap}{number}" for name, number in numbers.items())
    found = {one.names[0]: one.phones for one in _contacts(text) if one.names}
    assert found == {name: (number,) for name, number in numbers.items()}


@pytest.mark.parametrize(
    "text",
    [
        "联系方式：\n县科协科普部 王老师 0999-1234567\n县教育局基教科 王老师 0999-7654321",
        "联系单位：县科协科普部，联系人：王老师，电话：0999-1234567。联系单位：县教育局基教科，联系人：王老师，电话：0999-7654321。",
        "联系单位：县科协科普部\n联系人：王老师\n电话：0999-1234567\n联系单位：县教育局基教科\n联系人：王老师\n电话：0999-7654321",
    ],
)
def test_two_offices_have_two_people_of_one_name(text: str) -> None:
    assert [_brief(one) for one in _contacts(text)] == ["县科协科普部 / 王老师 / 0999-1234567", "县教育局基教科 / 王老师 / 0999-7654321"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：王老师，电话：0999-1234567。\n活动事宜请联系王老师 0999-7654321", ["/ 王老师 / 0999-1234567", "/ 王老师 / 0999-7654321"]),
        ("联系人：王老师，电话：0999-1234567。\n活动事宜请联系王老师 0999-1234567", ["/ 王老师 / 0999-1234567"]),
        (
            "联系人：县科协李明，电话：0999-1234567。\n活动事宜请联系李明 0999-7654321",
            ["县科协 / 李明 / 0999-1234567", "/ 李明 / 0999-7654321"],
        ),
        (
            "联系人：县科协李明，电话：0999-1234567。\n活动事宜请联系李明 0999-1234567、13900000001",
            ["县科协 / 李明 / 0999-1234567 13900000001"],
        ),
    ],
)
def test_a_name_alone_makes_nobody_the_same(text: str, expected: list[str]) -> None:
    assert [_brief(one) for one in _contacts(text)] == expected


@pytest.mark.parametrize(("name", "titled"), [("王老师", True), ("欧阳主任", True), ("王芳", False), ("王芳老师", False), ("白天宇", False)])
def test_a_surname_with_a_title_is_told_from_a_whole_name(name: str, titled: bool) -> None:
    assert is_surname_with_title(name) is titled


@pytest.mark.parametrize("words", ["", "请将材料报送至", "请联系", "咨询", "报送", "交给", "并报"])
def test_no_name_of_a_place_is_cut(words: str) -> None:
    offices = [f"{place}教育局" for place in gazetteer()]
    assert [office for office in offices if office_of(words + office) != office] == []


@pytest.mark.parametrize("words", ["请联系", "请将材料交给"])
def test_a_person_s_office_is_not_cut_in_the_name_of_its_place(words: str) -> None:
    offices = [f"{place}教育局" for place in gazetteer()]
    assert [office for office in offices if [one.value for one in named_last(f"{words}{office}李明", 0)] != [office, "李明"]] == []


@pytest.mark.parametrize("office", ["由旺镇人民政府", "大寄镇政府办公室", "报恩寺街道办事处", "青禾晚报编辑部", "到保镇文化站"])
@pytest.mark.parametrize("words", ["", "请将材料报送至", "请咨询"])
def test_no_place_is_cut_at_a_character_of_its_name(words: str, office: str) -> None:
    assert office_of(words + office) == office


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("电子版发至科技处", "科技处"),
        ("由县教育局", "县教育局"),
        ("汇总后报云湖县科协", "云湖县科协"),
        ("有疑问请向基础教育科", "基础教育科"),
        ("纸质版寄办公室", "办公室"),
        ("并报社会发展科", "社会发展科"),
        ("并请交到本单位办公室", "单位办公室"),
    ],
)
def test_words_that_ask_to_turn_to_an_office_are_cut(words: str, office: str) -> None:
    assert office_of(words) == office


@pytest.mark.parametrize("line", ["各县（区）科协：", "有关单位：", "全体教师："])
def test_whoever_is_addressed_is_no_office_to_ask(line: str) -> None:
    text = f"关于做好科普活动的通知\n{line}\n联系人：李明\n电话：0999-1234567{_SIGNED}"
    (found,) = contacts_of(laid_out([read(text.encode(), "notice.txt")]))[0]
    assert (found.org, found.names, found.phones) == (None, ("李明",), ("0999-1234567",))


_LECTURERS = ("张明 县一中 0999-1111111", "李芳 县二中 0999-2222222", "赵强 县三中 0999-3333333")


def _table(head: str, rows: tuple[str, ...]) -> str:
    return "\n".join(f"| {' | '.join(row.split())} |" for row in (head, re.sub(r"\S+", "---", head), *rows))


@pytest.mark.parametrize(
    "above", ["", "讲师团成员名单如下：\n\n", "经推荐和审核，现将县科普讲师团成员予以公布，各单位可以根据需要邀请讲师开展讲座。\n\n"]
)
@pytest.mark.parametrize("printed", [_table("姓名 单位 电话", _LECTURERS), "\n".join(("姓名 单位 电话", *_LECTURERS))])
def test_published_people_are_no_contacts(above: str, printed: str) -> None:
    assert [_brief(one) for one in _contacts(f"{above}{printed}\n\n咨询电话：0999-4444444")] == ["/  / 0999-4444444"]


def test_a_table_of_contacts_is_one_and_shares_none_with_the_text() -> None:
    found = _contacts(_table("单位 联系人 电话", ("县一中 张明 0999-1111111", "县二中 李芳 0999-2222222")) + "\n\n咨询电话：0999-4444444")
    assert [(one.names, one.phones) for one in found] == [(("张明",), ("0999-1111111",)), (("李芳",), ("0999-2222222",)), ((), ("0999-4444444",))]


@pytest.mark.parametrize(
    "text",
    [
        "联系人：李明\n电话：0999-1111111\n传真：0999-3333333\n邮箱：a@example.com\n地址：云湖县长堤路8号",
        "联系人：李明\n\n联系电话：\n\n0999-1111111\n\n邮箱：a@example.com",
        "联系人：李明，电话：0999-1111111，传真：0999-3333333，邮箱：a@example.com",
    ],
)
def test_the_numbers_of_a_contact_are_in_its_quote(text: str) -> None:
    (found,) = _contacts(text)
    quote = found.source.quote or ""
    assert all(value in quote for value in (*found.names, *found.phones, *found.faxes, *found.emails))
    assert re.sub(r"\s+", "", quote) in re.sub(r"\s+", "", text)
    assert found.source.line == 7


def test_words_that_stand_far_apart_are_not_quoted_together() -> None:
    rest = "\n".join(f"地址：云湖县长堤路{number}号" for number in range(8))
    (found,) = _contacts(f"联系人：李明\n{rest}\n电话：0999-1111111")
    assert found.source.quote is not None
    assert "0999-1111111" in found.source.quote
    assert len(found.source.quote) < len(rest)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("白天宇、高中华、金华明", ["白天宇", "高中华", "金华明"]),
        ("白天、高中华、金华明", ["高中华", "金华明"]),
        ("高中华、另行通知、金华明", ["高中华", "金华明"]),
    ],
)
def test_words_in_a_list_of_names_end_it_not(text: str, names: list[str]) -> None:
    assert [one.value for one in listed(text, 0, len(text), labelled=True)[0]] == names


@pytest.mark.parametrize("piece", ["张0号10000、", "李老师0999-1111111，", "科协10000、", "联系人：李明、", "电话：0999-1111111，李明 "])
def test_reading_takes_time_in_proportion(piece: str) -> None:
    def taken(times: int) -> float:
        begun = time.perf_counter()
        marks_of(piece * times, context=True)
        return time.perf_counter() - begun

    assert min(taken(1200) for _ in range(3)) <= 10 * min(taken(300) for _ in range(3))


def test_only_what_stands_near_is_named_before_a_number() -> None:
    text = "李明" + "，" * 100
    assert before(text, 0, len(text)) == []
