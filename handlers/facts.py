"""What a step may look at besides the state and the message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from handlers.states import FormRef
from knowledge.answering.catalogue import Catalogue
from knowledge.forms.submission import Change, Submission
from knowledge.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a step will look at: a submission, all of a form, all that the sender worked on, all of a unit,
    the names of all units, the history of the submission."""

    table: str | None = None
    form: FormRef | None = None
    mine: bool = False
    unit: str | None = None
    units: bool = False
    history: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What was found of it."""

    table: Submission | None = None
    of_form: tuple[Submission, ...] = ()
    mine: tuple[Submission, ...] = ()
    of_unit: tuple[Submission, ...] = ()
    units: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """The published notices, what a notice is called on a button in a language, and the tables wanted. `fills`: tables can
    be filled in here, not only asked about. `arrival` is the message's place in the order of arrival, unique for all time."""

    catalogue: Catalogue
    label: Callable[[Notice, str], str]
    tables: Tables = field(default_factory=Tables)
    fills: bool = True
    arrival: int = 0
