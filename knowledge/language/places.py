"""Administrative divisions: recognising their names and what lies in what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge import packaged

_RANK = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|盟|县|区|旗)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A division: `name` with its rank word (新乡市), `above` the one it lies in, or None."""

    name: str
    rank: str
    above: str | None = None


def short_name(name: str) -> str:
    """新乡市 → 新乡; a name that would lose all but one character stays as it is."""
    short = _RANK.sub("", name)
    return short if len(short) >= 2 else name


def level(name: str) -> str | None:
    """Which of 省, 市, 县 a full name is, by its last word; None where it has none."""
    found = _RANK.search(name)
    if found is None:
        return None
    word = found.group(1)
    if word in ("省", "自治区", "特别行政区"):
        return "省"
    return "市" if word in ("市", "自治州", "地区", "盟") else "县"


@cache
def gazetteer() -> dict[str, tuple[Place, ...]]:
    """Every known division by its full name; several may share one."""
    found: dict[str, tuple[Place, ...]] = {}
    for rank, name, _, _, above in packaged.rows("language/places.tsv"):
        found[name] = (*found.get(name, ()), Place(name, rank, above or None))
    return found


def names() -> Iterator[tuple[str, str]]:
    """What people call the divisions: (what is typed, full name), in Chinese."""
    ordinary = frozenset(packaged.word_list("no_county"))
    for _, name, short, _, _ in packaged.rows("language/places.tsv"):
        yield name, name
        if short and short not in ordinary:
            yield short, name


@cache
def latin_names() -> dict[str, tuple[str, ...]]:
    """Pinyin (one word) and English names of divisions → full names; longer names first."""
    found: dict[str, tuple[str, ...]] = {}
    for rank, name, _, latin, _ in packaged.rows("language/places.tsv"):
        for way in latin.split("|"):
            if len(way) >= 5 or rank in "pc":
                found[way] = (*found.get(way, ()), name)
    return found


def latin_of(full_name: str) -> str | None:
    """A division's name in pinyin or English, with a capital letter; None for an unknown one."""
    for _, name, _, latin, _ in packaged.rows("language/places.tsv"):
        if name == full_name:
            return latin.split("|")[-1].title()
    return None


def lies_in(inner: str, outer: str) -> bool:
    """Whether the division `inner` lies in `outer` (not: is the same)."""
    seen = {inner}
    waiting = list(seen)
    while waiting:
        for place in gazetteer().get(waiting.pop(), ()):
            if place.above == outer:
                return True
            if place.above and place.above not in seen:
                seen.add(place.above)
                waiting.append(place.above)
    return False
