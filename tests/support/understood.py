"""Texts of notices on their way to facts: as documents, outlines and drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from knowledge.extraction.draft import Draft
from knowledge.extraction.identity import Identity, identity_of
from knowledge.extraction.layout import laid_out
from knowledge.extraction.moments import Calendar
from knowledge.extraction.outline import Outline
from knowledge.extraction.pipeline import extract
from knowledge.extraction.roles import Moment, moments_of
from knowledge.notice_check import facts_by_place
from knowledge.reading.document import Document, FileKind, Paragraph
from knowledge.source import Source

_PAGE = re.compile(r"\W*\d{1,3}\W*")


def document(text: str) -> Document:
    """A text as a document of paragraphs, a line each."""
    lines = tuple(Paragraph(text=line, line=number) for number, line in enumerate(text.splitlines(), start=1))
    return Document(name="notice.txt", kind=FileKind.TEXT, blocks=lines)


def outlined(text: str) -> Outline:
    """The outline of a text."""
    return laid_out([document(text)])


def identified(text: str) -> Identity:
    """What a text says of itself."""
    return identity_of(outlined(text))


def moments(text: str) -> tuple[Moment, ...]:
    """The times of a text with what they are there for."""
    outline = outlined(text)
    identity = identity_of(outline)
    return moments_of(outline, Calendar(identity.year, identity.issued_on))


def drafted(*texts: str) -> Draft:
    """The draft of texts: the notice and what is attached to it."""
    return extract([document(text) for text in texts])


def words_of(found: Document) -> str:
    """All that is printed in a document, without white space and the numbers of pages."""
    paragraphs = [block.printed for block in found.blocks if isinstance(block, Paragraph) and not _PAGE.fullmatch(block.printed)]
    cells = [cell.text for table in found.tables for cell in table.cells]
    return re.sub(r"\s+", "", "".join([*paragraphs, *cells]))


def near(found: Document, line: int, lines: int = 8) -> str:
    """What is printed in the lines around a line."""
    printed = [(block.line, block.printed) for block in found.blocks if isinstance(block, Paragraph)]
    cells = [(table.line + cell.row, cell.text) for table in found.tables for cell in table.cells]
    return "\n".join(text for at, text in sorted([*printed, *cells], key=itemgetter(0)) if abs(at - line) <= lines)


def sources(draft: Draft) -> Iterator[tuple[str, Source]]:
    """Where each fact and each concern of a draft was read from."""
    facts: list[tuple[str, Any]] = [*facts_by_place(draft.notice), *((one.code, one) for one in draft.concerns)]
    for place, fact in facts:
        source = getattr(fact, "source", None)
        if source is not None:
            yield place, source
