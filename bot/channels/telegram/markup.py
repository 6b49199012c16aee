"""Plain text as Telegram's HTML: escaped, and such that nothing in it becomes a mention, command or link by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from html import escape
from typing import TypeAlias

from bot.rendering.split import JOINER
from bot.rendering.words import LANGUAGES, words

Known: TypeAlias = Callable[[], Collection[str]]
"""The addresses that may be links: those that published notices name."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ENDING = r"(?!(?:csv|docx?|ics|jpe?g|pdf|png|toml|txt|xlsx?)(?![A-Za-z]))(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]+)(?![A-Za-z0-9_-])"
"""The end of an address, which that of a file name is not."""

_RISKY = re.compile(
    rf"""(?P<email> (?<![A-Za-z0-9._+-]) [A-Za-z0-9._+-]{{1,64}} @ {_LABEL} (?:\.{_LABEL}){{1,8}} )
    | (?P<address> (?<![A-Za-z0-9]) (?: [A-Za-z][A-Za-z0-9+.-]{{0,30}} :// [!-~]* | (?:{_LABEL}\.){{1,8}} {_ENDING} (?:[:/?\#][!-~]*)? ) )
    | (?P<dot> (?<=[^\W\x00-\x7f]) \. (?={_ENDING}) | (?<=\w) \. (?=中国|中國|公司|网络|公益|政务) )
    | (?P<mark> @ (?=[A-Za-z0-9_]) | (?<![\w/<>]) / (?=[A-Za-z0-9_]) | (?<![\w&]) \# (?=\w) )
    """,
    re.VERBOSE,
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PATH = re.compile(r"(?<=[^/:])[/?#]")
_COMMAND = re.compile(r"(?<![\w/<>])/(?=[A-Za-z0-9_])")
_BEHIND = ".,;:!?)]}>\"'/"
"""Marks that stand behind an address and say nothing in it."""


def html(text: str) -> str:
    """Text as HTML; the lines that name a source stand in italics."""
    return "\n".join(_line(line) for line in text.split("\n"))


def harmless(text: str, known: Collection[str] = (), name: str = "") -> str:
    """Text in which an unseen sign breaks up what would become a link (but for `known` addresses and for e-mail), a
    mention (but for our own `name`), a command or a tag."""
    addresses = {_bare(address) for address in known}
    ours = re.compile(rf"{re.escape(name)}(?![A-Za-z0-9_])", re.IGNORECASE) if name else None

    def broken(found: re.Match[str]) -> str:
        part = found.group()
        match found.lastgroup:
            case "email":
                return part
            case "address":
                return part if _bare(part) in addresses else _broken(part, name)
            case "dot":
                return JOINER + part
            case _:
                return part if part == "@" and ours is not None and ours.match(text, found.end()) else part + JOINER

    return _RISKY.sub(broken, text)


def _broken(address: str, name: str) -> str:
    """An address that nobody can follow by pressing on it."""
    path = _PATH.search(address)
    at = path.start() if path else len(address)
    host = address[:at].replace("://", f":{JOINER}//").replace(".", f"{JOINER}.").replace("@", f"@{JOINER}").replace("#", f"#{JOINER}")
    host = _COMMAND.sub(f"/{JOINER}", host)
    if path is None:
        return host
    sign = address[at] if host[-1].isalnum() and len(address) > at + 1 else address[at] + JOINER
    rest = harmless(address[at + 1 :], (), name)
    return host + sign + (rest + JOINER if rest.endswith("#") else rest)


def _line(line: str) -> str:
    escaped = escape(line, quote=False)
    return f"<i>{escaped}</i>" if line.startswith(_source_marks()) else escaped


@cache
def _source_marks() -> tuple[str, ...]:
    """What the line that names notice and clause begins with, in each language."""
    return tuple(words(language)("label.source", label="", clauses="") for language in LANGUAGES)


def _bare(address: str) -> str:
    """An address without what may be left out of it."""
    return _SCHEME.sub("", address, count=1).rstrip(_BEHIND).lower()
