"""A zip file as office programs write it, opened with limits, and the XML in it, parsed without anything from outside."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from knowledge.errors import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is taken in."""

MOST_UNPACKED = 200 * 1024 * 1024
"""What all parts of a file may hold together."""

MOST_TIMES = 100
"""How many times larger a part may be than its packed form; office documents stay far below."""

SMALL = 1024 * 1024
"""A part up to here may be packed as tightly as it likes."""

MOST_XML = 32 * 1024 * 1024
"""The largest XML part that is taken into memory as a whole, where it takes several times as much."""

MOST_PARTS = 10_000
ENCRYPTED = 0x1
ZIP_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, IndexError, OverflowError, struct.error)


class Container:
    """The parts of a zip file by name; names are compared as office programs do, without regard to case and slashes."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self._zip = _opened(content, name)
        entries = self._zip.infolist()
        _check_entries(entries, len(content), name)
        self._entries = {_plain(entry.filename): entry for entry in entries}

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts, in lower case."""
        return self._entries.keys()

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    def part(self, part: str) -> bytes:
        """The bytes of a part; raises Unreadable where it is missing or damaged."""
        entry = self._entries.get(_plain(part))
        if entry is None:
            raise Unreadable(self.name, "damaged")
        try:
            return self._zip.read(entry)
        except ZIP_DAMAGE as error:
            raise Unreadable(self.name, "damaged") from error

    def open(self, part: str) -> IO[bytes]:
        """A part as a stream, for those too large for memory; what reads it meets ZIP_DAMAGE where it is damaged."""
        return self._zip.open(self._entries[_plain(part)])

    def xml(self, part: str) -> _Element:
        """The root element of a part; raises Unreadable where it is missing, damaged or declares entities."""
        return parse_xml(self.part(part), self.name)


def parse_xml(content: bytes, name: str) -> _Element:
    """Parse XML that must not declare a document type."""
    from lxml import etree  # noqa: PLC0415 - heavy

    if len(content) > MOST_XML:
        raise Unreadable(name, "unpacks_too_large")
    if _declares_type(content):
        raise Unreadable(name, "external_entity")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(name, "damaged") from error
    if root is None:
        raise Unreadable(name, "damaged")
    return root


def _declares_type(content: bytes) -> bool:
    marks = ("<!DOCTYPE", "<!ENTITY")
    codings = ("ascii", "utf-16-le", "utf-16-be") if b"\0" in content[:64] else ("ascii",)
    return any(mark.encode(coding) in content for mark in marks for coding in codings)


def _opened(content: bytes, name: str) -> ZipFile:
    if len(content) > MOST_BYTES:
        raise Unreadable(name, "too_large")
    try:
        return ZipFile(BytesIO(content))
    except ZIP_DAMAGE as error:
        whole = b"PK\x05\x06" in content[-66_000:]
        raise Unreadable(name, "damaged" if whole else "truncated") from error


def _check_entries(entries: list[ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(SMALL, packed * MOST_TIMES):
        raise Unreadable(name, "unpacks_too_large")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise Unreadable(name, "encrypted")
        if entry.file_size > max(SMALL, entry.compress_size * MOST_TIMES):
            raise Unreadable(name, "unpacks_too_large")
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise Unreadable(name, "damaged")


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
