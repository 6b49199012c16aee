"""What a web page or an archive prints around a notice: what it says of the notice is kept, the rest is left out."""

from __future__ import annotations

import re

_FURNITURE = (
    re.compile(r"^(?:发布|发表|更新|创建|刊登|录入|上传|公开|颁布|公布)(?:时间|日期)[:：]?[ ]*\d{4}[-./年]\d{1,2}[-./月]\d{1,2}"),
    re.compile(
        r"^(?:时间|日期)[:：][ ]*\d{4}(?:[-./]\d{1,2}){2}$|^(?:时间|日期)[:：][ ]*\d{4}\D\d{1,2}\D\d{1,2}日?[ ]+(?:\d{1,2}:\d{2}|.*来源)|^栏目[:：]"
    ),
    re.compile(r"(?:浏览|点击|阅读|访问|查看)(?:次数|数|量|人次)?[:：]|\d+次(?:浏览|阅读)|阅读[:：]?\d+"),
    re.compile(
        r"^(?:(?:信息|稿件|文章)?来源|出处|责任编辑|编辑|作者|供稿|审核|录入|字体|字号|视力保护色|分享到?|打印|关闭|收藏|扫一扫"
        r"|关键词|标签)[:： 】\]]"
    ),
    re.compile(
        r"^(?:上一[篇条页]|下一[篇条页]|相关(?:文章|阅读|链接|新闻)|返回(?:首页|顶部|列表)|版权所有|网站地图"
        r"|技术支持(?=[：: ](?!.*\d{5}))|联系我们$|首页$|网站首页)"
    ),
    re.compile(r"(?:您|你|当前|现在|所在|的){1,6}位置[:：]|^位置[:：]|首页[ ]*[>›»＞]|ICP备|公网安备|【?字体[:：]|[【\[](?:打印|关闭|我要纠错|收藏)"),
    re.compile(r"^(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?[ T]*\d{1,2}[:：]\d{2}"),
    re.compile(r"^(?:---+|\*\*\*+|===+)$|^(?:title|published|date|tags|categories|author|layout|description|category)[:：]"),
)
_PAGE = re.compile(
    r"[-—－·]+[ ]*\d{1,3}[ ]*[-—－·]+|第[ ]*\d{1,3}[ ]*页(?:[ ，,/]*共[ ]*\d{1,3}[ ]*页)?"
    r"|\d{1,3}[ ]*/[ ]*\d{1,3}|\d{1,3}[ ]+[-—－]+[^\d]{0,8}[-—－]+"
)
_BESIDE = ("栏目", "您", "当前", "位置", "上一", "下一", "相关")
_STAMP = re.compile(r"^((?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2})日?[ T]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$")
"""The time at which a post was sent, above it."""

_META = {
    "number": re.compile(r"(?:发文字号|文[ ]*号|文件编号|公文文号)[:：][ ]*([^\s:：]{2,24}?号)"),
    "issued": re.compile(
        r"(?:成文日期|发文日期|印发日期|生成日期|颁布时间|颁布日期|公布日期|发文时间|成文时间|签发日期)"
        r"[:：][ ]*(\d{4}[-./年][ ]*\d{1,2}[-./月][ ]*\d{1,2})"
    ),
    "published": re.compile(r"(?:发布|发表|更新|刊登|公开|上传)(?:时间|日期)[:：]?[ ]*[“'\"]?(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})"),
    "title": re.compile(r"^(?:标[ ]*题|名[ ]*称|信息名称|title)[:：][ ]*[\"“']?(.{4,100}?)[\"”']?$"),
}
_PUBLISHED_ALONE = re.compile(r"(?:来源|published|date|发布)[^\d]{0,40}(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})")


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE.fullmatch(text.strip()))


def is_furniture(text: str) -> bool:
    """Whether a folded line is no part of the notice itself."""
    line = text.strip()
    named = "关于" in line and line.endswith("通知") and not line.startswith(_BESIDE)
    return len(line) < 100 and not named and not line.endswith("。") and any(pattern.search(line) for pattern in _FURNITURE)


def meta_of(text: str) -> dict[str, str]:
    """What a line says of the notice: `number`, `issued`, `published` (dates as written), `title`, `dated` (of a post)."""
    found = {name: match.group(1).strip() for name, pattern in _META.items() if (match := pattern.search(text.strip()))}
    stamp = _STAMP.match(text.strip())
    if stamp is not None:
        found["dated"] = stamp.group(1)
    alone = _PUBLISHED_ALONE.search(text)
    if alone is not None:
        found.setdefault("published", alone.group(1))
    return found
