"""The items of a form, found by what people call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from knowledge.forms.model import Field, Form
from knowledge.forms.paste.names import LABEL, MOST_KEPT, NOT, SAME, Name, Phrase, Said, common_words, core, grams, name_of, prints, said
from knowledge.forms.paste.vocabulary import concepts
from knowledge.forms.paste.written import written

CLEAR = 0.5
"""An item is meant where every other one costs this much more."""

LONG = 4
"""So many characters of a label are no coincidence."""


class Items:
    """The items of a form. `asked` are the fields that are filled in, in their order; totals are known too."""

    def __init__(self, form: Form, english: Mapping[str, str]) -> None:
        self.form = form
        self.fields = {field.id: field for field in form.fields}
        self.asked = tuple(field for field in form.fields if not field.computed)
        self.title = said(written(form.title).plain).han
        self.counters = {field.id: _counters(field) for field in form.fields}
        self.groups: dict[str, tuple[str, ...]] = {}
        for field in self.asked:
            if field.group:
                self.groups[field.group] = (*self.groups.get(field.group, ()), field.id)
        self._names = {field.id: name_of(field.label, field.group, english) for field in form.fields}
        self._group_names = {group: name_of(group, None, english) for group in self.groups}
        self._common = common_words(self._names.values())
        every = (*self._names.values(), *self._group_names.values())
        long = (piece for piece in grams(self.title, len(self.title)) if len(piece) >= LONG)
        self._campaign = frozenset(piece for piece in long if not any(piece in name.label for name in every))
        self._campaign_chars = frozenset("".join(self._campaign))
        self.grams = frozenset(gram for name in every for text in (name.label, name.group) for gram in grams(text, 2))
        self.all_grams = self.grams | {gram for name in every for word in name.synonyms for gram in grams(word, 2)}
        self.codes = frozenset(word for name in every for word in name.english if not word.isalpha())
        printed = (written(text).plain for field in form.fields for text in (field.label, field.group) if text)
        self.labels = tuple(sorted(set(printed), key=len, reverse=True))
        self._whole = {said(written(text).plain) for field in form.fields for text in (field.label, field.group) if text}
        self._printed: dict[Said, tuple[str, ...]] = {}
        for field in form.fields:
            label = said(written(field.label).plain)
            self._printed[label] = (*self._printed.get(label, ()), field.id)
        self._meant = lru_cache(maxsize=MOST_KEPT)(self._find_meant)
        self._group = lru_cache(maxsize=MOST_KEPT)(self._find_group)

    def at(self, number: int) -> str | None:
        """The item with a number, from 1."""
        return self.asked[number - 1].id if 1 <= number <= len(self.asked) else None

    def meant(self, plain: str, within: str | None = None) -> tuple[str, ...]:
        """The items that words can mean, the likeliest first; one alone is clear. `within` is the heading they stand under."""
        return self._meant(plain.strip(), within)

    def alike(self, plain: str, within: str | None) -> tuple[str, ...]:
        """The items whose labels have the words, though one of them may have them alone."""
        costs = {field: cost for field, cost in self._costs(plain, self._names, within).items() if not self.fields[field].computed}
        return tuple(field for field, cost in costs.items() if cost <= LABEL + CLEAR / 2)

    def counted(self, plain: str, counter: str) -> tuple[str, ...]:
        """The one item counted in a measure word, where its name has only words that most names have (活动12场)."""
        if not counter:
            return ()
        phrase = Phrase(plain, frozenset(), self._campaign)
        fitting = [field for field, name in self._names.items() if counter in self.counters[field] and self._costs_of(phrase, {field: name})]
        return tuple(fitting) if len(fitting) == 1 else ()

    def counts_otherwise(self, field: str, counter: str) -> bool:
        """Whether a measure word is one for other things than an item is counted in."""
        return bool(self.counters[field]) and counter not in self.counters[field] and counter in _telling_counters()

    def beside(self, field: str, counter: str) -> tuple[str, ...]:
        """The other items under the heading of an item that are counted in a measure word that it is not counted in."""
        group = self.fields[field].group if counter not in self.counters[field] else None
        return tuple(other for other in self.groups.get(group or "", ()) if other != field and counter in self.counters[other])

    def group(self, plain: str) -> str | None:
        """The heading that words mean, where there is just one."""
        return self._group(plain.strip())

    def group_with(self, plain: str) -> str | None:
        """The one heading in which words stand as they are (人员 in 工作人员参与数量), where they are no item's alone."""
        text = said(plain).han
        found = [group for group, name in self._group_names.items() if len(text) > 1 and text in name.label]
        return found[0] if len(found) == 1 and len(self.meant(plain)) != 1 else None

    def is_part(self, plain: str) -> bool:
        """Whether words, though each of them is idle, are together so much of a label that they name it (参与数量)."""
        text = said(plain).han
        return len(text) >= LONG and text not in self._common and any(text in name.label for name in self._names.values())

    def is_note(self, plain: str) -> bool:
        """Whether words stand in a note of the form."""
        text = said(plain).han
        return bool(text) and any(text in name.note or text in name.label for name in self._names.values())

    def is_heading(self, plain: str) -> bool:
        """Whether words are a heading but for what nearly every heading has."""
        found = core(said(plain).han)
        return any(found == name.core for name in self._group_names.values())

    def is_whole(self, plain: str) -> bool:
        """Whether words are a printed label or heading without a word left out."""
        return said(plain) in self._whole

    def names_number(self, plain: str) -> bool:
        """Whether a figure with the character after it stands in a label (60岁)."""
        return plain[-1].isalpha() and any(plain in name.label for name in self._names.values())

    def _find_meant(self, plain: str, within: str | None) -> tuple[str, ...]:
        if printed := self._printed.get(said(plain)):
            return tuple(field for field in printed if self.fields[field].group == within) or printed
        costs = self._costs(plain, self._names, within)
        best = min(costs.values(), default=NOT)
        near = {field for field, cost in costs.items() if cost <= (SAME if best <= SAME else best + CLEAR)}
        if len(near) > 1:
            groups = {self.fields[field].group for field in near} - {None}
            near |= {field for field in costs if self.fields[field].group in groups}
        return tuple(sorted((field for field in self.fields if field in near), key=lambda field: round(costs[field], 1)))

    def _find_group(self, plain: str) -> str | None:
        costs = self._costs(plain, self._group_names)
        best = min(costs.values(), default=NOT)
        near = [group for group, cost in costs.items() if cost <= best + CLEAR / 2]
        return near[0] if len(near) == 1 else None

    def _costs(self, plain: str, names: Mapping[str, Name], within: str | None = None) -> dict[str, float]:
        """What it costs to understand words as each of the names; where some stand under the heading, those only."""
        costs = self._costs_of(Phrase(plain, self._common, self._campaign), names)
        inside = {key: cost for key, cost in costs.items() if within is not None and self.fields[key].group == within}
        return inside or costs

    def _costs_of(self, phrase: Phrase, names: Mapping[str, Name]) -> dict[str, float]:
        return dict(self._priced(phrase, names)) if phrase.is_comparable else {}

    def _priced(self, phrase: Phrase, names: Mapping[str, Name]) -> Iterator[tuple[str, float]]:
        chars = phrase.chars - self._campaign_chars
        for key, name in names.items():
            if chars <= name.chars and (cost := phrase.cost(name)) < NOT:
                yield key, cost


@lru_cache(maxsize=64)
def _items(form: Form, english: tuple[tuple[str, str], ...]) -> Items:
    return Items(form, dict(english))


def items_of(form: Form, english: Mapping[str, str]) -> Items:
    """The items of a form; `english` are English names of printed labels and headings."""
    printed = {name for field in form.fields for name in (field.label, field.group) if name}
    return _items(form, tuple(sorted((name, english[name]) for name in printed if name in english)))


@cache
def _telling_counters() -> frozenset[str]:
    return frozenset(counter for concept in concepts() for counter in concept.counters)


def _counters(field: Field) -> frozenset[str]:
    """The measure words an item is counted in, as far as they tell it from others."""
    text = said(written(field.label).plain).han
    unit = field.unit or ""
    kinds = [concept.counters for concept in concepts() if unit in concept.counters]
    kinds = kinds or [concept.counters for concept in concepts() if prints(concept, text)]
    return frozenset(counter for counters in kinds for counter in counters) | ({unit} if unit else set())
