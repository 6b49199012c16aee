"""Files on this machine as they are handed over to be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.errors import Refused
from bot.reading.wire import Handed
from knowledge.errors import Unreadable

MOST = 20 * 2**20
"""The largest file that is read, in bytes."""


def handed(paths: Iterable[Path]) -> list[Handed]:
    """The files at some paths, each once; raises Refused for what is no file there, and Unreadable for what is too large."""
    return [_handed(path) for path in dict.fromkeys(paths)]


def _handed(path: Path) -> Handed:
    try:
        if path.is_dir():
            raise Refused("error.folder", file=path)
        if path.exists() and not path.is_file():
            raise Refused("error.file_missing", file=path)
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise Refused("error.file_missing", file=path) from error
    if len(content) > MOST:
        raise Unreadable(path.name, "too_large")
    return Handed(path.name, content)
