"""Where figures, dates and numbers of items stand in a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.forms.paste.figure_words import DATE, figure
from knowledge.forms.paste.item_numbers import NUMBERED
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.vocabulary import filler, leading


class Kind(StrEnum):
    """`soft`: a number in words, which may be part of other words (一); `words`: words instead of a figure (没有)."""

    FIGURE = "figure"
    SOFT = "soft"
    WORDS = "words"
    DATE = "date"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of a plain text; `counter` is the measure word of a figure."""

    kind: Kind
    start: int
    end: int
    counter: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure of any kind."""
        return self.kind is Kind.FIGURE or self.is_in_words

    @property
    def is_in_words(self) -> bool:
        """Whether it is a figure without digits."""
        return self.kind in (Kind.SOFT, Kind.WORDS)


_CODE = re.compile(r"[a-z]*[0-9]+[a-z]*")


def spans(plain: str, items: Items) -> tuple[Span, ...]:
    """The figures, dates and numbers of items in a text, in its order, none inside another."""
    taken = [False] * len(plain)
    found: list[Span] = []

    def take(kind: Kind, start: int, end: int, counter: str = "") -> None:
        if not any(taken[start:end]):
            found.append(Span(kind, start, end, counter))
            taken[start:end] = [True] * (end - start)

    for match in NUMBERED.finditer(plain):
        take(Kind.ITEM, *match.span())
    for match in DATE.finditer(plain):
        if match.start() == 0 or plain[match.start() - 1] not in "0123456789.":
            take(Kind.DATE, *match.span())
    for match in figure().finditer(plain):
        start, end, counter = _without_names(plain, match, items)
        if start < end and not (end < len(plain) and items.names_number(plain[start : end + 1])):
            take(Kind.FIGURE if match["digits"] else Kind.WORDS if match["words"] else Kind.SOFT, start, end, counter)
    return tuple(sorted(found, key=lambda span: span.start))


def _without_names(plain: str, match: re.Match[str], items: Items) -> tuple[int, int, str]:
    """A figure without what belongs to the name of an item beside it (预约30人, 3场馆); nothing where all of it does."""
    if match["about"] and plain[match.start() - 1 : match.start() + 1] in items.grams:
        match = figure().match(plain, match.start() + 1) or match
    start, end, counter = match.start(), match.end(), (match["counter"] or "").strip()
    if counter and match.end("counter") == end and plain[end - 1 : end + 1] in items.grams:
        end, counter = match.start("counter"), ""
    is_name = _is_code(plain, start, items) if match["digits"] else _is_part_of_words(plain, start, end, items)
    return start, start if is_name else end, counter


def _is_part_of_words(plain: str, start: int, end: int, items: Items) -> bool:
    """Whether a numeral is part of a name (三下乡) or of an idle word (一共)."""
    around = (plain[max(0, start - 1) : start + 1], plain[end - 1 : end + 1])
    return any(pair in items.all_grams for pair in around) or len(leading(plain[start : start + 6], filler())) > end - start


def _is_code(plain: str, start: int, items: Items) -> bool:
    """Whether digits are part of a code in a label (H5, 5G)."""
    begin = start
    while begin > 0 and plain[begin - 1].isascii() and plain[begin - 1].isalpha():
        begin -= 1
    code = _CODE.match(plain, begin)
    return code is not None and code[0] in items.codes
