"""A file handed in: a text, or a table as text, is read as if it had been typed; the rest is not read yet."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from handlers.facts import Facts
from handlers.messages import File, Incoming, JobDone, Phrase, Reply, Task, Text, Turn
from handlers.states import Filling, State, talk_of

_READ = (".txt", ".csv", ".tsv", ".md")
"""Endings of files that are text."""

WORK = "fetch"
"""The kind of work that gets a file from its channel."""

LARGEST = 50_000
"""Bytes of the largest file that is read as if it were typed."""


class Wanted(msgspec.Struct, frozen=True):
    """A file to be fetched: by which channel, by what it gets it, and its name."""

    channel: str
    ref: str
    name: str


def as_typed(said: Incoming) -> Incoming:
    """A message; what was read in a file as if it had been typed."""
    done = said.content
    return replace(said, content=Text(done.text)) if isinstance(done, JobDone) and done.work == WORK and done.text is not None else said


def file_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a file, or of one that could not be read; None for any other message."""
    match said.content:
        case File():
            return _handed_in(state, said, said.content)
        case JobDone() if said.content.work == WORK:
            return _say(state, said, Phrase("chat.file_unread", {"name": said.content.name or ""}))
    return None


def _say(state: State, said: Incoming, phrase: Phrase, *tasks: Task) -> Turn:
    """Say something beside what is waited for."""
    return Turn(state, (Reply(id=f"{said.id}-1", said=phrase, language=talk_of(state).language),), tasks=tasks)


def _handed_in(state: State, said: Incoming, file: File) -> Turn | None:
    if not file.name:
        return _say(state, said, Phrase("chat.no_file_name"))
    if not file.there:
        return _say(state, said, Phrase("chat.no_file", {"name": file.name}))
    is_text = file.ref is not None and file.name.lower().endswith(_READ) and said.group is None
    if file.ref is None or not is_text:
        return None if isinstance(state, Filling) else _say(state, said, Phrase("chat.file_refused", {"name": file.name}))
    if file.size is not None and file.size > LARGEST:
        return _say(state, said, Phrase("chat.file_too_large", {"name": file.name}))
    about = msgspec.json.encode(Wanted(said.channel, file.ref, file.name)).decode()
    task = Task(id=f"j-{said.id}", kind=WORK, about=about)
    return _say(state, said, Phrase("chat.file_coming", {"name": file.name}), task)
