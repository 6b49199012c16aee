"""Lines of documents as passages to be understood: folded, broken lines joined, run-on text cut where its parts begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge import packaged
from knowledge.extraction.folding import Folded, fold
from knowledge.extraction.furniture import is_page_number
from knowledge.extraction.markers import Level, marker_or_none
from knowledge.reading.document import Align, Paragraph

_STOPS = "。！？；：!?;:…"
_ENDS = "”’』」》）)】]"
_GOES_ON = "，、,（“《和与及或的"
_BEGINS_INSIDE = "，。、；：）”》」』！？,;:%"
_STRUCTURE = re.compile(
    r"(?:附件|附表|附录)[一二三四五六七八九十\d ]{0,3}(?:[:：.、]|$|[\u4e00-\u9fff《]{4,40}(?:表|册|单|书|案|函|知)$)"
    r"|附[:：]|[（(]?(?:此件|联系人)|特此|【|—{2,}|-{3,}|https?:"
)
_LABEL = re.compile(r"[\u4e00-\u9fff（）()A-Za-z/、 ]{2,14}：")
_DATE_LINE = re.compile(r"[\d〇一二三四五六七八九十零Oo ]{2,6}年[\d一二三四五六七八九十 ]{0,4}月[\d一二三四五六七八九十廿 ]{0,4}日?(?:印发)?$")
_LISTED = re.compile(r"[\u4e00-\u9fff、（） ]+ [\u4e00-\u9fff（） ]+")
"""Names beside each other, as under a notice of several offices."""

_SIGNS_OFF = re.compile(r"[局委会厅部办院校所站社团府室司处科中心协会公司学会联盟组馆]$")
_TITLE_LIKE = re.compile(r"(?:通知|通告|公告|函|方案|启事|办法|意见|通报|决定|细则|规程|简章|倡议书|公示|邀请函|说明|批复|请示|报告)[）)]?$")
_OPENING = 30
"""Passages at the beginning in which title and salutation may stand together with the text."""

_LONGEST_OFFICE = 30
LONG = 38
"""Characters of a line that is hardly a heading."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as the text has it: folded, with the lines it came from."""

    folded: Folded
    lines: tuple[tuple[int, int], ...]
    document: int = 0
    align: Align | None = None
    bold: bool = False
    level: int | None = None

    @property
    def text(self) -> str:
        """The text in our spelling."""
        return self.folded.text

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.lines[0][1]

    def line_at(self, place: int) -> int:
        """The line in which a character of the folded text stands."""
        printed = self.folded.at[min(place, len(self.folded.at) - 1)]
        return self.lines[bisect_right(self.lines, (printed, 1 << 60)) - 1][1]


def passages_of(paragraphs: Sequence[Paragraph], document: int = 0) -> list[Passage]:
    """The paragraphs of a document as passages."""
    folded = [(paragraph, fold(paragraph.printed)) for paragraph in paragraphs]
    kept = [(paragraph, one) for paragraph, one in folded if one.text.strip() and not is_page_number(one.text)]
    width = _wrapped_at(one.text for _, one in kept)
    found: list[Passage] = []
    group: list[tuple[Paragraph, Folded]] = []
    for number, (paragraph, one) in enumerate(kept):
        group.append((paragraph, one))
        following = kept[number + 1] if number + 1 < len(kept) else None
        if following is None or _is_signed(kept, number + 1) or not _continues(paragraph, one.text, following[0], following[1].text, width):
            found += _cut(_joined(group, document))
            group = []
    return [part for number, passage in enumerate(found) for part in (opened(passage) if number < _OPENING else [passage])]


def _is_signed(kept: Sequence[tuple[Paragraph, Folded]], at: int) -> bool:
    """Whether a line is the name of an office alone with a date under it: a signature, which goes on nothing."""
    text = kept[at][1].text.strip()
    if not _SIGNS_OFF.search(text) or len(text) > _LONGEST_OFFICE or re.search(r"[，。；：:、]", text):
        return False
    return any(_DATE_LINE.fullmatch(one.text.strip().replace(" ", "")) is not None for _, one in kept[at + 1 : at + 3])


def _wrapped_at(texts: Iterator[str]) -> int | None:
    """The width that lines were broken at, where they were: most of the longer lines then end within a few characters of the
    longest ones, without an end of a sentence."""
    widths = sorted(_width(text) for text in texts)
    if len(widths) < 8:
        return None
    top = widths[int(len(widths) * 0.9)]
    near = sum(1 for width in widths if top * 0.88 <= width <= top * 1.12)
    return top if 15 <= top <= 60 and near >= len(widths) * 0.4 else None


def _width(text: str) -> int:
    """Half of the columns that a text takes."""
    return (sum(2 if char > "\u2e7f" or char in "“”‘’—…" else 1 for char in text) + 1) // 2


def _continues(paragraph: Paragraph, text: str, after: Paragraph, following: str, width: int | None) -> bool:
    """Whether a line is continued by the one after it."""
    text, following = text.rstrip(), following.lstrip()
    apart = (
        paragraph.apart
        or after.apart
        or after.number
        or after.level
        or paragraph.level
        or (after.align or Align.LEFT) is not (paragraph.align or Align.LEFT)
    )
    if apart or _begins_anew(following):
        return False
    if following[0] in _BEGINS_INSIDE:
        return True
    if _open_bracket(text) and not _DATE_LINE.search(text):
        return len(text) > 8
    if text[-1] in _GOES_ON and len(text) > 8:
        return True
    if text[-1] in _STOPS or _DATE_LINE.search(following) or _LISTED.fullmatch(text):
        return False
    if width is not None:
        return _width(text) >= width * 0.88 and not _TITLE_LIKE.search(text)
    if text[-1] in _ENDS or text[-1].isascii() or len(text) < LONG or (marker_or_none(text) is not None and "。" not in text and "，" not in text):
        return False
    return not _DATE_LINE.search(text) and not _TITLE_LIKE.search(text) and not (_SIGNS_OFF.search(text) and "。" not in text and "，" not in text)


def _open_bracket(text: str) -> bool:
    """Whether a bracket or quotation is open at the end of a line."""
    return any(text.count(first) > text.count(last) for first, last in ("（）", "“”", "《》"))


def _begins_anew(text: str) -> bool:
    """Whether a line begins a paragraph of its own, by its first words."""
    return marker_or_none(text) is not None or bool(_STRUCTURE.match(text) or _LABEL.match(text))


def _joined(group: Sequence[tuple[Paragraph, Folded]], document: int) -> Passage:
    first = group[0][0]
    if len(group) == 1:
        return Passage(group[0][1], ((0, first.line),), document, first.align, first.bold, first.level)
    pieces: list[str] = []
    lines: list[tuple[int, int]] = []
    at = 0
    for paragraph, _ in group:
        printed = paragraph.printed if not pieces else paragraph.printed.lstrip()
        printed = printed.rstrip()
        if pieces and pieces[-1][-1:].isascii() and printed[:1].isascii() and pieces[-1][-1:].isalpha() and printed[:1].isalpha():
            printed = " " + printed
        lines.append((at, paragraph.line))
        pieces.append(printed)
        at += len(printed)
    return Passage(fold("".join(pieces)), tuple(lines), document, first.align, first.bold, first.level)


_CHINESE = "[一二三四五六七八九十]{1,3}"
_INNER = (
    re.compile(rf"(?:(?<=[。；！？：”）])[ ]*|(?<=\S)[ ]+)(?=({_CHINESE})、)"),
    re.compile(
        rf"(?<=[。；！？])[ ]*(?=[（(]({_CHINESE})[)）])|(?<=[\u4e00-\u9fff])[ ]+(?=[（(]({_CHINESE})[)）])|(?<=[\u4e00-\u9fff])(?=[（(]一[)）])"
    ),
    re.compile(r"(?<=[。；！？：])[ ]*(?=(\d{1,2})(?:、|[.．](?!\d)))"),
)
"""Where a numbered part may begin inside of a line, by how deep it stands."""

_INNER_PARTS = re.compile(
    r"(?<=[。；：;”》）])[ ]*(?=联系人[:：]|附件\d?[:：]|联系方式[:：]|特此通知)|(?<=[，,])[ ]*(?=附件\d?[:：])"
    r"|(?<=[\u4e00-\u9fffA-Za-z\d》）])[ ]*(?=联系人[:：])(?<!、)(?<!技术)(?<!业务)(?<!局)(?<!厅)(?<!会)(?<!部)(?<!处)(?<!科)(?<!室)(?<!办)(?<!心)"
    r"|(?<=[》）。])[ ]*(?=[^，。《》“”：]{4,40}(?:局|委员会|厅|部|办公室|院|协会|中心|政府)[ ]*\d{4}年\d{1,2}月\d{1,2}日)"
    r"|(?<=\d日)(?=附件\d?[:：]|联系人[:：])"
)


_KINDS = "|".join(packaged.word_list("kinds_of_document"))
_TITLE_RUN_ON = re.compile(
    rf"^.{{4,120}}?(?:{_KINDS})(?:[（(][^）)]{{1,12}}[）)])?"
    r"(?=[ ]+(?:来源|发布|时间|日期|作者|浏览|字体|【|各|全|有关|相关|[^ ，。：]{2,12}[〔\[]\d{4})|(?:各|全[市县省校体])[^。]{2,200}?[:：])"
)
_NUMBER_RUN_ON = re.compile(r"[（(]?[\u4e00-\u9fff]{2,16}[〔\[【（(](?:19|20)\d{2}[〕\]】）)][ ]*\d{1,5}号[）)]?[ ]*(?=各|全[市省县校]|有关)")
_UNITS = "单位|部门|局|委|办|会|校|院|企业|公司|团|处|室|科|所|中心|市|县|区|者|员|学|机构|支部"
_SALUTE_RUN_ON = re.compile(rf"(?:各|全|有关|相关|市直|县直)[^。；]{{1,200}}?(?:{_UNITS})[）)]?[:：](?=[ ]*\S)")
_NEAR = 160


def opened(passage: Passage) -> list[Passage]:
    """The beginning of a text without line breaks: title, what stands between, and those addressed apart from the rest."""
    text = passage.text
    title = _TITLE_RUN_ON.match(text)
    if title is not None and re.search(r"[。；]|《[^》]*$", title.group()):
        title = None
    begin = title.end() if title is not None else 0
    number = _NUMBER_RUN_ON.match(text, begin) if title is None else None
    begin = number.end() if number is not None else begin
    salute = _SALUTE_RUN_ON.match(text, begin) if title is None else _SALUTE_RUN_ON.search(text, begin, begin + _NEAR * 2)
    if salute is not None and salute.start() - begin > _NEAR:
        salute = None
    places = sorted({0, begin, *([salute.start(), salute.end()] if salute is not None else []), len(text)})
    return [_part(passage, first, last) for first, last in pairwise(places) if text[first:last].strip()]


def _cut(passage: Passage) -> Iterator[Passage]:
    """A passage at the places where its numbered parts, its contacts, its annexes and its signature begin, where it is long."""
    text = passage.text
    places = {0}
    if len(text) > LONG:
        for pattern in _INNER:
            places |= _in_sequence(text, pattern)
    if len(text) > LONG * 4:
        places |= {found.end() for found in _INNER_PARTS.finditer(text)} | _signatures(text)
    elif "日" in text[:LONG]:
        places |= {place for found in _DATED.finditer(text) for place in found.span("date")}
    ordered = sorted(places)
    for number, begin in enumerate(ordered):
        end = ordered[number + 1] if number + 1 < len(ordered) else len(text)
        piece = _part(passage, begin, end)
        if piece.text.strip():
            yield piece


_SIGNED = re.compile(
    r"[\u4e00-\u9fff、 ]{4,60}?(?:局|委员会|厅|部|办公室|院|协会|中心|政府|学会|公司|处|会)[ ]*"
    r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?![前至到起以止，、（(\-—]|[ ]*\d|举|开|召)"
)
_NUMERAL = r"[\d一二三四五六七八九十]"
_DATED = re.compile(
    r"(?:^|[ ])(?P<date>(?:(?:19|20)\d{2}|[一二〇零Oo○][一二三四五六七八九〇零Oo○]{3})年"
    rf"[ ]*{_NUMERAL}{{1,2}}月[ ]*{_NUMERAL}{{1,3}}日)(?=[ ]*(?:附件|附表|主题词|抄送|抄报))"
)
"""A date that closes a text, with what is printed under it on the same line."""

_NAME_ENDS = re.compile(r".*(?:[书表案单册函录则知程]|材料|说明)(?=[\u4e00-\u9fff]{4})")


def _signatures(text: str) -> set[int]:
    """Where in a text without line breaks somebody signs, and where what follows it begins."""
    places = {place for found in _DATED.finditer(text) for place in found.span("date")}
    for found in _SIGNED.finditer(text):
        name = _NAME_ENDS.match(found.group())
        places |= {found.start() + (name.end() if name is not None else 0), found.end()}
    return places


def _in_sequence(text: str, pattern: re.Pattern[str]) -> set[int]:
    """The places where numbers follow each other one by one (from one, or from what the text itself begins with)."""
    own = marker_or_none(text)
    found: list[int] = []
    due = 0
    for match in pattern.finditer(text):
        inner = marker_or_none(text[match.end() :])
        if inner is None:
            continue
        if not found and inner.value not in (1, own.value + 1 if own is not None and own.level is inner.level else 1):
            continue
        if found and inner.value != due and not (inner.value == 1 and inner.level is not Level.FIRST):
            continue
        found.append(match.end())
        due = inner.value + 1
    return set(found) if len(found) > 1 or (own is not None and found) else set()


def _part(passage: Passage, begin: int, end: int) -> Passage:
    if begin == 0 and end == len(passage.text):
        return passage
    folded = passage.folded
    first, last = folded.at[begin], folded.at[end] if end < len(folded.text) else len(folded.printed)
    places = tuple(place - first for place in folded.at[begin:end])
    lines = tuple((max(0, at - first), line) for at, line in passage.lines if at < last)
    begun = [line for line in lines if line[0] == 0]
    kept = (*begun[-1:], *(line for line in lines if line[0] > 0))
    return Passage(
        Folded(folded.text[begin:end], folded.printed[first:last], (*places, last - first)),
        kept, passage.document, passage.align, passage.bold, passage.level,
    )  # fmt: skip
