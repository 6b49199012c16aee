"""From documents to the outline that facts are looked for in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.extraction.furniture import is_furniture, meta_of
from knowledge.extraction.outline import Outline, Part, outline
from knowledge.extraction.parts import parts_of
from knowledge.extraction.sources import Passage, passages_of
from knowledge.reading.document import Document, FileKind, Paragraph, Table

_LONGEST_LABEL = 12
_FEWEST_LETTERS = 6
"""Fewer letters than this say nothing."""


def laid_out(documents: Sequence[Document], left_out: Collection[tuple[int, int]] = ()) -> Outline:
    """The first document as the notice, the others as what is attached. `left_out` are lines (document, line) of blank tables,
    which are no text."""
    parts: list[tuple[Passage, Part]] = []
    meta: dict[str, str] = {}
    for number, document in enumerate(documents):
        passages = passages_of([one for one in _paragraphs(document) if (number, one.line) not in left_out], number)
        parts += parts_of(passages) if number == 0 else [(passage, Part.ANNEX) for passage in passages]
        if number == 0:
            meta = _meta(document, passages)
    return outline(parts, meta)


def notice_first(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents with the notice at the beginning: the one that reads most like one."""
    ordered = sorted(range(len(documents)), key=lambda at: (-_likeness(documents[at]), at))
    return tuple(documents[at] for at in ordered)


def _likeness(document: Document) -> int:
    """How much a document reads like a notice: its words of asking, and text rather than tables."""
    text = "".join(one.text for one in document.paragraphs[:60])
    return (
        sum(text.count(word) > 0 for word in ("通知", "现将", "请", "各", "联系", "报送", "如下")) * 2
        + (len(text) > 200)
        - (not document.paragraphs) * 5
    )


def says_anything(document: Document) -> bool:
    """Whether there are words in a document, or a table."""
    letters = sum(1 for one in document.paragraphs for char in one.text if char.isalpha())
    return letters >= _FEWEST_LETTERS or bool(document.tables)


def reads_like_notice(document: Document) -> bool:
    """Whether a document has a signature and asks for something: an annex has not."""
    parts = {part for _, part in parts_of(passages_of(list(document.paragraphs)))}
    return Part.SIGNATURE in parts and Part.SALUTATION in parts


def _paragraphs(document: Document) -> list[Paragraph]:
    """All text of a document, rows of its tables too: a row is a line, its cells stand apart."""
    found: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Table):
            found += [
                Paragraph(text=text, line=block.line + row, page=block.page, apart=True) for row, text in enumerate(_rows(block)) if text.strip()
            ]
        else:
            found.append(block)
    return found


def _rows(table: Table) -> list[str]:
    """The rows as lines: under a head of labels every cell with its label, else the cells apart."""
    rows = [[cell.text.replace("\n", " ").strip() for cell in table.row(row)] for row in range(table.height)]
    if not _is_list(table, rows):
        return ["  ".join(row) for row in rows]
    return ["  ".join(rows[0]), *("，".join(f"{label}：{text}" for label, text in zip(rows[0], row, strict=True) if text) for row in rows[1:])]


def _is_list(table: Table, rows: list[list[str]]) -> bool:
    """Whether a table is a list under one row of short labels."""
    head = rows[0] if rows else []
    whole = all(len(row) == table.width for row in rows)
    return (
        whole
        and table.width > 1
        and table.height > 1
        and all(1 < len(label) <= _LONGEST_LABEL and not any(map(str.isdigit, label)) for label in head)
    )


def _meta(document: Document, passages: Sequence[Passage]) -> dict[str, str]:
    meta: dict[str, str] = {}
    for number, passage in enumerate(passages):
        if is_furniture(passage.text) or len(passage.text) < 60:
            for name, value in meta_of(passage.text).items():
                if name != "dated" or number == 0:
                    meta.setdefault(name, value)
    if document.title:
        meta.setdefault("title", document.title)
    if document.published:
        meta["published"] = document.published
        if document.kind in (FileKind.TEXT, FileKind.MARKDOWN):
            meta["dated"] = document.published
    return meta
