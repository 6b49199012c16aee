"""Rows copied from a spreadsheet: items down or across, merged headings, columns of units and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.forms.paste.figure_words import is_figure
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.lines import is_heading_row, unit_of, with_unit, without_brackets
from knowledge.forms.paste.phrases import is_sum
from knowledge.forms.paste.spans import spans
from knowledge.forms.paste.table import cuts, is_row_of_figures, under
from knowledge.forms.paste.understanding import Understanding
from knowledge.forms.paste.vocabulary import listed
from knowledge.forms.paste.written import Written, written

_TAB = re.compile("\t")
_RULE = frozenset("-: ")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty, with its place in the row."""

    at: int
    text: Written

    @property
    def is_figure(self) -> bool:
        """Whether a figure stands in it alone."""
        return is_figure(self.text.plain)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The names before a figure (its heading and its own) and the figure."""

    names: tuple[Cell, ...]
    figure: Cell
    unit: str | None


class Sheet:
    """Reads rows; `text` reads a cell that holds a sentence."""

    def __init__(self, items: Items, understanding: Understanding, text: Callable[[Written], None]) -> None:
        self.items, self.understanding, self._text = items, understanding, text
        self._columns: dict[int, tuple[str, ...]] = {}
        self._said: dict[int, str] = {}
        self._over: dict[int, str] = {}
        self._units: dict[int, str] = {}
        self._way, self._width = _TAB, 0
        self._value_at: int | None = None
        self._group: str | None = None

    def is_row(self, raw: str) -> bool:
        """Whether a line has cells."""
        return ("\t" in raw and bool(raw.strip())) or raw.count("|") + raw.count("｜") > 1

    def row(self, raw: str) -> None:
        """Read a row."""
        row = _cells(raw)
        plain = [cell.text.plain for cell in row]
        if not row:
            return
        if len(row) == 1 and row[0].at == 0:
            self._group = None
            self._text(row[0].text)
        elif is_heading_row(plain):
            values = [cell.at for cell in row if cell.text.plain.replace(" ", "") in listed("heading.values")]
            self._value_at = values[0] if len(values) == 1 else None
        elif not (self.figures(row) or self.names(row) or is_sum(plain[0])):
            self._pairs(row, raw)

    def names(self, row: Sequence[Cell]) -> bool:
        """Whether a row has the names of items over columns of figures."""
        if len(row) < 2 or any(cell.is_figure for cell in row):
            return False
        if all(self.items.is_heading(cell.text.plain) and self.items.group(cell.text.plain) for cell in row):
            self._over = {cell.at: group for cell in row if (group := self.items.group(cell.text.plain))}
            return True
        columns = {cell.at: fields for cell in row if (fields := self._column(cell))}
        clear = {fields for fields in columns.values() if len(fields) == 1}
        if len(clear) < 2 or len(columns) * 2 < len(row) or self._is_under_heading(row):
            return False
        self._columns = columns
        self._said = {cell.at: cell.text.words() for cell in row}
        self._units = {cell.at: units[-1][1] for cell in row if (units := without_brackets(cell.text, self.items).units)}
        self._way, self._width = _TAB, row[-1].at + 1
        return True

    def loose_names(self, text: Written) -> bool:
        """Whether a line without tabs has the names of items over columns of figures."""
        if is_row_of_figures(text):
            return False
        for way, parts in cuts(text, self.items):
            row = [Cell(at, part) for at, part in enumerate(parts) if part.plain]
            if self.names(row):
                self._way, self._width = way, len(parts)
                return True
        return False

    def loose_figures(self, text: Written) -> bool:
        """Whether a line without tabs has figures under such names; keeps them, or the line as unread where it is not sure under which."""
        if not self._columns or not is_row_of_figures(text):
            return self._with_words(text)
        cells = under(text, self._way, self._width)
        if cells is None:
            self.understanding.unclear = True
            self.understanding.unread.append(text.words())
        else:
            row = [Cell(at, cell) for at, cell in enumerate(cells) if cell.plain]
            self._put(row)
            nameless = [cell for cell in row if cell.at not in self._columns and not is_heading_row([self._said.get(cell.at, "")])]
            self.understanding.unread += [cell.text.words() for cell in nameless]
        return True

    def _with_words(self, text: Written) -> bool:
        """The same where other cells have words in them (雁湖县科协,3000,12000)."""
        parts = next((parts for way, parts in cuts(text, self.items) if way is self._way), []) if self._columns else []
        return len(parts) == self._width and self.figures([Cell(at, part) for at, part in enumerate(parts) if part.plain])

    def figures(self, row: Sequence[Cell]) -> bool:
        """Whether a row has the figures under such names; keeps them."""
        found = [cell for cell in row if cell.at in self._columns]
        if len(found) < 2 or not all(cell.is_figure or self._is_text(self._columns[cell.at]) for cell in found):
            return False
        self._put(found)
        return True

    def _put(self, row: Sequence[Cell]) -> None:
        for cell in row:
            if fields := self._columns.get(cell.at):
                words = with_unit(cell.text.words(), self._units.get(cell.at), self.items.fields[fields[0]].unit)
                self.understanding.put(fields, words, said=self._said[cell.at])

    def _column(self, cell: Cell) -> tuple[str, ...]:
        """The items that the name over a column can mean."""
        over = [group for at, group in self._over.items() if at <= cell.at]
        return self.items.meant(cell.text.plain, over[-1] if over else None)

    def _is_under_heading(self, row: Sequence[Cell]) -> bool:
        """Whether the second cell is an item of the heading in the first."""
        group = self.items.group(row[0].text.plain)
        return (
            group is not None
            and self.items.is_heading(row[0].text.plain)
            and set(self.items.meant(row[1].text.plain, group)) <= set(self.items.groups[group])
        )

    def _is_text(self, fields: tuple[str, ...]) -> bool:
        return len(fields) == 1 and not self.items.fields[fields[0]].is_number

    def _pairs(self, row: list[Cell], raw: str) -> None:
        """A row with names before their figures."""
        serial = None
        if len(row) > 1 and row[0].is_figure and not row[1].is_figure and not unit_of(row[1].text.plain):
            digits = row[0].text.plain
            serial = int(digits) if digits.isdecimal() and len(digits) <= 3 else None
            row = row[1:]
        if any(cell.at == self._value_at and cell.is_figure for cell in row):
            row = [cell for cell in row if cell.at == self._value_at or not cell.is_figure]
        pairs, behind, is_clear = self._cut(row)
        if not pairs or not is_clear:
            self._without_pairs(row, raw)
            return
        for pair in pairs:
            if not self._keep(pair, serial):
                self.understanding.unread.append(raw.strip())
        self.understanding.unread += [cell.text.words() for cell in behind]

    def _keep(self, pair: _Pair, serial: int | None) -> bool:
        names, words = [cell.text for cell in pair.names], pair.figure.text.words()
        return self.understanding.pair(names, words, unit=pair.unit, number=serial, within=self._heading(pair))

    def _cut(self, row: Sequence[Cell]) -> tuple[list[_Pair], list[Cell], bool]:
        """A row as pairs, the cells behind them, and whether no figure is left over."""
        pairs, names = list[_Pair](), list[Cell]()
        unit, is_clear = None, True
        for cell in row:
            said = None if self.items.is_whole(cell.text.plain) else unit_of(cell.text.plain)
            if said and names:
                unit = said
            elif names and (cell.is_figure or self._is_text(self.items.meant(names[-1].text.plain))):
                pairs.append(_Pair(tuple(names), cell, unit))
                names, unit = [], None
            elif cell.is_figure:
                is_clear = False
            elif not said:
                names.append(cell)
        return pairs, names, is_clear

    def _heading(self, pair: _Pair) -> str | None:
        """The heading that an item stands under, also where merged cells leave its place empty in the rows below."""
        first = pair.names[0]
        if len(pair.names) > 1:
            self._group = self.items.group(first.text.plain)
        elif first.at == 0:
            self._group = None
        return self._group

    def _without_pairs(self, row: Sequence[Cell], raw: str) -> None:
        """A row that has sentences in its cells, or words instead of a figure, or a name whose figure is missing."""
        names = [cell for cell in row if not cell.is_figure]
        if any(not cell.is_figure and _has_figure(cell, self.items) for cell in row):
            self.understanding.under(self.items.group(row[0].text.plain) or self.understanding.context.within)
            for cell in row:
                if _has_figure(cell, self.items):
                    self._text(cell.text)
        elif len(names) < len(row):
            self.understanding.unclear = self.understanding.unclear or any(self.items.meant(cell.text.plain) for cell in names)
            self.understanding.unread.append(raw.strip())
        elif not any(self.items.meant(cell.text.plain) or self.items.group(cell.text.plain) for cell in names):
            self.understanding.unread.append(raw.strip())
        elif len(names) > 1 and not self.items.meant(names[-1].text.plain) and not unit_of(names[-1].text.plain):
            self._keep(_Pair(tuple(names[:-1]), names[-1], None), None)
        elif len(names) > 1:
            self._heading(_Pair(tuple(names), names[-1], None))


def _has_figure(cell: Cell, items: Items) -> bool:
    return not cell.is_figure and any(span.is_figure for span in spans(cell.text.plain, items))


def _cells(raw: str) -> list[Cell]:
    """The cells of a row that are not empty."""
    split = raw.split("\t") if "\t" in raw else raw.strip().replace("｜", "|").strip("|").split("|")
    texts = [written(cell.strip().strip('"')).trimmed() for cell in split]
    return [Cell(at, text) for at, text in enumerate(texts) if text.plain and not (set(text.plain) <= _RULE and len(text.plain) > 1)]
