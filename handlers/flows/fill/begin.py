"""Beginning: which table, for which unit, whether somebody is at it already, and in which way."""

from __future__ import annotations

import msgspec

from handlers.choosing import chosen_or_none
from handlers.flows.fill.context import Context
from handlers.flows.fill.moving import onward, resume_at, reviewing
from handlers.flows.fill.prompts import review
from handlers.flows.fill.telling import told
from handlers.messages import Phrase, Turn, View
from handlers.said import Meaning, bare_number_or_none, meaning_for_table_or_none, opens_table
from handlers.states import Asking, ChoosingForm, ChoosingWay, Confirming, Explaining, FormRef, Joining, NamingUnit, Purpose, State
from knowledge.answering.answerer import notices_meant
from knowledge.forms.earlier import figures_before
from knowledge.forms.model import Form, FormKind
from knowledge.forms.submission import Status, Submission, held_by, with_row
from knowledge.forms.units import alike, is_name, offered, unit_key
from knowledge.language.text import fold
from knowledge.notice import Notice

MOST_FORMS = 6
MOST_UNITS = 4

_KINDS = (("推荐", "推荐"), ("统计", "统计"), ("recommend", "推荐"), ("statistic", "统计"))
"""Words that say which of several tables is meant, and the word of its title."""


def start(context: Context, talk: Asking, text: str) -> Turn:
    """Ask which table is to be filled in, as far as the words and the conversation leave it open."""
    notices = notices_meant(context.facts.catalogue, text, context.said.received_at, talk.dialogue, talk.unit)
    return choose(context, talk, _forms(notices, text) or _forms(tuple(context.facts.catalogue.notices), text))


def choose(context: Context, talk: Asking, forms: tuple[FormRef, ...]) -> Turn:
    """Go on with the only table, or have one chosen."""
    if context.said.group is not None:
        return context.in_private(talk, forms)
    if not forms:
        return context.go(talk, Phrase("fill.no_forms"))
    if len(forms) == 1:
        return name_unit(context, talk, forms[0])
    forms = forms[:MOST_FORMS]
    labels = tuple(form_label(context, ref, talk.language or "zh") for ref in forms)
    return context.go(ChoosingForm(talk=talk, asked="", forms=forms, labels=labels))


def _forms(notices: tuple[Notice, ...], text: str) -> tuple[FormRef, ...]:
    """The forms of notices; of the kind named where one is."""
    forms = [(notice, form) for notice in notices for form in notice.forms]
    folded = fold(text)
    for word, mark in _KINDS:
        of_kind = [pair for pair in forms if mark in pair[1].title]
        if word in folded and of_kind:
            forms = of_kind
            break
    return tuple(FormRef(notice.id, form.id) for notice, form in forms)


def form_label(context: Context, ref: FormRef, language: str) -> str:
    """What a form is called on a button: its notice and its short name."""
    notice, form = found_or_none(context, ref) or (None, None)
    if notice is None or form is None:
        return ref.form
    name = short_name(notice, form)
    return f"{context.facts.label(notice, language)} · {notice.glossary.get(name, name) if language == 'en' else name}"


def short_name(notice: Notice, form: Form) -> str:
    """What the notice calls a form where it asks for it, else its title."""
    return next((item.name for paper in notice.deliverables for item in paper.items if item.form == form.id), form.title)


def found_or_none(context: Context, ref: FormRef) -> tuple[Notice, Form] | None:
    """A form with its notice, where they are still published."""
    notice = context.notice_or_none(ref.notice)
    form = next((form for form in notice.forms if form.id == ref.form), None) if notice else None
    return (notice, form) if notice and form else None


def form_said(context: Context, state: ChoosingForm, text: str) -> Turn | None:
    """The table chosen, by its label or its number or by words that fit only one; None for anything else."""
    at = chosen_or_none(state.labels, text)
    if at is not None:
        return name_unit(context, state.talk, state.forms[at])
    if bare_number_or_none(text) is not None:
        return context.go(state, Phrase("fill.no_such_choice"))
    if meaning_for_table_or_none(text) is Meaning.START:
        return None
    meant = notices_meant(context.facts.catalogue, text, context.said.received_at, None, None)
    forms = tuple(ref for ref in _forms(meant, text) if ref in state.forms)
    return choose(context, state.talk, forms) if 0 < len(forms) < len(state.forms) else None


def name_unit(context: Context, talk: Asking, ref: FormRef) -> Turn:
    """Ask whose table it is."""
    if found_or_none(context, ref) is None:
        return context.go(talk, Phrase("fill.form_gone"))
    mine = tuple(dict.fromkeys(table.unit for table in context.facts.tables.mine))
    own = (*((talk.unit,) if talk.unit else ()), *mine)
    names = offered(None, (), own, MOST_UNITS) if own else ()
    return context.go(NamingUnit(talk=talk, asked="", form=ref, offered=names))


def unit_meant_or_none(state: NamingUnit, text: str) -> str | None:
    """The unit that an answer names: one offered, the new one asked about, or as typed."""
    at = bare_number_or_none(text)
    if at is not None:
        buttons = (*state.offered, *((state.named,) if state.named else ()))
        return buttons[at - 1] if 1 <= at <= len(buttons) else None
    meaning = meaning_for_table_or_none(text)
    if state.named is not None and meaning in (Meaning.KEEP, Meaning.YES):
        return state.named
    if meaning is not None:
        return None
    return text.strip() if is_name(text) else None


def unit_said(context: Context, state: NamingUnit, text: str) -> Turn | None:
    """Open the table of the unit named; a name that looks like a known one is asked about. None for what is no name."""
    name = unit_meant_or_none(state, text)
    if name is not None and (opens_table(text) or fold(name).endswith(("表", "table", "form"))):
        return start(context, state.talk, text)
    if name is None:
        return context.go(state, Phrase("fill.no_such_choice")) if bare_number_or_none(text) is not None else None
    known = {unit_key(unit): unit for unit in context.facts.tables.units}
    if unit_key(name) in known:
        return open_table(context, state, known[unit_key(name)])
    like = () if name == state.named else alike(name, known.values())
    if like:
        return context.go(msgspec.structs.replace(state, named=name, offered=like))
    return open_table(context, state, name)


def open_table(context: Context, state: NamingUnit, unit: str) -> Turn:
    """Begin the unit's table, or go on with the one that is there."""
    talk = msgspec.structs.replace(state.talk, unit=unit)
    there = next((table for table in context.facts.tables.of_form if unit_key(table.unit) == unit_key(unit)), None)
    if there is not None:
        return join(context, talk, there)
    found = found_or_none(context, state.form)
    if found is None:
        return context.go(talk, Phrase("fill.form_gone"))
    began = _begun(context, *found, unit)
    fresh = context.with_table(began)
    if began.form.kind is FormKind.ROWS:
        first = fresh.with_table(with_row(began))
        return onward(first, ChoosingWay(talk=talk, table=began.id, asked=""), None, View("fill/began", {"table": began, "notice": found[0]}))
    return fresh.go(ChoosingWay(talk=talk, table=began.id, asked=""))


def _begun(context: Context, notice: Notice, form: Form, unit: str) -> Submission:
    """A new table of a unit, with the figures of the year before where there are any."""
    said = context.said
    year, figures = figures_before(form, notice, context.facts.tables.of_unit, context.facts.catalogue.notices)
    return Submission(
        id=f"t-{said.id}",
        notice=notice.id,
        form=form,
        unit=unit,
        begun_at=said.received_at,
        changed_at=said.received_at,
        holder=said.person,
        people=(said.person,),
        earlier=figures,
        earlier_year=year,
    )


def join(context: Context, talk: Asking, table: Submission) -> Turn:
    """Go on with a table that is there: at once where it is the sender's turn or nobody's."""
    there = msgspec.structs.replace(talk, table=table.id)
    at_hand = Context(context.said, context.facts, table)
    if table.status is Status.DRAFT and table.holder in (None, context.said.person):
        mine = at_hand if table.holder else at_hand.with_table(held_by(table, context.said.person))
        return resume(mine, there)
    if table.correcting is not None and table.holder == context.said.person:
        return reviewing(at_hand, Joining(talk=there, table=table.id, asked=""))
    return at_hand.go(Joining(talk=there, table=table.id, asked=""))


def resume(context: Context, talk: Asking) -> Turn:
    """Go on where the table was left."""
    table = context.sheet
    changed = () if same_form(context, table) else (Phrase("fill.form_changed"),)
    going_on = View("fill/resumed", {"table": table, "now": context.said.received_at, "notice": context.notice_or_none(table.notice)})
    if not table.entries and not table.rows:
        return context.go(ChoosingWay(talk=talk, table=table.id, asked=""), *changed)
    return resume_at(context, talk, going_on, *changed)


def same_form(context: Context, table: Submission) -> bool:
    """Whether the notice still has the form that the table was begun with."""
    found = found_or_none(context, FormRef(table.notice, table.form.id))
    return found is None or found[1] == table.form


def other_unit(context: Context, state: Joining) -> Turn:
    """The table of another unit is meant."""
    ref = FormRef(context.sheet.notice, context.sheet.form.id)
    talk = msgspec.structs.replace(state.talk, unit=None, table=None)
    return name_unit(Context(context.said, context.facts), talk, ref)


def look(context: Context, state: Joining) -> Turn:
    """The table as it is; nothing is changed by looking."""
    return context.go(state, review(context.sheet, context.facts, filed=True))


def start_other(context: Context, state: Joining) -> Turn:
    """Another table is meant."""
    talk = msgspec.structs.replace(state.talk, table=None, blank=None)
    return start(Context(context.said, context.facts), talk, "")


def leave(context: Context, state: Joining) -> Turn:
    """Leave the table to the colleague."""
    return Context(context.said, context.facts).go(msgspec.structs.replace(state.talk, table=None, blank=None), Phrase("fill.left_alone"))


def correct_joined(context: Context, state: Joining) -> Turn:
    """Ask why a table that was handed in is to be corrected; it is the sender's turn from now on. A draft, and a
    correction under way, are taken over first."""
    if context.sheet.filed is None or context.sheet.correcting is not None:
        return context.go(state, Phrase("fill.choose_first"))
    return correct(context, state.talk)


def withdraw_joined(context: Context, state: Joining) -> Turn:
    """Ask whether a table that was handed in shall be withdrawn; it is the sender's turn from now on."""
    table, before = context.sheet, context.sheet.holder
    if table.filed is None:
        return context.go(state, Phrase("fill.not_handed_in"))
    mine = context.with_table(held_by(table, context.said.person)) if before != context.said.person else context
    turn = mine.go(Confirming(talk=state.talk, table=table.id, asked="", purpose=Purpose.WITHDRAW))
    return told(turn, mine, before, "fill.taken_over")


def correct(context: Context, talk: Asking, said: str = "") -> Turn:
    """The same, with a change that was asked for already."""
    table, before = context.sheet, context.sheet.holder
    mine = context.with_table(held_by(table, context.said.person)) if before != context.said.person else context
    turn = mine.go(Explaining(talk=talk, table=table.id, asked="", said=said))
    return told(turn, mine, before, "fill.taken_over")


def take_over(context: Context, state: State) -> Turn:
    """It is the sender's turn now, and whoever had it is told."""
    talk = state.talk if not isinstance(state, Asking) else state
    if context.sheet.filed is not None and context.sheet.correcting is None:
        return context.go(Joining(talk=talk, table=context.sheet.id, asked=""))
    table, before = context.sheet, context.sheet.holder
    mine = context.with_table(held_by(table, context.said.person))
    turn = resume(mine, msgspec.structs.replace(talk, table=table.id))
    return told(turn, mine, before, "fill.taken_over")
