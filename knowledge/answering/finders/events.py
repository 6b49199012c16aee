"""Themes, periods and activities."""

from __future__ import annotations

import re

from knowledge.answering.answer import Finding, Line
from knowledge.answering.finders.passages import WHICH_PLACE, find_passage
from knowledge.answering.view import View, not_stated, said_missing
from knowledge.answering.vocabulary.vocabulary import words
from knowledge.dates import countdown
from knowledge.language.text import bigrams, fold
from knowledge.notice import Activity, Period, When
from knowledge.source import Source

MOST = 3
_URL = re.compile(r"www\.|https?:|\.(?:cn|com|org|net|example)\b")


def find_theme(view: View) -> Finding:
    """The slogan, and sub-themes where there are."""
    themes = view.notice.themes
    if not themes:
        return not_stated("theme", "theme", fit=0.2)
    if view.inquiry.pieces and view.links.by_kind.get("activity"):
        return find_activity(view)
    named = tuple(theme for theme in themes if any(_fits(piece, theme.text + (theme.label or "")) for piece in view.inquiry.pieces))
    lines = tuple(Line("theme", {"theme": theme}, (view.cite(theme.id, "theme", theme.text, theme.source),)) for theme in (named or themes)[:5])
    return Finding("theme", lines, fit=1.0 if named else 0.8 - 0.25 * bool(view.inquiry.pieces))


def _fits(piece: str, text: str) -> bool:
    pairs = bigrams(piece)
    return bool(pairs) and len(pairs & bigrams(fold(text))) >= 0.6 * len(pairs)


def find_period(view: View) -> Finding:
    """When the campaign is; a labelled part of it where that is asked for."""
    activity = _activity_meant(view)
    if activity is not None:
        return find_activity(view)
    return period_of(view, _periods_meant(view))


def period_of(view: View, periods: list[Period]) -> Finding:
    """When these are."""
    if not periods:
        return not_stated("period", "period", fit=0.2)
    lines = tuple(_period_line(view, period) for period in periods[:MOST])
    missing = ("day",) if all(period.when.vague for period in periods) else ()
    if "where" in view.slots and not view.slots & {"when", "clock", "left"} and not any(period.where for period in periods):
        return Finding("period", (said_missing(("where",)), *lines[:1]), known=False, missing=("where",), fit=0.5)
    if "clock" in view.slots and not any(period.when.clock for period in periods):
        known = "when" in view.slots
        return Finding("period", lines, known=known, missing=(*missing, "clock"), fit=0.5)
    return Finding("period", lines, missing=missing, fit=0.95 if any(period.cited for period in periods) else 0.8)


def _periods_meant(view: View) -> list[Period]:
    linked = [named.thing for named in view.links.best("period")]
    if linked:
        return [period for period in view.notice.periods if period in linked]
    events = frozenset(view.inquiry.question.of_group("event"))
    own = [period for period in view.notice.periods if not period.cited]
    cited = [period for period in view.notice.periods if period.cited and events & words().concepts(fold(period.label or ""))]
    return [*own, *cited] or list(view.notice.periods)


def _period_line(view: View, period: Period) -> Line:
    return Line("period", {"period": period, "span": span(view, period.when)}, (view.cite(period.id, "period", period.when.text, period.source),))


def span(view: View, when: When) -> dict[str, object]:
    """Where now lies: before (days to the start), within, or after a time."""
    start, end = when.start, when.end or when.start
    before = countdown(start, None, view.now) if start else None
    after = countdown(end, None, view.now) if end else None
    return {"to_start": before.days if before else None, "to_end": after.days if after else None}


def find_activity(view: View) -> Finding:
    """One activity with what is asked of it, or the list of them."""
    parts = outline(view) if view.inquiry.asking & {"ask.what", "ask.which", "ask.howmany"} else None
    if parts is not None:
        return parts
    activity = _activity_meant(view)
    if activity is None:
        return _list_activities(view)
    wanted = view.slots & {"when", "clock", "where", "hosts", "invited", "website"}
    if "who" in view.slots and not wanted and "verb.hold" in view.inquiry.asking:
        wanted = frozenset(("hosts",))
    missing = tuple(sorted(slot for slot in wanted | _kind_of_place(view) if not _has(activity, slot) or _is_vaguer(view, activity, slot)))
    wanted = wanted | frozenset(missing)
    known = not wanted or len(missing) < len(wanted)
    line = Line(
        "activity",
        {"activity": activity, "wanted": wanted - set(missing), "all": not wanted, "span": span(view, activity.when) if activity.when else None},
        (view.cite(activity.id, "activity", activity.name, activity.source),),
    )
    if not known:
        said = said_missing(missing, what=(activity.name,))
        return Finding("activity", (said, line), known=False, missing=missing, fit=0.75)
    half = ("day",) if wanted & {"when"} and activity.when is not None and activity.when.vague else ()
    return Finding("activity", (line,), missing=(*missing, *half), fit=0.9)


def _kind_of_place(view: View) -> frozenset[str]:
    """在哪个馆、在哪个村 asks for a place of that kind."""
    return frozenset(("where",)) if WHICH_PLACE.search(view.inquiry.question.folded) else frozenset()


def _is_vaguer(view: View, activity: Activity, slot: str) -> bool:
    """Whether the place stated is of another kind than the one asked for (兰州市, not which hall)."""
    kind = WHICH_PLACE.search(view.inquiry.question.folded)
    return slot == "where" and kind is not None and kind.group(1) not in (activity.where or "")


def _activity_meant(view: View) -> Activity | None:
    for named in view.links.best("activity"):
        if isinstance(named.thing, Activity):
            return named.thing
    return None


def _has(activity: Activity, slot: str) -> bool:
    when = activity.when
    found = {
        "when": when is not None,
        "clock": when is not None and when.clock is not None,
        "where": activity.where is not None,
        "hosts": bool(activity.hosts),
        "invited": bool(activity.invited),
        "website": activity.url is not None,
    }
    return found[slot]


def _list_activities(view: View) -> Finding:
    activities = view.notice.activities
    activities = _under_heading(view) or activities
    hosted = tuple(a for a in activities if "hosts" in view.slots and set(view.inquiry.bodies) & set(a.hosts))
    activities = hosted or activities
    if not activities:
        return not_stated("activity", "activity", fit=0.1)
    cited = tuple(view.cite(activity.id, "activity", activity.name, activity.source) for activity in activities)
    clauses = tuple(dict.fromkeys(activity.source.clause for activity in activities))
    return Finding("activity", (Line("activities", {"activities": activities, "clauses": clauses}, cited),), fit=0.6)


def outline(view: View) -> Finding | None:
    """The parts of the clause whose heading the question names (主要内容、系列活动), by their headings."""
    number = _heading_named(view)
    if number is None:
        return None
    headings: dict[str, str] = {}
    for clause in view.notice.clauses:
        if clause.number.startswith(number) and clause.number != number:
            headings.setdefault(clause.number, clause.heading or _first_words(clause.summary))
    if len(headings) < 2:
        return None
    named = tuple(headings.values())
    whole = view.index.clause(number)
    assert whole is not None
    cited = view.cite(whole.id, "clause", whole.summary, Source(clause=number))
    return Finding("activity", (Line("outline", {"heading": whole.heading, "parts": named}, (cited,)),), fit=0.85)


def _first_words(summary: str) -> str:
    return re.split("[，；。：]", summary, maxsplit=1)[0]


def find_website(view: View) -> Finding:
    """A web site of the notice with what it is for; else that none is stated."""
    meant = _activity_meant(view)
    if meant is not None and meant.url is None:
        return find_activity(view)
    found: list[Line] = []
    for activity in view.notice.activities:
        if activity.url:
            values = {"activity": activity, "wanted": frozenset(("website", "when")), "all": False, "span": None}
            found.append(Line("activity", values, (view.cite(activity.id, "activity", activity.url, activity.source),)))
    if found:
        return Finding("website", tuple(found[:2]), fit=0.85)
    passage = find_passage(view)
    if passage.known and any(_URL.search(cited.value) for line in passage.lines for cited in line.cited):
        return passage
    return not_stated("website", "website", fit=0.2)


def _under_heading(view: View) -> tuple[Activity, ...]:
    """The activities of the clause whose heading the question names (专项行动)."""
    number = _heading_named(view)
    if number is None:
        return ()
    return tuple(activity for activity in view.notice.activities if activity.source.clause.startswith(number))


def _heading_named(view: View) -> str | None:
    """The clause with the longest heading that stands in the question."""
    best: tuple[int, str | None] = (2, None)
    for clause in view.notice.clauses:
        heading = fold(clause.heading or "")
        if len(heading) > best[0] and heading in view.inquiry.text:
            best = (len(heading), clause.number)
    return best[1]
