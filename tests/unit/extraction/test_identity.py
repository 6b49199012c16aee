"""What a notice is: title, number, who issued it to whom, and when."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.understood import identified

TITLE = "关于举办2027年科普周的通知"
REST = "各县（区）科技局：\n请积极参加，有关事项另行通知。\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (TITLE, TITLE),
        ("关于举办2027年\n科普周的通知", TITLE),
        ("青禾市科学技术局\n关于举办2027年科普周的通知", TITLE),
        ("青禾市科学技术局关于举办2027年科普周的通知", "青禾市科学技术局关于举办2027年科普周的通知"),
        ("关于举办2027年科普周的补充通知（第二号）", "关于举办2027年科普周的补充通知（第二号）"),
        ("关于印发《科普周方案》的通知", "关于印发《科普周方案》的通知"),
        ("云湖县科普大赛邀请函", "云湖县科普大赛邀请函"),
        ("首页\n通知公告\n关于举办2027年科普周的通知", TITLE),
    ],
)
def test_a_title_may_take_several_lines_and_have_others_above(head: str, title: str) -> None:
    assert identified(f"{head}\n{REST}").title == title


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青科发〔2027〕18号", "青科发〔2027〕18号"),
        ("青科发[2027]18号", "青科发[2027]18号"),
        ("青科发【2027】 18 号", "青科发【2027】18号"),
        ("（青科函〔2027〕第5号）", "青科函〔2027〕第5号"),
        ("2027年第3号", "2027年第3号"),
    ],
)
def test_a_number_stands_in_the_head(line: str, number: str) -> None:
    assert identified(f"青禾市科学技术局\n{TITLE}\n{line}\n{REST}").number == number


@pytest.mark.parametrize("line", ["根据禾科发〔2027〕9号文件精神，现通知如下。", "《禾省科普周通知》（禾科发〔2027〕9号）已印发。"])
def test_the_number_of_a_cited_document_is_not_its_own(line: str) -> None:
    assert identified(f"{TITLE}\n{REST}{line}\n").number is None


@pytest.mark.parametrize(
    ("signature", "day"),
    [
        ("2027年4月20日", date(2027, 4, 20)),
        ("二〇二七年四月二十日", date(2027, 4, 20)),
        ("二○二七年四月二十日", date(2027, 4, 20)),
        ("二OO七年十月一日", date(2007, 10, 1)),
        ("2027 年 4 月 20 日", date(2027, 4, 20)),
        ("2027-4-20", date(2027, 4, 20)),
        ("2027.04.20", date(2027, 4, 20)),
        ("青禾市科学技术局 2027年4月20日", date(2027, 4, 20)),
        ("（青禾市科学技术局代章）\n2027年4月20日", date(2027, 4, 20)),
    ],
)
def test_the_day_of_issue_is_that_of_the_signature(signature: str, day: date) -> None:
    found = identified(f"{TITLE}\n{REST}{signature}\n")
    assert (found.issued_on, found.doubts) == (day, ())
    assert found.sources["issued_on"].clause == "落款"


@pytest.mark.parametrize("signature", ["2027年4月  日", "2027年 月 日", "二〇二七年四月"])
def test_a_day_that_was_left_open_is_a_doubt(signature: str) -> None:
    found = identified(f"{TITLE}\n{REST}青禾市科学技术局\n{signature}\n")
    assert (found.issued_on, found.doubts) == (None, ("issue_date_incomplete",))


def test_a_page_may_state_number_and_day() -> None:
    found = identified(f"文号：青统〔2027〕3号\n成文日期：2027-03-02\n{TITLE}\n{REST}")
    assert (found.number, found.issued_on) == ("青统〔2027〕3号", date(2027, 3, 2))


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        (f"青禾市科学技术局\n青禾市教育局\n{TITLE}\n{REST}", ("青禾市科学技术局", "青禾市教育局")),
        (f"青禾市科学技术局  青禾市教育局文件\n{TITLE}\n{REST}", ("青禾市科学技术局", "青禾市教育局")),
        (f"青禾市科学技术局 青禾市教育局{TITLE}\n{REST}", ("青禾市科学技术局", "青禾市教育局")),
        (f"{TITLE}\n{REST}青禾市科学技术局　　青禾市教育局\n2027年4月20日\n", ("青禾市科学技术局", "青禾市教育局")),
        (f"{TITLE}\n{REST}青 禾 市 科 学 技 术 局\n2027年4月20日\n", ("青禾市科学技术局",)),
        (f"{TITLE}\n{REST}青禾市科学技术局（代章）\n2027年4月20日\n", ("青禾市科学技术局",)),
        (f"{TITLE}\n{REST}", ()),
    ],
    ids=["above", "red head", "in the title", "signed", "spaced", "sealed", "nobody"],
)
def test_who_issued_it(text: str, issuers: tuple[str, ...]) -> None:
    assert identified(text).issuers == issuers


def test_those_addressed_stand_apart_by_commas() -> None:
    found = identified(f"{TITLE}\n各县（区）科技局、教育局，市直有关单位，驻青高校：\n请参加。\n")
    assert found.audiences == ("各县（区）科技局、教育局", "市直有关单位", "驻青高校")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"{TITLE}\n{REST}2026年12月20日\n", 2027),
        (f"关于举办科普周的通知\n青科发〔2027〕18号\n{REST}", 2027),
        (f"关于举办科普周的通知\n{REST}2027年4月20日\n", 2027),
        (f"关于举办科普周的通知\n{REST}活动于2027年5月举行，2027年6月总结，去年即2026年也办过。\n", 2027),
        (f"关于举办科普周的通知\n{REST}", None),
    ],
    ids=["title", "number", "signature", "text", "nowhere"],
)
def test_the_year_that_days_belong_to(text: str, year: int | None) -> None:
    assert identified(text).year == year


def test_annexes_are_named_in_their_list() -> None:
    one_line = identified(f"{TITLE}\n{REST}附件：1.活动统计表；2.名额分配表\n")
    lines = identified(f"{TITLE}\n{REST}附件：1.《活动统计表》\n　　　2.名额分配表\n")
    alone = identified(f"{TITLE}\n{REST}附件：活动统计表\n")
    assert one_line.annexes == ("活动统计表", "名额分配表")
    assert [name.strip("《》") for name in lines.annexes] == ["活动统计表", "名额分配表"]
    assert alone.annexes == ("活动统计表",)


def test_what_it_amends_and_what_it_forwards() -> None:
    amending = identified(f"关于延期举办科普周的补充通知\n各单位：\n根据《{TITLE}》（青科发〔2027〕18号），活动延期。\n")
    forwarding = identified("关于转发《禾省科技厅关于征集案例的通知》的通知\n各单位：\n现予转发。\n")
    plain = identified(f"{TITLE}\n各单位：\n根据《禾省科普周通知》（禾科发〔2027〕9号）要求，请参加。\n")
    assert (amending.amends, amending.forwards) == ("青科发〔2027〕18号", None)
    assert forwarding.forwards == "禾省科技厅关于征集案例的通知"
    assert (plain.amends, plain.forwards) == (None, None)
    assert plain.basis == ("禾省科普周通知（禾科发〔2027〕9号）",)


@pytest.mark.parametrize(
    ("title", "event"),
    [
        (TITLE, "科普周"),
        ("关于组织开展第十二届航模比赛活动的通知", "航模比赛"),
        ("关于做好2027年度统计年报报送工作的通知", "统计年报报送"),
        ("通知", None),
    ],
)
def test_the_campaign_is_what_the_title_says_without_the_words_around(title: str, event: str | None) -> None:
    assert identified(f"{title}\n{REST}").event == event
