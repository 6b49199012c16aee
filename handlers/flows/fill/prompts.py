"""What each state asks for, and the buttons under it: the same whenever the question is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from handlers.facts import Facts
from handlers.messages import Button, Incoming, Phrase, Said, View
from handlers.said import Meaning
from handlers.states import (
    Arranging,
    Asking,
    AtItem,
    AtRows,
    ChoosingForm,
    ChoosingTable,
    ChoosingWay,
    Confirming,
    Doubtful,
    Explaining,
    Joining,
    NamingUnit,
    Reasoning,
    Reviewing,
    Settling,
    State,
)
from knowledge.forms.checks import Finding, blocking, findings, totals
from knowledge.forms.model import Field, FieldKind, FormKind
from knowledge.forms.submission import Blank, Status, Submission
from knowledge.notice import Notice

MINUTES_AN_ITEM = 0.25
"""How long an item takes, for telling people how long the table will."""

Rows = tuple[tuple[Button, ...], ...]


def does(*meanings: Meaning) -> tuple[Button, ...]:
    """A row of buttons that say what people could say."""
    return tuple(Button(does=meaning) for meaning in meanings)


def each(*labels: str) -> Rows:
    """A row for each name to choose."""
    return tuple((Button(label=label),) for label in labels)


def notice_of(facts: Facts, table: Submission) -> Notice | None:
    """The notice that a table belongs to, where it is still published."""
    at = facts.catalogue.by_id.get(table.notice)
    return None if at is None else facts.catalogue.notices[at]


def about(table: Submission, facts: Facts, **more: object) -> Mapping[str, object]:
    """What every view of a table needs."""
    return {"table": table, "notice": notice_of(facts, table), **more}


def prompt(state: State, table: Submission | None, facts: Facts, said: Incoming) -> Said | None:
    """What is asked for; None where nothing is."""
    if isinstance(state, Arranging):
        return None
    match state:
        case Asking():
            return None
        case ChoosingForm():
            return Phrase("fill.which_form" if state.forms else "fill.no_forms")
        case ChoosingTable():
            return Phrase("fill.which_table")
        case NamingUnit():
            if state.named is not None:
                return Phrase("fill.which_unit_like", {"name": state.named})
            return which_unit(state, facts)
    if table is None:
        return Phrase("fill.table_gone")
    match state:
        case Joining():
            return View("fill/joining", about(table, facts, me=said.person, now=said.received_at))
        case ChoosingWay(pasting=True):
            return Phrase("fill.paste_ask")
        case ChoosingWay():
            return View("fill/way", about(table, facts, count=len(table.blanks), minutes=minutes(table)))
        case AtItem():
            return item(state.blank, table, facts)
        case Settling():
            return doubt(state.doubts[0], table, facts, left=len(state.doubts) - 1)
        case Reviewing():
            return review(table, facts) if state.whole else View("fill/review_brief", about(table, facts, blocking=blocking(table)))
        case Reasoning():
            return View("fill/reason", about(table, facts, finding=finding_or_none(table, state.finding)))
        case AtRows():
            return View("fill/rows", about(table, facts))
        case Confirming():
            return confirmation(state, table, facts)
        case Explaining():
            return Phrase("fill.why")
        case _:
            assert_never(state)


def which_unit(state: NamingUnit, facts: Facts) -> Said:
    """For which unit the table is; the table is named, so that a wrong one is noticed."""
    at = facts.catalogue.by_id.get(state.form.notice)
    notice = facts.catalogue.notices[at] if at is not None else None
    form = next((form for form in notice.forms if form.id == state.form.form), None) if notice else None
    if form is None:
        return Phrase("fill.form_gone")
    return View("fill/which_unit", {"form": form, "notice": notice, "offered": bool(state.offered)})


def confirmation(state: Confirming, table: Submission, facts: Facts) -> View:
    """What is to be confirmed, and how much of the table it is about."""
    figures = [blank for blank in table.blanks if table.field_of(blank).is_number]
    still = [blank for blank in table.open if table.field_of(blank).is_number]
    return View("fill/confirm", about(table, facts, state=state, row=row_shown(table, state.row), figures=len(figures), open_figures=len(still)))


def minutes(table: Submission) -> int:
    """How many minutes the table takes, about."""
    return max(1, round(len(table.blanks) * MINUTES_AN_ITEM))


def item(blank: Blank, table: Submission, facts: Facts) -> View:
    """The question for one blank."""
    return View(
        "fill/item",
        about(
            table,
            facts,
            field=table.field_of(blank),
            entry=table.by_blank.get(blank),
            position=table.position(blank),
            count=len(asked_fields(table)),
            row=row_shown(table, blank.row),
            earlier=table.earlier.get(blank.field),
            first_of_group=is_first_of_group(table, blank),
        ),
    )


def asked_fields(table: Submission) -> tuple[Field, ...]:
    """The fields that people fill in."""
    return tuple(field for field in table.form.fields if not field.computed)


def is_first_of_group(table: Submission, blank: Blank) -> bool:
    """Whether a blank is the first one of its printed group."""
    fields = asked_fields(table)
    at = [field.id for field in fields].index(blank.field)
    return at == 0 or fields[at - 1].group != fields[at].group


def row_shown(table: Submission, row: int) -> int:
    """Which row it is as they are shown, from 1; 0 for none."""
    return table.rows.index(row) + 1 if row in table.rows else 0


def doubt(doubtful: Doubtful, table: Submission, facts: Facts, *, left: int = 0) -> View:
    """The question about doubtful words."""
    field = table.field_of(doubtful.blank) if doubtful.blank else None
    fields = tuple(table.form.field(name) for name in doubtful.fields)
    earlier = table.earlier.get(doubtful.blank.field) if doubtful.blank else None
    return View("fill/doubt", about(table, facts, doubt=doubtful, field=field, fields=fields, left=left, earlier=earlier))


def review(table: Submission, facts: Facts, *, filed: bool = False) -> View:
    """The whole table with our totals, what is missing and what is doubtful."""
    return View(
        "fill/review",
        about(
            table,
            facts,
            groups=grouped(table),
            totals={total.group: total for total in totals(table)},
            findings=findings(table),
            blocking=blocking(table),
            reasons={reason.finding: reason for reason in table.reasons},
            filed=filed,
        ),
    )


def grouped(table: Submission) -> tuple[tuple[str | None, tuple[Field, ...]], ...]:
    """The fields that people fill in, in their printed groups."""
    found: list[tuple[str | None, list[Field]]] = []
    for field in asked_fields(table):
        if not found or found[-1][0] != field.group:
            found.append((field.group, []))
        found[-1][1].append(field)
    return tuple((group, tuple(fields)) for group, fields in found)


def finding_or_none(table: Submission, finding: str) -> Finding | None:
    """A finding by its id; None where the figures no longer give it."""
    return next((one for one in findings(table) if one.id == finding), None)


def amount(value: str, unit: str | None) -> str:
    """A figure with its unit, as a button shows it."""
    return f"{value}{unit or ''}"


def buttons_of(state: State, table: Submission | None) -> Rows:
    """The buttons under what a state asks for."""
    if isinstance(state, Arranging):
        return ()
    match state:
        case Asking():
            return _idle(table)
        case ChoosingForm() | ChoosingTable():
            return each(*state.labels)
        case NamingUnit():
            return (*each(*state.offered), *([does(Meaning.KEEP)] if state.named is not None else []))
    if table is None:
        return ()
    match state:
        case Joining():
            return _joining(table)
        case ChoosingWay():
            return (does(Meaning.AT_ONCE, Meaning.ONE_BY_ONE),) if table.form.kind is FormKind.SINGLE else (does(Meaning.ADD_ROW),)
        case AtItem():
            return _at_item(table.field_of(state.blank))
        case Settling():
            return _doubtful(state.doubts[0], table)
        case Reviewing():
            return _reviewing(table)
        case Reasoning():
            return (does(Meaning.CHANGE, Meaning.PAUSE),)
        case AtRows():
            return (does(Meaning.ADD_ROW, Meaning.REVIEW), does(Meaning.PAUSE))
        case Confirming():
            return (does(Meaning.YES, Meaning.NO),)
        case Explaining():
            return (does(Meaning.CANCEL),)
        case _:
            assert_never(state)


def _idle(table: Submission | None) -> Rows:
    """Under the last word about a table: what can be done with it next."""
    if table is None or table.status is Status.CANCELLED:
        return ()
    if table.filed is None or table.correcting is not None:
        return (does(Meaning.RESUME, Meaning.PROGRESS),)
    return (does(Meaning.REVIEW, Meaning.CORRECT), does(Meaning.EXPORT, Meaning.WITHDRAW))


def _joining(table: Submission) -> Rows:
    if table.filed is not None and table.correcting is None:
        return (does(Meaning.REVIEW, Meaning.CORRECT), does(Meaning.WITHDRAW, Meaning.OTHER_UNIT))
    return (does(Meaning.TAKE_OVER, Meaning.REVIEW), does(Meaning.OTHER_UNIT))


def _at_item(field: Field) -> Rows:
    options = each(*field.choices) if field.kind is FieldKind.CHOICE else ()
    return (*options, (*does(Meaning.BACK, Meaning.SKIP), UNKNOWN), does(Meaning.PAUSE, Meaning.PROGRESS))


UNKNOWN = Button(does="unknown")
"""It is an answer like any other, only with its own words on the button."""


def _doubtful(doubtful: Doubtful, table: Submission) -> Rows:
    if doubtful.fields:
        return (*each(*(table.form.field(name).label for name in doubtful.fields)), does(Meaning.SKIP))
    unit = table.field_of(doubtful.blank).unit if doubtful.blank else None
    if not doubtful.values:
        return (does(Meaning.SKIP),)
    if len(doubtful.values) > 1:
        return (*each(*(amount(value, unit) for value in doubtful.values)), does(Meaning.NO))
    return (does(Meaning.YES, Meaning.NO),)


def _reviewing(table: Submission) -> Rows:
    last = does(Meaning.CHANGE, Meaning.PAUSE) if table.filed is None else does(Meaning.CHANGE, Meaning.DISCARD)
    if table.form.kind is FormKind.ROWS and not table.rows:
        return (does(Meaning.ADD_ROW, Meaning.PAUSE),)
    if table.missing:
        return (does(Meaning.GAPS, Meaning.REST_ZERO, Meaning.REST_UNKNOWN), last) if has_figures(table) else (does(Meaning.GAPS), last)
    return (does(Meaning.SUBMIT, Meaning.ADD_ROW) if table.form.kind is FormKind.ROWS else does(Meaning.SUBMIT), last)


def has_figures(table: Submission) -> bool:
    """Whether all that is missing are figures."""
    return all(table.field_of(blank).is_number for blank in table.missing)
