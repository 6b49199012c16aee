"""Blank tables of documents as forms."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from knowledge.forms.checks import suggested_checks
from knowledge.forms.detect import words
from knowledge.forms.detect.around import FORM_NOUN, Around, annex_names, around, clean_title, heading_above, is_numbered
from knowledge.forms.detect.fields import fields_of
from knowledge.forms.detect.grid import joined, repeated_rows
from knowledge.forms.detect.layout import Asked, asked_or_none
from knowledge.forms.model import Form, FormKind
from knowledge.reading.document import Block, Document, FileKind, Table
from knowledge.source import Source

_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*[0-9]*|table.*", re.IGNORECASE)
_BROKEN = re.compile(r"[（(]?续表?[）)]?[0-9]*|[（(]?接上页[）)]?|[—\-\s]*[0-9]{1,3}[—\-\s]*")
_SURE = 0.95
_UNTITLED = 0.6
_PARTLY = 0.8
_FEW = 0.7


class DetectedForm(Struct, frozen=True, kw_only=True):
    """A form with where it was found.

    `table` counts the tables of the document. `places` are the cells of a field's blanks in the original file, row by row for a
    list; those of a table inside of another begin with its place ("table 3:1/0").
    `doubts` are codes. The lines of the document from `first_line` to `last_line` belong to the form.
    """

    form: Form
    document: int
    table: int
    places: dict[str, tuple[str, ...]]
    confidence: float
    doubts: tuple[str, ...] = ()
    first_line: int
    last_line: int


def forms_of(documents: Sequence[Document]) -> tuple[DetectedForm, ...]:
    """The forms of documents that belong together, in reading order."""
    names = tuple(name for document in documents for name in annex_names(document.blocks))
    found: list[DetectedForm] = []
    for number, document in enumerate(documents):
        inner = [block for block in document.blocks if isinstance(block, Table) and block.within]
        taken: set[int] = set()
        for table, index, until in _tables(document.blocks):
            if table.line in taken:
                continue
            words_around = around(document.blocks, index, until, names)
            section = words_around.section if document.kind is FileKind.XLSX else ""
            asked = asked_or_none(table, words_around.title, section)
            taken |= _take_inner(asked, table, inner) if asked is not None else set()
            if asked is not None and (form := _detected(asked, words_around, document, number, index, until, names, found)) is not None:
                found.append(form)
    return tuple(found)


def _tables(blocks: Sequence[Block]) -> Iterator[tuple[Table, int, int]]:
    """The tables with their place among the blocks and the end of it; those that a page broke apart as one."""
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if isinstance(block, Table):
            start, parts = index - 1, [block]
            while (after := _continued(blocks, index, parts[0])) is not None:
                index = after + 1
                part = blocks[after]
                parts += [part] if isinstance(part, Table) else []
            yield joined(parts) if len(parts) > 1 else block, start, _behind_inner(blocks, index, block)


def _behind_inner(blocks: Sequence[Block], index: int, outer: Table) -> int:
    """The block after the tables that stand in cells of one."""
    lines = {outer.line}
    while index < len(blocks) and isinstance(block := blocks[index], Table) and block.within and block.within[0] in lines:
        lines.add(block.line)
        index += 1
    return index


def _take_inner(asked: Asked, table: Table, inner: Sequence[Table]) -> set[int]:
    """Let the tables in blank cells of a form say what is asked there; the lines of those that were taken."""
    taken: set[int] = set()
    for each in inner if asked.kind is FormKind.SINGLE else ():
        line, cell = each.within or (0, "")
        spot = next((spot for spot in asked.spots if line == table.line and spot.places == (cell,)), None)
        found = asked_or_none(each) if spot is not None else None
        if spot is None or found is None:
            continue
        taken |= {each.line} | _take_inner(found, each, inner)
        below = [
            dataclasses.replace(one, path=(*spot.path, *one.path), places=tuple(f"{each.place}:{place}" for place in one.places))
            for one in found.spots
        ]
        asked.spots = tuple(one for old in asked.spots for one in (below if old is spot else [old]))
    return taken


def _continued(blocks: Sequence[Block], index: int, first: Table) -> int | None:
    """Where the next part of a table stands, if there is one: the same headings, nothing but a page's number between."""
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, Table):
            return index if block.width == first.width and repeated_rows(first, block) and block.place != first.place else None
        if block.printed.strip() and not _BROKEN.fullmatch(block.printed.strip()):
            return None
        index += 1
    return None


def _detected(
    asked: Asked, words_around: Around, document: Document, number: int, index: int, until: int, names: Sequence[str], earlier: Sequence[DetectedForm]
) -> DetectedForm | None:
    blocks = document.blocks
    title, sure = _titled(asked, words_around, document, index, names, [each.form.title for each in earlier if each.document == number])
    fields = fields_of(asked.spots, title, (*asked.units, *words_around.units))
    lines = tuple(dict.fromkeys((*words_around.lines, *asked.lines)))
    doubts = [*asked.doubts, *([] if sure else ["form_untitled"])]
    if not fields or (not sure and len(fields) < 3 and not words_around.clause):
        return None
    form = Form(
        id=f"form-{len(earlier) + 1}",
        title=title,
        kind=asked.kind,
        fields=tuple(fields),
        lines=lines,
        rows_printed=asked.rows_printed,
        source=Source(clause=words_around.clause or _annex_file(document) or title, line=words_around.first_line, quote=title if sure else None),
    )
    return DetectedForm(
        form=structs.replace(form, checks=suggested_checks(form)),
        document=number,
        table=sum(isinstance(block, Table) for block in blocks[:index]),
        places={field.id: places for field, places in fields.items()},
        confidence=_confidence(doubts, len(fields)),
        doubts=tuple(doubts),
        first_line=words_around.first_line,
        last_line=_last_line(blocks, until, words_around),
    )


def _last_line(blocks: Sequence[Block], until: int, found: Around) -> int:
    last = blocks[until - 1]
    return max(found.last_line, last.line + last.height - 1 if isinstance(last, Table) else last.line)


def _confidence(doubts: Sequence[str], fields: int) -> float:
    if "form_untitled" in doubts:
        return _UNTITLED
    return _PARTLY if doubts else _SURE if fields > 1 else _FEW


def _titled(asked: Asked, found: Around, document: Document, index: int, names: Sequence[str], earlier: Sequence[str]) -> tuple[str, bool]:
    """The title of a form and whether it is beyond doubt."""
    above = found.title
    inside = clean_title("".join(asked.titles[:1])) if asked.titles else ""
    listed = _listed(found.clause or _annex_file(document), names)
    for title in (above, inside, listed, _of_part(found, document, earlier)):
        if title and (FORM_NOUN.search(title) or title in names):
            return title, True
    for title in (listed, above if found.clause or found.lines else "", inside, _sheet(document, index)):
        if title:
            return title, True
    if len(names) == 1 and not earlier:
        return names[0], False
    named = (above, clean_title(document.title or ""), heading_above(document.blocks, index), _file(document), _labels(asked))
    return next(title for title in named if title), False


def _of_part(found: Around, document: Document, earlier: Sequence[str]) -> str:
    """The title of the form before, where only a numbered heading stands above a further table of it."""
    return earlier[-1] if earlier and is_numbered(found.title) and not found.clause and document.kind is not FileKind.XLSX else ""


def _listed(clause: str, names: Sequence[str]) -> str:
    """The name that a notice's list gives to the annex of a number."""
    number = re.search(r"[0-9]+$", clause)
    if number and 0 < int(number[0]) <= len(names):
        return names[int(number[0]) - 1]
    return names[0] if clause and not number and len(names) == 1 else ""


def _sheet(document: Document, index: int) -> str:
    """The name of a sheet, where it has one of its own."""
    block = document.blocks[index]
    named = document.kind is FileKind.XLSX and isinstance(block, Table) and not _UNNAMED.fullmatch(block.place.strip())
    return clean_title(block.place) if isinstance(block, Table) and named else ""


def _annex_file(document: Document) -> str:
    """The annex that a file says to be by its name ("附件2.xlsx")."""
    found = re.match(r"附\s*件\s*[0-9]{0,2}", document.name)
    return words.tidy(found[0]) if found else ""


def _file(document: Document) -> str:
    """What a file is called, where that are words."""
    name = clean_title(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", document.name))
    return name if re.search(r"[\u4e00-\u9fff]{2}", name) else ""


def _labels(asked: Asked) -> str:
    """The first words that are printed in the table."""
    labels = [words.printed(part).label for spot in asked.spots for part in spot.path]
    return "、".join([label for label in dict.fromkeys(labels) if label][:2]) or "?"
