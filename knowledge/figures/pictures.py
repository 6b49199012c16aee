"""Emoji, and the marks that chat programs leave for pictures: [图片]."""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile(r"[\[【][^\[\]【】0-9]{1,10}[\]】]")
_KEY = re.compile("[0-9#*]\ufe0f?\u20e3")
_JOINED = ("\ufe0f", "\u200d")


def is_only_pictures(text: str) -> bool:
    """Whether a text has pictures and nothing else."""
    rest = _KEY.sub("", _MARK.sub("", text))
    return text != "" and all(char.isspace() or _is_pictorial(char) for char in rest)


def _is_pictorial(char: str) -> bool:
    return not char.isascii() and (char in _JOINED or unicodedata.category(char) in ("So", "Sk", "Cf"))
