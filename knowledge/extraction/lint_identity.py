"""What is odd about who issued a notice, when, and what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from knowledge.extraction.draft import Concern
from knowledge.extraction.identity import Identity
from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.extraction.parts import DATE_LINE, OFFICE, TITLE_END
from knowledge.extraction.roles import Moment, Role
from knowledge.extraction.times import TimeKind
from knowledge.notice import Notice, Theme

_OFFICIAL = re.compile(r"(?:局|厅|委|委员会|政府|宣传部|统战部|组织部)(?:办公室)?$")
_NO_ORGAN = re.compile(r"大学|学院|学校|[小中]学|共青团|团委|协会|学会|公司|医院|组委会|筹委会|居委会|村委会")
_TITLED = re.compile(r"关于.+的(?:通知|通告|公告|意见|决定|批复|函)$")
_SEAL = re.compile(r"[（(](?:代章|盖章|章|公章|印章|印)[）)]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_CITED = re.compile(r"《[^》]*》|[（(][^（）()]*[）)]")
_JOINTLY = re.compile(
    r"(?:^|[，。；])(?P<names>(?:[^，。；、和与及]{2,24}、)*[^，。；、和与及]{2,24}[、和与及会][^，。；、]{2,24}?)"
    r"(?:联合|共同)?(?:研究)?(?:决定|商定|定于|拟于|将于)"
)
_RANK = re.compile(r"^(?:中共|中国共产党|共青团|中国)|委员会$")
_SLOGAN = re.compile(r"“([^“”]{4,40})”[^，。；“”]{0,6}主题|主题[^，。；“”]{0,8}“([^“”]{4,40})”")
_NO_WORD = re.compile(r"\W")
_CLEARLY = 2
"""A year that is named so many times as often as any other is the one that is meant."""

_ALIKE = 0.7
"""Two slogans that share so much are meant to be the same one."""


def identity_odd(notice: Notice, identity: Identity, outline: Outline, moments: Sequence[Moment]) -> Iterator[Concern]:
    """What is odd about the notice as a whole."""
    if not any(one.text.strip() for one in outline.of(Part.BODY, Part.TAIL)):
        yield Concern(code="no_text", blocking=True)
        return
    if identity.issued_on is None:
        yield from _no_issue_date(identity, outline)
    if identity.number is None and _needs_number(identity):
        yield Concern(code="number_missing")
    yield from _year(identity, outline, moments)
    yield from _issuers(identity, outline)
    yield from _themes(notice.themes, outline)


def _no_issue_date(identity: Identity, outline: Outline) -> Iterator[Concern]:
    if "issue_date_incomplete" not in identity.doubts:
        yield Concern(code="issue_date_missing")
        return
    dated = next((one for one in outline.of(Part.SIGNATURE) if DATE_LINE.search(one.text.strip())), None)
    found = DATE_LINE.search(dated.text.strip()) if dated is not None else None
    values = {"text": found.group()} if found is not None else {"text": ""}
    yield Concern(code="issue_date_incomplete", values=values, source=dated.source() if dated is not None else None)


def _needs_number(identity: Identity) -> bool:
    """Whether it is an official document of an organ that numbers its documents."""
    titled = identity.title is not None and _TITLED.search(identity.title) is not None
    return titled and any(_OFFICIAL.search(name) and not _NO_ORGAN.search(name) for name in identity.issuers)


def _year(identity: Identity, outline: Outline, moments: Sequence[Moment]) -> Iterator[Concern]:
    """Days without a year, where neither title nor number nor signature says which one is meant."""
    used = [moment for moment in moments if moment.role is not Role.NONE and moment.time.kind in (TimeKind.DAY, TimeKind.RANGE)]
    open_year = next((moment for moment in used if not moment.time.year_stated), None)
    stated = identity.issued_on is not None or re.search(r"(?:19|20)\d{2}", f"{identity.title or ''} {identity.number or ''}")
    if open_year is None or stated:
        return
    source = open_year.placed.source(open_year.begin, open_year.end)
    years = Counter(year for one in outline.body for year in _YEAR.findall(_CITED.sub("", one.text)))
    if identity.year is None:
        yield Concern(code="year_missing", values={"text": open_year.time.text}, source=source)
    elif len(years) > 1 and years[str(identity.year)] < _CLEARLY * max(times for year, times in years.items() if year != str(identity.year)):
        values = {"text": open_year.time.text, "years": "、".join(sorted(years)), "year": str(identity.year)}
        yield Concern(code="year_unclear", values=values, source=source)


def _issuers(identity: Identity, outline: Outline) -> Iterator[Concern]:
    """Offices that sign (or that the first sentence names as those who issue) and that the head does not have."""
    head = tuple(_head(outline, identity))
    if not head:
        return
    signed = [(name, one) for one in outline.of(Part.SIGNATURE) for name in _names(one)]
    strange = [(name, one) for name, one in signed if not any(_same_office(name, other) for other in head)]
    if signed and strange and len(signed) == len(head):
        name, one = strange[0]
        yield Concern(code="issuers_differ", values={"name": name, "head": "、".join(head)}, source=one.source())
        return
    yield from _preamble(head, outline)


def _head(outline: Outline, identity: Identity) -> Iterator[str]:
    """The offices in the head: the lines above the title, else what the title begins with."""
    if not any(one.text.strip() for one in outline.of(Part.HEAD)):
        return
    text = " ".join(one.text for one in outline.of(Part.HEAD))
    yield from (name for name in identity.issuers if name in text.replace(" ", ""))


def _names(one: Placed) -> Iterator[str]:
    text = _SEAL.sub("", DATE_LINE.sub("", one.text.strip())).strip(" ，,")
    if text.endswith("印发") or TITLE_END.search(text):
        return
    yield from (name for name in text.split() if OFFICE.search(name) and len(name) > 3)


def _preamble(head: tuple[str, ...], outline: Outline) -> Iterator[Concern]:
    """A first sentence that counts up as many offices as the head, one of them another."""
    for one in outline.body[:2]:
        found = _JOINTLY.search(one.text[:200])
        names = [name.strip() for name in re.split(r"[、和与及]|会同", found["names"])] if found is not None else []
        strange = [name for name in names if OFFICE.search(name) and not any(_same_office(name, other) for other in head)]
        if len(names) == len(head) > 1 and len(strange) == 1 and found is not None:
            yield Concern(code="issuers_differ", values={"name": strange[0], "head": "、".join(head)}, source=one.source(*found.span("names")))
            return


def _same_office(one: str, other: str) -> bool:
    """Whether one name is the other or a short form of it: its characters follow each other in the longer one."""
    short, long = sorted((_RANK.sub("", one), _RANK.sub("", other)), key=len)
    rest = iter(long)
    return short in long or all(char in rest for char in short)


def _themes(themes: Sequence[Theme], outline: Outline) -> Iterator[Concern]:
    """A slogan that is nearly a theme, and no part of one: the first of each."""
    for one in outline.of(Part.HEAD, Part.BODY):
        for found in _SLOGAN.finditer(one.text):
            place = 1 if found.group(1) else 2
            theme = next((theme for theme in themes if _nearly(theme.text, found.group(place))), None)
            if theme is not None and not any(_same_words(found.group(place), other.text) for other in themes):
                values = {"first": theme.text, "second": found.group(place)}
                yield Concern(code="themes_differ", values=values, about=(theme.id,), source=one.source(*found.span(place)))


def _nearly(one: str, other: str) -> bool:
    return SequenceMatcher(None, _NO_WORD.sub("", one), _NO_WORD.sub("", other), autojunk=False).ratio() >= _ALIKE


def _same_words(one: str, other: str) -> bool:
    short, long = sorted((_NO_WORD.sub("", one), _NO_WORD.sub("", other)), key=len)
    return short in long
