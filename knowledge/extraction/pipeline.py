"""From documents to the draft of a notice: each kind of fact by itself, in an order in which later ones may use earlier ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from knowledge.errors import Unreadable
from knowledge.extraction.activities import activities_of
from knowledge.extraction.clauses import clauses_of
from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.deliverables import MOST_TIMES, deliverables_of
from knowledge.extraction.draft import TITLE_MISSING, Concern, Draft
from knowledge.extraction.editions import editions_of
from knowledge.extraction.identity import Identity, identity_of
from knowledge.extraction.layout import laid_out, notice_first, reads_like_notice, says_anything
from knowledge.extraction.lint import concerns_of
from knowledge.extraction.moments import Calendar
from knowledge.extraction.outline import Outline
from knowledge.extraction.periods import periods_of
from knowledge.extraction.requirements import requirements_of, tasks_of
from knowledge.extraction.roles import Moment, moments_of
from knowledge.extraction.themes import themes_of
from knowledge.forms.detect.detect import DetectedForm, forms_of
from knowledge.forms.model import Form
from knowledge.notice import Clause, Notice
from knowledge.reading.document import Document


def extract(documents: Sequence[Document]) -> Draft:
    """What the documents say: one of them is the notice, the others are what is attached to it."""
    ordered = notice_first(documents)
    if not any(says_anything(document) for document in ordered):
        raise Unreadable(ordered[0].name if ordered else "", "no_notice")
    detected = forms_of(ordered)
    forms = tuple(one.form for one in detected)
    outline = laid_out(ordered, _lines_of(detected))
    identity = identity_of(outline)
    calendar = Calendar(identity.year if identity.issued_on else identity.base_year, identity.issued_on)
    moments = moments_of(outline, calendar)
    contacts, doubtful_contacts = contacts_of(outline)
    periods, doubtful_periods = periods_of(moments)
    owed = deliverables_of(outline, moments, contacts, forms, periods)
    notice = Notice(
        id=_id(identity, identity.title or _first_words(outline, forms)),
        title=identity.title or _first_words(outline, forms),
        number=identity.number,
        issuers=identity.issuers,
        audiences=identity.audiences,
        region=identity.region,
        year=identity.year,
        event=identity.event,
        issued_on=identity.issued_on,
        basis=identity.basis,
        annexes=identity.annexes,
        amends=identity.amends,
        forwards=identity.forwards,
        editions=editions_of(outline),
        themes=themes_of(outline, identity.title),
        periods=periods,
        activities=activities_of(outline, moments),
        deliverables=owed.deliverables,
        tasks=tasks_of(outline),
        contacts=contacts,
        requirements=requirements_of(outline),
        forms=forms,
        clauses=_with_forms(clauses_of(outline), forms),
    )
    doubtful_forms = {one.form.id: one.confidence for one in detected if one.confidence < 1}
    confidence = {**doubtful_contacts, **doubtful_periods, **owed.confidence, **doubtful_forms}
    concerns = (*_untitled(identity), *_several(ordered), *_cut_off(moments), *concerns_of(notice, identity, outline, moments), *_odd_forms(detected))
    return Draft(notice=notice, concerns=concerns, confidence=confidence)


def _untitled(identity: Identity) -> tuple[Concern, ...]:
    """A notice without a title is called by its first words; that is said."""
    return () if identity.title else (Concern(code=TITLE_MISSING),)


def _several(documents: Sequence[Document]) -> tuple[Concern, ...]:
    """Only one of the documents can be the notice; that others read like one is said."""
    others = [document.name for document in documents[1:] if reads_like_notice(document)]
    return tuple(Concern(code="another_notice", values={"file": name}) for name in others)


def _cut_off(moments: Sequence[Moment]) -> tuple[Concern, ...]:
    """What is due by times beyond the most that are looked at is missing; where that begins is said."""
    if len(moments) <= MOST_TIMES:
        return ()
    first = moments[MOST_TIMES]
    return (Concern(code="times_cut", values={"count": str(MOST_TIMES)}, source=first.placed.source(first.begin, first.end)),)


def _odd_forms(detected: Sequence[DetectedForm]) -> tuple[Concern, ...]:
    """What is doubtful about blank tables."""
    return tuple(
        Concern(code=code, values={"form": one.form.title}, about=(one.form.id,), source=one.form.source) for one in detected for code in one.doubts
    )


def _with_forms(clauses: tuple[Clause, ...], forms: Sequence[Form]) -> tuple[Clause, ...]:
    """The clauses, and one for each blank table under whose number there is no text."""
    known = {clause.number for clause in clauses}
    added = [form for form in forms if form.source.clause not in known]
    return (
        *clauses,
        *(
            Clause(id=f"c-{form.id}", number=form.source.clause, heading=form.title, summary=form.title, line=form.source.line)
            for form in {form.source.clause: form for form in reversed(added)}.values()
        ),
    )


def _lines_of(detected: Sequence[DetectedForm]) -> frozenset[tuple[int, int]]:
    """The lines (document, line) that blank tables take."""
    return frozenset((one.document, line) for one in detected for line in range(one.first_line, one.last_line + 1))


def _id(identity: Identity, title: str) -> str:
    """An id that the same notice gets each time it is read."""
    named = identity.number or title
    digest = sha256(re.sub(r"\W", "", f"{named}{identity.issued_on or identity.year or ''}").encode()).hexdigest()[:10]
    return f"n{identity.year or ''}-{digest}"


def _first_words(outline: Outline, forms: Sequence[Form]) -> str:
    """What stands for the title of a notice that has none."""
    for one in (*outline.body, *outline.placed):
        words = re.split(r"[，。；！？]", one.text.strip())[0].strip()
        if words:
            return words[:40]
    return next((form.title for form in forms), "?")
