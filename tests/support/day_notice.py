"""A notice of a place that does not exist, with two papers due at a moment of the day it is made for, and a table of eight figures."""

from __future__ import annotations

from datetime import datetime

from knowledge.notice import Notice
from knowledge.notice_file import read_notice

PLACE = "云岫市"
FORM = "table"
FIELDS = ("举办活动", "参加居民", "线上参加", "换出图书", "志愿服务", "媒体报道", "宣传资料", "经费投入")
UNITS = ("场", "人次", "人次", "册", "人次", "篇", "份", "元")

_TEXT = """
id = "yunxiu-reading-day"
title = "关于举办{year}年云岫市邻里读书日活动的通知"
issuers = ["云岫市读书日办公室"]
audiences = ["各单位"]
region = "云岫市"
year = {year}
event = "邻里读书日"
aliases = ["读书日"]
issued_on = {day}

[[themes]]
id = "theme"
text = "借一本书，认识一位邻居"
source = {{ clause = "一" }}

[[deliverables]]
id = "summary"
items = [{{ name = "活动总结", limits = ["1000字以内"] }}]
by = ["各单位"]
to = [{{ office = "市读书日办公室", contact = "office", how = "电子邮件" }}]
due = {{ text = "{date}{clock}前", day = {day}, clock = "{clock}" }}
source = {{ clause = "二" }}

[[deliverables]]
id = "statistics"
items = [{{ name = "读书日情况统计表", form = "table" }}]
by = ["各单位"]
to = [{{ office = "市读书日办公室", contact = "office", how = "电子邮件" }}]
due = {{ text = "{date}{clock}前", day = {day}, clock = "{clock}" }}
source = {{ clause = "三" }}

[[contacts]]
id = "office"
org = "云岫市读书日办公室"
aliases = ["市读书日办公室", "读书日办公室"]
names = ["墨小满"]
phones = ["0000-0000003"]
emails = ["office@yunxiu.example"]
source = {{ clause = "四" }}

[[forms]]
id = "table"
title = "读书日情况统计表"
kind = "single"
fields = [
{fields}
]
source = {{ clause = "附件" }}

[[clauses]]
id = "c1"
number = "一"
heading = "活动主题"
summary = "主题是“借一本书，认识一位邻居”。"

[[clauses]]
id = "c2"
number = "二"
heading = "报送总结"
summary = "各单位在{date}{clock}前报送活动总结。"

[[clauses]]
id = "c3"
number = "三"
heading = "报送统计表"
summary = "各单位在{date}{clock}前报送读书日情况统计表。"

[[clauses]]
id = "c4"
number = "四"
heading = "联系方式"
summary = "墨小满，0000-0000003。"

[[clauses]]
id = "annex"
number = "附件"
heading = "读书日情况统计表"
summary = "八项数。"
"""


def notice_due(at: datetime) -> Notice:
    """The notice whose papers are due at a moment (a whole minute, in the product's zone)."""
    fields = "\n".join(
        f'    {{ id = "f{number}", label = "{label}", unit = "{unit}", kind = "integer" }},'
        for number, (label, unit) in enumerate(zip(FIELDS, UNITS, strict=True), start=1)
    )
    text = _TEXT.format(year=at.year, day=at.date().isoformat(), date=f"{at.month}月{at.day}日", clock=f"{at:%H:%M}", fields=fields)
    return read_notice(text, "day.toml")
