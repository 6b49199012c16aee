"""Labels of contacts that stand on a line of their own, above what they label."""

from __future__ import annotations

import re

from knowledge.extraction.addresses import boxes_in
from knowledge.extraction.phones import numbers_in

_NUMBER_ALONE = re.compile(r"[【\[]?[\u4e00-\u9fff（）]{0,16}(?:电话|手机|热线|座机|联系方式)(?:号码?)?[】\]]?[ ]?[:：]?|Tel[.:：]?", re.I)
_BOX_ALONE = re.compile(r"[【\[]?[\u4e00-\u9fff]{0,16}(?:邮箱|信箱|电子邮件|邮件|E-?mail)(?:地址)?[】\]]?[ ]?[:：]?", re.I)
_PLAIN_ALONE = re.compile(
    r"[【\[]?(?:(?:联系|办公|固定|移动)?(?:电话|手机|座机)|联系方式|Tel|(?:电子|联系)?(?:邮箱|信箱|邮件)|E-?mail)(?:号码?|地址)?[】\]]?[ ]?[:：.]?",
    re.I,
)


def is_label_alone(text: str, begin: int, following: str, begin_following: int) -> bool:
    """Whether a passage is a label of a number or a mailbox that stands on the line after it."""
    plain, value = text[begin:].strip(), following[begin_following:].lstrip(" （(")
    if _NUMBER_ALONE.fullmatch(plain):
        return next((number.begin == 0 for number in numbers_in(value)), False)
    return bool(_BOX_ALONE.fullmatch(plain)) and next((at == 0 for _, at, _ in boxes_in(value)), False)


def says_whose(text: str, begin: int = 0) -> bool:
    """Whether a label that stands alone says more than that a number or a mailbox follows: 办事窗口电话."""
    return not _PLAIN_ALONE.fullmatch(text[begin:].strip())
