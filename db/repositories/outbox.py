"""The messages to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition, chunks, lane_row
from db.tables import outbox
from handlers.messages import Lane
from handlers.ports import Outgoing

_c = outbox.c
_unsent = _c.sent_at.is_(None)
_ADD = Addition(outbox)
_WAITING = select(outbox).where(_c.channel == bindparam("of"), _unsent).order_by(_c.position).limit(bindparam("most"))
_TO_PERSON = _WAITING.where(_c.person == bindparam("to"))
_SENT = update(outbox).where(_c.id.in_(bindparam("some", expanding=True)), _unsent).values(sent_at=bindparam("at"))

_buttons = msgspec.json.Decoder(tuple[tuple[str, ...], ...])
_files = msgspec.json.Decoder(tuple[tuple[str, str], ...])


class OutboxRepository:
    """Meets `handlers.ports.Outbox` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Keep messages in their order, unless they are there."""
        await _ADD.run(self._connection, [_row(message, at) for message in messages])

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages of a channel (to a person) not known to be sent, oldest first."""
        wanted = {"of": channel, "most": limit}
        rows = await self._connection.execute(*((_WAITING, wanted) if person is None else (_TO_PERSON, {**wanted, "to": person})))
        return tuple(
            Outgoing(
                id=row.id,
                lane=Lane(row.channel, row.chat, row.thread, row.person),
                text=row.text,
                language=row.language,
                buttons=_buttons.decode(row.buttons),
                numbered=row.numbered,
                files=_files.decode(row.files),
            )
            for row in rows
        )

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent."""
        for some in chunks(ids):
            await self._connection.execute(_SENT, {"some": some, "at": at})


def _row(message: Outgoing, at: datetime) -> dict[str, object]:
    return {
        "id": message.id,
        **lane_row(message.lane),
        "text": message.text,
        "language": message.language,
        "buttons": msgspec.json.encode(message.buttons).decode(),
        "numbered": message.numbered,
        "files": msgspec.json.encode(message.files).decode(),
        "created_at": at,
    }
