"""The messages to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.inbox import InboxRepository
from db.repositories.statements import ARRIVALS, OUTGOING, Addition, chunks, in_turn, lane_of, lane_row
from db.tables import Stage, outbox
from handlers.lane import Lane
from handlers.messages import Delivered, Incoming
from handlers.ports import Fate, Outgoing, Sending

TOKEN_BYTES = 12
"""Of what buttons go by: nobody guesses it, and a platform's 64 bytes for a button have room for it."""

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a message may be begun for which nothing was said about that."""

_c = outbox.c
_pending = outbox.alias("pending")
_edited = outbox.alias("edited")
_unsent = _c.sent_at.is_(None)
_at_head = text("outbox.head")
_one_sending = and_(_c.id == bindparam("of"), _c.state == Stage.SENDING)
_some = _c.id.in_(bindparam("some", expanding=True))
_of_room = (_pending.c.channel == bindparam("of_channel"), _pending.c.room == bindparam("of_room"), _pending.c.sent_at.is_(None))

_ADD = Addition(outbox, head=~exists().where(*_of_room))
_WAITING = select(outbox).where(_c.channel == bindparam("of"), _unsent).order_by(_c.position).limit(bindparam("most"))
_TO_PERSON = _WAITING.where(_c.person == bindparam("to"))
_PRESSED = select(outbox).where(_c.token == bindparam("of"))

_heads = (
    select(outbox, _edited.c.handle.label("handle_of_edited"))
    .outerjoin(_edited, and_(_edited.c.id == _c.edits, _edited.c.state == Stage.SENT))
    .where(_c.channel == bindparam("of"), _at_head)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True, key_share=True)
)
_FRESH = _heads.where(_c.not_before.is_(None)).order_by(_c.position)
_AGAIN = _heads.where(_c.not_before <= bindparam("now")).order_by(_c.not_before, _c.position)
_BEGIN = update(outbox).where(_c.position.in_(bindparam("some", expanding=True))).values(state=Stage.SENDING, head=False)
_called: ColumnElement[str | None] = func.coalesce(bindparam("called"), _c.handle)
_PART_SENT = update(outbox).where(_one_sending).values(parts=bindparam("so_many"), handle=_called)

_to_tell: Select[Any] = select(_c.id, _c.channel, _c.room, _c.receipt)
_UNSETTLED = _to_tell.where(_one_sending)
_UNSENT = _to_tell.where(_some, _unsent).order_by(_c.position)
_done = {"sent_at": bindparam("at"), "head": False, "not_before": None}
_became = {"state": bindparam("stage"), "fate": bindparam("became"), "detail": bindparam("why"), "handle": _called}
_SETTLE = update(outbox).where(_one_sending).values(**_done, **_became)
_SENT = update(outbox).where(_some, _unsent).values(**_done, state=Stage.SENT, fate=Fate.SENT)

_first_of_room = select(func.min(_pending.c.position)).where(*_of_room).scalar_subquery()
_FOLLOW = update(outbox).where(_c.position == _first_of_room, _c.state == Stage.WAITING).values(head=True)

_wait = {"state": Stage.WAITING, "head": False, "not_before": bindparam("then")}
_TRY_AGAIN = update(outbox).where(_one_sending).values(**_wait, tries=_c.tries + 1, unknown=_c.unknown + bindparam("more"))
_left = (_c.channel == bindparam("of"), _unsent, _c.state == Stage.SENDING)
_LEFT_ROOMS: Select[Any] = select(_c.channel, _c.room).where(*_left)
_LEFT = update(outbox).where(*_left).values(**_wait, unknown=_c.unknown + 1)

_next_head = select(_c.not_before).where(_c.channel == bindparam("of"), _at_head).limit(1)
_ANY_FRESH = _next_head.where(_c.not_before.is_(None))
_NEXT_AGAIN = _next_head.where(_c.not_before.is_not(None)).order_by(_c.not_before)

_buttons = msgspec.json.Decoder(tuple[tuple[str, ...], ...])
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_lane = msgspec.json.Decoder(Lane)


class OutboxRepository:
    """Meets `handlers.ports.Outbox` inside one transaction.

    The first message of a room that is not done with is its head as long as it waits; when it is done with, the next
    one is. Two of a room can be on their way where two groups became one: of these only the first is a head when both wait
    again. On PostgreSQL messages are added, put off and done with by one transaction after another: else one could be added
    behind a message that is just being done with, and never become the head. Who changes rows of the outbox otherwise has
    had its turn before, so that nobody waits in a circle.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, messages: Sequence[Outgoing], at: datetime) -> None:
        """Keep messages in their order, unless they are there."""
        if messages:
            await in_turn(self._connection, OUTGOING)
            await _ADD.run(self._connection, [_row(message, at) for message in messages])

    async def waiting(self, channel: str, limit: int, person: str | None = None) -> tuple[Outgoing, ...]:
        """Messages of a channel (to a person) not known to be sent, oldest first."""
        wanted = {"of": channel, "most": limit}
        rows = await self._connection.execute(*((_WAITING, wanted) if person is None else (_TO_PERSON, {**wanted, "to": person})))
        return tuple(map(_outgoing, rows))

    async def sent(self, ids: Sequence[str], at: datetime) -> None:
        """They were sent."""
        for some in chunks(ids):
            await self._in_turn()
            rows = (await self._connection.execute(_UNSENT, {"some": some})).all()
            await self._connection.execute(_SENT, {"some": some, "at": at})
            await self._tell(rows, None, at)
            await self._follow(rows)

    async def claim(self, channel: str, now: datetime, limit: int, without: Sequence[str] = ()) -> tuple[Sending, ...]:
        """The head of each room whose time has come, oldest first, being sent from now on."""
        wanted = {"of": channel, "now": now, "most": limit + len(without)}
        found = [row for statement in (_FRESH, _AGAIN) for row in await self._connection.execute(statement, wanted)]
        left_out = frozenset(without)
        begun = sorted((row for row in found if row.room not in left_out), key=lambda row: row.position)[:limit]
        for some in chunks([row.position for row in begun]):
            await self._connection.execute(_BEGIN, {"some": some})
        return tuple(Sending(_outgoing(row), row.parts, row.unknown, row.tries, row.handle, row.handle_of_edited) for row in begun)

    async def part_sent(self, message: str, parts: int, handle: str | None) -> None:
        """So many parts of a message that is being sent are sent now."""
        await self._in_turn()
        await self._connection.execute(_PART_SENT, {"of": message, "so_many": parts, "called": handle})

    async def settle(self, message: str, fate: Fate, at: datetime, handle: str | None = None, detail: str | None = None) -> None:
        """It is done with, if it was being sent; who wants to know is told through the inbox."""
        await self._in_turn()
        row = (await self._connection.execute(_UNSETTLED, {"of": message})).one_or_none()
        if row is None:
            return
        stage = Stage.SENT if fate is Fate.SENT else Stage.GIVEN_UP
        values = {"of": message, "at": at, "stage": stage, "became": fate, "why": detail, "called": handle}
        if (await self._connection.execute(_SETTLE, values)).rowcount:
            await self._tell([row], None if fate is Fate.SENT else fate.value, at)
            await self._follow([row])

    async def again(self, message: str, not_before: datetime, *, unknown: bool = False) -> None:
        """It failed, if it was being sent, and waits again."""
        await self._in_turn()
        rows = (await self._connection.execute(_UNSETTLED, {"of": message})).all()
        await self._connection.execute(_TRY_AGAIN, {"of": message, "then": not_before, "more": int(unknown)})
        await self._follow(rows)

    async def left_sending(self, channel: str, not_before: datetime) -> int:
        """What a process that is gone was sending waits again; how many."""
        await self._in_turn()
        rows: Sequence[Row[Any]] = (await self._connection.execute(_LEFT_ROOMS, {"of": channel})).all()
        await self._connection.execute(_LEFT, {"of": channel, "then": not_before})
        await self._follow(rows)
        return len(rows)

    async def pressed(self, token: str) -> Outgoing | None:
        """The message whose buttons go by a token."""
        row = (await self._connection.execute(_PRESSED, {"of": token})).one_or_none()
        return _outgoing(row) if row else None

    async def next_at(self, channel: str) -> datetime | None:
        """When the next head may be begun (`AT_ONCE`: nothing keeps it); None where there is none."""
        if (await self._connection.execute(_ANY_FRESH, {"of": channel})).first():
            return AT_ONCE
        found: datetime | None = await self._connection.scalar(_NEXT_AGAIN, {"of": channel})
        return found

    async def _in_turn(self) -> None:
        """Nobody else adds messages or is done with any until this transaction ends. What tells of their fate arrives in
        the inbox, which has its turn before."""
        await in_turn(self._connection, ARRIVALS)
        await in_turn(self._connection, OUTGOING)

    async def _tell(self, rows: Iterable[Row[Any]], problem: str | None, at: datetime) -> None:
        """Tell the conversations that want to know what became of messages."""
        told = [_receipt(row.id, _lane.decode(row.receipt), problem, at) for row in rows if row.receipt]
        if told:
            await InboxRepository(self._connection).add(told)

    async def _follow(self, done: Iterable[Row[Any]]) -> None:
        """The rooms of messages that are done with have another head."""
        await follow(self._connection, {(row.channel, row.room) for row in done})


async def follow(connection: AsyncConnection, rooms: Iterable[tuple[str, str]]) -> None:
    """Mark the heads of rooms (of a channel each)."""
    if values := [{"of_channel": channel, "of_room": room} for channel, room in sorted(rooms)]:
        await connection.execute(_FOLLOW, values)


def _receipt(message: str, lane: Lane, problem: str | None, at: datetime) -> Incoming:
    return Incoming(
        id=f"{message}-receipt",
        channel=lane.channel,
        user=lane.person,
        group=lane.chat or None,
        thread=lane.thread or None,
        content=Delivered(message, problem),
        received_at=at,
    )


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=row.id,
        lane=lane_of(row),
        text=row.text,
        language=row.language,
        buttons=_buttons.decode(row.buttons),
        numbered=row.numbered,
        files=_pairs.decode(row.files),
        starts=_pairs.decode(row.starts),
        edits=row.edits,
        about=row.about,
        receipt=_lane.decode(row.receipt) if row.receipt else None,
        token=row.token,
    )


def _row(message: Outgoing, at: datetime) -> dict[str, object]:
    lane = message.lane
    return {
        "id": message.id,
        **lane_row(lane),
        "of_channel": lane.channel,
        "of_room": lane.room,
        "text": message.text,
        "language": message.language,
        "buttons": _json(message.buttons),
        "numbered": message.numbered,
        "files": _json(message.files),
        "created_at": at,
        "room": lane.room,
        "state": Stage.WAITING,
        "parts": 0,
        "tries": 0,
        "unknown": 0,
        "token": message.token or (token_urlsafe(TOKEN_BYTES) if message.buttons else None),
        "starts": _json(message.starts),
        "edits": message.edits,
        "about": message.about,
        "receipt": _json(message.receipt) if message.receipt else None,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
