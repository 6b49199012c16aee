"""A filled table as CSV that spreadsheets open as it is and that can run nothing in them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from knowledge.forms.checks import findings
from knowledge.forms.model import Field, FormKind
from knowledge.forms.submission import Blank, Entry, Submission, as_handed_in
from knowledge.language.text import clean

_FORMULA = re.compile(r"[\s'\"`‘’“”„«»「」『』]*[=+\-@−]")


def as_csv(submission: Submission, *, filed: bool, words: Mapping[str, str], people: bool = False) -> bytes:
    """The table as it stands, or as it was handed in last where `filed`; raises ValueError where it was not.

    UTF-8 with a byte order mark, lines ended by CRLF. First lines say which table of whom it is, then comes, after
    an empty one, a line of headings. `words` are those headings: number, group, item, unit, value, raw, by, at,
    reason, title, unit_name, receipt; and what stands for blanks without a value: unknown, open. `people` adds who
    wrote what, which is personal data.
    """
    if filed and submission.filed is None:
        raise ValueError(f"{submission.id} is not handed in")
    shown = as_handed_in(submission) if filed else submission
    table = _by_row(shown, words, people) if shown.form.kind is FormKind.ROWS else _by_blank(shown, words, people)
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([_safe(cell) for cell in line] for line in (*_head(shown, words), *table))
    return file.getvalue().encode("utf-8-sig")


def _head(submission: Submission, words: Mapping[str, str]) -> Iterator[list[str]]:
    yield [words["title"], submission.form.title]
    yield [words["unit_name"], submission.unit]
    if submission.number is not None:
        yield [words["receipt"], f"{submission.number}-{submission.revision}"]
    yield []


def _by_blank(submission: Submission, words: Mapping[str, str], people: bool) -> Iterator[list[str]]:
    """A line for each blank."""
    yield [words[name] for name in ("number", "group", "item", "unit", "value", "raw", *_written(people), "reason")]
    filled, reasons = submission.by_blank, _reasons(submission)
    for number, blank in enumerate(submission.blanks, start=1):
        field, entry = submission.field_of(blank), filled.get(blank)
        known = [str(number), field.group or "", field.label, field.unit or "", _value(entry, words), entry.raw if entry else ""]
        yield [*known, *_writing([entry] if entry else [], people), " / ".join(reasons.get(blank, ()))]


def _by_row(submission: Submission, words: Mapping[str, str], people: bool) -> Iterator[list[str]]:
    """A line for each row, a column for each field."""
    fields = [field for field in submission.form.fields if not field.computed]
    yield [words["number"], *_headings(fields), *(words[name] for name in (*_written(people), "reason"))]
    filled, reasons = submission.by_blank, _reasons(submission)
    for number, row in enumerate(submission.rows, start=1):
        blanks = [Blank(row, field.id) for field in fields]
        entries = [filled[blank] for blank in blanks if blank in filled]
        said = dict.fromkeys(text for blank in blanks for text in reasons.get(blank, ()))
        yield [str(number), *(_value(filled.get(blank), words) for blank in blanks), *_writing(entries, people), " / ".join(said)]


def _headings(fields: list[Field]) -> Iterator[str]:
    """The labels with their units, and with their groups where several are the same."""
    times = Counter(field.label for field in fields)
    for field in fields:
        label = f"{field.group} / {field.label}" if field.group and times[field.label] > 1 else field.label
        yield f"{label} ({field.unit})" if field.unit else label


def _written(people: bool) -> tuple[str, ...]:
    return ("by", "at") if people else ("at",)


def _writing(entries: Iterable[Entry], people: bool) -> list[str]:
    """Who wrote some entries, and when the last of them was written."""
    by = " / ".join(dict.fromkeys(entry.by for entry in entries))
    at = max((entry.at for entry in entries), default=None)
    return [*([by] if people else []), at.isoformat(timespec="seconds") if at else ""]


def _value(entry: Entry | None, words: Mapping[str, str]) -> str:
    if entry is None:
        return words["open"]
    return words["unknown"] if entry.value is None else entry.value


def _reasons(submission: Submission) -> dict[Blank, tuple[str, ...]]:
    """The reasons given for what still stands, at the first blank that each is about."""
    given = {reason.finding: reason.text for reason in submission.reasons}
    said: dict[Blank, tuple[str, ...]] = {}
    for finding in findings(submission):
        if finding.id in given:
            said[finding.blanks[0]] = (*said.get(finding.blanks[0], ()), given[finding.id])
    return said


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, without control characters."""
    text = clean(cell)
    begins = any(_FORMULA.match(form) for form in (text, unicodedata.normalize("NFKC", text)))
    return f"'{text}" if begins else text
