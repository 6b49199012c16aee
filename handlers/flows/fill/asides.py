"""A question in the middle: it is answered, and the same is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from handlers.facts import Facts
from handlers.flows.ask import ask
from handlers.flows.fill.context import Context
from handlers.messages import Text, Turn
from handlers.said import is_question
from handlers.states import Asking, State, talk_of
from knowledge.answering.answer import Answer
from knowledge.answering.inquiry import REMEMBERED, Dialogue

_NOT_OURS = frozenset(("none", "talk", "scope"))
"""Intents of answers that say nothing about a notice."""


def question_or_none(context: Context, state: State, text: str, *, sure: bool | None = None) -> Turn | None:
    """The answer to a question about the notices with what was asked for below it; None for what is none. `sure`: it is
    a question, so that "not stated" is an answer too; None: where it looks like one. The table's own notice is asked first."""
    if not any(map(str.isalnum, text)):
        return None
    asks = is_question(text) if sure is None else sure
    talk = _about_table(context, talk_of(state), anew=not asks)
    for facts in _facts(context):
        turn = ask(talk, context.said, Text(text), facts)
        said = turn.replies[0].said
        if isinstance(said, Answer) and _is_answer(said, sure=asks and facts is context.facts) and isinstance(turn.state, Asking):
            before = talk_of(state)
            kept = msgspec.structs.replace(turn.state, numbered=False, table=before.table, blank=before.blank, unit=before.unit)
            return context.go(msgspec.structs.replace(state, talk=kept), said)
    return None


def _facts(context: Context) -> Iterator[Facts]:
    """The notices to ask: the table's own alone, then all."""
    at = context.facts.catalogue.by_id.get(context.table.notice) if context.table else None
    if at is not None:
        yield replace(context.facts, catalogue=context.facts.catalogue.alone(at))
    yield context.facts


def _is_answer(said: Answer, *, sure: bool) -> bool:
    if said.intent == "talk":
        return True
    return (said.intent not in _NOT_OURS and (said.known or sure)) or (sure and said.intent == "scope")


def _about_table(context: Context, talk: Asking, *, anew: bool) -> Asking:
    """The conversation as if the table's notice had been talked about, where nothing was lately. `anew`: what does not look like
    a question goes on with none, so that "是" is not taken for one."""
    now, table = context.said.received_at, context.table
    if table is None:
        return msgspec.structs.replace(talk, dialogue=None) if anew else talk
    if not anew and talk.dialogue is not None and now - talk.dialogue.at <= REMEMBERED and talk.dialogue.notices:
        return talk
    notice = context.notice_or_none(table.notice)
    if notice is None:
        return talk
    dialogue = Dialogue(
        at=now,
        notices=(notice.id,),
        places=(notice.region,) if notice.region else (),
        years=(notice.year,) if notice.year else (),
    )
    return msgspec.structs.replace(talk, dialogue=dialogue)
