"""What a notice is: title, number, who issued it to whom and when, and the campaign it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.extraction.campaign import event_of, region_of
from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.extraction.parts import DATE_LINE, OFFICE, TITLE_END, title_span
from knowledge.extraction.times import signature_date
from knowledge.source import Source

_OPEN, _CLOSE = r"[〔\[【（(［]", r"[〕\]】）)］]"
_NUMBER = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z])[\u4e00-\u9fff]{{1,16}}(?:[（(][^（）()]{{1,6}}[）)])?[ ]?{_OPEN}[ ]*(?:19|20)\d{{2}}[ ]*{_CLOSE}[ ]*"
    r"(?:第)?[^\d\s，。]{0,3}\d{1,5}[ ]*号"
)
_NUMBER_OF_YEAR = re.compile(r"^[\u4e00-\u9fff]{3,12}(?:19|20)\d{2}\d{1,4}号$|^[（(]?((?:19|20)\d{2}年第\d{1,4}号|第\d{1,4}号)[）)]?$")
_CITES = re.compile(r"[《》]|根据|按照|依据|转发|印发")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_CITED = re.compile(
    r"((?:[^，。；、《》（）]{2,60})?《[^《》]{6,120}(?:《[^《》]{2,90}》[^《》]{0,20})?》)[ ]*"
    rf"(?:[（(]([^（）()]{{2,30}}{_OPEN}\d{{4}}{_CLOSE}[^（）()]{{0,8}}号)[^（）()]{{0,12}}[）)])?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|学年|—|-)")
_RED_HEAD = re.compile(r"[ ]*文[ ]*件$")
_AMENDS = re.compile(r"(?:补充|更正|延期|延长|调整|变更|推迟|取消|暂停|修订|修改)")
_FORWARDS = re.compile(r"转发|转送")
_NOTED = re.compile(r"[（(][^（）()]*(?:\d|截止|时间|附)[^（）()]*[）)]$")
"""What a page adds to a title in brackets."""

_NUMBERED_YEAR = re.compile(r"[〔\[【（(]((?:19|20)\d{2})[〕\]】）)][^，。；]{0,4}\d{1,5}号")
_SPAN = re.compile(r"(?<!\d)(?:19|20)\d{2}年?[ ]*[—\-~～至][ ]*((?:19|20)\d{2})(?=年|学年)")
_IN_NUMBER = re.compile(rf"{_OPEN}[ ]*((?:19|20)\d{{2}})[ ]*{_CLOSE}")
_WHOLE = re.compile(r"(?<!\d)((?:19|20)\d{2})[年./-]\d{1,2}[月./-]\d{1,2}")
_TITLES = re.compile(r"《[^》]*》")
_OWN = (Part.HEAD, Part.BODY)
_MOST_ISSUERS = 24


@dataclass(frozen=True, slots=True)
class Identity:
    """What a notice says of itself; None where it does not. `sources` by the name of the attribute."""

    title: str | None
    number: str | None
    issuers: tuple[str, ...]
    audiences: tuple[str, ...]
    region: str | None
    year: int | None
    base_year: int | None
    event: str | None
    issued_on: date | None
    basis: tuple[str, ...]
    annexes: tuple[str, ...]
    amends: str | None
    forwards: str | None
    sources: dict[str, Source]
    doubts: tuple[str, ...] = ()


def identity_of(outline: Outline) -> Identity:
    """What the head, the salutation and the signature of a notice say."""
    sources: dict[str, Source] = {}
    head = outline.of(Part.HEAD)
    title, title_source = _title(outline, head)
    if title_source is not None:
        sources["title"] = title_source
    number = _number(outline, head, title, sources)
    issued, doubts = _issued(outline, head, sources)
    issuers = tuple(dict.fromkeys(_issuers(outline, head, title)))[:_MOST_ISSUERS]
    year = _year(outline, title, issued, number)
    region = region_of(issuers, title, outline)
    cited = tuple(_cited(outline, title))
    basis = tuple(text for text, _ in cited)
    return Identity(
        title=title,
        number=number,
        issuers=issuers,
        audiences=_audiences(outline),
        region=region,
        year=year,
        base_year=_base_year(outline, title, issued, number, year),
        event=event_of(title, outline),
        issued_on=issued,
        basis=basis[:6],
        annexes=annexes_of(outline),
        amends=_related(_AMENDS, title, cited),
        forwards=_related(_FORWARDS, title, cited),
        sources=sources,
        doubts=doubts,
    )


def _title(outline: Outline, head: tuple[Placed, ...]) -> tuple[str | None, Source | None]:
    span = title_span([one.passage for one in head], [one.part for one in head]) if head else None
    if span is not None:
        lines = head[span[0] : span[1]]
        text = re.sub(r"[ ]{2,}", " ", "".join(one.text.strip().strip("*#") for one in lines)).strip()
        text = re.sub(r"^(?:标题|名称|公告标题|附件[一二三四五六七八九十\d]{0,2})[:：][ ]*", "", text)
        quote = "".join(one.passage.folded.quote() for one in lines)
        return _NOTED.sub("", text), Source(clause=lines[0].clause, line=lines[0].line, quote=quote)
    if outline.meta.get("title"):
        return outline.meta["title"].strip(), None
    return _untypical(head)


def _untypical(head: tuple[Placed, ...]) -> tuple[str | None, Source | None]:
    """A first line that can only be a title, though it names no kind of document."""
    for one in head:
        text = one.text.strip("*#【】 ")
        if (
            8 <= len(text) <= 60
            and not text.endswith("文件")
            and not re.search(r"[。；：:，]|\d{4}-\d|^\d", text)
            and not OFFICE.search(text)
            and not DATE_LINE.search(text)
        ):
            return text, one.source()
    return None, None


def _number(outline: Outline, head: tuple[Placed, ...], title: str | None, sources: dict[str, Source]) -> str | None:
    for one in head:
        found = _NUMBER.search(one.text.strip(" （("))
        alone = _NUMBER_OF_YEAR.match(one.text.strip())
        text = found.group() if found else (alone.group(1) or alone.group()) if alone else None
        if text is None or (found and _CITES.search(one.text) and not one.text.strip().startswith(text)):
            continue
        begin = one.text.index(text)
        sources["number"] = one.source(begin, begin + len(text))
        return re.sub(r"\s+", "", text)
    given = outline.meta.get("number")
    return re.sub(r"\s+", "", given) if given and (title is None or given not in title) else None


def _issued(outline: Outline, head: tuple[Placed, ...], sources: dict[str, Source]) -> tuple[date | None, tuple[str, ...]]:
    """The day of the signature, else what the page or the head says; and what is doubtful about it."""
    doubts: list[str] = []
    signed = outline.of(Part.SIGNATURE)
    printed = [one for one in signed if one.text.rstrip().endswith("印发")]
    for one in [*(one for one in signed if one not in printed), *printed]:
        found = DATE_LINE.search(one.text.strip())
        if found is None:
            continue
        day, complete = _day_of(found.group())
        if day is not None and complete:
            sources["issued_on"] = one.source()
            return day, ()
        doubts.append("issue_date_incomplete")
    for one in head:
        if DATE_LINE.search(one.text.strip()) and "：" not in one.text:
            day, complete = _day_of(DATE_LINE.search(one.text.strip()).group())  # type: ignore[union-attr]
            if day is not None and complete:
                sources["issued_on"] = one.source()
                return day, ()
    return _meta_day(outline, signed=bool(signed)), tuple(doubts)


def _day_of(text: str) -> tuple[date | None, bool]:
    """The day of a signature; eight digits are one of which the web ate the characters (2021年11月16日 → 20211116)."""
    eaten = re.fullmatch(r"(20\d{2})(\d{2})(\d{2})", text)
    if eaten is None:
        return signature_date(text)
    try:
        return date(*map(int, eaten.groups())), True
    except ValueError:
        return None, False


def _meta_day(outline: Outline, *, signed: bool) -> date | None:
    """What a page states as the date of the document; the date of a post that bears no signature of its own."""
    for name in ("issued", *(() if signed else ("dated",))):
        found = re.match(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)", outline.meta.get(name, ""))
        if found is not None:
            try:
                return date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
            except ValueError:
                return None
    return None


def _issuers(outline: Outline, head: tuple[Placed, ...], title: str | None) -> Iterator[str]:
    """Those named above the title, else at its beginning, else under the text."""
    above = list(_above(head))
    if above:
        yield from above
        return
    before = re.split(r"关于|转发|印发", title)[0] if title else ""
    named = [name for name in before.split() if OFFICE.search(name)]
    if named:
        yield from named
        return
    for one in outline.of(Part.SIGNATURE):
        text = DATE_LINE.sub("", one.text.strip()).strip(" ，,")
        if text and not text.endswith("印发"):
            yield from _offices(text)


def _above(head: tuple[Placed, ...]) -> Iterator[str]:
    for one in head:
        text = _RED_HEAD.sub("", _NUMBER.sub("", one.text.strip("* "))).replace(" 文件 ", " ")
        if TITLE_END.search(text) or "关于" in text:
            return
        if OFFICE.search(text) and not re.search(r"[，。；：:]|网站|官网|平台|门户", text):
            yield from _offices(text)


def _offices(text: str) -> Iterator[str]:
    """The offices of a line, in which they stand apart; a name that was printed with gaps stays one."""
    held = ""
    words = re.sub(r"^[•·\- ]+|[（(](?:代章|盖章|章|公章|印章|印)[）)]", "", text).split()
    for number, word in enumerate(words):
        held += word
        spaced = number + 1 < len(words) and len(words[number + 1]) == 1
        if OFFICE.search(held) and len(held) > 3 and not spaced:
            yield held
            held = ""
    if held and len(held) > 3:
        yield held


def _audiences(outline: Outline) -> tuple[str, ...]:
    found: list[str] = []
    for one in outline.of(Part.SALUTATION):
        text = one.text.strip().rstrip("：:")
        found += [name.strip() for name in re.split(r"[，,；]", text) if name.strip()]
    return tuple(dict.fromkeys(found))


def _year(outline: Outline, title: str | None, issued: date | None, number: str | None) -> int | None:
    for text in (title or "", number or ""):
        plain = _BRACKETED.sub("", text) if text == title else text
        span = _SPAN.search(plain)
        if span is not None:
            return issued.year if issued is not None else int(span.group(1))
        found = _YEAR.search(plain) or re.search(r"[〔\[【（(]((?:19|20)\d{2})[〕\]】）)]", text)
        if found is not None:
            return int(found.group(1))
    if issued is not None:
        return issued.year
    for one in outline.body[:3]:
        cited = re.search(r"《[^》]*?关于[^》]*?(?<![\d—\-至~])((?:19|20)\d{2})年[^》]*》", one.text)
        if cited is not None:
            return int(cited.group(1))
    years = Counter(int(year) for one in outline.body for year in _YEAR.findall(_BRACKETED.sub("", re.sub(r"《[^》]*》", "", one.text))))
    if years:
        return max(years, key=lambda year: (years[year], year))
    published = re.match(r"\d{4}", outline.meta.get("published", ""))
    if published is not None:
        return int(published.group())
    numbers = [int(found.group(1)) for one in outline.body for found in _NUMBERED_YEAR.finditer(one.text)]
    return max(numbers, default=None)


def _base_year(outline: Outline, title: str | None, issued: date | None, number: str | None, year: int | None) -> int | None:
    """The year that days without one belong to: that of issue, of the own number; else the title's (年度 is the year reported on),
    unless whole dates or numbers in the text are a year on."""
    if issued is not None:
        return issued.year
    own = _IN_NUMBER.search(number or "")
    if own is not None:
        return int(own.group(1))
    stated = {int(found.group(1)) for one in outline.placed for found in _WHOLE.finditer(_TITLES.sub("", one.text)) if one.part in _OWN}
    stated |= {int(found.group(1)) for one in outline.body for found in _NUMBERED_YEAR.finditer(one.text)}
    if year is None:
        return max(stated, default=None)
    reported = title is not None and f"{year}年度" in title
    near = [one for one in stated if year - reported <= one <= year + 1]
    return max(near) if near and (reported or max(near) > year) else year


def _cited(outline: Outline, title: str | None) -> Iterator[tuple[str, str | None]]:
    """The documents that a notice relies on: as printed, and their numbers."""
    for one in outline.body[:4]:
        for found in _CITED.finditer(one.text):
            inner = re.search(r"《(.*)》", found.group(1))
            name = inner.group(1) if inner else ""
            if TITLE_END.search(name) and name != title:
                number = found.group(2)
                yield f"{name}（{number}）" if number else name, number


def annexes_of(outline: Outline) -> tuple[str, ...]:
    """The names of what is attached, as the notice lists them."""
    found: list[str] = []
    for one in outline.of(Part.ANNEX_LIST):
        text = re.sub(r"^(?:附[件表录]?[ ]*(?:[一二三四五六七八九十]{1,2}|\d{1,2})?[ ]*[:：.、]?[ ]*)", "", one.text.strip())
        for item in re.split(r"(?:^|[；;。 ]|(?<=[\u4e00-\u9fff》）]))[ ]*\d{1,2}[.、．][ ]*(?=\D|(?:19|20)\d{2})", text):
            name = re.sub(r"[（(]?(?:请?点击)?下载[）)]?$|\.?(?:docx?|xlsx?|pdf|zip|rar|wps)(?:[\]）)])?$|附件$", "", item.strip(" ；;。")).strip()
            if len(name) > 2 and not name.startswith(("http", "链接")):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _related(what: re.Pattern[str], title: str | None, cited: tuple[tuple[str, str | None], ...]) -> str | None:
    """The document that this one amends or forwards, where its own title says that it does."""
    if title is None or not what.search(title):
        return None
    for text, number in cited:
        if number:
            return number
        return text
    inner = re.search(r"《([^《》]+)》", title)
    return inner.group(1) if inner else None
