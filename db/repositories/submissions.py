"""The tables that units fill in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import CursorResult, bindparam, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import SubmissionUnreadable
from db.repositories.statements import Addition, Replacement, Row, chunks, conflict
from db.tables import LIVE, submission_changes, submission_people, submissions
from handlers.ports import Filed, Saving
from knowledge.forms.submission import Blank, Change, Did, Status, Submission
from knowledge.forms.units import unit_key
from knowledge.practice import PREFIX

_c = submissions.c
_p = submission_people.c
_h = submission_changes.c
_stored = select(_c.id, _c.body)
_live = _stored.where(text(f"submissions.{LIVE}"))

_LOAD = _stored.where(_c.id.in_(bindparam("some", expanding=True))).order_by(_c.id).with_for_update(key_share=True)
_OF_FORM = (
    _live.where(_c.notice == bindparam("of_notice"), _c.form == bindparam("of_form")).order_by(_c.id).with_for_update(of=submissions, key_share=True)
)
_OF_PERSON = _live.join(submission_people, _p.submission == _c.id).where(_p.person == bindparam("of")).order_by(_c.changed_at.desc(), _c.id)
_OF_UNIT = _live.where(_c.unit_key == bindparam("of")).order_by(_c.changed_at.desc(), _c.id)

_place = func.row_number().over(partition_by=_c.unit_key, order_by=(_c.begun_at, _c.id))
_names = select(_c.unit, _c.begun_at, _c.id, _place.label("place")).where(text(str(LIVE)), _c.notice.not_like(f"{PREFIX}%")).subquery()
_UNITS = select(_names.c.unit).where(_names.c.place == 1).order_by(_names.c.begun_at, _names.c.id)

_HOLDERS = select(_c.holder).distinct().where(_c.status == Status.DRAFT, _c.holder.startswith(bindparam("begin"))).order_by(_c.holder)
_FILED = (
    select(_c.id, _c.notice, _c.form, _c.unit, _c.unit_key, _c.status, _p.person)
    .outerjoin(submission_people, _p.submission == _c.id)
    .where(_c.notice.in_(bindparam("some", expanding=True)), text(f"submissions.{LIVE}"))
    .order_by(_c.id, _p.person)
)
_HISTORY = select(submission_changes).where(_h.submission == bindparam("of")).order_by(_h.version, _h.ordinal)

_ADD = Addition(submissions)
_REPLACE = Replacement(submissions, _c.id)
_ADD_PEOPLE = Addition(submission_people)
_ADD_CHANGES = insert(submission_changes)

_FOR_EVER = ("notice", "form", "begun_at")
"""What of a submission never changes."""

_submission = msgspec.json.Decoder(Submission)


class SubmissionRepository:
    """Meets `handlers.ports.Submissions` inside one transaction. A stored submission that this version cannot read
    raises SubmissionUnreadable."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, ids: Iterable[str]) -> Mapping[str, Submission]:
        """Submissions by id, locked in the order of their ids."""
        found = {}
        for some in chunks(sorted(set(ids))):
            found.update({one.id: one for one in _read(await self._connection.execute(_LOAD, {"some": some}))})
        return found

    async def of_form(self, notice: str, form: str) -> tuple[Submission, ...]:
        """All of one form of a notice but the cancelled ones, in the order they were begun, locked."""
        rows = await self._connection.execute(_OF_FORM, {"of_notice": notice, "of_form": form})
        return tuple(sorted(_read(rows), key=attrgetter("begun_at", "id")))

    async def of_person(self, person: str) -> tuple[Submission, ...]:
        """All that somebody worked on but the cancelled ones, the one changed last first."""
        return _read(await self._connection.execute(_OF_PERSON, {"of": person}))

    async def of_unit(self, unit: str) -> tuple[Submission, ...]:
        """All of one unit but the cancelled ones, the one changed last first."""
        return _read(await self._connection.execute(_OF_UNIT, {"of": unit_key(unit)}))

    async def units(self) -> tuple[str, ...]:
        """The names of all units (but of those that people practised with), each as it was first written, in the order they first came."""
        return tuple(await self._connection.scalars(_UNITS))

    async def save(self, savings: Sequence[Saving]) -> None:
        """Store submissions, who worked on them and what was changed; raises Conflict. One may be saved several times
        in a row: what it comes to is stored, and the history of all."""
        rows = self._rows(savings)
        await _REPLACE.run(self._connection, [_replacing(row) for row in rows if row["before"]])
        new = [{name: value for name, value in row.items() if name != "before"} for row in rows if not row["before"]]
        if await _ADD.count(self._connection, new) != len(new):
            raise conflict(self._connection)
        people = {(saving.submission.id, person) for saving in savings if _brings_people(saving) for person in saving.submission.people}
        await _ADD_PEOPLE.run(self._connection, [{"submission": submission, "person": person} for submission, person in sorted(people)])
        if changes := [line for saving in savings for line in _lines(saving)]:
            await self._connection.execute(_ADD_CHANGES, changes)

    async def history(self, submission: str) -> tuple[Change, ...]:
        """Every change of a submission, in order."""
        rows = await self._connection.execute(_HISTORY, {"of": submission})
        return tuple(
            Change(
                did=Did(row.did),
                by=row.by,
                at=row.at,
                key=row.key,
                blank=None if row.field is None else Blank(row.row, row.field),
                before=row.before,
                after=row.after,
                raw=row.raw,
                why=row.why,
            )
            for row in rows
        )

    async def holders(self, channel: str) -> tuple[str, ...]:
        """The people of a channel who are filling in a table now, each once."""
        return tuple(await self._connection.scalars(_HOLDERS, {"begin": f"{channel}:"}))

    async def filed(self, notices: Iterable[str]) -> tuple[Filed, ...]:
        """What was handed in of the forms of some notices, in the order of the ids."""
        rows = [row for some in chunks(sorted(set(notices))) for row in await self._connection.execute(_FILED, {"some": some})]
        return _filed(sorted(rows, key=attrgetter("id")))

    def _rows(self, savings: Sequence[Saving]) -> list[Row]:
        """A row for each submission, as it is in the end, and the version `before` that must be stored."""
        rows: dict[str, Row] = {}
        for submission in (saving.submission for saving in savings):
            known = rows.get(submission.id)
            if known and known["version"] != submission.version - 1:
                raise conflict(self._connection)
            before = known["before"] if known else submission.version - 1
            rows[submission.id] = {**_values(submission), "before": before}
        return list(rows.values())


def _filed(rows: Sequence[Any]) -> tuple[Filed, ...]:
    """The tables that were handed in, from a row for each table and each of those who worked on it."""
    colleagues: dict[tuple[str, str], set[str]] = defaultdict(set)
    tables: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        tables[row.id].append(row)
        if row.person:
            colleagues[row.notice, row.unit_key].add(row.person)
    return tuple(
        Filed(
            several[0].notice,
            several[0].form,
            several[0].unit,
            tuple(row.person for row in several if row.person),
            tuple(sorted(colleagues[several[0].notice, several[0].unit_key])),
        )
        for several in tables.values()
        if several[0].status == Status.SUBMITTED
    )


def _read(rows: CursorResult[tuple[str, str]]) -> tuple[Submission, ...]:
    return tuple(_decoded(row.id, row.body) for row in rows)


def _decoded(submission: str, body: str) -> Submission:
    try:
        return _submission.decode(body)
    except msgspec.DecodeError as error:
        raise SubmissionUnreadable(submission) from error


def _brings_people(saving: Saving) -> bool:
    """Whether somebody may work on it who did not before: it was begun, or it is somebody else's turn."""
    return saving.submission.version == 1 or any(change.did is Did.TURN for change in saving.changes)


def _values(submission: Submission) -> Row:
    return {
        "id": submission.id,
        "notice": submission.notice,
        "form": submission.form.id,
        "unit": submission.unit,
        "unit_key": unit_key(submission.unit),
        "status": submission.status,
        "number": submission.number,
        "version": submission.version,
        "holder": submission.holder,
        "body": msgspec.json.encode(submission).decode(),
        "begun_at": submission.begun_at,
        "changed_at": submission.changed_at,
    }


def _replacing(row: Row) -> Row:
    """What of a row can change, and which row that is."""
    return {"of_id" if name == "id" else name: value for name, value in row.items() if name not in _FOR_EVER}


def _lines(saving: Saving) -> list[Row]:
    of = {"submission": saving.submission.id, "version": saving.submission.version}
    return [{**of, "ordinal": ordinal, **_line(change)} for ordinal, change in enumerate(saving.changes)]


def _line(change: Change) -> Row:
    return {
        "did": change.did,
        "by": change.by,
        "at": change.at,
        "key": change.key,
        "field": change.blank and change.blank.field,
        "row": change.blank and change.blank.row,
        "before": change.before,
        "after": change.after,
        "raw": change.raw,
        "why": change.why,
    }
