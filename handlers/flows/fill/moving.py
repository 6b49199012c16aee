"""Where the conversation goes next: to a blank, to the rows, to the review."""

from __future__ import annotations

import msgspec

from handlers.flows.fill.context import Context
from handlers.messages import Phrase, Said, Turn
from handlers.states import Asking, AtItem, AtRows, Busy, Doubtful, Reviewing, Settling
from knowledge.forms.model import FormKind
from knowledge.forms.submission import Blank


def after(context: Context, blank: Blank | None, *, only_open: bool = True) -> Blank | None:
    """The blank to ask for next: the first one after another (None: from the beginning) that is open, or any."""
    blanks = context.sheet.blanks
    rest = blanks[blanks.index(blank) + 1 :] if blank in blanks else blanks
    open_ones = frozenset(context.sheet.open)
    return next((each for each in rest if not only_open or each in open_ones), None)


def before(context: Context, blank: Blank) -> Blank | None:
    """The blank before another, whatever stands in it."""
    blanks = context.sheet.blanks
    at = blanks.index(blank) if blank in blanks else 0
    return blanks[at - 1] if at else None


def at_blank(context: Context, state: Busy, blank: Blank, *parts: Said, only_open: bool = True) -> Turn:
    """Ask for a blank."""
    return context.go(AtItem(talk=state.talk, table=state.table, asked="", blank=blank, only_open=only_open), *parts)


def reviewing(context: Context, state: Busy, *parts: Said, whole: bool = False) -> Turn:
    """Ask whether the table may be handed in, showing it whole where nothing is missing and it was not shown yet, or
    where that is asked for; of a list without rows, ask for one."""
    if context.sheet.form.kind is FormKind.ROWS and not context.sheet.rows:
        return at_rows(context, state, *parts)
    whole = whole or (state.talk.shown != state.table and not context.sheet.missing)
    talk = msgspec.structs.replace(state.talk, shown=state.table) if whole else state.talk
    return context.go(Reviewing(talk=talk, table=state.table, asked="", whole=whole), *parts)


def at_rows(context: Context, state: Busy, *parts: Said) -> Turn:
    """Show the rows and ask what to do with them."""
    return context.go(AtRows(talk=state.talk, table=state.table, asked=""), *parts)


def onward(context: Context, state: Busy, blank: Blank | None, *parts: Said, only_open: bool = True) -> Turn:
    """Ask for the blank after another; at the end show the table, or the rows."""
    following = after(context, blank, only_open=only_open)
    if following is not None:
        return at_blank(context, state, following, *parts, only_open=only_open)
    if context.sheet.form.kind is FormKind.ROWS:
        return at_rows(context, state, *parts)
    return reviewing(context, state, *parts)


def settle(context: Context, state: Busy, doubts: tuple[Doubtful, ...], back: Blank | None, *parts: Said) -> Turn:
    """Ask about what is doubtful, one after another, then go on. Of several doubts about one blank the first counts."""
    doubts = tuple(doubt for at, doubt in enumerate(doubts) if doubt.blank is None or doubt.blank not in [other.blank for other in doubts[:at]])
    if doubts:
        return context.go(Settling(talk=state.talk, table=state.table, asked="", doubts=doubts, back=back), *parts)
    return to_back(context, state, back, *parts)


def to_back(context: Context, state: Busy, back: Blank | None, *parts: Said) -> Turn:
    """Return to a blank that was asked for, or past it where it has been filled; None: to the review, of a list its rows."""
    if back is None or back not in context.sheet.blanks:
        if context.sheet.form.kind is FormKind.ROWS:
            return at_rows(context, state, *parts)
        return reviewing(context, state, *parts)
    if back in context.sheet.by_blank:
        return onward(context, state, back, *parts)
    return at_blank(context, state, back, *parts)


def again(context: Context, state: Busy, *parts: Said) -> Turn:
    """Say something and ask the same again."""
    return context.go(state, *parts)


def resume_at(context: Context, talk: Asking, *parts: Said) -> Turn:
    """Go on where the person left the table, else at the first open blank, else with the review."""
    table = context.sheet
    state = Reviewing(talk=msgspec.structs.replace(talk, blank=None, table=table.id), table=table.id, asked="")
    if talk.blank is not None and talk.blank in table.blanks and talk.table == table.id:
        return at_blank(context, state, talk.blank, *parts)
    return onward(context, state, None, *parts)


def paused(context: Context, state: Busy, *parts: Said, blank: Blank | None = None) -> Turn:
    """Leave the table as it is; where it was left is remembered."""
    talk = msgspec.structs.replace(state.talk, table=state.table, blank=blank, shown=None)
    return context.rest(talk, *(parts or (Phrase("fill.paused"),)))
