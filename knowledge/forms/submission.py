"""A table that a unit fills in: what stands in its blanks, who wrote it, what was handed in.

A submission is never changed: every function gives the one that follows. `history` tells two of them apart,
which is how every change is kept, whoever made it in whatever way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from knowledge.forms.model import Field, Form, FormKind

ONLY = 0
"""The row of a form that has no rows."""


class Status(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


class Blank(Struct, frozen=True, order=True):
    """A place to write in: a row (from 1; ONLY where the form has none) and a field."""

    row: int
    field: str


class Entry(Struct, frozen=True, kw_only=True):
    """What stands in a blank: `value` as decimal text, ISO date, choice or text, None for "not known";
    `raw` the words it was read from; `by` whom ("channel:user"); `key` the message that brought it."""

    value: str | None
    raw: str
    by: str
    at: datetime
    key: str


class Reason(Struct, frozen=True, kw_only=True):
    """Why a warning stands; `finding` names the check and the figures it was given for."""

    finding: str
    text: str
    by: str
    at: datetime


class Filed(Struct, frozen=True, kw_only=True):
    """What was handed in last: `revision` counts from 1, `why` is the reason of a correction."""

    revision: int
    at: datetime
    by: str
    entries: tuple[tuple[Blank, Entry], ...]
    rows: tuple[int, ...]
    reasons: tuple[Reason, ...]
    why: str | None = None


class Submission(Struct, frozen=True, kw_only=True):
    """One unit's table.

    `form` is the form as it was when the table was begun and stays it. `holder` is the person whose turn it is
    ("channel:user", None: nobody's), `people` all who ever worked on it, `names` what some of
    them go by. `number` is the receipt's, once handed in, and
    `revision` how often that was; `filed` is what was handed in last, None where it was withdrawn.
    `correcting` is the reason, while what was handed in is being corrected.
    `earlier` are the figures of the year before by field, `earlier_year` that year. `version` counts savings.
    """

    id: str
    notice: str
    form: Form
    unit: str
    status: Status = Status.DRAFT
    version: int = 0
    begun_at: datetime
    changed_at: datetime
    holder: str | None
    people: tuple[str, ...]
    names: dict[str, str] = {}
    entries: tuple[tuple[Blank, Entry], ...] = ()
    rows: tuple[int, ...] = ()
    last_row: int = 0
    reasons: tuple[Reason, ...] = ()
    number: str | None = None
    revision: int = 0
    filed: Filed | None = None
    correcting: str | None = None
    earlier: dict[str, str] = {}
    earlier_year: int | None = None

    @property
    def by_blank(self) -> dict[Blank, Entry]:
        """What stands in which blank."""
        return dict(self.entries)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """All places to write in, in the order of the table."""
        rows = self.rows if self.form.kind is FormKind.ROWS else (ONLY,)
        return tuple(Blank(row, field.id) for row in rows for field in self.form.fields if not field.computed)

    @property
    def open(self) -> tuple[Blank, ...]:
        """The blanks in which nothing stands yet."""
        filled = self.by_blank
        return tuple(blank for blank in self.blanks if blank not in filled)

    @property
    def missing(self) -> tuple[Blank, ...]:
        """The open blanks that must not stay open."""
        return tuple(blank for blank in self.open if self.form.field(blank.field).required)

    @property
    def is_corrected(self) -> bool:
        """Whether it differs from what was handed in."""
        filed = self.filed
        return filed is not None and (filed.entries, filed.rows, filed.reasons) != (self.entries, self.rows, self.reasons)

    def value(self, field: str, row: int = ONLY) -> str | None:
        """The value in a blank; None where it is open or not known."""
        entry = self.by_blank.get(Blank(row, field))
        return entry.value if entry else None

    def position(self, blank: Blank) -> int:
        """Which blank of its row it is, from 1."""
        return [field.id for field in self.form.fields if not field.computed].index(blank.field) + 1

    def field_of(self, blank: Blank) -> Field:
        """The field of a blank."""
        return self.form.field(blank.field)


def with_entries(submission: Submission, entries: dict[Blank, Entry]) -> Submission:
    """Entries put into their blanks, in the order of the table; raises KeyError for a blank that it does not have."""
    filled = {**submission.by_blank, **entries}
    order = {blank: at for at, blank in enumerate(submission.blanks)}
    kept = tuple(sorted(filled.items(), key=lambda pair: order[pair[0]]))
    return msgspec.structs.replace(submission, entries=kept)


def without_entries(submission: Submission, blanks: tuple[Blank, ...]) -> Submission:
    """Blanks emptied."""
    return msgspec.structs.replace(submission, entries=tuple(pair for pair in submission.entries if pair[0] not in blanks))


def with_row(submission: Submission) -> Submission:
    """An empty row at the end."""
    number = submission.last_row + 1
    return msgspec.structs.replace(submission, rows=(*submission.rows, number), last_row=number)


def with_copy(submission: Submission, row: int) -> Submission:
    """A row at the end that says the same as another one."""
    longer = with_row(submission)
    copied = {Blank(longer.last_row, blank.field): entry for blank, entry in submission.entries if blank.row == row}
    return with_entries(longer, copied)


def without_row(submission: Submission, row: int) -> Submission:
    """A row taken out with what stood in it."""
    return msgspec.structs.replace(
        submission,
        rows=tuple(number for number in submission.rows if number != row),
        entries=tuple(pair for pair in submission.entries if pair[0].row != row),
    )


def with_reason(submission: Submission, reason: Reason) -> Submission:
    """A reason given, in the place of an older one for the same."""
    others = tuple(known for known in submission.reasons if known.finding != reason.finding)
    return msgspec.structs.replace(submission, reasons=(*others, reason))


def held_by(submission: Submission, person: str | None) -> Submission:
    """Somebody's turn, who belongs to those who worked on it from now on; None: nobody's."""
    people = submission.people if person is None or person in submission.people else (*submission.people, person)
    return msgspec.structs.replace(submission, holder=person, people=people)


def handed_in(submission: Submission, *, number: str, by: str, at: datetime) -> Submission:
    """Handed in as it stands; `number` is kept where it has one."""
    revision = submission.revision + 1
    filed = Filed(
        revision=revision,
        at=at,
        by=by,
        entries=submission.entries,
        rows=submission.rows,
        reasons=submission.reasons,
        why=submission.correcting,
    )
    return msgspec.structs.replace(
        submission, status=Status.SUBMITTED, number=submission.number or number, revision=revision, filed=filed, correcting=None
    )


def withdrawn(submission: Submission) -> Submission:
    """A draft again, counted nowhere; its figures stay, and so does its number."""
    return msgspec.structs.replace(submission, status=Status.DRAFT, filed=None, correcting=None)


def as_handed_in(submission: Submission) -> Submission:
    """What was changed since it was handed in taken back."""
    filed = submission.filed
    if filed is None:
        return submission
    return msgspec.structs.replace(submission, entries=filed.entries, rows=filed.rows, reasons=filed.reasons, correcting=None)


class Did(StrEnum):
    """What a line of the history tells of."""

    BEGAN = "began"
    SET = "set"
    CLEARED = "cleared"
    ADDED_ROW = "added_row"
    DELETED_ROW = "deleted_row"
    REASON = "reason"
    TURN = "turn"
    SUBMITTED = "submitted"
    WITHDREW = "withdrew"
    CANCELLED = "cancelled"


class Change(Struct, frozen=True, kw_only=True):
    """One line of the history: who did what when; `before` and `after` are values ("?" for not known),
    `raw` the words, `why` the reason of a correction."""

    did: Did
    by: str
    at: datetime
    key: str
    blank: Blank | None = None
    before: str | None = None
    after: str | None = None
    raw: str | None = None
    why: str | None = None


UNKNOWN = "?"
"""How the history writes "not known"."""


def history(before: Submission | None, after: Submission, *, by: str, at: datetime, key: str) -> tuple[Change, ...]:
    """What was changed from one submission to the next, by the message `key`; the reason of a correction stands on every line."""
    why = after.correcting or (before.correcting if before else None)

    def line(did: Did, **values: object) -> Change:
        return Change(did=did, by=by, at=at, key=key, why=why, **values)  # type: ignore[arg-type]

    lines: list[Change] = []
    if before is None:
        lines.append(line(Did.BEGAN, after=after.unit))
    lines += [line(Did.ADDED_ROW, after=str(row)) for row in after.rows if before is None or row not in before.rows]
    lines += [line(did, **values) for did, values in _entry_changes(before, after)]
    if before is not None:
        lines += [line(Did.DELETED_ROW, before=str(row)) for row in before.rows if row not in after.rows]
    known = before.reasons if before else ()
    lines += [line(Did.REASON, before=reason.finding, after=reason.text) for reason in after.reasons if reason not in known]
    if before is not None and before.holder != after.holder:
        lines.append(line(Did.TURN, before=before.holder, after=after.holder))
    lines += [line(did, **values) for did, values in _status_changes(before, after)]
    return tuple(lines)


def _entry_changes(before: Submission | None, after: Submission) -> Iterator[tuple[Did, dict[str, object]]]:
    old, new = before.by_blank if before else {}, after.by_blank
    for blank, entry in new.items():
        if old.get(blank) != entry:
            was = old.get(blank)
            yield Did.SET, {"blank": blank, "before": _text(was), "after": _text(entry), "raw": entry.raw}
    for blank, entry in old.items():
        if blank not in new:
            yield Did.CLEARED, {"blank": blank, "before": _text(entry), "raw": entry.raw}


def _text(entry: Entry | None) -> str | None:
    return None if entry is None else UNKNOWN if entry.value is None else entry.value


def _status_changes(before: Submission | None, after: Submission) -> Iterator[tuple[Did, dict[str, object]]]:
    if after.revision != (before.revision if before else 0):
        yield Did.SUBMITTED, {"after": f"{after.number}-{after.revision}"}
    if before is not None and before.filed is not None and after.filed is None:
        yield Did.WITHDREW, {"before": f"{before.number}-{before.revision}"}
    if after.status is Status.CANCELLED and (before is None or before.status is not Status.CANCELLED):
        yield Did.CANCELLED, {}
