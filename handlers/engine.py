"""One message in: load the conversation, take a step, save it; nothing is said that was not saved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from handlers.errors import ConversationChanged, StateUnreadable
from handlers.facts import Facts
from handlers.messages import Incoming, Reply
from handlers.ports import Conversations, Memory, Saved
from handlers.router import step
from handlers.states import State, decode, encode

TRIES = 3
"""A conversation that changes this often while one message is dealt with is not to be waited for."""

Work: TypeAlias = Callable[[], AbstractAsyncContextManager[Memory]]
"""Opens a transaction, committed on leaving it and rolled back where something was raised."""

log = logging.getLogger(__name__)


async def converse(work: Work, said: Incoming, facts: Facts) -> tuple[Reply, ...]:
    """Take a message's step in a transaction of its own and return what to say, now that it is saved."""
    for left in reversed(range(TRIES)):
        try:
            async with work() as memory:
                return await _step(memory.conversations, said, facts)
        except ConversationChanged:
            if not left:
                raise
    raise AssertionError("unreachable")


async def _step(conversations: Conversations, said: Incoming, facts: Facts) -> tuple[Reply, ...]:
    saved = await conversations.load(said.lane)
    turn = step(_state_or_none(saved), said, facts)
    version = saved.version + 1 if saved else 1
    await conversations.save(said.lane, Saved(encode(turn.state), version), said.received_at)
    return turn.replies


def _state_or_none(saved: Saved | None) -> State | None:
    """The state to go on from. One that cannot be read only held the thread of the last question:
    the conversation starts afresh rather than stay dumb."""
    if saved is None:
        return None
    try:
        return decode(saved.state)
    except StateUnreadable:
        log.warning("a saved state could not be read; the conversation starts afresh")
        return None
