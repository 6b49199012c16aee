"""What a step may look at besides the state and the message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from handlers.effects import Reported
from handlers.lane import Lane
from handlers.ports import Chat, Filed, Person
from handlers.states import FormRef
from handlers.subscription import Subscription
from knowledge.answering.catalogue import Catalogue
from knowledge.forms.submission import Change, Submission
from knowledge.notice import Notice
from knowledge.reminders import Times

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a step will look at: a submission, all of a form, all that the sender worked on, all of a unit,
    the names of all units, the history of the submission; what is known of the sender, the reminders of this chat and
    those that the sender asked for, the groups we are in, whether a code is good, what was sent of some notices, the reminders of another chat."""

    table: str | None = None
    form: FormRef | None = None
    mine: bool = False
    unit: str | None = None
    units: bool = False
    history: bool = False
    person: bool = False
    subscriptions: bool = False
    chats: bool = False
    code: str | None = None
    sent: tuple[str, ...] = ()
    lane: Lane | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What was found of it: `here` are the reminders of this chat, `elsewhere` others that the sender asked for,
    `there` those of the other chat."""

    table: Submission | None = None
    of_form: tuple[Submission, ...] = ()
    mine: tuple[Submission, ...] = ()
    of_unit: tuple[Submission, ...] = ()
    units: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()
    person: Person | None = None
    here: tuple[Subscription, ...] = ()
    elsewhere: tuple[Subscription, ...] = ()
    there: tuple[Subscription, ...] = ()
    chats: tuple[Chat, ...] = ()
    code_is_good: bool | None = False
    reported: tuple[Reported, ...] = ()
    filed: tuple[Filed, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """The published notices, what a notice is called on a button in a language, and the tables wanted. `fills`: tables can
    be filled in here, not only asked about. `arrival` is the message's place in the order of arrival, unique for all time.
    `organisers` are those that the settings name, `times` when reminders are said where nobody wished otherwise."""

    catalogue: Catalogue
    label: Callable[[Notice, str], str]
    tables: Tables = field(default_factory=Tables)
    fills: bool = True
    arrival: int = 0
    organisers: frozenset[str] = frozenset()
    times: Times = field(default_factory=Times)
    zone: tzinfo = SHANGHAI
