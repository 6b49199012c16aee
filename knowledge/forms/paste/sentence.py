"""Items and their figures in running words: "线下3000，线上1.2万", "第5项改成30", "媒体和报道都是0"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.forms.paste import phrases
from knowledge.forms.paste.clauses import MARKS, Clause, Stretch, clauses
from knowledge.forms.paste.item_numbers import item_numbers
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.lines import Line, with_unit
from knowledge.forms.paste.naming import Naming, settled
from knowledge.forms.paste.spans import Kind, Span
from knowledge.forms.paste.vocabulary import finder

MOST_NAME = 100
"""Longer words name nothing."""

MOST_DIGITS = 3
"""Longer numbers do not number lines."""


@dataclass(frozen=True, slots=True)
class Context:
    """What lines before say of the next ones: the heading they stand under, that of the last item, the unit of money."""

    within: str | None = None
    near: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure for an item, for each of several (`each`), or for one of several; it was said at [start, end)."""

    fields: tuple[str, ...]
    words: str
    said: str = ""
    each: bool = True
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """A figure for what is left of `fields` (of the form where there are none) when everything was read.

    `plainly`: the words for it cannot name an item; `everything`: they name all items and no rest.
    """

    fields: tuple[str, ...]
    words: str
    said: str
    plainly: bool = True
    everything: bool = False


class Reading:
    """One way to read a line: what was taken, what is left, what was not understood; `context` is for the lines after it.

    `totals` are sums that nobody asks for. `unclear`: items were named, but which figure is whose is not clear.
    """

    def __init__(self, items: Items, line: Line, found: Sequence[Span], context: Context) -> None:
        self.items, self.line, self.context = items, line, context
        self.taken: list[Taken] = []
        self.left: list[Left] = []
        self.spared: set[str] = set()
        self.totals: list[str] = []
        self.unread: list[tuple[int, str]] = []
        self.unclear = False
        self._plain = line.text.plain
        self._number = line.number
        self._naming = Naming(items, context.within)
        self._found = tuple(found)
        self._item_numbers = [span for span in found if span.kind is Kind.ITEM]
        self._excepting = False
        if not (self._respectively() or self._in_group_order()):
            self._read()

    def _read(self) -> None:
        waiting: list[Stretch] = []  # words that wait for a figure
        for clause in clauses(self._plain, self._found):
            if clause.figures:
                waiting = self._clause(clause, waiting)
            elif not self._is_idle(clause):
                waiting.append(clause)
        for stretch in waiting:
            self._leave(stretch.start, stretch.end)

    def _respectively(self) -> bool:
        """Whether the names come first and the figures after them (媒体、报道分别是8和25)."""
        match = finder("talk.respectively").search(self._plain)
        figures = [span for span in self._found if span.is_figure]
        if match is None or len(figures) < 2 or figures[0].start < match.start() < figures[-1].start:
            return False
        name = Stretch(0, min(match.start(), figures[0].start))
        named = [self._naming.numbers(part) for part in phrases.names(self._text(name))]
        named = [(field,) for number in self._numbers(name) if (field := self.items.at(number))] or named
        if len(named) != len(figures) or not all(len(fields) == 1 for fields in named):
            return False
        for fields, figure in zip(named, figures, strict=True):
            self._take(fields, name, figure, name.start)
        return True

    def _in_group_order(self) -> bool:
        """Whether figures stand behind a heading that are as many as its items (人员：5、20、30、0)."""
        figures = [span for span in self._found if span.is_figure]
        if len(figures) < 2 or len(self._found) > len(figures) or phrases.changes(self._plain):
            return False
        name = Stretch(0, figures[0].start)
        text = finder("talk.respectively").sub(" ", self._text(name)).strip(MARKS + " -")
        group = self.items.group(text) or self.items.group_with(text)
        if group is None or not all(_is_joint(self._plain[one.end : other.start]) for one, other in pairwise(figures)):
            return False
        if self._plain[figures[-1].end :].strip(MARKS + " ."):
            return False
        fields = tuple(field for field in self.items.groups[group] if self.items.fields[field].is_number)
        is_sure = len(fields) == len(figures) and not any("," in self._text(figure) for figure in figures)
        if not is_sure:
            self.unclear = True
            self._leave(0, len(self._plain))
            return True
        for field, figure in zip(fields, figures, strict=True):
            self._take((field,), name, figure, 0)
        return True

    def _clause(self, clause: Clause, waiting: list[Stretch]) -> list[Stretch]:
        """Take the figures of a clause; gives the words that still wait for one."""
        figures, gaps = list(clause.figures), clause.gaps
        idle = [self._is_idle(gap) for gap in gaps]
        is_sum = any(phrases.is_relative(self._text(gap)) and self._is_idle(gap) for gap in gaps[1:-1])
        if is_sum or (figures and not waiting and idle[0] and self._is_relative(gaps[0], figures[0])):
            self.unclear = self.unclear or bool(waiting) or self._names_something(gaps[0])
            self._leave((waiting[0] if waiting else clause).start, clause.end)
            return []
        if not waiting and idle[0] and not idle[-1]:
            self._figures_first(figures, gaps)
            return []
        if not waiting and idle[0] and not idle[1] and self._is_serial(figures[0]):
            self._number = int(self._text(figures[0]))
            figures, gaps = figures[1:], gaps[1:]
        return self._names_first(clause, figures, gaps, waiting)

    def _figures_first(self, figures: Sequence[Span], gaps: Sequence[Stretch]) -> None:
        """8家媒体，25篇报道; 40 volunteers and 8 media."""
        taken, left = list(self.taken), list(self.left)
        if not all(self._pair(gap, figure, []) for figure, gap in zip(figures, gaps[1:], strict=True)):
            self.taken, self.left = taken, left
            self._leave(figures[0].start, gaps[-1].end)

    def _names_first(self, clause: Clause, figures: Sequence[Span], gaps: Sequence[Stretch], waiting: list[Stretch]) -> list[Stretch]:
        """线下3000线上1.2万; 线下是3500不是3000; 线下由3000改为3500."""
        for at, figure in enumerate(figures):
            if self._is_relative(gaps[at], figure):
                self.unclear = self.unclear or bool(waiting) or self._names_something(gaps[at])
                self._leave((waiting[0] if waiting else gaps[at]).start, clause.end)
                return []
            gap, tail, is_last = gaps[at], gaps[at + 1], at == len(figures) - 1
            idle = self._is_idle(gap)
            if phrases.denies(self._text(gap)):
                waiting = waiting if idle else [*waiting, gap]
            elif idle and not waiting:
                self._without_name(clause, figure, gap)
            else:
                name, before = (waiting[-1], waiting[:-1]) if idle else (gap, waiting)
                self._named(name, figure, before, tail, is_last=is_last)
                waiting = []
        if not self._is_idle(gaps[-1]) and not self._is_attached(gaps[-1]):
            self._leave(gaps[-1].start, gaps[-1].end)
        return waiting

    def _is_relative(self, gap: Stretch, figure: Span) -> bool:
        """Whether a figure is to be added to what an item has, or taken from it: by a word, or by a sign without a colon (市级+1)."""
        text, before = self._text(gap), self._plain[: figure.start].rstrip()
        if self._text(figure).startswith("+"):
            return before[-1:] not in (":", "=")
        return phrases.is_relative(text) and not self.items.is_whole(text)

    def _names_something(self, gap: Stretch) -> bool:
        return len(self._numbers(gap)) == 1 or bool(self._naming.meant(self._text(gap)))

    def _named(self, name: Stretch, figure: Span, before: list[Stretch], tail: Stretch, *, is_last: bool) -> None:
        if not (self._is_clean(tail, name, is_last=is_last) and self._pair(name, figure, before, tail if is_last else None)):
            end = tail.end if is_last and self._is_attached(tail) else figure.end
            self._leave((before[0] if before else name).start, end)

    def _without_name(self, clause: Clause, figure: Span, gap: Stretch) -> None:
        """A figure that no name stands before: it takes the place of the one before it, or nobody knows whose it is."""
        last = self.taken[-1] if self.taken else None
        if last is not None and phrases.changes(self._text(gap)):
            self.taken[-1] = replace(last, words=self._words(figure), end=figure.end)
        elif phrases.is_sum(self._text(gap) + self._text(figure)):
            self._leave(gap.start, figure.end)
        elif last is not None and last.each and len(beside := self.items.beside(last.fields[-1], figure.counter)) == 1:
            self.taken.append(Taken(beside, self._words(figure), start=last.end, end=figure.end))
        elif last is not None and not self._plain[last.end : figure.start].strip(" ,"):
            self.taken.pop()
            self.unclear = True
            self._leave(last.start, figure.end)
        elif last is None and self._is_serial(figure) and (clause.start, clause.end) == (figure.start, figure.end):
            self._number = int(self._text(figure))
        else:
            self._leave(figure.start, figure.end)

    def _pair(self, name: Stretch, figure: Span, before: Sequence[Stretch], tail: Stretch | None = None) -> bool:
        """Take a figure for what was named; false where nobody knows what that is."""
        text = self._text(name)
        if tail is not None and self._is_attached(tail) and not self._is_idle(tail):
            text += self._text(tail)
        if len(text) > MOST_NAME:
            return False
        excepted = phrases.after_except(text)
        if excepted is not None:
            self._excepting = True
            return phrases.of_all(excepted) is None and self._single(excepted, name, figure, ())
        before = [stretch for stretch in before if not self._spare(stretch)]
        if numbers := self._numbers(name, tail):
            return self._numbered(numbers, name, figure)
        if phrases.is_everything(text):
            self.left.append(Left((), self._words(figure), self._said(name), everything=True))
            return True
        together = phrases.of_all(text)
        rest = phrases.rest(text if together is None else together) or phrases.rest(text)
        if rest is not None and (rest.plainly or together is not None):
            return self._rest(rest, name, figure)
        if rest is not None and not rest.of and phrases.is_only(self._plain[: name.start]):
            self.left.append(Left((), self._words(figure), self._said(name), plainly=False))
            return True
        if together is None and (figure.kind is Kind.WORDS or self._text(figure) == "0") and self._naming.enumerates(text):
            together = text
        return self._single(text, name, figure, before) if together is None else self._together(together, name, figure, before)

    def _single(self, text: str, name: Stretch, figure: Span, before: Sequence[Stretch]) -> bool:
        """A figure for one item."""
        if self._naming.enumerates(text):
            self.unclear = True
            return False
        if before and self.items.is_whole(joined := self._plain[before[0].start : name.end]):
            text, before = joined, ()
        heading = next((group for stretch in before if (group := self.items.group(self._text(stretch)))), None)
        naming = replace(self._naming, within=heading or self.context.within)
        meant = naming.meant(text) or self.items.counted(text, figure.counter)
        if meant and self.items.fields[meant[0]].computed:
            self.totals.append(self.line.text.words(name.start, figure.end))
            return True
        fields = tuple(field for field in meant if not self.items.fields[field].computed and not self.items.counts_otherwise(field, figure.counter))
        if not fields or not all(self.items.fields[field].is_number for field in fields) or (len(fields) > 1 and phrases.is_sum(text)):
            return False
        fields = settled(self.items, fields, number=self._number, counter=figure.counter, near=heading or self.context.near)
        if any(self._contradicts(stretch, fields) for stretch in before):
            self.unclear = True
            return False
        for stretch in before:
            if not self._naming.meant(self._text(stretch)) and self.items.group(self._text(stretch)) is None:
                self._leave(stretch.start, stretch.end)
        self._take(fields, name, figure, (before[0] if before else name).start, each=False)
        return True

    def _contradicts(self, before: Stretch, fields: tuple[str, ...]) -> bool:
        """Whether words before a name are the name of another item, and not its heading."""
        group = self.items.group(self._text(before))
        other = self._naming.meant(self._text(before))
        return len(other) == 1 and other != fields[:1] and (group is None or group != self.items.fields[fields[0]].group)

    def _numbered(self, numbers: Sequence[int], name: Stretch, figure: Span) -> bool:
        """第5项改成30, 第3到7项都是0; a name beside the number must be the same item's."""
        fields = tuple(field for number in numbers if (field := self.items.at(number)) and self.items.fields[field].is_number)
        if len(fields) != len(numbers):
            self.unclear = True
            return False
        beside = self._text(name)
        for span in self._item_numbers:
            beside = beside.replace(self._text(span), " ")
        named = self._naming.meant(phrases.of_all(beside) or beside)
        if not named and not self._naming.is_idle(beside):
            return False
        agrees = not named or len(fields) > 1 or fields[0] in named
        self._take(fields if agrees else (*fields, *named), name, figure, name.start, each=agrees)
        return True

    def _rest(self, rest: phrases.Rest, name: Stretch, figure: Span) -> bool:
        """其余都是0, 其他几项经费都是0."""
        fields = self._naming.all_of(rest.of) if rest.of else ()
        if rest.of and len(fields) < 2:
            return False
        plainly = rest.plainly or (self._excepting and not rest.of)
        self.left.append(Left(fields, self._words(figure), self._said(name), plainly))
        return True

    def _together(self, text: str, name: Stretch, figure: Span, before: Sequence[Stretch]) -> bool:
        """媒体、报道都没有, 经费全是0: the figure for each that was named."""
        start = (before[0] if before else name).start
        whole = self._plain[start : name.start] + text
        if before and (levels := self._naming.levels(whole)):
            named = [levels]
        elif before and not self.items.is_whole(whole):
            named = [self._naming.together(part, figure.counter) for part in (*map(self._text, before), text)]
        else:
            named = [self._naming.together(whole, figure.counter)]
        if all(named):
            self._take(tuple(dict.fromkeys(field for fields in named for field in fields)), name, figure, start)
            return True
        group = self.items.group(text)
        fields = self.items.groups[group] if group is not None else self._naming.numbers(text)
        if len(named) > 1 or not fields:
            return False
        self._take(fields, name, figure, start, each=False)
        return True

    def _take(self, fields: tuple[str, ...], name: Stretch, figure: Span, start: int, *, each: bool = True) -> None:
        if self._excepting and each:
            fields = tuple(field for field in fields if not any(field in taken.fields for taken in self.taken)) or fields
        each = each or len(fields) == 1
        words = self._words(figure, self.items.fields[fields[0]].unit, name)
        said = "" if each else self._said(name)
        self.taken.append(Taken(fields, words, said, each, min(start, figure.start), max(name.end, figure.end)))
        if each:
            self.context = replace(self.context, near=self.items.fields[fields[-1]].group)

    def _spare(self, stretch: Stretch) -> bool:
        """Whether words without a figure except an item from what follows (除了线下，其他都是0)."""
        excepted = phrases.after_except(self._text(stretch))
        fields = self._naming.meant(excepted) if excepted is not None else ()
        if len(fields) != 1:
            return False
        self._excepting = True
        self.spared |= set(fields)
        return True

    def _numbers(self, name: Stretch, tail: Stretch | None = None) -> tuple[int, ...]:
        """The numbers of items that were named."""
        end = tail.end if tail is not None else name.end
        inside = (span for span in self._item_numbers if name.start <= span.start and span.end <= end)
        return tuple(dict.fromkeys(number for span in inside for number in item_numbers(self._text(span), len(self.items.asked))))

    def _words(self, figure: Span, unit: str | None = None, name: Stretch | None = None) -> str:
        """The words of a figure, with the unit of money that the line or its heading names where the form counts in another."""
        start = min(name.start, figure.start) if name is not None else figure.start
        named = next((named for at, named in reversed(self.line.units) if start <= at <= figure.end), self.context.unit)
        return with_unit(self.line.text.words(figure.start, figure.end), named, unit)

    def _said(self, name: Stretch) -> str:
        """What was said for an item, without the idle words around it."""
        start, end = phrases.without_edges(self._plain, name.start, name.end)
        return self.line.text.words(name.start, name.end) if self._is_idle(Stretch(start, end)) else self.line.text.words(start, end)

    def _text(self, stretch: Stretch | Span) -> str:
        return self._plain[stretch.start : stretch.end]

    def _is_idle(self, stretch: Stretch) -> bool:
        return self._naming.is_idle(self._text(stretch))

    def _is_attached(self, tail: Stretch) -> bool:
        """Whether words stand right behind a figure, as if they belonged to it (2号楼)."""
        return tail.start < tail.end and not self._plain[tail.start].isspace()

    def _is_clean(self, tail: Stretch, name: Stretch, *, is_last: bool) -> bool:
        """Whether what stands behind a figure leaves it a figure: nothing, the next name, or more of its own."""
        if not self._is_attached(tail) or self._is_idle(tail):
            return True
        if not is_last:
            return bool(self._numbers(tail) or self._naming.meant(self._text(tail)) or phrases.changes(self._text(tail)))
        both = self._naming.meant(self._text(name) + self._text(tail))
        return bool(both) and both[0] in self._naming.meant(self._text(name))

    def _is_serial(self, figure: Span) -> bool:
        return self._text(figure).isdecimal() and figure.end - figure.start <= MOST_DIGITS

    def _leave(self, start: int, end: int) -> None:
        words = self.line.text.words(start, end)
        if words.strip(MARKS + " ，；：！"):
            self.unread.append((start, words))


def _is_joint(plain: str) -> bool:
    """Whether nothing but a mark or a space stands between two figures."""
    return plain != "" and not plain.strip(",;、。 ")
