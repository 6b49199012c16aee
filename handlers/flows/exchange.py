"""One message and what may be said to it: how the steps end that fill in no table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from handlers.access import Deed, why_not
from handlers.effects import Effect
from handlers.facts import Facts
from handlers.lane import Lane
from handlers.messages import Button, Incoming, Phrase, Reply, Said, Task, Turn
from handlers.states import Asking, State, takes_numbers, talk_of

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message, what it may look at, and what the conversation remembers of its questions. `before` is said first,
    whatever follows."""

    said: Incoming
    facts: Facts
    talk: Asking
    before: tuple[Said, ...] = ()

    @property
    def message(self) -> str:
        """The id of the reply."""
        return f"{self.said.id}-1"

    @property
    def here(self) -> Lane:
        """Everybody who reads what is said here: the group, or the sender alone."""
        lane = self.said.lane
        return Lane(lane.channel, lane.chat, lane.thread, "") if lane.chat else Lane(lane.channel, "", "", lane.person)

    def say(
        self,
        *parts: Said,
        state: State | None = None,
        buttons: Rows = (),
        effects: tuple[Effect, ...] = (),
        also: tuple[Reply, ...] = (),
        tasks: tuple[Task, ...] = (),
        about: str | None = None,
    ) -> Turn:
        """Say something and wait for the next question, or for what a state asks for."""
        following: State = state or self.talk
        if not isinstance(following, Asking):
            following = msgspec.structs.replace(following, asked=self.message)
        reply = Reply(
            id=self.message,
            said=parts[0] if len(parts) == 1 and not self.before else (*self.before, *parts),
            language=talk_of(following).language,
            buttons=buttons,
            numbered=takes_numbers(following),
            about=about,
        )
        return Turn(following, (reply, *also), tasks=tasks, effects=effects)

    def denied(self, deed: Deed) -> Turn:
        """Say why something may not be done."""
        return self.say(Phrase(f"denied.{why_not(self.said, deed, self.facts)}"))


def beside(state: State, turn: Turn) -> Turn:
    """What is said beside what is waited for: the conversation stays where it is."""
    return replace(turn, state=state)
