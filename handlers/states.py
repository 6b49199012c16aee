"""What a conversation is waiting for, saved between messages as versioned JSON."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Struct

from handlers.errors import StateUnreadable
from handlers.lane import Lane
from handlers.subscription import Subscription
from knowledge.answering.inquiry import Dialogue
from knowledge.forms.submission import Blank


class Choice(Struct, frozen=True):
    """A button that asks the same of another notice."""

    label: str
    notice: str


class FormRef(Struct, frozen=True):
    """A form of a notice, by their ids."""

    notice: str
    form: str


class Offer(Struct, frozen=True):
    """The buttons under one of our messages.

    `question` is what was asked at `at`, in `language`, when the conversation remembered `before`;
    `dialogue` is what it remembered afterwards. `forms` are the tables that a button offers to fill in.
    """

    message: str
    choices: tuple[Choice, ...]
    question: str
    language: str
    at: datetime
    before: Dialogue | None = None
    dialogue: Dialogue | None = None
    forms: tuple[FormRef, ...] = ()


class Asking(Struct, frozen=True, tag_field="kind", tag="asking"):
    """Waiting for a question, or for a table to be begun or gone on with.

    `offers` are the latest ones, oldest first; `unit` is the asker's own unit and `language` the one last
    spoken, where known; `numbered`: our last answer offered choices, so that a bare number is one of them.
    `table` is the submission last worked on and `blank` where that was left; `asked` our last message about it.
    `shown` is the table that was shown whole last, so that it need not be shown whole again after each change.
    `takes_numbers`: a bare number means one of the buttons, which it never does where a figure is waited for.
    `practice` is the made-up notice that is practised on, instead of all others; `reminders` the subscription talked
    about last."""

    takes_numbers: ClassVar[bool] = False
    v: Literal[1] = 1
    dialogue: Dialogue | None = None
    offers: tuple[Offer, ...] = ()
    numbered: bool = False
    unit: str | None = None
    language: str | None = None
    table: str | None = None
    blank: Blank | None = None
    asked: str | None = None
    shown: str | None = None
    practice: str | None = None
    reminders: str | None = None


class ChoosingForm(Struct, frozen=True, kw_only=True, tag_field="kind", tag="choosing_form"):
    """Waiting to hear which table is to be filled in; `labels` name `forms` in the same order."""

    takes_numbers: ClassVar[bool] = True
    v: Literal[1] = 1
    talk: Asking
    asked: str
    forms: tuple[FormRef, ...]
    labels: tuple[str, ...]


class ChoosingTable(Struct, frozen=True, kw_only=True, tag_field="kind", tag="choosing_table"):
    """Waiting to hear which of the sender's tables is meant; then `meaning` is done with it. `labels` name `tables`."""

    takes_numbers: ClassVar[bool] = True
    v: Literal[1] = 1
    talk: Asking
    asked: str
    meaning: str
    tables: tuple[str, ...]
    labels: tuple[str, ...]


class NamingUnit(Struct, frozen=True, kw_only=True, tag_field="kind", tag="naming_unit"):
    """Waiting for the name of the unit that a table is filled in for; `offered` are known ones, `named` is a new name
    that looks so much like one of them that it is asked about."""

    takes_numbers: ClassVar[bool] = True
    v: Literal[1] = 1
    talk: Asking
    asked: str
    form: FormRef
    offered: tuple[str, ...] = ()
    named: str | None = None


class Filling(Struct, frozen=True, kw_only=True):
    """Busy with a table: what all states of it have. `asked` is our last message, on older ones buttons have gone
    stale."""

    takes_numbers: ClassVar[bool] = False
    v: Literal[1] = 1
    talk: Asking
    table: str
    asked: str


class Joining(Filling, frozen=True, kw_only=True, tag_field="kind", tag="joining"):
    """Waiting to hear what to do with a table that somebody else holds or has handed in."""

    takes_numbers: ClassVar[bool] = True


class ChoosingWay(Filling, frozen=True, kw_only=True, tag_field="kind", tag="choosing_way"):
    """Waiting to hear whether to go item by item, or for all the figures at once; `pasting`: that was chosen."""

    takes_numbers: ClassVar[bool] = True
    pasting: bool = False


class AtItem(Filling, frozen=True, kw_only=True, tag_field="kind", tag="at_item"):
    """Waiting for what belongs in a blank; `only_open`: the blanks that are filled are passed over on the way."""

    blank: Blank
    only_open: bool = True


class Doubtful(Struct, frozen=True, kw_only=True):
    """Something that must be asked about before it counts: `words` as typed, that may mean any of `values` in `blank`,
    or (`fields`) belong to any of these fields of `row`. `because` names what is doubtful: "approximate",
    "ambiguous", "ceiling", "history", "county", "phone", "item"."""

    because: str
    words: str
    blank: Blank | None = None
    values: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    row: int = 0
    said: str = ""


class Settling(Filling, frozen=True, kw_only=True, tag_field="kind", tag="settling"):
    """Waiting to hear what doubtful words mean: the first of `doubts`; then the conversation goes on at `back`."""

    doubts: tuple[Doubtful, ...]
    back: Blank | None = None


class Reviewing(Filling, frozen=True, kw_only=True, tag_field="kind", tag="reviewing"):
    """Waiting to hear whether the table is right and may be handed in; `whole`: it is shown with the question."""

    whole: bool = True


class Reasoning(Filling, frozen=True, kw_only=True, tag_field="kind", tag="reasoning"):
    """Waiting for the reason why a warning stands, met on the way to handing in; `finding` is its id."""

    finding: str


class AtRows(Filling, frozen=True, kw_only=True, tag_field="kind", tag="at_rows"):
    """Waiting to hear what to do with the rows shown."""

    takes_numbers: ClassVar[bool] = True


class Purpose(StrEnum):
    """What is to be confirmed."""

    ZERO_REPORT = "zero_report"
    REST_ZERO = "rest_zero"
    REST_UNKNOWN = "rest_unknown"
    CANCEL = "cancel"
    RESTART = "restart"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    DELETE_ROW = "delete_row"
    EDIT = "edit"


class Confirming(Filling, frozen=True, kw_only=True, tag_field="kind", tag="confirming"):
    """Waiting for a yes or a no; then the conversation goes on at `back`. `row` is the one to be deleted; `words` are
    those that it was asked for with; `blank`, `value` and `of` those of a message that was edited after it was sent."""

    takes_numbers: ClassVar[bool] = True
    purpose: Purpose
    back: Blank | None = None
    row: int = 0
    blank: Blank | None = None
    words: str = ""
    value: str | None = None
    of: str = ""


class Explaining(Filling, frozen=True, kw_only=True, tag_field="kind", tag="explaining"):
    """Waiting for the reason why a table that was handed in is to be corrected; `said` is a change that was asked for
    already."""

    said: str = ""


class Drafting(Struct, frozen=True, kw_only=True):
    """On the way to reminders: what all states of it have. `draft` is the subscription as far as it is known."""

    takes_numbers: ClassVar[bool] = True
    v: Literal[1] = 1
    talk: Asking
    asked: str
    draft: Subscription


class Option(Struct, frozen=True):
    """A notice to be reminded of, or all of a place."""

    label: str
    notice: str | None = None
    place: str | None = None


class ChoosingChat(Drafting, frozen=True, kw_only=True, tag_field="kind", tag="choosing_chat"):
    """Waiting to hear where reminders shall be said; `labels` name `lanes`. `said` is what they were asked for with."""

    lanes: tuple[Lane, ...]
    labels: tuple[str, ...]
    said: str


class ChoosingNotice(Drafting, frozen=True, kw_only=True, tag_field="kind", tag="choosing_notice"):
    """Waiting to hear of which notice somebody wants to be reminded."""

    options: tuple[Option, ...]


class ConfirmingPlan(Drafting, frozen=True, kw_only=True, tag_field="kind", tag="confirming_plan"):
    """Waiting to hear whether the reminders shown are wanted, or what shall be different."""


class ChoosingReminders(Struct, frozen=True, kw_only=True, tag_field="kind", tag="choosing_reminders"):
    """Waiting to hear which of several subscriptions is meant; then `meaning` is done with it, as `said` asked."""

    takes_numbers: ClassVar[bool] = True
    v: Literal[1] = 1
    talk: Asking
    asked: str
    meaning: str
    subscriptions: tuple[str, ...]
    labels: tuple[str, ...]
    said: str


Arranging: TypeAlias = ChoosingChat | ChoosingNotice | ConfirmingPlan | ChoosingReminders
"""Busy with reminders."""

Busy: TypeAlias = Joining | ChoosingWay | AtItem | Settling | Reviewing | Reasoning | AtRows | Confirming | Explaining
"""Busy with a table."""

Choosing: TypeAlias = ChoosingForm | ChoosingTable | NamingUnit
"""On the way to a table."""

State: TypeAlias = Asking | Choosing | Busy | Arranging
"""Everything a conversation can be waiting for."""


def takes_numbers(state: State) -> bool:
    """Whether a bare number means one of the buttons: not where the next figure may come in answer to a question
    that came up by itself."""
    return state.takes_numbers and not (isinstance(state, Confirming) and state.purpose is Purpose.REST_ZERO and state.back is not None)


def talk_of(state: State) -> Asking:
    """What a conversation remembers of its questions, whatever it is waiting for."""
    return state if isinstance(state, Asking) else state.talk


def encode(state: State) -> str:
    """A state as JSON text."""
    return msgspec.json.encode(state).decode()


_DECODER: msgspec.json.Decoder[State] = msgspec.json.Decoder(State)


def decode(text: str) -> State:
    """The state that `encode` wrote; raises StateUnreadable."""
    try:
        return _DECODER.decode(text)
    except msgspec.DecodeError as error:
        raise StateUnreadable(str(error)) from error
