"""The flow as a whole: from a message and a state to a step."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from handlers.facts import Facts, Wanted
from handlers.flows.fill.asides import question_or_none
from handlers.flows.fill.begin import form_said, unit_meant_or_none, unit_said
from handlers.flows.fill.context import Context
from handlers.flows.fill.editing import edited, is_of_table
from handlers.flows.fill.idle import OF_TABLES, concerns, idle, spoken_language, table_meant_or_none, table_said, text_of
from handlers.flows.fill.items import cell_text, go_to, helped, row_deed
from handlers.flows.fill.prompts import about, buttons_of
from handlers.flows.fill.transitions import ANSWER, OWN, steering
from handlers.messages import Edited, File, Incoming, JobDone, Other, Phrase, Press, Reply, Text, Turn, View
from handlers.said import Meaning, bare_number_or_none, is_besides, meaning_for_table_or_none, opens_table
from handlers.states import (
    Arranging,
    Asking,
    AtItem,
    Busy,
    Choosing,
    ChoosingForm,
    ChoosingTable,
    Explaining,
    Filling,
    Joining,
    NamingUnit,
    Reasoning,
    Reviewing,
    Settling,
    State,
    takes_numbers,
    talk_of,
)
from knowledge.forms.submission import Status
from knowledge.language.text import fold

_LEAVING = (Meaning.PAUSE, Meaning.CANCEL, Meaning.BACK, Meaning.NO)


def wanted(state: State | None, said: Incoming) -> Wanted:
    """What the step will look at."""
    state = state or Asking()
    text = text_of(said)
    if isinstance(state, Filling):
        history = text is not None and meaning_for_table_or_none(text) is Meaning.HISTORY
        mine = isinstance(state, Joining) or (text is not None and meaning_for_table_or_none(text) in (Meaning.MINE, Meaning.OTHER_TABLE))
        return Wanted(table=state.table, mine=mine, history=history)
    if isinstance(state, ChoosingForm):
        return Wanted(mine=True)
    if isinstance(state, ChoosingTable):
        return Wanted(table=table_meant_or_none(state, text) if text else None, mine=True, history=state.meaning == Meaning.HISTORY)
    if isinstance(state, Arranging):
        return Wanted()
    if isinstance(state, NamingUnit):
        return Wanted(form=state.form, mine=True, units=True, unit=unit_meant_or_none(state, text) if text else None)
    if concerns(state, said):
        history = text is not None and meaning_for_table_or_none(text) is Meaning.HISTORY
        return Wanted(table=state.table, mine=True, history=history)
    return Wanted(table=state.table)


def fill_or_none(state: State, said: Incoming, facts: Facts) -> Turn | None:
    """The step of a message, where it is about filling in; None where it is a question."""
    context = Context(said, facts, facts.tables.table)
    if isinstance(said.content, JobDone):
        return _job_done(context, state, said.content)
    if isinstance(state, Arranging):
        return None
    if isinstance(state, Asking):
        if not facts.fills:
            return None
        if isinstance(said.content, Edited):
            return edited(context, state, said.content) if is_of_table(context, said.content) else None
        return idle(context, state) if isinstance(said.content, Text | Press) else None
    spoken = _spoken(state, said)
    return _busy(context, spoken) if isinstance(spoken, Filling) else _choosing(context, spoken)


def _spoken(state: Choosing | Busy, said: Incoming) -> Choosing | Busy:
    """The state with the language that was spoken now."""
    text = text_of(said)
    language = spoken_language(text, state.talk.language) if text else None
    if language is None or language == state.talk.language:
        return state
    return msgspec.structs.replace(state, talk=msgspec.structs.replace(state.talk, language=language))


def _job_done(context: Context, state: State, done: JobDone) -> Turn:
    """The result of work, which leaves the conversation where it is."""
    files = ((done.name, done.file),) if done.name and done.file else ()
    said = Phrase("fill.exported", {"name": done.name}) if files else Phrase("fill.export_failed")
    return Turn(state, (Reply(id=context.message, said=said, language=talk_of(state).language, files=files),))


def _choosing(context: Context, state: Choosing) -> Turn:
    """The table, or the unit, is being chosen."""
    content = context.said.content
    if isinstance(content, Press) and content.of not in (None, state.asked):
        return context.go(state, Phrase("fill.stale"))
    text = text_of(context.said)
    if text is None:
        return context.go(state, Phrase("fill.words_please"))
    if is_besides(text):
        return context.go(state, Phrase("fill.besides"))
    meaning = meaning_for_table_or_none(text)
    chosen = _chosen(context, state, text)
    if chosen is not None:
        return chosen
    aside = OF_TABLES - {Meaning.CANCEL} if isinstance(state, ChoosingTable) else {Meaning.RESUME, Meaning.MINE}
    if meaning in (*aside, Meaning.OTHER_TABLE) or (meaning is Meaning.START and isinstance(state, ChoosingTable)):
        instead = idle(Context(context.said, context.facts), state.talk)
        if instead is not None:
            return instead
    if meaning in _LEAVING:
        return context.go(state.talk, Phrase("fill.not_begun"))
    if meaning is Meaning.HELP:
        return helped(context, state)
    if meaning is not None:
        return context.go(state, Phrase("fill.choose_first"))
    return question_or_none(context, state, text) or context.go(state, Phrase("fill.choose_first"))


def _chosen(context: Context, state: Choosing, text: str) -> Turn | None:
    if isinstance(state, ChoosingForm):
        return form_said(context, state, text)
    return table_said(context, state, text) if isinstance(state, ChoosingTable) else unit_said(context, state, text)


def _busy(context: Context, state: Busy) -> Turn:
    """A table is being filled in."""
    table = context.table
    if table is None or table.status is Status.CANCELLED:
        talk = msgspec.structs.replace(state.talk, table=None, blank=None)
        return Context(context.said, context.facts).go(talk, Phrase("fill.table_gone"))
    if not isinstance(state, Joining) and table.holder != context.said.person:
        joining = Joining(talk=state.talk, table=state.table, asked="")
        return context.go(joining, View("fill/lost_turn", about(table, context.facts)))
    if table.filed is not None and table.correcting is None and not isinstance(state, Joining | Explaining) and not _withdraws(state):
        return context.go(Joining(talk=state.talk, table=state.table, asked=""))
    if isinstance(state, Reviewing):
        state = msgspec.structs.replace(state, whole=False)
    content = context.said.content
    if isinstance(content, File | Other):
        return context.go(state, Phrase("fill.words_please"))
    if isinstance(content, Edited):
        return edited(replace(context, pending=state.doubts) if isinstance(state, Settling) else context, state, content)
    if isinstance(content, Press):
        return _in_place(state, content, _pressed(context, state, content))
    text = text_of(context.said) or ""
    if is_besides(text):
        return context.go(state, Phrase("fill.besides"))
    at = bare_number_or_none(text) if takes_numbers(state) else None
    if at is not None:
        labels = [button for row in buttons_of(state, table) for button in row]
        if not 1 <= at <= len(labels):
            return context.go(state, Phrase("fill.no_such_choice"))
        button = labels[at - 1]
        return _meant(context, state, Meaning(button.does)) if button.does else _said(context, state, button.label or "")
    return _said(context, state, text)


def _in_place(state: Busy, pressed: Press, turn: Turn) -> Turn:
    """A button that only leads from item to item has its message changed instead of another one sent."""
    if pressed.of is None or pressed.of != state.asked or not (isinstance(state, AtItem) and isinstance(turn.state, AtItem)):
        return turn
    first = turn.replies[0]
    return replace(turn, replies=(replace(first, edits=pressed.of), *turn.replies[1:])) if first.to is None and not first.files else turn


def _withdraws(state: Busy) -> bool:
    return getattr(state, "purpose", None) == "withdraw"


def _pressed(context: Context, state: Busy, pressed: Press) -> Turn:
    """A button: one of the present question does what its words say, on any other the present question is asked again."""
    if pressed.of is not None and pressed.of != state.asked:
        return context.go(state, Phrase("fill.stale"))
    buttons = [button for row in buttons_of(state, context.table) for button in row]
    meaning, folded = meaning_for_table_or_none(pressed.label), fold(pressed.label)
    if any((button.does is not None and button.does == meaning) or (button.label is not None and fold(button.label) == folded) for button in buttons):
        return _said(context, state, pressed.label)
    if pressed.of is None and (meaning is None or meaning not in steering(type(state))) and not any(button.does == "unknown" for button in buttons):
        return context.go(state, Phrase("fill.stale"))
    return _said(context, state, pressed.label)


def _meant(context: Context, state: Busy, meaning: Meaning) -> Turn:
    if isinstance(state, Settling) and meaning not in OWN[Settling]:
        context = replace(context, pending=state.doubts)
    return steering(type(state))[meaning].step(context, state)


def _said(context: Context, state: Busy, text: str) -> Turn:
    """What steers, else what goes to an item or a row, else an answer."""
    meaning = meaning_for_table_or_none(text)
    if meaning is not None and meaning in steering(type(state)):
        return _meant(context, state, meaning)
    if meaning is None and not isinstance(state, Explaining | Reasoning) and opens_table(text):
        return _meant(context, state, Meaning.START)
    if not isinstance(state, Joining | Explaining):
        elsewhere = replace(context, pending=state.doubts) if isinstance(state, Settling) else context
        moved = go_to(elsewhere, state, text) or row_deed(elsewhere, state, text) or cell_text(elsewhere, state, text)
        if moved is not None:
            return moved
    return ANSWER[type(state)].step(context, state, text)
