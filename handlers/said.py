"""What a message says as a whole, whatever is waited for: the words are in handlers/phrases."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from knowledge.language.text import fold

LANGUAGES = ("zh", "en")
_MARKS = " .!?。！？"


def leaves(text: str) -> bool:
    """Whether somebody says that they want to leave, in any language."""
    return _plain(text) in _words("leave")


@cache
def phrases(language: str) -> dict[str, dict[str, list[str]]]:
    """The words and the examples of each thing that is said."""
    return tomllib.loads(files("handlers.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _words(meaning: str) -> frozenset[str]:
    return frozenset(_plain(word) for language in LANGUAGES for word in phrases(language)[meaning]["words"])


def _plain(text: str) -> str:
    return fold(text).strip(_MARKS)
