"""Names of units: which two mean the same office, which to offer, what can be a name at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any

from knowledge import packaged
from knowledge.figures import NotKnown, Refused, Trouble, read_figure
from knowledge.language.phonetics import latin
from knowledge.language.places import gazetteer, names, short_name
from knowledge.language.text import clean, fold, is_han

MOST_ALIKE = 4
"""More names than this are no help to choose from."""
MOST_OFFERED = 5
SHORTEST_NAME = 2
LONGEST_NAME = 40
NAMES_KEPT = 4096
"""Names whose reading is kept: more than a province has units that report."""

_SCHOOL = re.compile(r"第([一二三四五六七八九十]+)(?:初级|高级)?(中|小)学")
_ORDINAL = re.compile(r"第(\d{1,2})(?!\d)")
_LINKING = re.compile(r"[和与暨及、,;/&·.\s]")
_TRAILING = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|的|办公室|[!?~.,;:]|-)+$")
_YOUTH = re.compile(r"^(?:共产主义青年团|共青团|团(?=[省市县区州旗]委))")
_LEADING = re.compile(r"^(?:中国共产党|中共|我们?|本|咱们?)(?=.{2})")
_RANK = "省市县区州盟"
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{2,5}}?(?:自治[区州县]|[{_RANK}旗])")
_NO_RANK = re.compile(r"市(?:场|民|容|监(?!狱)|政(?!府|协|法))|区(?:域|块)|县域|省(?:力|略)|州(?:学|立)|盟(?:友)|旗(?:舰|袍)")
"""Where the name of a place seems to go on, and something else begins: 新乡市场监督管理局."""
_NUMERALS = frozenset("〇零一二三四五六七八九十百两0123456789东南西北中上下左右前后甲乙丙丁")
"""Characters that tell offices of one kind apart, so that none of them is a typing mistake."""

_ASKING = re.compile(r"[吗呢吧啊]$|^我(?:来|是)|^(?:what|when|where|who|why|how|which|is|are|can|could|do|does|should|will|i|we|please)\b")
_SENTENCE = re.compile(r"[,;!:。，；！：]")


def unit_key(name: str) -> str:
    """By which the same name, however typed, is recognised."""
    return fold(name).replace(" ", "")


def alike(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Known names that most likely mean the same office as `name` and are not the same name: the best first, four at most."""
    key, office = unit_key(name), _read(unit_key(name))
    found: dict[str, tuple[int, int, str]] = {}
    for other in known:
        other_key = unit_key(other)
        if other_key != key and other_key not in found and (distance := _distance(office, _read(other_key))) is not None:
            found[other_key] = (distance, len(found), other)
    return tuple(other for _, _, other in sorted(found.values())[:MOST_ALIKE])


def offered(typed: str | None, known: Iterable[str], own: Iterable[str], most: int = MOST_OFFERED) -> tuple[str, ...]:
    """Names to choose from: one's own first, then those that begin with what was typed, then those that contain it."""
    key = unit_key(typed or "")
    everyone = tuple(known) if key else ()
    begun = [name for name in everyone if unit_key(name).startswith(key)]
    containing = [name for name in everyone if key in unit_key(name)]
    unique: dict[str, str] = {}
    for name in (*own, *begun, *containing):
        unique.setdefault(unit_key(name), name)
    return tuple(unique.values())[:most]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a unit: no question, no figure, no greeting, no sentence."""
    typed = clean(text).strip(" .。，,、!！~～")
    folded = fold(typed)
    letters = [char for char in typed if char.isalpha()]
    if not SHORTEST_NAME <= len(typed) <= LONGEST_NAME or len(letters) < SHORTEST_NAME:
        return False
    if folded in _words("said") or any(word in folded for word in _words("asking")) or _ASKING.search(folded):
        return False
    if any(map(is_han, letters)) and _SENTENCE.search(typed):
        return False
    figure = read_figure(typed)
    if folded.endswith(_words("endings")):
        return isinstance(figure, NotKnown | Refused)
    return figure == Refused(Trouble.LETTERS)


SAME_SPELLING = 0.93
"""From this likeness on two names in Latin letters are one with a slip of the finger."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(packaged.text("forms/units.toml"))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(map(fold, _table()["no_names"][name]))


@dataclass(frozen=True, slots=True)
class _Part:
    """A place in the name of an office: 新乡市 is 新乡 and 市; 市 alone has no name, 新乡 alone no rank."""

    name: str | None
    rank: str | None


@dataclass(frozen=True, slots=True)
class _Office:
    """What a name says: where the office is, the innermost place last, and what it is."""

    places: tuple[_Part, ...]
    called: str


@lru_cache(maxsize=NAMES_KEPT)
def _read(key: str) -> _Office:
    text = _LEADING.sub("", key)
    text = _TRAILING.sub("", text) or text
    youth = _YOUTH.match(text)
    text = text[youth.end() :] if youth else text
    places = []
    while (found := _place_at(text)) is not None:
        part, text = found
        places.append(part)
    text = _LINKING.sub("", f"团{text}" if youth else text)
    for full, short in _table()["called"].items():
        text = text.replace(full, short)
    text = _ORDINAL.sub(lambda number: "第" + _in_words(int(number[1])), text)
    return _Office(tuple(places), _SCHOOL.sub(r"\1\2", text))


def _place_at(text: str) -> tuple[_Part, str] | None:
    """The place that a text begins with, and the rest; None where it begins with none."""
    known = max((name for name in _full_names().get(text[:2], ()) if text.startswith(name)), key=len, default=None)
    other = _PLACE.match(text)
    full = known or (other[0] if other and not _begins_with_short(text) else None)
    if full is not None and not _NO_RANK.match(text, len(full) - 1):
        return _Part(short_name(full), full[-1]), text[len(full) :]
    short = _begins_with_short(text)
    if short is not None and text != short:
        rank = text[len(short)]
        if rank in _RANK and not _NO_RANK.match(text, len(short)):
            return _Part(short, rank), text[len(short) + 1 :]
        return _Part(short, None), text[len(short) :]
    if len(text) > 1 and text[0] in _RANK and not _NO_RANK.match(text):
        return _Part(None, text[0]), text[1:]
    return None


def _begins_with_short(text: str) -> str | None:
    return max((name for name in _short_names().get(text[:2], ()) if text.startswith(name)), key=len, default=None)


@cache
def _full_names() -> dict[str, tuple[str, ...]]:
    """The full names of all divisions by their first two characters."""
    return _by_beginning(gazetteer())


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    """What divisions are called for short, by the first two characters."""
    return _by_beginning(typed for typed, full in names() if typed != full)


def _by_beginning(all_names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(all_names):
        found[name[:2]] = (*found.get(name[:2], ()), name)
    return found


def _in_words(number: int) -> str:
    ones, tens = "〇一二三四五六七八九"[number % 10], "〇一二三四五六七八九"[number // 10]
    return ones if number < 10 else ("" if tens == "一" else tens) + "十" + ("" if ones == "〇" else ones)


def _distance(one: _Office, other: _Office) -> int | None:
    """How far two offices are apart, 0 for the same; None where they are hardly the same."""
    if one.called.isascii() and other.called.isascii():
        return 4 if _digits(one) == _digits(other) and SequenceMatcher(None, one.called, other.called).ratio() >= SAME_SPELLING else None
    one, other = _placed_like(one, other), _placed_like(other, one)
    where, what = _between_places(one.places, other.places), _between_words(one.called, other.called)
    return None if where is None or what is None else where + what


def _digits(office: _Office) -> list[str]:
    return [char for char in office.called if char.isdigit()]


def _placed_like(one: _Office, other: _Office) -> _Office:
    """An office that begins with the name of the other's place without its rank (雁湖科技局 beside 雁湖县科技局)."""
    name = other.places[-1].name if other.places else None
    if one.places or name is None or not one.called.startswith(name) or one.called == name:
        return one
    return _Office((_Part(name, None),), one.called.removeprefix(name))


def _between_places(one: tuple[_Part, ...], other: tuple[_Part, ...]) -> int | None:
    if not one or not other:
        return 2 if one or other else 0
    inner = _between_parts(one[-1], other[-1])
    outer = [(a.rank == b.rank, _between_parts(a, b)) for a in one[:-1] for b in other[:-1] if a.rank == b.rank or None in (a.rank, b.rank)]
    contradicted = any(same_rank and apart is None for same_rank, apart in outer) or (outer and all(apart is None for _, apart in outer))
    return None if inner is None or contradicted else inner + (len(one) != len(other))


def _between_parts(one: _Part, other: _Part) -> int | None:
    if one.rank and other.rank and one.rank != other.rank:
        return None
    if one.name is None or other.name is None or one.name == other.name:
        return 0 if one == other else 1
    both_known = all(part.name[:2] in _full_names() and _is_known(part) for part in (one, other) if part.name)
    return 3 if not both_known and _is_slip(one.name, other.name) else None


def _is_known(part: _Part) -> bool:
    return any(short_name(full) == part.name for full in _full_names().get((part.name or "")[:2], ()))


def _between_words(one: str, other: str) -> int | None:
    if one == other:
        return 0
    return 4 if _is_slip(one, other) else None


def _is_slip(one: str, other: str) -> bool:
    """Whether one is the other with one character typed wrong that sounds the same, or two neighbours exchanged."""
    if len(one) != len(other) or len(one) < 2:
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    if any(text[at] in _NUMERALS for text in (one, other) for at in apart):
        return False
    if len(apart) == 1:
        return bool(set(latin(one[apart[0]])) & set(latin(other[apart[0]])))
    return len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
