"""What a unit reported in an earlier year, item by item, though the table's words changed since."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.forms.model import Field, Form
from knowledge.forms.submission import ONLY, Blank, Submission
from knowledge.language.text import bigrams, fold
from knowledge.notice import Notice

ALIKE = 0.5
"""From this share of common character pairs on, two labels mean the same item."""

_NOTE = re.compile(r"[(（][^)）]*[)）]")


def figures_before(form: Form, notice: Notice, of_unit: Iterable[Submission], notices: Iterable[Notice]) -> tuple[int | None, dict[str, str]]:
    """The year and the figures by field of the latest table that the unit handed in for an earlier notice."""
    years = {known.id: known.year for known in notices}
    earlier = [
        (year, table)
        for table in of_unit
        if table.filed is not None and (year := years.get(table.notice)) is not None and notice.year is not None and year < notice.year
    ]
    for year, table in sorted(earlier, key=lambda pair: -pair[0]):
        figures = _mapped(form, table)
        if figures:
            return year, figures
    return None, {}


def _mapped(form: Form, table: Submission) -> dict[str, str]:
    """Figures under the items that mean the same, each given to one item only."""
    filed = dict(table.filed.entries) if table.filed else {}
    found: dict[str, str] = {}
    for field in form.fields:
        other = _same_or_none(field, form, table.form)
        entry = filed.get(Blank(ONLY, other.id)) if other else None
        if entry is not None and entry.value is not None:
            found[field.id] = entry.value
    return found


def _same_or_none(field: Field, form: Form, earlier: Form) -> Field | None:
    """The earlier item that means the same: the likest by far, and likest the other way round."""
    if not field.is_number:
        return None
    best = _likest(field, earlier)
    return best if best is not None and _likest(best, form) == field else None


def _likest(field: Field, form: Form) -> Field | None:
    scored = sorted(((_likeness(field, other), at) for at, other in enumerate(form.fields) if other.kind == field.kind), reverse=True)
    if not scored or scored[0][0] < ALIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return form.fields[scored[0][1]]


def _likeness(one: Field, other: Field) -> float:
    pairs, others = (bigrams(fold(_NOTE.sub("", field.label))) for field in (one, other))
    if not pairs or not others:
        return 0.0
    return len(pairs & others) / len(pairs | others)
