"""Which flow a message goes to."""

from __future__ import annotations

from handlers.facts import Facts
from handlers.flows.ask import ask, press, reply_id
from handlers.flows.fill.flow import fill_or_none, wanted
from handlers.messages import Edited, File, Incoming, Phrase, Press, Reply, Text, Turn
from handlers.states import Asking, State

__all__ = ["step", "wanted"]


def step(state: State | None, said: Incoming, facts: Facts) -> Turn:
    """One message in, what is said and what follows out; None is a new conversation."""
    state = state or Asking()
    turn = fill_or_none(state, said, facts)
    if turn is not None:
        return turn
    if not isinstance(state, Asking):
        raise TypeError("the flow of filling in answers everything while it lasts")
    match said.content:
        case Text():
            return ask(state, said, said.content, facts)
        case Press():
            return press(state, said, said.content, facts)
        case File():
            return _say(state, said, _refused(said.content))
        case Edited():
            return ask(state, said, Text(said.content.text), facts)
        case _:
            raise TypeError("the result of work always belongs to filling in")


def _say(state: Asking, said: Incoming, phrase: Phrase) -> Turn:
    return Turn(state, (Reply(id=reply_id(said), said=phrase, language=state.language),))


def _refused(file: File) -> Phrase:
    if not file.name:
        return Phrase("chat.no_file_name")
    return Phrase("chat.file_refused" if file.there else "chat.no_file", {"name": file.name})
