"""People, the codes that make organisers of them, and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition, chunks, conflict
from db.tables import accounts, chats, code_guesses, codes, people
from handlers.effects import ChatKnown, PersonKnown, Redeemed
from handlers.ports import GUESSES_AN_HOUR, Chat, Person

HOUR = timedelta(hours=1)

_p = people.c
_c = codes.c
_g = code_guesses.c
_h = chats.c

_LOAD = select(people).where(_p.person.in_(bindparam("some", expanding=True)))
_ORGANISERS = select(_p.person).where(_p.organiser.is_(True)).order_by(_p.person)
_ADD = Addition(people)
_KNOWN = (
    update(people)
    .where(_p.person == bindparam("of"))
    .values(language=func.coalesce(bindparam("speaks"), _p.language), unit=func.coalesce(bindparam("belongs"), _p.unit))
)
_PROMOTE = update(people).where(_p.person == bindparam("of")).values(organiser=True)

_ADD_CODE = Addition(codes)
_of_code = _c.hash == bindparam("of")
_good = and_(_of_code, _c.used_by.is_(None), not_(_c.void), _c.until > bindparam("now"))
_IS_GOOD = select(_c.hash).where(_good).with_for_update(key_share=True)
_USE = update(codes).where(_good).values(used_by=bindparam("person"), used_at=bindparam("now"))
_USED_BY = select(_c.used_by).where(_of_code)
_VOID = update(codes).where(_of_code, _c.used_by.is_(None)).values(void=True)
_GUESSES = select(func.count()).select_from(code_guesses).where(_g.person == bindparam("of"), _g.at > bindparam("since"))
_FORGET = delete(code_guesses).where(_g.person == bindparam("of"), _g.at <= bindparam("before"))

_CHATS = select(chats).where(_h.channel == bindparam("of"), _h.present.is_(True)).order_by(_h.title, _h.chat)
_ADD_CHAT = Addition(chats)
_PRESENT = (
    update(chats)
    .where(_h.channel == bindparam("of"), _h.chat == bindparam("of_chat"))
    .values(present=bindparam("there"), title=func.coalesce(bindparam("called"), _h.title), at=bindparam("then"))
)
_ABSENT = _PRESENT.where(or_(not_(_h.present), _h.at <= bindparam("then")))


_a = accounts.c
_REACHED = select(_a.reached_at).where(_a.account == bindparam("of")).with_for_update(key_share=True)
_ADD_ACCOUNT = Addition(accounts)
_REACH = update(accounts).where(_a.account == bindparam("of")).values(reached_at=bindparam("then"))


class PeopleRepository:
    """Meets `handlers.ports.People` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, people: Iterable[str]) -> Mapping[str, Person]:
        """People by name."""
        found = {}
        for some in chunks(sorted(set(people))):
            rows = await self._connection.execute(_LOAD, {"some": some})
            found.update({row.person: Person(row.person, row.language, row.unit, row.organiser) for row in rows})
        return found

    async def organisers(self) -> tuple[str, ...]:
        """All who became organisers by a code."""
        return tuple(await self._connection.scalars(_ORGANISERS))

    async def chats(self, channel: str) -> tuple[Chat, ...]:
        """The groups of a channel that we are in, by title; those without one first."""
        rows = [Chat(row.channel, row.chat, row.title, row.present) for row in await self._connection.execute(_CHATS, {"of": channel})]
        return tuple(sorted(rows, key=lambda chat: (chat.title or "", chat.chat)))

    async def reached(self, account: str, at: datetime) -> datetime | None:
        """An account of ours is in touch with its platform; when it was before."""
        before: datetime | None = await self._connection.scalar(_REACHED, {"of": account})
        if before is None:
            await _ADD_ACCOUNT.run(self._connection, [{"account": account, "reached_at": at}])
        else:
            await self._connection.execute(_REACH, {"of": account, "then": at})
        return before

    async def add_code(self, code: str, by: str, until: datetime) -> None:
        """Keep a one-time code by its hash."""
        await _ADD_CODE.run(self._connection, [{"hash": code, "by": by, "until": until, "void": False}])

    async def code_is_good(self, code: str, person: str, now: datetime) -> bool | None:
        """Whether a code can be used now, locked; None where the person guessed too often in the last hour."""
        guesses: int = (await self._connection.execute(_GUESSES, {"of": person, "since": now - HOUR})).scalar_one()
        if guesses >= GUESSES_AN_HOUR:
            return None
        return (await self._connection.execute(_IS_GOOD, {"of": code, "now": now})).first() is not None

    async def redeem(self, used: Redeemed, at: datetime) -> None:
        """Use a code; raises Conflict where somebody else used it in the meantime, so that the step is taken again
        and does not say what is not so. One that is worth nothing otherwise changes nothing."""
        if not (await self._connection.execute(_USE, {"of": used.code, "person": used.person, "now": at})).rowcount:
            by = await self._connection.scalar(_USED_BY, {"of": used.code})
            if by not in (None, used.person):
                raise conflict(self._connection)
            return
        await self.know(PersonKnown(used.person))
        await self._connection.execute(_PROMOTE, {"of": used.person})

    async def void(self, code: str) -> None:
        """A code that was not used is worth nothing any more."""
        await self._connection.execute(_VOID, {"of": code})

    async def guessed(self, person: str, at: datetime) -> None:
        """Somebody tried a code that there is not; older tries than count are forgotten."""
        await self._connection.execute(_FORGET, {"of": person, "before": at - HOUR})
        await self._connection.execute(insert(code_guesses), [{"person": person, "at": at}])

    async def know(self, known: PersonKnown) -> None:
        """Remember what was said of a person; None leaves it as it is."""
        await _ADD.run(self._connection, [{"person": known.person, "organiser": False}])
        await self._connection.execute(_KNOWN, {"of": known.person, "speaks": known.language, "belongs": known.unit})

    async def know_group(self, known: ChatKnown, at: datetime) -> bool:
        """Remember whether we are in a group and what it is called. That we are in it counts whenever it was: where that is
        wrong one message fails, and where it is left out all reminders do. False where it is known that we came later."""
        lane = known.lane
        await _ADD_CHAT.run(self._connection, [{"channel": lane.channel, "chat": lane.chat, "present": known.present, "at": at}])
        values = {"of": lane.channel, "of_chat": lane.chat, "then": at, "there": known.present, "called": known.title}
        return bool((await self._connection.execute(_PRESENT if known.present else _ABSENT, values)).rowcount)
