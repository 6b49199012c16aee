"""A table as CSV: it reads back as it was filled, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forms.csv_file import as_csv
from knowledge.forms.model import Ceiling, Field, FieldKind, Form, FormKind
from knowledge.forms.submission import ONLY, Blank, Entry, Reason, Submission, handed_in, with_entries, with_reason, with_row
from knowledge.language.text import clean
from knowledge.source import Source

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
KEYS = ("number", "group", "item", "unit", "value", "raw", "by", "at", "reason", "title", "unit_name", "receipt")
WORDS = {**{key: key for key in KEYS}, "unknown": "未掌握", "open": ""}

FIELDS = (
    Field(id="f1", label="活动次数", kind=FieldKind.INTEGER),
    Field(id="f2", label="市级", group="经费", unit="万元", kind=FieldKind.DECIMAL),
    Field(id="f3", label="其他", group="经费", unit="万元", kind=FieldKind.DECIMAL),
    Field(id="f4", label="其他", group="说明", kind=FieldKind.TEXT),
    Field(id="f5", label="合计", unit="万元", kind=FieldKind.DECIMAL, computed=True),
)
CHECKS = (Ceiling(id="ceiling", fields=("f2",), above="500"),)


def entry(value: str | None, raw: str | None = None, by: str = "console:wang", at: datetime = NOW) -> Entry:
    return Entry(value=value, raw=raw if raw is not None else value or "不清楚", by=by, at=at, key="k")


def table(kind: FormKind, fields: tuple[Field, ...] = FIELDS, *, unit: str = "原阳县科技局", title: str = "统计表") -> Submission:
    form = Form(id="f", title=title, kind=kind, fields=fields, checks=CHECKS, source=Source(clause="附件"))
    return Submission(id="s", notice="n", form=form, unit=unit, begun_at=NOW, changed_at=NOW, holder=None, people=())


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def filled() -> Submission:
    entries = {Blank(ONLY, "f1"): entry("3"), Blank(ONLY, "f2"): entry("1200", "一千二百万"), Blank(ONLY, "f3"): entry(None)}
    submission = with_entries(table(FormKind.SINGLE), entries)
    return with_reason(submission, Reason(finding="ceiling:f2=1200", text="省里拨的", by="console:wang", at=NOW))


def test_every_blank_has_a_line_with_its_reason() -> None:
    assert read(as_csv(filled(), filed=False, words=WORDS)) == [
        ["title", "统计表"],
        ["unit_name", "原阳县科技局"],
        [],
        ["number", "group", "item", "unit", "value", "raw", "at", "reason"],
        ["1", "", "活动次数", "", "3", "3", "2026-05-22T09:00:00+00:00", ""],
        ["2", "经费", "市级", "万元", "1200", "一千二百万", "2026-05-22T09:00:00+00:00", "省里拨的"],
        ["3", "经费", "其他", "万元", "未掌握", "不清楚", "2026-05-22T09:00:00+00:00", ""],
        ["4", "说明", "其他", "", "", "", "", ""],
    ]


def test_it_opens_in_a_spreadsheet_as_it_is() -> None:
    content = as_csv(filled(), filed=False, words=WORDS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 8


def test_people_are_named_only_where_asked_for() -> None:
    assert b"console:wang" not in as_csv(filled(), filed=False, words=WORDS)
    assert read(as_csv(filled(), filed=False, words=WORDS, people=True))[4][6] == "console:wang"


def test_what_was_handed_in_is_not_what_was_changed_since() -> None:
    with pytest.raises(ValueError, match="not handed in"):
        as_csv(filled(), filed=True, words=WORDS)
    filed = handed_in(filled(), number="ZZ-0001", by="console:wang", at=NOW)
    changed = with_entries(filed, {Blank(ONLY, "f2"): entry("12")})
    assert ["receipt", "ZZ-0001-1"] in read(as_csv(changed, filed=True, words=WORDS))
    assert read(as_csv(changed, filed=True, words=WORDS))[6][4::3] == ["1200", "省里拨的"]
    assert read(as_csv(changed, filed=False, words=WORDS))[6][4::3] == ["12", ""]


def test_a_form_of_rows_has_a_column_for_each_field() -> None:
    submission = with_row(with_row(table(FormKind.ROWS)))
    later = NOW + timedelta(hours=1)
    entries = {Blank(1, "f1"): entry("3"), Blank(1, "f4"): entry("大集", by="console:li", at=later), Blank(2, "f2"): entry("900")}
    submission = with_reason(with_entries(submission, entries), Reason(finding="ceiling:2.f2=900", text="属实", by="console:li", at=NOW))
    assert read(as_csv(submission, filed=False, words=WORDS, people=True))[3:] == [
        ["number", "活动次数", "市级 (万元)", "经费 / 其他 (万元)", "说明 / 其他", "by", "at", "reason"],
        ["1", "3", "", "", "大集", "console:wang / console:li", "2026-05-22T10:00:00+00:00", ""],
        ["2", "", "900", "", "", "console:wang", "2026-05-22T09:00:00+00:00", "属实"],
    ]


FORMULAS = [
    "=1+1",
    "+86 138",
    "-1",
    "@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    '"=1',
    "“'=1",
    "\t=1",
    "\r=1",
    "\ufeff=1",
    "−1",
    "=\u0338",
]
"""How a formula may begin."""


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    submission = with_entries(table(FormKind.SINGLE, unit=text, title=text), {Blank(ONLY, "f4"): entry(text)})
    lines = read(as_csv(submission, filed=False, words=WORDS))
    assert {lines[0][1], lines[1][1], *lines[7][4:6]} == {f"'{clean(text)}"}


@pytest.mark.parametrize("text", ["科普大集", "1+1=2", "a@b.cn", "0373-5828882", "'好", "13812345678"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    submission = with_entries(table(FormKind.SINGLE), {Blank(ONLY, "f4"): entry(text)})
    assert read(as_csv(submission, filed=False, words=WORDS))[7][4] == text


CELLS = st.one_of(st.text(max_size=12), st.text(alphabet="=+-@＝＋－＠ \t\r\n'\"“,1a", max_size=6))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), CELLS, st.booleans())
def test_it_reads_back_as_it_was_filled_and_no_cell_is_a_formula(rows: list[tuple[str, str]], unit: str, people: bool) -> None:
    fields = (Field(id="a", label="a", kind=FieldKind.TEXT), Field(id="b", label="b", kind=FieldKind.TEXT))
    submission = table(FormKind.ROWS, fields, unit=unit)
    for _ in rows:
        submission = with_row(submission)
    entries = {Blank(at, name): entry(value) for at, row in enumerate(rows, start=1) for name, value in zip("ab", row, strict=True)}
    lines = read(as_csv(with_entries(submission, entries), filed=False, words=WORDS, people=people))
    cells = [cell for line in lines for cell in line]
    assert not any(cell.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for cell in cells)
    for line, row in zip(lines[4:], rows, strict=True):
        for cell, value in zip(line[1:3], row, strict=True):
            assert cell in (clean(value), f"'{clean(value)}")


@given(st.decimals(0, 10**9, places=4))
def test_figures_stand_plain(figure: object) -> None:
    submission = with_entries(table(FormKind.SINGLE), {Blank(ONLY, "f2"): entry(f"{figure:f}")})
    assert read(as_csv(submission, filed=False, words=WORDS))[5][4] == f"{figure:f}"


def test_a_submission_is_not_changed_by_writing_it() -> None:
    before = filled()
    as_csv(before, filed=False, words=WORDS)
    assert msgspec.structs.asdict(before) == msgspec.structs.asdict(filled())
