"""The one door through which packaged data comes in: vocabulary, place names, shipped notices."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from knowledge.notice import Notice
from knowledge.notice_file import read_notice


def text(name: str) -> str:
    """The text of a data file of this package, named by its path inside it."""
    return files("knowledge").joinpath(name).read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    """The lines of a tab-separated data file, without its comments."""
    return [line.split("\t") for line in text(name).splitlines() if line and not line.startswith("#")]


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The entries of a list of language/lists.toml, in its order."""
    found = _lists()[name]
    return tuple(found.split()) if isinstance(found, str) else tuple(found)


@cache
def _lists() -> dict[str, str | list[str]]:
    return tomllib.loads(text("language/lists.toml"))


def shipped_texts() -> dict[str, str]:
    """The notices delivered with the bot as TOML texts, by file name."""
    folder = files("knowledge").joinpath("shipped")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name: text(f"shipped/{name}") for name in names}


@cache
def shipped_notices() -> tuple[Notice, ...]:
    """The notices delivered with the bot; raises NoticeInvalid where one was damaged."""
    return tuple(read_notice(content, name) for name, content in shipped_texts().items())
