"""What stands around a table: the annex it belongs to, its title, its lines, its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.blanks import Look
from knowledge.forms.detect.sayings import Line, read_line
from knowledge.reading.document import Align, Block, Paragraph, Table

_NUMBER = r"[0-9一二三四五六七八九十]{1,3}(?:[-—–之.][0-9一二三四五六七八九十]{1,2})?"
_ANNEX = re.compile(rf"[【\[（(]?(?P<name>附\s*(?:件|表|录)\s*(?:{_NUMBER})?)\s*[】\]）)]?\s*[：:.、．]?\s*(?P<title>.*)")
_LISTED = re.compile(r"附\s*件\s*[：:]\s*(?P<first>.*)")
_ITEM = re.compile(rf"\s*(?P<number>{_NUMBER})\s*[.、．，]\s*(?P<name>.+)")
_TABLE_NO = re.compile(rf"表\s*{_NUMBER}\s*[：:.、．]?\s*")
_OFFICE = re.compile(r"(?:[局厅委部处科室会院校所站社]|办公室|中心|公司|政府)$")
_SIGNED = re.compile(r"[0-9一二三四五六七八九〇零○]{4}年[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日")
"""The date under a notice: what stands above it is the notice."""

_DATE = re.compile(r"[（(]?[0-9X×二〇○O零一三四五六七八九]{0,4}\s*年?\s*[0-9]*\s*月?\s*[0-9]*\s*[日]?[）)]?")
_CLAUSE = re.compile(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]")
FORM_NOUN = re.compile(r"(?:表|单|书|卡|册|回执|名单|清单|台账|登记|汇总|问卷|样式|模板|一览)(?:[（(].{1,20}[）)])?$")
_NAMES_UNIT = re.compile(
    r"(?:填报|报送|推荐|申报|上报|填表|组织|主管|参赛|所在)?(?:单位|部门|地区|地方|县区|学校|企业)(?:名称)?(?:[（(].*?[）)])?[：:]|部门/地方|地方/部门"
)
_PAGE = re.compile(r"[—\-\s]*[0-9]{1,3}[—\-\s]*|第.{1,3}页.*|[（(]?续表?[）)]?[0-9]*|[（(]?接上页[）)]?")
_REACH = 12
"""So many paragraphs above a table, at most, belong to it."""
_CLOSE = 6
"""So many lines at most stand between a title and its table."""
_FAR = 60
"""So many, where the heading of an annex begins them: instructions may stand between."""
_LONG = 70
"""A longer paragraph is no title."""


class Around(Struct, frozen=True, kw_only=True):
    """The words around a table. `clause` names the annex ("" where there is none); `section` is a numbered heading right above,
    which in a sheet is the table's own first row."""

    title: str = ""
    section: str = ""
    clause: str = ""
    lines: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first_line: int
    last_line: int


def around(blocks: Sequence[Block], index: int, until: int, listed: Sequence[str]) -> Around:
    """What stands around the table at `index`; `until` is the block after the last that belongs to it, `listed` the annexes' names."""
    table = blocks[index]
    above = _above(blocks, index)
    title, rest = _title(above, listed)
    said = [
        line
        for paragraph in rest[-_CLOSE:]
        if (line := read_line(paragraph.printed)).open or line.units or _NAMES_UNIT.match(words.tidy(paragraph.text))
    ]
    after, last = _below(blocks, until)
    heading = next((paragraph for paragraph in reversed(above) if is_annex(paragraph)), None)
    begins = [paragraph.line for paragraph in above if paragraph is heading or paragraph in title or paragraph in rest]
    lines = [entry for line in (*said, *after) for entry in line.entries]
    end = table.line + table.height - 1 if isinstance(table, Table) else table.line
    return Around(
        title=_joined(title),
        section=rest[-1].printed.strip() if rest and _CLAUSE.match(rest[-1].printed.strip()) and _is_title_paragraph(rest[-1]) else "",
        clause=_annex_name(heading) if heading else "",
        lines=tuple(dict.fromkeys(lines)),
        units=tuple(dict.fromkeys(unit for line in (*said, *after[:1]) for unit in line.units)) or _unit_in(above),
        first_line=min([*begins, table.line]),
        last_line=max(last, end),
    )


def heading_above(blocks: Sequence[Block], index: int) -> str:
    """The nearest words above a table that can be a heading, however far."""
    paragraphs = (block for block in reversed(blocks[:index]) if isinstance(block, Paragraph))
    found = (paragraph for paragraph in paragraphs if _is_title_paragraph(paragraph) and not _OFFICE.search(paragraph.text.strip()))
    return next((clean_title(paragraph.printed) for paragraph in found), "")


def _unit_in(above: Sequence[Paragraph]) -> tuple[str, ...]:
    """The unit in the brackets of the heading right above a table."""
    unit = words.printed(above[-1].text).unit if above and len(above[-1].text) < _LONG else None
    return (unit,) if unit else ()


def is_numbered(text: str) -> bool:
    """Whether a heading is that of a numbered part."""
    return _CLAUSE.match(text) is not None and not re.match(r"[0-9]{2,}", text)


def is_annex(paragraph: Paragraph) -> bool:
    """Whether a paragraph is the heading of an annex."""
    found = _ANNEX.fullmatch(paragraph.printed.strip())
    return found is not None and (not found["title"] or _is_title_like(found["title"]))


def _annex_name(paragraph: Paragraph) -> str:
    found = _ANNEX.fullmatch(paragraph.printed.strip())
    return words.tidy(found["name"]) if found else ""


def _above(blocks: Sequence[Block], index: int) -> list[Paragraph]:
    """The paragraphs above a table as far as they can belong to it: up to its annex's heading, else to the text before it."""
    found: list[Paragraph] = []
    near = 0
    for block in reversed(blocks[max(0, index - _FAR) : index]):
        if isinstance(block, Table):
            break
        if not block.printed.strip():
            continue
        if _SIGNED.fullmatch(words.tidy(block.printed)):
            break
        found.append(block)
        if is_annex(block):
            near = len(found)
            break
        if not near and (_is_body(block) or len(found) == _REACH):
            near = len(found)
    annexed = bool(found) and is_annex(found[-1])
    return list(reversed(found if annexed or not near else found[:near]))


def _is_body(paragraph: Paragraph) -> bool:
    text = paragraph.printed.strip()
    return text.endswith(("。", "；")) and len(text) > 30 and blanks.look(text) is not Look.NOTE


def _title(above: Sequence[Paragraph], listed: Sequence[str]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs of the title, and those between it and the table."""
    named = [place for place, paragraph in enumerate(above, 1) if _is_title_paragraph(paragraph)]
    if not named:
        annex = next((place for place, paragraph in enumerate(above, 1) if is_annex(paragraph)), 0)
        rest = list(above[annex:]) if annex else [paragraph for paragraph in above if _is_said(paragraph)]
        return ([above[annex - 1]] if annex and _annex_title(above[annex - 1]) else []), rest
    end = next((place for place in reversed(named) if _is_named_form(above[place - 1])), named[-1])
    start = end - 1
    annexed = any(is_annex(paragraph) for paragraph in above[:end])
    while start and _belongs(above[start - 1], above[start:end], listed, annexed=annexed):
        start -= 1
    return list(above[start:end]), list(above[end:])


def _is_named_form(paragraph: Paragraph) -> bool:
    return FORM_NOUN.search(words.tidy(paragraph.text)) is not None and not re.match(r"[0-9]{1,2}[.、．](?![0-9])", paragraph.printed.strip())


def _is_said(paragraph: Paragraph) -> bool:
    line = read_line(paragraph.printed)
    return line.open or bool(line.units)


def _belongs(before: Paragraph, title: Sequence[Paragraph], listed: Sequence[str], *, annexed: bool) -> bool:
    """Whether the paragraph before a title is its first line."""
    if not _is_title_paragraph(before) or FORM_NOUN.search(words.tidy(before.text)) or len(title) > 3:
        return False
    whole = words.tidy(before.text) + _joined(title)
    if any(words.tidy(name).endswith(whole) or whole == words.tidy(name) for name in listed):
        return True
    if any(_joined(title) == words.tidy(name) for name in listed):
        return False
    return annexed or (before.align is Align.CENTER and title[0].align is Align.CENTER)


def _is_title_paragraph(paragraph: Paragraph) -> bool:
    text = paragraph.printed.strip()
    return paragraph.align is not Align.RIGHT and not is_annex(paragraph) and _is_title_like(text)


def _is_title_like(text: str) -> bool:
    bare = words.tidy(text)
    if not 1 < len(bare) < _LONG or re.search("[。；;：:，,]$|。", bare) or _PAGE.fullmatch(bare) or _DATE.fullmatch(bare):
        return False
    if re.fullmatch(r"[（(【].*[）)】]|(?:填表|填报|填写)?(?:说明|须知|要求)", bare) or blanks.look(text) is not Look.TEXT or words.units_in(text):
        return False
    line = read_line(text)
    return not line.labelled and not line.units


def _annex_title(paragraph: Paragraph) -> str:
    found = _ANNEX.fullmatch(paragraph.printed.strip())
    return found["title"] if found else ""


def _joined(title: Sequence[Paragraph]) -> str:
    """The title's lines as one, without the annex's number."""
    return "".join(clean_title(paragraph.printed) for paragraph in title)


def clean_title(text: str) -> str:
    """A title without the number of its annex or table before it."""
    bare = words.tidy(text)
    annex = _ANNEX.fullmatch(bare)
    bare = annex["title"] if annex and annex["title"] else bare
    shorter = _TABLE_NO.sub("", bare, count=1) if _TABLE_NO.match(bare) else bare
    return shorter or bare


def _below(blocks: Sequence[Block], start: int) -> tuple[list[Line], int]:
    """The signing lines and notes right below a table, and the line they end with."""
    found: list[Line] = []
    last, noted = 0, False
    for block in blocks[start : start + _REACH]:
        if isinstance(block, Table) or is_annex(block):
            break
        text = block.printed.strip()
        if not text:
            continue
        line = read_line(text)
        if line.open or (line.units and not line.entries):
            found.append(line)
        elif blanks.look(text) is Look.NOTE and re.match(r"注|备注|说明|填|附注|[*※＊]", words.tidy(text)):
            noted = True
        elif not (noted and (_CLAUSE.match(text) or block.number)) and blanks.look(text) is not Look.DATE:
            break
        last = block.line
    return found, last


def annex_names(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The names of the annexes as a notice lists them."""
    names: list[str] = []
    counting = False
    for block in blocks:
        if isinstance(block, Table):
            counting = False
            continue
        text = block.printed.strip()
        first = _LISTED.fullmatch(text)
        item = _ITEM.fullmatch(first["first"] if first else text)
        if first and first["first"]:
            counting = True
            names.append(item["name"] if item else first["first"])
        elif counting and item:
            names.append(item["name"])
        elif counting and text:
            counting = False
    return tuple(_split(names))


def _split(names: Sequence[str]) -> list[str]:
    """Names that stand in one line, apart ("表一 2.表二")."""
    return [words.tidy(part).rstrip("。；;") for name in names for part in re.split(r"\s+[0-9]{1,2}\s*[.、．]", name) if part.strip()]
