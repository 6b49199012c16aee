"""Plain text: each line a paragraph, tables where they are unmistakable, and what a post says of itself above its text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from knowledge.reading.characters import clean, trimmed
from knowledge.reading.document import Block, Document, FileKind, Paragraph
from knowledge.reading.encodings import decode
from knowledge.reading.merging import assemble
from knowledge.reading.text_tables import TableFinder

_HEAD = re.compile(r"(title|published|publish_date|pubdate|date|created|updated|author|tags|categories|slug|draft|url|source)\s*:\s*(.*)", re.I)
_ITEM = re.compile(r"\s+\S.*|-\s.*")
TITLES = ("title",)
DATES = ("published", "publish_date", "pubdate", "date", "created")
_BOOKMARK = re.compile(r"\[bookmark: [^\]\s]{1,40}\]")  # what converters leave of Word's bookmarks
_HEAD_LINES = 40  # a head is at most this long


def read_text(content: bytes, name: str) -> Document:
    """A text file in any encoding, or a table of comma or tab separated values."""
    from knowledge.reading.markdown import looks_marked, marked_blocks  # noqa: PLC0415 - it reads lines as this module does

    text = decode(content, name=name)
    separator = _separator_or_none(text, name)
    if separator:
        return _separated(text, name, separator)
    lines = lines_of(text)
    head, values = front_matter(lines)
    lines[:head] = [""] * head
    blocks = tuple(marked_blocks(lines) if looks_marked(lines) else blocks_of(lines))
    return Document(name=name, kind=FileKind.TEXT, blocks=blocks, title=first_or_none(values, TITLES), published=first_or_none(values, DATES))


def lines_of(text: str) -> list[str]:
    """The lines as an editor counts them."""
    return [_BOOKMARK.sub("", clean(line)) for line in re.split("\r\n|\n|\r", text)]


def blocks_of(lines: Sequence[str], paragraph: Callable[[str, int], Block | None] | None = None) -> list[Block]:
    """The paragraphs and tables of numbered lines; `paragraph` reads a line that is in no table."""
    read = paragraph or _paragraph_or_none
    finder = TableFinder(lines)
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        found = finder.at(index) if lines[index].strip(" ") else None
        if found and found.table:
            blocks.append(found.table)
            index += found.length
            continue
        blocks.extend(block for part in lines[index].split("\n") if (block := read(part, index + 1)))
        index += 1
    return blocks


def _paragraph_or_none(line: str, number: int) -> Paragraph | None:
    text = trimmed(line)
    return Paragraph(text=text, line=number) if text else None


def front_matter(lines: Sequence[str]) -> tuple[int, dict[str, str]]:
    """How many lines at the top say what the text is, and what they say; (0, {}) where it begins with itself."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    fenced = bool(lines) and lines[start].strip() == "---"
    values: dict[str, str] = {}
    for index in range(start + fenced, min(len(lines), start + _HEAD_LINES)):
        line = lines[index].rstrip()
        if fenced and line in ("---", "..."):
            return index + 1, values
        found = re.fullmatch(r"([A-Za-z_]\w*)\s*:\s*(.*)", line) if fenced else _HEAD.fullmatch(line)
        if found:
            values.setdefault(found[1].lower(), found[2].strip().strip("\"'").strip())
        elif not (fenced and (not line or _ITEM.fullmatch(line))):
            return (0, {}) if fenced else (index if values else 0, values)
    return (0, {}) if fenced else (len(lines) if values else 0, values)


def first_or_none(values: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((values[key] for key in keys if values.get(key)), None)


def _separator_or_none(text: str, name: str) -> str | None:
    """The separator of a file that is called .csv or .tsv."""
    ending = name.lower().rpartition(".")[2]
    if ending == "tsv":
        return "\t"
    if ending != "csv":
        return None
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _separated(text: str, name: str, separator: str) -> Document:
    reader = csv.reader(io.StringIO(clean(text).replace("\0", "")), delimiter=separator)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows = [[trimmed(cell) for cell in row] for row in reader]
    while rows and not any(rows[-1]):
        rows.pop()
    start = next((index for index, row in enumerate(rows) if any(row)), 0)
    table = assemble([list(row) for row in rows[start:]], start + 1)
    return Document(name=name, kind=FileKind.TEXT, blocks=(table,) if table.cells else ())
