"""What a notice may want in a text: the name of a place down to the county, a telephone number."""

from __future__ import annotations

import re
from functools import cache

from knowledge.language.places import gazetteer, level, names, short_name
from knowledge.language.text import fold, is_han
from knowledge.packaged import word_list

# Dates look like telephone numbers.
_DATE_LIKE = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}")
_PHONE = re.compile(r"(?<![\d@])\d(?:[-\s()]{0,2}\d){6,15}(?![\d@])")
_DISTRICT = re.compile(r"高新区|经开区|示范区|开发区|新区|市[城郊矿东西南]区")
_COUNTY_END = re.compile(r"(?<=[\u4e00-\u9fff]{2})[县区]|(?<=[\u4e00-\u9fff])[左右前后中]旗")
_LATIN_COUNTY = re.compile(r"[a-z]{3,} (?:county|district|banner|new area|zone)\b")
# What no county's name has before its last character, and what ends like one and is none.
_NO_COUNTY_BEFORE = "该某邻每两三几多等省市州及和与跨"
_NO_COUNTY = tuple(
    f"{kind}区" for kind in ("展", "城", "体验", "活动", "互动", "会场", "工业", "商业", "保护", "风景", "服务", "生活", "办公", "教学", "休息")
)


def has_phone(text: str) -> bool:
    """Whether a telephone number stands in a text: seven digits or more, separated or not."""
    return _PHONE.search(_DATE_LIKE.sub("/", fold(text))) is not None


def has_county(text: str) -> bool:
    """Whether a text names a place down to a county, a district, a city of that rank or a development zone."""
    folded = fold(text)
    if _DISTRICT.search(folded) or _LATIN_COUNTY.search(folded) or any(name in folded for name in _counties()):
        return True
    if any(_is_county_like(folded[: found.end()]) for found in _COUNTY_END.finditer(folded)):
        return True
    return any(_stands_in(folded, short, above) for short, above in _short_counties() if short in folded)


def _is_county_like(text: str) -> bool:
    """Whether a text that ends like the name of a county ends with one."""
    return not text.endswith((*_NO_COUNTY, *word_list("no_place"))) and text[-2] not in _NO_COUNTY_BEFORE + word_list("no_place_begins")[0]


@cache
def _counties() -> frozenset[str]:
    """The full names of all counties and of the cities that have none below them."""
    places = [place for found in gazetteer().values() for place in found]
    divided = {place.above for place in places if place.rank == "d" and level(place.name)}
    return frozenset(
        place.name
        for place in places
        if (place.rank == "d" and level(place.name) and len(place.name) > (2 if place.name.endswith("区") else 1))
        or (place.rank == "c" and place.name not in divided)
    )


@cache
def _short_counties() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Counties as they are called for short, and what the divisions they lie in are called; not where a city is called the same."""
    larger = {short_name(place.name) for found in gazetteer().values() for place in found if place.rank != "d"}
    return tuple(
        (short, tuple(short_name(place.above) for place in gazetteer()[name] if place.above))
        for short, name in names()
        if name in _counties() and short != name and short not in larger
    )


def _stands_in(text: str, short: str, above: tuple[str, ...]) -> bool:
    """Whether a short name stands where a place's name would: at the beginning, or after that of the city it lies in."""
    for found in re.finditer(re.escape(short), text):
        before = text[: found.start()]
        if not before or not is_han(before[-1]) or before.endswith(("日", "号", "在", "于", *above, *(f"{name}市" for name in above))):
            return True
    return False
