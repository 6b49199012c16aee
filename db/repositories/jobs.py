"""The long work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition, lane_of, lane_row
from db.tables import jobs
from handlers.ports import Job

_c = jobs.c
_waits = _c.finished_at.is_(None)
_one = _c.id == bindparam("of")
_ADD = Addition(jobs)
_WAITING = select(jobs).where(_waits).order_by(_c.position).limit(bindparam("most")).with_for_update(skip_locked=True, key_share=True)
_FINISH = update(jobs).where(_one, _waits).values(finished_at=bindparam("at"))
_FAIL = update(jobs).where(_one, _waits).values(tries=_c.tries + 1)


class JobRepository:
    """Meets `handlers.ports.Jobs` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, jobs: Sequence[Job], at: datetime) -> None:
        """Keep work to be done, unless it is there."""
        rows = [{"id": job.id, **lane_row(job.lane), "kind": job.kind, "about": job.about, "tries": job.tries, "created_at": at} for job in jobs]
        await _ADD.run(self._connection, rows)

    async def waiting(self, limit: int) -> tuple[Job, ...]:
        """Work not done yet, oldest first, without what another process has locked."""
        rows = await self._connection.execute(_WAITING, {"most": limit})
        return tuple(Job(row.id, lane_of(row), row.kind, row.about, row.tries) for row in rows)

    async def finish(self, job: str, at: datetime) -> None:
        """It is done, or given up."""
        await self._connection.execute(_FINISH, {"of": job, "at": at})

    async def fail(self, job: str) -> None:
        """It failed once more."""
        await self._connection.execute(_FAIL, {"of": job})
