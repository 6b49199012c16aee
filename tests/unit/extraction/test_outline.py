"""Passages under their numbers."""

from __future__ import annotations

from knowledge.extraction.outline import Part, Placed
from tests.support.understood import drafted, outlined

HEAD = "关于举办2027年科普周的通知\n各县（区）科技局：\n"


def body(text: str) -> list[Placed]:
    return list(outlined(HEAD + text).of(Part.BODY))


def numbers(text: str) -> list[str]:
    return [one.clause for one in body(text)]


def test_numbers_nest() -> None:
    text = "现通知如下。\n一、内容\n（一）开放日\n1.时间\n（1）上午\n①九点\n2.地点\n（二）讲座\n二、要求\n（一）安全"
    assert numbers(text) == [
        "导语", "一", "一（一）", "一（一）1", "一（一）1（1）", "一（一）1（1）①", "一（一）2", "一（二）", "二", "二（一）",
    ]  # fmt: skip


def test_text_belongs_to_the_number_above_it() -> None:
    assert numbers("一、内容\n各馆免费开放。\n二、要求\n注意安全。") == ["一", "一", "二", "二"]


def test_a_text_without_numbers_has_no_preamble() -> None:
    assert numbers("请各单位参加。\n不得缺席。") == ["正文", "正文"]


def test_headings_are_those_one_stands_under() -> None:
    text = "一、活动内容\n（一）开放日。各馆免费开放。\n1.提前公布\n海报贴在门口。"
    assert [(one.headings, one.heading) for one in body(text)] == [
        ((), "活动内容"),
        (("活动内容",), "开放日"),
        (("活动内容", "开放日"), "提前公布"),
        (("活动内容", "开放日", "提前公布"), None),
    ]


def test_a_heading_may_stand_without_a_number() -> None:
    first, second, third, fourth = body("活动时间\n5月20日至26日\n报名方式：\n扫码报名")
    assert (first.is_heading, first.heading) == (True, "活动时间")
    assert second.headings == ("活动时间",)
    assert (third.heading, fourth.headings) == ("报名方式", ("报名方式",))


def test_a_sentence_with_a_number_is_no_heading() -> None:
    (one,) = body("一、请各单位于6月3日前报送总结，逾期不候；材料一式两份。")
    assert one.heading is None


def test_a_decimal_is_no_number_of_a_passage() -> None:
    assert numbers("一、经费\n3.5万元以内的由各馆自理。\n二、其他") == ["一", "一", "二"]


def test_sentences_are_spans_of_the_text() -> None:
    (one,) = body("请参加。“问天探海！”是主题；其他另行通知")
    assert [one.text[begin:end] for begin, end in one.sentences()] == ["请参加。", "“问天探海！”", "是主题；", "其他另行通知"]


def test_a_passage_cites_its_words_and_its_line() -> None:
    one = body("一、活动时间\n　　２０２７年５月 20 日至26日，地点另行通知。")[1]
    begin = one.text.index("2027年")
    source = one.source(begin, begin + len("2027年5月20日"))
    assert (source.clause, source.line, source.quote) == ("一", 4, "２０２７年５月 20 日")


def test_a_clause_is_short_enough_to_be_said() -> None:
    long = "各单位要把活动办好，把数字记清。" * 40
    summaries = [clause.summary for clause in drafted(f"{HEAD}一、要求\n{long}").notice.clauses if clause.number == "一"]
    assert "".join(summaries[1:]) == long
    assert all(len(summary) <= 170 for summary in summaries)


def test_named_bodies_have_their_tasks() -> None:
    notice = drafted(HEAD + "一、职责分工\n云湖县教育局：组织中小学生参观科普馆。\n二、其他\n联系电话：0999-5550101").notice
    assert [(task.who, task.what) for task in notice.tasks] == [(("云湖县教育局",), "组织中小学生参观科普馆")]


def test_demands_stand_under_a_heading_that_says_so() -> None:
    text = "一、活动内容\n（一）开放日。各馆免费开放。\n二、有关要求\n（一）加强领导。各县要高度重视。\n（二）注意安全\n活动要有预案。"
    found = drafted(HEAD + text).notice.requirements
    assert [(one.heading, one.summary) for one in found] == [("加强领导", "各县要高度重视。"), ("注意安全", "活动要有预案。")]
