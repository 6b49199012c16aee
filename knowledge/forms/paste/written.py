"""What somebody wrote, beside the same in plain characters to be searched."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.language.text import fold, is_han

_INSTEAD = {
    **dict.fromkeys("\r\n\t\v\f\u2028\u2029\u00a0\u3000", " "),
    **dict.fromkeys("—–―−﹣－‐‑", "-"),
    **dict.fromkeys("～〜∼", "~"),
    **dict.fromkeys("→⇒➜➡", ":"),
    **dict.fromkeys("∶︰", ":"),
    "\u20e3": ".",  # the key around 1️⃣
}
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me")
_CIRCLED = range(0x2460, 0x2474)


@dataclass(frozen=True, slots=True)
class Written:
    """`plain` in one form for all ways to type the same; `at` is the place in `raw` of each of its characters."""

    raw: str
    plain: str
    at: tuple[int, ...]

    def words(self, start: int = 0, end: int | None = None) -> str:
        """What was written for a stretch of the plain text."""
        end = len(self.plain) if end is None else end
        return self.raw[self.at[start] : self.at[end - 1] + 1].strip() if start < end else ""

    def part(self, start: int, end: int | None = None) -> Written:
        """A stretch of it."""
        end = len(self.plain) if end is None else end
        return Written(self.raw, self.plain[start:end], self.at[start:end])

    def trimmed(self) -> Written:
        """It without the spaces around it."""
        start = len(self.plain) - len(self.plain.lstrip())
        return self.part(start, max(start, len(self.plain.rstrip())))


@lru_cache(maxsize=512)
def written(raw: str) -> Written:
    """A text with its plain characters; remembered, since a line is looked at in several ways."""
    plain: list[str] = []
    at: list[int] = []
    for place, char in enumerate(raw):
        for one in _plain(char):
            plain.append(one)
            at.append(place)
    return Written(raw, "".join(plain), tuple(at))


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    if char in _INSTEAD:
        return _INSTEAD[char]
    if ord(char) in _CIRCLED:
        return f"({ord(char) - 0x2460 + 1})"
    if is_han(char):
        return fold(char)
    if unicodedata.category(char) in _DROPPED:
        return ""
    return unicodedata.normalize("NFKC", char).lower()
