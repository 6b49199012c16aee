"""What a typed figure can turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Trouble(StrEnum):
    """Why something typed is no figure that can be taken."""

    VAGUE = "vague"
    REFERENCE = "reference"
    NEGATIVE = "negative"
    FRACTION = "fraction"
    UNIT = "unit"
    PICTURE = "picture"
    SEVERAL = "several"
    TOO_LONG = "too_long"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Exact:
    """One number. `literal`: typed just as `value` stands here, so nothing was interpreted."""

    value: str
    literal: bool


@dataclass(frozen=True, slots=True)
class Approximate:
    """A number with a word saying that it is not exact; `value` is the number named."""

    value: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Words that allow several numbers, smallest first."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotKnown:
    """The figure is not known, which is not zero."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No figure was read."""

    trouble: Trouble


Reading: TypeAlias = Exact | Approximate | Ambiguous | NotKnown | Refused
