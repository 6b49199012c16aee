"""What an item is counted in, and whether the words after a number fit it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from knowledge.figures.model import Trouble
from knowledge.figures.numerals import Numeral, multipliers
from knowledge.figures.words import begins, listed, ratio, table
from knowledge.language.text import fold

_COUNTERS = ("people", "things", "general", "silent")
_ANY_COUNT = "general"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit: what it measures and how much of that; `scale` is the 10,000 in 万元, 1 in 元."""

    family: str
    size: Fraction
    scale: int = 1

    def is_count(self) -> bool:
        """Whether it counts something rather than measuring it."""
        return self.family in _COUNTERS


_UNLISTED = Measure("things", Fraction(1))


@dataclass(frozen=True, slots=True)
class Tail:
    """What the words after a number say: `size` of its unit where they name one, `half` of it more."""

    size: Fraction | None = None
    half: bool = False


@cache
def _measures() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for family in _COUNTERS:
        found |= {word: Measure(family, Fraction(1)) for word in listed(f"counters.{family}")}
    for family, sizes in table("measures").items():
        if family == "other":
            found |= {fold(word): Measure(fold(word), Fraction(1)) for word in sizes["words"]}
        else:
            found |= {fold(word): Measure(family, ratio(size)) for word, size in sizes.items()}
    return found


def known() -> tuple[str, ...]:
    """The words for what is counted or measured."""
    return tuple(_measures())


def is_money(unit: str | None) -> bool:
    """Whether a unit measures money."""
    return measure_of(unit).family == "money"


def unit_of(label: str) -> str | None:
    """A unit for an item without a printed one whose label says that things are counted, and not people; None where it does not."""
    folded = fold(label)
    if any(word in folded for word in listed("labels.people")):
        return None
    return max((word for word in listed("labels.things") if word in folded), key=len, default=None)


@cache
def measure_of(unit: str | None) -> Measure:
    """The measure of a printed unit. One that is not in the list counts things; behind a multiplier (千瓦) it measures only itself."""
    return _split(unit)[0]


def _split(unit: str | None) -> tuple[Measure, str]:
    """A unit's measure and the unit without its scale: 元 of 万元."""
    if not unit:
        return Measure(_ANY_COUNT, Fraction(1)), ""
    folded = fold(unit)
    if folded in _measures():
        return _measures()[folded], folded
    for word, scale in multipliers().items():
        if len(folded) > len(word) and folded.startswith(word):
            base = folded[len(word) :]
            of = _measures().get(base, Measure(base, Fraction(1)))
            return Measure(of.family, of.size * scale, scale), base
    return _UNLISTED, folded


@cache
def _words_for(unit: str | None) -> dict[str, Measure]:
    """The words that can follow a number where this unit is asked for, longest first."""
    item, base = _split(unit)
    own = {base: Measure(item.family, item.size / item.scale)} if base else {}
    found = {**_measures(), **own}
    return {word: found[word] for word in sorted(found, key=len, reverse=True)}


def tail_of(text: str, unit: str | None) -> Tail | Trouble:
    """What the words after a number mean for an item: UNIT where they do not fit it, LETTERS where they are no such words."""
    item, known = measure_of(unit), _words_for(unit)
    named, half, rest = dict[str, Measure](), False, _without_brackets(text)
    while rest:
        if not half and (more := begins(rest, table("numerals.half_more")[0 if named else 1 :])):
            half, rest = True, rest[len(more) :].lstrip()
            continue
        word = begins(rest, known)
        if word is None or word in named:
            return Trouble.LETTERS
        named[word], rest = known[word], rest[len(word) :].lstrip()
    sizes = {measure.size for measure in named.values() if _has_size(measure, item)}
    if len(sizes) > 1 or not all(_fits(measure, item) for measure in named.values()):
        return Trouble.UNIT
    return Tail(next(iter(sizes), None), half)


def _without_brackets(text: str) -> str:
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text


def _fits(told: Measure, item: Measure) -> bool:
    """Whether a figure told in one measure can stand in an item of another. People are not counted with things."""
    if told.family in ("silent", item.family):
        return True
    return told.is_count() and item.is_count() and _ANY_COUNT in (told.family, item.family)


def _has_size(told: Measure, item: Measure) -> bool:
    """Whether words name an amount: a measure, or what an item printed in ten thousands counts."""
    return told.family == item.family and (item.scale > 1 or not item.is_count())


def counted_in(numeral: Numeral, tail: Tail, item: Measure) -> tuple[Fraction, ...]:
    """The numbers that a numeral and the words after it can mean in the unit of an item.

    People leave out 元 after words of size: in 万元 一万二 is 1.2, and 三千五 may be 0.35 or 3500.
    """
    values = tuple(value + Fraction(int(tail.half), 2) for value in numeral.values)
    if tail.size is not None:
        return tuple(value * tail.size / item.size for value in values)
    if item.scale == 1 or not (numeral.big or numeral.small):
        return values
    scaled = tuple(value / item.scale for value in values)
    return scaled if numeral.big else (*scaled, *values)
