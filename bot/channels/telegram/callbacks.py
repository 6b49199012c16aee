"""Pressed buttons: who may press which, and what is said to the others."""

from __future__ import annotations

from datetime import datetime

from bot.channels.base import Intake
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.keyboard import Pressed, label_of, pressed_of
from bot.channels.telegram.updates import CHANNEL, GROUPS, speaks
from bot.channels.telegram.wire import CallbackQuery
from handlers.messages import Incoming, Press
from handlers.ports import Outgoing

NOT_YOURS = "telegram.toast_not_yours"
STALE = "telegram.toast_stale"
USED = "telegram.toast_used"


async def press_of(query: CallbackQuery, me: Me, intake: Intake) -> Incoming | str:
    """The message that a pressed button makes, or the key of what is to be said instead."""
    button = pressed_of(query.data)
    if button is None or query.message is None or query.sender.is_bot:
        return STALE
    outgoing = await intake.pressed(button.token)
    if outgoing is None:
        return STALE
    return _press(query, button, outgoing, me, intake.now())


def _press(query: CallbackQuery, button: Pressed, outgoing: Outgoing, me: Me, now: datetime) -> Incoming | str:
    lane, user, chat = outgoing.lane, str(query.sender.id), query.message.chat if query.message else None
    label = label_of(outgoing, button.index)
    if chat is None or label is None or lane.channel != CHANNEL or lane.room != str(chat.id):
        return STALE
    if lane.person and lane.person != user:
        return NOT_YOURS
    return Incoming(
        id=f"{CHANNEL}:{me.id}:b:{button.token}.{button.index}:{user}",
        channel=CHANNEL,
        user=user,
        group=lane.chat or None,
        thread=lane.thread or None,
        content=Press(label, of=outgoing.id, about=outgoing.about),
        received_at=now,
        speaks=speaks(query.sender),
        title=chat.title if chat.type in GROUPS else None,
        name=query.sender.name,
    )
