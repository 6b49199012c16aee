"""Notices handed over on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.errors import Refused
from knowledge.notice import Notice
from knowledge.notice_file import read_notice

SUFFIX = ".toml"


def read_notices(paths: Iterable[Path]) -> tuple[Notice, ...]:
    """The notices of .toml files and of folders of them; raises Refused, or NoticeInvalid."""
    files = dict.fromkeys(file for path in paths for file in _files(path))
    found: dict[str, tuple[Path, Notice]] = {}
    for file in files:
        notice = read_notice(_text(file), str(file))
        if notice.id in found:
            raise Refused("error.same_id", id=notice.id, first=found[notice.id][0], second=file)
        found[notice.id] = file, notice
    return tuple(notice for _, notice in found.values())


def _files(path: Path) -> list[Path]:
    """A file, or those in a folder; what is no .toml is refused, hidden files in a folder aside."""
    try:
        path.stat()
        inside = sorted(entry for entry in path.iterdir() if not entry.name.startswith(".")) if path.is_dir() else [path]
    except OSError as error:
        raise Refused("error.file_missing", file=path) from error
    others = [entry for entry in inside if entry.suffix.lower() != SUFFIX]
    if others:
        raise Refused("error.only_toml", file=others[0])
    if not inside:
        raise Refused("error.empty_folder", folder=path)
    return inside


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("error.not_utf8", file=file) from error
    except OSError as error:
        raise Refused("error.file_missing", file=file) from error
