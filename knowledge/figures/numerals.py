"""Numbers in digits and in Chinese numerals."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from knowledge.figures.model import Trouble
from knowledge.figures.values import MOST_DECIMALS, MOST_DIGITS
from knowledge.figures.words import any_of, listed, table

_PLAIN = re.compile(r"[0-9]+\.?|[0-9]*\.[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[1-9][0-9]?(?: [0-9]{3})+|[1-9][0-9]{2}(?: [0-9]{3})* 000|[1-9][0-9]{2}(?: [0-9]{3}){2,}")
"""Two groups of three are rather two figures (120 350), unless the second is 000."""
_COMMA = re.compile(r"([0-9]+),([0-9]{1,2})")
_TOO_LONG = re.compile(rf"[0-9]{{{MOST_DIGITS + 1}}}|\.[0-9]{{{MOST_DECIMALS + 1}}}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """The numbers that some digits or words can name, nearly always one.

    `big`: multiplied by 10,000 or more in words; `small`: only by less. People leave out the unit of
    10,000 that an item is counted in after such words, which matters to units.
    """

    values: tuple[Fraction, ...]
    big: bool = False
    small: bool = False

    @property
    def has_comma(self) -> bool:
        """Whether a comma may be the point."""
        return len(self.values) > 1


@cache
def _digits() -> dict[str, int]:
    return {**table("numerals.digits"), **{str(digit): digit for digit in range(10)}}


@cache
def _powers() -> dict[str, int]:
    found: dict[str, int] = table("numerals.powers")
    return found


@cache
def _big() -> dict[str, int]:
    found: dict[str, int] = table("numerals.big")
    return found


@cache
def _characters() -> str:
    own = {*table("numerals.digits"), *_powers(), *_big(), *table("numerals.plain")}
    return "".join(sorted(own)) + str(table("numerals.point"))


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"(?:[0-9.,{_characters()}]|(?<=[0-9]) (?=[0-9]))+")


@cache
def _more() -> re.Pattern[str]:
    words = "".join(word for word in table("approximate.inside") if len(word) == 1 and word.isalpha())
    return re.compile(rf"(?<=[0-9{_characters()}])[{words}](?=[{''.join(_big())}])")


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9.]) ?([{''.join(table('numerals.letters'))}])(?![a-z])")


@cache
def _row() -> re.Pattern[str]:
    return re.compile(f"[{_characters()}]{{2,}}")


@cache
def runs() -> str:
    """A pattern for what looks like a number in Chinese; a single character only before what numbers stand before."""
    after = any_of([*listed("counters.people", "counters.things", "counters.general", "between.joints", "measures.money"), " "])
    return f"[{_characters()}]{{2,}}|[{_characters()}](?={after}|$)"


@cache
def _pair() -> re.Pattern[str]:
    return re.compile(rf"[{''.join(table('numerals.digits')).replace(_digit(0), '')}]{{2,}}")


@cache
def _piece() -> re.Pattern[str]:
    digits = "".join(table("numerals.digits")).replace(_digit(0), "")
    return re.compile(rf"(?P<zero>{_digit(0)}?)(?P<digit>[0-9]+|[{digits}]?)(?P<power>[{''.join(_powers())}]?)")


@cache
def _digit(number: int) -> str:
    return next(str(char) for char, digit in table("numerals.digits").items() if digit == number)


@cache
def multipliers() -> dict[str, int]:
    """What multiplies a number before it or a unit after it, longest first: 千万, 万亿, 百, 万."""
    few = {"": 1, **_powers()}
    many = {"": 1, **_big(), "".join(_big()): math.prod(_big().values())}
    found = {small + large: few[small] * many[large] for small in few for large in many if small + large}
    return {word: found[word] for word in sorted(found, key=len, reverse=True)}


@cache
def _gap() -> re.Pattern[str]:
    plain = {char for char, stands_for in table("numerals.plain").items() if stands_for in table("numerals.digits")}
    digits = "".join(sorted({*table("numerals.digits"), *plain}))
    return re.compile(rf"(?<=[{digits}])\s+(?=[{digits}])")


def apart(text: str) -> str:
    """A text as typed with a mark between digits in Chinese that only spaces part: 三 五 is not 三五."""
    return _gap().sub(";", text)


def with_words(text: str) -> str:
    """A folded text with 万 for "w" after digits, and a point for 点 before a single digit; more may be minutes."""
    letters: dict[str, str] = table("numerals.letters")
    text = _letter().sub(lambda found: letters[found[1]], text)
    return re.sub(rf"(?<=[0-9]){table('numerals.point')}(?=[0-9](?![0-9]))", ".", text)


def without_more(text: str) -> tuple[str, bool]:
    """三百多万 without the word that makes it approximate, and whether there was one."""
    text, count = _more().subn("", text)
    return text, bool(count)


def has_number(text: str) -> bool:
    """Whether a text names a number: in digits, or in words that are not only one digit (一直, 一项)."""
    return any("0" <= char <= "9" for char in text) or _row().search(text) is not None


def names_any(text: str) -> bool:
    """Whether a text has any digit or any character of a number in words, which may also be part of another word."""
    return any("0" <= char <= "9" or char in _characters().rstrip(table("numerals.point")) for char in text) or _in_english().search(text) is not None


@cache
def _in_english() -> re.Pattern[str]:
    return re.compile(any_of(word for name in ("ones", "tens", "scales") for word in table(f"english.{name}")))


def split(text: str) -> tuple[str, str]:
    """The number that a text begins with, and the rest."""
    if text.startswith(half := table("numerals.half")):
        return half, text[len(half) :]
    found = _head().match(text)
    head = found[0].rstrip(",") if found else ""
    return head, text[len(head) :].lstrip(" ,")


def read(text: str) -> Numeral | Trouble:
    """The number that `split` cut off."""
    if text == table("numerals.half"):
        return Numeral((Fraction(1, 2),))
    if _TOO_LONG.search(text):
        return Trouble.TOO_LONG
    text = text.translate(str.maketrans(table("numerals.plain")))
    number, factor = _multiplied(text)
    values = _in_digits(number) or _with_point(number)
    if not values:
        whole = _spoken(text)
        if isinstance(whole, Trouble):
            return whole
        values, factor = (Fraction(whole),), 1
    return Numeral(tuple(value * factor for value in values), big=any(char in text for char in _big()), small=any(char in text for char in _powers()))


def read_approximate(text: str) -> Numeral | Trouble:
    """What `read` does, where a figure need not be exact: a power may stand alone (近百), but 百十来个 names no number."""
    found = read(text)
    if found is not Trouble.LETTERS or text[:1] not in {**_powers(), **_big()}:
        return found
    return Trouble.VAGUE if _multiplied(text)[0] else read(_digit(1) + text)


def _multiplied(text: str) -> tuple[str, int]:
    """A number and what the words at its end multiply it by: 1.5 and 千万."""
    number = text.rstrip("".join({**_powers(), **_big()}))
    word = text[len(number) :]
    return (number, multipliers()[word]) if word in multipliers() else (text, 1)


def _in_digits(text: str) -> tuple[Fraction, ...]:
    """What a number in digits can be; nothing where it is none."""
    if _PLAIN.fullmatch(text):
        return (decimal(text),)
    if _GROUPED.fullmatch(text) or _SPACED.fullmatch(text):
        return (decimal(text.replace(",", "").replace(" ", "")),)
    if found := _COMMA.fullmatch(text):
        return (decimal(f"{found[1]}.{found[2]}"), decimal(found[1] + found[2]))
    return ()


def decimal(text: str) -> Fraction:
    """A number in plain ASCII digits with at most one point."""
    whole, _, rest = text.partition(".")
    return Fraction(int(f"0{whole}{rest}"), 10 ** len(rest))


def _with_point(text: str) -> tuple[Fraction, ...]:
    """三点五: the number; nothing where it is none."""
    before, point, after = text.partition(table("numerals.point"))
    whole = _spoken(before, shortened=False) if point else Trouble.LETTERS
    if isinstance(whole, Trouble) or not after or any(char not in table("numerals.digits") for char in after):
        return ()
    return (decimal(f"{whole}.{_by_digit(after)}"),)


def _by_digit(text: str) -> str:
    return "".join(str(_digits()[char]) for char in text)


def _spoken(text: str, *, shortened: bool = True) -> int | Trouble:
    """A whole number said in words; `shortened`: its last digit may stand without its power (三百二)."""
    in_a_row = bool(text) and all(char in table("numerals.digits") for char in text)
    pair = _pair().search(text)
    if pair is not None and (len(text) == 2 or not in_a_row):
        return Trouble.VAGUE if pair[0] in table("numerals.near") else Trouble.LETTERS
    if in_a_row:
        return int(_by_digit(text))
    found = _in_parts(text, tuple(reversed(_big().items())), shortened)
    return Trouble.LETTERS if found is None else found


def _in_parts(text: str, big: tuple[tuple[str, int], ...], shortened: bool) -> int | None:
    """The number before 亿, times that, and the one after it; each part the same with 万."""
    if not big:
        return _section(text, shortened)
    (word, size), smaller = big[0], big[1:]
    above, found, below = text.rpartition(word)
    if not found:
        return _in_parts(text, smaller, shortened)
    many = _in_parts(above, smaller, shortened=False)
    rest = _after(below, size, smaller, shortened)
    return None if not many or rest is None else many * size + rest


def _after(text: str, size: int, smaller: tuple[tuple[str, int], ...], shortened: bool) -> int | None:
    """What follows 万 or 亿: nothing, a digit of the next place (三万五), or a number that is less."""
    if not text:
        return 0
    if len(text) == 1:
        return _digits().get(text, 0) * size // 10 or None if shortened else None
    if text.isascii():
        return int(text) if _fits_after(text, size) else None
    zero = _digit(0)
    found = _in_parts(text.removeprefix(zero), smaller, shortened and not text.startswith(zero))
    return found if found and found < size else None


def _fits_after(digits: str, size: int) -> bool:
    """12万3456, 3万500: all places written out, or at least those after 万 that are not zero."""
    places = len(str(size)) - 1
    return digits.isdigit() and (len(digits) == places or (places == 4 and len(digits) < places and digits[0] != "0"))


def _section(text: str, shortened: bool) -> int | None:
    """A number said by the powers of ten below 10,000, each less than the one before."""
    pieces = [found for found in _piece().finditer(text) if found[0]]
    if not pieces or "".join(found[0] for found in pieces) != text:
        return None
    total = last = 0
    for found in pieces:
        power = _powers().get(found["power"], 1)
        amount = _amount(found, power, last, shortened)
        if amount is None:
            return None
        total, last = total + amount, power
    return total


def _amount(found: re.Match[str], power: int, last: int, shortened: bool) -> int | None:
    """What one digit with its power adds after the power `last` (0: it comes first); None where that is no number."""
    zero, digit = found["zero"], found["digit"]
    number = int(digit) if digit.isascii() and digit else _digits().get(digit, 1 if power == 10 else 0)
    if not number or (zero and last <= power * 10) or (last and number * power >= last):
        return None
    if power == 1 and last >= 100 and len(digit) == 1 and not zero:
        return number * last // 10 if shortened else None
    return number * power
