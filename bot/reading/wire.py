"""What the bot and the process that reads for it tell each other."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from knowledge.extraction.draft import Draft


class Handed(Struct, frozen=True):
    """A file that was handed over: its name without folders, and what is in it."""

    name: str
    content: bytes


class Understood(Struct, frozen=True, tag="understood"):
    """It went well."""

    draft: Draft


class Declined(Struct, frozen=True, tag="declined"):
    """One of the files cannot be read, and why: what an Unreadable says. Without a name it is the file begun last."""

    file: str
    code: str
    values: dict[str, str]


class Stumbled(Struct, frozen=True, tag="stumbled"):
    """Our own code failed: the kind of error and the places in the code, never the words of the document."""

    error: str
    places: tuple[str, ...]


Outcome: TypeAlias = Understood | Declined | Stumbled
"""What came of reading; it stands in the last line that the reading process writes."""

MOST_SAID = 4 * 2**20
"""The most bytes of an answer that are looked at: a notice with every word of it is far shorter."""
