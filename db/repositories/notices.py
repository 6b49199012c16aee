"""The notices."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import NoticeUnreadable
from db.tables import SHIPPED, Status, notices
from knowledge.notice import Notice

_c = notices.c
_PUBLISHED = select(_c.id, _c.body).where(_c.status == Status.PUBLISHED).order_by(_c.id)
_COMPARED = select(_c.digest, _c.body).where(_c.digest.is_not(None))


class NoticeRepository:
    """Meets `handlers.ports.Notices` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def published(self) -> tuple[Notice, ...]:
        """All published notices; raises NoticeUnreadable."""
        rows = await self._connection.execute(_PUBLISHED)
        return tuple(_notice(row.id, row.body) for row in rows)

    async def compared_digests(self) -> frozenset[str]:
        """The digests of the packaged texts that the stored notices agree with or have moved on
        from. Of a notice that this version cannot read the packaged text is to be looked at again."""
        rows = await self._connection.execute(_COMPARED)
        return frozenset(row.digest for row in rows if readable(row.body))

    async def take_shipped(self, notice: Notice, digest: str, at: datetime) -> None:
        """Publish a notice delivered with the program, or a new edition of it; one that was edited or
        archived here stays as it is."""
        found = select(_c.version, _c.status, _c.origin).where(_c.id == notice.id)
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            await self.add_shipped(notice, digest, at)
            return
        untouched = row.origin == SHIPPED and row.status != Status.ARCHIVED
        changes = {"version": row.version + 1, **_content(notice, at)} if untouched else {}
        await self._connection.execute(update(notices).where(_c.id == notice.id).values(digest=digest, **changes))

    async def add_shipped(self, notice: Notice, digest: str, at: datetime) -> None:
        """Publish a notice delivered with the program, unless another process did so just now."""
        values = {"id": notice.id, "version": 1, "status": Status.PUBLISHED, "origin": SHIPPED, **_content(notice, at)}
        await self._connection.execute(self._insert().values(digest=digest, **values).on_conflict_do_nothing())

    def _insert(self) -> postgresql.Insert | sqlite.Insert:
        """An insertion that another process starting at the same time may come before."""
        if self._connection.dialect.name == "postgresql":
            return postgresql.insert(notices)
        return sqlite.insert(notices)


def readable(body: str) -> bool:
    """Whether this version can read a stored notice."""
    try:
        msgspec.json.decode(body, type=Notice)
    except msgspec.DecodeError:
        return False
    return True


def _notice(notice_id: str, body: str) -> Notice:
    try:
        return msgspec.json.decode(body, type=Notice)
    except msgspec.DecodeError as error:
        raise NoticeUnreadable(notice_id) from error


def _content(notice: Notice, at: datetime) -> dict[str, object]:
    return {"body": msgspec.json.encode(notice).decode(), "published_at": at}
