"""Exact numbers and their one written form."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from knowledge.figures.model import Trouble

MOST_DIGITS = 15
"""Before the point; nothing an office counts has more."""
MOST_DECIMALS = 6
"""After the point: one hundredth of a yuan, counted in units of 10,000 yuan."""

_CEILING = 10**MOST_DIGITS
_FINEST = 10**MOST_DECIMALS
_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,2})?")


def written(value: str, *, unit: str | None = None) -> str:
    """The one form of a decimal number: no exponent, no zeros at the end; with a unit, that unit right after it."""
    if not _DECIMAL.fullmatch(value):
        raise ValueError(f"not a decimal number: {value!r}")
    plain = format(Decimal(value), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return ("0" if plain == "-0" else plain) + (unit or "")


def written_exactly(value: Fraction) -> str:
    """The written form of a number that `trouble_of` accepts."""
    whole, rest = divmod(value.numerator * (_FINEST // value.denominator), _FINEST)
    return written(f"{whole}.{rest:0{MOST_DECIMALS}}")


def trouble_of(value: Fraction, *, whole: bool) -> Trouble | None:
    """What keeps a number from being taken as it is, if anything does."""
    if whole and value.denominator != 1:
        return Trouble.FRACTION
    return Trouble.TOO_LONG if value >= _CEILING or _FINEST % value.denominator else None
