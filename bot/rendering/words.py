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

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key with its placeholders filled; an unknown key raises KeyError."""
        return _NAME.sub(lambda match: str(values[match.group(1)]), self._sentences[key])

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def placeholders(self) -> Mapping[str, frozenset[str]]:
        """Every key with the names that its sentence needs."""
        return {key: frozenset(_NAME.findall(text)) for key, text in self._sentences.items()}


@cache
def words(language: str) -> Words:
    """The words of a language ("zh" or "en")."""
    text = files("bot.rendering").joinpath(f"locales/{language}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Words(language, {f"{section}.{key}": value for section, entries in table.items() for key, value in entries.items()})
