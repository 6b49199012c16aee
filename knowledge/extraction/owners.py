"""Who owes something: the subject of a sentence."""

from __future__ import annotations

import re

_OWNER = re.compile(
    r"(?:^|[，。；：]|请|要求|希望)(?P<who>(?:各|有关|相关|全[市县省校]|参赛|参加|申报|报名|主办|承办|推荐|入选|获奖|市直|县直|区直|省直)[^，。；：]{1,60}?)"
    r"(?:务必|要|应|须|需|可|请|必须|将|于|在|把|从|及时|认真|结合|按|根据|围绕|对|负责|积极|统一|汇总|填写|填报|报送|提交)"
)
_ASKED = re.compile(r"请(?P<who>(?!看|见|参照|务必|按|以|于|在)[^，。；：《》]{2,60}?)(?=于|在|将|务必|及时|按)")
_BODIES = re.compile(r"单位|部门|局|科协|学校|学院|企业|学会|机构|阵地|街道|乡镇|支部|委员会|选手|作者|班|团")
_BODY_ENDS = re.compile(
    r"(.{1,40}?(?:单位|部门|[局厅委办处科室院系部校班团社所站]|班长|支部|团队|学院|学校|选手|同学|企业|公司|协会|学会|机构|学生|作者|人员))"
    r"(?=(?:确定|严格|报名|填写|收集|认真|按照|根据|务必|推荐|做好|组织|及时|高度|积极|要|须|需|应|于|将|在))"
)
_NO_OWNER = re.compile(r"要求|活动$|材料|时间|情况|项目$|总结|^各(?:类|种|项)|通知|精神|文件")
_OFFICE = re.compile(r"(?:^|[，；])(?P<who>[\u4e00-\u9fff]{2,16}(?:局|委员会|科协|协会|办公室|中心|部门))(?:应|须|要|负责|再|统一)*(?:于|在)?$")
_NEAR = 300
"""Characters of a sentence around a limit that say who owes it."""


def owners_in(before: str, sentence: str) -> tuple[str, ...]:
    """Who is told to: the subject of the sentence, nearest to the limit."""
    office = _OFFICE.search(before)
    if office is not None:
        return (office["who"],)
    for text in (before[-_NEAR:], sentence[:_NEAR]):
        for found in reversed([*_OWNER.finditer(text)]):
            who = re.sub(r"\d.*$", "", found["who"]).strip()
            if not _NO_OWNER.search(who):
                return listed(_body_of(who))
        asked = _ASKED.search(text)
        if asked is not None and _BODIES.search(asked["who"]) and not _NO_OWNER.search(asked["who"]):
            return listed(asked["who"])
    return ()


def _body_of(who: str) -> str:
    """Those told to, without what they are told after their name."""
    found = _BODY_ENDS.match(who)
    return found.group(1) if found is not None else who


def listed(who: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"、(?=各)|，|及(?=各)|和(?=各)", who) if part.strip())


def names_owner(text: str) -> bool:
    """Whether words begin with those who owe something."""
    return _OWNER.match(text) is not None
