"""The names of papers in the words for what is handed in."""

from __future__ import annotations

import re

_PAPER = (
    r"总结|报告|表格|表|书|清单|台账|名单|名册|信息|方案|计划|照片|图片|视频|影像|音像|声像|作品|稿件?|论文|征文|摘要|回执|材料|资料|简报|简介|案例|数据|报表|[年月季]报|情况|意见|建议|证明|复印件|电子版|纸质版|扫描件|问卷|声明|文档"
    r"|光盘|名额|人选|选手|讲解词|课件|PPT|联络员|联系人|项目|课题|线索|需求|题目|成果|附件|函|册|件|单|案|链接|文件|发票|照|说明|承诺|档案|文档|压缩包|佐证"
)
_ENDS = re.compile(rf"(?:{_PAPER}|附件[一二三四五六七八九十\d]{{0,2}})(?:（[^（）]*）|\([^()]*\))*$")
_CITED = re.compile(r"《[^《》]{2,80}》")
_APART = re.compile(r"、|，|；|以及|连同|并附|和(?=[《\u4e00-\u9fff])|及(?=[《\u4e00-\u9fff])|与(?=《)|并(?=附|提交)")
_FRONT = re.compile(
    r"^(?:请|并|写(?:好)?(?=一份|[\u4e00-\u9fff]{3})|一份|及时|认真|统一|分别|务必|应|须|需|要|同时|如实|准确|按要求|按时|将|把|本(?:单位|地区|部门|校|院|县|市|学院|系统)的?|各自的?|相关的?|有关的?|以上|所有|其|填写好?的?|填好的?|填报的?|附|加盖公章的|盖章后?的?|签字的|审核通过的|经[^，、]{2,12}的"
    r"|[一二三四五六七八九十\d]+[份篇张幅件套]|\d[.、]|连同|有关|各[^、，]{1,12}?(?:收集|填写|提交|整理|汇总|准备|撰写)|收集(?:到|的)*|完成|报送|提交|《?(?=《))+"
)
_BACK = re.compile(
    r"(?:等(?:相关|有关|文字)?|一并|分别|同时|及时|统一|按时|打包|压缩后?|以[^，。；]{2,16}(?:形式|方式)|各?[一二三四五六七八九十两\d]+[份套张]|一式[一二两三四五六七八九十\d]份|（见附件[^）]*）|\(见附件[^)]*\)|请?于?$)+$"
)
_NONE = re.compile(
    r"^(?:工作|活动|我|我们|各|有关|相关|单位|科|处|室|时间|邮箱|如下|要求|及时|情况|以下|下列|本|此|上述|其|件|表|书|单|报|一|并|于)$|邮箱|邮件|@|逾期|过期|联系$|^(?:不予|视为)"
)
_PLAIN = re.compile(r"(?:[\u4e00-\u9fff](?!单位|部门|[局厅委办处科室部会])){2,5}(?:人数|做法|录像|录音|心得|体会|经验|时间|地点|名称|成效|亮点|打算)")
"""What is listed beside papers and is handed in with them."""

_EVENT = re.compile(r"^[^“”《》]{2,12}[周月日节]$")
_MANNER = re.compile(r"(?:盖章|签字|加盖公章)?的?(?:电子版?|纸质版?|电子档|书面版?|扫描件|word版?|pdf版?)(?:表格|材料|文件|文档|稿|扫描件)?", re.I)
LONGEST = 48
MOST = 10


def papers_in(words: str) -> list[str]:
    """The papers that the words list; empty where they name none."""
    pieces = _parallel(_pieces(words))
    names = [name for piece in pieces if (name := _name(piece)) is not None]
    whole = [name for name in names if is_paper(name)]
    listed = [name for name in names if name in whole or _PLAIN.fullmatch(name)] if whole else [name for name in names if len(name) >= 2]
    return list(dict.fromkeys(listed))[:MOST]


def _parallel(pieces: list[str]) -> list[str]:
    """The pieces, with two that share their last word together: 科技活动周、“科技工作者日”总结报告."""
    found: list[str] = []
    for piece in pieces:
        if found and piece.startswith("“") and _EVENT.search(found[-1]):
            found[-1] = f"{found[-1]}、{piece}"
        else:
            found.append(piece)
    return found


def is_paper(name: str) -> bool:
    """Whether a name ends like that of a paper."""
    return bool(_ENDS.search(name) or name.startswith("《"))


def is_manner(name: str) -> bool:
    """Whether a name says only in which form something is handed in."""
    return bool(_MANNER.fullmatch(name))


def cited_papers(text: str) -> list[str]:
    """Tables, lists and letters whose titles stand in a text."""
    return [
        found.group().strip("《》")
        for found in _CITED.finditer(text)
        if re.search(r"[表书册单案函]》$|(?:名单|报告|回执|材料|总结)》$", found.group())
    ]


def _pieces(words: str) -> list[str]:
    """The words cut where one name ends and the next begins, titles and brackets kept whole."""
    found: list[str] = []
    begin = place = 0
    depth = 0
    while place < len(words):
        char = words[place]
        depth += char in "《（(“"
        depth -= char in "》）)”"
        if depth <= 0 and (cut := _APART.match(words, place)) is not None:
            found.append(words[begin:place])
            begin = place = cut.end()
            continue
        place += 1
    return [*found, words[begin:]]


def _name(piece: str) -> str | None:
    name = piece.strip("，,。；;：: 、")
    before = None
    while before != name:
        before = name
        name = _BACK.sub("", _FRONT.sub("", name)).strip("，,。；;：: 、")
    name = re.sub(r"（(?:详?见)?附[件表][^）]*）", "", name)
    name = re.sub(r"^[^《（]*?(?:将|把)(?=[\u4e00-\u9fff《])", "", name)
    name = name if name.count("（") == name.count("）") else name.split("（")[0]
    whole = re.fullmatch(r"《([^《》]+)》", name)
    name = whole.group(1) if whole else name
    if not name or len(name) > LONGEST or _NONE.search(name):
        return None
    return name
