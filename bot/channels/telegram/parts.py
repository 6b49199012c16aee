"""The calls that a message takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct
from telegram import InlineKeyboardMarkup

from bot.channels.base import Files, Part
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.keyboard import keyboard_of
from bot.channels.telegram.markup import Known, harmless
from bot.channels.telegram.updates import CHANNEL
from bot.rendering.split import split, utf16
from handlers.lane import Lane
from handlers.ports import Outgoing, Sending

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_ANSWERS = re.compile(rf"(?:[a-z]-)?{CHANNEL}:(\d+):(-?\d+):(\d+)-\d+")
"""The id of an answer: that of the message it answers, and a number (see `updates.message_id`)."""


class Handle(Struct, frozen=True, omit_defaults=True):
    """What Telegram calls a message. `whole`: it is all text and all there is of it, so that it can be edited."""

    chat: int
    message: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where to: the chat, and the topic where it is in one."""

    chat: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class TextPart(Part):
    """A message of text. `answers` is the number of the message that it answers; `replaces` what it takes the place of, by
    being edited into it (`edits`) or by following it."""

    place: Place
    text: str
    keyboard: InlineKeyboardMarkup | None = None
    answers: int | None = None
    replaces: Handle | None = None
    edits: bool = False
    whole: bool = False
    editable: bool = False


@dataclass(frozen=True, slots=True)
class DocumentPart(Part):
    """A file, with the text below it; `files` gives what is in it."""

    place: Place
    name: str
    kept: str
    files: Files
    caption: str = ""
    keyboard: InlineKeyboardMarkup | None = None
    answers: int | None = None
    editable: bool = False


@dataclass(frozen=True, slots=True)
class NowherePart(Part):
    """Nothing: there is no such chat on this platform."""


@dataclass(frozen=True, slots=True)
class EmptyPart(Part):
    """Nothing: there is nothing to say."""


def parts_of(sending: Sending, files: Files, me: Me, known: Known) -> Sequence[Part]:
    """The calls in order; where there are buttons the last text has them."""
    message = sending.message
    place = place_of(message.lane)
    if place is None:
        return (NowherePart(),)
    text = harmless(message.text, known(), me.name)
    keyboard = keyboard_of(message, me.name)
    answers = answered(message, me)
    if len(message.files) == 1 and utf16(text) <= CAPTION_LIMIT:
        name, kept = message.files[0]
        return (DocumentPart(place, name, kept, files, text.strip(), keyboard, answers, editable=True),)
    texts = _texts(split(text, TEXT_LIMIT, utf16), place, keyboard, answers, _replaced(sending, place), alone=not message.files)
    last = None if texts else keyboard
    documents = [
        DocumentPart(place, name, kept, files, keyboard=last if at == len(message.files) else None, editable=not texts and at == len(message.files))
        for at, (name, kept) in enumerate(message.files, start=1)
    ]
    return (*texts, *documents) or (EmptyPart(),)


def place_of(lane: Lane) -> Place | None:
    """Where a lane is; None where that is no number, and so no chat of Telegram's."""
    try:
        return Place(int(lane.room), int(lane.thread) if lane.thread else None)
    except ValueError:
        return None


def answered(message: Outgoing, me: Me) -> int | None:
    """The number of the message that an answer in a group is to be shown with; None where that is not to be told."""
    found = _ANSWERS.fullmatch(message.id)
    if found is None or not message.lane.chat or int(found[1]) != me.id or found[2] != message.lane.chat:
        return None
    return int(found[3])


def handle_or_none(text: str | None) -> Handle | None:
    """A handle as it was kept."""
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=Handle)
    except msgspec.DecodeError:
        return None


def handle_text(handle: Handle) -> str:
    """A handle to be kept."""
    return msgspec.json.encode(handle).decode()


def _replaced(sending: Sending, place: Place) -> Handle | None:
    """The message to be replaced, where it is still in this chat."""
    found = handle_or_none(sending.edited)
    return found if found is not None and found.chat == place.chat else None


def _texts(
    pieces: Sequence[str], place: Place, keyboard: InlineKeyboardMarkup | None, answers: int | None, replaced: Handle | None, *, alone: bool
) -> list[TextPart]:
    whole = alone and len(pieces) == 1
    return [
        TextPart(
            place,
            piece,
            keyboard=keyboard if at == len(pieces) else None,
            answers=answers if at == 1 else None,
            replaces=replaced if at == len(pieces) else None,
            edits=whole and replaced is not None and replaced.whole,
            whole=whole,
            editable=at == len(pieces),
        )
        for at, piece in enumerate(pieces, start=1)
    ]
