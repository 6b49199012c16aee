"""Notices read from documents answer by their facts and their own sentences, and say what they do not state."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.render import Renderer
from knowledge.answering.answer import Answer
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.extraction.pipeline import extract
from knowledge.reading.read import read
from tests.support.notices import NOW

CONTEST = """青禾市科学技术局关于举办2026年青禾市科普讲解大赛的通知

各有关单位：
为提高科普能力，我局决定举办2026年青禾市科普讲解大赛。现将有关事项通知如下：
一、参赛对象
年满18周岁的科普工作者均可报名。每个单位限报2名选手。
二、比赛安排
（一）初赛于2026年6月12日在青禾市科技馆举行，讲解时间不超过4分钟。
（二）决赛定于2026年6月26日下午14:30在临川会议中心举行，选手应于14:00前到场。
三、材料报送
请各单位于2026年5月29日17:00前将报名表和讲解视频发送至jiangjie@example.com。视频格式为MP4，大小不超过500M。纸质材料无需报送。
四、其他事项
1.比赛不收取参赛费，选手食宿自理。
2.获奖选手颁发证书。
联系人：林小禾，联系电话：0999-1234567。

青禾市科学技术局
2026年4月20日
"""

REPORTS = """云湖县统计局关于做好2026年企业报表工作的通知

各有关单位：
现将2026年企业报表工作通知如下：
一、各企业应于2026年3月31日前登录统计报表系统（www.yunhu.example.cn）填报年报。
二、县企业协会应于2026年4月10日前将审核后的汇总表报县统计局综合科。
三、重点企业实行月报制度，每月5日前报送上月数据。
四、各企业要安排专人负责，不得迟报、漏报。

云湖县统计局
2026年1月8日
"""


TRAINING = """青禾市科学技术局关于举办青禾市第十二届科普作品征集和讲解员培训班的通知

各有关单位：
现将有关事项通知如下：
一、培训时间
6月18日报到，6月19日至20日培训，6月21日离会。
二、培训地点
临川区云湖宾馆三楼。学员请于6月18日到临川大厦大厅报到。
三、考核
学员考核时间为7月2日，补考时间另行通知。
四、作品征集
1.请于2026年6月5日前将推荐的作品一式三份、推荐表报送青禾市科学技术协会普及部，地址：青禾市文化路18号605室。
2.电子版发送至zuopin@example.com，邮件以“单位+作品名”命名。
3.每个设区市报送作品2篇，字数不限。逾期报送的不再受理。
五、人员安排
宋小麦同学拟任培训班副主任。
何大麦同学拟任培训班主任，试用期为3个月。
六、联系方式
青禾市科学技术协会：陆小满，电话0999-7654321（电话兼传真），邮箱kexie@example.com。
青禾市教育局：于小寒，电话0999-1112223，邮箱jiaoyu@example.com。

青禾市科学技术局
2026年5月6日
"""


@cache
def _catalogue(text: str) -> Catalogue:
    return Catalogue([extract([read(text.encode(), "notice.txt")]).notice])


def ask(text: str, question: str) -> tuple[Answer, str]:
    made, _ = answer(_catalogue(text), question, NOW)
    return made, Renderer().answer(made)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("报名表几号几点前交", "2026年5月29日"),
        ("视频什么时候交", "17:00"),
        ("决赛哪天", "2026年6月26日"),
        ("初赛在哪比", "青禾市科技馆"),
        ("一个单位能报几个人", "2名"),
        ("讲解几分钟", "4分钟"),
        ("视频什么格式", "MP4"),
        ("食宿费谁出", "自理"),
        ("要交参赛费吗", "不收取参赛费"),
        ("年龄有限制吗", "18周岁"),
        ("要交纸质材料吗", "无需"),
        ("材料发哪个邮箱", "jiangjie@example.com"),
        ("联系人是谁", "林小禾"),
        ("Is there a fee?", "不收取参赛费"),
        ("Where is the final held?", "临川会议中心"),
        ("When is the registration form due?", "May 29, 2026"),
        ("How old must contestants be?", "18周岁"),
    ],
)
def test_a_question_is_answered_from_the_notice_it_is_asked_of(question: str, part: str) -> None:
    made, said = ask(CONTEST, question)
    assert made.known, said
    assert part in said


@pytest.mark.parametrize(
    "question",
    [
        "传真号码是多少",
        "奖金多少",
        "邮编多少",
        "颁奖典礼什么时候",
        "住哪个酒店",
        "停车怎么安排",
        "复赛在哪",
        "What is the fax number?",
        "When is the award ceremony?",
    ],
)
def test_what_the_notice_does_not_state_is_said_so(question: str) -> None:
    made, said = ask(CONTEST, question)
    assert not made.known, said


@pytest.mark.parametrize(
    ("question", "day", "other"),
    [("企业几号前填报", "2026年3月31日", "4月10日"), ("协会什么时候报", "2026年4月10日", "3月31日")],
)
def test_of_several_deadlines_the_one_asked_about_is_said(question: str, day: str, other: str) -> None:
    _, said = ask(REPORTS, question)
    assert day in said
    assert other not in said


def test_how_often_something_is_due_is_found() -> None:
    assert "每月5日前" in ask(REPORTS, "重点企业多久报一次")[1]


def test_an_answer_names_notice_and_clause_and_stays_short() -> None:
    made, said = ask(CONTEST, "决赛几点开始，在哪")
    assert "14:30" in said
    assert "临川会议中心" in said
    assert "出处：" in said
    assert all(cited.source.clause for cited in made.cited)
    assert len(said) <= 420


@pytest.mark.parametrize(
    ("first", "then", "part"), [("决赛哪天", "几点开始呢", "14:30"), ("初赛哪天", "决赛呢", "2026年6月26日"), ("决赛几点", "在哪", "临川会议中心")]
)
def test_a_follow_up_is_about_what_was_named_before(first: str, then: str, part: str) -> None:
    _, dialogue = answer(_catalogue(CONTEST), first, NOW)
    made, _ = answer(_catalogue(CONTEST), then, NOW, dialogue)
    assert part in Renderer().answer(made)


def test_small_talk_stays_small_talk() -> None:
    assert ask(CONTEST, "你好")[0].intent == "talk"


def test_words_without_any_sense_are_not_answered() -> None:
    assert not ask(CONTEST, "阿巴阿巴")[0].known


def test_a_notice_without_a_title_has_a_short_name() -> None:
    text = "各学院：\n为丰富校园生活，请各学院于2026年5月28日前将节目单报送团委。\n"
    _, said = ask(text, "节目单什么时候交")
    assert "2026年5月28日" in said
    assert "为丰富校园生活" not in said.splitlines()[-1]


def test_a_long_notice_is_answered_rightly() -> None:
    filling = "".join(f"{number}.第{number}小组负责第{number}号展位的布置与维护，不得擅离岗位。\n" for number in range(1, 400))
    text = CONTEST.replace("四、其他事项\n", f"四、展位分工\n{filling}五、其他事项\n")
    assert "2026年6月26日" in ask(text, "决赛哪天")[1]


@pytest.mark.parametrize(
    ("question", "part", "other"),
    [
        ("作品要交几份", "三份", None),
        ("作品要几套", "三份", None),
        ("How many copies of the work must be sent?", "三份", None),
        ("推荐表送到哪里", "普及部", None),
        ("推荐的作品送给谁", "普及部", None),
        ("作品送到哪个房间", "605", None),
        ("Which room should the works be delivered to?", "605", None),
        ("教育局那边的邮箱", "jiaoyu@example.com", "kexie@"),
        ("科协的电话", "0999-7654321", "1112223"),
        ("Phone of the education bureau?", "0999-1112223", "7654321"),
        ("传真", "0999-7654321", None),
        ("于老师电话", "0999-1112223", "7654321"),
        ("培训是哪两天", "2026年6月19日", "7月2日"),
        ("培训哪天开始哪天结束", "2026年6月20日", "7月2日"),
        ("在哪里培训", "云湖宾馆", None),
        ("在哪报到", "临川大厦", None),
        ("第几届了", "第十二届", None),
        ("逾期报送会怎样", "不再受理", None),
        ("字数有要求吗", "字数不限", None),
        ("每个设区市报几篇", "2篇", None),
        ("谁拟任主任", "何大麦", "宋小麦"),
        ("谁拟任副主任", "宋小麦", None),
        ("How long is the probation?", "3个月", None),
        ("补考哪天", "另行通知", None),
        ("邮件怎么命名", "单位+作品名", None),
    ],
)
def test_the_words_of_a_question_choose_among_facts_that_are_alike(question: str, part: str, other: str | None) -> None:
    made, said = ask(TRAINING, question)
    assert made.known, said
    assert part in said
    assert other is None or other not in said


@pytest.mark.parametrize("question", ["邮政局的邮箱", "钱老师电话", "推荐了谁", "QQ群号是多少", "材料下载地址", "停车场在哪"])
def test_nothing_near_is_taken_for_what_is_not_stated(question: str) -> None:
    made, said = ask(TRAINING, question)
    assert not made.known, said


def test_a_campaign_is_known_by_its_other_names() -> None:
    text = "青禾市机关事务管理局\n\n各单位：\n6月8日至14日举办节能宣传周活动。活动主题为“节约一度电 留住一片蓝”。\n"
    made, said = ask(text, "节能周主题")
    assert made.known, said
    assert "留住一片蓝" in said


@pytest.mark.parametrize("text", [CONTEST, TRAINING, REPORTS])
@given(question=st.text(alphabet="的了吗呢么几哪第每 ?？1前后报交在谁when the a", max_size=12))
@settings(max_examples=40, deadline=None)
def test_words_without_weight_are_no_trouble(text: str, question: str) -> None:
    assert ask(text, question)[0].language in ("zh", "en")
