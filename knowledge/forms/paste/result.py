"""What was understood of a text that gives figures of a form."""

from __future__ import annotations

from dataclasses import dataclass

MOST_FIELDS = 6
"""Nobody chooses among more items."""


@dataclass(frozen=True, slots=True)
class Given:
    """An item that was meant and the words for its figure (or its text)."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that fit several items: what was said, the words of the figure, the items it may be, the likeliest first."""

    said: str
    words: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood.

    `unread` are lines or parts of lines that name nothing we know, as written. `counted`: figures came in order, but
    (so many, for so many items), and nothing is given. `twice` are fields given more than once in different words, which
    are not in `given`. `ordered`: the items were told by the order of the figures alone. `rest` are fields given not by name but as the
    rest of them (其余都是0), which an item that is filled already does not belong to.
    """

    given: tuple[Given, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unread: tuple[str, ...] = ()
    counted: tuple[int, int] | None = None
    twice: tuple[str, ...] = ()
    ordered: bool = False
    rest: frozenset[str] = frozenset()
