"""Text as the platform sees it: HTML, entities that it finds by itself, offsets in UTF-16 code units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.support.botapi.errors import bad

Entity = dict[str, Any]

_TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)(?![A-Za-z])|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""([a-z0-9-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?(?=[\s>])""", re.IGNORECASE)
_LINK = re.compile(r"(?:https?|ton|tg|mailto|tel):\S+|[\w-]+(?:\.[\w-]+)+\S*", re.IGNORECASE)
_ENDS = "com|cn|net|org|edu|gov|info|me|io|co|cc|tv|top|xyz|site|app|dev|ru|us|uk|de|jp|hk|tw|md|py|sh|zip|mov|中国|公司|网络|公益|政务"
"""Some of the ends of addresses by which the platform knows one that has no scheme."""
_PATH = r"(?::\d+)?(?:[/?#][^\s<>\"，。；（）]*)?"
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "email": re.compile(r"(?<![\w.])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    "url": re.compile(
        rf"(?<![\w@.-])(?:(?:https?|ftp|tonsite)://(?:[\w-]+\.)*[\w-]+|tg://\w+|(?:[\w-]+\.)+(?:{_ENDS})(?![\w-])){_PATH}", re.IGNORECASE
    ),
    "hashtag": re.compile(r"(?<![\w&])#(?=\w*[^\W\d])\w{1,256}"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)"),
}
"""\\w is any letter of any script there as well: a mention needs something else on both sides."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice_units(text: str, offset: int, length: int) -> str:
    """A part named in UTF-16 code units."""
    return text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def detect(text: str, taken: list[Entity] | None = None) -> list[Entity]:
    """What the platform finds in plain text, outside the entities `taken`."""
    found: list[Entity] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
            if not any(_overlap(entity, other) for other in found) and not any(_overlap(entity, other) for other in taken or [] if _alone(other)):
                found.append(entity)
    return sorted(found, key=_order)


def _alone(entity: Entity) -> bool:
    return entity["type"] in {"code", "pre", "text_link", "text_mention"}


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def clean(text: str) -> str:
    """Without carriage returns; other control characters are spaces."""
    return _CONTROL.sub(" ", text.replace("\r", ""))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the ends, as a message is stored."""
    kept = text.strip()
    first, last = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in entities:
        begin = max(entity["offset"] - first, 0)
        end = min(entity["offset"] + entity["length"] - first, last)
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return kept, sorted(moved, key=_order)


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    offset: int
    more: Entity = field(default_factory=dict)


class _Reader:
    """Reads the HTML of a message; raises ApiError with the platform's complaint."""

    def __init__(self, html: str) -> None:
        self.html, self.at, self.text = html, 0, ""
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        """The plain text and its entities."""
        while self.at < len(self.html):
            char = self.html[self.at]
            if char == "<":
                self._end() if self.html.startswith("</", self.at) else self._start()
            elif char == "&" and (match := _REFERENCE.match(self.html, self.at)):
                self._refer(match)
            else:
                self.text += char
                self.at += 1
        if self.open:
            raise self._wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return self.text, self.entities

    def _refer(self, match: re.Match[str]) -> None:
        named, decimal, hexadecimal = match.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        known = _NAMED[named] if named else chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None
        self.text += match.group() if known is None else known
        self.at = match.end()

    def _start(self) -> None:
        begin = self.at
        match = re.compile(r"<([^\s>]*)").match(self.html, begin)
        assert match is not None
        tag = match.group(1).lower()
        if match.end() >= len(self.html):
            raise self._wrong(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TAGS:
            raise self._wrong(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        self.at = match.end()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(_Open(tag, units(self.text), {**attributes}))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            while self.at < len(self.html) and self.html[self.at].isspace():
                self.at += 1
            if self.at >= len(self.html):
                raise self._wrong(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            if self.html[self.at] == ">":
                self.at += 1
                return found
            match = _ATTRIBUTE.match(self.html, self.at)
            if match is None:
                raise self._wrong(f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {self._byte(begin)}')
            found[match.group(1).lower()] = _unescaped((match.group(2) or "").strip("\"'"))
            self.at = match.end()

    def _end(self) -> None:
        begin, end = self.at, self.html.find(">", self.at)
        if end < 0:
            raise self._wrong(f"Unclosed end tag at byte offset {self._byte(begin)}")
        name = self.html[begin + 2 : end].strip().lower()
        if not self.open:
            raise self._wrong(f"Unexpected end tag at byte offset {self._byte(begin)}")
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self._wrong(f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"')
        self.at = end + 1
        self._add(opened)

    def _add(self, opened: _Open) -> None:
        length = units(self.text) - opened.offset
        entity: Entity = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
        given = slice_units(self.text, opened.offset, length)
        if opened.tag == "a":
            url = opened.more.get("href") or given
            if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
                entity |= {"type": "text_mention", "user": int(user[1])}
            elif _LINK.fullmatch(url):
                entity["url"] = url
            else:
                return
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.more.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.more:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.more.get("class", "").startswith("language-"):
            entity["language"] = opened.more["class"].removeprefix("language-")
        if length:
            self.entities.append(entity)

    def _byte(self, at: int) -> int:
        return len(self.html[:at].encode())

    @staticmethod
    def _wrong(what: str) -> Exception:
        return bad(f"can't parse entities: {what}")


def _unescaped(value: str) -> str:
    return _REFERENCE.sub(lambda match: _NAMED.get(match.group(1) or "", match.group()), value)


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The plain text and the entities of HTML; raises ApiError."""
    text, entities = _Reader(html).read()
    for entity in [each for each in entities if each["type"] == "code" and "language" in each]:
        around = next((each for each in entities if each["type"] == "pre" and each["offset"] == entity["offset"]), None)
        if around is not None:
            around["language"] = entity["language"]
        entity.pop("language")
    return text, _without_inner(entities)


def _without_inner(entities: list[Entity]) -> list[Entity]:
    """Nothing stands inside code."""
    codes = [entity for entity in entities if entity["type"] in {"code", "pre"}]
    return [each for each in entities if not any(_inside(each, code) for code in codes if code is not each)]


def _inside(one: Entity, other: Entity) -> bool:
    within = one["offset"] >= other["offset"] and one["offset"] + one["length"] <= other["offset"] + other["length"]
    return bool(within and (other["type"] == "pre" or one["type"] != "pre"))
