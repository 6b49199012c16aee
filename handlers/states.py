"""What a conversation is waiting for, saved between messages as versioned JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from handlers.errors import StateUnreadable
from knowledge.answering.inquiry import Dialogue


class Choice(Struct, frozen=True):
    """A button that asks the same of another notice."""

    label: str
    notice: str


class Offer(Struct, frozen=True):
    """The buttons under one of our messages.

    `question` is what was asked at `at`, in `language`, when the conversation remembered `before`;
    `dialogue` is what it remembered afterwards.
    """

    message: str
    choices: tuple[Choice, ...]
    question: str
    language: str
    at: datetime
    before: Dialogue | None = None
    dialogue: Dialogue | None = None


class Asking(Struct, frozen=True, tag_field="kind", tag="asking"):
    """Waiting for a question. `offers` are the latest ones, oldest first; `unit` is the asker's own
    unit and `language` the one last spoken, where known; `numbered`: our last answer offered choices,
    so that a bare number is one of them."""

    v: Literal[1] = 1
    dialogue: Dialogue | None = None
    offers: tuple[Offer, ...] = ()
    numbered: bool = False
    unit: str | None = None
    language: str | None = None


State: TypeAlias = Asking
"""Everything a conversation can be waiting for."""


def encode(state: State) -> str:
    """A state as JSON text."""
    return msgspec.json.encode(state).decode()


def decode(text: str) -> State:
    """The state that `encode` wrote; raises StateUnreadable."""
    try:
        return msgspec.json.decode(text, type=State)
    except msgspec.DecodeError as error:
        raise StateUnreadable(str(error)) from error
