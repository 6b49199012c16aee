"""Words put into blanks: one answer, or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers.flows.fill.context import Context
from handlers.flows.fill.moving import onward, reviewing, settle, to_back
from handlers.flows.fill.prompts import about
from handlers.messages import Said, Turn, View
from handlers.states import AtItem, Busy, Confirming, Doubtful, Purpose, Reviewing, Settling
from knowledge.forms.answers import Asked, Taken, Wanting, Wrong, read_answer
from knowledge.forms.checks import suspects
from knowledge.forms.model import Nothing
from knowledge.forms.paste import Understood
from knowledge.forms.submission import ONLY, Blank, Entry, Submission, with_entries

FEW = 4
"""Items set at once that are told one by one; more get a report."""


@dataclass(slots=True)
class Sorted:
    """What came of many answers: those to be put into their blanks, doubtful ones, those that are none."""

    entries: dict[Blank, Entry] = field(default_factory=dict)
    literal: set[Blank] = field(default_factory=set)
    doubts: list[Doubtful] = field(default_factory=list)
    wrong: list[tuple[Blank, str, Wrong]] = field(default_factory=list)


def sort(context: Context, answers: Iterable[tuple[Blank, str]]) -> Sorted:
    """Read answers to blanks."""
    found = Sorted()
    table = context.sheet
    for blank, words in answers:
        read = read_answer(table.field_of(blank), words, today=context.today)
        match read:
            case Taken():
                doubt = suspected(table, blank, words, read.value)
                if doubt is not None:
                    found.doubts.append(doubt)
                    continue
                found.entries[blank] = context.entry(read.value, words)
                if read.literal:
                    found.literal.add(blank)
            case Asked():
                because = "approximate" if len(read.values) == 1 else "ambiguous"
                found.doubts.append(Doubtful(because=because, words=words, blank=blank, values=read.values))
            case Wanting():
                found.doubts.append(Doubtful(because=read.wants.value, words=words, blank=blank, values=(read.value,)))
            case Wrong():
                found.wrong.append((blank, words, read))
    return found


def suspected(table: Submission, blank: Blank, words: str, value: str | None) -> Doubtful | None:
    """A figure that is most likely not meant as it stands: in another unit, or far from last year's."""
    finding = (
        None
        if value is None
        else suspects(table.field_of(blank), value, table.form, table.earlier.get(blank.field), row=blank.row, year=table.earlier_year)
    )
    if finding is None or value is None:
        return None
    likely = finding.values.get("likely")
    because = "history" if finding.id.startswith("history") else "ceiling"
    return Doubtful(because=because, words=words, blank=blank, values=(likely, value) if likely else (value,))


def put(context: Context, entries: Mapping[Blank, Entry]) -> Context:
    """Entries in their blanks."""
    return context.with_table(with_entries(context.sheet, dict(entries))) if entries else context


def answered(context: Context, state: AtItem, words: str) -> Turn | Wrong:
    """An answer to the blank that is asked for; what is wrong with it where it is none."""
    found = sort(context, [(state.blank, words)])
    if found.wrong:
        return found.wrong[0][2]
    if found.doubts:
        return settle(context, state, tuple(found.doubts), state.blank)
    return recorded(context, state, found.entries, state.blank, literal=found.literal)


def recorded(context: Context, state: Busy, entries: Mapping[Blank, Entry], at: Blank, *, literal: Iterable[Blank] = ()) -> Turn:
    """Put an answer in its blank, say so, and go on from there."""
    done = put(context, entries)
    noted = noted_view(context, done, entries, literal)
    rest = no_activities(done, entries)
    if rest:
        return done.go(Confirming(talk=state.talk, table=state.table, asked="", purpose=Purpose.REST_ZERO, back=at, words=entries[at].raw), noted)
    only_open = state.only_open if isinstance(state, AtItem) else True
    return onward(done, state, at, noted, only_open=only_open)


def noted_view(context: Context, done: Context, entries: Mapping[Blank, Entry], literal: Iterable[Blank] = ()) -> View:
    """What was put where, with what stood there before."""
    before = context.sheet.by_blank
    lines = [
        {
            "field": done.sheet.field_of(blank),
            "row": blank.row,
            "entry": entry,
            "before": before.get(blank),
            "literal": blank in set(literal),
            "position": done.sheet.position(blank),
        }
        for blank, entry in entries.items()
    ]
    return View("fill/noted", about(done.sheet, done.facts, lines=lines))


def no_activities(context: Context, entries: Mapping[Blank, Entry]) -> bool:
    """Whether a zero was given where it means that all other figures are zero too, and some are still open."""
    fields = {check.field for check in context.sheet.form.checks if isinstance(check, Nothing)}
    zero = any(blank.field in fields and entry.value == "0" for blank, entry in entries.items())
    return zero and any(context.sheet.field_of(blank).is_number for blank in context.sheet.open)


def many(context: Context, state: Busy, understood: Understood, *, row: int = ONLY) -> Turn:
    """Figures for several items: all that is clear is put in together, what is not is reported and asked about."""
    table = context.sheet
    answers = [(Blank(row, given.field), given.words) for given in understood.given]
    filled = table.by_blank
    found = sort(context, [(blank, words) for blank, words in answers if blank.field not in understood.rest or blank not in filled])
    doubts = tuple(found.doubts) + tuple(
        Doubtful(because="item", words=doubt.words, fields=doubt.fields, row=row, said=doubt.said) for doubt in understood.doubts
    )
    done = put(context, found.entries)
    back = state.blank if isinstance(state, AtItem) else state.back if isinstance(state, Settling | Confirming) else None
    if isinstance(state, Settling):
        doubts += tuple(doubt for doubt in state.doubts if doubt.blank not in found.entries)
    brief = len(found.entries) <= FEW and not (found.wrong or understood.unread or understood.twice or understood.counted)
    if brief and found.entries:
        said: Said = noted_view(context, done, found.entries)
    elif brief:
        return settle(done, state, doubts, back)
    else:
        said = View(
            "fill/report",
            about(
                done.sheet,
                done.facts,
                lines=noted_view(context, done, found.entries).values["lines"],
                wrong=found.wrong,
                doubts=len(doubts),
                unread=understood.unread,
                twice=tuple(table.form.field(name) for name in understood.twice),
                counted=understood.counted,
                ordered=understood.ordered,
                missing=done.sheet.missing,
            ),
        )
    if doubts:
        return settle(done, state, doubts, back, said)
    if no_activities(done, found.entries):
        return done.go(Confirming(talk=state.talk, table=state.table, asked="", purpose=Purpose.REST_ZERO, back=back, words="0"), said)
    return to_back(done, state, back, said) if back is not None else _after_many(done, state, said)


def _after_many(context: Context, state: Busy, said: Said) -> Turn:
    """After figures given at once: the review, or the first open item while none has been asked for yet."""
    if isinstance(state, Reviewing) or not context.sheet.open:
        return reviewing(context, state, said)
    if not context.sheet.entries:
        return context.go(state, said)
    return reviewing(context, state, said)


def change(context: Context, state: Busy, blank: Blank, words: str) -> Turn | Wrong:
    """New words for any blank; then the conversation goes on where it was."""
    found = sort(context, [(blank, words)])
    back = state.blank if isinstance(state, AtItem) else None
    if found.wrong:
        return found.wrong[0][2]
    if found.doubts:
        left = state.doubts if isinstance(state, Settling) else ()
        return settle(context, state, (*found.doubts, *left), back)
    done = put(context, found.entries)
    return to_back(done, state, back, noted_view(context, done, found.entries, found.literal))
