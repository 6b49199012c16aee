"""Text as people type it, folded into one form for comparing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from knowledge import packaged

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}0-9])[ ]+(?=[{_HAN}])|(?<=[{_HAN}])[ ]+(?=[{_HAN}0-9])")
_SPACES = re.compile(r"\s+")
_MARKS = {"‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "〔": "[", "〕": "]", "【": "[", "】": "]", "。": ".", "、": ","}
_QUOTES = '"“”「」《》'
_PLAIN = str.maketrans({**_MARKS, **dict.fromkeys(_QUOTES)})
SHORT = 64
"""Characters of texts that come again and again (labels, names, words), so that their folded form is remembered."""

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@cache
def traditional() -> dict[int, str]:
    """Traditional characters (their code) with the simplified ones; each for itself, never by words."""
    return {ord(char): simplified for simplified, chars in packaged.rows("language/traditional.tsv") for char in chars}


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def han_share(text: str) -> float:
    """The share of Chinese characters among the letters of a text; 0.0 where it has none."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(is_han, letters)) / len(letters) if letters else 0.0


def clean(text: str) -> str:
    """The text without control and format characters; line breaks and tabs become spaces."""
    return "".join(
        " " if char in "\r\n\t" else char for char in text if char in "\r\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def fold(text: str) -> str:
    """One form for all ways to type the same: NFKC, lower case, simplified characters,
    no spaces between Chinese characters, plain dashes, no quotation marks."""
    return _folded_short(text) if len(text) <= SHORT else _folded(text)


@lru_cache(maxsize=8192)
def _folded_short(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return _SPACES.sub(" ", clean(text).replace('"', "").replace(" & ", " and ")).strip().lower()
    folded = unicodedata.normalize("NFKC", clean(text)).lower()
    folded = folded.translate(_PLAIN).translate(traditional())
    return _BETWEEN_HAN.sub("", _SPACES.sub(" ", folded)).strip()


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, and the words written in other letters."""
    pairs = {text[i : i + 2] for i in range(len(text) - 1) if is_han(text[i]) and is_han(text[i + 1])}
    return frozenset(pairs | set(words(text)))


def words(text: str) -> tuple[str, ...]:
    """The words in Latin letters and the numbers of a folded text, in their stem."""
    return tuple(stem(word) for word in _WORD.findall(text))


def stem(word: str) -> str:
    """An English word without the commonest endings ("activities" and "activity" alike)."""
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("'s"):
        word = word[:-2]
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + instead
    return word
