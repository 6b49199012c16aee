"""Blank tables of a notice as forms: what is asked, in which unit, with which limits."""

from __future__ import annotations

from enum import StrEnum

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
    hint: str | None = None


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A blank table; `lines` are the words around it to fill (填报人、盖章)."""

    id: str
    title: str
    kind: FormKind
    fields: tuple[Field, ...]
    lines: tuple[str, ...] = ()
    rows_printed: int | None = None
    source: Source
