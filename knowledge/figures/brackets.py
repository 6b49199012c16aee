"""What stands in brackets beside a figure: its unit, how sure it is, the same figure again, or a remark."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from knowledge.figures import numerals, units
from knowledge.figures.model import Ambiguous, Approximate, Exact, Reading, Refused, Trouble
from knowledge.figures.words import any_of, listed

_NOTED = re.compile(r"([^()]+)\(([^()]+)\)[ .,!;]*")


@cache
def _hedged() -> re.Pattern[str]:
    return re.compile(rf"\(\s?({any_of(listed('approximate.before', 'approximate.after'))})\s?\)")


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9])\s?\(\s?((?:{'|'.join(numerals.multipliers())})?(?:{any_of(units.known())}))\s?\)")


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile(any_of(listed(f"notes.{name}")))


@cache
def _money() -> re.Pattern[str]:
    return re.compile(any_of([*listed("measures.money", "marks.before_number"), "%"]))


def without_brackets(said: str) -> str:
    """A folded text without the brackets around words for not exact (3000(约)) and around the unit right after digits (3.2(万元))."""
    if "(" not in said:
        return said
    return _unit().sub(r"\1", _hedged().sub(r" \1 ", said)).strip()


def read_noted(said: str, read: Callable[[str], Reading]) -> Reading | None:
    """A figure with a remark in brackets behind it, `read` reading what is without brackets; None where it is something else.

    A figure in brackets has to be the same one (32000元(3.2万元)). A unit in a remark may change what the figure is worth.
    """
    found = _NOTED.fullmatch(said)
    if found is None or not numerals.names_any(found[1]):
        return None
    figure, note = read(found[1].strip()), found[2].strip()
    if not isinstance(figure, Exact | Approximate | Ambiguous) or not note:
        return None
    if _named("rates").search(note):
        return Refused(Trouble.UNIT)
    if numerals.names_any(note):
        again = read(note)
        if isinstance(figure, Exact) and isinstance(again, Exact) and again.value == figure.value:
            return Exact(figure.value, literal=False)
        return Refused(Trouble.SEVERAL)
    if _named("against").search(note):
        return Refused(Trouble.LETTERS)
    if note in units.known() or _money().search(note):
        return None
    if isinstance(figure, Ambiguous):
        return figure
    is_exact = isinstance(figure, Exact) and not _named("approximate").search(note)
    return Exact(figure.value, literal=False) if is_exact else Approximate(figure.value)
