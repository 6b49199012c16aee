"""Looking the table over, what must be settled before it is handed in, handing it in, and what is to be confirmed."""

from __future__ import annotations

import msgspec

from handlers.flows.fill.asides import question_or_none
from handlers.flows.fill.context import Context
from handlers.flows.fill.figures import answered, many, noted_view, put
from handlers.flows.fill.items import other_items, read_named
from handlers.flows.fill.moving import after, again, at_rows, onward, reviewing, to_back
from handlers.flows.fill.prompts import about, finding_or_none
from handlers.messages import Phrase, Turn, View
from handlers.said import is_change, meaning_for_table_or_none
from handlers.states import AtItem, Busy, Confirming, Explaining, Purpose, Reasoning, Reviewing
from knowledge.dates import Countdown, countdown
from knowledge.forms.checks import unsettled
from knowledge.forms.model import FormKind, Severity
from knowledge.forms.submission import (
    Blank,
    Entry,
    Reason,
    Status,
    as_handed_in,
    handed_in,
    with_entries,
    with_reason,
    withdrawn,
    without_entries,
    without_row,
)
from knowledge.notice import Contact, Deliverable, Notice, Recipient

LEAST_REASON = 2
"""Characters of the shortest reason."""


def is_reason(text: str) -> bool:
    """Whether a message can be a reason: some words, and no bare yes."""
    return len(text.strip()) >= LEAST_REASON and any(map(str.isalpha, text)) and meaning_for_table_or_none(text) is None


def submit(context: Context, state: Busy) -> Turn:
    """Hand the table in, where nothing is missing or unsettled; else ask for the first of it."""
    table = context.sheet
    if table.form.kind is FormKind.ROWS and not table.rows:
        return at_rows(context, state, Phrase("fill.no_rows"))
    if table.missing:
        return reviewing(context, state, Phrase("fill.cannot_submit"))
    if table.filed is not None and not table.is_corrected:
        return reviewing(context, state, Phrase("fill.nothing_changed"))
    left = unsettled(table)
    blocking = tuple(finding for finding in left if finding.severity is Severity.BLOCK)
    if blocking:
        return reviewing(context, state, View("fill/blocked", about(table, context.facts, findings=blocking)))
    if left:
        return context.go(Reasoning(talk=state.talk, table=state.table, asked="", finding=left[0].id))
    return _hand_in(context, state)


def _hand_in(context: Context, state: Busy) -> Turn:
    said = context.said
    number = f"{said.received_at:%Y%m%d}-{context.facts.arrival:04d}"
    done = context.with_table(handed_in(context.sheet, number=number, by=said.person, at=said.received_at))
    talk = msgspec.structs.replace(state.talk, blank=None, shown=None)
    receipt = View("fill/receipt", about(done.sheet, context.facts, duties=duties(done), now=said.received_at))
    return done.rest(talk, receipt)


Duty = tuple[Deliverable, Countdown | None, tuple[tuple[Recipient, Contact | None], ...]]


def duties(context: Context) -> tuple[Duty, ...]:
    """What the notice wants done with the table outside of here: to whom, by when, how."""
    table = context.sheet
    notice = context.notice_or_none(table.notice)
    if notice is None:
        return ()
    owed = [paper for paper in notice.deliverables if any(item.form == table.form.id for item in paper.items)]
    return tuple((paper, _left(paper, context), _recipients(notice, paper)) for paper in owed)


def _left(paper: Deliverable, context: Context) -> Countdown | None:
    due = paper.due
    return None if due is None or due.day is None else countdown(due.day, due.clock, context.said.received_at)


def _recipients(notice: Notice, paper: Deliverable) -> tuple[tuple[Recipient, Contact | None], ...]:
    contacts = {contact.id: contact for contact in notice.contacts}
    return tuple((recipient, contacts.get(recipient.contact or "")) for recipient in paper.to)


def reason_text(context: Context, state: Reasoning, text: str) -> Turn:
    """Why the warning stands; then handing in goes on."""
    finding = finding_or_none(context.sheet, state.finding)
    if finding is None:
        return submit(context, state)
    elsewhere = other_items(context, state, text) if is_change(text) else None
    if elsewhere is not None:
        return elsewhere
    if text.strip().endswith(("?", "？")):
        asked = question_or_none(context, state, text, sure=True)
        if asked is not None:
            return asked
    if not is_reason(text):
        return again(context, state, Phrase("fill.reason_too_short"))
    said = context.said
    reason = Reason(finding=state.finding, text=text.strip(), by=said.person, at=said.received_at)
    return submit(context.with_table(with_reason(context.sheet, reason)), state)


def reason_change(context: Context, state: Reasoning) -> Turn:
    """Rather change the figure that is warned about."""
    finding = finding_or_none(context.sheet, state.finding)
    if finding is None or not finding.blanks:
        return reviewing(context, state)
    blank = finding.blanks[0]
    return context.go(AtItem(talk=state.talk, table=state.table, asked="", blank=blank, only_open=True))


def explained(context: Context, state: Explaining, text: str) -> Turn:
    """The reason of a correction; then the table is open to changes."""
    if text.strip().endswith(("?", "？")):
        return question_or_none(context, state, text, sure=True) or again(context, state)
    if not is_reason(text):
        return again(context, state, Phrase("fill.reason_too_short"))
    opened = context.with_table(msgspec.structs.replace(context.sheet, correcting=text.strip()))
    understood = read_named(opened, state.said) if state.said else None
    if understood is not None:
        return many(opened, Reviewing(talk=state.talk, table=state.table, asked=""), understood)
    return reviewing(opened, state, Phrase("fill.correcting"))


def withdraw(context: Context, state: Busy) -> Turn:
    """Ask whether what was handed in shall be withdrawn."""
    if context.sheet.filed is None:
        return again(context, state, Phrase("fill.not_handed_in"))
    return context.go(Confirming(talk=state.talk, table=state.table, asked="", purpose=Purpose.WITHDRAW))


def not_corrected(context: Context, state: Explaining) -> Turn:
    """It stays as it was handed in."""
    return context.rest(state.talk, Phrase("fill.left_alone"))


# What is confirmed


def confirmed(context: Context, state: Confirming, *, yes: bool) -> Turn:
    """Do what was asked about, or leave it."""
    if not yes:
        return _left_alone(context, state)
    table = context.sheet
    match state.purpose:
        case Purpose.ZERO_REPORT:
            every = tuple(blank for blank in table.blanks if table.field_of(blank).is_number)
            return _fill_all(context, state, every, "0")
        case Purpose.REST_ZERO:
            return _fill_all(context, state, tuple(blank for blank in table.open if table.field_of(blank).is_number), "0")
        case Purpose.REST_UNKNOWN:
            return _fill_all(context, state, table.open, None)
        case Purpose.CANCEL if table.filed is None:
            gone = context.with_table(msgspec.structs.replace(table, status=Status.CANCELLED))
            talk = msgspec.structs.replace(state.talk, table=None, blank=None)
            return gone.go(talk, Phrase("fill.cancelled", {"unit": table.unit}))
        case Purpose.RESTART:
            rows = () if table.form.kind is FormKind.ROWS else table.rows
            empty = context.with_table(msgspec.structs.replace(without_entries(table, table.blanks), rows=rows, reasons=()))
            anew = msgspec.structs.replace(state, talk=msgspec.structs.replace(state.talk, shown=None))
            return onward(empty, anew, None, Phrase("fill.restarted"))
        case Purpose.WITHDRAW:
            back = context.with_table(withdrawn(table))
            return back.rest(msgspec.structs.replace(state.talk, blank=None), View("fill/withdrawn", about(back.sheet, context.facts)))
        case Purpose.DISCARD | Purpose.CANCEL:
            as_was = context.with_table(as_handed_in(table))
            return as_was.rest(msgspec.structs.replace(state.talk, blank=None), Phrase("fill.discarded"))
        case Purpose.DELETE_ROW:
            return at_rows(context.with_table(without_row(table, state.row)), state, Phrase("fill.row_deleted"))
        case Purpose.EDIT:
            return _edited(context, state)


def _left_alone(context: Context, state: Confirming) -> Turn:
    if state.purpose in (Purpose.WITHDRAW, Purpose.CANCEL) and context.sheet.filed is not None and context.sheet.correcting is None:
        return context.rest(state.talk, Phrase("fill.left_alone"))
    if state.purpose is Purpose.DELETE_ROW:
        return at_rows(context, state, Phrase("fill.left_alone"))
    return to_back(context, state, state.back, Phrase("fill.left_alone"))


def _fill_all(context: Context, state: Confirming, blanks: tuple[Blank, ...], value: str | None) -> Turn:
    """The same in many blanks; the words it was said in are kept with each."""
    words = state.words
    entries: dict[Blank, Entry] = {blank: context.entry(value, words) for blank in blanks}
    done = put(context, entries)
    key = "fill.filled_zero" if value == "0" else "fill.filled_unknown"
    return to_back(done, state, state.back, Phrase(key, {"count": len(blanks)}))


def _edited(context: Context, state: Confirming) -> Turn:
    """A message that was changed after it was sent now counts as it reads now."""
    if state.blank is None:
        return to_back(context, state, state.back)
    entries = {state.blank: msgspec.structs.replace(context.entry(state.value, state.words), key=state.of)}
    done = context.with_table(with_entries(context.sheet, entries))
    return to_back(done, state, state.back, noted_view(context, done, entries))


def confirming_text(context: Context, state: Confirming, text: str) -> Turn:
    """Anything but a yes or a no: a change of something else instead, the next item's figure where the question came up by
    itself, a question; else the same is asked again."""
    elsewhere = other_items(context, state, text) if is_change(text) else None
    if elsewhere is None and state.back is not None and state.purpose is Purpose.REST_ZERO:
        following = after(context, state.back)
        figure = answered(context, AtItem(talk=state.talk, table=state.table, asked="", blank=following), text) if following else None
        elsewhere = figure if isinstance(figure, Turn) else None
    return elsewhere or question_or_none(context, state, text) or again(context, state, Phrase("fill.yes_or_no"))
