"""Numbers in English words, also after digits ("1.2 million")."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from knowledge.figures.numerals import Numeral
from knowledge.figures.words import any_of, table

_TOKEN = re.compile(r"[ -]*([a-z]+|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_JOINTS = ("and", "a", "an", "point", "half", "hundred", "dozen")
_HALF = (["half"], ["a", "half"])


@cache
def _ones() -> dict[str, int]:
    found: dict[str, int] = table("english.ones")
    return {**found, "a": 1, "an": 1}


@cache
def _tens() -> dict[str, int]:
    found: dict[str, int] = table("english.tens")
    return found


@cache
def _scales() -> dict[str, int]:
    found: dict[str, int] = table("english.scales")
    return found


@cache
def runs() -> str:
    """A pattern for what looks like a number in words."""
    word = any_of([*table("english.ones"), *_tens(), *_scales(), "hundred"])
    return rf"(?:{word})(?:[ -](?:{word}))*"


def split(text: str) -> tuple[Numeral | None, str]:
    """The number in words that a text begins with, if it does, and the rest."""
    tokens, end, position = list[str](), 0, 0
    while (found := _TOKEN.match(text, position)) is not None and _is_part(found[1], first=not tokens):
        tokens.append(found[1].replace(",", ""))
        position = found.end()
        if tokens[-1] not in ("and", "a", "an", "point"):
            end = position
    kept = tokens[: len(_TOKEN.findall(text[:end]))]
    value = None if all(_DIGITS.fullmatch(token) for token in kept) else _value(kept)
    if value is None:
        return None, text
    big = any(_scales().get(token, 0) > 1000 for token in kept)
    return Numeral((value,), big=big, small="hundred" in kept or "thousand" in kept), text[end:].strip(" -")


def _is_part(token: str, *, first: bool) -> bool:
    if token[0].isdigit():
        return first or "." not in token
    return token in _ones() or token in _tens() or token in _scales() or token in _JOINTS


def _value(tokens: list[str]) -> Fraction | None:
    """The number that words make; None where they make none."""
    for half in _HALF:
        if tokens == half:
            return Fraction(1, 2)
        if tokens[-len(half) - 1 :] == ["and", *half]:
            return _plus(_number(tokens[: -len(half) - 1]), Fraction(1, 2))
    if tokens == ["half", "a", "dozen"]:
        return Fraction(6)
    if "point" in tokens:
        return _with_point(tokens)
    return _number(tokens)


def _plus(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first + second


def _with_point(tokens: list[str]) -> Fraction | None:
    at = tokens.index("point")
    digits = [_ones().get(token, 10) for token in tokens[at + 1 :]]
    if any(digit > 9 for digit in digits):
        return None
    return _plus(_number(tokens[:at]), Fraction(int("".join(map(str, digits)) or "0"), 10 ** len(digits)))


def _number(tokens: list[str], scales: tuple[str, ...] = ("billion", "million", "thousand", "hundred")) -> Fraction | None:
    """What stands before the largest scale, times it, and what stands after it."""
    if not scales:
        return _below_hundred(tokens)
    scale, smaller = scales[0], scales[1:]
    if scale not in tokens:
        return _number(tokens, smaller)
    at = tokens.index(scale)
    after = tokens[at + 1 :]
    many = _number(tokens[:at], smaller)
    rest = _number(after[1:] if after[:1] == ["and"] else after, smaller) if after else Fraction(0)
    size = _scales().get(scale, 100)
    return _plus(many and many * size, rest if rest is not None and rest < size else None)


def _below_hundred(tokens: list[str]) -> Fraction | None:
    """Digits, one word, tens with ones, or dozens."""
    if len(tokens) == 1 and _DIGITS.fullmatch(tokens[0]):
        return Fraction(tokens[0])
    if tokens[-1:] == ["dozen"]:
        many = _below_hundred(tokens[:-1]) if tokens[1:] else Fraction(1)
        return many and many * 12
    numbers = [_tens().get(token) or _ones().get(token) for token in tokens]
    if len(tokens) == 2 and tokens[0] in _tens() and 0 < _ones().get(tokens[1], 0) < 10:
        return Fraction(_tens()[tokens[0]] + _ones()[tokens[1]])
    return Fraction(numbers[0]) if len(numbers) == 1 and numbers[0] is not None else None
