"""Which flow a message goes to."""

from __future__ import annotations

from typing import assert_never

from handlers.facts import Facts
from handlers.flows.ask import ask, press, reply_id
from handlers.messages import File, Incoming, Phrase, Press, Reply, Text, Turn
from handlers.states import Asking, State


def step(state: State | None, said: Incoming, facts: Facts) -> Turn:
    """One message in, what is said and what follows out; None is a new conversation."""
    state = state or Asking()
    match said.content:
        case Text():
            return ask(state, said, said.content, facts)
        case Press():
            return press(state, said, said.content, facts)
        case File():
            return Turn(state, (Reply(id=reply_id(said), said=_refused(said.content), language=state.language),))
        case _:
            assert_never(said.content)


def _refused(file: File) -> Phrase:
    if not file.name:
        return Phrase("chat.no_file_name")
    return Phrase("chat.file_refused" if file.there else "chat.no_file", {"name": file.name})
