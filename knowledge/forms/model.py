"""Blank tables of a notice as forms: what is asked, in which unit, with which limits and checks."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from knowledge.source import Source


class FormKind(StrEnum):
    """`single`: every blank is filled once. `rows`: any number of like rows, a field a column."""

    SINGLE = "single"
    ROWS = "rows"


class FieldKind(StrEnum):
    """What may be written in a blank."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"


class Want(StrEnum):
    """What a text must contain: the name of a place down to a county or district; a telephone number."""

    COUNTY = "county"
    PHONE = "phone"


class Severity(StrEnum):
    """`block`: nothing is submitted until it is settled. `warn`: a reason is asked for, which stays with the figure."""

    BLOCK = "block"
    WARN = "warn"


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One blank: its printed label, the group it stands in and the printed unit.

    `max_chars` counts characters, punctuation included. `computed`: a total of others.
    """

    id: str
    label: str
    group: str | None = None
    unit: str | None = None
    kind: FieldKind
    choices: tuple[str, ...] = ()
    required: bool = True
    computed: bool = False
    max_chars: int | None = None
    wants: tuple[Want, ...] = ()
    hint: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether a figure stands in it."""
        return self.kind in (FieldKind.INTEGER, FieldKind.DECIMAL)


class Needs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="needs"):
    """Where one of `fields` is above zero, one of `needs` must be (participants need activities)."""

    id: str
    fields: tuple[str, ...]
    needs: tuple[str, ...]
    severity: Severity = Severity.BLOCK


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="nothing"):
    """Where `field` is zero, every other figure must be (no activities, nothing else)."""

    id: str
    field: str
    severity: Severity = Severity.BLOCK


class AtLeast(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="at_least"):
    """`field` should not be below `other` (reports are no fewer than the media that made them)."""

    id: str
    field: str
    other: str
    severity: Severity = Severity.WARN


class Ceiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="ceiling"):
    """A figure of `fields` from `above` (decimal text) on was most likely meant in another unit (元 typed as 万元)."""

    id: str
    fields: tuple[str, ...]
    above: str
    severity: Severity = Severity.WARN


class Total(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="total"):
    """`field` must be the sum of `parts`."""

    id: str
    field: str
    parts: tuple[str, ...]
    severity: Severity = Severity.BLOCK


Check: TypeAlias = Needs | Nothing | AtLeast | Ceiling | Total
"""What must hold between the figures of a table. One that involves a blank that is open or not known
does not apply."""


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A blank table; `lines` are the words around it to fill (填报人、盖章)."""

    id: str
    title: str
    kind: FormKind
    fields: tuple[Field, ...]
    lines: tuple[str, ...] = ()
    rows_printed: int | None = None
    checks: tuple[Check, ...] = ()
    source: Source

    def field(self, field_id: str) -> Field:
        """The field of an id; raises KeyError."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(field_id)
