"""Item by item: answers, going back and forth, and what can be said at any time while a table is filled in."""

from __future__ import annotations

import msgspec

from handlers.flows.fill.asides import question_or_none
from handlers.flows.fill.context import Context
from handlers.flows.fill.figures import answered, change, many, put, sort
from handlers.flows.fill.moving import again, at_blank, at_rows, before, onward, paused, reviewing, settle
from handlers.flows.fill.prompts import about, asked_fields
from handlers.messages import Phrase, Said, Task, Turn, View
from handlers.said import RowDeed, asks_of_item, cell_or_none, cleared_or_none, is_question, item_or_none, meaning_for_table_or_none, row_or_none
from handlers.states import AtItem, AtRows, Busy, ChoosingWay, Confirming, Joining, Purpose, Reviewing, Settling, State
from handlers.work import EXPORT
from knowledge.forms.answers import Wrong
from knowledge.forms.model import FieldKind, FormKind
from knowledge.forms.paste import Understood, read_many
from knowledge.forms.row_paste import read_rows
from knowledge.forms.submission import ONLY, Blank, Did, held_by, with_copy, with_row, without_entries
from knowledge.language.text import fold


def back_blank(state: State) -> Blank | None:
    """The blank that is being asked for, or about."""
    match state:
        case AtItem():
            return state.blank
        case Settling():
            return state.back or state.doubts[0].blank
        case Confirming():
            return state.back
    return None


# What steers


def back(context: Context, state: AtItem) -> Turn:
    """The item before."""
    blank = before(context, state.blank)
    if blank is None:
        return again(context, state, Phrase("fill.at_first"))
    return at_blank(context, state, blank, only_open=state.only_open)


def last_item(context: Context, state: Reviewing) -> Turn:
    """The last item, from the review."""
    return at_blank(context, state, context.sheet.blanks[-1], only_open=False)


def skip(context: Context, state: AtItem) -> Turn:
    """The item after; this one stays open."""
    return onward(context, state, state.blank, only_open=state.only_open)


def pause(context: Context, state: Busy) -> Turn:
    """Stop here; everything stays as it is."""
    table = context.sheet
    said = View("fill/paused", about(table, context.facts))
    return paused(context, state, said, blank=back_blank(state))


def progress(context: Context, state: Busy) -> Turn:
    """What is filled in, and the same question again."""
    return again(context, state, View("fill/progress", about(context.sheet, context.facts)))


def show(context: Context, state: Busy) -> Turn:
    """The whole table."""
    return reviewing(context, state, whole=True)


def asks_again(context: Context, state: State) -> Turn:
    """The same question."""
    return context.go(state)


def clear(context: Context, state: AtItem) -> Turn:
    """The item is open again."""
    return _cleared(context, state, state.blank)


def _cleared(context: Context, state: Busy, blank: Blank) -> Turn:
    empty = context.with_table(without_entries(context.sheet, (blank,)))
    return at_blank(empty, state, blank, Phrase("fill.item_cleared"))


def say_submit(context: Context, state: Reviewing) -> Turn:
    """Handing in is said outright: a nod may have been meant for something else."""
    return again(context, state, Phrase("fill.say_submit"))


def busy_with(context: Context, state: Busy) -> Turn:
    """A table is being filled in already."""
    return context.go(state, View("fill/busy_with", about(context.sheet, context.facts)))


def helped(context: Context, state: State) -> Turn:
    """What can be said here, and the same question again."""
    return context.go(
        state, View("fill/help", {"kind": type(state).__name__, "rows": context.table is not None and context.table.form.kind is FormKind.ROWS})
    )


def one_by_one(context: Context, state: Busy) -> Turn:
    """Ask for the first open blank."""
    return onward(context, state, None)


def at_once(context: Context, state: Busy) -> Turn:
    """Ask for all figures in one message, showing what may be copied and completed."""
    way = ChoosingWay(talk=state.talk, table=state.table, asked="", pasting=True)
    return context.go(way, View("fill/paste", about(context.sheet, context.facts, fields=asked_fields(context.sheet))))


def hand_over(context: Context, state: Busy) -> Turn:
    """It is nobody's turn, so that a colleague may go on."""
    free = context.with_table(held_by(context.sheet, None))
    said = View("fill/handed_over", about(free.sheet, context.facts))
    return paused(free, state, said, blank=None)


def export(context: Context, state: Busy) -> Turn:
    """A file of the table is made."""
    return context.go(state, Phrase("fill.exporting"), tasks=(export_task(context),))


def export_task(context: Context) -> Task:
    """The work of making a file of the table."""
    return Task(f"j-{context.said.id}", EXPORT, context.sheet.id)


def history_view(context: Context) -> View:
    """Who changed what when, by the clock of the product's zone; what was said again is no change."""
    zone = context.said.received_at.tzinfo
    changes = [
        msgspec.structs.replace(change, at=change.at.astimezone(zone))
        for change in context.facts.tables.history
        if change.did is not Did.SET or change.before != change.after
    ]
    return View("fill/history", about(context.sheet, context.facts, changes=changes))


def told_history(context: Context, state: State) -> Turn:
    """Who changed what when."""
    return context.go(state, history_view(context))


def add_row(context: Context, state: Busy) -> Turn:
    """A new row, asked for from its first column."""
    if context.sheet.form.kind is not FormKind.ROWS:
        return again(context, state, Phrase("fill.no_such_rows"))
    longer = context.with_table(with_row(context.sheet))
    return at_blank(longer, state, Blank(longer.sheet.last_row, asked_fields(longer.sheet)[0].id))


def change_hint(context: Context, state: Busy) -> Turn:
    """How an item is changed."""
    rows = context.sheet.form.kind is FormKind.ROWS
    return again(context, state, Phrase("fill.how_to_change_rows" if rows else "fill.how_to_change"))


# What answers


def item_text(context: Context, state: AtItem, text: str) -> Turn:
    """An answer to the item; else what else it can be: other items, a question."""
    field = context.sheet.field_of(state.blank)
    wordy = field.kind is FieldKind.TEXT
    rows = other_items(context, state, text) if context.sheet.form.kind is FormKind.ROWS else None
    if rows is not None:
        return rows
    if asks_of_item(text):
        return again(
            context, state, View("fill/about_item", about(context.sheet, context.facts, field=field, position=context.sheet.position(state.blank)))
        )
    if wordy:
        if meaning_for_table_or_none(text) is not None:
            return again(context, state, Phrase("fill.no_content", {"words": text.strip()}))
        several = read_many(context.sheet.form, text) if "\n" in text.strip() else None
        if several is not None and len(several.given) > 1:
            return many(context, state, several, row=state.blank.row)
        if is_question(text):
            found = question_or_none(context, state, text, sure=fold(text).rstrip().endswith("?"))
            if found is not None:
                return found
    done = answered(context, state, text)
    if not isinstance(done, Wrong):
        return done
    elsewhere = other_items(context, state, text)
    if elsewhere is not None:
        return elsewhere
    if done.trouble not in _WORDY:
        return again(context, state, wrong(context, state.blank, text, done))
    return (
        named_item(context, state, text) or question_or_none(context, state, text) or again(context, state, wrong(context, state.blank, text, done))
    )


_WORDY = frozenset(("letters", "several", "reference", "vague", "unit"))
"""Troubles with words that may have been meant as a question."""


def wrong(context: Context, blank: Blank, text: str, trouble: Wrong) -> Said:
    """Why words cannot stand in a blank, and what would."""
    return View("fill/wrong", about(context.sheet, context.facts, field=context.sheet.field_of(blank), words=text, trouble=trouble))


def other_items(context: Context, state: Busy, text: str) -> Turn | None:
    """Figures for items that the words name, whichever item is asked for; None where they name none."""
    if context.sheet.form.kind is FormKind.ROWS:
        return _rows_given(context, state, text)
    if is_question(text) and "\n" not in text.strip():
        return None
    found = read_named(context, text)
    if found is None or not (found.given or found.doubts or found.counted or found.twice):
        return None
    return many(context, state, found)


LONGEST_NAME = 30
"""Characters of the longest message that may be the name of an item."""


def named_item(context: Context, state: Busy, text: str) -> Turn | None:
    """The item that a message names and says nothing else about: it is asked for."""
    if is_question(text) or len(text) > LONGEST_NAME or "\n" in text or any(char.isdigit() for char in text):
        return None
    found = read_named(context, f"{text}：0")
    if found is None or len(found.given) != 1 or found.doubts or context.sheet.form.kind is FormKind.ROWS:
        return None
    return at_blank(context, state, Blank(ONLY, found.given[0].field))


def read_named(context: Context, text: str) -> Understood | None:
    """The items that words name, by their printed or their English names; None in a list, whose rows they do not tell."""
    if context.sheet.form.kind is FormKind.ROWS:
        return None
    notice = context.notice_or_none(context.sheet.notice)
    return read_many(context.sheet.form, text, english=notice.glossary if notice else {})


def go_to(context: Context, state: Busy, text: str) -> Turn | None:
    """The item that "第5项" names; "第5项清空" empties it."""
    to_clear = cleared_or_none(text)
    at = item_or_none(text) if to_clear is None else to_clear
    if at is None:
        return None
    fields = asked_fields(context.sheet)
    if not 1 <= at <= len(fields):
        return again(context, state, Phrase("fill.no_such_item", {"count": len(fields)}))
    if context.sheet.form.kind is FormKind.ROWS and not context.sheet.rows:
        return again(context, state, Phrase("fill.no_such_row", {"count": 0}))
    row = state.blank.row if isinstance(state, AtItem) else (context.sheet.rows[-1] if context.sheet.rows else ONLY)
    blank = Blank(row, fields[at - 1].id)
    return at_blank(context, state, blank) if to_clear is None else _cleared(context, state, blank)


def row_deed(context: Context, state: Busy, text: str) -> Turn | None:
    """What is done with a row: shown to be changed, copied, deleted."""
    found = row_or_none(text)
    if found is None or context.sheet.form.kind is not FormKind.ROWS:
        return None
    deed, at = found
    rows = context.sheet.rows
    if not 1 <= at <= len(rows):
        return again(context, state, Phrase("fill.no_such_row", {"count": len(rows)}))
    row = rows[at - 1]
    if deed is RowDeed.DELETE:
        return context.go(Confirming(talk=state.talk, table=state.table, asked="", purpose=Purpose.DELETE_ROW, row=row))
    if deed is RowDeed.COPY:
        return at_rows(context.with_table(with_copy(context.sheet, row)), state, Phrase("fill.copied", {"row": at}))
    return at_blank(context, state, Blank(row, asked_fields(context.sheet)[0].id), only_open=False)


def cell_text(context: Context, state: Busy, text: str) -> Turn | None:
    """A change of one cell of a list ("第2行推荐单位改成市一中")."""
    found = cell_or_none(text) if context.sheet.form.kind is FormKind.ROWS else None
    if found is None:
        return None
    at, what, words = found
    rows = context.sheet.rows
    notice = context.notice_or_none(context.sheet.notice)
    english = notice.glossary if notice else {}
    fields = [field for field in asked_fields(context.sheet) if fold(what) in fold(field.label) or fold(what) in fold(english.get(field.label, ""))]
    if not 1 <= at <= len(rows):
        return again(context, state, Phrase("fill.no_such_row", {"count": len(rows)}))
    if len(fields) != 1:
        return again(context, state, Phrase("fill.no_such_column", {"name": what}))
    blank = Blank(rows[at - 1], fields[0].id)
    done = change(context, state, blank, words)
    return again(context, state, wrong(context, blank, words, done)) if isinstance(done, Wrong) else done


def _rows_given(context: Context, state: Busy, text: str) -> Turn | None:
    """Rows copied from a spreadsheet, all at once."""
    rows = read_rows(context.sheet.form, text)
    if rows is None:
        return None
    table, answers = context.sheet, []
    if isinstance(state, AtItem) and not any(blank.row == state.blank.row for blank in table.by_blank):
        table = msgspec.structs.replace(table, rows=tuple(row for row in table.rows if row != state.blank.row))
    for cells in rows:
        table = with_row(table)
        answers += [(Blank(table.last_row, field.id), words) for field, words in zip(asked_fields(table), cells, strict=True) if words]
    return _take_rows(context.with_table(table), state, answers, len(rows))


def _take_rows(context: Context, state: Busy, answers: list[tuple[Blank, str]], count: int) -> Turn:
    found = sort(context, answers)
    done = put(context, found.entries)
    said = View("fill/rows_taken", about(done.sheet, context.facts, count=count, wrong=found.wrong))
    if found.doubts:
        return settle(done, state, tuple(found.doubts), None, said)
    return at_rows(done, state, said)


def way_text(context: Context, state: ChoosingWay, text: str) -> Turn:
    """Figures given at once; else a question."""
    return other_items(context, state, text) or question_or_none(context, state, text) or again(context, state, Phrase("fill.not_figures"))


def review_text(context: Context, state: Reviewing | AtRows, text: str) -> Turn:
    """A change to any item; else a question."""
    return (
        other_items(context, state, text)
        or named_item(context, state, text)
        or question_or_none(context, state, text)
        or again(context, state, Phrase("fill.not_understood_here"))
    )


def joining_text(context: Context, state: Joining, text: str) -> Turn:
    """A question; nothing is written in somebody else's table."""
    return question_or_none(context, state, text) or again(context, state, Phrase("fill.choose_first"))
