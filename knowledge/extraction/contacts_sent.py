"""People who are named only because something is sent or brought to them, or because they are to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.extraction import people

_TO_SOMEBODY = (
    re.compile(r"(?:发|交|送|报|传)(?:[^，。；]{0,12}?(?:至|到|给))?(?P<run>[\u4e00-\u9fff]{2,24}?)的?(?:OA|(?:办公|内网|校内|电子)?邮箱)"),
    re.compile(r"寄[^。；]{0,40}?(?P<run>[\u4e00-\u9fff]{2,24})[ ]?收(?=[，,；。（(） ]|$)"),
    re.compile(r"[报送交寄][^。；，]{0,30}?\d{3,4}(?:室|房间?|办公室)[ ]?(?P<run>[\u4e00-\u9fff]{2,10}?)(?=[处收，,；。（( ]|$)"),
    re.compile(
        r"(?:[报送交寄找]|联系|咨询|反馈|私[信聊])[^。；，]{0,30}?(?P<run>[\u4e00-\u9fff]{2,16}(?:老师|同学|同志|主任|科长|干事|先生|女士))"
        r"(?=处|手|收|[，,；。（( ]|$)"
    ),
    re.compile(
        r"(?:[报送交寄发](?:给|至|到)|[报送交]送?[至到给])[^。；，]{0,10}?"
        r"(?P<run>(?:班长|[副]?组长|团支书|学委|学习委员|团委书记|辅导员)[\u4e00-\u9fff]{2,3})(?=处|手|收|[，,；。（( ]|$)"
    ),
)
_INTERNAL = re.compile(
    r"(?:[报送交][^。；]{0,40}?(?:[:：至到给]|[\u4e00-\u9fff]处)|联系|咨询|[请可]找)[ ]?"
    r"(?P<list>(?:[\u4e00-\u9fff]{2,24}[ ]?[（(]\d{3,6}[）)][ ]?[、，,或和及][ ]?)*[\u4e00-\u9fff]{2,24}[ ]?[（(]\d{3,6}[）)])"
)


def sent_to(text: str, numbers: Sequence[int]) -> list[people.Named]:
    """The people (after their offices) to whom something is sent, in the order of the words. `numbers`: where telephone numbers
    begin; a sentence with one of them names its people in other ways."""
    return sorted(_sent_to(text, numbers), key=lambda one: one.begin)


def _sent_to(text: str, numbers: Sequence[int]) -> Iterator[people.Named]:
    for pattern in _TO_SOMEBODY:
        for found in pattern.finditer(text):
            named = people.named_last(found["run"], found.start("run"))
            if named and named[-1].kind == "name" and not _is_with_number(text, found.start("run"), numbers):
                yield from named
    for found in _INTERNAL.finditer(text):
        listed, whole = people.listed(text, found.start("list"), found.end("list"), labelled=False)
        if whole and not _is_with_number(text, found.start("list"), numbers):
            yield from listed


def _is_with_number(text: str, place: int, numbers: Sequence[int]) -> bool:
    """Whether a telephone number stands in the sentence of a place."""
    begin, end = text.rfind("。", 0, place) + 1, text.find("。", place)
    return any(begin <= number < (end if end >= 0 else len(text)) for number in numbers)
