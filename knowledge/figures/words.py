"""The words of words.toml, folded once, and finding them in a folded text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import Any

from knowledge import packaged
from knowledge.figures.model import Trouble
from knowledge.language.text import fold

AROUND = " ,;:!?'"
"""Marks that say nothing before a figure and after it; after it a full stop says nothing either."""
_DECIDING = {
    "question": Trouble.LETTERS,
    "reference": Trouble.REFERENCE,
    "unknown": None,
    "share": Trouble.UNIT,
    "vague": Trouble.VAGUE,
}
"""What phrases of each kind make of an answer, the first kind present deciding; None: the figure is not known."""


@cache
def table(name: str) -> Any:
    """A table or list of words.toml, named by its path ("counters.people")."""
    found: Any = _whole_table()
    for part in name.split("."):
        found = found[part]
    return found


@cache
def _whole_table() -> dict[str, Any]:
    return tomllib.loads(packaged.text("figures/words.toml"))


@cache
def listed(*names: str) -> tuple[str, ...]:
    """The folded words of some lists, longest first."""
    found = {fold(word) for name in names for word in table(name)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, those in Latin letters as whole words only."""
    return "|".join(_whole_word(word) for word in sorted(words, key=len, reverse=True))


def _whole_word(word: str) -> str:
    before = "(?<![a-z])" if _is_latin(word[0]) else ""
    after = "(?![a-z])" if _is_latin(word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


def begins(text: str, words: Iterable[str]) -> str | None:
    """The first of some words that a text begins with."""
    return next((word for word in words if text.startswith(word) and not (_is_latin(word[-1]) and _is_latin(text[len(word) :][:1]))), None)


def ends(text: str, words: Iterable[str]) -> str | None:
    """The first of some words that a text ends with."""
    return next((word for word in words if text.endswith(word) and not (_is_latin(word[0]) and _is_latin(text[: -len(word)][-1:]))), None)


def bare(text: str, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, set[str], set[str]]:
    """A text without marks and these words at its ends, and the words taken off before it and after it."""
    fronts, backs = set[str](), set[str]()
    while True:
        text = text.lstrip(AROUND).rstrip(AROUND + ".")
        if (word := begins(text, before)) is not None:
            text = text[len(word) :]
            fronts.add(word)
        elif (word := ends(text, after)) is not None:
            text = text[: -len(word)]
            backs.add(word)
        else:
            return text, fronts, backs


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Deciding phrases and, so that none is found inside them, those of approximate figures."""
    kinds = {word: "approximate" for word in listed("approximate.before", "approximate.after") if len(word) > 1}
    kinds |= {word: kind for kind in reversed(_DECIDING) for word in listed(f"phrases.{kind}")}
    return re.compile(any_of(kinds)), kinds


def decided(text: str) -> tuple[Trouble | None, str] | None:
    """What a phrase makes of a text (None: not known) and the text without such phrases; None where there is none."""
    pattern, kinds = _phrases()
    present = {kinds[found] for found in pattern.findall(text)}
    kind = next((kind for kind in _DECIDING if kind in present), None)
    return None if kind is None else (_DECIDING[kind], pattern.sub(" ", text))


def means_nothing_done(text: str, *, of_money: bool = False) -> bool:
    """Whether a text says that there was none of what is asked for; `of_money`: it asks for money."""
    core = begins(text, listed("zero.none", "zero.none_of_money") if of_money else listed("zero.none"))
    if core is None:
        return False
    rest = text[len(core) :].strip()
    while rest and (word := begins(rest, listed("zero.of"))) is not None:
        rest = rest[len(word) :].strip()
    return not rest


@cache
def ratio(text: str) -> Fraction:
    """A factor as words.toml writes it ("1/60")."""
    above, _, below = text.partition("/")
    return Fraction(int(above), int(below or "1"))
