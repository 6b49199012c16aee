"""Lines of a page from its characters: what stands on one base line, left to right, with spaces where gaps are seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from knowledge.reading.pdf_page import Character

_WIDE_GAP = 0.4
"""The gap, in sizes of the font, that is a space beside a Chinese character: more than the one set around figures."""
_TYPED_GAP = 0.2
"""The same where the file has a space there."""
_LATIN_GAP = 0.15
_MOST_SPACES = 12
_LOOK_ALIKE = {
    0x2EA0: "民", 0x2EC1: "虎", 0x2EC4: "西", 0x2EC5: "见", 0x2EC6: "角", 0x2EC9: "贝", 0x2ECB: "车", 0x2ED3: "长",
    0x2ED4: "门", 0x2ED8: "青", 0x2ED9: "韦", 0x2EDA: "页", 0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食", 0x2EE2: "马",
    0x2EE3: "骨", 0x2EE4: "鬼", 0x2EE5: "鱼", 0x2EE6: "鸟", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEC: "齐", 0x2EEE: "齿",
    0x2EF0: "龙", 0x2EF3: "龟",
}  # fmt: skip
"""Radicals that some programs write for the character of the same shape, and that Unicode does not map to it."""
_MAPPED = re.compile("[\u2e9f\u2f00-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—]")
_WORD = re.compile(r"[0-9A-Za-z]")
_ADDRESS = re.compile(r"[@/_]|www\.", re.IGNORECASE)
_CLOSING = "，。、；：？！）》〉」』】〕”’…%,.;:?!)]"


class Line(Struct, frozen=True):
    """One line of a page: its text and where it stands. `head` is the width of what could not be parted from its start."""

    text: str
    page: int
    x0: float
    x1: float
    base: float
    size: float
    head: float
    bold: bool = False


def make_lines(characters: Iterable[Character], page: int) -> list[Line]:
    """Put characters together to lines, from the top to the bottom."""
    rows: list[list[Character]] = []
    for character in sorted(characters, key=lambda c: (c.base, c.x0)):
        if rows and _is_level(rows[-1], character):
            rows[-1].append(character)
        elif not character.text.isspace():
            rows.append([character])
    made = (_make_line(sorted(row, key=lambda c: c.x0), page) for row in rows)
    return [line for line in made if line.text]


def _is_level(row: list[Character], character: Character) -> bool:
    """Whether a character stands beside those of a row: half of the smaller one at least."""
    tallest = max(row[-8:], key=lambda c: c.size)
    top = max(tallest.base - 0.8 * tallest.size, character.base - 0.8 * character.size)
    return min(tallest.base, character.base) - top >= 0.4 * min(tallest.size, character.size)


def _make_line(row: Sequence[Character], page: int) -> Line:
    printed = _without_doubles(row)
    if not printed:
        return Line("", page, 0, 0, 0, 0, 0)
    size = median(c.size for c in printed)
    text = _text(row, printed, size)
    return Line(
        text=text,
        page=page,
        x0=printed[0].x0,
        x1=max(c.x1 for c in printed),
        base=median(c.base for c in printed),
        size=size,
        head=_head_width(printed),
        bold=2 * sum(c.bold for c in printed) > len(printed),
    )


def _without_doubles(row: Sequence[Character]) -> list[Character]:
    """The visible characters; one printed twice at almost the same place (to look bold) stands once."""
    kept: list[Character] = []
    for character in row:
        if character.text.isspace():
            continue
        near = (c for c in kept[-2:] if c.text == character.text)
        if not any(abs(c.x0 - character.x0) < 0.25 * character.size for c in near):
            kept.append(character)
    return kept


def _text(row: Sequence[Character], printed: list[Character], size: float) -> str:
    spaces = [c for c in row if c.text.isspace()]
    gaps = [after.x0 - before.x1 for before, after in pairwise(printed)]
    usual = max(0.0, median(gaps)) if len(gaps) > 3 else 0.0
    text = [_plain(printed[0].text)]
    at = 0
    for gap, before, after in zip(gaps, printed, printed[1:], strict=False):
        while at < len(spaces) and spaces[at].x0 < before.x1 - 0.3 * before.size:
            at += 1
        typed = spaces[at] if at < len(spaces) and spaces[at].x0 < after.x0 else None
        text.append(" " * _spaces(before, after, gap - usual, size, typed) + _plain(after.text))
    return "".join(text)


def _spaces(before: Character, after: Character, gap: float, size: float, typed: Character | None) -> int:
    """How many spaces a gap stands for: as many as have the width of the one that the file has there, else quarters of the size."""
    chinese = _CHINESE.match(before.text) or _CHINESE.match(after.text)
    usual, least = (_WIDE_GAP, _TYPED_GAP) if chinese else (_LATIN_GAP, 0.05)
    if gap < (least if typed else usual) * size:
        return 0
    width = max(typed.x1 - typed.x0 if typed else 0, 0.25 * size)
    return min(max(round(gap / width), 1), _MOST_SPACES)


def _plain(text: str) -> str:
    """A character as everybody writes it: not the radical of the same shape."""
    if text in "\xa0\u3000":
        return " "
    return _LOOK_ALIKE.get(ord(text)) or (unicodedata.normalize("NFKC", text) if _MAPPED.match(text) else text)


def _head_width(printed: list[Character]) -> float:
    """The width of the first character or word with the punctuation that must not begin a line."""
    last = 0
    while last + 1 < len(printed) and _hangs_on(printed[last], printed[last + 1]):
        last += 1
    return printed[last].x1 - printed[0].x0


def _hangs_on(before: Character, after: Character) -> bool:
    if after.text in _CLOSING or before.text in "（《〈「『【〔“‘([":
        return True
    latin = not _CHINESE.match(before.text) and not _CHINESE.match(after.text)
    return latin and after.x0 - before.x1 < _LATIN_GAP * before.size


def joined(before: str, after: str) -> str:
    """Two lines as one: a space only between two words of letters or figures that are no parts of one address or number."""
    if not before or not after:
        return before + after
    if not (_WORD.match(before[-1]) or before[-1] in ",.;)") or not _WORD.match(after[0]):
        return before + after
    if before.isdigit() and after[0].isdigit():
        return before + after  # a number longer than the line
    words = before.rsplit(maxsplit=1)[-1] + " " + after.split(maxsplit=1)[0]
    if before[-1] in ",.;)" and _CHINESE.search(before[-3:]):
        return before + after
    return before + after if _ADDRESS.search(words) else f"{before} {after}"
