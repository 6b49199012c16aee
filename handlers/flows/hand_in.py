"""A file handed in: a text, or a table as text, is read as if it had been typed while a table is being filled in; the rest
is not read yet."""

from __future__ import annotations

from dataclasses import replace

from handlers.facts import Facts
from handlers.messages import File, Incoming, JobDone, Phrase, Reply, Task, Text, Turn
from handlers.states import Filling, State, talk_of
from handlers.work import FETCH, LARGEST_TEXT, about_of, fetch_file, is_text


def as_typed(state: State, said: Incoming) -> Incoming:
    """A message; what was read in a file as if it had been typed, where a table is still being filled in."""
    done = said.content
    is_read = isinstance(state, Filling) and isinstance(done, JobDone) and done.work == FETCH and done.text is not None
    return replace(said, content=Text(done.text or "")) if is_read and isinstance(done, JobDone) else said


def file_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a file, or of one that was fetched and cannot be used; None for any other message."""
    match said.content:
        case File():
            return _handed_in(state, said, said.content)
        case JobDone(work=work, name=name, text=text) if work == FETCH:
            return _say(state, said, Phrase("chat.file_unread" if text is None else "chat.file_where", {"name": name or ""}))
    return None


def _say(state: State, said: Incoming, phrase: Phrase, *tasks: Task) -> Turn:
    """Say something beside what is waited for."""
    return Turn(state, (Reply(id=f"{said.id}-1", said=phrase, language=talk_of(state).language),), tasks=tasks)


def _handed_in(state: State, said: Incoming, file: File) -> Turn | None:
    if not file.name:
        return _say(state, said, Phrase("chat.no_file_name"))
    if not file.there:
        return _say(state, said, Phrase("chat.no_file", {"name": file.name}))
    if file.ref is None or not is_text(file.name):
        return None if isinstance(state, Filling) else _say(state, said, Phrase("chat.file_refused", {"name": file.name}))
    if not isinstance(state, Filling):
        return _say(state, said, Phrase("chat.file_where", {"name": file.name}))
    if file.size is not None and file.size > LARGEST_TEXT:
        return _say(state, said, Phrase("chat.file_too_large", {"name": file.name}))
    task = Task(id=f"j-{said.id}", kind=FETCH, about=about_of(fetch_file(said, file.ref, file.name)))
    return _say(state, said, Phrase("chat.file_coming", {"name": file.name}), task)
