"""What the words before or behind a figure name: one item, several, all of a heading's, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.forms.paste import phrases
from knowledge.forms.paste.figure_words import without_years
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.lines import without_units
from knowledge.forms.paste.names import is_filler

SHORTEST_HALF, LONGEST_HALVES = 2, 12
"""Two names without anything between them (线上线下) are not shorter and not longer."""

_LEVEL = "[省市县区州旗镇乡村]"
_LEVELS = re.compile(rf"(?P<chars>{_LEVEL}(?:[、,和与及]?{_LEVEL}){{1,4}})(?:(?P<count>[一二两三四五2-5])级)?(?P<rest>(?:(?!级).){{0,20}})$")
_COUNTS = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5}
"""Levels of government, of which several are named by a character each, and how many they say that there are."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The items of a form, of which those under the heading `within` are likelier."""

    items: Items
    within: str | None = None

    def meant(self, text: str) -> tuple[str, ...]:
        """The items that words can mean, the likeliest first."""
        ways = (text, without_units(text), without_units(without_years(text)))
        return next((fields for way in ways if (fields := self.items.meant(way, self.within))), ())

    def numbers(self, text: str) -> tuple[str, ...]:
        """The same, where figures stand in them; totals are not asked for."""
        return tuple(field for field in self.meant(text) if self.items.fields[field].is_number and not self.items.fields[field].computed)

    def is_idle(self, text: str) -> bool:
        """Whether words name nothing and say nothing."""
        if not is_filler(without_units(without_years(text))) or self.items.is_part(text) or self.items.is_whole(text):
            return False
        return is_filler(text) or not any(map(str.isdigit, text)) or not self.items.meant(text)

    def enumerates(self, text: str) -> bool:
        """Whether words name several items or headings one after the other (媒体和报道)."""
        parts = phrases.names(text)
        if len(parts) < 2 or self.items.is_whole(text):
            return False
        return len({fields for part in parts if (fields := self._one_or_heading(part))}) > 1

    def _one_or_heading(self, text: str) -> tuple[str, ...]:
        fields, group = self.items.meant(text), self.items.group(text)
        return fields if len(fields) == 1 else self.items.groups[group] if group is not None else ()

    def together(self, text: str, counter: str) -> tuple[str, ...]:
        """The items that words name where one figure, with its measure word, is meant for all of them; none where that is not clear."""
        if levels := self.levels(text):
            return levels
        if not self.enumerates(text):
            return self._counted(self._several(text), counter)
        parts = [self._counted(self.all_of(part), counter) for part in phrases.names(text)]
        return tuple(dict.fromkeys(field for fields in parts for field in fields)) if all(parts) else ()

    def _counted(self, fields: tuple[str, ...], counter: str) -> tuple[str, ...]:
        return tuple(field for field in fields if counter in self.items.counters[field]) or fields

    def _several(self, text: str) -> tuple[str, ...]:
        """What one name stands for: also where it is the name of one item, others may be called so (读者都没有)."""
        if self._is_heading_of_several(text) and len(self.numbers(text)) == 1:
            return ()
        alike = self.items.alike(text, self.within)
        return self._of_one_heading(alike) if len(alike) > 1 and self.items.group(text) is None else self.all_of(text)

    def all_of(self, text: str) -> tuple[str, ...]:
        """One item, or all of a heading's, or two named without anything between them; none where that is not clear."""
        fields, group = self.numbers(text), self.items.group(text)
        if len(fields) == 1:
            return fields
        if group is not None:
            return self.items.groups[group]
        return self._of_one_heading(fields) if fields else self.levels(text) or self._halves(text)

    def levels(self, text: str) -> tuple[str, ...]:
        """The items of levels named by a character each (市县两级经费), each of which has to be clear."""
        match = _LEVELS.match(text.strip())
        if match is None:
            return ()
        chars = re.sub("[、,和与及 ]", "", match["chars"])
        if len(chars) < 2 or (chars == "市区" and not match["count"]) or (match["count"] and _COUNTS.get(match["count"]) != len(chars)):
            return ()
        named = [self.numbers(f"{char}级{match['rest']}") for char in chars]
        return tuple(fields[0] for fields in named) if all(len(fields) == 1 for fields in named) and len(set(named)) == len(named) else ()

    def _is_heading_of_several(self, text: str) -> bool:
        group = self.items.group(text)
        return group is not None and self.items.is_heading(text) and len(self.items.groups[group]) > 1

    def _of_one_heading(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        groups = {self.items.fields[field].group for field in fields}
        return fields if len(groups) == 1 and None not in groups else ()

    def _halves(self, text: str) -> tuple[str, ...]:
        text = text.strip()
        for at in range(SHORTEST_HALF, min(len(text), LONGEST_HALVES) - SHORTEST_HALF + 1):
            one, other = self.items.meant(text[:at]), self.items.meant(text[at:])
            if len(one) == len(other) == 1 and one != other:
                return *one, *other
        return ()


def settled(items: Items, fields: tuple[str, ...], *, number: int | None, counter: str, near: str | None) -> tuple[str, ...]:
    """The one of several items that the number before it, the measure word or the heading of the item before it speaks for."""
    numbered = items.at(number) if number is not None else None
    if numbered is not None and numbered in fields:
        return (numbered,)
    fields = tuple(field for field in fields if counter in items.counters[field]) or fields
    beside = tuple(field for field in fields if near is not None and items.fields[field].group == near)
    return beside if len(beside) == 1 else fields
