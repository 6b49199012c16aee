"""The notice as a numbered tree of passages, each short enough to be said in a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.notice import Clause

LONGEST = 150
"""Characters that a passage is cut at, at the end of a sentence."""

_CITED = (Part.HEAD, Part.SALUTATION, Part.BODY, Part.ANNEX_LIST, Part.SIGNATURE, Part.TAIL, Part.ANNEX)


def clauses_of(outline: Outline) -> tuple[Clause, ...]:
    """Every passage under its number. A long one is cut into several, between sentences; what it says stands as printed."""
    found: list[Clause] = []
    for one in outline.of(*_CITED):
        for summary, begin in _pieces(one):
            heading = one.heading or (one.headings[-1] if one.headings else None)
            keywords = tuple(dict.fromkeys(word for word in one.headings if word != heading))
            found.append(
                Clause(
                    id=f"c{len(found) + 1}",
                    number=one.clause,
                    heading=heading,
                    summary=summary,
                    keywords=keywords,
                    line=one.passage.line_at(begin),
                )
            )
    return tuple(found) or (Clause(id="c1", number="正文", summary=""),)


def _pieces(one: Placed) -> Iterator[tuple[str, int]]:
    """The text of a passage in pieces of whole sentences, with the place where each begins."""
    if one.is_heading:
        yield _plain(one.heading or one.text), 0
        return
    held, begin = "", one.begin
    for first, last in one.sentences():
        if last <= one.begin:
            continue
        sentence = one.text[max(first, one.begin) : last]
        if held and len(held) + len(sentence) > LONGEST:
            yield _plain(held), begin
            held, begin = "", first
        held += sentence
    if held.strip():
        yield _plain(held), begin


def _plain(text: str) -> str:
    return re.sub(r"[ ]{2,}", " ", text).strip()
