"""Notices handed over on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.errors import Refused
from knowledge.errors import Unreadable
from knowledge.notice import Notice
from knowledge.notice_file import read_notice

if TYPE_CHECKING:
    from bot.reading.wire import Handed

SUFFIX = ".toml"

DOCUMENTS = frozenset(
    [".doc", ".docx", ".et", ".htm", ".html", ".markdown", ".md", ".mht", ".ods", ".odt", ".ofd", ".pdf", ".rtf", ".txt", ".wps", ".xls", ".xlsx"]
)
"""The endings by which a folder's documents are told from what else lies there; what they are is seen when they are read."""


def read_notices(paths: Iterable[Path]) -> tuple[Notice, ...]:
    """The notices of .toml files, of documents and of folders of these; raises Refused, NoticeInvalid or Unreadable."""
    files = dict.fromkeys(file for path in paths for file in _files(path))
    found: dict[str, tuple[Path, Notice]] = {}
    for file in (file for file in files if file.suffix.lower() == SUFFIX):
        notice = read_notice(_text(file), str(file))
        if notice.id in found:
            raise Refused("error.same_id", id=notice.id, first=found[notice.id][0], second=file)
        found[notice.id] = file, notice
    documents = [file for file in files if file.suffix.lower() != SUFFIX]
    for file, notice in zip(documents, _imported(documents), strict=True):
        own = next(name for name in _names(notice.id) if name not in found)
        found[own] = file, replace(notice, id=own)
    return tuple(notice for _, notice in found.values())


def _names(name: str) -> Iterator[str]:
    """A document's id, and what it is called where another one has it."""
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _files(path: Path) -> list[Path]:
    """A file, or the notices in a folder."""
    try:
        path.stat()
        if not path.is_dir():
            return [path]
        inside = sorted(entry for entry in path.iterdir() if entry.suffix.lower() in DOCUMENTS | {SUFFIX} and not entry.name.startswith((".", "~$")))
    except OSError as error:
        raise Refused("error.file_missing", file=path) from error
    if not inside:
        raise Refused("error.empty_folder", folder=path)
    return inside


def _imported(files: list[Path]) -> list[Notice]:
    """The notices that documents are, each by itself."""
    if not files:
        return []
    from bot.reading.files import handed  # noqa: PLC0415 - most questions need no document read
    from bot.reading.read import read_each_now  # noqa: PLC0415

    given: dict[str, list[Handed]] = {}
    for file in files:
        try:
            given[str(file)] = handed([file])
        except Unreadable as error:
            error.file = str(file)
            raise
    return [draft.notice for draft in read_each_now(given)]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("error.not_utf8", file=file) from error
    except OSError as error:
        raise Refused("error.file_missing", file=file) from error
