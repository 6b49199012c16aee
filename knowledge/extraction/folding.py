"""One spelling for what the web, old programs and typists spell in many ways, with the way back to the printed words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from knowledge import packaged
from knowledge.language.text import traditional

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_MARKED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_READING = re.compile(rf"(?<=[{_HAN}])[(（](?=[a-zü{_MARKED}]*[{_MARKED}])[a-zü{_MARKED}]{{1,7}}[)）]|(?<=[{_HAN}])[(（](?:de|le|ne|ma|men|zi)[)）]")
"""The reading of a character, as some web pages print it after the character: 學(xué)."""

_SPACED_LABELS = re.compile("|".join(r"\s*".join(word) for word in sorted(packaged.word_list("spaced_labels"), key=len, reverse=True)))
_DATE_GAPS = re.compile(r"(?<=\d) +(?=[年月日时])|(?<=[年月]) +(?=\d)|(?<=第) +(?=\d)|(?<=\d) +(?=[届号]\D)")
_HOUR = re.compile(r"(?<=\d)：(?=[0-5]\d(?!\d))")
_LOST = re.compile(r"(?:[?？\ufffd][ ]*){3,}")
"""Blanks that a page turned into question marks."""

_TWICE = re.compile(r"([，。；：、！？])\s*\1+")
_ONLY = {
    **dict.fromkeys("\u00a0\u3000\u2002\u2003\t\r\n", " "),
    **dict.fromkeys("‐‑‒﹣－−", "-"),
    **dict.fromkeys("･•‧∙", "·"),
    **dict.fromkeys("○◯", "〇"),
    "．": ".",
    "﹒": ".",
    "∶": "：",
    "﹕": "：",
    "﹐": "，",
    "﹑": "、",
    "﹔": "；",
    "＂": '"',
    "―": "—",
    "〜": "～",
    "∼": "～",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "〝": "“",
    "〞": "”",
}
_COMPATIBLE = (("\u2474", "\u249b"), ("\u3220", "\u3229"), ("\uff01", "\uff5e"), ("\u2f00", "\u2fdf"), ("\uf900", "\ufaff"))
"""⑴ ⒈, ㈠, full-width letters and digits, radicals, doubled characters: each stands for others."""

_KEPT = frozenset("，：；（）！？～、。")
_TO_FULL = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "!": "！", "?": "？"}
_NEAR_HAN = re.compile(rf"(?<=[{_HAN}”》）])[,:;!?]|[,:;!?](?=[ ]*[{_HAN}“《（])|\((?=[^()]*[{_HAN}])|\((?=[一二三四五六七八九十]+\))")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling: `at[i]` is where character i stands in what is printed; one more entry for the end."""

    text: str
    printed: str
    at: tuple[int, ...]

    def quote(self, begin: int = 0, end: int | None = None) -> str:
        """The printed words of a span."""
        last = len(self.text) if end is None else end
        if begin >= last:
            return ""
        return self.printed[self.at[begin] : self.at[last - 1] + 1].strip()


def fold(printed: str) -> Folded:
    """A printed text in one spelling: half-width digits and letters, full-width punctuation beside Chinese, simplified
    characters, one space for every kind of blank (as many as are printed), no readings of characters, no doubled commas, no
    blanks inside of dates and of the labels that are spaced out for looks (联 系 人)."""
    chars: list[str] = []
    at: list[int] = []
    for place, char in enumerate(printed):
        for one in _one(char):
            chars.append(one)
            at.append(place)
    text, places = "".join(chars), at
    text, places = _rewritten(_READING, text, places, lambda _: "")
    text, places = _rewritten(_LOST, text, places, lambda found: " " if " " in found else "")
    text, places = _rewritten(_HOUR, text, places, lambda _: ":")
    text, places = _rewritten(_NEAR_HAN, text, places, lambda found: _TO_FULL[found])
    text = _closed(text)
    text, places = _rewritten(_TWICE, text, places, lambda found: found[0])
    text, places = _rewritten(_DATE_GAPS, text, places, lambda _: "")
    text, places = _rewritten(_SPACED_LABELS, text, places, lambda found: found.replace(" ", ""))
    return Folded(text, printed, (*places, len(printed)))


@cache
def _one(char: str) -> str:
    """One printed character in our spelling."""
    if char in _ONLY:
        return _ONLY[char]
    if char in _KEPT or char < "\x7f":
        return char if char >= " " else ""
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    if any(first <= char <= last for first, last in _COMPATIBLE):
        char = unicodedata.normalize("NFKC", char)
    return "".join(traditional().get(ord(one), one) for one in char)


def _closed(text: str) -> str:
    """A bracket that was opened full-width is closed so."""
    if ")" not in text:
        return text
    chars, open_full = list(text), 0
    for place, char in enumerate(chars):
        if char == "（":
            open_full += 1
        elif char == "）" and open_full:
            open_full -= 1
        elif char == ")" and open_full:
            chars[place] = "）"
            open_full -= 1
    return "".join(chars)


def _rewritten(pattern: re.Pattern[str], text: str, at: list[int], change: Callable[[str], str]) -> tuple[str, list[int]]:
    """A text with every match shortened or exchanged; what is left of a match keeps the places of its first characters."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for found in pattern.finditer(text):
        new = change(found.group())
        if new == found.group():
            continue
        pieces += [text[done : found.start()], new]
        places += at[done : found.start()]
        places += _kept_places(found.group(), new, at[found.start() : found.end()])
        done = found.end()
    if not pieces:
        return text, at
    return "".join([*pieces, text[done:]]), [*places, *at[done:]]


def _kept_places(old: str, new: str, at: list[int]) -> list[int]:
    """Where the characters of what is left stood; exchanged ones stand where the old ones did."""
    if len(old) == len(new):
        return at
    found, place = [], 0
    for char in new:
        place = old.index(char, place)
        found.append(at[place])
        place += 1
    return found
