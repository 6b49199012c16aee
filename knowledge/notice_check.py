"""What must hold in a notice beyond the kinds of its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, assert_never

from knowledge.errors import Problem
from knowledge.forms.model import AtLeast, Ceiling, Check, Form, Needs, Nothing, Total
from knowledge.notice import Notice, When

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\d{3,4}-\d{6,8}(-\d{1,6})?|\d{5,12}(-\d{1,6})?")
_HOUR = r"(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
_CLOCK = re.compile(f"{_HOUR}(-{_HOUR})?")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})(?:日?[至到—–~-]+(\d{1,2}))?日")
_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_notice(notice: Notice) -> Iterator[Problem]:
    """Every breach found; none means that answers, forms and reminders can rely on the notice."""
    if not _ID.fullmatch(notice.id):
        yield Problem("id", "id_form", (("value", notice.id),))
    yield from _unique_ids(notice)
    yield from _sources(notice)
    yield from _references(notice)
    yield from _dates(notice)
    yield from _addresses(notice)
    yield from _checks(notice)


def facts_by_place(notice: Notice) -> Iterator[tuple[str, Any]]:
    """Every fact with its place in the file, clauses and remarks included."""
    for name in (
        "editions", "themes", "periods", "activities", "deliverables", "tasks",
        "contacts", "requirements", "forms", "remarks", "clauses",
    ):  # fmt: skip
        for number, fact in enumerate(getattr(notice, name)):
            yield f"{name}[{number}]", fact


def _unique_ids(notice: Notice) -> Iterator[Problem]:
    count = Counter(fact.id for _, fact in facts_by_place(notice))
    for place, fact in facts_by_place(notice):
        if count[fact.id] > 1:
            yield Problem(f"{place}.id", "id_twice", (("value", fact.id),))
    for number, form in enumerate(notice.forms):
        for name, entries in (("fields", form.fields), ("checks", form.checks)):
            for value, times in Counter(entry.id for entry in entries).items():
                if times > 1:
                    yield Problem(f"forms[{number}].{name}", "id_twice", (("value", value),))


def _sources(notice: Notice) -> Iterator[Problem]:
    numbers = {clause.number for clause in notice.clauses}
    for place, fact in facts_by_place(notice):
        source = getattr(fact, "source", None)
        if source is not None and source.clause not in numbers:
            known = "、".join(dict.fromkeys(clause.number for clause in notice.clauses))
            yield Problem(f"{place}.source.clause", "no_such_clause", (("value", source.clause), ("known", known)))


def _references(notice: Notice) -> Iterator[Problem]:
    contacts = {contact.id for contact in notice.contacts}
    forms = {form.id for form in notice.forms}
    ids = {fact.id for _, fact in facts_by_place(notice)}
    for number, deliverable in enumerate(notice.deliverables):
        place = f"deliverables[{number}]"
        if not deliverable.items:
            yield Problem(f"{place}.items", "empty")
        for at, recipient in enumerate(deliverable.to):
            if recipient.contact is not None and recipient.contact not in contacts:
                yield Problem(f"{place}.to[{at}].contact", "no_such_contact", (("value", recipient.contact),))
        for at, item in enumerate(deliverable.items):
            if item.form is not None and item.form not in forms:
                yield Problem(f"{place}.items[{at}].form", "no_such_form", (("value", item.form),))
    for number, remark in enumerate(notice.remarks):
        for about in remark.about:
            if about not in ids:
                yield Problem(f"remarks[{number}].about", "no_such_fact", (("value", about),))


def _dates(notice: Notice) -> Iterator[Problem]:
    for number, period in enumerate(notice.periods):
        yield from _when(period.when, f"periods[{number}].when")
    for number, activity in enumerate(notice.activities):
        if activity.when is not None:
            yield from _when(activity.when, f"activities[{number}].when")
    for number, deliverable in enumerate(notice.deliverables):
        due, place = deliverable.due, f"deliverables[{number}].due"
        if due is None:
            continue
        if due.clock is not None and not _CLOCK.fullmatch(due.clock):
            yield Problem(f"{place}.clock", "clock_form", (("value", due.clock),))
        named = {(int(month), int(day)) for month, first, last in _MONTH_DAY.findall(due.text) for day in (first, last) if day}
        printed = due.day is not None and all(re.search(rf"(?<!\d)0?{number}(?!\d)", due.text) for number in (due.day.month, due.day.day))
        if due.day is not None and named and not due.vague and not printed and (due.day.month, due.day.day) not in named:
            yield Problem(f"{place}.day", "day_differs", (("value", due.day.isoformat()), ("text", due.text)))


def _when(when: When, place: str) -> Iterator[Problem]:
    if when.start is not None and when.end is not None and when.start > when.end:
        yield Problem(f"{place}.end", "ends_before_start", (("start", when.start.isoformat()), ("end", when.end.isoformat())))
    if when.clock is not None and not _CLOCK.fullmatch(when.clock):
        yield Problem(f"{place}.clock", "clock_form", (("value", when.clock),))


def _addresses(notice: Notice) -> Iterator[Problem]:
    for number, contact in enumerate(notice.contacts):
        place = f"contacts[{number}]"
        for at, email in enumerate(contact.emails):
            if not _EMAIL.fullmatch(email):
                yield Problem(f"{place}.emails[{at}]", "email_form", (("value", email),))
        for name, numbers in (("phones", contact.phones), ("faxes", contact.faxes)):
            for at, value in enumerate(numbers):
                if not _PHONE.fullmatch(value):
                    yield Problem(f"{place}.{name}[{at}]", "phone_form", (("value", value),))


def _checks(notice: Notice) -> Iterator[Problem]:
    for number, form in enumerate(notice.forms):
        for at, check in enumerate(form.checks):
            place = f"forms[{number}].checks[{at}]"
            for name, ids in _fields_named(check).items():
                if not ids:
                    yield Problem(f"{place}.{name}", "empty")
                for value in ids:
                    yield from _figure(value, form, f"{place}.{name}")
            if isinstance(check, Ceiling) and not _DECIMAL.fullmatch(check.above):
                yield Problem(f"{place}.above", "decimal_form", (("value", check.above),))


def _fields_named(check: Check) -> dict[str, tuple[str, ...]]:
    """The ids of the fields a check names, by the key they stand under."""
    match check:
        case Needs():
            return {"fields": check.fields, "needs": check.needs}
        case Nothing():
            return {"field": (check.field,)}
        case AtLeast():
            return {"field": (check.field,), "other": (check.other,)}
        case Ceiling():
            return {"fields": check.fields}
        case Total():
            return {"field": (check.field,), "parts": check.parts}
        case _:
            assert_never(check)


def _figure(value: str, form: Form, place: str) -> Iterator[Problem]:
    field = next((field for field in form.fields if field.id == value), None)
    if field is None:
        yield Problem(place, "no_such_field", (("value", value), ("known", "、".join(field.id for field in form.fields))))
    elif not field.is_number:
        yield Problem(place, "no_number_field", (("value", value), ("label", field.label)))
