"""Subscriptions and their reminders."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, case, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import StoreRefused
from db.repositories.statements import Addition, Replacement, ahead, chunks, conflict, lane_of, lane_row, read_from
from db.tables import reminders, reports, subscriptions
from handlers.effects import Reported
from handlers.lane import Lane
from handlers.ports import Reminder
from handlers.subscription import Subscription
from knowledge.reminders import Slot

_s = subscriptions.c
_r = reminders.c
_t = reports.c
_to_come = _r.done_at.is_(None)
_numbers = _r.number.in_(bindparam("some", expanding=True))

_stored = select(subscriptions).order_by(_s.id).with_for_update(key_share=True)
_LOAD = _stored.where(_s.id.in_(bindparam("some", expanding=True)))
_live = _stored.where(_s.ended.is_(False))
_OF_ROOM = _live.where(_s.channel == bindparam("of"), _s.room == bindparam("of_room"), _s.chat == bindparam("of_chat"))
_BY_PERSON = _live.where(_s.by == bindparam("of"))
_LIVE = _live.where(_s.id > bindparam("after")).limit(bindparam("most"))
_HOLD = (
    select(_s.id)
    .where(
        or_(
            tuple_(_s.channel, _s.room, _s.chat).in_(bindparam("rooms", expanding=True)),
            _s.by.in_(bindparam("people", expanding=True)),
        )
    )
    .order_by(_s.id)
    .with_for_update(key_share=True)
)

_ADD = Addition(subscriptions)
_REPLACE = Replacement(subscriptions, _s.id)

_ADD_SLOTS = Addition(reminders)
_reminders = select(_r.number, _r.subscription, _r.notice, _r.deliverable, _r.due, _r.slot, _r.at, _r.zone, _r.due_at, _r.due_zone)
_PLANNED = _reminders.where(_r.subscription == bindparam("of"), _to_come)
_DROP = delete(reminders).where(_numbers, _to_come)

_first = select(func.min(_r.wake_at)).where(_r.subscription == _s.id, _to_come).correlate(subscriptions).scalar_subquery()
_waking = case((_s.held, None), else_=_first)
_WAKE = update(subscriptions).where(_s.id == bindparam("of")).values(wake_at=_waking)
_WAKE_OF = update(subscriptions).where(_s.id.in_(select(_r.subscription).where(_numbers).correlate(None).scalar_subquery())).values(wake_at=_waking)

_sleeper = select(_s.id, _s.wake_at, _s.channel, _s.room).order_by(_s.wake_at, _s.id).with_for_update(skip_locked=True, key_share=True)
_AWAKE = _sleeper.where(_s.wake_at.is_not(None), _s.wake_at <= bindparam("now")).limit(bindparam("most"))
_AWAKE_OF_CHANNEL = _AWAKE.where(_s.channel == bindparam("of"))
_BESIDE = _sleeper.where(
    _s.channel == bindparam("of"),
    _s.room.in_(bindparam("rooms", expanding=True)),
    func.coalesce(_s.wake_at, bindparam("never", datetime(9999, 1, 1, tzinfo=UTC), _s.wake_at.type)) <= bindparam("now", type_=_s.wake_at.type),
)
"""Those that are awake in some rooms. So put, SQLite looks at these rooms and not at all that is awake."""
_DUE = _reminders.where(_r.subscription.in_(bindparam("some", expanding=True)), _to_come, _r.wake_at <= bindparam("now")).order_by(
    _r.subscription, _r.at, _r.number
)
_NEXT = select(func.min(_s.wake_at)).where(_s.wake_at.is_not(None))
_NEXT_OF_CHANNEL = _NEXT.where(_s.channel == bindparam("of"))

_DONE = update(reminders).where(_numbers, _to_come).values(done_at=bindparam("then"), outcome=bindparam("became"))
_LATER = update(reminders).where(_numbers, _to_come).values(wake_at=bindparam("then"))
_SPAN = _reminders.where(_to_come, _r.wake_at >= bindparam("since"), _r.wake_at < bindparam("until")).order_by(_r.wake_at, _r.number)
_SAID = _reminders.where(_r.subscription == bindparam("of"), _r.outcome.in_(("said", "late"))).order_by(_r.at, _r.number)
_REPORTED = select(reports).where(_t.notice.in_(bindparam("some", expanding=True))).order_by(_t.number)

_FOR_EVER = ("created_at",)
"""What of a subscription never changes."""

_subscription = msgspec.json.Decoder(Subscription)
log = logging.getLogger(__name__)


class ReminderRepository:
    """Meets `handlers.ports.Reminders` inside one transaction. A stored subscription that this version cannot read raises
    StoreRefused.

    A subscription's row says when it wakes, so that neither reminders to come nor those of chats that are held are looked
    at to find what is due. The lock on that row is the lock on its reminders.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, ids: Iterable[str]) -> Mapping[str, Subscription]:
        """Subscriptions by id, locked in the order of their ids."""
        found = {}
        for some in chunks(sorted(set(ids))):
            found.update({row.id: subscription_of(row) for row in await self._connection.execute(_LOAD, {"some": some})})
        return found

    async def hold(self, lanes: Iterable[Lane], people: Iterable[str]) -> None:
        """Lock the subscriptions of some chats, and those that some people asked for, in the order of their ids; SQLite lets
        one transaction in at a time."""
        if self._connection.dialect.name == "postgresql":
            rooms = sorted({(lane.channel, lane.room, lane.chat) for lane in lanes})
            await self._connection.execute(_HOLD, {"rooms": rooms, "people": sorted(set(people))})

    async def of_lane(self, lane: Lane) -> tuple[Subscription, ...]:
        """All of a chat that have not ended, whatever their thread, oldest first, locked."""
        rows = await self._connection.execute(_OF_ROOM, {"of": lane.channel, "of_room": lane.room, "of_chat": lane.chat})
        return _oldest_first(rows)

    async def by_person(self, person: str) -> tuple[Subscription, ...]:
        """All that somebody asked for and that have not ended, oldest first, locked."""
        return _oldest_first(await self._connection.execute(_BY_PERSON, {"of": person}))

    async def live(self, after: str = "", limit: int = 500) -> tuple[Subscription, ...]:
        """Subscriptions that have not ended and can be read, in the order of their ids, from behind one, locked."""
        found: list[Subscription] = []
        while wanted := limit - len(found):
            rows = (await self._connection.execute(_LIVE, {"after": after, "most": wanted})).all()
            found += filter(None, map(_subscription_or_none, rows))
            if len(rows) < wanted:
                break
            after = rows[-1].id
        return tuple(found)

    async def save(self, subscription: Subscription, slots: Sequence[Slot], at: datetime) -> None:
        """Store a subscription with its reminders from now on; raises Conflict. One that is done with, or was due by `at`
        and still waits, is known by its key and not added again."""
        values = _values(subscription, at)
        if subscription.version == 1:
            if not await _ADD.count(self._connection, [values]):
                raise conflict(self._connection)
        else:
            changed = {"of_id" if name == "id" else name: value for name, value in values.items() if name not in _FOR_EVER}
            await _REPLACE.run(self._connection, [{**changed, "before": subscription.version - 1}])
        await self._plan(subscription.id, slots, at)
        await self._connection.execute(_WAKE, {"of": subscription.id})

    async def replan(self, subscription: str, slots: Sequence[Slot], at: datetime) -> None:
        """Have the reminders of a subscription from now on; nothing is written where they are the same."""
        if await self._plan(subscription, slots, at):
            await self._connection.execute(_WAKE, {"of": subscription})

    async def _plan(self, subscription: str, slots: Sequence[Slot], at: datetime) -> bool:
        """Store what waits from now on; whether that is anything else than before."""
        waiting = tuple(map(_reminder, await self._connection.execute(_PLANNED, {"of": subscription})))
        wanted = set(slots)
        unwanted = [one.number for one in waiting if one.slot.at > at and one.slot not in wanted]
        for some in chunks(unwanted):
            await self._connection.execute(_DROP, {"some": some})
        new = wanted.difference(one.slot for one in waiting)
        await _ADD_SLOTS.run(self._connection, [_row(subscription, slot) for slot in sorted(new)])
        return bool(unwanted or new)

    async def due(self, now: datetime, limit: int, channel: str | None = None) -> tuple[Reminder, ...]:
        """All reminders, whose time has come, of the subscriptions (of a channel) that waited longest and of the others in
        their rooms, together by room and subscription; locked, without what another process has. Those of held
        subscriptions wait."""
        wanted = {"now": now, "most": limit}
        statement, values = (_AWAKE, wanted) if channel is None else (_AWAKE_OF_CHANNEL, {**wanted, "of": channel})
        awake = await self._with_others_beside((await self._connection.execute(statement, values)).all(), now)
        found: dict[str, list[Reminder]] = {one: [] for one in awake}
        for some in chunks(awake):
            for one in map(_reminder, await self._connection.execute(_DUE, {"some": some, "now": now})):
                found[one.subscription].append(one)
        return tuple(one for several in found.values() for one in several)

    async def _with_others_beside(self, first: Sequence[Any], now: datetime) -> list[str]:
        """Subscriptions that are awake with all others of their rooms, room by room, those that woke first at the head."""
        rooms: dict[str, set[str]] = {}
        for row in first:
            rooms.setdefault(row.channel, set()).add(row.room)
        rows = {row.id: row for row in first}
        for channel, of_channel in rooms.items():
            for some in chunks(sorted(of_channel)):
                rows |= {row.id: row for row in await self._connection.execute(_BESIDE, {"now": now, "of": channel, "rooms": some})}
        by_room: dict[tuple[str, str], list[str]] = {}
        for row in sorted(rows.values(), key=attrgetter("wake_at", "id")):
            by_room.setdefault((row.channel, row.room), []).append(row.id)
        return [one for several in by_room.values() for one in several]

    async def done(self, numbers: Sequence[int], at: datetime, outcome: str) -> None:
        """They are done with; raises Conflict where one does not wait any more: it may have been said."""
        await self._change(_DONE, numbers, {"then": at, "became": outcome}, must=True)

    async def later(self, numbers: Sequence[int], at: datetime) -> None:
        """They wait until then, if they wait at all; their slots say still when they should have been said."""
        await self._change(_LATER, numbers, {"then": at}, must=False)

    async def _change(self, statement: Any, numbers: Sequence[int], values: Mapping[str, object], *, must: bool) -> None:
        for some in chunks(sorted(set(numbers))):
            changed = (await self._connection.execute(statement, {"some": some, **values})).rowcount
            if must and changed != len(some):
                raise conflict(self._connection)
            await self._connection.execute(_WAKE_OF, {"some": some})

    async def next_at(self, channel: str | None = None) -> datetime | None:
        """When the next reminder (of a channel) is due of a subscription that is not held."""
        asked = (_NEXT, {}) if channel is None else (_NEXT_OF_CHANNEL, {"of": channel})
        found: datetime | None = await self._connection.scalar(*asked)
        return found

    async def planned(self, since: datetime, until: datetime) -> tuple[Reminder, ...]:
        """Reminders to come from a moment on and before another, in order."""
        return tuple(map(_reminder, await self._connection.execute(_SPAN, {"since": since, "until": until})))

    async def said(self, subscription: str) -> tuple[Reminder, ...]:
        """Reminders of a subscription that were said, in time or late, in the order they were due."""
        return tuple(map(_reminder, await self._connection.execute(_SAID, {"of": subscription})))

    async def reported(self, notices: Iterable[str]) -> tuple[Reported, ...]:
        """What was said to have been sent, of these notices, in the order it was said."""
        rows = [row for some in chunks(sorted(set(notices))) for row in await self._connection.execute(_REPORTED, {"some": some})]
        return tuple(Reported(row.notice, row.deliverable, row.due, row.by, lane_of(row), row.unit) for row in sorted(rows, key=attrgetter("number")))


async def wake(connection: AsyncConnection, ids: Iterable[str]) -> None:
    """Note when subscriptions wake, after something of them was changed."""
    if values := [{"of": one} for one in sorted(ids)]:
        await connection.execute(_WAKE, values)


def subscription_of(row: Row[Any]) -> Subscription:
    """The subscription in a row; raises StoreRefused where this version cannot read it."""
    try:
        stored = _subscription.decode(row.body)
    except msgspec.DecodeError as error:
        raise StoreRefused(f"subscription {row.id}") from error
    return msgspec.structs.replace(stored, lane=lane_of(row), held=row.held)


def _subscription_or_none(row: Row[Any]) -> Subscription | None:
    """The subscription in a row; None, and a line in the log, where this version cannot read it."""
    try:
        return subscription_of(row)
    except StoreRefused as error:
        log.warning("%s cannot be read and is left out", error.detail)
        return None


def body_of(subscription: Subscription) -> str:
    """A subscription as it is stored."""
    return msgspec.json.encode(subscription).decode()


def _oldest_first(rows: Iterable[Row[Any]]) -> tuple[Subscription, ...]:
    return tuple(sorted(map(subscription_of, rows), key=attrgetter("created_at", "id")))


def _reminder(row: Any) -> Reminder:
    number, subscription, notice, deliverable, due, slot, at, zone, due_at, due_zone = row
    return Reminder(number, subscription, Slot(read_from(at, zone), notice, deliverable, due, slot, read_from(due_at, due_zone)))


def _row(subscription: str, slot: Slot) -> dict[str, object]:
    return {
        "subscription": subscription,
        "notice": slot.notice,
        "deliverable": slot.deliverable,
        "due": slot.due,
        "slot": slot.slot,
        "at": slot.at,
        "zone": ahead(slot.at),
        "due_at": slot.due_at,
        "due_zone": ahead(slot.due_at),
        "wake_at": slot.at,
    }


def _values(subscription: Subscription, at: datetime) -> dict[str, object]:
    return {
        "id": subscription.id,
        **lane_row(subscription.lane),
        "room": subscription.lane.room,
        "by": subscription.by,
        "notice": subscription.notice,
        "place": subscription.place,
        "body": body_of(subscription),
        "version": subscription.version,
        "held": subscription.held,
        "muted_until": subscription.muted_until,
        "ended": subscription.ended,
        "created_at": subscription.created_at,
        "changed_at": at,
    }
