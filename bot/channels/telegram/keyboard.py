"""Buttons under a message, in rows that a phone can show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.wrap import width
from handlers.ports import Outgoing

COLUMNS = 24
"""What labels of a row may take together on a narrow phone; a Chinese character takes two."""

LONGEST_LABEL = 64
MOST_IN_ROW = 8
MOST_BUTTONS = 100

_DATA = re.compile(r"b:([A-Za-z0-9_-]{1,48})\.(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button of which message was pressed, counted through its rows from 0."""

    token: str
    index: int


def keyboard_of(message: Outgoing, name: str) -> InlineKeyboardMarkup | None:
    """The buttons of a message; `name` is our own, for links into the private chat."""
    starts = dict(message.starts)
    counted, index = [], 0
    for row in message.buttons:
        made = []
        for label in row:
            if label.strip() and index < MOST_BUTTONS:
                made.append(_button(label, data_of(message.token or "", index), starts.get(label), name))
            index += 1
        counted += _rows(made)
    return InlineKeyboardMarkup(counted) if counted else None


def data_of(token: str, index: int) -> str:
    """What a button says when it is pressed: at most 64 bytes."""
    return f"b:{token}.{index}"


def pressed_of(data: str | None) -> Pressed | None:
    """The button that says so; None where it is none of ours."""
    found = _DATA.fullmatch(data or "")
    return Pressed(found[1], int(found[2])) if found else None


def label_of(message: Outgoing, index: int) -> str | None:
    """The label of a button; None where there is none, or one that opens a link."""
    labels = [label for row in message.buttons for label in row]
    if index >= len(labels) or labels[index] in dict(message.starts):
        return None
    return labels[index]


def link_to(name: str, payload: str) -> str:
    """The address that opens the private chat with us, saying so much."""
    return f"https://t.me/{name}?start={quote(payload, safe='')}"


def _button(label: str, data: str, start: str | None, name: str) -> InlineKeyboardButton:
    shown = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    if start is not None:
        return InlineKeyboardButton(shown, url=link_to(name, start))
    return InlineKeyboardButton(shown, callback_data=data)


def _rows(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """A row as it is, or several where its labels would be too narrow to read."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for button in buttons:
        wide = width(button.text)
        if not rows or wide > room or len(rows[-1]) == MOST_IN_ROW:
            rows.append([])
            room = COLUMNS
        rows[-1].append(button)
        room -= wide
    return rows
