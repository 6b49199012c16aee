"""A group becomes another chat: everything of it moves there, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.outbox import follow
from db.repositories.reminders import body_of, subscription_of, wake
from db.repositories.statements import OUTGOING, Addition, in_turn
from db.repositories.statements import Row as Values
from db.tables import Stage, chats, conversations, inbox, jobs, outbox, reminders, reports, subscriptions
from handlers.effects import ChatMoved
from handlers.lane import Lane

_o = outbox.c
_s = subscriptions.c
_h = chats.c
_k = conversations.c


def _of_chat(table: Any) -> tuple[Any, Any]:
    return table.c.channel == bindparam("of"), table.c.chat == bindparam("before")


_MOVED = (
    update(inbox).where(*_of_chat(inbox), text("inbox.chat <> ''")).values(chat=bindparam("after")),
    update(jobs).where(*_of_chat(jobs)).values(chat=bindparam("after")),
    update(reports).where(*_of_chat(reports)).values(chat=bindparam("after")),
    update(outbox).where(*_of_chat(outbox), text("outbox.chat <> ''")).values(chat=bindparam("after"), room=bindparam("after")),
)

_STATES = (
    select(_k.channel, _k.chat, _k.thread, _k.person)
    .where(_k.channel == bindparam("of"), _k.chat.in_((bindparam("before"), bindparam("after"))))
    .order_by(_k.updated_at)
)
_FORGET_STATE = delete(conversations).where(
    _k.channel == bindparam("of"), _k.chat == bindparam("in_chat"), _k.thread == bindparam("in_thread"), _k.person == bindparam("with_person")
)
_MOVE_STATES = update(conversations).where(*_of_chat(conversations)).values(chat=bindparam("after"))

_BEHEAD = (
    update(outbox).where(_o.channel == bindparam("of"), _o.room == bindparam("after"), _o.sent_at.is_(None), text("outbox.head")).values(head=False)
)
_IN_FLIGHT = select(_o.position).where(_o.channel == bindparam("of"), _o.room == bindparam("after"), _o.sent_at.is_(None), _o.state == Stage.SENDING)
_RECEIPTS = select(_o.position, _o.receipt).where(text("outbox.receipt IS NOT NULL"))
_READDRESS = update(outbox).where(_o.position == bindparam("one")).values(receipt=bindparam("to"))

_SUBSCRIPTIONS = (
    select(subscriptions)
    .where(_s.channel == bindparam("of"), _s.room == _s.chat, _s.room.in_((bindparam("before"), bindparam("after"))))
    .order_by(_s.id)
    .with_for_update(key_share=True)
)
_MOVE_SUBSCRIPTION = (
    update(subscriptions)
    .where(_s.id == bindparam("one"))
    .values(chat=bindparam("after"), room=bindparam("after"), body=bindparam("now"), ended=bindparam("over"), held=False)
)
_UNPLAN = delete(reminders).where(reminders.c.subscription == bindparam("one"), reminders.c.done_at.is_(None))

_TITLES: Select[Any] = select(_h.chat, _h.title).where(_h.channel == bindparam("of"), _h.chat.in_((bindparam("before"), bindparam("after"))))
_FORGET_CHAT = delete(chats).where(*_of_chat(chats))
_ADD_CHAT = Addition(chats)
_CHAT = update(chats).where(_h.channel == bindparam("of"), _h.chat == bindparam("after")).values(present=True, title=bindparam("called"))

_lane = msgspec.json.Decoder(Lane)


async def move(connection: AsyncConnection, moved: ChatMoved, at: datetime) -> None:
    """Move all that names the old chat to the new one. What is there under both is kept once: of a conversation what was
    changed last, of two subscriptions to the same the new chat's own. Subscriptions are locked before the outbox, as
    everywhere."""
    of: Values = {"of": moved.channel, "before": moved.before, "after": moved.after}
    if moved.before == moved.after:
        return
    subscribed = (await connection.execute(_SUBSCRIPTIONS, of)).all()
    await in_turn(connection, OUTGOING)
    await _conversations(connection, of)
    for statement in _MOVED:
        await connection.execute(statement, of)
    await _outbox(connection, of)
    await _subscriptions(connection, of, subscribed)
    await _chats(connection, of, at)


async def _conversations(connection: AsyncConnection, of: Values) -> None:
    newest: dict[tuple[str, str], str] = {}
    rows = (await connection.execute(_STATES, of)).all()
    for row in rows:
        newest[row.thread, row.person] = row.chat
    outdated = [_key(row) for row in rows if newest[row.thread, row.person] != row.chat]
    if outdated:
        await connection.execute(_FORGET_STATE, outdated)
    await connection.execute(_MOVE_STATES, of)


def _key(row: Any) -> Values:
    return {"of": row.channel, "in_chat": row.chat, "in_thread": row.thread, "with_person": row.person}


async def _outbox(connection: AsyncConnection, of: Values) -> None:
    """Both rooms are one now, with one head, unless something of it is being sent. Who wants to know what became of a
    message has moved, too."""
    await connection.execute(_BEHEAD, of)
    if (await connection.execute(_IN_FLIGHT, of)).first() is None:
        await follow(connection, [(of["of"], of["after"])])
    readdressed = []
    for row in await connection.execute(_RECEIPTS):
        lane = _lane.decode(row.receipt)
        if (lane.channel, lane.chat) == (of["of"], of["before"]):
            there = msgspec.structs.replace(lane, chat=of["after"])
            readdressed.append({"one": row.position, "to": msgspec.json.encode(there).decode()})
    if readdressed:
        await connection.execute(_READDRESS, readdressed)


async def _subscriptions(connection: AsyncConnection, of: Values, rows: Sequence[Row[Any]]) -> None:
    there = {(row.notice, row.place, row.thread) for row in rows if row.chat == of["after"] and not row.ended}
    coming = [row for row in rows if row.chat == of["before"]]
    twice = [row.id for row in coming if not row.ended and (row.notice, row.place, row.thread) in there]
    if coming:
        await connection.execute(_MOVE_SUBSCRIPTION, [_moved(row, of["after"], over=row.ended or row.id in twice) for row in coming])
    if twice:
        await connection.execute(_UNPLAN, [{"one": one} for one in twice])
    await wake(connection, [row.id for row in coming])


def _moved(row: Row[Any], after: str, *, over: bool) -> Values:
    before = subscription_of(row)
    lane = msgspec.structs.replace(before.lane, chat=after)
    return {"one": row.id, "after": after, "now": body_of(msgspec.structs.replace(before, lane=lane, held=False, ended=over)), "over": over}


async def _chats(connection: AsyncConnection, of: Values, at: datetime) -> None:
    """The new chat is one that we are in, called as the old one was where nothing else is known."""
    titles = {row.chat: row.title for row in await connection.execute(_TITLES, of)}
    await connection.execute(_FORGET_CHAT, of)
    await _ADD_CHAT.run(connection, [{"channel": of["of"], "chat": of["after"], "present": True, "at": at}])
    await connection.execute(_CHAT, {**of, "called": titles.get(of["after"]) or titles.get(of["before"])})
