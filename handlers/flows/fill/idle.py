"""Between questions: going on with a table, showing, correcting, withdrawing and exporting one that was handed in."""

from __future__ import annotations

import msgspec

from handlers.choosing import chosen_or_none
from handlers.flows.fill.begin import choose, correct, join, start, take_over
from handlers.flows.fill.context import Context
from handlers.flows.fill.ending import submit
from handlers.flows.fill.figures import many
from handlers.flows.fill.items import back_blank, export_task, go_to, history_view, read_named
from handlers.flows.fill.moving import paused, reviewing
from handlers.flows.fill.prompts import about, review
from handlers.messages import Incoming, Phrase, Press, Text, Turn, View
from handlers.said import Meaning, bare_number_or_none, is_question, language_or_none, meaning_or_none, opens_table, speaks
from handlers.states import Asking, Busy, ChoosingTable, Confirming, Offer, Purpose, Reviewing
from knowledge.forms.submission import Status, Submission, held_by

OF_TABLES = frozenset(
    (
        Meaning.RESUME,
        Meaning.MINE,
        Meaning.REVIEW,
        Meaning.PROGRESS,
        Meaning.CORRECT,
        Meaning.WITHDRAW,
        Meaning.EXPORT,
        Meaning.HISTORY,
        Meaning.CANCEL,
        Meaning.DISCARD,
        Meaning.SUBMIT,
        Meaning.TAKE_OVER,
        Meaning.HAND_OVER,
        Meaning.RESTART,
        Meaning.GAPS,
        Meaning.CHANGE,
    )
)
"""What can be said of a table while none is being filled in."""


WORDS_TELL = 2
"""So many English words tell that somebody speaks English."""


def text_of(said: Incoming) -> str | None:
    """The words of a message."""
    return said.words


def spoken_language(text: str, before: str | None) -> str | None:
    """The language that a message steers in; a single English word ("ok", "next") in a Chinese conversation tells none."""
    language = language_or_none(text)
    return None if language == "en" and before == "zh" and len(text.split()) < WORDS_TELL else language


def in_language_of(talk: Asking, text: str | None) -> Asking:
    """The conversation in the language that a message steers in, where it tells one."""
    language = spoken_language(text, talk.language) if text else None
    return msgspec.structs.replace(talk, language=language) if language else talk


def concerns(state: Asking, said: Incoming) -> bool:
    """Whether a message between questions may be about filling in."""
    text = text_of(said)
    if text is None:
        return False
    meaning = meaning_or_none(text)
    return meaning in (Meaning.START, Meaning.OTHER_TABLE) or meaning in OF_TABLES or opens_table(text) or _offered(state, said) is not None


def idle(context: Context, state: Asking) -> Turn | None:
    """The step of a message between questions, where it is about a table; None where it is a question."""
    text = text_of(context.said) or ""
    language = spoken_language(text, state.language) or (speaks(text) if opens_table(text) else None)
    talk = msgspec.structs.replace(state, language=language) if language else state
    meaning = meaning_or_none(text)
    offer = _offered(state, context.said)
    if offer is not None or meaning in (Meaning.START, Meaning.OTHER_TABLE) or (meaning is None and opens_table(text)):
        return choose(context, talk, offer.forms) if offer else start(context, talk, text)
    if meaning in OF_TABLES:
        if isinstance(context.said.content, Press) and context.said.content.of not in (None, state.asked):
            return context.rest(talk, Phrase("fill.stale_idle"))
        return _of_tables(context, talk, meaning)
    return _figures(context, talk, text)


def _offered(state: Asking, said: Incoming) -> Offer | None:
    """The answer whose button to fill in was pressed, by its label or its number, or below which it was said."""
    text = text_of(said) or ""
    offers = [offer for offer in state.offers if offer.forms]
    latest = state.offers[-1] if state.offers and state.offers[-1].forms else None
    if isinstance(said.content, Text) and state.numbered and latest and bare_number_or_none(text) == len(latest.choices) + 1:
        return latest
    if meaning_or_none(text) is not Meaning.START:
        return None
    if isinstance(said.content, Press) and said.content.of is not None:
        return next((offer for offer in offers if offer.message == said.content.of), None)
    return latest


def _of_tables(context: Context, talk: Asking, meaning: Meaning) -> Turn | None:
    tables = _fitting(context, meaning)
    if context.said.group is not None:
        return context.in_private(talk) if tables else None
    if meaning is Meaning.MINE:
        return _list(context, talk, Meaning.REVIEW, context.facts.tables.mine)
    latest = context.table if context.table in tables else None
    if latest is not None or (len(tables) == 1 and meaning is not Meaning.HISTORY):
        return do(Context(context.said, context.facts, latest or tables[0]), talk, meaning)
    if tables:
        return _list(context, talk, meaning, tables)
    if meaning is Meaning.SUBMIT and context.table is not None and context.table.filed is not None:
        return context.go(talk, Phrase("fill.already_submitted", {"number": f"{context.table.number}-{context.table.revision}"}))
    if context.facts.tables.mine and meaning in (Meaning.RESUME, Meaning.SUBMIT):
        return _list(context, talk, Meaning.REVIEW, context.facts.tables.mine)
    return context.go(talk, Phrase("fill.none_yet")) if meaning is Meaning.RESUME else None


def _fitting(context: Context, meaning: Meaning) -> tuple[Submission, ...]:
    """The sender's tables that something can be done with: drafts, or those handed in."""
    tables = context.facts.tables.mine
    if context.table is not None and context.table.status is not Status.CANCELLED and context.table not in tables:
        tables = (context.table, *tables)
    if meaning in (Meaning.CORRECT, Meaning.WITHDRAW):
        return tuple(table for table in tables if table.filed is not None)
    if meaning in (Meaning.RESUME, Meaning.CANCEL, Meaning.SUBMIT, Meaning.HAND_OVER, Meaning.RESTART, Meaning.GAPS):
        return tuple(table for table in tables if table.filed is None or table.correcting is not None)
    if meaning is Meaning.DISCARD:
        return tuple(table for table in tables if table.correcting is not None)
    return tables


def list_mine(context: Context, state: Busy) -> Turn:
    """Leave the table as it is, and have one of the sender's tables chosen."""
    return _list(Context(context.said, context.facts), left_at(state), Meaning.REVIEW, context.facts.tables.mine)


def start_other(context: Context, state: Busy) -> Turn:
    """Leave the table as it is, and begin another one."""
    return start(Context(context.said, context.facts), left_at(state), "")


def left_at(state: Busy) -> Asking:
    """What is remembered when a table is left: which, and where."""
    return msgspec.structs.replace(state.talk, table=state.table, blank=back_blank(state), shown=None)


def _list(context: Context, talk: Asking, meaning: Meaning, tables: tuple[Submission, ...]) -> Turn:
    """Have one of several tables chosen."""
    if not tables:
        return context.go(talk, Phrase("fill.none_yet"))
    tables = tables[:8]
    names = [f"{table.unit} · {_name(context, table)}" for table in tables]
    labels = tuple(name if names.count(name) == 1 else f"{name} · {table.begun_at:%Y-%m-%d}" for name, table in zip(names, tables, strict=True))
    state = ChoosingTable(talk=talk, asked="", meaning=meaning.value, tables=tuple(table.id for table in tables), labels=labels)
    return context.go(state, View("fill/mine", {"tables": tables, "labels": labels}))


def _name(context: Context, table: Submission) -> str:
    notice = context.notice_or_none(table.notice)
    year = f"{notice.year}年" if notice and notice.year and str(notice.year) not in table.form.title else ""
    return f"{year}{table.form.title}"


def table_meant_or_none(state: ChoosingTable, text: str) -> str | None:
    """The table that an answer names, by its label, words of it, or its number."""
    at = chosen_or_none(state.labels, text)
    return state.tables[at] if at is not None else None


def table_said(context: Context, state: ChoosingTable, text: str) -> Turn | None:
    """Do what was asked for with the table chosen; None where the answer names none."""
    if context.table is None:
        return context.go(state, Phrase("fill.no_such_choice")) if bare_number_or_none(text) is not None else None
    talk = msgspec.structs.replace(state.talk, table=context.table.id, blank=None)
    return do(context, talk, Meaning(state.meaning))


def do(context: Context, talk: Asking, meaning: Meaning) -> Turn:
    """What was asked for, done with one table."""
    table = context.sheet
    talk = msgspec.structs.replace(talk, table=table.id, blank=talk.blank if talk.table == table.id else None)
    others = table.holder not in (None, context.said.person)
    state = Reviewing(talk=talk, table=table.id, asked="")
    match meaning:
        case Meaning.EXPORT:
            return context.go(talk, Phrase("fill.exporting"), tasks=(export_task(context),))
        case Meaning.HISTORY:
            return context.go(talk, history_view(context))
        case Meaning.REVIEW | Meaning.PROGRESS if handed_in_as_is(table) or table.holder != context.said.person:
            return context.go(talk, review(table, context.facts, filed=table.filed is not None))
        case Meaning.CORRECT | Meaning.TAKE_OVER | Meaning.CHANGE if handed_in_as_is(table):
            return correct(context, talk)
        case Meaning.WITHDRAW if table.filed is not None:
            return context.go(Confirming(talk=talk, table=table.id, asked="", purpose=Purpose.WITHDRAW))
    if others:
        return take_over(context, talk) if meaning is Meaning.TAKE_OVER else join(context, talk, table)
    return _own_draft(context, talk, state, meaning)


def handed_in_as_is(table: Submission) -> bool:
    """Whether it was handed in and nobody is correcting it."""
    return table.filed is not None and table.correcting is None


def _own_draft(context: Context, talk: Asking, state: Reviewing, meaning: Meaning) -> Turn:
    """What was asked for, done with a draft that is the sender's turn, or nobody's."""
    table = context.sheet
    mine = context if table.holder else context.with_table(held_by(table, context.said.person))
    match meaning:
        case Meaning.CANCEL | Meaning.RESTART | Meaning.DISCARD:
            purpose = Purpose.DISCARD if meaning is Meaning.CANCEL and table.filed is not None else Purpose(meaning.value)
            return mine.go(Confirming(talk=talk, table=table.id, asked="", purpose=purpose))
        case Meaning.SUBMIT:
            return submit(mine, state)
        case Meaning.REVIEW | Meaning.PROGRESS | Meaning.CHANGE | Meaning.CORRECT:
            return reviewing(mine, state)
        case Meaning.HAND_OVER:
            free = context.with_table(held_by(table, None))
            return paused(free, state, View("fill/handed_over", about(free.sheet, context.facts)))
    if table.filed is not None:
        return reviewing(mine, state)
    return join(mine, talk, table) if not mine.changed else take_over(context, talk)


def _figures(context: Context, talk: Asking, text: str) -> Turn | None:
    """A change of the table last worked on, though it was left or handed in ("第5项改成30")."""
    table = context.table
    if (
        table is None
        or table.status is Status.CANCELLED
        or table.holder != context.said.person
        or context.said.group is not None
        or is_question(text)
    ):
        return None
    understood = read_named(context, text)
    if understood is None or not understood.given:
        return go_to(context, Reviewing(talk=talk, table=table.id, asked=""), text) if not handed_in_as_is(table) else None
    if table.filed is not None and table.correcting is None:
        return correct(context, talk, text)
    state = Reviewing(talk=talk, table=table.id, asked="")
    return many(context, state, understood)
