"""Where a transcript is played: the terminal, or a platform behind the same few deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from handlers.messages import Content, Edited, File, Press, Text
from handlers.ports import Outgoing
from knowledge.notice import Notice
from tests.support.talk import Talk, talk

How: TypeAlias = Literal[">", ">>", "~>"]
"""Something typed, a button pressed, the last message changed."""

SEND = "/send "
"""What is typed so is the name of a file that is sent."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a transcript begins with: when, what is known, who takes part (`groups` by their names), who is an organiser."""

    now: datetime
    notices: Sequence[Notice]
    people: tuple[str, ...]
    groups: tuple[str, ...] = ()
    organisers: tuple[str, ...] = ()
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does, alone with the bot or in a group."""

    who: str
    group: str | None
    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as it is seen in a chat: a group's, or that with a person alone. `numbered` where the stage
    shows it: typing a number presses a button."""

    group: str
    person: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[str, ...] = ()
    numbered: bool = True
    language: str = "zh"

    @property
    def room(self) -> str:
        """Where it stands."""
        return f"#{self.group}" if self.group else self.person

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on its buttons, in order; on which rows is for the screen to say."""
        return tuple(label for row in self.rows for label in row)


class Stage(Protocol):
    """Where conversations take place."""

    def begins(self, opening: Opening) -> None:
        """Make everything ready; nothing of an earlier transcript is left."""

    def does(self, deed: Deed) -> Sequence[Shown] | None:
        """All that is said to anybody because of what somebody does; None where nobody can do that here."""

    def waits(self, now: datetime) -> Sequence[Shown]:
        """All that is said by itself when it is that late."""


class Terminal:
    """The terminal's rules, on a memory of dictionaries."""

    def __init__(self) -> None:
        self._talk: Talk | None = None

    def begins(self, opening: Opening) -> None:
        """A new memory."""
        self._talk = talk(opening.notices, opening.now, organisers=tuple(f"console:{name}" for name in opening.organisers))

    def does(self, deed: Deed) -> Sequence[Shown]:
        """Everything can be tried on a terminal."""
        return [_shown(one) for one in self._bot.say(self._content(deed), deed.who, group=deed.group)]

    def waits(self, now: datetime) -> Sequence[Shown]:
        """It is that late."""
        return [_shown(one) for one in self._bot.wait(now)]

    @property
    def _bot(self) -> Talk:
        assert self._talk is not None, "the transcript does not say when it takes place"
        return self._talk

    def _content(self, deed: Deed) -> Content:
        if deed.how == ">>":
            return Press(deed.text)
        if deed.how == "~>":
            return Edited(f"m{self._bot.count}", deed.text)
        return File(deed.text.removeprefix(SEND)) if deed.text.startswith(SEND) else Text(deed.text)


def _shown(one: Outgoing) -> Shown:
    files = tuple(name for name, _ in one.files)
    return Shown(one.lane.chat, one.lane.person, one.text, one.buttons, files, one.numbered, one.language)
