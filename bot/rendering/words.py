"""The words of each language, looked up by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")
_NAME = re.compile(r"\{([a-z_0-9]+)\}")


class Words:
    """One language's sentences; a placeholder is a plain name in braces."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences
        self._pieces = {key: _NAME.split(sentence) for key, sentence in sentences.items()}

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key with its placeholders filled; an unknown key raises KeyError."""
        pieces = self._pieces[key]
        if len(pieces) == 1:
            return pieces[0]
        return "".join(str(values[piece]) if at % 2 else piece for at, piece in enumerate(pieces))

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def keys(self, beginning: str) -> tuple[str, ...]:
        """The keys that begin with something, in their order."""
        return tuple(key for key in self._sentences if key.startswith(beginning))

    def placeholders(self) -> Mapping[str, frozenset[str]]:
        """Every key with the names that its sentence needs."""
        return {key: frozenset(_NAME.findall(text)) for key, text in self._sentences.items()}


@cache
def words(language: str) -> Words:
    """The words of a language ("zh" or "en")."""
    text = files("bot.rendering").joinpath(f"locales/{language}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Words(language, {f"{section}.{key}": value for section, entries in table.items() for key, value in entries.items()})
