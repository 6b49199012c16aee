"""Characters that are no text: what every reader removes before a reader of the notice sees it."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_NARROW_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_SPACES = re.compile("[ \t\n\u3000]+")


def clean(text: str) -> str:
    """The text without controls and zero-width characters; unusual spaces become plain ones, every line break becomes one kind."""
    return _NARROW_SPACES.sub(" ", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def collapse(text: str) -> str:
    """The text on one line: each run of white space becomes one space (ideographic if it has nothing else)."""
    return _SPACES.sub(lambda run: "\u3000" if set(run[0]) == {"\u3000"} else " ", text).strip(" \u3000")


def trimmed(text: str) -> str:
    """The text without white space at the ends of its lines, and without blank lines."""
    lines = (line.strip(" \t\u3000") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
