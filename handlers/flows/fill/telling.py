"""Telling a colleague, in their own conversation, that something happened to a table."""

from __future__ import annotations

from dataclasses import replace

from handlers.flows.fill.context import Context
from handlers.lane import Lane
from handlers.messages import Phrase, Reply, Turn


def told(turn: Turn, context: Context, person: str | None, key: str) -> Turn:
    """A turn that also tells somebody else; nobody, and the sender, need not be told."""
    if person is None or person == context.said.person:
        return turn
    channel, _, user = person.partition(":")
    table = context.sheet
    said = Phrase(key, {"unit": table.unit, "form": table.form.title, "who": context.said.name or context.said.user})
    note = Reply(id=f"{context.said.id}-2", said=said, to=Lane(channel, "", "", user))
    return replace(turn, replies=(*turn.replies, note))
