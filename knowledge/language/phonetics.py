"""How Chinese characters sound, for words typed with a homophone (邮相 for 邮箱)."""

from __future__ import annotations

from functools import cache
from itertools import product

from knowledge import packaged

MOST_READINGS = 24
"""More combinations of readings of one word than this are not tried."""


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for syllable, chars in packaged.rows("language/syllables.tsv"):
        for char in chars:
            table.setdefault(char, []).append(syllable)
    return {char: tuple(readings) for char, readings in table.items()}


def blur(syllable: str) -> str:
    """The syllable without the differences that many speakers do not hear (zh/z, in/ing)."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def sounds(text: str) -> tuple[frozenset[str], ...]:
    """The blurred readings of every character; an empty set where it has none."""
    table = _readings()
    return tuple(frozenset(blur(reading) for reading in table.get(char, ())) for char in text)


def sound_keys(text: str) -> tuple[str, ...]:
    """Every way a text can sound, blurred, syllables joined by spaces."""
    readings = [sorted(options) for options in sounds(text)]
    if not all(readings):
        return ()
    ways = []
    for number, way in enumerate(product(*readings)):
        if number >= MOST_READINGS:
            break
        ways.append(" ".join(way))
    return tuple(ways)


def latin(text: str) -> tuple[str, ...]:
    """Every way to write a text in pinyin without tones and spaces."""
    table = _readings()
    readings = [table.get(char, ()) for char in text]
    if not all(readings):
        return ()
    return tuple("".join(way) for way, _ in zip(product(*readings), range(MOST_READINGS), strict=False))
