"""The conversations' states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition, Replacement, chunks, conflict, lane_of, lane_row
from db.tables import conversations
from handlers.lane import Lane
from handlers.ports import Saved

_c = conversations.c
_KEY = (_c.channel, _c.chat, _c.thread, _c.person)
_ADD = Addition(conversations)
_REPLACE = Replacement(conversations, *_KEY)


@cache
def _load(count: int) -> Select[tuple[str, str, str, str, str, int]]:
    """So many states. Each lane is compared by itself: to look for several in one list SQLite reads the whole table."""
    wanted = (and_(*(column == bindparam(f"{column.name}_{number}") for column in _KEY)) for number in range(count))
    return select(*_KEY, _c.state, _c.version).where(or_(*wanted)).order_by(*_KEY).with_for_update(key_share=True)


class ConversationRepository:
    """Meets `handlers.ports.Conversations` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, lanes: Iterable[Lane]) -> Mapping[Lane, Saved]:
        """The states last saved, locked in the order of the lanes, so that nobody waits in a circle."""
        states = {}
        for some in chunks(sorted(set(lanes))):
            values = {f"{name}_{number}": value for number, lane in enumerate(some) for name, value in lane_row(lane).items()}
            for row in await self._connection.execute(_load(len(some)), values):
                states[lane_of(row)] = Saved(row.state, row.version)
        return states

    async def save(self, states: Mapping[Lane, Saved], at: datetime) -> None:
        """Store the states that follow version `version - 1`; raises Conflict."""
        new = [{**lane_row(lane), **_values(saved, at)} for lane, saved in states.items() if saved.version == 1]
        if await _ADD.count(self._connection, new) != len(new):
            raise conflict(self._connection)
        changed = [{**_key(lane), **_values(saved, at), "before": saved.version - 1} for lane, saved in states.items() if saved.version != 1]
        await _REPLACE.run(self._connection, changed)


def _values(saved: Saved, at: datetime) -> dict[str, object]:
    return {"version": saved.version, "state": saved.state, "updated_at": at}


def _key(lane: Lane) -> dict[str, object]:
    return {f"of_{name}": value for name, value in lane_row(lane).items()}
