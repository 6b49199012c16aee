"""Any number of notices about places that do not exist, each with facts of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

from knowledge.notice import Activity, Clause, Contact, Deliverable, Due, Item, Notice, Period, Recipient, Requirement, Theme, When
from knowledge.source import Source

_FIRST = "云青临北澜霁朔沅溯岚槿棠苓荻蘅"
_SECOND = "泽岫岚渚浦川陵溪汀屿坞洲麓津浔"
_RANK = ("市", "县", "区")
_EVENTS = (("科技活动周", "科技周"), ("全国科普日", "科普日"), ("安全生产月", "安全月"), ("全民读书月", "读书月"))
_PAPERS = ("活动总结报告", "开展情况统计表", "影像资料", "推荐表", "联络员名单")
_WORDS = ("科普", "讲座", "展览", "社区", "学校", "企业", "安全", "志愿", "培训", "演练", "图书", "宣传", "研学", "乡村", "直播", "竞赛")
_FAMILY, _GIVEN = "褚庾仉符温逄桑易骆诸", "禾满川南棠谷宁白溪槿"


def notices(count: int) -> Iterator[Notice]:
    """`count` notices, the same for the same count, spread over places, events and years."""
    random = Random(count)
    places = [first + second + rank for first, second, rank in product(_FIRST, _SECOND, _RANK)]
    for number in range(count):
        yield _notice(number, places[number % len(places)], random)


def _notice(number: int, place: str, random: Random) -> Notice:
    year = 2018 + number // 675 % 9
    event, alias = _EVENTS[number % len(_EVENTS)]
    due = date(year, 5, 1) + timedelta(days=random.randrange(60))
    clauses = tuple(_clause(at, random) for at in range(24))
    person = random.choice(_FAMILY) + random.choice(_GIVEN) + random.choice(_GIVEN)
    return Notice(
        id=f"n{number}",
        title=f"关于举办{year}年{place}{event}的通知",
        number=f"{place[:1]}科〔{year}〕{number}号",
        issuers=(f"{place}科学技术局",),
        audiences=("各有关单位",),
        region=place,
        year=year,
        event=event,
        aliases=(alias,),
        issued_on=due - timedelta(days=20),
        themes=(Theme(id="theme", text=f"{random.choice(_WORDS)}{random.choice(_WORDS)}在{place}", source=Source(clause="一")),),
        periods=(Period(id="period", when=When(text="5月", start=date(year, 5, 1), end=date(year, 5, 31)), source=Source(clause="二")),),
        activities=tuple(_activity(at, random) for at in range(4)),
        deliverables=(
            Deliverable(
                id="summary",
                items=tuple(Item(name=name) for name in random.sample(_PAPERS, 2)),
                to=(Recipient(office="市科技局", contact="contact"),),
                due=Due(text=f"{due.month}月{due.day}日前", day=due),
                source=Source(clause="三"),
            ),
        ),
        contacts=(
            Contact(
                id="contact",
                org=f"{place}科技局",
                names=(person,),
                phones=(f"0999-{7000000 + number}",),
                emails=(f"n{number}@example.org",),
                source=Source(clause="三"),
            ),
        ),
        requirements=(Requirement(id="safety", heading="确保安全", summary="制定应急预案。", source=Source(clause="四")),),
        clauses=clauses,
    )


def _activity(at: int, random: Random) -> Activity:
    name = random.choice(_WORDS) + random.choice(_WORDS) + "活动"
    return Activity(id=f"activity-{at}", name=name, summary=f"开展{name}。", where="文化广场", source=Source(clause="四"))


def _clause(at: int, random: Random) -> Clause:
    said = "、".join(random.sample(_WORDS, 5))
    return Clause(id=f"c{at}", number="一二三四"[at % 4], heading=random.choice(_WORDS) + "工作", summary=f"组织{said}等活动，第{at}项由各单位落实。")


def questions(made: list[Notice]) -> list[str]:
    """Questions of the kinds people ask, most of them naming a place, some not."""
    random = Random(len(made))
    asked = []
    for _ in range(200):
        notice = random.choice(made)
        where = f"{notice.region}{notice.year}年"
        asked += [
            f"{where}的总结啥时候交?",
            f"{notice.region}{notice.aliases[0]}联系人电话",
            f"{where}活动主题是什么",
            f"{where}安全方面有什么要求",
            f"{notice.contacts[0].names[0]}的邮箱",
        ]
    return [*asked, *("总结啥时候交?", "when is the report due?", "统计表发给谁", "今年主题是什么") * 25]
