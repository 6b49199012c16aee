"""A message that was changed after it was sent: proposed as a correction, never taken silently."""

from __future__ import annotations

from handlers.flows.fill.context import Context
from handlers.flows.fill.items import back_blank, wrong
from handlers.messages import Edited, Phrase, Turn
from handlers.states import Asking, Busy, Confirming, Purpose
from knowledge.forms.answers import Taken, Wrong, read_answer
from knowledge.forms.submission import Status


def edited(context: Context, state: Asking | Busy, content: Edited) -> Turn:
    """Ask whether the new words shall count, where the old ones stand in a blank."""
    table = context.table
    if table is None or table.status is not Status.DRAFT or table.holder != context.said.person:
        return context.go(state, Phrase("fill.edit_ignored"))
    blanks = [blank for blank, entry in table.entries if entry.key == content.of]
    if len(blanks) != 1:
        return context.go(state, Phrase("fill.edit_ignored"))
    read = read_answer(table.field_of(blanks[0]), content.text, today=context.today)
    if isinstance(read, Wrong):
        return context.go(state, wrong(context, blanks[0], content.text, read))
    if not isinstance(read, Taken):
        return context.go(state, Phrase("fill.edit_doubtful"))
    talk = state if isinstance(state, Asking) else state.talk
    back = back_blank(state)
    confirming = Confirming(
        talk=talk, table=table.id, asked="", purpose=Purpose.EDIT, back=back, blank=blanks[0], words=content.text, value=read.value
    )
    return context.go(confirming)
