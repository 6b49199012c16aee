"""The terminal channel for programs and pipes: a line in, messages out."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from secrets import token_hex
from typing import Protocol

import msgspec
from msgspec import UNSET, Struct, UnsetType

from bot.app import Assistant
from bot.errors import Refused
from bot.output import printable
from bot.rendering.words import words
from handlers.messages import Content, Edited, File, Incoming, Press, Start, Text, parked_reply
from handlers.ports import Outgoing
from handlers.said import leaves
from knowledge.language.text import fold

CHANNEL = "console"

WHOLE_GROUP = ""
"""The person in the lane of what is said to everybody in a group."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to somebody (to the whole group where `user` is empty), as the console shows it; `files` are names and
    paths, `numbered`: a button may be pressed by its number, `starts`: the labels that open a conversation of two, with
    what that says. `edits` is the message whose place it takes, `about` goes back with a press of its buttons."""

    id: str
    user: str
    group: str | None
    text: str
    language: str
    buttons: tuple[tuple[str, ...], ...] = ()
    numbered: bool = True
    files: tuple[tuple[str, str], ...] = ()
    starts: tuple[tuple[str, str], ...] = ()
    edits: str | None = None
    about: str | None = None


class Memory(Protocol):
    """What the console has done for it: messages dealt with and kept until they were shown."""

    def hear(self, said: Incoming) -> None:
        """Deal with a message and all that it causes."""

    def settle(self) -> None:
        """Deal with what time has brought."""

    def unsaid(self, person: str | None) -> tuple[Outgoing, ...]:
        """What is to be shown (to a person) and is not known to have been."""

    def was_said(self, ids: Sequence[str]) -> None:
        """It was shown."""

    def file(self, name: str, kept: str) -> str:
        """The path of a file that is kept, for the person to open."""


@dataclass(slots=True)
class Console:
    """Turns lines into messages of a person (in a group), and what is to be said into what is shown.

    `moment` reads a time, None being now; `failed` is told the id of a message that could not be dealt with. `everybody`:
    messages to all who spoke here are shown, and what they cause to anybody; what another process causes is left to it.
    """

    assistant: Assistant
    memory: Memory
    moment: Callable[[str | None], datetime]
    user: str
    group: str | None = None
    everybody: bool = False
    failed: Callable[[str], None] = lambda _: None
    shown: dict[tuple[str, str | None], list[Message]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def answer(self, content: Content) -> Iterator[Message]:
        """The messages that something said by the person themselves causes."""
        return self.answer_as(content, self.user, self.group, self.moment(None))

    def answer_as(self, content: Content, user: str, group: str | None, at: datetime, message: str | None = None) -> Iterator[Message]:
        """The messages that something said causes; where it fails, an apology. A `message` that was dealt with
        before, by its id, causes nothing."""
        if isinstance(content, Press):
            content = self._under(content, user, group)
        if isinstance(content, Start):
            group = None
        if isinstance(content, Edited):
            content = Edited(f"{user}:{content.of}", content.text)
        key = f"{user}:{message}" if message else token_hex(8)
        said = Incoming(id=key, channel=CHANNEL, user=user, group=group, content=content, received_at=at)
        self.seen.add(user)
        try:
            self.memory.hear(said)
            for shown in self.left_unsaid(key):
                yield shown
                if shown.id == parked_reply(said):
                    self.failed(said.id)
        except Exception:
            log.exception("a message could not be dealt with")
            self.failed(said.id)
            t = self.assistant.words
            yield Message(f"{said.id}-0", user, group, t("chat.failed"), self.assistant.locale)

    def fallen_due(self) -> Iterator[Message]:
        """What is to be shown though nobody said anything: reminders that have fallen due."""
        self.memory.settle()
        yield from self.left_unsaid()

    def left_unsaid(self, key: str | None = None) -> Iterator[Message]:
        """What is to be shown, that which the message `key` caused included; each counts as shown once the next one is
        asked for."""
        for outgoing in self._unsaid():
            if not self._concerns(outgoing) and (key is None or not is_caused_by(outgoing, key)):
                continue
            message = self._message(outgoing)
            self.shown.setdefault((message.user, message.group), []).append(message)
            yield message
            self.memory.was_said([outgoing.id])

    def _unsaid(self) -> tuple[Outgoing, ...]:
        if self.everybody:
            return self.memory.unsaid(None)
        return (*self.memory.unsaid(self.user), *(self.memory.unsaid(WHOLE_GROUP) if self.group else ()))

    def _concerns(self, outgoing: Outgoing) -> bool:
        """Whether somebody here reads a message."""
        if outgoing.lane.person == WHOLE_GROUP:
            return self.everybody or outgoing.lane.chat == self.group
        return outgoing.lane.person in {*self.seen, self.user}

    def _under(self, pressed: Press, user: str, group: str | None) -> Press | Start:
        """A pressed button with the message it stands under: the last one that has it, where none is named. One that opens
        a conversation of two does so."""
        shown = [*self.shown.get((WHOLE_GROUP, group), []), *self.shown.get((user, group), [])] if group else self.shown.get((user, None), [])
        for message in reversed(shown):
            label = next((label for row in message.buttons for label in row if fold(label) == fold(pressed.label)), None)
            if label is not None and pressed.of in (None, message.id):
                payload = dict(message.starts).get(label)
                return Start(payload) if payload is not None else Press(pressed.label, message.id, message.about)
        return pressed

    def _message(self, said: Outgoing) -> Message:
        return Message(
            id=said.id,
            user=said.lane.person,
            group=said.lane.chat or None,
            text=printable(said.text),
            language=said.language,
            buttons=said.buttons,
            numbered=said.numbered,
            files=tuple((name, path) for name, kept in said.files if (path := self._path(name, kept))),
            starts=said.starts,
            edits=said.edits,
            about=said.about,
        )

    def _path(self, name: str, kept: str) -> str | None:
        """Where a file can be opened; None where it cannot be written, which must not keep other messages back."""
        try:
            return self.memory.file(name, kept)
        except OSError:
            log.exception("a file could not be written for the terminal")
            return None


def is_caused_by(outgoing: Outgoing, key: str) -> bool:
    """Whether a message answers the message `key`, or tells the result of work that it asked for."""
    return outgoing.id.removeprefix("j-").startswith(f"{key}-")


def content_of(line: str) -> Content:
    """What a plain line means: `/press LABEL`, `/send PATH`, or a message."""
    command, rest = [*line.split(maxsplit=1), "", ""][:2]
    if command == "/press":
        return Press(rest.strip())
    if command == "/send":
        return file_of(rest.strip())
    return Text(line.strip())


def file_of(path: str) -> File:
    """The file at a path; one that is not there goes by the path as it was written."""
    place = os.path.expanduser(path)
    return File(PurePath(place).name) if os.path.isfile(place) else File(path, there=False)


def choice_lines(message: Message) -> list[str]:
    """The buttons of a message: numbered lines, or, where a number would be a figure, the words that may be typed; then
    its files."""
    t = words(message.language)
    labels = [label for row in message.buttons for label in row]
    if message.numbered:
        lines = [t("chat.choice", number=number, label=label) for number, label in enumerate(labels, start=1)]
    else:
        lines = [t("chat.say", labels=" / ".join(labels))] if labels else []
    return [*lines, *(t("chat.file", path=path) for _, path in message.files)]


def talk(console: Console, lines: Iterable[str]) -> Iterator[str]:
    """Answer lines one by one as plain text, with an empty line between answers; first what was left unsaid."""
    between = ""
    for message in console.left_unsaid():
        yield between + "\n".join([message.text, *choice_lines(message)])
        between = "\n"
    for line in lines:
        if not line.strip():
            continue
        if leaves(line):
            yield between + console.assistant.words("chat.goodbye")
            return
        for message in console.answer(content_of(line)):
            yield between + "\n".join([message.text, *choice_lines(message)])
            between = "\n"


LONGEST_KEY = 100
"""Characters of a sender's own key of a message."""


class Line(Struct):
    """An input line of the JSON mode: exactly one of `text`, `press` and `file`. `id` is the sender's own key of the
    message, by which it counts once; `edits` is the `id` of a message that `text` replaces."""

    id: str | None = None
    edits: str | None = None
    text: str | None = None
    press: str | None = None
    of: str | None = None
    file: str | None = None
    user: str | UnsetType = msgspec.field(default=UNSET, name="as")
    group: str | UnsetType | None = UNSET
    now: str | None = None

    def content(self) -> Content:
        """What it says; raises Refused where that is nothing or several things."""
        found: list[Content] = []
        if self.text is not None:
            found.append(Edited(self.edits, self.text) if self.edits else Text(self.text))
        found += [Press(self.press, self.of)] if self.press is not None else []
        found += [file_of(self.file)] if self.file is not None else []
        if len(found) != 1 or any(key is not None and not 0 < len(key) <= LONGEST_KEY for key in (self.id, self.edits)):
            raise Refused("error.chat_line")
        return found[0]


def talk_json(console: Console, lines: Iterable[str], refuse: Callable[[Refused], None]) -> Iterator[str]:
    """Answer lines as JSON lines, first what was left unsaid; a line that is no message goes to `refuse` and is answered
    by nothing."""
    for message in console.left_unsaid():
        yield json.dumps(_document(message), ensure_ascii=False)
    for line in lines:
        try:
            for message in _answers(console, line.strip()):
                yield json.dumps(_document(message), ensure_ascii=False)
        except Refused as error:
            refuse(error)
        yield json.dumps({"end": True})


def _answers(console: Console, line: str) -> Iterable[Message]:
    if not line:
        return ()
    if not line.startswith("{"):
        return console.answer(content_of(line))
    try:
        given = msgspec.json.decode(line, type=Line)
    except msgspec.DecodeError as error:
        raise Refused("error.chat_line") from error
    user = console.user if given.user is UNSET else given.user or console.user
    group = console.group if given.group is UNSET else given.group
    return console.answer_as(given.content(), user, group or None, console.moment(given.now), given.id)


def _document(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "to": {"user": message.user or None, "group": message.group},
        "text": message.text,
        "buttons": [list(row) for row in message.buttons],
        "files": [{"name": name, "path": path} for name, path in message.files],
        "edits": message.edits,
    }
