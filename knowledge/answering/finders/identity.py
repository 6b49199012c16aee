"""The notice itself: its number, issuers, dates, addressees, and what it is about."""

from __future__ import annotations

from knowledge.answering.answer import Finding, Line
from knowledge.answering.finders.events import outline
from knowledge.answering.view import View, not_stated
from knowledge.dates import countdown
from knowledge.source import Source

_HEAD = Source(clause="")


def find_identity(view: View, intent: str) -> Finding:
    """One printed attribute of the notice."""
    notice = view.notice
    values: dict[str, object] = {
        "number": notice.number,
        "issuer": notice.issuers,
        "issued": notice.issued_on,
        "edition": notice.editions,
        "audience": notice.audiences,
        "title": notice.title,
        "basis": notice.basis,
        "annex": notice.annexes,
        "amends": notice.amends,
    }
    value = values[intent]
    if not value:
        return not_stated(intent, intent, fit=0.4)
    if intent == "edition":
        cited = tuple(view.cite(edition.id, "notice", edition.text, edition.source) for edition in notice.editions)
        return Finding(intent, (Line("edition", {"editions": notice.editions}, cited),), fit=0.8)
    text = "、".join(value) if isinstance(value, tuple) else str(value)
    line = Line(intent, {"value": value}, (view.cite(intent, "notice", text, _source(view, intent)),))
    return Finding(intent, (line,), fit=0.8)


def _source(view: View, intent: str) -> Source:
    """Head, preamble or signature: whichever of them the notice's clauses have."""
    wanted = {"issuer": ("落款", "标题"), "issued": ("落款",), "number": ("标题",), "basis": ("导语",), "annex": ("附件",)}
    numbers = {clause.number for clause in view.notice.clauses}
    for number in wanted.get(intent, ("标题",)):
        if number in numbers:
            return Source(clause=number)
    return Source(clause=view.notice.clauses[0].number) if view.notice.clauses else _HEAD


def find_overview(view: View) -> Finding:
    """Three lines of what matters: theme, period, what is due."""
    parts = outline(view)
    if parts is not None:
        return parts
    notice = view.notice
    lines = []
    if notice.themes:
        theme = notice.themes[0]
        lines.append(Line("theme", {"theme": theme}, (view.cite(theme.id, "theme", theme.text, theme.source),)))
    own = [period for period in notice.periods if not period.cited]
    if own:
        period = own[0]
        lines.append(Line("period", {"period": period, "span": {}}, (view.cite(period.id, "period", period.when.text, period.source),)))
    for deliverable in notice.deliverables[:2]:
        due = deliverable.due
        left = countdown(due.day, due.clock, view.now) if due and due.day else None
        values = {
            "deliverable": deliverable,
            "items": deliverable.items,
            "recipients": tuple((r, view.index.contact(r.contact)) for r in deliverable.to),
            "due": due,
            "left": left,
            "slots": frozenset(),
            "routes": False,
            "owner_asked": False,
            "owner_named": False,
        }
        lines.append(Line("deadline", values, (view.cite(deliverable.id, "deadline", due.text if due else "", deliverable.source),)))
    return Finding("overview", tuple(lines), known=bool(lines), fit=0.5)
