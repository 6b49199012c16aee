"""Reads a text line by line: headings, names, figures, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.forms.model import FormKind
from knowledge.forms.paste import phrases
from knowledge.forms.paste.figure_words import is_figure
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.lines import Line, in_parts, is_heading_row, is_title, prepare, unit_of
from knowledge.forms.paste.names import is_filler
from knowledge.forms.paste.sentence import Reading
from knowledge.forms.paste.sheet import Sheet
from knowledge.forms.paste.spans import Span, spans
from knowledge.forms.paste.understanding import Understanding
from knowledge.forms.paste.vocabulary import listed
from knowledge.forms.paste.written import Written, written

MOST_LOOSE = 20
"""Longer words behind "label:" are no answer unless the item takes a text."""


class Reader:
    """Understands lines one after the other."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.understanding = Understanding(items)
        self._sheet = Sheet(items, self.understanding, self._text)
        self._labels: list[Written] = []  # lines that name an item and wait for a figure
        self._alone: list[Written] = []  # figures alone in their lines

    def line(self, raw: str) -> None:
        """Read a line; where far more was said than a form asks for, the rest of it is unread."""
        if self.understanding.is_enough:
            self.understanding.unread += [raw.strip()] if raw.strip() else []
        elif self._sheet.is_row(raw):
            self._settle()
            self._sheet.row(raw)
        else:
            self._text(written(raw).trimmed())

    def end(self) -> None:
        """All lines were read."""
        self._settle()

    def _text(self, text: Written) -> None:
        for part in in_parts(text):
            self._part(part)

    def _part(self, text: Written) -> None:
        line = prepare(text, self.items)
        if not text.plain or (is_title(text.plain, self.items) and not self.items.meant(line.text.plain)):
            return
        line = replace(line, text=replace(line.text, plain=phrases.without_politeness(line.text.plain)))
        if self._labelled(line):
            return
        if self.items.form.kind is FormKind.ROWS or asks(line.text.plain, self.items):
            self._settle()
            self.understanding.unread.append(text.words())
        elif is_figure(line.text.plain) and self._labels:
            self._alone.append(line.text)
        elif self._sheet.loose_figures(text):
            self._settle()
        else:
            found = spans(line.text.plain, self.items)
            if any(span.is_figure for span in found):
                self._settle()
                self._sentence(line, found)
            else:
                self._name(line, text)

    def _labelled(self, line: Line) -> bool:
        """Whether it is a label with a text behind it (活动名称：科普进校园); in a form of rows any item may stand so."""
        text = line.text
        at = _mark(text.plain)
        if at is None and (space := text.plain.find(" ")) > 0 and self.items.is_whole(text.plain[:space]):
            at = space
        if at is None or not text.plain[at + 1 :].strip():
            return False
        fields = self.items.meant(text.plain[:at])
        if len(fields) != 1 or (self.items.fields[fields[0]].is_number and self.items.form.kind is not FormKind.ROWS):
            return False
        return self.understanding.pair([text.part(0, at)], text.words(at + 1), number=line.number)

    def _sentence(self, line: Line, found: Sequence[Span]) -> None:
        """A line with figures in it."""
        if _is_sum(line.text.plain, self.items):
            return
        context = self.understanding.context
        reading = Reading(self.items, line, found, context)
        if reading.unread and any(span.is_in_words for span in found):
            plainer = Reading(self.items, line, [span for span in found if not span.is_in_words], context)
            reading = min(reading, plainer, key=lambda one: (len(one.unread) - len(one.taken), one is plainer))
        if not (reading.taken or reading.left or reading.totals) and self._loose(line):
            return
        self.understanding.take(reading)
        self.understanding.unread += line.remarks

    def _loose(self, line: Line) -> bool:
        """Whether words that are no figure stand behind the name of one item (线下：见汇总表)."""
        at = _mark(line.text.plain)
        if at is None:
            return False
        words = line.text.plain[at + 1 :].strip()
        if words in listed("talk.blank"):
            return bool(self.items.meant(line.text.plain[:at]))
        fields = self.items.meant(line.text.plain[:at], self.understanding.context.within)
        if not fields or not 0 < len(words) <= MOST_LOOSE or (not is_figure(words) and (len(fields) > 1 or self.items.meant(words))):
            return False
        return self.understanding.pair([line.text.part(0, at)], line.text.words(at + 1), number=line.number)

    def _name(self, line: Line, text: Written) -> None:
        """A line without a figure: a heading, the name of an item, a unit, or nothing that is known."""
        plain = line.text.plain
        if self._alone:
            self._settle()
        unit = None if self.items.is_whole(plain) else unit_of(text.plain)
        group = self.items.group(plain)
        if unit is not None:
            self.understanding.in_unit(unit)
        elif is_filler(plain) or is_heading_row(plain.split()) or self._loose(line):
            return
        elif group is not None or self.items.meant(plain):
            if group is not None:
                self.understanding.under(group)
            if line.units:
                self.understanding.in_unit(line.units[-1][1])
            self._labels.append(text)
        elif not (self._sheet.loose_names(text) or plain.rstrip().endswith(":")):
            self.understanding.unread.append(text.words())

    def _settle(self) -> None:
        """Give the figures that stood alone to the names that waited for them."""
        labels, alone = self._labels, self._alone
        self._labels, self._alone = [], []
        clear = [label for label in labels if len(self.items.meant(label.plain)) == 1]
        if len(alone) == 1 and labels:
            labels = labels[-1:]
        elif len(alone) != len(labels):
            labels = clear if len(clear) == len(alone) else []
        for label, figure in zip(labels, alone, strict=False):
            self.understanding.pair([label], figure.words())
        self.understanding.unread += [figure.words() for figure in alone[len(labels) :]]


def asks(plain: str, items: Items) -> bool:
    """Whether a line is a question, but for the words of a label in it."""
    at = _mark(plain)
    return phrases.asks(plain[at + 1 :] if at is not None and items.is_whole(plain[:at]) else plain)


def _mark(plain: str) -> int | None:
    """Where a label ends."""
    return next((at for at, char in enumerate(plain) if char in ":=" and at > 0), None)


def _is_sum(plain: str, items: Items) -> bool:
    """Whether a line gives a sum that the form does not ask for."""
    bare = plain.lstrip()
    return any(bare.startswith(word) for word in listed("talk.sums")) and not items.meant(bare.split(":")[0].split(" ")[0])
