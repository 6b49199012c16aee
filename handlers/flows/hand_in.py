"""A file handed in: a text, or a table as text, is read as if it had been typed while a table is being filled in; the rest
is not read yet."""

from __future__ import annotations

from dataclasses import replace

from handlers.facts import Facts
from handlers.flows.exchange import Exchange, beside
from handlers.messages import File, Incoming, JobDone, Phrase, Task, Text, Turn
from handlers.states import Filling, State, talk_of
from handlers.work import FETCH, LARGEST_TEXT, about_of, fetch_file, is_text


def as_typed(state: State, said: Incoming) -> Incoming:
    """A message; what was read in a file as if it had been typed, where a table is still being filled in."""
    done = said.content
    is_read = isinstance(state, Filling) and isinstance(done, JobDone) and done.work == FETCH and done.text is not None
    return replace(said, content=Text(done.text or "")) if is_read and isinstance(done, JobDone) else said


def file_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a file, or of one that was fetched and cannot be used; None for any other message. What is waited for goes
    on being waited for."""
    exchange = Exchange(said, facts, talk_of(state))
    turn = None
    match said.content:
        case File():
            turn = _handed_in(exchange, state, said.content)
        case JobDone(work=work, name=name, text=text) if work == FETCH:
            turn = exchange.say(Phrase("chat.file_unread" if text is None else "chat.file_where", {"name": name or ""}))
    return beside(state, turn) if turn is not None else None


def _handed_in(exchange: Exchange, state: State, file: File) -> Turn | None:
    named = {"name": file.name}
    if not file.name:
        return exchange.say(Phrase("chat.no_file_name"))
    if not file.there:
        return exchange.say(Phrase("chat.no_file", named))
    if file.ref is None or not is_text(file.name):
        return None if isinstance(state, Filling) else exchange.say(Phrase("chat.file_refused", named))
    if not isinstance(state, Filling):
        return exchange.say(Phrase("chat.file_where", named))
    if file.size is not None and file.size > LARGEST_TEXT:
        return exchange.say(Phrase("chat.file_too_large", named))
    said = exchange.said
    task = Task(id=f"j-{said.id}", kind=FETCH, about=about_of(fetch_file(said, file.ref, file.name)))
    return exchange.say(Phrase("chat.file_coming", named), tasks=(task,))
