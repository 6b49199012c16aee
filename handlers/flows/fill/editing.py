"""A message that was changed after it was sent: proposed as a correction, never taken silently."""

from __future__ import annotations

import msgspec

from handlers.flows.fill.context import Context
from handlers.flows.fill.items import back_blank, wrong
from handlers.messages import Edited, Phrase, Turn
from handlers.states import Asking, Busy, Confirming, Purpose
from knowledge.forms.answers import Taken, Wrong, read_answer
from knowledge.forms.paste import read_many
from knowledge.forms.submission import Blank, Submission


def is_of_table(context: Context, content: Edited) -> bool:
    """Whether a message that was edited had put something into the table."""
    return context.table is not None and any(entry.key == content.of for _, entry in context.table.entries)


def edited(context: Context, state: Asking | Busy, content: Edited) -> Turn:
    """Ask whether the new words shall count, where the old ones stand in a blank."""
    table = context.table
    if table is not None and table.filed is not None and table.correcting is None and is_of_table(context, content):
        return context.go(state, Phrase("fill.edit_filed"))
    if table is None or (table.filed is not None and table.correcting is None) or table.holder != context.said.person:
        return context.go(state, Phrase("fill.edit_ignored"))
    blanks = [blank for blank, entry in table.entries if entry.key == content.of]
    if len(blanks) != 1:
        return context.go(state, Phrase("fill.edit_several" if blanks else "fill.edit_ignored"))
    words = _words(table, blanks[0], content.text)
    read = read_answer(table.field_of(blanks[0]), words, today=context.today)
    if isinstance(read, Wrong):
        return context.go(state, wrong(context, blanks[0], words, read))
    if not isinstance(read, Taken):
        return context.go(state, Phrase("fill.edit_doubtful"))
    talk = state if isinstance(state, Asking) else state.talk
    back = back_blank(state)
    confirming = Confirming(talk=talk, table=table.id, asked="", purpose=Purpose.EDIT, back=back)
    confirming = msgspec.structs.replace(confirming, blank=blanks[0], words=words, value=read.value, of=content.of)
    return context.go(confirming)


def _words(table: Submission, blank: Blank, text: str) -> str:
    """The words of the figure, where the item is named with it as it was before."""
    understood = read_many(table.form, text)
    named = [given.words for given in understood.given if given.field == blank.field] if understood else []
    return named[0] if len(named) == 1 else text
