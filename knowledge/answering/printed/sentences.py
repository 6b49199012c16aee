"""The sentences of a notice, each with the headings that it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.language.text import bigrams, fold
from knowledge.notice import Clause, Notice

LONGEST = 260
"""Characters of a passage that are said at most."""

LABEL = 18
"""Characters of a heading that is said before what stands under it; a longer one is a sentence of its own."""

TITLE = "标题"
_SENTENCE = re.compile(r"[^。；！？;!?]*[。；！？;!?]+[”’）》]*|[^。；！？;!?]+$")
_GREETING = re.compile(r"^[^，。；:：]{1,60}[:：]$")
_ATTACHED = re.compile(r"附件\s*(\d{1,2}|[一二三四五六七八九十])")
_NUMBERED = re.compile(r"(?:附件)?\s*(\d{1,2}|[一二三四五六七八九十])[.,:、：]")
_STATING = re.compile(r"[，；。]|\d")
"""What a heading that only names something does not have."""

_FORMULA = re.compile(r"^(?:特此(?:通知|公告|函告|说明)|专此|此致|敬礼)[。！]?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed, with its folded text, its folded headings and what stands before it in its clause."""

    clause: Clause
    printed: str
    text: str
    headings: str
    before: str
    is_heading: bool
    heading: str | None

    @property
    def spoken(self) -> str:
        """The words to be said of it: with its own heading, where it does not hold it."""
        if self.heading and fold(self.heading) not in self.text:
            return f"{self.heading}：{self.printed}"
        return self.printed


def is_printed(notice: Notice) -> bool:
    """Whether the notice was read from a document, so that its passages are its own words."""
    return any(clause.line is not None for clause in notice.clauses)


def sentences_of(notice: Notice) -> tuple[Sentence, ...]:
    """All sentences that can answer, in order."""
    return tuple(_sentences(notice))


def _sentences(notice: Notice) -> Iterator[Sentence]:
    attached = _attached(notice)
    number, before, headed = None, "", set[tuple[str, str]]()
    for clause in notice.clauses:
        if clause.number == TITLE:
            continue
        if clause.number != number:
            number, before = clause.number, ""
        key = (clause.number, clause.heading or "")
        own = key not in headed
        headed.add(key)
        above = fold(" ".join((*clause.keywords, clause.heading or "")))
        label = clause.heading is not None and len(clause.heading) <= LABEL and not _STATING.search(clause.heading)
        if clause.heading and own and not label and fold(clause.heading) not in fold(clause.summary):
            before = fold(clause.heading)
            yield Sentence(clause, clause.heading, before, fold(" ".join(clause.keywords)), "", False, None)
        for found in _SENTENCE.findall(clause.summary):
            printed = found.strip()
            if not printed or (_GREETING.match(printed) and not before and clause.number in ("导语", "正文")) or _FORMULA.match(printed):
                continue
            text = fold(printed)
            is_heading = label and clause.heading is not None and text.rstrip(".:；;") == fold(clause.heading).rstrip(".:；;")
            named = " ".join(attached[number] for number in _ATTACHED.findall(text) if number in attached)
            yield Sentence(
                clause,
                printed,
                text,
                f"{above} {named}" if named else above,
                before,
                is_heading,
                clause.heading if own and label and not is_heading else None,
            )
            before, own = f"{before} {text}"[-120:], False


def _attached(notice: Notice) -> dict[str, str]:
    """The folded names of what is attached, by their numbers."""
    found = {}
    for at, name in enumerate(notice.annexes, start=1):
        text = fold(name)
        number = _NUMBERED.match(text)
        found[number.group(1) if number else str(at)] = text
    return found


def pairs_of(sentences: tuple[Sentence, ...], title: str) -> frozenset[str]:
    """All pairs of characters and words of a notice."""
    return bigrams(fold(title)).union(*(bigrams(one.text) | bigrams(one.headings) for one in sentences))
