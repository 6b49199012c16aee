"""The conversations' states."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import conversations
from handlers.errors import ConversationChanged
from handlers.messages import Lane
from handlers.ports import Saved

_c = conversations.c
_LANE = and_(*(_c[name] == bindparam(f"lane_{name}") for name in ("channel", "chat", "thread", "person")))
_LOAD = select(_c.state, _c.version).where(_LANE)
_ADD = insert(conversations)
_REPLACE = update(conversations).where(_LANE, _c.version == bindparam("before"))


class ConversationRepository:
    """Meets `handlers.ports.Conversations` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, lane: Lane) -> Saved | None:
        """The state last saved, None for a new conversation."""
        row = (await self._connection.execute(_LOAD, _key(lane))).one_or_none()
        return None if row is None else Saved(row.state, row.version)

    async def save(self, lane: Lane, saved: Saved, at: datetime) -> None:
        """Store the state that follows version `saved.version - 1`; raises ConversationChanged."""
        values = {"version": saved.version, "state": saved.state, "updated_at": at}
        if saved.version == 1:
            await self._add(lane, values)
            return
        replaced = await self._connection.execute(_REPLACE, {**_key(lane), **values, "before": saved.version - 1})
        if replaced.rowcount != 1:
            raise ConversationChanged

    async def _add(self, lane: Lane, values: dict[str, object]) -> None:
        try:
            await self._connection.execute(_ADD, {**asdict(lane), **values})
        except IntegrityError as error:
            raise ConversationChanged from error


def _key(lane: Lane) -> dict[str, object]:
    return {f"lane_{name}": value for name, value in asdict(lane).items()}
