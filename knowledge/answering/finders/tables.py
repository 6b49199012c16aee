"""Blank tables: which items they have, in which groups, units and limits."""

from __future__ import annotations

import re

from knowledge.answering.answer import Finding, Line
from knowledge.answering.link import MANNERS
from knowledge.answering.view import View, not_stated, said_missing
from knowledge.forms.model import Field, Form

_DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SEVERAL = re.compile(r"哪(?:[几两二三四五六七八九十]|\d)")
"""哪两项、哪几栏 asks for the fields of a group, though one of them may have its name."""

_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "two": 2, "three": 3, "four": 4, "five": 5}
_ORDINAL = re.compile(
    r"第(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个)?[项栏列行格]"
    r"|(?P<last>最后|末)(?P<m>\d|[一二两三四五六])?[个]?[项栏列行格]"
    r"|(?P<last_en>last) (?P<n_en>two|three|four|five) (?:item|column|row|field)s?"
)


MOST_SINGLE = 2
"""More fields than this are told by their groups."""


def find_form(view: View) -> Finding:
    """A field's printed name, unit and group, or what a table asks for."""
    fields = _by_position(view) or _fields_meant(view)
    if fields:
        return _fields(view, fields)
    form = _form_meant(view)
    if form is not None and "word.ordinal" in view.inquiry.asking:
        said = said_missing(("position",), what=(str(len(form.fields)),))
        return Finding("form", (said, _whole(view, form)), known=False, missing=("position",), fit=0.6)
    if form is None and view.inquiry.things == {"thing.form"} and view.notice.forms:
        return Finding("form", tuple(_whole(view, each, brief=True) for each in view.notice.forms[:3]), fit=0.85)
    if form is None:
        if view.inquiry.things - MANNERS or view.notice.forms:
            named = view.inquiry.question.words_for(view.inquiry.things)
            return not_stated("form", "form", paper=named, fit=0.2)
        return not_stated("form", "form", fit=0.1)
    if view.inquiry.question.residue and view.inquiry.pieces and _foreign(view, form):
        return not_stated("form", "field", what=view.inquiry.question.residue, fit=0.3)
    return Finding("form", (_whole(view, form),), fit=0.85)


def _whole(view: View, form: Form, *, brief: bool = False) -> Line:
    values = {"form": form, "groups": groups(form), "brief": brief or _wants_count(view) or "word.ordinal" in view.inquiry.asking}
    return Line("form", values, (view.cite(form.id, "form", form.title, form.source),))


def groups(form: Form) -> tuple[tuple[str | None, str | None, tuple[Field, ...]], ...]:
    """The fields in their printed groups: (group, unit common to all of it, fields)."""
    found: list[tuple[str | None, list[Field]]] = []
    for field in form.fields:
        if not found or found[-1][0] != field.group:
            found.append((field.group, []))
        found[-1][1].append(field)
    result = []
    for group, fields in found:
        units = {field.unit for field in fields}
        result.append((group, units.pop() if len(units) == 1 else None, tuple(fields)))
    return tuple(result)


def _form_meant(view: View) -> Form | None:
    for named in view.links.best("form"):
        if isinstance(named.thing, Form):
            return named.thing
    if view.inquiry.things - MANNERS - {"thing.form"}:
        return None
    return view.notice.forms[0] if len(view.notice.forms) == 1 else None


def _fields_meant(view: View) -> list[tuple[Form, Field]]:
    """The fields named; of the form named, where one is."""
    forms = {id(named.thing) for named in view.links.best("form")}
    several = bool(view.inquiry.asking & {"word.group", "word.unit_of"}) or _SEVERAL.search(view.inquiry.question.folded) is not None
    if several and view.inquiry.things - MANNERS and view.links.by_kind.get("group"):
        return _of_group(view)
    found = []
    for named in view.links.best("field"):
        if isinstance(named.thing, Field) and isinstance(named.whole, Form):
            found.append((named.whole, named.thing))
    if not found:
        found = _of_group(view)
    in_form = [(form, field) for form, field in found if id(form) in forms]
    return in_form or found


def _of_group(view: View) -> list[tuple[Form, Field]]:
    """The fields of the group named (经费、工作人员)."""
    return [(named.whole, named.thing) for named in view.links.best("group") if isinstance(named.whole, Form) and isinstance(named.thing, Field)]


def _wants_count(view: View) -> bool:
    """Only how many: the groups with their numbers of items will do."""
    asking = view.inquiry.asking
    return "ask.howmany" in asking and not asking & {"ask.what", "ask.which"}


def _by_position(view: View) -> list[tuple[Form, Field]]:
    """第3项、最后两栏、the first column: the fields at a place in the table."""
    form = _form_meant(view)
    if form is None:
        return []
    found = _ORDINAL.search(view.inquiry.question.folded)
    if found is None:
        return []
    last, count = found["last"] or found["last_en"], number(found["n"] or found["n_en"] or found["m"] or "1")
    chosen = form.fields[-count:] if last and count else form.fields[max(0, count - 1) : count]
    return [(form, field) for field in chosen]


def number(word: str) -> int:
    """A small number as a digit, a Chinese or an English word."""
    if word.isdigit():
        return int(word)
    if word in _ENGLISH:
        return _ENGLISH[word]
    tens, _, ones = word.partition("十") if "十" in word else ("", "", word)
    return (_DIGITS.get(tens, 1) * 10 if "十" in word else 0) + _DIGITS.get(ones, 0)


def _fields(view: View, fields: list[tuple[Form, Field]]) -> Finding:
    """The fields, each by itself where they are few, else by their groups."""
    asks_unit = "word.unit_of" in view.inquiry.asking
    if len(fields) > MOST_SINGLE:
        groups_meant = dict.fromkeys((form.id, field.group) for form, field in fields)
        lines = tuple(_group(view, [pair for pair in fields if (pair[0].id, pair[1].group) == key]) for key in groups_meant)
    else:
        lines = tuple(_field(view, form, field) for form, field in fields)
    if asks_unit and not any(field.unit for _, field in fields):
        what = fields[0][1].group if len(fields) > MOST_SINGLE else fields[0][1].label
        said = said_missing(("unit",), what=(what or fields[0][1].label,))
        return Finding("form", (said, *lines), known=False, missing=("unit",), fit=0.6)
    return Finding("form", lines[:4], fit=0.9)


def _field(view: View, form: Form, field: Field) -> Line:
    values = {"form": form, "field": field, "position": form.fields.index(field) + 1}
    return Line("field", values, (view.cite(f"{form.id}.{field.id}", "form", field.label, form.source),))


def _group(view: View, fields: list[tuple[Form, Field]]) -> Line:
    """Several fields of one group in one statement."""
    form, first = fields[0]
    units = {field.unit for _, field in fields}
    unit = units.pop() if len(units) == 1 else None
    values = {"form": form, "group": first.group or "", "unit": unit, "fields": tuple(field for _, field in fields)}
    return Line("fields", values, (view.cite(form.id, "form", first.group or form.title, form.source),))


def _foreign(view: View, form: Form) -> bool:
    """Whether the question names something that the table does not have."""
    own = "".join(field.label + (field.group or "") for field in form.fields) + form.title
    return all(not any(piece[i : i + 2] in own for i in range(len(piece) - 1)) for piece in view.inquiry.question.residue if len(piece) >= 2)
