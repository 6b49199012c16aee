"""Annexes that are named but were not handed in, and those that the text cites but the list does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extraction.draft import Concern
from knowledge.extraction.markers import value_of
from knowledge.extraction.outline import ATTACHED, Outline, Part
from knowledge.language.text import fold
from knowledge.notice import Notice

_QUOTED = re.compile(r"《[^《》]*》")
_CITED = re.compile(r"附件[ ]?([一二三四五六七八九十]{1,2}|\d{1,2})(?![\d.]*[年月日页])")
_NO_NAME = re.compile(
    r"^(?:附[件表]?\s*[一二三四五六七八九十\d]*\s*[:：.、]?|\d{1,2}[.、．])|[《》“”\s]|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar|ofd)$", re.I
)
_ELSEWHERE = re.compile(r"下载|网址|https?://|www\.|官网|链接|二维码|扫码|另行|另发|点击")


def annexes_odd(notice: Notice, outline: Outline) -> Iterator[Concern]:
    """What is odd about annexes."""
    listed = outline.of(Part.ANNEX_LIST)
    missing = tuple(name for number, name in enumerate(notice.annexes, start=1) if not _is_there(name, number, notice, outline))
    if missing and not any(_ELSEWHERE.search(one.text) for one in listed):
        source = listed[0].source() if listed else None
        yield Concern(code="annex_missing", values={"names": "；".join(missing)}, source=source)
    yield from _beyond(notice, outline)


def _is_there(name: str, number: int, notice: Notice, outline: Outline) -> bool:
    """Whether a form or an attached text is the annex of a name: by its name, else by its number."""
    plain = _plain(name)
    if any(_alike(plain, _plain(form.title)) for form in notice.forms):
        return True
    attached = outline.of(Part.ANNEX)
    if any(len(one.text) < len(name) + 30 and _alike(plain, _plain(one.text)) for one in attached):
        return True
    return any(one.clause == f"{ATTACHED}{number}" for one in attached)


def _plain(name: str) -> str:
    return fold(_NO_NAME.sub("", name.strip()))


def _alike(one: str, other: str) -> bool:
    return len(one) > 1 and len(other) > 1 and (one in other or other in one)


def _beyond(notice: Notice, outline: Outline) -> Iterator[Concern]:
    """The first passage that cites an annex of a higher number than the list has."""
    attached = {one.clause for one in outline.of(Part.ANNEX)}
    listed = " ".join(one.text for one in outline.of(Part.ANNEX_LIST))
    for one in outline.body:
        text = _QUOTED.sub(lambda found: " " * len(found.group()), one.text)
        for found in _CITED.finditer(text):
            number = value_of(found.group(1))
            if number > len(notice.annexes) > 0 and f"{ATTACHED}{number}" not in attached and not _lists(listed, found.group(1)):
                values = {"annex": found.group(), "count": str(len(notice.annexes))}
                yield Concern(code="annex_unnamed", values=values, source=one.source(*found.span()))
                return


def _lists(listed: str, numeral: str) -> bool:
    """Whether the names of what is attached have a number."""
    return bool(re.search(rf"(?<!\d)(?:附[件表][ ]?)?{numeral}(?!\d)[ ]*[:：.、．《\u4e00-\u9fff]", listed))
