"""What is to be handed in: which papers, by whom, to whom, how and by when."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.notice import Deliverable
from tests.support.understood import drafted

HEAD = "关于举办2027年科普周的通知\n各单位：\n活动时间：7月5日至9日。\n"
SIGNED = "\n青禾市科学技术局\n2027年3月1日\n"


def owed(text: str) -> list[Deliverable]:
    return list(drafted(HEAD + text + SIGNED).notice.deliverables)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("请于6月3日前将活动总结和统计表报送市科技局。", ["活动总结", "统计表"]),
        ("请于6月3日前报送活动总结。", ["活动总结"]),
        ("请于6月3日前把《活动统计表》发送至qhkp@example.com。", ["活动统计表"]),
        ("活动总结请于6月3日前报送市科技局。", ["活动总结"]),
        ("报名时间：4月1日至4月30日，扫码即可。", ["报名"]),
    ],
)
def test_papers_are_named(text: str, names: list[str]) -> None:
    (one,) = owed(text)
    assert [item.name for item in one.items] == names


def test_one_sentence_may_ask_twice() -> None:
    first, second = owed("请各县（区）于5月10日前报送活动方案，于6月4日前报送活动总结。")
    assert [item.name for item in (*first.items, *second.items)] == ["活动方案", "活动总结"]
    assert [one.due.day for one in (first, second) if one.due is not None] == [date(2027, 5, 10), date(2027, 6, 4)]
    assert first.by == second.by == ("各县（区）",)


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("请于6月3日前将总结报送市科技局科普科。", "市科技局科普科"),
        ("请于6月3日前将总结报市科学技术协会。", "市科学技术协会"),
        ("请于6月3日前将总结发送至qhkp@example.com。", "qhkp@example.com"),
        ("请于6月3日前将总结上报至云湖县农业农村局。", "云湖县农业农村局"),
    ],
)
def test_the_receiver_is_named(text: str, office: str) -> None:
    (one,) = owed(text)
    assert [recipient.office for recipient in one.to] == [office]


def test_a_mailbox_is_that_of_its_contact() -> None:
    draft = drafted(HEAD + "请于6月3日前将总结发送至qhkp@example.com。\n联系人：柳青，电话：0999-5550101，邮箱：qhkp@example.com" + SIGNED)
    (one,) = draft.notice.deliverables
    found = next(contact for contact in draft.notice.contacts if "qhkp@example.com" in contact.emails)
    assert one.to[0].contact == found.id


@pytest.mark.parametrize(
    ("words", "day", "clock", "vague", "every"),
    [
        ("6月3日前", date(2027, 6, 3), None, False, None),
        ("6月3日18:00前", date(2027, 6, 3), "18:00", False, None),
        ("6月3日上午12时前", date(2027, 6, 3), "12:00", False, None),
        ("6月3日下午5点前", date(2027, 6, 3), "17:00", False, None),
        ("6月上旬前", date(2027, 6, 10), None, True, None),
        ("6月底前", date(2027, 6, 30), None, True, None),
        ("每月25日前", None, None, False, "每月25日前"),
        ("活动结束后10个工作日内", date(2027, 7, 23), None, False, None),
        ("活动结束后5日内", date(2027, 7, 14), None, False, None),
        ("材料审核后5日内", None, None, False, None),
    ],
)
def test_by_when(words: str, day: date | None, clock: str | None, vague: bool, every: str | None) -> None:
    (one,) = owed(f"请于{words}将总结报送市科技局。" if not words.endswith("内") else f"{words}将总结报送市科技局。")
    assert one.due is not None
    assert (one.due.text, one.due.day, one.due.clock, one.due.vague, one.due.every) == (words, day, clock, vague, every)


def test_stamp_copies_and_address_are_kept() -> None:
    (stamped,) = owed("请于6月3日前将总结（加盖公章）一式两份报送市科技局。")
    (online,) = owed("请于6月3日前登录www.example.com填报数据。")
    assert (stamped.stamped, stamped.copies) == (True, "一式两份")
    assert (online.stamped, online.url) == (None, "www.example.com")


def test_the_same_demand_is_named_once() -> None:
    assert len(owed("请于6月3日前将活动总结报送市科技局。\n各单位务必于6月3日前将活动总结报送市科技局。")) == 1


@pytest.mark.parametrize("text", ["活动于6月3日举行。", "2026年6月3日印发的办法同时废止。", "请各单位及时总结。", "6月3日是云湖县环境日。"])
def test_what_asks_for_nothing_is_no_demand(text: str) -> None:
    assert owed(text) == []


Demand = tuple[list[str], list[str], list[str], str]


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        (
            "请于6月3日前将活动总结报市科协，将统计表报市教育局。",
            [(["活动总结"], [], ["市科协"], "2027-06-03"), (["统计表"], [], ["市教育局"], "2027-06-03")],
        ),
        (
            "请于6月3日前将活动总结报市科协，于6月10日前将统计表报市教育局。",
            [(["活动总结"], [], ["市科协"], "2027-06-03"), (["统计表"], [], ["市教育局"], "2027-06-10")],
        ),
        (
            "6月3日前，活动总结报市科协，统计表报市教育局。",
            [(["活动总结"], [], ["市科协"], "2027-06-03"), (["统计表"], [], ["市教育局"], "2027-06-03")],
        ),
        (
            "各乡镇请于6月3日前将总结报市科协，各学校请于6月3日前将总结报市教育局。",
            [(["总结"], ["各乡镇"], ["市科协"], "2027-06-03"), (["总结"], ["各学校"], ["市教育局"], "2027-06-03")],
        ),
        pytest.param(
            "各学校于6月3日前将总结报县教育局，县教育局于6月10日前将汇总表报市教育局。",
            [(["总结"], ["各学校"], ["县教育局"], "2027-06-03"), (["汇总表"], ["县教育局"], ["市教育局"], "2027-06-10")],
        ),
        pytest.param(
            "活动总结和统计表分别于6月3日前和6月10日前报市科协。",
            [(["活动总结"], [], ["市科协"], "2027-06-03"), (["统计表"], [], ["市科协"], "2027-06-10")],
        ),
    ],
)
def test_each_paper_goes_from_its_sender_to_its_receiver(text: str, demands: list[Demand]) -> None:
    found = [([item.name for item in one.items], list(one.by), [to.office for to in one.to], str(one.due and one.due.day)) for one in owed(text)]
    assert found == demands


@pytest.mark.parametrize(
    "text",
    [
        "截至4月30日前，全市已有20家单位提交了总结。",
        "去年各单位于6月3日前报送了总结。",
        "上月底前各县（区）均已报送总结。",
        "资料统计截止时间为2027年5月31日。",
        "请将2026年7月1日至2027年5月31日期间的统计表报送市科协。",
    ],
)
def test_what_was_handed_in_and_days_of_figures_set_no_limit(text: str) -> None:
    assert [one.due for one in owed(text) if one.due is not None] == []


def test_ids_are_unique_and_what_is_in_doubt_is_marked() -> None:
    draft = drafted(HEAD + "请于5月20日前制定方案。\n请于6月3日前报送总结。" + SIGNED)
    assert len({one.id for one in draft.notice.deliverables}) == 2
    sure = {one.items[0].name: draft.confidence.get(one.id, 1.0) for one in draft.notice.deliverables}
    assert sure["总结"] == 1.0 > min(sure.values())
