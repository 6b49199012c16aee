"""What is understood of a text, gathered line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from knowledge.forms.paste.items import Items
from knowledge.forms.paste.lines import prepare, with_unit
from knowledge.forms.paste.naming import settled
from knowledge.forms.paste.result import MOST_FIELDS, Doubt, Given, Understood
from knowledge.forms.paste.sentence import Context, Left, Reading, Taken
from knowledge.forms.paste.spans import spans
from knowledge.forms.paste.written import Written, written
from knowledge.language.text import fold

MOST_UNREAD = 60
MOST_GIVEN = 20
"""So many unknown pieces, or so many figures more than twice as many as there are items, are no table."""


class Understanding:
    """What was understood so far; `context` is what it says of the lines that follow."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.context = Context()
        self.unread: list[str] = []
        self.unclear = False
        self._taken: list[Taken] = []
        self._left: list[Left] = []
        self._spared: set[str] = set()
        self._totals: list[str] = []
        self._rest: set[str] = set()

    @property
    def is_enough(self) -> bool:
        """Whether the text can be no table any more: far too much of it is unknown, or far too much is given."""
        return len(self.unread) > MOST_UNREAD or len(self._taken) > MOST_GIVEN + 2 * len(self.items.asked)

    def take(self, reading: Reading) -> None:
        """Keep what a line said."""
        self.context = reading.context
        self.unclear = self.unclear or reading.unclear
        self._taken += reading.taken
        self._left += reading.left
        self._spared |= reading.spared
        self._totals += reading.totals
        self.unread += [words for _, words in sorted(reading.unread)]

    def under(self, group: str | None) -> None:
        """The lines that follow stand under a heading."""
        self.context = replace(self.context, within=group, near=group)

    def in_unit(self, unit: str) -> None:
        """Money is counted in a unit from here on."""
        self.context = replace(self.context, unit=unit)

    def pair(self, names: Sequence[Written], words: str, *, unit: str | None = None, number: int | None = None, within: str | None = None) -> bool:
        """Keep what stands beside the names of an item, the last being its own and the one before its heading; false where no item is called so."""
        label = prepare(names[-1], self.items)
        fields = self.items.meant(label.text.plain, within or self.context.within)
        if not fields and len(names) > 1:
            joined = " ".join(name.plain for name in names)
            fields = self.items.meant(joined) or self.items.meant(names[0].plain)
        if not fields:
            return False
        if self.items.fields[fields[0]].computed:
            self._totals.append(f"{names[-1].words()} {words}")
            return True
        unit = unit or (label.units[-1][1] if label.units else self.context.unit)
        words = with_unit(words, unit, self.items.fields[fields[0]].unit)
        self.put(fields, words, said=label.text.words(), number=label.number or number, near=within)
        return True

    def put(self, fields: tuple[str, ...], words: str, *, said: str, number: int | None = None, near: str | None = None) -> None:
        """Keep the words of a figure for the one of several items that was meant, or the doubt which that is."""
        figure = next((span for span in spans(written(words).plain, self.items) if span.is_figure), None)
        fields = settled(self.items, fields, number=number, counter=figure.counter if figure else "", near=near or self.context.near)
        self._taken.append(Taken(fields, words, said, len(fields) == 1, 0, 0))
        if len(fields) == 1:
            self.context = replace(self.context, near=self.items.fields[fields[0]].group)

    def result(self, *, is_line: bool) -> Understood | None:
        """What was understood; None where the text named no item, or was one line (`is_line`) that mostly said other things."""
        given = self._given()
        doubts = [Doubt(taken.said, taken.words, taken.fields[:MOST_FIELDS]) for taken in self._taken if not taken.each]
        self._finish(given, doubts)
        twice = tuple(field for field, said in given.items() if len({fold(words).replace(" ", "") for words in said}) > 1)
        once = tuple(Given(field, said[0]) for field, said in given.items() if field not in twice)
        if is_line and len(self.unread) > len(self._taken) + len(self._left) > 0:
            return None
        if once or doubts or twice:
            return Understood(once, tuple(dict.fromkeys(doubts)), tuple(self.unread), None, twice, rest=frozenset(self._rest))
        if self.unclear or self._totals:
            return Understood(unread=(*self.unread, *self._totals))
        return None

    def _given(self) -> dict[str, list[str]]:
        given: dict[str, list[str]] = defaultdict(list)
        for taken in self._taken:
            for field in taken.fields if taken.each else ():
                given[field].append(taken.words)
        return given

    def _finish(self, given: dict[str, list[str]], doubts: list[Doubt]) -> None:
        """Give what is left of the items its figure (其余都是0), or doubt which those are."""
        named = set(given)
        for left in self._left:
            every = tuple(field.id for field in self.items.asked if field.is_number)
            fields = left.fields or every
            rest = tuple(field for field in fields if field not in named | self._spared)
            if not rest:
                continue
            likely = self.items.meant(written(left.said).plain)
            rest = tuple(sorted(rest, key=lambda field: field not in likely))
            groups = {self.items.fields[field].group for field in named}
            beside = tuple(field for field in rest if groups == {self.items.fields[field].group} != {None})
            if not left.plainly and not left.fields and len(beside) > 1:
                doubts.append(Doubt(left.said, left.words, beside[:MOST_FIELDS]))
            elif left.fields and (not left.plainly or len(rest) == len(fields)):
                doubts.append(Doubt(left.said, left.words, rest[:MOST_FIELDS]))
            elif left.everything or named or self._spared:
                self._rest |= set() if left.everything else set(rest)
                for field in rest:
                    given[field].append(left.words)
            else:
                self.unread.append(left.said)
