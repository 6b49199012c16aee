"""The text of a notice laid out: which part every passage belongs to, and under which number it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from knowledge.extraction.markers import Level, Marker, marker_or_none, value_of
from knowledge.extraction.sources import Passage
from knowledge.source import Source


class Part(StrEnum):
    """What a passage is to the notice.

    `FURNITURE`: of the web page or the archive, not of the notice. `HEAD`: issuers, number and title. `ANNEX_LIST`: the
    names of what is attached. `SIGNATURE`: who issued it when. `TAIL`: what follows the signature. `ANNEX`: attached.
    """

    FURNITURE = "furniture"
    HEAD = "head"
    SALUTATION = "salutation"
    BODY = "body"
    ANNEX_LIST = "annex_list"
    SIGNATURE = "signature"
    TAIL = "tail"
    ANNEX = "annex"


TITLE, PREAMBLE, TEXT, SIGNED, ATTACHED = "标题", "导语", "正文", "落款", "附件"
"""What passages are cited by that bear no number."""

_HEADING_MOST = 60
_LEADING_MOST = 42
_LOOSE = re.compile(
    r"[\u4e00-\u9fff（）、/和与及]{0,10}(?:时间|日期|期限|地点|要求|方式|对象|主题|内容|安排|设置|须知|条件|流程|事项|范围|名额|标准|办法|主体|单位|程序|步骤|奖项|奖励|材料|资格|途径|渠道|联系人)"
)
"""Headings without a number."""

_SENTENCE = re.compile(r"[^。；！？;!?]*[。；！？;!?]+[”’）》]*|[^。；！？;!?]+$")
_CLAUSE_HEADING = re.compile(r"([^。！？；]{2,42}?)(?:[。！]|[:：](?!\d{2}(?!\d))|[ ]{1,4}(?=\S))")


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage in its place: its part, the number it is cited by, the headings it stands under (outermost first) and its
    own, where it has one; the text that follows number and heading begins at `begin`."""

    passage: Passage
    part: Part
    clause: str = ""
    marker: Marker | None = None
    headings: tuple[str, ...] = ()
    heading: str | None = None
    begin: int = 0

    @property
    def text(self) -> str:
        """The folded text of the whole passage."""
        return self.passage.text

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.passage.line

    @property
    def is_heading(self) -> bool:
        """Whether it is nothing but a heading."""
        return self.heading is not None and not self.text[self.begin :].strip()

    def source(self, begin: int = 0, end: int | None = None) -> Source:
        """Where the words of a span stand."""
        return Source(clause=self.clause, line=self.passage.line_at(begin), quote=self.passage.folded.quote(begin, end) or None)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The spans of its sentences."""
        yield from _spans(self.text)


@lru_cache(maxsize=1024)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _SENTENCE.finditer(text) if found.group().strip())


@dataclass(frozen=True, slots=True)
class Outline:
    """All passages of a notice, in order. `meta` is what a web page or an archive says of it (see `furniture`)."""

    placed: tuple[Placed, ...]
    meta: dict[str, str] = field(default_factory=dict)

    def of(self, *parts: Part) -> tuple[Placed, ...]:
        """The passages of some parts."""
        return tuple(one for one in self.placed if one.part in parts)

    @property
    def body(self) -> tuple[Placed, ...]:
        """The notice's own text, from the salutation to the signature."""
        return self.of(Part.BODY)


def outline(parts: Sequence[tuple[Passage, Part]], meta: dict[str, str]) -> Outline:
    """Passages whose parts are known, put under their numbers."""
    placed: list[Placed] = []
    numbering = _Numbering(first=PREAMBLE)
    annexes = 0
    previous: Part | None = None
    for passage, part in parts:
        if part is Part.ANNEX and (previous is not Part.ANNEX or (_annex_number(passage.text) or annexes) != annexes):
            annexes = _annex_number(passage.text) or annexes + 1
            numbering = _Numbering(first=f"{ATTACHED}{annexes}", fixed=True)
        if part in (Part.BODY, Part.ANNEX):
            placed.append(replace(numbering.place(passage), part=part))
        else:
            placed.append(Placed(passage, part, _NAMED.get(part, "")))
        previous = part
    return Outline(_without_preamble(placed), meta)


_NAMED = {Part.HEAD: TITLE, Part.SALUTATION: PREAMBLE, Part.SIGNATURE: SIGNED, Part.TAIL: SIGNED, Part.ANNEX_LIST: ATTACHED}


def _annex_number(text: str) -> int | None:
    found = re.match(r"附[件表][ ]?([一二三四五六七八九十]{1,2}|\d{1,2})", text)
    if found is None:
        return None
    return value_of(found.group(1))


def _without_preamble(placed: list[Placed]) -> tuple[Placed, ...]:
    """A text without any number has no preamble: it is cited as the text."""
    if any(one.part is Part.BODY and one.marker is not None for one in placed):
        return tuple(placed)
    return tuple(replace(one, clause=TEXT) if one.part is Part.BODY else one for one in placed)


class _Numbering:
    """Follows the numbers of passages; `fixed`: all are cited alike, by `first`."""

    def __init__(self, first: str, *, fixed: bool = False) -> None:
        self._first = first
        self._fixed = fixed
        self._stack: list[tuple[Marker, str]] = []
        self._loose: str | None = None

    def place(self, passage: Passage) -> Placed:
        """The passage under its number."""
        marker = marker_or_none(passage.text)
        if marker is not None and not self._fits(marker, passage.text):
            marker = None
        if marker is not None:
            while self._stack and self._stack[-1][0].level >= marker.level:
                self._stack.pop()
            if marker.level <= Level.FIRST:
                self._loose = None
        elif _LOOSE.fullmatch(passage.text.strip(" ：:【】*#")):
            self._loose = passage.text.strip(" ：:【】*#")
            return Placed(passage, Part.BODY, self._number(), None, self._above(), self._loose, len(passage.text))
        above = (*self._above(), *((self._loose,) if self._loose else ()))
        begin = marker.end if marker is not None else 0
        heading, begin = _heading(passage, begin, numbered=marker is not None)
        if marker is not None:
            self._stack.append((marker, heading or ""))
        return Placed(passage, Part.BODY, self._number(), marker, above, heading, begin)

    def _above(self) -> tuple[str, ...]:
        return tuple(heading for _, heading in self._stack if heading)

    def _fits(self, marker: Marker, text: str) -> bool:
        """Whether a number goes on from those before it; what does not is no number of a passage but of something in it."""
        if marker.value == 0:
            return False
        same = [other for other, _ in self._stack if other.level is marker.level]
        if marker.value > 1 and not same and marker.level is not Level.FIRST and marker.value > 3:
            return False
        return not (same and marker.value > same[-1].value + 3 and len(text) < 12)

    def _number(self) -> str:
        if self._fixed or not self._stack:
            return self._first
        return "".join(marker.shown for marker, _ in self._stack)


def _heading(passage: Passage, begin: int, *, numbered: bool) -> tuple[str | None, int]:
    """The heading that a passage is or begins with, and where the text after it begins."""
    rest = passage.text[begin:]
    plain = rest.strip()
    whole = plain.rstrip("：:。")
    first = plain.split(" ")[0]
    if numbered and first != plain and _LOOSE.fullmatch(first.rstrip("：:")):
        return first.rstrip("：:"), begin + rest.index(first) + len(first)
    if numbered and len(plain) <= _HEADING_MOST and not re.search(r"[。；，]", whole[:-1]) and not re.search(r"[:：]", whole):
        return whole, len(passage.text)
    if numbered and len(plain) <= _HEADING_MOST and plain[-1:] not in "。；：:" and not re.search(r"[。；:：\d]", plain):
        return whole, len(passage.text)
    if not numbered:
        return None, begin
    found = _CLAUSE_HEADING.match(rest.lstrip())
    if found is None or len(found.group(1)) > _LEADING_MOST:
        return None, begin
    return found.group(1).strip(), begin + len(rest) - len(rest.lstrip()) + found.end()
