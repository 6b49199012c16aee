"""What an organiser should look at before a notice is published, and what is nothing to look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.concerns import concern
from bot.rendering.words import LANGUAGES, words
from knowledge.extraction.draft import Concern
from tests.support.understood import drafted

TITLE = "关于举办2027年科普周的通知\n"
NUMBER = "青科发〔2027〕18号\n"
ADDRESSED = "各县（区）科技局：\n"
PLAIN = "活动时间：5月17日至5月21日。\n请于5月27日前将总结报送市科技局。\n联系人：柳青，电话：0999-5550101，邮箱：qhkp@example.com\n"
SIGNED = "青禾市科学技术局\n2027年4月20日\n"


def concerns(text: str = "", *, head: str = TITLE + NUMBER, body: str = PLAIN, signed: str = SIGNED, annexes: str = "") -> list[Concern]:
    return list(drafted(head + ADDRESSED + text + body + annexes + signed).concerns)


def one(code: str, found: list[Concern]) -> Concern:
    """The only concern of a code."""
    (only,) = [each for each in found if each.code == code]
    return only


def codes(found: list[Concern]) -> set[str]:
    return {each.code for each in found}


def test_a_plain_notice_raises_nothing() -> None:
    assert concerns() == []


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("请于5月26日（星期四）前将名单报送市科技局。\n", "2027-05-27"),
        ("请于5月26日（周一）前将名单报送市科技局。\n", "2027-05-24"),
        ("讲座定于5月18日星期三举行。\n", "2027-05-19"),
        ("讲座定于5月18日（星期二）至5月20日（星期五）举行。\n", "2027-05-21"),
    ],
)
def test_a_weekday_that_is_not_that_of_the_day(text: str, other: str) -> None:
    found = one("weekday_differs", concerns(text))
    assert found.values["other"] == other
    assert not found.blocking


@pytest.mark.parametrize(
    "text", ["请于5月26日（星期三）前将名单报送市科技局。\n", "讲座定于5月18日（周二）至5月20日（周四）举行。\n", "每周五前将进度报送市科技局。\n"]
)
def test_the_weekday_of_the_day_is_no_concern(text: str) -> None:
    assert "weekday_differs" not in codes(concerns(text))


def test_a_weekday_names_the_fact_that_was_read_from_it() -> None:
    draft = drafted(TITLE + NUMBER + ADDRESSED + "请于5月26日（星期四）前将名单报送市科技局。\n" + PLAIN + SIGNED)
    assert one("weekday_differs", list(draft.concerns)).about == (draft.notice.deliverables[0].id,)


_DAYS = st.dates(date(2026, 1, 10), date(2026, 12, 20))


@given(_DAYS, st.integers(0, 6))
def test_the_other_reading_is_the_nearest_day_of_that_weekday(day: date, weekday: int) -> None:
    found = concerns(f"请于2026年{day.month}月{day.day}日（星期{'一二三四五六日'[weekday]}）前将名单报送市科技局。\n")
    readings = [date.fromisoformat(each.values["other"]) for each in found if each.code == "weekday_differs"]
    if day.weekday() == weekday:
        assert readings == []
    else:
        (other,) = readings
        assert other.weekday() == weekday
        assert abs(other - day) <= timedelta(days=3)


def test_of_a_span_the_last_day_is_read_again() -> None:
    def readings(span: str) -> list[str]:
        return [each.values["other"] for each in concerns(f"请于{span}将名单报送市科技局。\n") if each.code == "weekday_differs"]

    assert readings("5月18日（星期二）至5月20日（星期五）") == ["2027-05-21"]
    assert readings("5月18日（星期三）至5月20日") == ["2027-05-19"]


def test_a_day_that_does_not_exist_must_be_settled_first() -> None:
    found = concerns("请于2月30日前将名单报送市科技局。\n")
    assert one("date_impossible", found).blocking
    assert found[0].code == "date_impossible"


def test_an_hour_that_does_not_exist() -> None:
    assert not one("clock_impossible", concerns("请于5月26日25:00前将名单报送市科技局。\n")).blocking


def test_a_deadline_before_the_day_of_issue_must_be_settled_first() -> None:
    found = one("due_before_issue", concerns("请于2026年5月27日前将名单报送市科技局。\n"))
    assert found.blocking
    assert found.values["day"] == "2026-05-27"
    assert found.about


@pytest.mark.parametrize(("day", "workday"), [("5月29日", "2027-05-28"), ("5月30日", "2027-05-28")])
def test_a_deadline_on_a_rest_day(day: str, workday: str) -> None:
    found = one("due_on_rest_day", concerns(f"请于{day}前将名单报送市科技局，请于{day}前将照片报送市科协。\n"))
    assert found.values["workday"] == workday
    assert len(found.about) == 2


def test_a_public_holiday_is_a_rest_day_and_a_weekend_worked_in_exchange_is_none() -> None:
    def of(day: str) -> set[str]:
        return codes(list(drafted(f"关于报送名单的通知\n各单位：\n请于{day}前将名单报送市科技局。\n青禾市科学技术局\n2024年8月1日\n").concerns))

    assert "due_on_rest_day" in of("10月1日")
    assert "due_on_rest_day" not in of("10月12日")


def test_a_report_that_is_due_before_the_campaign_ends() -> None:
    found = one("summary_due_before_end", concerns("请于5月20日前将活动总结报送市科技局。\n"))
    assert found.values["end"] == "2027-05-21"
    assert not found.blocking


@pytest.mark.parametrize("paper", ["活动方案", "阶段总结", "报名表"])
def test_other_papers_may_be_due_before_the_campaign_ends(paper: str) -> None:
    assert "summary_due_before_end" not in codes(concerns(f"请于5月20日前将{paper}报送市科技局。\n"))


def test_two_limits_for_one_paper() -> None:
    found = one(
        "dues_differ", concerns("请于5月26日前将活动照片报送市科技局。\n请各单位于5月28日前将活动照片报送市科技局。\n".replace("请各单位", "请"))
    )
    assert (found.values["what"], found.values["first"], found.values["second"]) == ("活动照片", "5月26日前", "5月28日前")


def test_different_bodies_may_have_different_limits() -> None:
    text = "各乡镇于5月26日前将活动照片报送县科技局。\n各县（区）于5月28日前将活动照片报送市科技局。\n"
    assert "dues_differ" not in codes(concerns(text))


def test_a_limit_that_names_no_day() -> None:
    assert one("due_vague", concerns("请于6月上旬前将活动照片报送市科技局。\n")).values["day"] == "2027-06-10"


def test_papers_without_a_limit() -> None:
    body = "请各单位将活动照片报送市科技局。\n"
    assert "no_due" in codes(concerns(body=body))
    assert "no_due" not in codes(concerns(body="请各单位及时将活动照片报送市科技局。\n"))
    assert "no_due" not in codes(concerns(body + PLAIN))


def test_papers_without_a_receiver() -> None:
    body = "请于5月27日前报送活动照片。\n"
    assert "no_recipient" in codes(concerns(body=body))
    assert "no_recipient" not in codes(concerns(body=body + "联系邮箱：qhkp@example.com\n"))


def test_a_window_that_opened_before_the_notice_was_issued() -> None:
    assert "opens_before_issue" in codes(concerns("报名时间：4月1日至4月30日，登录平台报名。\n"))
    assert "opens_before_issue" not in codes(concerns("报名时间：4月21日至4月30日，登录平台报名。\n"))
    assert "opens_before_issue" not in codes(concerns("报名时间：即日起至4月30日，登录平台报名。\n"))


def test_what_is_not_settled_yet() -> None:
    assert "tentative" in codes(concerns("启动仪式初定于5月17日举行。\n"))
    assert "tentative" not in codes(concerns("启动仪式定于5月17日举行。\n"))


@pytest.mark.parametrize(
    ("line", "phone"),
    [("联系人：石川，电话：5550101\n", "5550101"), ("联系人：石川，电话：55501012\n", "55501012")],
)
def test_a_land_line_without_its_area(line: str, phone: str) -> None:
    found = one("phone_without_area", concerns(body="请参加。\n" + line))
    assert found.values["phone"] == phone


@pytest.mark.parametrize("numbers", ["0999-5550101", "13900001111", "0999-5550101、5550102", "0999-5550101-8012"])
def test_a_number_that_can_be_called_from_anywhere(numbers: str) -> None:
    assert codes(concerns(body=f"请参加。\n联系人：石川，电话：{numbers}\n")) & {"phone_without_area", "phone_length"} == set()


@pytest.mark.parametrize("number", ["139000011112", "1390000111", "0999-55501", "555010123", "0999-555010123"])
def test_a_number_of_no_usual_length(number: str) -> None:
    assert one("phone_length", concerns(body=f"请参加。\n联系电话：{number}\n")).values["phone"] == number


@pytest.mark.parametrize("number", ["12345", "400-700-1234", "95500", "（0999）5550101", "010-55501012", "0999-5550101（24小时）", "5550101转8012"])
def test_numbers_of_every_usual_kind(number: str) -> None:
    assert "phone_length" not in codes(concerns(body=f"请参加。\n联系电话：{number}\n"))


@pytest.mark.parametrize("mailbox", ["qh..kp@example.com", "qhkp@163.con", "qhkp@qq", "@example.com", "012@qq.com", "qhkp@example..com"])
def test_a_mailbox_that_nobody_has(mailbox: str) -> None:
    assert one("email_form", concerns(body=f"请参加。\n邮箱：{mailbox}。\n")).values["email"] == mailbox


@pytest.mark.parametrize(
    "text", ["邮箱：qhkp@example.com。", "发至qh_kp-1@kp.example.com.cn，谢谢", "邮箱qhkp@example.com联系人柳青", "微博@青禾科普", "@所有人 请查收"]
)
def test_mailboxes_and_names_in_chats(text: str) -> None:
    assert "email_form" not in codes(concerns(body=f"请参加。\n{text}\n"))


def test_annexes_that_were_not_handed_in() -> None:
    annexes = "附件：1.活动统计表\n　　　2.名额分配表\n"
    text = TITLE + NUMBER + ADDRESSED + PLAIN + annexes + SIGNED
    assert one("annex_missing", concerns(annexes=annexes)).values["names"] == "活动统计表；名额分配表"
    half = drafted(text + "附件1\n活动统计表\n每县一张。\n")
    assert one("annex_missing", list(half.concerns)).values["names"] == "名额分配表"
    whole = drafted(text, "附件1\n活动统计表\n每县一张。\n", "附件2\n名额分配表\n每县两名。\n")
    assert "annex_missing" not in codes(list(whole.concerns))


def test_an_annex_that_the_list_does_not_have() -> None:
    annexes = "附件：1.活动统计表\n　　　2.名额分配表\n"
    assert one("annex_unnamed", concerns("报名办法见附件3。\n", annexes=annexes)).values["annex"] == "附件3"
    assert "annex_unnamed" not in codes(concerns("报名办法见附件2。\n", annexes=annexes))


@pytest.mark.parametrize(
    ("signed", "code"), [("青禾市科学技术局\n", "issue_date_missing"), ("青禾市科学技术局\n2027年4月  日\n", "issue_date_incomplete")]
)
def test_a_day_of_issue_that_is_not_there(signed: str, code: str) -> None:
    found = codes(concerns(signed=signed))
    assert found & {"issue_date_missing", "issue_date_incomplete"} == {code}


def test_a_number_is_missed_only_in_an_official_document() -> None:
    assert "number_missing" in codes(concerns(head="青禾市科学技术局\n" + TITLE))
    assert "number_missing" not in codes(concerns(head="云湖县第一中学\n" + TITLE, signed="云湖县第一中学\n2027年4月20日\n"))


def test_days_whose_year_nothing_tells() -> None:
    head, signed = "关于举办科普周的通知\n", "青禾市科学技术局\n"
    assert "year_missing" in codes(concerns(head=head, signed=signed))
    unclear = concerns("2025年办过，2026年也办过。\n", head=head, signed=signed)
    assert one("year_unclear", unclear).values["years"] == "2025、2026"
    assert codes(concerns("2026年办过。\n")) & {"year_missing", "year_unclear"} == set()


def test_offices_that_disagree() -> None:
    head = f"中共青禾市委宣传部\n青禾市科学技术局\n{TITLE}{NUMBER}"
    signed = "中共青禾市委统战部\n青禾市科学技术局\n2027年4月20日\n"
    found = one("issuers_differ", concerns(head=head, signed=signed))
    assert found.values["name"] == "中共青禾市委统战部"
    opening = "青禾市委统战部、市科学技术局决定举办科普周。\n"
    same = "中共青禾市委宣传部\n青禾市科学技术局\n2027年4月20日\n"
    assert one("issuers_differ", concerns(opening, head=head, signed=same)).values["name"] == "青禾市委统战部"


@pytest.mark.parametrize(
    ("opening", "signed"),
    [
        ("市委宣传部、市科技局决定举办科普周。\n", "中共青禾市委宣传部　青禾市科学技术局\n2027年4月20日\n"),
        ("", "青禾市科学技术局　　中共青禾市委宣传部\n2027年4月20日\n"),
        ("", "青禾市科学技术局\n2027年4月20日\n"),
        ("云湖县、临川区、青禾高新区决定承办分会场。\n", "中共青禾市委宣传部\n青禾市科学技术局\n2027年4月20日\n"),
    ],
)
def test_offices_that_agree(opening: str, signed: str) -> None:
    head = f"中共青禾市委宣传部\n青禾市科学技术局\n{TITLE}{NUMBER}"
    assert "issuers_differ" not in codes(concerns(opening, head=head, signed=signed))


def test_a_theme_that_is_written_in_two_ways() -> None:
    found = one("themes_differ", concerns("活动主题：科学点亮青禾山乡\n请各单位围绕“科学点亮青禾山村”主题开展活动。\n"))
    assert (found.values["first"], found.values["second"]) == ("科学点亮青禾山乡", "科学点亮青禾山村")
    assert "themes_differ" not in codes(concerns("活动主题：科学点亮青禾山乡\n请围绕“科学点亮青禾山乡”主题、“青春心向党”主题开展活动。\n"))


def test_nothing_but_a_title_must_be_settled_first() -> None:
    found = list(drafted(TITLE).concerns)
    assert [each.code for each in found if each.blocking] == ["no_text"]


def test_a_concern_is_raised_once_and_the_blocking_ones_first() -> None:
    found = concerns("请于2月30日前将名单报送市科技局。\n请于2月30日前将名单报送市科技局。\n邮箱：a..b@example.com，a..b@example.com\n")
    assert [each.code for each in found] == sorted((each.code for each in found), key=lambda code: code != "date_impossible")
    assert len([each for each in found if each.code == "email_form"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_concern_is_told_with_days_as_people_read_them(language: str) -> None:
    found = concerns("请于2026年5月27日前将名单报送市科技局。\n请于5月29日（周五）前将照片报送市科协，邮箱a..b@example.com。\n")
    assert {"due_before_issue", "due_on_rest_day", "weekday_differs", "email_form"} <= codes(found)
    for each in found:
        told = concern(each, words(language))
        assert each.code not in told
        assert "2027-0" not in told


def test_dates_beyond_the_most_that_are_looked_at_are_owned_up_to() -> None:
    days = [f"{month}月{day}日举办第{month}轮第{day}场讲座。\n" for month in range(1, 13) for day in range(1, 29)]
    assert "times_cut" not in codes(concerns("".join(days)))
    assert one("times_cut", concerns("".join([*days, *days]))).values == {"count": "400"}
