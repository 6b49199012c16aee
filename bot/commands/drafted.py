"""A draft as JSON has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.rendering.concerns import concern
from bot.rendering.words import Words
from knowledge.extraction.draft import TITLE_MISSING, Concern, Draft
from knowledge.forms.model import Field, Form
from knowledge.notice import Activity, Clause, Contact, Deliverable, Item, Notice, Period, Requirement, Task, Theme
from knowledge.source import Source

Json = dict[str, Any]


def document(draft: Draft, t: Words) -> Json:
    """Everything that was understood; an entry that is in doubt says how much is thought of it."""
    notice = draft.notice
    lists = {
        "themes": map(_theme, notice.themes),
        "periods": map(_period, notice.periods),
        "activities": map(_activity, notice.activities),
        "deadlines": map(_deadline, stated(notice)),
        "tasks": map(_task, notice.tasks),
        "contacts": map(_contact, notice.contacts),
        "requirements": map(_requirement, notice.requirements),
        "forms": map(_form, notice.forms),
        "clauses": map(_clause, notice.clauses),
    }
    marked = {name: list(_marked(entries, draft)) for name, entries in lists.items()}
    marked["deadlines"] = [one for owed, entry in zip(stated(notice), marked["deadlines"], strict=True) for one in _by_reading(owed, entry)]
    untitled = any(found.code == TITLE_MISSING for found in draft.concerns)
    return {**_identity(notice), **({"title": None} if untitled else {}), **marked, "warnings": [_warning(found, t) for found in draft.concerns]}


def stated(notice: Notice) -> Iterator[Deliverable]:
    """What is handed in by a time that the notice states."""
    return (deliverable for deliverable in notice.deliverables if deliverable.due is not None)


def _marked(entries: Iterable[Json], draft: Draft) -> Iterator[Json]:
    for entry in entries:
        confidence = draft.confidence.get(entry["id"])
        yield entry if confidence is None else {**entry, "confidence": confidence}


def _identity(notice: Notice) -> Json:
    return {
        "id": notice.id,
        "title": notice.title,
        "number": notice.number,
        "issuers": list(notice.issuers),
        "audience": list(notice.audiences),
        "issued_on": _iso(notice.issued_on),
        "year": notice.year,
        "edition": notice.editions[0].text if notice.editions else None,
        "region": notice.region,
        "event": notice.event,
        "amends": notice.amends,
        "forwards": notice.forwards,
        "annexes": list(notice.annexes),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _source(source: Source | None) -> Json | None:
    return {"clause": source.clause, "quote": source.quote, "line": source.line} if source is not None else None


def _theme(theme: Theme) -> Json:
    return {"id": theme.id, "label": theme.label, "text": theme.text, "source": _source(theme.source)}


def _period(period: Period) -> Json:
    when = period.when
    return {
        "id": period.id,
        "label": period.label,
        "text": when.text,
        "start": _iso(when.start),
        "end": _iso(when.end),
        "vague": when.vague,
        "tentative": when.tentative,
        "arrange_your_own": period.arrange_your_own,
        "cited": period.cited,
        "source": _source(period.source),
    }


def _activity(activity: Activity) -> Json:
    return {
        "id": activity.id,
        "name": activity.name,
        "when": activity.when.text if activity.when is not None else None,
        "where": activity.where,
        "hosts": list(activity.hosts),
        "source": _source(activity.source),
    }


def _by_reading(owed: Deliverable, entry: Json) -> Iterator[Json]:
    """An entry for each reading that the passage allows, all thought of alike."""
    if len(owed.readings) < 2:
        yield entry
        return
    for number, reading in enumerate(owed.readings, start=1):
        yield {**entry, "id": owed.id if number == 1 else f"{owed.id}-{number}", "reading": reading}


def _deadline(owed: Deliverable) -> Json:
    due = owed.due
    return {
        "id": owed.id,
        "what": "、".join(item.name for item in owed.items),
        "text": due.text if due is not None else None,
        "due": _iso(due.day) if due is not None else None,
        "time": due.clock if due is not None else None,
        "vague": due is not None and due.vague,
        "recurring": due is not None and due.every is not None,
        "by": list(owed.by),
        "to": [recipient.office for recipient in owed.to],
        "how": owed.how or next((recipient.how for recipient in owed.to if recipient.how), None),
        "url": owed.url,
        "stamped": owed.stamped,
        "copies": owed.copies,
        "items": [_item(item) for item in owed.items],
        "source": _source(owed.source),
    }


def _item(item: Item) -> Json:
    return {"name": item.name, "form": item.form, "limits": list(item.limits)}


def _task(task: Task) -> Json:
    return {"id": task.id, "who": list(task.who), "what": task.what, "source": _source(task.source)}


def _contact(contact: Contact) -> Json:
    return {
        "id": contact.id,
        "org": contact.org,
        "role": contact.role,
        "names": list(contact.names),
        "phones": list(contact.phones),
        "faxes": list(contact.faxes),
        "emails": list(contact.emails),
        "qq": list(contact.qq),
        "address": contact.address,
        "postcode": contact.postcode,
        "source": _source(contact.source),
    }


def _requirement(requirement: Requirement) -> Json:
    return {"id": requirement.id, "heading": requirement.heading, "summary": requirement.summary, "source": _source(requirement.source)}


def _form(form: Form) -> Json:
    return {
        "id": form.id,
        "title": form.title,
        "kind": form.kind.value,
        "fields": [_field(field) for field in form.fields],
        "lines": list(form.lines),
        "source": _source(form.source),
    }


def _field(field: Field) -> Json:
    return {
        "id": field.id,
        "group": field.group,
        "label": field.label,
        "unit": field.unit,
        "kind": field.kind.value,
        "choices": list(field.choices),
        "required": field.required,
        "computed": field.computed,
        "max_chars": field.max_chars,
        "hint": field.hint,
    }


def _clause(clause: Clause) -> Json:
    return {"id": clause.id, "number": clause.number, "heading": clause.heading, "summary": clause.summary, "line": clause.line}


def _warning(found: Concern, t: Words) -> Json:
    return {
        "code": found.code,
        "message": concern(found, t),
        "blocking": found.blocking,
        "about": list(found.about),
        "source": _source(found.source),
    }
