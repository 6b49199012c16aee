"""From what was typed to a figure, or to why it is none."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache

from knowledge.figures import english, numerals, units
from knowledge.figures.brackets import read_noted, without_brackets
from knowledge.figures.model import Ambiguous, Approximate, Exact, NotKnown, Reading, Refused, Trouble
from knowledge.figures.numerals import Numeral
from knowledge.figures.pictures import is_only_pictures
from knowledge.figures.values import MOST_DIGITS, trouble_of, written_exactly
from knowledge.figures.words import AROUND, any_of, bare, begins, decided, ends, listed, means_nothing_done, table
from knowledge.language.text import fold

LONGEST = 80
"""Characters; a number in English words may have as many."""
_LOOKED_AT = 200
"""Characters of anything longer, to say what is wrong with it."""

_LITERAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_LONG_NUMBER = re.compile(rf"[0-9]{{{MOST_DIGITS + 1}}}")
_SLASHED = re.compile(r"[0-9]+ ?/ ?[0-9]+")
_LISTED = re.compile(r"[0-9]{1,2}(?:,[0-9]{1,2}){2,}|[0-9]+(?:\.[0-9]+){2,}")


def read_figure(text: str, *, unit: str | None = None, whole: bool = False, label: str = "") -> Reading:
    """The figure that someone typed for an item counted in `unit`; `whole`: the item takes no fractions.

    Where no unit is printed, the `label` of the item may say that it does not count people.
    """
    unit = unit or units.unit_of(label)
    typed = text.strip()
    if len(typed) > LONGEST:
        return Refused(_trouble_of_long(typed[:_LOOKED_AT]))
    if _LITERAL.fullmatch(typed):
        return _settled((numerals.decimal(typed),), whole=whole, typed=typed)
    if is_only_pictures(typed):
        return Refused(Trouble.PICTURE)
    if odd := [char for char in typed if _is_odd_number(char)]:
        return Refused(Trouble.FRACTION if whole and all(map(_is_fraction, odd)) else Trouble.LETTERS)
    said = _folded(typed)
    if len(said) > LONGEST:
        return Refused(Trouble.LETTERS)
    return _by_question(said, unit, whole) or _by_phrase(said) or _by_number(said, unit, whole)


def _folded(typed: str) -> str:
    """The one form of what was typed, in which a 。 before a number is no decimal point and two lines are two things."""
    return fold(numerals.apart(typed.lstrip("。")).translate(str.maketrans(table("signs"))))


def _trouble_of_long(text: str) -> Trouble:
    if is_only_pictures(text):
        return Trouble.PICTURE
    if _LONG_NUMBER.search(unicodedata.normalize("NFKC", text)):
        return Trouble.TOO_LONG
    return Trouble.SEVERAL if len(re.findall("[0-9]+", text)) > 1 else Trouble.LETTERS


def _is_odd_number(char: str) -> bool:
    """Whether folding would make ordinary digits of a character that is none: ², ①, ½, ٣."""
    return not char.isascii() and unicodedata.category(char) in ("Nd", "Nl", "No") and not ("０" <= char <= "９" or char == "〇")


def _is_fraction(char: str) -> bool:
    return "⁄" in unicodedata.normalize("NFKC", char)


def _by_question(said: str, unit: str | None, whole: bool) -> Reading | None:
    """A figure that somebody is not sure of (30吗); nothing where something else is asked, or nothing."""
    bare_of_marks = said.rstrip(AROUND + ".")
    word = ends(bare_of_marks, listed("asked.after"))
    body = bare_of_marks[: -len(word)] if word is not None else ""
    if not numerals.names_any(body) or decided(body) is not None:
        return None
    match _by_number(body, unit, whole):
        case Exact(value) | Approximate(value):
            return Approximate(value)
        case Ambiguous() as found:
            return found
        case _:
            return None


def _by_phrase(said: str) -> Reading | None:
    """What a phrase decides wherever it stands; nothing where there is none."""
    found = decided(said)
    if found is None:
        return None
    trouble, rest = found
    if trouble is not None:
        return Refused(trouble)
    return Refused(Trouble.VAGUE) if numerals.has_number(rest) else NotKnown()


def _by_number(said: str, unit: str | None, whole: bool) -> Reading:
    said = without_brackets(said)
    return read_noted(said, lambda part: _plainly(part, unit, whole)) or _plainly(said, unit, whole)


def _plainly(said: str, unit: str | None, whole: bool) -> Reading:
    text, before, after = bare(said, listed("filler.before", "approximate.before"), listed("filler.after", "approximate.after"))
    approximate = not (before.isdisjoint(listed("approximate.before")) and after.isdisjoint(listed("approximate.after")))
    if means_nothing_done(text, of_money=units.is_money(unit)):
        return Refused(Trouble.VAGUE) if approximate else Exact("0", literal=False)
    return _figure(text, unit, whole, approximate) or Refused(_trouble_of_other(text, unit, whole))


def _figure(text: str, unit: str | None, whole: bool, approximate: bool = False) -> Reading | None:
    """The figure of a text that is a number with at most a unit; None where it is anything else."""
    mark = begins(text, listed("marks.before_number")) or ""
    text, more = numerals.without_more(numerals.with_words(text[len(mark) :].lstrip()))
    numeral, approximate, rest = _leading(text, approximate or more)
    if isinstance(numeral, Trouble):
        return None if numeral is Trouble.LETTERS else Refused(numeral)
    tail = units.tail_of(f"{mark} {rest}".strip(), unit)
    if isinstance(tail, Trouble):
        return None if tail is Trouble.LETTERS else Refused(tail)
    values = units.counted_in(numeral, tail, units.measure_of(unit))
    found = _settled(values, whole=whole, approximate=approximate, comma=numeral.has_comma)
    typed_well = tail.size is not None and trouble_of(numeral.values[0], whole=False) is None
    return Refused(Trouble.UNIT) if typed_well and found == Refused(Trouble.TOO_LONG) else found


def _leading(text: str, approximate: bool) -> tuple[Numeral | Trouble, bool, str]:
    """The number that a text begins with, whether it is approximate, and what follows."""
    spelled, rest = english.split(text)
    head = ""
    if spelled is None:
        head, rest = numerals.split(text)
    inside = begins(rest, listed("approximate.inside")) or ""
    approximate = approximate or inside != ""
    read = numerals.read_approximate if approximate else numerals.read
    return spelled or read(head), approximate, rest[len(inside) :].strip()


def _settled(values: tuple[Fraction, ...], *, whole: bool, typed: str = "", approximate: bool = False, comma: bool = False) -> Reading:
    """The reading of the numbers that something can mean."""
    if len(values) > 1:
        possible = sorted({value for value in values if trouble_of(value, whole=whole) is None})
        ask = Ambiguous(tuple(map(written_exactly, possible)))
        return ask if len(possible) > 1 else Refused(Trouble.SEVERAL if comma else Trouble.UNIT)
    if trouble := trouble_of(values[0], whole=whole):
        return Refused(trouble)
    value = written_exactly(values[0])
    return Approximate(value) if approximate else Exact(value, literal=value == typed)


def _trouble_of_other(text: str, unit: str | None, whole: bool) -> Trouble:
    """What is wrong with a text that is no figure."""

    def is_figure(part: str) -> bool:
        return _figure(part.strip(), unit, whole) is not None

    for trouble, name in ((Trouble.NEGATIVE, "negative.before"), (Trouble.VAGUE, "short_of.before")):
        word = begins(text, listed(name))
        if word is not None and is_figure(text[len(word) :]):
            return trouble
    parts = _between().split(text)
    if len(parts) == 2 and all(map(is_figure, parts)):
        return Trouble.VAGUE
    if (rate := _rate().search(text)) is not None and is_figure(text[: rate.start()]):
        return Trouble.UNIT
    if _SLASHED.fullmatch(text) or table("numerals.parts") in text:
        return Trouble.FRACTION if whole else Trouble.LETTERS
    if ends(text, listed("marks.coins")):
        return Trouble.LETTERS
    pieces = _pieces().findall(text)
    return Trouble.SEVERAL if len(pieces) > 1 or _LISTED.fullmatch(text) else Trouble.LETTERS


@cache
def _between() -> re.Pattern[str]:
    return re.compile(any_of(listed("between.marks")))


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{any_of(listed('rate.marks'))})\s?(?:{any_of(listed('rate.each'))})$")


@cache
def _pieces() -> re.Pattern[str]:
    """A number in digits with what clings to it, or one in words."""
    return re.compile(rf"[0-9][0-9a-z.,'_]*|{numerals.runs()}|{english.runs()}")
