"""The streams of a compound file, the container of Office before 2007, read with limits."""

from __future__ import annotations

import struct

from knowledge.errors import Unreadable

_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_HEADER_SECTORS = 109
_ENTRY = 128


class Ole:
    """A compound file; raises Unreadable (damaged) where its chains do not hold."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._name = content, name
        if len(content) < 512 or not content.startswith(_START):
            raise Unreadable(name, "damaged")
        shift, small_shift = struct.unpack_from("<HH", content, 0x1E)
        if shift not in (9, 12) or small_shift != 6:
            raise Unreadable(name, "damaged")
        self._size = 1 << shift
        directory, self._least, small = struct.unpack_from("<I4xI", content, 0x30) + struct.unpack_from("<I", content, 0x3C)
        self._chains = self._sectors_of_chains()
        self._entries = self._directory(self._chain(directory))
        root = self._entries.get("Root Entry") or self._entries.get("R") or (0, 0)
        self._small_chains = _numbers(self._chain(small))
        self._small = self._chain(root[0])

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; raises Unreadable where there is none."""
        entry = self._entries.get(name)
        if entry is None:
            raise Unreadable(self._name, "damaged")
        start, size = entry
        return (self._small_chain(start) if size < self._least else self._chain(start))[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise Unreadable(self._name, "truncated")
        return self._content[start : start + self._size]

    def _sectors_of_chains(self) -> tuple[int, ...]:
        """The table that says which sector follows which."""
        listed = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 0x4C))
        more, left = struct.unpack_from("<II", self._content, 0x44)
        while more < _LAST_SECTOR and 0 < left <= len(self._content) // self._size:
            *others, more = _numbers(self._sector(more))
            listed += others
            left -= 1
        used = [number for number in listed if number < _LAST_SECTOR]
        if len(used) > len(self._content) // self._size:
            raise Unreadable(self._name, "damaged")
        return _numbers(b"".join(self._sector(number) for number in used))

    def _chain(self, start: int) -> bytes:
        sectors: list[bytes] = []
        seen: set[int] = set()
        while start < _LAST_SECTOR:
            if start in seen or start >= len(self._chains):
                raise Unreadable(self._name, "damaged")
            seen.add(start)
            sectors.append(self._sector(start))
            start = self._chains[start]
        return b"".join(sectors)

    def _small_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        seen: set[int] = set()
        while start < _LAST_SECTOR:
            if start in seen or start >= len(self._small_chains):
                raise Unreadable(self._name, "damaged")
            seen.add(start)
            parts.append(self._small[start * 64 : start * 64 + 64])
            start = self._small_chains[start]
        return b"".join(parts)

    def _directory(self, content: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            if kind in (2, 5) and 2 <= length <= 64:
                name = content[at : at + length - 2].decode("utf-16-le", "replace")
                entries.setdefault("Root Entry" if kind == 5 else name, struct.unpack_from("<II", content, at + 116))
        return entries


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
