"""Mailboxes, postal addresses and postcodes, and the numbers that are none to call."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOX = re.compile(
    r"(?<![A-Za-z0-9._%+@-])(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_-])?)[ ]{0,2}(?:@|[（(\[ ](?:at|AT)[）)\] ])[ ]{0,2}"
    r"(?P<host>(?:[A-Za-z0-9-]+[ ]?\.[ ]?)+(?P<top>(?:com|cn|net|org|edu|gov)(?=https?:|www\.|QQ|qq)|[A-Za-z]{2,12}))"
)
_IN_PAGE = re.compile(r"https?://(?:[A-Za-z0-9.-]+/[A-Za-z0-9./?=&_%#~+-]*)?$")
"""The beginning of the address of a page: what looks like a mailbox right after it is a part of that address."""
_HASH = re.compile(r"#[^#@，。]{0,6}(?:换|改|替|代)[^#@，。]{0,4}@")
_CODED = re.compile(
    r"https?://[A-Za-z0-9./?=&_%#:~+-]+|www\.[A-Za-z0-9./?=&_%#:-]+"
    r"|(?:群号?码?|交流群|工作群|公众号|会议号|会议ID|会议室号?|腾讯会议|密码|账号|帐号|账户|卡号|开户行?|信用代码|身份证号?码?|证号|学号|工号|编号|税号|备案号|统计编号|文号|流水号"
    r"|验证码|邀请码|口令|批准文号|许可证)(?:(?!电话|手机|联系|热线|传真|Tel)[^\d，。；、\n]){0,10}[:：]?[ ]?[A-Za-z]?\d[\d -]{3,24}"
    r"|[〔\[（(]\d{4}[〕\]）)][^，。]{0,3}\d{1,8}号|\d{15,}[\dXx]?"
)
_ADDRESS_END = re.compile(
    r"[。；;，,]?[ ]*(?:邮编|邮政编码|邮码|电话|联系|收件|收信|传真|E-?mail|[（(](?:邮编|邮政编码)?[:：]?\d{6}[）)])"
    r"|[，, ][ ]*(?=[\u4e00-\u9fff]{2,5}[ ]?[（(]?收[）)]?(?:$|[，,；。 ]))|[。；;]|[ ]{3,}|，(?=[\u4e00-\u9fff]{0,6}[:：])",
    re.I,
)
_MOST = 60


def boxes_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The mailboxes of a text as printed, without the blanks inside of them, with their places."""
    for found in _BOX.finditer(text.replace("#", "@") if _HASH.search(text) else text):
        if _IN_PAGE.search(text, max(0, found.start() - _MOST * 2), found.start()):
            continue
        host = found["host"].replace(" ", "")
        yield f"{found['name']}@{host}", found.start(), found.end()


def masked(text: str) -> str:
    """A text in which addresses of pages and numbers of accounts, groups and papers are blotted out."""
    return _CODED.sub(lambda found: "\0" * len(found.group()), text)


def address_at(text: str, begin: int) -> tuple[str, int] | None:
    """The postal address that is written after a label, and where it ends."""
    stop = _ADDRESS_END.search(text, begin)
    end = stop.start() if stop is not None else len(text)
    value = text[begin:end].strip(" ：:，,（")
    return (value, end) if 4 <= len(value) <= _MOST and re.search(r"[\u4e00-\u9fff]{3}", value) else None
