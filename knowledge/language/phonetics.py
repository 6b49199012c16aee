"""How Chinese characters sound, for words typed with a homophone (邮相 for 邮箱)."""

from __future__ import annotations

from functools import cache
from itertools import product

from knowledge import packaged

MOST_READINGS = 24
"""More combinations of readings of one word than this are not tried."""


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Every way to read a character, the commonest first."""
    table: dict[str, list[str]] = {}
    for column in (1, 2):
        for row in packaged.rows("language/syllables.tsv"):
            for char in row[column]:
                table.setdefault(char, []).append(row[0])
    return {char: tuple(readings) for char, readings in table.items()}


def blur(syllable: str) -> str:
    """The syllable without the differences that many speakers do not hear (zh/z, in/ing)."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def sound_key(text: str) -> str | None:
    """How a text mostly sounds, blurred, syllables joined by spaces; None where that is unknown."""
    table = _readings()
    readings = [table.get(char) for char in text]
    return " ".join(blur(reading[0]) for reading in readings if reading) if all(readings) else None


def latin(text: str) -> tuple[str, ...]:
    """Every way to write a text in pinyin without tones and spaces."""
    table = _readings()
    readings = [table.get(char, ()) for char in text]
    if not all(readings):
        return ()
    return tuple("".join(way) for way, _ in zip(product(*readings), range(MOST_READINGS), strict=False))
