"""The places a question names: known ones, ones that no notice is for, and ones in no list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.answering.lexicon import Mention
from knowledge.language.places import gazetteer, latin_names
from knowledge.language.text import is_han
from knowledge.packaged import word_list

_PLACE_LIKE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|市|县|区|州|盟|旗)$")


def find_places(text: str, mentions: Sequence[Mention], residue: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """The places named by full name, the names of unknown places, and the residue without them."""
    known = [place for mention in mentions for place in _places(mention)]
    latin, left = _latin_places(text, residue)
    unknown, left = _unknown_places(text, mentions, left)
    return _innermost([*known, *latin]), unknown, left


_SCHOOL = re.compile(r"[\u4e00-\u9fff]{0,2}(?:大学|学院|中学|小学|医院|公司|集团)")


def is_cut_from_name(text: str, mention: Mention) -> bool:
    """The short name of a county at the head of another name (平原 in 平原示范区), a county at the end of a word (范县 in 示范县)."""
    concepts = {entry.concept for entry in mention.entries}
    if all(concept.startswith("event.") for concept in concepts) and text.startswith("度", mention.end):
        return True
    if concepts != {"place"}:
        return False
    if any(len(word) > len(mention.text) and text[: mention.end].endswith(word) for word in word_list("no_place")):
        return True
    if mention.text in gazetteer():
        return False
    return text.startswith(word_list("after_place"), mention.end) or _SCHOOL.match(text, mention.end) is not None


def _places(mention: Mention) -> tuple[str, ...]:
    """The divisions a mention can mean: those that notices are for; else those of the highest rank."""
    regions = mention.values("region")
    if regions:
        return regions
    named = mention.values("place")
    ranks = [min((place.rank for place in gazetteer().get(name, ())), key="pcd".index, default="d") for name in named]
    return tuple(name for name, rank in zip(named, ranks, strict=True) if rank == min(ranks, key="pcd".index))


def _latin_places(text: str, residue: Sequence[str]) -> tuple[list[str], list[str]]:
    """Places written in pinyin or English ("Luoyang"), and what is left."""
    found: list[str] = []
    left: list[str] = []
    for piece in residue:
        bare = piece.removesuffix("'s").strip("'.-")
        options = latin_names().get(bare) or latin_names().get(bare.removesuffix("shi")) or ()
        zone = text[text.find(piece) + len(piece) :].lstrip().startswith(word_list("after_place_en"))
        if len(bare) >= 4 and options and not zone:
            found += options[:3]
        else:
            left.append(piece)
    return found, left


def _unknown_places(text: str, mentions: Sequence[Mention], residue: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names of places (and universities, firms) that are in no list: unknown characters before
    a word that places and bodies end with."""
    found, left = [], []
    ends = {mention.start: mention.text for mention in mentions}
    for piece in residue:
        at = text.find(piece) + len(piece)
        following = ends.get(at) or ends.get(at + 1, "")
        if _PLACE_LIKE.fullmatch(piece) and _may_be_place(piece):
            found.append(piece)
        elif is_han(piece[0]) and 2 <= len(piece) <= 4 and following in word_list("bodies") and text.startswith(following, at):
            found.append(piece + following)
        elif piece.isascii() and following in word_list("places_en") and len(piece) >= 4:
            found.append(f"{piece} {following}".title())
        else:
            left.append(piece)
    return tuple(found), left


def _may_be_place(piece: str) -> bool:
    return piece not in word_list("no_place") and piece[0] not in word_list("no_place_begins")[0]


def _innermost(named: Sequence[str]) -> tuple[str, ...]:
    """The named places without those that only say where another one lies (河南 in 河南新乡)."""
    unique = list(dict.fromkeys(named))
    known = gazetteer()

    def encloses(outer: str, inner: str) -> bool:
        return any(place.above == outer or encloses(outer, place.above or "") for place in known.get(inner, ()))

    return tuple(place for place in unique if not any(encloses(place, other) for other in unique if other != place))
