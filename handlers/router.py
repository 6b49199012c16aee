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
            refused = Phrase("chat.file_refused", {"name": said.content.name})
            return Turn(state, (Reply(id=reply_id(said), said=refused, language=state.language),))
        case _:
            assert_never(said.content)
