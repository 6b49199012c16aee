"""Tables that are filled in, as people read them: names of items, figures, moments, findings, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from bot.rendering.filters import Filters
from handlers.reminding import OWN_TIME
from handlers.reminding import Entry as Reminded
from knowledge.forms.answers import Wrong
from knowledge.forms.checks import Finding, History
from knowledge.forms.model import AtLeast, Ceiling, Field, Form, FormKind, Needs, Nothing, Total
from knowledge.forms.submission import UNKNOWN, Blank, Change, Did, Entry, Submission
from knowledge.notice import Notice
from knowledge.reminders import Slot, lead_or_none
from knowledge.workdays import HOLIDAYS

MOST_NAMED = 8
"""Items named in a row; of more the first."""

_NOTE = re.compile(r"\s*[（(][^（）()]*[）)]$")
"""What is printed in brackets behind a name."""

SHORT = 24
"""Characters of a text shown where space is scarce."""


class TableFilters:
    """What templates use to write what stands in a table, in one language."""

    def __init__(self, filters: Filters) -> None:
        self._f = filters
        self._t = filters.t

    def form(self, table: Submission, notice: Notice | None) -> str:
        """What the notice calls the table where it asks for it, else its title."""
        return self.form_of(table.form, notice)

    def form_of(self, form: Form, notice: Notice | None) -> str:
        """The same of a form that nobody fills in yet."""
        names = (item.name for paper in (notice.deliverables if notice else ()) for item in paper.items if item.form == form.id)
        return self._own(next(names, form.title), notice)

    def due_day(self, due: str) -> date:
        """The day of a deadline's key ("2026-06-03T17:00")."""
        return date.fromisoformat(due.partition("T")[0])

    def due_clock(self, due: str) -> str:
        """The time of a deadline's key, empty where it has none."""
        return due.partition("T")[2]

    def is_moved(self, slot: Slot) -> bool:
        """Whether a reminder counted in days comes on an earlier day than so many before, because of days off."""
        lead = lead_or_none(slot.slot.partition(OWN_TIME)[0])
        return lead is not None and lead.unit == "d" and slot.at.date() < self.due_day(slot.due) - lead.ahead

    def holiday(self, key: str | None) -> str:
        """What a public holiday is called; empty where there is none."""
        if key is None:
            return ""
        name = HOLIDAYS[key]
        return name.en if self._t.language == "en" else name.zh

    def forms_filed(self, entry: Reminded) -> tuple[str, ...]:
        """The papers of a reminder that the reader handed in here."""
        return tuple(self._own(item.name, entry.notice) for item in entry.paper.items if item.form in entry.mine)

    def item(self, field: Field, notice: Notice | None) -> str:
        """An item's printed name without its note; in English its English, where the notice has it."""
        return _NOTE.sub("", self._own(field.label, notice)) or field.label

    def both(self, field: Field, notice: Notice | None) -> str:
        """The same with the printed name beside the English."""
        return self._f.gloss(field.label, notice) if notice else field.label

    def group(self, group: str, notice: Notice | None) -> str:
        """A printed heading."""
        return self._own(group, notice)

    def _own(self, printed: str, notice: Notice | None) -> str:
        return self._f.english_only([printed], notice) if notice else printed

    def unit(self, field: Field, notice: Notice | None) -> str:
        """The unit in brackets, empty where there is none; in English with its English."""
        if not field.unit:
            return ""
        return self._t("fill.item_unit", unit=self._f.gloss(field.unit, notice) if notice else field.unit)

    def amount(self, value: str | None, field: Field) -> str:
        """A figure with its unit; a text as it is."""
        if value is None or value == UNKNOWN:
            return self._t("fill.unknown")
        return self._t("fill.amount", value=value, unit=field.unit) if field.is_number and field.unit else value

    def value(self, entry: Entry | None, field: Field) -> str:
        """What stands in a blank."""
        return self._t("fill.open") if entry is None else self.amount(entry.value, field)

    def short(self, text: str) -> str:
        """The beginning of a text."""
        return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"

    def items(self, blanks: Iterable[Blank], table: Submission, notice: Notice | None) -> str:
        """Blanks by name, with their numbers; of many the first."""
        listed = list(blanks)
        names = [self.blank(blank, table, notice) for blank in listed[:MOST_NAMED]]
        return self._f.list(names + (["…"] if len(listed) > MOST_NAMED else []))

    def blank(self, blank: Blank, table: Submission, notice: Notice | None) -> str:
        """A blank by name, with its row or its number."""
        name = self.item(table.field_of(blank), notice)
        if table.form.kind is FormKind.ROWS:
            row = table.rows.index(blank.row) + 1 if blank.row in table.rows else blank.row
            return f"{self._t('fill.row', row=row)} {name}"
        return f"{self._t('fill.number', number=table.position(blank))}{name}"

    def filled(self, table: Submission) -> int:
        """How many blanks are filled."""
        return len(table.blanks) - len(table.open)

    def moment(self, at: datetime) -> str:
        """5月20日 09:12, as a clock on the wall showed it."""
        months = self._t("date.months").split()
        return f"{months[at.month - 1]}{at.day}日 {at:%H:%M}" if self._t.language == "zh" else f"{at.day} {months[at.month - 1]} {at:%H:%M}"

    def who(self, person: str | None, table: Submission) -> str:
        """A person as colleagues know them."""
        return "" if person is None else table.names.get(person) or person.partition(":")[2]

    def wrong(self, trouble: Wrong, words: str, field: Field) -> str:
        """Why words cannot stand in a blank, and what would."""
        key = trouble.trouble if trouble.trouble != "unit" or field.unit else "unit_none"
        values = {"raw": self.short(words), "unit": field.unit or "", "choices": self._f.list(field.choices), **trouble.values}
        return self._t(f"wrong.{key}", **values)

    def finding(self, finding: Finding, table: Submission, notice: Notice | None) -> str:
        """What does not fit, in words."""
        fields = [table.field_of(blank) for blank in finding.blanks]

        def names(ids: Iterable[str]) -> str:
            return self._f.list(self.item(table.form.field(field), notice) for field in ids)

        check, values = finding.check, finding.values
        first = fields[0]
        said = {"field": self.item(first, notice), "value": self.amount(values.get("value"), first)}
        match check:
            case Needs():
                return self._t(
                    "check.needs", fields=names(blank.field for blank in finding.blanks if blank.field in check.fields), needs=names(check.needs)
                )
            case Nothing():
                others = [blank.field for blank in finding.blanks if blank.field != check.field]
                return self._t("check.nothing", field=names([check.field]), others=names(others))
            case AtLeast():
                other = table.form.field(check.other)
                return self._t("check.at_least", **said, other=self.item(other, notice), other_value=self.amount(values.get("other"), other))
            case Ceiling():
                if "likely" in values:
                    return self._t("check.ceiling_likely", **said, likely=self.amount(values["likely"], first))
                return self._t("check.ceiling", **said)
            case Total():
                return self._t("check.total", **said, sum=self.amount(values.get("other"), first))
            case History():
                return self._t("check.history", **said, year=values.get("year", ""), earlier=self.amount(values.get("other"), first))

    def did(self, change: Change, table: Submission, notice: Notice | None) -> str:
        """One line of the history in words."""
        key = change.did.value
        if change.did is Did.SET and change.before is None:
            key = "set_first"
        if change.did is Did.TURN and change.after is None:
            key = "turn_free"
        field = _field_or_none(change, table)
        label = self.item(field, notice) if field else (change.blank.field if change.blank else "")
        before, after = (self.amount(value, field) if field and value is not None else value or "" for value in (change.before, change.after))
        return self._t(f"fill.did_{key}", label=label, before=before, after=after, raw=self.short(change.raw or ""))


def _field_or_none(change: Change, table: Submission) -> Field | None:
    if change.blank is None:
        return None
    return next((field for field in table.form.fields if field.id == change.blank.field), None)
