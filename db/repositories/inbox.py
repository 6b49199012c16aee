"""The messages that came in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition, conflict, lane_row
from db.tables import inbox, storable
from handlers.messages import Content, Incoming
from handlers.ports import Waiting

_c = inbox.c
_earlier = inbox.alias("earlier")
_waits = _c.finished_at.is_(None)
_one = _c.number == bindparam("of")
_LANE = ("channel", "chat", "thread", "person")

_ARRIVALS = 4_931_028
"""PostgreSQL's advisory lock under which messages get their numbers."""

_IN_TURN = select(func.pg_advisory_xact_lock(_ARRIVALS))
_ADD = Addition(inbox)
_HEADS = (
    select(inbox)
    .where(
        _waits,
        ~exists().where(
            _earlier.c.finished_at.is_(None),
            *(_earlier.c[name] == _c[name] for name in _LANE),
            _earlier.c.number < _c.number,
        ),
    )
    .order_by(_c.number)
    .limit(bindparam("most"))
    .with_for_update(of=inbox, skip_locked=True, key_share=True)
)
_FINISH = update(inbox).where(_c.number.in_(bindparam("some", expanding=True)), _waits).values(finished_at=bindparam("at"))
_FAIL = update(inbox).where(_one, _waits).values(tries=_c.tries + 1)
_PARK = update(inbox).where(_one, _waits).values(finished_at=bindparam("at"), parked=True)

_content = msgspec.json.Decoder[Content](Content)
log = logging.getLogger(__name__)


class InboxRepository:
    """Meets `handlers.ports.Inbox` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, messages: Sequence[Incoming]) -> int:
        """Keep messages in their order, unless they are there; how many were new.

        On PostgreSQL one transaction after another adds, so that no message comes to light behind one of the same
        conversation that has a greater number: `heads` could give both to different processes.
        """
        if messages and self._connection.dialect.name == "postgresql":
            await self._connection.execute(_IN_TURN)
        return await _ADD.count(self._connection, [_row(message) for message in messages])

    async def heads(self, limit: int) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation, oldest first, locked.

        The lock on its head is the lock on a conversation, without a lease that must be renewed or could outlive its
        holder: another process skips a head that is locked, and whatever comes after it is no head as long as it waits,
        which is until the holder's transaction ends. A holder that stops in the middle loses its transaction after
        `db.postgresql.IDLE_TIMEOUT_MS`. SQLite lets one transaction in at a time.
        """
        while rows := (await self._connection.execute(_HEADS, {"most": limit})).all():
            if found := tuple([waiting for row in rows if (waiting := await self._waiting_or_none(row))]):
                return found
        return ()

    async def finish(self, numbers: Sequence[int], at: datetime) -> None:
        """Their steps were taken; raises Conflict where one does not wait any more: somebody else took its step."""
        some = sorted(set(numbers))
        if some and (await self._connection.execute(_FINISH, {"some": some, "at": at})).rowcount != len(some):
            raise conflict(self._connection)

    async def fail(self, number: int) -> None:
        """Its step failed once more."""
        await self._connection.execute(_FAIL, {"of": number})

    async def park(self, number: int, at: datetime) -> None:
        """It is set aside as it came."""
        await self._connection.execute(_PARK, {"of": number, "at": at})

    async def _waiting_or_none(self, row: Row[Any]) -> Waiting | None:
        """A message; one that this version cannot read is set aside, it would hold up all others."""
        try:
            content = _content.decode(row.body)
        except msgspec.DecodeError:
            log.warning("message %d could not be read and is set aside", row.number)
            await self.park(row.number, row.received_at)
            return None
        said = Incoming(
            id=row.id,
            channel=row.channel,
            user=row.person,
            group=row.chat or None,
            thread=row.thread or None,
            content=content,
            received_at=row.received_at.astimezone(timezone(timedelta(seconds=row.zone))),
        )
        return Waiting(row.number, said, row.tries)


def _row(said: Incoming) -> dict[str, object]:
    ahead = said.received_at.utcoffset() or timedelta()
    return {
        "id": said.id,
        **lane_row(said.lane),
        "body": _body(said.content),
        "received_at": said.received_at,
        "zone": round(ahead.total_seconds()),
        "tries": 0,
        "parked": False,
    }


def _body(content: Content) -> str:
    """A message's content as JSON. Half a character, which some platforms let through, must not keep it out."""
    try:
        return msgspec.json.encode(content).decode()
    except UnicodeEncodeError:
        words = {name: value for name, value in msgspec.structs.asdict(content).items() if isinstance(value, str)}
        return msgspec.json.encode(msgspec.structs.replace(content, **{name: storable(value) for name, value in words.items()})).decode()
