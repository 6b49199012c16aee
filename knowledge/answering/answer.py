"""An answer before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.notice import Notice
from knowledge.source import Source


@dataclass(frozen=True, slots=True)
class Cited:
    """A fact an answer rests on: its `kind` (theme, deadline …), its value as text, its source."""

    id: str
    notice: str
    kind: str
    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: the key of its wording and the values it needs."""

    key: str
    values: Mapping[str, Any]
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one notice says to an inquiry.

    `known`: it answers at least in part. `missing`: what it leaves open, as keys of wording
    ("day", "clock", "fax"). `fit`: how surely this notice is the one meant, 0 to 1.
    """

    intent: str
    lines: tuple[Line, ...] = ()
    known: bool = True
    missing: tuple[str, ...] = ()
    fit: float = 0.5


@dataclass(frozen=True, slots=True)
class Block:
    """The statements from one notice; `via` is the place asked for where the notice is for the
    larger one that it lies in."""

    notice: Notice
    finding: Finding
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: never facts of two notices in one block.

    `lead` is a line said first (no such place; only last year's says it). `choices` are other
    notices that fit, to be offered. `trace` says how the question was read.
    """

    language: str
    intent: str
    kind: str
    known: bool
    blocks: tuple[Block, ...] = ()
    lead: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()
    choices: tuple[Notice, ...] = ()
    trace: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Every fact the answer rests on, in order, once."""
        found = {(cited.notice, cited.id): cited for block in self.blocks for line in block.finding.lines for cited in line.cited}
        return tuple(found.values())
