"""The table of transitions: what can be said in each state, what is done about it, and which states may follow.

`docs/conversations.md` is drawn from it. A step that asks the same again stays in its state, which is always allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from handlers.flows.fill import begin, ending, idle, items, settling
from handlers.flows.fill.context import Context
from handlers.messages import Turn
from handlers.said import Meaning
from handlers.states import (
    Asking,
    AtItem,
    AtRows,
    Busy,
    ChoosingForm,
    ChoosingTable,
    ChoosingWay,
    Confirming,
    Explaining,
    Filling,
    Joining,
    NamingUnit,
    Purpose,
    Reasoning,
    Reviewing,
    Settling,
    State,
)

Step: TypeAlias = Callable[[Context, Any], Turn]
Answering: TypeAlias = Callable[[Context, Any, str], Turn]
Kinds: TypeAlias = tuple[type[State], ...]


@dataclass(frozen=True, slots=True)
class Go:
    """A step and the states that may follow it."""

    step: Step
    to: Kinds = ()


@dataclass(frozen=True, slots=True)
class Take:
    """What is done with an answer, and the states that may follow it."""

    step: Answering
    to: Kinds = ()


ONWARD: Kinds = (AtItem, AtRows, Reviewing)
ANSWERED: Kinds = (*ONWARD, Settling, Confirming)
RESUMED: Kinds = (*ONWARD, ChoosingWay)
HANDED_IN: Kinds = (Asking, Reasoning, Reviewing, AtRows)


def _confirm(purpose: Purpose) -> Step:
    def ask(context: Context, state: Busy) -> Turn:
        kind = Purpose.DISCARD if purpose is Purpose.CANCEL and context.sheet.filed is not None else purpose
        back, words = items.back_blank(state), idle.text_of(context.said) or ""
        return context.go(Confirming(talk=state.talk, table=state.table, asked="", purpose=kind, back=back, words=words))

    return ask


ANYWHERE: Mapping[Meaning, Go] = {
    Meaning.PAUSE: Go(items.pause, (Asking,)),
    Meaning.PROGRESS: Go(items.progress),
    Meaning.HELP: Go(items.helped),
    Meaning.RESUME: Go(items.asks_again),
    Meaning.START: Go(items.busy_with),
    Meaning.REVIEW: Go(items.show, (Reviewing, AtRows)),
    Meaning.SUBMIT: Go(ending.submit, HANDED_IN),
    Meaning.CANCEL: Go(_confirm(Purpose.CANCEL), (Confirming,)),
    Meaning.DISCARD: Go(_confirm(Purpose.CANCEL), (Confirming,)),
    Meaning.RESTART: Go(_confirm(Purpose.RESTART), (Confirming,)),
    Meaning.ZERO_REPORT: Go(_confirm(Purpose.ZERO_REPORT), (Confirming,)),
    Meaning.REST_ZERO: Go(_confirm(Purpose.REST_ZERO), (Confirming,)),
    Meaning.REST_UNKNOWN: Go(_confirm(Purpose.REST_UNKNOWN), (Confirming,)),
    Meaning.ONE_BY_ONE: Go(items.one_by_one, ONWARD),
    Meaning.GAPS: Go(items.one_by_one, ONWARD),
    Meaning.AT_ONCE: Go(items.at_once, (ChoosingWay,)),
    Meaning.HAND_OVER: Go(items.hand_over, (Asking,)),
    Meaning.EXPORT: Go(items.export),
    Meaning.HISTORY: Go(items.told_history),
    Meaning.ADD_ROW: Go(items.add_row, (AtItem,)),
    Meaning.CHANGE: Go(items.change_hint),
    Meaning.WITHDRAW: Go(ending.withdraw, (Confirming,)),
    Meaning.MINE: Go(idle.list_mine, (ChoosingTable, Asking)),
    Meaning.OTHER_TABLE: Go(idle.start_other, (ChoosingForm, NamingUnit, Asking)),
    Meaning.CORRECT: Go(items.change_hint),
    Meaning.BACK: Go(items.show, (Reviewing, AtRows)),
    Meaning.SKIP: Go(items.asks_again),
}
"""What can be said whatever is asked for about a table."""

_YES = Go(lambda context, state: ending.confirmed(context, state, yes=True), (*ONWARD, Asking))
_NO = Go(lambda context, state: ending.confirmed(context, state, yes=False), (*ONWARD, Asking))

OWN: Mapping[type[Filling], Mapping[Meaning, Go]] = {
    AtItem: {Meaning.BACK: Go(items.back), Meaning.SKIP: Go(items.skip, ONWARD), Meaning.CLEAR: Go(items.clear)},
    Settling: {
        Meaning.BACK: Go(settling.settling_back, (AtItem,)),
        Meaning.SKIP: Go(settling.settling_skip, ONWARD),
    },
    Reviewing: {Meaning.BACK: Go(items.last_item, (AtItem,)), Meaning.YES: Go(items.say_submit)},
    Reasoning: {Meaning.CHANGE: Go(ending.reason_change, (AtItem, Reviewing))},
    Explaining: dict.fromkeys((Meaning.NO, Meaning.BACK, Meaning.CANCEL, Meaning.DISCARD), Go(ending.not_corrected, (Asking,))),
    Confirming: {Meaning.YES: _YES, Meaning.NO: _NO, Meaning.BACK: _NO, Meaning.KEEP: _NO, Meaning.SKIP: _NO},
    Joining: {
        **dict.fromkeys((Meaning.TAKE_OVER, Meaning.YES, Meaning.RESUME), Go(begin.take_over, RESUMED)),
        Meaning.OTHER_UNIT: Go(begin.other_unit, (NamingUnit, Asking)),
        Meaning.START: Go(begin.start_other, (ChoosingForm, NamingUnit, Asking)),
        Meaning.CORRECT: Go(begin.correct_joined, (Explaining,)),
        Meaning.WITHDRAW: Go(begin.withdraw_joined, (Confirming,)),
        Meaning.REVIEW: Go(begin.look),
        Meaning.PROGRESS: Go(begin.look),
        **dict.fromkeys((Meaning.PAUSE, Meaning.CANCEL, Meaning.NO, Meaning.BACK), Go(begin.leave, (Asking,))),
    },
}
"""What else can be said in a state, or means something else there."""

NOT_IN: Mapping[type[Filling], frozenset[Meaning]] = {
    Joining: frozenset(set(ANYWHERE) - {Meaning.HELP, Meaning.EXPORT, Meaning.HISTORY, Meaning.MINE, Meaning.OTHER_TABLE}),
    Explaining: frozenset(set(ANYWHERE) - {Meaning.HELP, Meaning.PAUSE}),
    Confirming: frozenset((Meaning.SUBMIT,)),
}
"""What cannot be said in a state, though it can elsewhere: it is taken as an answer."""

ANSWER: Mapping[type[Filling], Take] = {
    Joining: Take(items.joining_text),
    ChoosingWay: Take(items.way_text, ANSWERED),
    AtItem: Take(items.item_text, ANSWERED),
    Settling: Take(settling.settling_text, ANSWERED),
    Reviewing: Take(items.review_text, ANSWERED),
    AtRows: Take(items.review_text, ANSWERED),
    Reasoning: Take(ending.reason_text, (*HANDED_IN, *ANSWERED)),
    Confirming: Take(ending.confirming_text, ANSWERED),
    Explaining: Take(ending.explained, ANSWERED),
}
"""What is done with anything else that is said."""

BEFORE: Mapping[type[State], Kinds] = {
    ChoosingForm: (NamingUnit, Asking),
    ChoosingTable: (Asking, ChoosingForm, NamingUnit, *RESUMED, Confirming, Explaining, Joining, Reasoning),
    NamingUnit: (ChoosingWay, Joining, *ONWARD, Asking),
    Asking: (ChoosingForm, ChoosingTable, NamingUnit, *RESUMED, Joining, Confirming, Explaining, Settling, Reasoning),
}
"""Which states may follow those before a table is open."""


def steering(kind: type[Filling]) -> Mapping[Meaning, Go]:
    """What can be said in a state to steer."""
    common = {meaning: go for meaning, go in ANYWHERE.items() if meaning not in NOT_IN.get(kind, ())}
    return {**common, **OWN.get(kind, {})}


def following(kind: type[State]) -> frozenset[type[State]]:
    """Every state that may follow one; losing the turn, or the table, may happen anywhere."""
    if not issubclass(kind, Filling):
        return frozenset((*BEFORE[kind], kind))
    steered = {state for go in steering(kind).values() for state in go.to}
    return frozenset({*steered, *ANSWER[kind].to}) | {kind, Joining, Asking, *ANSWERED}
