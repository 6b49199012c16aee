"""Markdown: its headings and tables are read, its other marks taken away; what it prints stays."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from knowledge.reading.characters import clean, collapse, trimmed
from knowledge.reading.document import Block, Cell, Document, FileKind, Paragraph, Table
from knowledge.reading.encodings import decode
from knowledge.reading.text import DATES, TITLES, blocks_of, first_or_none, front_matter, lines_of

_HEADING = re.compile(r" {0,3}(#{1,6})[ \u3000\t]*(\S.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_FENCE = re.compile(r" {0,3}(?:```|~~~).*")
_LINE = re.compile(r" {0,3}(?:\* ?\* ?\*[* ]*|- ?- ?-[- ]*|_ ?_ ?_[_ ]*)")
_QUOTE = re.compile(r"^\s{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"^\s*[*+\-][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^()\s]*(?:\([^()]*\))?[^()]*\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(<?([^\s()<>]*(?:\([^()\s]*\)[^\s()<>]*)?)>?(?:[ \t]+[\"'(][^\n]*?[\"')])?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_STRONG = re.compile(r"(?<!\\)(\*\*\*|\*\*|___|__|~~)(?=\S)(.+?)(?<=\S)(?<!\\)\1")
_EMPHASIS = re.compile(r"(?<![\\*\w])\*(?=[^\s*])([^*\n]*?[^\s*\\])\*(?![*\w])|(?<![\\_\w/.@])_(?=[^\s_])([^_\n]*?[^\s_\\])_(?![_\w])")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|p|div|center|sub|sup|br|hr|a|img|small|big|mark|del|ins)(?:\s[^<>]*)?/?>|<!--.*?-->", re.I)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_PROTECTED = re.compile("[\ue100-\ue1ff]")
_SHORT = 500  # characters of a line that are looked at to tell markdown from text
_SIGNS = (
    re.compile(r" {0,3}#{1,6} \S.*"),
    re.compile(r" {0,3}\|?[ ]*:?-{2,}:?[ ]*(?:\|[ ]*:?-{2,}:?[ ]*)+\|?[ ]*"),
    re.compile(r".*\*\*[^\s*][^*]*\*\*.*"),
    re.compile(r".*[^!]?\[[^\]]+\]\(https?://[^)]+\).*"),
)


@dataclass(slots=True)
class _Reading:
    """What is known while lines are read: whether code is fenced."""

    fenced: bool = False

    def paragraph(self, line: str, number: int) -> Block | None:
        """One line as a paragraph, or nothing where it holds only marks."""
        if _FENCE.fullmatch(line):
            self.fenced = not self.fenced
            return None
        if self.fenced:
            text = trimmed(line)
            return Paragraph(text=text, line=number) if text else None
        return _paragraph_or_none(line, number)


def read_markdown(content: bytes, name: str) -> Document:
    """A markdown file in any encoding."""
    lines = lines_of(decode(content, name=name))
    head, values = front_matter(lines)
    lines[:head] = [""] * head
    blocks = tuple(marked_blocks(lines))
    return Document(name=name, kind=FileKind.MARKDOWN, blocks=blocks, title=first_or_none(values, TITLES), published=first_or_none(values, DATES))


def looks_marked(lines: Sequence[str]) -> bool:
    """Whether plain text is really markdown: a heading, a ruled table, a link or strong text, and more than one such line."""
    return sum(any(sign.fullmatch(line[:_SHORT]) for sign in _SIGNS) for line in lines) > 1


def marked_blocks(lines: Sequence[str]) -> list[Block]:
    """The paragraphs and tables of numbered lines of markdown."""
    blocks = (_unmarked(block) if isinstance(block, Table) else block for block in blocks_of(_plain(lines), _Reading().paragraph))
    return list(blocks)


def _plain(lines: Sequence[str]) -> list[str]:
    """The lines with underlined headings written as others are, and quotes as text."""
    plain = [_QUOTE.sub("", line) for line in lines]
    for index in range(1, len(plain)):
        above, rule = plain[index - 1], _UNDERLINE.fullmatch(plain[index])
        if rule and above.strip() and "|" not in above and not _HEADING.fullmatch(above) and (rule[1][0] == "=" or len(above) < 60):
            plain[index - 1] = f"{'#' if rule[1][0] == '=' else '##'} {above.strip()}"
            plain[index] = ""
    return plain


def _paragraph_or_none(line: str, number: int) -> Paragraph | None:
    if _LINE.fullmatch(line):
        return None
    heading = _HEADING.fullmatch(line)
    level = len(heading[1]) if heading else None
    body = heading[2] if heading else _BULLET.sub("", line)
    text = trimmed(unmarked(body).replace("\n", " "))
    return Paragraph(text=text, line=number, level=level, bold=_is_strong(body)) if text else None


def _is_strong(body: str) -> bool:
    found = re.fullmatch(r"\s*(\*\*\*?|__)(.+)\1\s*", body)
    return found is not None and found[1] not in found[2]


def _unmarked(table: Table) -> Table:
    return replace(table, cells=tuple(_cell(cell) for cell in table.cells))


def _cell(cell: Cell) -> Cell:
    return replace(cell, text=trimmed(unmarked(cell.text)), bold=_is_strong(cell.text))


def unmarked(text: str) -> str:
    """The text as a reader sees it: no emphasis, no link syntax, entities as the characters they name."""
    kept: list[str] = []
    text = _CODE.sub(lambda found: _keep(kept, found[2].strip()), text)
    text = _AUTOLINK.sub(lambda found: _keep(kept, found[1].removeprefix("mailto:")), text)
    text = _ESCAPE.sub(lambda found: _keep(kept, found[1]), text)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _LINK.sub(_link, _IMAGE.sub(lambda found: found[1], text))
    text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    text = clean(html.unescape(_restored(text, kept)))
    return "\n".join(collapse(line) for line in text.split("\n"))


def _keep(kept: list[str], text: str) -> str:
    """Put a text aside so that no mark is seen in it."""
    if len(kept) > 0xFE:
        return text
    kept.append(text)
    return chr(0xE100 + len(kept) - 1)


def _restored(text: str, kept: Sequence[str]) -> str:
    return _PROTECTED.sub(lambda found: _nth(kept, ord(found[0]) - 0xE100, found[0]), text)


def _nth(kept: Sequence[str], index: int, otherwise: str) -> str:
    return kept[index] if index < len(kept) else otherwise


def _link(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2]
    plain = address.split("://")[-1].rstrip("/")
    if not address.lower().startswith(("http://", "https://")) or (plain and plain == words.split("://")[-1].rstrip("/")):
        return words or (address.removeprefix("mailto:") if "@" in address else "")
    return f"{words}（{address}）" if words else address
