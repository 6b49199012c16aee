"""What staff write when they give several figures at once, or change one by its name."""

from __future__ import annotations

import string
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.forms.model import Field, FieldKind, Form, FormKind
from knowledge.forms.paste import Understood, read_many
from knowledge.forms.paste.vocabulary import concepts, listed
from knowledge.language.text import fold
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices
from knowledge.source import Source

GANSU, XINXIANG = (form for notice in shipped_notices() for form in notice.forms if form.kind is FormKind.SINGLE)
RECOMMENDATION = next(form for notice in shipped_notices() for form in notice.forms if form.kind is FormKind.ROWS)


def _field(field_id: str, label: str, kind: FieldKind = FieldKind.INTEGER, **more: object) -> Field:
    return Field(id=field_id, label=label, kind=kind, **more)  # type: ignore[arg-type]


YANHU = Form(
    id="reading-month",
    title="雁湖市全民阅读月活动统计表",
    kind=FormKind.SINGLE,
    fields=(
        _field("f01", "阅读活动场次", unit="场"),
        _field("f02", "其中：线上阅读活动场次", unit="场"),
        _field("f03", "参与读者人次", group="参与情况", unit="人次"),
        _field("f04", "60岁以上读者人次", group="参与情况", unit="人次"),
        _field("f05", "本级财政经费", FieldKind.DECIMAL, group="经费投入", unit="元"),
        _field("f06", "社会捐助经费", FieldKind.DECIMAL, group="经费投入", unit="元"),
        _field("sum", "经费合计", FieldKind.DECIMAL, group="经费投入", unit="元", computed=True),
        _field("f07", "新增藏书（不含电子书）", unit="册"),
        _field("f08", "推荐书目名称", FieldKind.TEXT),
    ),
    source=Source(clause="附件3"),
)
MIXED = Form(
    id="outreach",
    title="雁湖县科普惠民工作统计表",
    kind=FormKind.SINGLE,
    fields=(
        _field("f01", "场次", group="讲座", unit="场"),
        _field("f02", "受众人数", group="讲座", unit="人次"),
        _field("f03", "场次", group="展览", unit="场"),
        _field("f04", "受众人数", group="展览", unit="人次"),
        _field("f05", "期数", group="培训班", unit="期"),
        _field("f06", "男", group="培训人员", unit="人"),
        _field("f07", "女", group="培训人员", unit="人"),
        _field("f08", "三下乡活动场次", unit="场"),
        _field("f09", "一线职工人数"),
        _field("f10", "无偿献血人数"),
        _field("f11", "5G基站数"),
        _field("f12", "H5作品数量"),
        _field("f13", "2025年投入资金", FieldKind.DECIMAL, unit="万元"),
        _field("f14", "2026年投入资金", FieldKind.DECIMAL, unit="万元"),
        _field("f15", "是否设立专栏", FieldKind.CHOICE, choices=("是", "否")),
        _field("f16", "启动日期", FieldKind.DATE),
    ),
    source=Source(clause="附件"),
)
ENGLISH = {"新增藏书（不含电子书）": "Books added (without e-books)", "本级财政经费": "Local budget funds"}


class Case(NamedTuple):
    """A text and what it gives: the words by the number of the item, the doubts with their items, the unread pieces."""

    text: str
    given: Mapping[int, str]
    doubts: Mapping[str, Sequence[int]] = {}
    unread: Sequence[str] = ()


def _table(**rows: Sequence[Case]) -> list[object]:
    return [pytest.param(case, id=f"{name}: {case.text}".replace("\n", "⏎").replace("\t", "⇥")) for name, cases in rows.items() for case in cases]


ALL_ZERO = dict.fromkeys(range(1, 20), "0")
MONEY = range(2, 9)
SIX = "活动开展次数,中央财政经费投入情况,省级、副省级财政经费投入情况,市级财政经费投入情况,县级财政经费投入情况,企业赞助经费情况"
SIX_GIVEN = {1: "12", 2: "0", 3: "0", 4: "3.2", 5: "1", 6: "0"}

GANSU_CASES = _table(
    colon=[
        Case("线下：3000\n线上：1.2万", {13: "3000", 14: "1.2万"}),
        Case("活动开展次数：12\n中央财政经费投入情况：0", {1: "12", 2: "0"}),
        Case("市级财政经费投入情况（万元）：3.2", {4: "3.2"}),
        Case("市级财政经费投入情况：3.2万元", {4: "3.2万元"}),
        Case("1. 活动开展次数：12\n2、中央 0\n（3）省级 1.5\n④市级：3.2", {1: "12", 2: "0", 3: "1.5", 4: "3.2"}),
        Case("一、活动开展次数：12\n二、线下：3000", {1: "12", 13: "3000"}),
        Case("- 线下：3000\n• 线上：200", {13: "3000", 14: "200"}),
        Case("1️⃣活动次数 12\n2️⃣中央 0", {1: "12", 2: "0"}),
        Case("线下=3000\n线上＝１２００", {13: "3000", 14: "１２００"}),
        Case("线下→3000", {13: "3000"}),
        Case("线下-3000\n线上——1.2万", {13: "3000", 14: "1.2万"}),
        Case("线下:3000 线上:12000", {13: "3000", 14: "12000"}),
        Case("线下:3000;线上:12000;媒体:8", {13: "3000", 14: "12000", 15: "8"}),
        Case("线下,3000\n线上,1200\n媒体,8", {13: "3000", 14: "1200", 15: "8"}),
        Case("线下,人次,3000\n线上,人次,1200", {13: "3000", 14: "1200"}),
        Case("活动开展次数 次 12\n专职人员数量 人次 5", {1: "12", 9: "5"}),
        Case("1 活动开展次数 12\n2 中央财政 万元 0", {1: "12", 2: "0"}),
        Case("线下：\n线上：1.2万", {14: "1.2万"}),
        Case("實物投入：0.5萬\n專職人員：５", {7: "0.5萬", 9: "５"}),
        Case("实物投入情况（如：捐赠图书、光盘、创新操作室等）：0.5", {7: "0.5"}),
        Case("省级、副省级财政经费投入情况：1.5", {3: "1.5"}),
    ],
    shortened=[
        Case("市级经费 3.2", {4: "3.2"}),
        Case("线下群众 3000", {13: "3000"}),
        Case("志愿者40人", {11: "40人"}),
        Case("科普场馆5个", {17: "5个"}),
        Case("媒体数 8", {15: "8"}),
        Case("报道25篇", {16: "25篇"}),
        Case("高校2所，科研院所3个，科技馆1个", {19: "2所", 18: "3个", 17: "1个"}),
        Case("专干5\n科研人员30", {9: "5", 10: "30"}),
        Case("企业赞助 1.5\n捐赠 0.5", {6: "1.5", 7: "0.5"}),
        Case("捐款1.5万，捐赠图书0.5万", {6: "1.5万", 7: "0.5万"}),
        Case("省里1.5，市里3.2", {3: "1.5", 4: "3.2"}),
        Case("中央0省1.5市3.2县1.5", {2: "0", 3: "1.5", 4: "3.2", 5: "1.5"}),
        Case("网上观看1.2万人次", {14: "1.2万人次"}),
        Case("现场参与群众3000", {13: "3000"}),
        Case("其他经费 0.3\n其他人员 2", {8: "0.3", 12: "2"}),
        Case("副省级0", {3: "0"}),
        Case("开放的大学3所", {19: "3所"}),
        Case("活动12场", {1: "12场"}),
        Case("3场活动", {1: "3场"}),
        Case("2026年线下3000", {13: "3000"}),
        Case("活动12场，经费市级3.2万", {1: "12场", 4: "3.2万"}),
        Case("企业赞助无，实物无，其他无", {6: "无", 7: "无", 8: "无"}),
        Case("各级媒体8家", {15: "8家"}),
        Case("现场活动 3000", {13: "3000"}),
        Case("科技工作者\n30", {10: "30"}),
    ],
    headings=[
        Case("活动经费投入数量\n中央：0\n省级 1.5", {2: "0", 3: "1.5"}),
        Case("活动经费投入数量\n其他 0\n工作人员参与数量\n其他 3", {8: "0", 12: "3"}),
        Case("工作人员：专职5，其他2", {9: "5", 12: "2"}),
        Case("经费：市级3.2，县级1.5，其他0.5", {4: "3.2", 5: "1.5", 8: "0.5"}),
        Case("宣传：媒体8家，报道25篇", {15: "8家", 16: "25篇"}),
        Case("活动经费投入数量（元）\n市级 32000\n县级 1.5万", {4: "32000元", 5: "1.5万元"}),
        Case("单位：元\n市级 32000\n媒体 8", {4: "32000元", 15: "8"}),
        Case("市级经费（元）：32000", {4: "32000元"}),
        Case("线下活动群众参与数量\n3000\n线上活动群众参与数量\n12000", {13: "3000", 14: "12000"}),
        Case("线下\n线上\n媒体\n3000\n1.2万\n8", {13: "3000", 14: "1.2万", 15: "8"}),
        Case("【工作人员参与数量】\n9. 专职人员数量：5人次\n12. 其他人员数量：\n　合计 5人次", {9: "5人次"}),
        Case("11. 科技志愿者数量：（还没填）\n12. 其他人员数量：3", {12: "3"}),
        Case("各位领导，数据如下：\n线下：3000\n辛苦了", {13: "3000"}),
        Case("2026年全国科技活动周和全国科技工作者日活动开展情况统计表\n线下：3000", {13: "3000"}),
    ],
    sheets=[
        Case("线下\t3000\n线上\t1.2万", {13: "3000", 14: "1.2万"}),
        Case("序号\t项目\t数量\n1\t活动开展次数\t12\n8\t其他\t0\n12\t其他\t3", {1: "12", 8: "0", 12: "3"}),
        Case(
            "项目\t单位\t数量\n活动经费投入数量\t中央财政经费投入情况\t万元\t0\n\t省级、副省级财政经费投入情况\t万元\t1.5\n\t其他\t万元\t0.3\n"
            "工作人员参与数量\t专职人员数量\t人次\t5\n\t其他\t人次\t2\n活动期间开放的大学数量\t\t所\t3\n合计\t\t\t77",
            {2: "0", 3: "1.5", 8: "0.3", 9: "5", 12: "2", 19: "3"},
        ),
        Case("市级\t3.2\n县级\t1.5\n其他\t0", {4: "3.2", 5: "1.5", 8: "0"}),
        Case("项目\t单位\t数量\n市级财政\t元\t32000", {4: "32000元"}),
        Case("线下\t3000\t线上\t1.2万", {13: "3000", 14: "1.2万"}),
        Case("线下\t线上\t媒体\n3000\t12000\t8", {13: "3000", 14: "12000", 15: "8"}),
        Case("单位名称\t线下\t线上\n雁湖县科协\t3000\t12000", {13: "3000", 14: "12000"}),
        Case("线下 线上 媒体\n3000 1.2万 8", {13: "3000", 14: "1.2万", 15: "8"}),
        Case("活动经费投入数量\t\t工作人员参与数量\t\n其他\t市级\t其他\t专职\n0\t3.2\t2\t5", {8: "0", 4: "3.2", 12: "2", 9: "5"}),
        Case("宣传报道情况\t媒体8家，报道25篇", {15: "8家", 16: "25篇"}),
        Case('"参与媒体\n数量"\t8\n宣传报道数量\t25', {15: "8", 16: "25"}),
        Case("| 项目 | 数量 |\n|---|---|\n| 线下 | 3000 |\n| 线上 | 1.2万 |", {13: "3000", 14: "1.2万"}),
        Case("指标\t上年\t本年\n线下\t100\t200", {13: "200"}),
        Case("线下\t3000\t含校园", {13: "3000"}, unread=["含校园"]),
        *(Case(SIX.replace(",", mark) + "\n" + mark.join(SIX_GIVEN.values()), SIX_GIVEN) for mark in (",", "，", "、", "   ", " ", "；", "\t")),
        Case(SIX + "\n12 0 0 3.2 1 0", SIX_GIVEN),
        Case(SIX + "\n,1,2,,3,", {2: "1", 3: "2", 5: "3"}),
        Case(SIX + ",\n,1,2,,3,,", {2: "1", 3: "2", 5: "3"}),
        Case(SIX + "\n12,0,0,3.2,1", {}, unread=["12,0,0,3.2,1"]),
        Case(SIX + "\n12,0,0,3.2,1,0\n5,6,7", SIX_GIVEN, unread=["5,6,7"]),
        Case(SIX.replace(",", "、") + "\n12、0、0、3.2、1", {}, unread=["12、0、0、3.2、1"]),
        Case("线下,线上,媒体\n,,5", {15: "5"}),
        Case("线下,线上,媒体\n没有,约4,-", {13: "没有", 14: "约4", 15: "-"}),
        Case("线下 线上 媒体\n3 4", {}, unread=["3 4"]),
        Case("线下,线上\n1,200,3", {}, unread=["1,200,3"]),
        Case("线下,线上\n1,200", {}, unread=["1,200"]),
        Case("线下，线上\n1,200，3", {13: "1,200", 14: "3"}),
        Case("单位,线下,线上\n雁湖县科协,3000,12000", {13: "3000", 14: "12000"}),
        Case("1. 线下,线上,媒体\n3,4,5", {14: "4", 15: "5"}, unread=["3"]),
        Case("市级经费（元）,县级经费（元）\n32000,15000", {4: "32000元", 5: "15000元"}),
        Case("市级经费（元）\t县级经费（元）\n32000\t15000", {4: "32000元", 5: "15000元"}),
        Case("线下\t3000（约）", {13: "3000（约）"}),
        Case("线下\t100\t200\n线上\t300", {14: "300"}, unread=["线下\t100\t200"]),
    ],
    sentences=[
        Case("线下3000，线上1.2万", {13: "3000", 14: "1.2万"}),
        Case("线下3000线上1.2万", {13: "3000", 14: "1.2万"}),
        Case("媒体8家，报道25篇", {15: "8家", 16: "25篇"}),
        Case("市级3.2万，县级1.5万，其他没有", {4: "3.2万", 5: "1.5万", 8: "没有"}),
        Case("专职5 科技工作者30 志愿者100 其他0", {9: "5", 10: "30", 11: "100", 12: "0"}),
        Case("我们有40名志愿者和8家媒体", {11: "40名", 15: "8家"}),
        Case("8家媒体，25篇报道", {15: "8家", 16: "25篇"}),
        Case("志愿者招募了40人，大学没有开放", {11: "40人", 19: "没有"}),
        Case("志愿者未掌握，媒体没有", {11: "未掌握", 15: "没有"}),
        Case("线下两万三，线上约200，媒体300多家", {13: "两万三", 14: "约200", 15: "300多家"}),
        Case("线下活动群众参与数量（3000）、线上（1.2万）", {13: "3000", 14: "1.2万"}),
        Case("市级财政经费投入情况3.2县级财政经费投入情况1.5", {4: "3.2", 5: "1.5"}),
        Case("线下群众参与3000人次、线上群众参与1.2万人次", {13: "3000人次", 14: "1.2万人次"}),
        Case("线下0线上0媒体0报道0", {13: "0", 14: "0", 15: "0", 16: "0"}),
        Case("线下1,200，线上12,000", {13: "1,200", 14: "12,000"}),
        Case("媒体、报道分别是8和25", {15: "8", 16: "25"}),
        Case("13、14项分别3000、12000", {13: "3000", 14: "12000"}),
        Case("1.活动12次 2.中央0 3.省级0 4.市级3.2", {1: "12次", 2: "0", 3: "0", 4: "3.2"}),
        Case("媒体 8、报道 25、场馆 3", {15: "8", 16: "25", 17: "3"}),
        Case("群众参与线下3000线上12000", {13: "3000", 14: "12000"}),
        Case("我们办了12场活动，8家媒体报道", {1: "12场", 15: "8家"}),
        Case("省级财政无投入，没有企业赞助", {3: "无", 6: "没有"}),
        *(Case(f"线下3000{note}", {13: f"3000{note}"}) for note in ("(约)", "（左右）", "（大概）", "（不确定）", " (approx)")),
        Case("线下（约）3000，线上5", {13: "（约）3000", 14: "5"}),
        Case("人员：5、20、30、0", {9: "5", 10: "20", 11: "30", 12: "0"}),
        Case("工作人员 5 20 30 0", {9: "5", 10: "20", 11: "30", 12: "0"}),
        Case("群众：3000、12000", {13: "3000", 14: "12000"}),
        Case("人员：5、20、30", {}, unread=["人员：5、20、30"]),
        Case("线下近千人，线上上万人", {13: "近千人", 14: "上万人"}),
        Case("线下3000余人，线上1.2万余人次，共计1.5万人", {13: "3000余人", 14: "1.2万余人次"}, unread=["共计1.5万人"]),
        Case("企业赞助：/\n实物：-\n其他：——", {6: "/", 7: "-", 8: "——"}),
        Case(
            "我们县今年科技活动周共开展活动12场次，其中市级投入3.2万元；线下群众3000余人次；宣传报道25篇。",
            {1: "12场次", 4: "3.2万元", 13: "3000余人次", 16: "25篇"},
        ),
    ],
    changes=[
        Case("第5项改成30", {5: "30"}),
        Case("第五项是30", {5: "30"}),
        Case("5项改为30", {5: "30"}),
        Case("第十五项8，第十六项25", {15: "8", 16: "25"}),
        Case("第5项：30", {5: "30"}),
        Case("把市级经费改成3.2", {4: "3.2"}),
        Case("市级经费应该是3.2", {4: "3.2"}),
        Case("媒体改8", {15: "8"}),
        Case("能把媒体改成8吗", {15: "8"}),
        Case("刚才线下填错了，是3500", {13: "3500"}),
        Case("线下不是3000，是3500", {13: "3500"}),
        Case("线下是3500不是3000", {13: "3500"}),
        Case("线下由3000改为3500", {13: "3500"}),
        Case("媒体和报道都是0", {15: "0", 16: "0"}),
        Case("媒体、报道都没有", {15: "没有", 16: "没有"}),
        Case("线上线下都是0", {13: "0", 14: "0"}),
        Case("中央和省级没有，市级3.2万", {2: "没有", 3: "没有", 4: "3.2万"}),
        Case("媒体和报道各8", {15: "8", 16: "8"}),
        Case("经费全是0", dict.fromkeys(MONEY, "0")),
        Case("经费都没有", dict.fromkeys(MONEY, "没有")),
        Case("所有经费都是0", dict.fromkeys(MONEY, "0")),
        Case("群众都是0", {13: "0", 14: "0"}),
        Case("市级3.2万，其他几项经费都是0", dict.fromkeys(MONEY, "0") | {4: "3.2万"}),
        Case("除了市级3.2万，经费都是0", dict.fromkeys(MONEY, "0") | {4: "3.2万"}),
        Case("第3到7项都是0", dict.fromkeys(range(3, 8), "0")),
        Case("3-7项填0", dict.fromkeys(range(3, 8), "0")),
        Case("第3项到第5项都是0", {3: "0", 4: "0", 5: "0"}),
        Case("第3、4、5项都是0", {3: "0", 4: "0", 5: "0"}),
        Case("第3、4项分别是1.5和3.2", {3: "1.5", 4: "3.2"}),
        Case("除了线下3000其他都是0", ALL_ZERO | {13: "3000"}),
        Case("除线下3000、媒体8外，其余都是0", ALL_ZERO | {13: "3000", 15: "8"}),
        Case("线下3000，其余都是0", ALL_ZERO | {13: "3000"}),
        Case("所有项目都是0", ALL_ZERO),
        Case("前3项都是0", dict.fromkeys(range(1, 4), "0")),
        Case("后三项都是0", dict.fromkeys(range(17, 20), "0")),
        Case("第三、四、五项都填0", dict.fromkeys(range(3, 6), "0")),
        Case("5-8项分别是0.5、1、2、3", {5: "0.5", 6: "1", 7: "2", 8: "3"}),
        Case("上面的线下填错了 应该3500", {13: "3500"}),
        Case("线下那个数改成3500", {13: "3500"}),
        Case("纠正：线下3500", {13: "3500"}),
        Case("经费这块都是0", dict.fromkeys(MONEY, "0")),
        Case("没有中央和省级经费", {2: "没有", 3: "没有"}),
        *(Case(text, dict.fromkeys(MONEY, "0")) for text in ("2-8项0", "2-8项都是0", "2~8项：0", "2到8项0")),
        Case("市县两级经费各3万", {4: "3万", 5: "3万"}),
        Case("市、县两级经费各3万", {4: "3万", 5: "3万"}),
        Case("省市县三级都是0", {3: "0", 4: "0", 5: "0"}),
        Case("市级：+1", {4: "+1"}),
        Case("线下参加了3000", {13: "3000"}),
        *(
            Case(text, {}, unread=[text])
            for text in ("第1项加5", "第1项，加5", "把第3项加2", "市级+1", "市级加1", "线下 +5", "线下3000加200", "increase item 1 by 5")
        ),
        Case("线下1e4，媒体8", {15: "8"}, unread=["线下1e4"]),
        Case("媒体 +2家，报道 25", {16: "25"}, unread=["媒体 +2家"]),
        Case("第25项改成3", {}, unread=["第25项改成3"]),
    ],
    english=[
        Case("offline 3000, online 12000", {13: "3000", 14: "12000"}),
        Case("Offline: 3,000; Online: 12,000", {13: "3,000", 14: "12,000"}),
        Case("40 volunteers and 8 media", {11: "40", 15: "8"}),
        Case("8 media outlets, 25 reports", {15: "8", 16: "25"}),
        Case("no volunteers and 8 media", {11: "no", 15: "8"}),
        Case("city funding 3.2, county 1.5", {4: "3.2", 5: "1.5"}),
        Case("provincial 0\nin kind 0.5\nsponsor 1", {3: "0", 7: "0.5", 6: "1"}),
        Case("volunteers: 40\nuniversities: two", {11: "40", 19: "two"}),
        Case("offline about 3000", {13: "about 3000"}),
        Case("item 5 is 30", {5: "30"}),
        Case("no. 5: 30", {5: "30"}),
        Case("change item 5 to 30", {5: "30"}),
        Case("items 3 to 7 are 0", dict.fromkeys(range(3, 8), "0")),
        Case("change the media to 8", {15: "8"}),
        Case("can you change the media to 8?", {15: "8"}),
        Case("offline should be 3500", {13: "3500"}),
        Case("media and reports are 0", {15: "0", 16: "0"}),
        Case("media and reports are both 0", {15: "0", 16: "0"}),
        Case("media and reports are 8 and 25 respectively", {15: "8", 16: "25"}),
        Case("all funding is 0", dict.fromkeys(MONEY, "0")),
        Case("offline 3000, everything else is 0", ALL_ZERO | {13: "3000"}),
    ],
    doubts=[
        Case("经费 3.2", {}, {"经费": [2, 3, 4, 5, 6, 8]}),
        Case("参与数量 30", {}, {"参与数量": [10, 13, 14, 15, 9, 11]}),
        Case("其他 0", {}, {"其他": [8, 12]}),
        Case("其他 5人", {12: "5人"}),
        Case("线下3000，其他0", {13: "3000"}, {"其他": [8, 12]}),
        Case("群众15000", {}, {"群众": [13, 14]}),
        Case("科技 5", {}, {"科技": [10, 11]}),
        Case("媒体报道 25", {}, {"媒体报道": [15, 16]}),
        Case("媒体报道25篇", {16: "25篇"}),
        Case("把财政经费改成3.2", {}, {"财政经费": [2, 3, 4, 5]}),
        Case("其他几项经费都是0", {}, {"其他几项经费": [2, 3, 4, 5, 6, 7]}),
        Case("市级3.2，县级1.5，其他都是0", {4: "3.2", 5: "1.5"}, {"其他": [8, 2, 3, 6, 7]}),
        Case("只有县级3万其他没有", {5: "3万"}, {"其他": [8, 2, 3, 4, 6, 7]}),
        Case("只有县级3万，其他没有", {5: "3万"}, {"其他": [8, 2, 3, 4, 6, 7]}),
        Case("其他经费都是0", {}, {"其他经费": [8, 2, 3, 4, 5, 6]}),
        Case("宣传报道都是0", {}, {"宣传报道": [15, 16]}),
        Case("staff 5", {}, {"staff": [9, 10, 11, 12]}),
    ],
    unread=[
        Case("市级 3.2\n央媒报道 3", {4: "3.2"}, unread=["央媒报道 3"]),
        Case("线下3000，天气很好，媒体8家", {13: "3000", 15: "8家"}, unread=["天气很好"]),
        Case("线下：3000人（含校园1200）", {13: "3000人"}, unread=["（含校园1200）"]),
        Case("填报单位：雁湖县科协\n线下：3000\n填表人：张三", {13: "3000"}, unread=["填报单位：雁湖县科协", "填表人：张三"]),
        Case("线下：3000\n这样对吗？", {13: "3000"}, unread=["这样对吗？"]),
        Case("线下：3000\n合计：3000", {13: "3000"}),
        Case("线下：见附件", {13: "见附件"}),
        Case("线下 100 200", {}, unread=["线下 100 200"]),
        Case("媒体和报道 8", {}, unread=["媒体和报道 8"]),
        Case("线下和线上一共1.5万", {}, unread=["线下和线上一共1.5万"]),
        Case("线下3000人，比去年多500人", {13: "3000人"}, unread=["比去年多500人"]),
        Case("媒体8家（省级3家、市级5家）", {15: "8家"}, unread=["（省级3家、市级5家）"]),
    ],
)

XINXIANG_CASES = _table(
    table=[
        Case("举办活动次数：12\n承接科技部活动任务个数：1", {1: "12", 2: "1"}),
        Case("举办活动12场，承接任务1个", {1: "12场", 2: "1个"}),
        Case("活动次数 12", {1: "12"}),
        Case("科普活动开展次数 12", {}, {"科普活动开展次数": [1, 2]}),
        Case("科普专职人员5\n招募志愿者40", {10: "5", 12: "40"}),
        Case("其他人员2人，其他经费0", {13: "2人", 9: "0"}),
        Case("第20项改成3", {20: "3"}),
        Case("科普工作人员都没有", {10: "没有", 11: "没有", 12: "没有", 13: "没有"}),
        Case("活动周期间开放的科普场馆数量：5", {18: "5"}),
        Case("大学：2所", {20: "2所"}),
        Case("科普场馆、科研机构、大学都没有", {18: "没有", 19: "没有", 20: "没有"}),
        Case("其他 5人", {13: "5人"}),
    ],
)

YANHU_CASES = _table(
    table=[
        Case("阅读活动12场，其中线上3场", {1: "12场", 2: "3场"}),
        Case("线上阅读活动 3", {2: "3"}),
        Case("60岁以上300人\n读者5000人", {4: "300人", 3: "5000人"}),
        Case("60岁以上读者人次：300", {4: "300"}),
        Case("参与读者60人", {3: "60人"}),
        Case("本级财政经费（万元）：3.2\n社会捐助：5000", {5: "3.2万元", 6: "5000"}),
        Case("藏书 1200册", {7: "1200册"}),
        Case("新增图书1200本，推荐书目名称：《雁湖志》、《湖上的人》等12种", {7: "1200本"}, unread=["推荐书目名称：《雁湖志》、《湖上的人》等12种"]),
        Case("推荐书目名称：《雁湖志》、《湖上的人》等12种", {8: "《雁湖志》、《湖上的人》等12种"}),
        Case("推荐书目名称 雁湖志\n藏书 5", {8: "雁湖志", 7: "5"}),
        Case("推荐书目\t雁湖志\n藏书\t5", {8: "雁湖志", 7: "5"}),
        Case("本级经费3万，经费合计5万", {5: "3万"}),
        Case("经费合计 50000", {}, unread=["经费合计 50000"]),
        Case("经费都是0", {5: "0", 6: "0"}),
        Case("books 1200, local funds 30000", {7: "1200", 5: "30000"}),
        Case("Books added: 1200", {7: "1200"}),
        Case("读者都没有", {3: "没有", 4: "没有"}),
    ],
)


MIXED_CASES = _table(
    table=[
        Case("讲座5场，300人；展览2场，1000人次", {1: "5场", 2: "300人", 3: "2场", 4: "1000人次"}),
        Case("讲座场次5\n讲座人数300", {1: "5", 2: "300"}),
        Case("场次 5", {}, {"场次": [1, 3]}),
        Case("讲座\n场次：5\n受众人数：300\n展览\n场次：2\n受众人数：1000", {1: "5", 2: "300", 3: "2", 4: "1000"}),
        Case("讲座\t场次\t场\t5\n\t受众人数\t人次\t300\n展览\t场次\t场\t2\n\t受众人数\t人次\t1000", {1: "5", 2: "300", 3: "2", 4: "1000"}),
        Case("讲座、展览各3场", {1: "3场", 3: "3场"}),
        Case("讲座和展览都没有", dict.fromkeys(range(1, 5), "没有")),
        Case("培训3期，男30人女20人", {5: "3期", 6: "30人", 7: "20人"}),
        Case("三下乡12场，一线职工300，无偿献血30人", {8: "12场", 9: "300", 10: "30人"}),
        Case("5G基站30个，H5作品3个", {11: "30个", 12: "3个"}),
        Case("2026年投入资金3.2，2025年2.8", {14: "3.2", 13: "2.8"}),
        Case("资金 3.2", {}, {"资金": [13, 14]}),
        Case("是否设立专栏：是\n启动日期：5月20日", {15: "是", 16: "5月20日"}),
    ],
)


def _check(form: Form, case: Case, english: Mapping[str, str] = {}) -> None:
    found = read_many(form, case.text, english=english)
    assert found is not None
    numbers = {field.id: number for number, field in enumerate((field for field in form.fields if not field.computed), 1)}
    assert {numbers[one.field]: one.words for one in found.given} == case.given
    assert {doubt.said: [numbers[field] for field in doubt.fields] for doubt in found.doubts} == case.doubts
    assert list(found.unread) == list(case.unread)
    assert found.counted is None
    assert found.twice == ()
    assert not found.ordered


@pytest.mark.parametrize("case", GANSU_CASES)
def test_a_table_of_nineteen_items(case: Case) -> None:
    _check(GANSU, case)


@pytest.mark.parametrize("case", XINXIANG_CASES)
def test_a_table_of_twenty_items(case: Case) -> None:
    _check(XINXIANG, case)


@pytest.mark.parametrize("case", YANHU_CASES)
def test_a_table_with_a_text_a_total_and_yuan(case: Case) -> None:
    _check(YANHU, case, ENGLISH)


@pytest.mark.parametrize("case", MIXED_CASES)
def test_a_table_whose_labels_repeat_or_have_numbers_in_them(case: Case) -> None:
    _check(MIXED, case)


@pytest.mark.parametrize("notice", [notice for notice in shipped_notices() if notice.forms], ids=lambda notice: notice.id)
def test_every_item_is_known_by_its_english_name(notice: Notice) -> None:
    for form in notice.forms:
        for field in form.fields:
            if form.kind is FormKind.SINGLE and field.label in notice.glossary:
                found = read_many(form, f"{notice.glossary[field.label]}: 12", english=notice.glossary)
                assert found is not None
                assert [(one.field, one.words) for one in found.given] == [(field.id, "12")]


def test_a_list_of_labels_sent_back_gives_what_was_filled_in() -> None:
    asked = [f"{number}. {field.label}（{field.unit or '个'}）：" for number, field in enumerate(GANSU.fields, 1)]
    assert read_many(GANSU, "\n".join(asked)) is None
    filled = [f"{line}{number}" if number % 3 else line for number, line in enumerate(asked, 1)]
    found = read_many(GANSU, "\n".join([*filled, "以上请审核"]))
    assert found is not None
    assert {one.field: one.words for one in found.given} == {field.id: str(number) for number, field in enumerate(GANSU.fields, 1) if number % 3}
    assert found.unread == ("以上请审核",)


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t", "。", "？", "👍", "[图片]", "12:30", "----", "|||"),
        *("3000", "1.2万", "２ ", "2026", "2个", "30人", "约200", "没有", "两万三", "3000人次", "12 15", "12，15", "-", "0"),
        *("5月20日", "2026年5月20日", "2026-05-20", "2026 5 20", "2026.5.20", "18298701662", "138 1234 5678", "0931-8882788", "1 200 300"),
        *("线下怎么算？", "总结6月20日前报吗", "第5项是什么", "经费包括哪些", "媒体8家对吗？", "媒体有几家", "媒体填几家", "科技馆算5个吗"),
        *("志愿者算不算3类", "实物折价怎么填，按500元吗", "请问媒体数量是指8家以上吗", "第3项和第5项有什么区别", "线下活动能不能填0"),
        *("how many media", "is offline 3000?", "what is item 5", "when is the report due", "which 3 items"),
        *("上一项", "跳过", "下一项", "返回", "修改第5项", "第5项", "第3到7项", "查看第3项", "撤回", "填表", "提交", "5", "item 5", "skip"),
        *("雁湖市科学技术协会", "红旗区科协2个", "雁湖县第3中学", "张三", "兰州新区科技创新局", "市科技局"),
        *("在原阳县2号楼举办", "线下2号楼", "线下2号楼媒体8家", "电话0931-8882788", "早上9:30线下活动", "附件2第3栏", "媒体一起"),
        *("市级部门3个", "大学生志愿者 30", "市级3.2万不含县级", "线下增加500", "第3项比第5项多2", "企业名单有2个错字"),
        *("你好", "谢谢", "辛苦了", "我在开会，稍等3分钟", "已经报了3次了", "好的，5分钟后填", "今天线下来了很多人", "收到"),
        *("其余都是0", "其他都是0", "都是0", "全部填0", "everything else is 0", "数量 30", "情况：良好", "上报时间改到20号"),
        *("3:30到5:00", "第3次活动", "5、30", "5：30", "把5改成30", "改成30", "change it to 30", "参加人员3人请假", "我填完了1到5项"),
        *("志愿者活动5场", "市级活动 3", "大学活动 3", "线下多写了300", "零报告", "没有开展活动", "1/19", "县一级"),
        *("zero report", "nothing to report", "several stations shared one report", "one lecture was left out", "all others 0"),
        *(
            "1e4",
            "线下1e4",
            "线下1e4人",
            "1E4线下",
            "实物1.5e+3万元",
            "线下3x4",
            "市县三级经费各3万",
            "市区经费各1",
            "2-8项5",
            "市级减1",
            "+5家媒体",
            "加5家媒体",
            "add 5 to item 1",
        ),
        *("甲：3\n乙：4\n丙：5", "第一\n第二\n第三", "a\tb\nc\td", "线下", "线下和线上", "线下：", "经费"),
    ],
)
def test_what_gives_no_figures_of_a_form_is_left_to_others(text: str) -> None:
    assert [read_many(form, text) for form in (GANSU, XINXIANG, YANHU)] == [None, None, None]


FIGURES = ["12", "0", "0", "3.2", "1.5", "0", "0", "0.3", "5", "30", "100", "0", "3000", "1.2万", "8", "25", "5", "没有", "约10"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(FIGURES),
        " ".join(FIGURES),
        "，".join(FIGURES),
        ",".join(FIGURES),
        "、".join(FIGURES) + "。",
        "\t".join(FIGURES),
        "依次是：" + "、".join(FIGURES),
        "\n".join([" ".join(FIGURES[:10]), " ".join(FIGURES[10:])]),
    ],
)
def test_as_many_figures_as_items_are_taken_in_their_order(text: str) -> None:
    found = read_many(GANSU, text)
    assert found is not None
    assert found.ordered
    assert [one.words for one in found.given] == FIGURES
    assert [one.field for one in found.given] == [field.id for field in GANSU.fields]


@pytest.mark.parametrize(("text", "count"), [("12 15 16", 3), ("\n".join(FIGURES[1:]), 18), ("1,2,3,4", 4), ("3\n0\n没有\n0", 4)])
def test_another_number_of_figures_is_counted_and_none_is_taken(text: str, count: int) -> None:
    assert read_many(GANSU, text) == Understood(counted=(count, 19))


def test_thousands_in_figures_in_order_are_told_by_the_number_of_items() -> None:
    found = read_many(YANHU, "12，3，5,000，300，30,000，1,200，60")
    assert found is not None
    assert [one.words for one in found.given] == ["12", "3", "5,000", "300", "30,000", "1,200", "60"]


@pytest.mark.parametrize("empty", ["12\t\t3\t4\t5\t6\t7", "12\n\n3\n4\n5\n6\n7"])
def test_an_empty_place_in_a_copied_column_stays_open(empty: str) -> None:
    found = read_many(YANHU, empty)
    assert found is not None
    assert {one.field: one.words for one in found.given} == {"f01": "12", "f03": "3", "f04": "4", "f05": "5", "f06": "6", "f07": "7"}


def test_a_column_copied_with_its_totals_fits_too() -> None:
    found = read_many(YANHU, "12\n3\n5000\n300\n30000\n20000\n50000\n60")
    assert found is not None
    assert found.given[-1].words == "60"
    assert "sum" not in [one.field for one in found.given]


@pytest.mark.parametrize(
    "text",
    ["1. 12\n2. 3.5\n4. 0", "1、12\n2、3.5\n4、0", "1、12 2、3.5 4、0", "1:12 2:3.5 4:0", "(1)12\n(2)3.5\n(4)0", "①12②3.5④0", "1）12；2）3.5；4）0"],
)
def test_figures_with_the_numbers_of_their_items(text: str) -> None:
    found = read_many(GANSU, text)
    assert found is not None
    assert {one.field: one.words for one in found.given} == {"f01": "12", "f02": "3.5", "f04": "0"}


@pytest.mark.parametrize("text", ["1.12\n2.3.5\n3.0", "1 12\n2 3.5\n3 0", "1\t12\n2\t3.5\n3\t0", "1，12\n2，3.5\n3，0"])
def test_numbers_that_count_on_from_one_are_those_of_the_items(text: str) -> None:
    found = read_many(GANSU, text)
    assert found is not None
    assert [(one.field, one.words) for one in found.given] == [("f01", "12"), ("f02", "3.5"), ("f03", "0")]


@pytest.mark.parametrize("text", ["线下3000\n线下3500\n媒体8", "线下3000，媒体8，线下3500", "线下\t3000\n媒体\t8\n线下\t3500"])
def test_an_item_given_twice_in_different_words_is_not_taken(text: str) -> None:
    found = read_many(GANSU, text)
    assert found is not None
    assert found.twice == ("f13",)
    assert [one.field for one in found.given] == ["f15"]


def test_the_same_words_twice_are_no_contradiction() -> None:
    found = read_many(GANSU, "线下3000\n线下活动：３０００")
    assert found is not None
    assert found.twice == ()
    assert [one.field for one in found.given] == ["f13"]


def test_rows_take_only_what_stands_behind_their_labels() -> None:
    found = read_many(RECOMMENDATION, "活动名称：科普进校园\n推荐单位：雁湖市科协\n联系人及电话：张三 13800000000")
    assert found is not None
    assert [(one.field, one.words) for one in found.given] == [("f01", "科普进校园"), ("f04", "雁湖市科协"), ("f05", "张三 13800000000")]
    assert read_many(RECOMMENDATION, "科普进校园") is None
    assert read_many(RECOMMENDATION, "12 15 16 17 18") is None
    assert read_many(RECOMMENDATION, "活动名称怎么填？") is None


# Whatever subset of the items is given in whatever layout comes back as it was written.

digits = st.integers(0, 99_999).map(str)
figures = st.one_of(
    digits,
    st.decimals(0, 999, places=2).map(str),
    st.sampled_from(["1.2万", "3千5", "两万三", "约200", "300多", "没有", "无", "未掌握", "１２０", "一百二十", "零"]),
)
forms = st.sampled_from([GANSU, XINXIANG, YANHU])


def _asked(form: Form) -> list[Field]:
    return [field for field in form.fields if field.is_number and not field.computed]


def _lines(mark: str) -> Callable[[Sequence[tuple[str, str]]], str]:
    return lambda pairs: "\n".join(f"{label}{mark}{words}" for label, words in pairs)


def _with_serials(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{at}. {label}：{words}" for at, (label, words) in enumerate(pairs, 1))


def _with_units(pairs: Sequence[tuple[str, str]]) -> str:
    return "项目\t单位\t数量\n" + "\n".join(f"{label}\t个\t{words}" for label, words in pairs)


def _across(pairs: Sequence[tuple[str, str]]) -> str:
    return "\t".join(label for label, _ in pairs) + "\n" + "\t".join(words for _, words in pairs)


def _sentence(pairs: Sequence[tuple[str, str]]) -> str:
    return "，".join(f"{label}是{words}" for label, words in pairs) + "。"


LAYOUTS = [_lines("："), _lines(":"), _lines("\t"), _lines(" "), _lines("="), _lines("，"), _with_serials, _with_units, _across, _sentence]


@st.composite
def written_forms(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    """A form and figures for some of its items."""
    form = draw(forms)
    fields = draw(st.lists(st.sampled_from([field.id for field in _asked(form)]), min_size=2, unique=True))
    return form, {field: draw(figures) for field in sorted(fields)}


@given(written_forms(), st.sampled_from(LAYOUTS))
def test_every_layout_gives_the_figures_back(filled: tuple[Form, dict[str, str]], layout: Callable[[Sequence[tuple[str, str]]], str]) -> None:
    form, said = filled
    found = read_many(form, layout([(form.field(field).label, words) for field, words in said.items()]))
    assert found is not None
    assert {one.field: one.words for one in found.given} == said
    assert (found.doubts, found.unread, found.twice) == ((), (), ())


@given(forms, st.data(), st.sampled_from(["\n", " ", "\t", "、", "；", "\r\n", "  "]))
def test_figures_in_order_come_back(form: Form, data: st.DataObject, mark: str) -> None:
    words = data.draw(st.lists(figures, min_size=len(_asked(form)), max_size=len(_asked(form))))
    found = read_many(form, mark.join(words))
    assert found is not None
    assert [one.words for one in found.given] == words


@given(written_forms(), st.sampled_from(["{}、{}", "{}. {}", "({}){}", "{}：{}"]), st.sampled_from(["\n", "；"]))
def test_figures_with_numbers_come_back(filled: tuple[Form, dict[str, str]], pattern: str, mark: str) -> None:
    form, said = filled
    numbers = {field.id: number for number, field in enumerate(_asked(form), 1)}
    found = read_many(form, mark.join(pattern.format(numbers[field], words) for field, words in said.items()))
    if found is not None:  # a few pairs may be times of day
        assert {one.field: one.words for one in found.given} == said
    else:
        assert len(said) < 4


WORDS = [
    "线下",
    "线上",
    "媒体",
    "报道",
    "经费",
    "其他",
    "都是",
    "没有",
    "除了",
    "其余",
    "第",
    "项",
    "到",
    "改成",
    "不是",
    "分别",
    "和",
    "、",
    "，",
    "：",
    "=",
    "|",
    ".",
    "(",
    "）",
    "\t",
    "\n",
    "3",
    "0",
    "1.2万",
    "一",
    "两",
    "约",
    "？",
    "市级",
    "县",
    "offline",
    "item",
    "5",
    "and",
    "all",
    "the",
    "rest",
    "no",
]


def test_the_words_are_listed_as_they_are_compared() -> None:
    said = [word for concept in concepts() for word in (*concept.printed, *concept.said)]
    names = ("filler", "negated", "change", "polite", "all", "except", "rest_strong", "rest_weak", "rest_plural", "every", "in_order")
    assert [word for word in (*said, *(word for name in names for word in listed(f"talk.{name}"))) if fold(word) != word] == []


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.text(string.printable, max_size=200)))
@example("第0项是3")
@example("第一百项是3")
@example("1. \n2. ")
@example("（（（3）")
def test_no_text_is_too_odd(text: str) -> None:
    for form in (GANSU, YANHU, RECOMMENDATION):
        found = read_many(form, text)
        if found is not None:
            known = {field.id for field in form.fields}
            assert {one.field for one in found.given} | {field for doubt in found.doubts for field in doubt.fields} <= known
            assert all(one.words.strip() for one in found.given)
            assert all(1 <= len(doubt.fields) <= 6 for doubt in found.doubts)
            assert len({one.field for one in found.given}) == len(found.given)


ENDLESS = {
    "one figure": "1" * 10_000,
    "figures": "1 " * 5000,
    "words": "线下3" * 3334,
    "numerals": "一" * 10_000,
    "nothing": "没" * 10_000,
    "about": "约" * 10_000,
    "numbers of items": "第3、" * 3334,
    "all": "线下和" * 3333 + "都",
    "brackets": "(" * 5000 + ")" * 5000,
    "quotes": '"\t' * 5000,
    "changes": "改成" * 5000,
    "marks": "：，" * 5000,
    "spaces": " " * 9999 + "x",
    "lines": "\n".join(f"线下{number}" for number in range(1300)),
    "labels": "\n".join("数量参与活动群众情况投入"[at % 9 :] + f"{at}3" for at in range(700)),
    "cells": "线下\t线上\t媒体\t3\n" * 700,
    "english": "one hundred and all the rest of " * 310,
}


def test_long_texts_take_no_long_time() -> None:
    for form in (GANSU, XINXIANG, YANHU):
        read_many(form, "线下 3")
        for name, text in ENDLESS.items():
            begun = time.process_time()
            read_many(form, text[:10_000])
            assert time.process_time() - begun < 0.25, name  # measured: below 0.05


def test_what_is_cut_off_a_text_is_unread() -> None:
    found = read_many(GANSU, "线下3000\n" + "天气很好，" * 300 + "线上200\n媒体8")
    assert found is not None
    assert [one.words for one in found.given] == ["3000", "8"]
    assert "".join(found.unread).count("天气很") >= 300
    assert found.unread[-1].endswith("线上200")
