"""The office at the end of a phrase, told apart from the words that ask to turn to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from knowledge.language import places

_SENDING = r"报送|上报|报|送交|送|上交|递交|提交|交|投递|邮寄|寄送|寄|发送|发|传|反馈|汇总|转"
_STRONG = (
    r"请与|请?联系|可联系|咨询|询问|致电|拨打|疑问|反馈|私[聊信]|(?:请|可|应|须|直接|统一|均|问题)[找向与询由](?!阳[\u4e00-\u9fff]{0,2}$)"
    rf"|(?:{_SENDING})[至到给往于]|[设用位归属]于|报送|上报|上交|送交|邮寄"
    r"|(?<![晚日周早学时商快画简公电情校])报(?![告名刊到道恩]|社(?!会|区))(?=[\u4e00-\u9fff]{3})"
)
_ASKED = re.compile(rf"(?P<strong>{_STRONG})|(?P<weak>[报由找询到至给寄于]|(?<=.)向(?!阳))")
_PLACE_LIKE = re.compile(r"[\u4e00-\u9fff]{0,4}?(?:[县市区镇乡村州旗]|街道)")
_OWN = re.compile(r"[省市县区州旗校院局厅我本各]")
_ALSO = re.compile(r"^(?:或者?|并|及|请|和|本|我|可|即)(?=[\u4e00-\u9fff]{3})")
_EVERYBODY = re.compile(r"各|有关|全(?:体|[省市县区校州])")
_LONGEST_PLACE = 12


@cache
def _known() -> frozenset[str]:
    return frozenset(word for pair in places.names() for word in pair)


def asked_end(text: str) -> int:
    """Where the words end that ask to turn to whoever is named after them; 0 where there are none. A name of a place is never cut."""
    end = 0
    for found in _ASKED.finditer(text):
        if found.end() == len(text):
            break
        weak = found["weak"] is not None
        if weak and ((end and end == found.start()) or not _may_ask(text, found.start(), found.end())):
            continue
        end = next((at for at in _ends(text, found) if not _is_inside_place(text, at)), end)
    return end


def _ends(text: str, found: re.Match[str]) -> Iterator[int]:
    """Where words of asking end; without their last character too, which may be the first one of a name: 报送（于都县）."""
    yield found.end()
    if found["weak"] is None and found.group()[-1] in "至到给往于" and _begins_with_place(text[found.end() - 1 :]):
        yield found.end() - 1


def _may_ask(text: str, begin: int, end: int) -> bool:
    """Whether a character that names of places have too is a word here: no place follows, or one that is known."""
    if _begins_with_place(text[end:]) or (begin == 0 and _OWN.match(text, end)):
        return True
    return not _PLACE_LIKE.match(text, end) and text[begin] != "报" and not (begin == 0 and text[0] == "于")


def _begins_with_place(text: str) -> bool:
    return any(text[:size] in _known() for size in range(2, _LONGEST_PLACE))


def _is_inside_place(text: str, at: int) -> bool:
    """Whether a place in a text stands inside of a known name, and no such name begins there."""
    if _begins_with_place(text[at:]):
        return False
    firsts = range(max(0, at - _LONGEST_PLACE), at)
    return any(text[first:last] in _known() for first in firsts for last in range(at + 1, min(len(text), first + _LONGEST_PLACE) + 1))


def office_of(text: str) -> str:
    """The office at the end of a phrase, without the words that ask to turn to it."""
    office = text[asked_end(text) :].strip(" ：:，,")
    return office if _begins_with_place(office) else _ALSO.sub("", office)


def is_everybody(office: str) -> bool:
    """Whether words are those that a notice is addressed with, and no office to ask: 各县科协."""
    return bool(_EVERYBODY.match(office)) and not _begins_with_place(office)
