"""Doubtful words, asked about one after another."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from handlers.flows.fill.asides import question_or_none
from handlers.flows.fill.context import Context
from handlers.flows.fill.figures import noted_view, put, sort
from handlers.flows.fill.items import other_items, wrong
from handlers.flows.fill.moving import again, at_blank, before, onward, settle, to_back
from handlers.flows.fill.prompts import amount
from handlers.messages import Phrase, Said, Turn
from handlers.said import Meaning, bare_number_or_none, meaning_for_table_or_none
from handlers.states import Doubtful, Settling
from knowledge.forms.answers import Taken, read_answer
from knowledge.forms.submission import Blank
from knowledge.language.text import fold

ASKED = "asked"
"""The words did not count, and others are waited for before anything else that is doubtful."""


def settling_text(context: Context, state: Settling, text: str) -> Turn:
    """What the first doubtful words mean."""
    doubt = state.doubts[0]
    if doubt.fields:
        return _which_item(context, state, doubt, text)
    if doubt.blank is None:
        return _done(context, state)
    meaning = meaning_for_table_or_none(text)
    value = _chosen_or_none(context, doubt, doubt.blank, text, meaning)
    if value is not None:
        words = doubt.words if meaning is not None else f"{doubt.words} / {text.strip()}"
        entries = {doubt.blank: context.entry(value, words)}
        done = put(context, entries)
        return _done(done, state, noted_view(context, done, entries), at=doubt.blank)
    if meaning is Meaning.NO:
        return _dropped(context, state, doubt.blank)
    if meaning is Meaning.YES:
        return again(context, state, Phrase("fill.say_which"))
    return _another(context, state, doubt.blank, text)


def _chosen_or_none(context: Context, doubt: Doubtful, blank: Blank, text: str, meaning: Meaning | None) -> str | None:
    """The value that an answer picks: by yes, where there is one, or by saying it."""
    if meaning in (Meaning.YES, Meaning.KEEP) and len(doubt.values) == 1:
        return doubt.values[0]
    field = context.sheet.field_of(blank)
    for value in doubt.values:
        if fold(text) in (fold(amount(value, field.unit)), fold(value)):
            return value
    if not field.is_number:
        return None
    read = read_answer(field, text, today=context.today)
    return read.value if isinstance(read, Taken) and read.value in doubt.values else None


def _another(context: Context, state: Settling, blank: Blank, text: str) -> Turn:
    """Other words in the place of the doubtful ones."""
    found = sort(context, [(blank, text)])
    if found.entries:
        done = put(context, found.entries)
        return _done(done, state, noted_view(context, done, found.entries, found.literal), at=blank)
    if found.doubts:
        return settle(context, state, (*found.doubts, *state.doubts[1:]), state.back)
    elsewhere = other_items(context, state, text)
    if elsewhere is not None:
        return elsewhere
    return question_or_none(context, state, text) or again(context, state, wrong(context, blank, text, found.wrong[0][2]))


def _dropped(context: Context, state: Settling, blank: Blank) -> Turn:
    """The words do not count; the blank is asked for, before anything else that is doubtful."""
    rest = state.doubts[1:]
    if state.doubts[0].because == ASKED:
        return settling_skip(context, state)
    if rest:
        return settle(context, state, (Doubtful(because=ASKED, words="", blank=blank), *rest), state.back, Phrase("fill.dropped"))
    return at_blank(context, state, blank, Phrase("fill.dropped"))


def _which_item(context: Context, state: Settling, doubt: Doubtful, text: str) -> Turn:
    """Words that fit several items, put to the one that is named."""
    at, folded = bare_number_or_none(text), fold(text)
    fields = [context.sheet.form.field(name) for name in doubt.fields]
    if at is not None:
        chosen = [fields[at - 1]] if 1 <= at <= len(fields) else []
    else:
        exact = [field for field in fields if fold(field.label) == folded]
        chosen = exact or [field for field in fields if folded and folded in fold(field.label)]
    if len(chosen) == 1:
        blank = Blank(doubt.row, chosen[0].id)
        found = sort(context, [(blank, doubt.words)])
        done = put(context, found.entries)
        if found.wrong:
            return _done(done, state, wrong(context, blank, doubt.words, found.wrong[0][2]))
        told = (noted_view(context, done, found.entries, found.literal),) if found.entries else ()
        return settle(done, state, (*found.doubts, *state.doubts[1:]), state.back, *told)
    if meaning_for_table_or_none(text) is Meaning.NO:
        return _done(context, state, Phrase("fill.dropped"))
    elsewhere = other_items(context, state, text)
    return elsewhere or question_or_none(context, state, text) or again(context, state, Phrase("fill.say_which_item"))


def settling_skip(context: Context, state: Settling) -> Turn:
    """The doubtful words do not count, and the blank stays as it was."""
    doubt = state.doubts[0]
    return _done(context, state, Phrase("fill.dropped"), at=doubt.blank)


def settling_back(context: Context, state: Settling) -> Turn:
    """Back to the blank that is doubtful, or the one before the item asked for."""
    blank = state.doubts[0].blank or (before(context, state.back) if state.back else None)
    return at_blank(replace(context, pending=state.doubts[1:]), state, blank) if blank else again(context, state)


def _done(context: Context, state: Settling, *parts: Said, at: Blank | None = None) -> Turn:
    """The next doubt, else on from where the conversation was."""
    rest = state.doubts[1:]
    if rest:
        return context.go(msgspec.structs.replace(state, doubts=rest), *parts)
    if state.back is not None and state.back == at:
        return onward(context, state, at, *parts)
    return to_back(context, state, state.back, *parts)
