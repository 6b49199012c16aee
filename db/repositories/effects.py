"""What steps want remembered besides states, submissions, replies and work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.moving import move
from db.repositories.people import PeopleRepository
from db.repositories.reminders import ReminderRepository, wake
from db.repositories.statements import Addition, lane_row
from db.tables import reminders, reports, submission_changes, submission_people, submissions, subscriptions
from handlers.effects import (
    ChatKnown,
    ChatMoved,
    Effect,
    Guessed,
    PersonKnown,
    PracticeEnded,
    Redeemed,
    Reported,
    Subscribed,
    Voided,
)

_s = subscriptions.c
_t = reports.c

_REPORT = Addition(reports)
_of_report = [column == bindparam(f"of_{column.name}") for column in (_t.notice, _t.deliverable, _t.due, _t.by)]
_UNREPORT = delete(reports).where(*_of_report)

_TURNED = (
    select(_s.id)
    .where(
        _s.channel == bindparam("of"),
        _s.room == bindparam("of_room"),
        _s.chat == bindparam("of_chat"),
        _s.held != bindparam("so"),
    )
    .order_by(_s.id)
    .with_for_update(key_share=True)
)
_HOLD = update(subscriptions).where(_s.id == bindparam("one")).values(held=bindparam("so"))

_its_submissions = select(submissions.c.id).where(submissions.c.notice == bindparam("of")).scalar_subquery()
_its_subscriptions = select(_s.id).where(_s.notice == bindparam("of")).scalar_subquery()
_OTHERS = (
    select(reminders.c.subscription).distinct().where(reminders.c.notice == bindparam("of"), reminders.c.subscription.not_in(_its_subscriptions))
)
_LOCK = (
    select(_s.id)
    .where(or_(_s.notice == bindparam("of"), _s.id.in_(select(reminders.c.subscription).where(reminders.c.notice == bindparam("of")))))
    .order_by(_s.id)
    .with_for_update(key_share=True)
)
_CLEARED = (
    delete(submission_changes).where(submission_changes.c.submission.in_(_its_submissions)),
    delete(submission_people).where(submission_people.c.submission.in_(_its_submissions)),
    delete(submissions).where(submissions.c.notice == bindparam("of")),
    delete(reminders).where(reminders.c.subscription.in_(_its_subscriptions)),
    delete(reminders).where(reminders.c.notice == bindparam("of")),
    delete(subscriptions).where(_s.notice == bindparam("of")),
    delete(reports).where(_t.notice == bindparam("of")),
)
"""All of a notice, what depends on something before that."""


class EffectRepository:
    """Meets `handlers.ports.Effects` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._people = PeopleRepository(connection)
        self._reminders = ReminderRepository(connection)

    async def apply(self, effects: Sequence[Effect], at: datetime) -> None:
        """Remember them in order; raises Conflict where a subscription was saved, or a code used, by somebody else."""
        for effect in effects:
            await self._apply(effect, at)

    async def _apply(self, effect: Effect, at: datetime) -> None:
        match effect:
            case Subscribed():
                await self._reminders.save(effect.subscription, effect.slots, at)
            case Reported():
                await self._report(effect, at)
            case Redeemed():
                await self._people.redeem(effect, at)
            case Voided():
                await self._people.void(effect.code)
            case Guessed():
                await self._people.guessed(effect.person, at)
            case PersonKnown():
                await self._people.know(effect)
            case ChatKnown():
                await self._know(effect, effect.at or at)
            case ChatMoved():
                await move(self._connection, effect, at)
            case PracticeEnded():
                await self._clear(effect.notice)
            case _:
                assert_never(effect)

    async def _report(self, said: Reported, at: datetime) -> None:
        """What somebody says once more counts where it was said last."""
        key = {"notice": said.notice, "deliverable": said.deliverable, "due": said.due, "by": said.person}
        await self._connection.execute(_UNREPORT, {f"of_{name}": value for name, value in key.items()})
        if not said.undone:
            await _REPORT.run(self._connection, [{**key, **lane_row(said.lane), "unit": said.unit, "at": at}])

    async def _know(self, known: ChatKnown, at: datetime) -> None:
        """A chat that cannot be written to holds its subscriptions, until it can; what is older than what is known of a
        group changes nothing."""
        lane = known.lane
        if lane.chat and not await self._people.know_group(known, at):
            return
        of = {"of": lane.channel, "of_room": lane.room, "of_chat": lane.chat, "so": not known.present}
        turned = (await self._connection.scalars(_TURNED, of)).all()
        if turned:
            await self._connection.execute(_HOLD, [{"one": one, "so": not known.present} for one in turned])
            await wake(self._connection, turned)

    async def _clear(self, notice: str) -> None:
        """Remove all of a notice; the lock on a subscription is the lock on its reminders."""
        await self._connection.execute(_LOCK, {"of": notice})
        others = (await self._connection.scalars(_OTHERS, {"of": notice})).all()
        for statement in _CLEARED:
            await self._connection.execute(statement, {"of": notice})
        await wake(self._connection, others)
