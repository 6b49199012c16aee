"""The messages that came in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import ARRIVALS, Addition, ahead, conflict, in_turn, lane_row, read_from
from db.tables import inbox, storable
from handlers.messages import Content, Incoming
from handlers.ports import Waiting

_c = inbox.c
_earlier = inbox.alias("earlier")
_waits = _c.finished_at.is_(None)
_one = _c.number == bindparam("of")
_LANE = ("channel", "chat", "thread", "person")

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
_HEADS_WITHOUT = _HEADS.where(tuple_(_c.channel, _c.person).not_in(bindparam("left_out", expanding=True)))
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
        if messages:
            await in_turn(self._connection, ARRIVALS)
        return await _ADD.count(self._connection, [_row(message) for message in messages])

    async def heads(self, limit: int, without: Sequence[tuple[str, str]] = ()) -> tuple[Waiting, ...]:
        """The oldest waiting message of each conversation, oldest first, locked; those of some people (channel and
        user) left out.

        The lock on its head is the lock on a conversation, without a lease that must be renewed or could outlive its
        holder: another process skips a head that is locked, and whatever comes after it is no head as long as it waits,
        which is until the holder's transaction ends. A holder that stops in the middle loses its transaction after
        `db.postgresql.IDLE_TIMEOUT_MS`. SQLite lets one transaction in at a time.
        """
        statement, wanted = (_HEADS_WITHOUT, {"most": limit, "left_out": sorted(set(without))}) if without else (_HEADS, {"most": limit})
        while rows := (await self._connection.execute(statement, wanted)).all():
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
            received_at=read_from(row.received_at, row.zone),
            via=row.via,
            speaks=row.speaks,
            name=row.name,
            title=row.title,
        )
        return Waiting(row.number, said, row.tries)


def _row(said: Incoming) -> dict[str, object]:
    return {
        "id": said.id,
        **lane_row(said.lane),
        "body": _body(said.content),
        "received_at": said.received_at,
        "zone": ahead(said.received_at),
        "tries": 0,
        "parked": False,
        "via": said.via,
        "speaks": said.speaks,
        "name": said.name,
        "title": said.title,
    }


def _body(content: Content) -> str:
    """A message's content as JSON. Half a character, which some platforms let through, must not keep it out."""
    try:
        return msgspec.json.encode(content).decode()
    except UnicodeEncodeError:
        words = {name: value for name, value in msgspec.structs.asdict(content).items() if isinstance(value, str)}
        return msgspec.json.encode(msgspec.structs.replace(content, **{name: storable(value) for name, value in words.items()})).decode()
