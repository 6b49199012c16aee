"""Long work that steps ask for: what it is called, what it needs to know, and which files are read."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from handlers.messages import Incoming, Via

EXPORT = "export"
FETCH = "fetch"
CALENDAR = "calendar"

TEXT_ENDINGS = (".txt", ".csv", ".tsv", ".md")
"""Endings of files that are text."""

LARGEST_TEXT = 50_000
"""Bytes of the largest file that is read as if it were typed."""


class FetchFile(Struct, frozen=True):
    """A file handed in that is to be had from a channel by `ref`. What is in it counts as said by `who`, who handed it in,
    with no more rights than the file came with."""

    channel: str
    ref: str
    name: str
    via: Via = "person"
    speaks: str | None = None
    who: str | None = None


class CalendarFile(Struct, frozen=True):
    """Notices whose deadlines are to be put into a calendar, in a language."""

    notices: tuple[str, ...]
    language: str


def fetch_file(said: Incoming, ref: str, name: str) -> FetchFile:
    """A file that a message brought."""
    return FetchFile(said.channel, ref, name, said.via, said.speaks, said.name)


def about_of(work: FetchFile | CalendarFile) -> str:
    """What work needs to know, as it is kept."""
    return msgspec.json.encode(work).decode()


def is_text(name: str) -> bool:
    """Whether a file is text, by its name."""
    return name.lower().endswith(TEXT_ENDINGS)
