"""The terminal channel for programs and pipes: a line in, messages out."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from secrets import token_hex

import msgspec
from msgspec import UNSET, Struct, UnsetType

from bot.app import Assistant
from bot.errors import Refused
from bot.output import printable
from bot.rendering.words import words
from handlers.messages import Content, File, Incoming, Phrase, Press, Reply, Text
from handlers.said import leaves

CHANNEL = "console"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to somebody, as the console shows it."""

    id: str
    user: str
    group: str | None
    text: str
    language: str
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Console:
    """Turns lines into messages of a person (in a group), and replies into what is shown.

    `hear` takes a message to its saved replies; `moment` reads a time, None being now;
    `failed` is told the id of a message that could not be dealt with.
    """

    assistant: Assistant
    hear: Callable[[Incoming], tuple[Reply, ...]]
    moment: Callable[[str | None], datetime]
    user: str
    group: str | None = None
    failed: Callable[[str], None] = lambda _: None

    def answer(self, content: Content) -> tuple[Message, ...]:
        """The messages that something said by the person themselves causes."""
        return self.answer_as(content, self.user, self.group, self.moment(None))

    def answer_as(self, content: Content, user: str, group: str | None, at: datetime) -> tuple[Message, ...]:
        """The messages that something said causes; where it fails, an apology."""
        said = Incoming(id=token_hex(8), channel=CHANNEL, user=user, group=group, content=content, received_at=at)
        try:
            return tuple(self._message(reply, said) for reply in self.hear(said))
        except Exception:
            log.exception("a message could not be dealt with")
            self.failed(said.id)
            return (self._message(Reply(id=f"{said.id}-0", said=Phrase("chat.failed")), said),)

    def _message(self, reply: Reply, said: Incoming) -> Message:
        text = printable(self.assistant.text(reply, in_group=said.group is not None))
        return Message(reply.id, said.user, said.group, text, reply.language or self.assistant.locale, reply.buttons)


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
    """The buttons of a message as numbered lines."""
    labels = [label for row in message.buttons for label in row]
    t = words(message.language)
    return [t("chat.choice", number=number, label=label) for number, label in enumerate(labels, start=1)]


def talk(console: Console, lines: Iterable[str]) -> Iterator[str]:
    """Answer lines one by one as plain text, with an empty line between answers."""
    between = ""
    for line in lines:
        if not line.strip():
            continue
        if leaves(line):
            yield between + console.assistant.words("chat.goodbye")
            return
        for message in console.answer(content_of(line)):
            yield between + "\n".join([message.text, *choice_lines(message)])
            between = "\n"


class Line(Struct):
    """An input line of the JSON mode: exactly one of `text`, `press` and `file`."""

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
        found += [Text(self.text)] if self.text is not None else []
        found += [Press(self.press, self.of)] if self.press is not None else []
        found += [file_of(self.file)] if self.file is not None else []
        if len(found) != 1:
            raise Refused("error.chat_line")
        return found[0]


def talk_json(console: Console, lines: Iterable[str], refuse: Callable[[Refused], None]) -> Iterator[str]:
    """Answer lines as JSON lines; one that is no message goes to `refuse` and is answered by nothing."""
    for line in lines:
        try:
            messages = _answers(console, line.strip())
        except Refused as error:
            refuse(error)
            messages = ()
        for message in messages:
            yield json.dumps(_document(message), ensure_ascii=False)
        yield json.dumps({"end": True})


def _answers(console: Console, line: str) -> tuple[Message, ...]:
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
    return console.answer_as(given.content(), user, group or None, console.moment(given.now))


def _document(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "to": {"user": message.user, "group": message.group},
        "text": message.text,
        "buttons": [list(row) for row in message.buttons],
        "files": [],
        "edits": None,
    }
