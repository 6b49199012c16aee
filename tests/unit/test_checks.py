"""What does not fit together in a filled table is found, named by its figures, and settled by a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import NoticeInvalid
from knowledge.forms.checks import Finding, GroupTotal, blocking, findings, suggested_checks, suspects, totals, unsettled
from knowledge.forms.model import AtLeast, Ceiling, Check, Field, FieldKind, Form, FormKind, Needs, Nothing, Severity, Total
from knowledge.forms.submission import ONLY, Blank, Entry, Reason, Submission, with_entries, with_reason, with_row
from knowledge.notice_file import read_notice
from knowledge.packaged import shipped_notices
from knowledge.source import Source

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)


def shipped_form(notice_id: str) -> Form:
    notice = next(notice for notice in shipped_notices() if notice.id == notice_id)
    return next(form for form in notice.forms if form.kind is FormKind.SINGLE)


GANSU = shipped_form("gansu-2026-science-week")
XINXIANG = shipped_form("xinxiang-2022-science-week")


def number(field: str, label: str = "数量", *, unit: str | None = None, group: str | None = None, computed: bool = False) -> Field:
    kind = FieldKind.DECIMAL if unit == "万元" else FieldKind.INTEGER
    return Field(id=field, label=label, unit=unit, group=group, kind=kind, computed=computed)


def form_of(*fields: Field, checks: tuple[Check, ...] = (), kind: FormKind = FormKind.SINGLE) -> Form:
    return Form(id="f", title="表", kind=kind, fields=fields, checks=checks, source=Source(clause="附件"))


def entry(value: str | None) -> Entry:
    return Entry(value=value, raw=value or "不清楚", by="console:wang", at=NOW, key="k")


def filled(form: Form, values: dict[str, str | None], **more: object) -> Submission:
    empty = Submission(id="s", notice="n", form=form, unit="原阳县科技局", begun_at=NOW, changed_at=NOW, holder=None, people=())
    empty = msgspec.structs.replace(empty, **more)
    return with_entries(empty, {Blank(ONLY, field): entry(value) for field, value in values.items()})


def ids(found: tuple[Finding, ...]) -> list[str]:
    return [finding.id for finding in found]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"f01": "3", "f09": "5", "f02": "1.2"}, []),
        ({"f01": "0", "f09": "5"}, ["people:f09=5,f01=0"]),
        ({"f01": "0", "f09": "5", "f13": "20", "f02": "0"}, ["people:f09=5,f13=20,f01=0"]),
        ({"f01": None, "f09": "5"}, []),
        ({"f09": "5"}, []),
        ({"f01": "0", "f07": "0.5"}, ["funds:f07=0.5,f01=0"]),
        ({"f01": "0", "f17": "2"}, ["nothing:f01=0,f17=2"]),
        ({"f01": "0", "f09": "5", "f17": "2"}, ["people:f09=5,f01=0", "nothing:f01=0,f09=5,f17=2"]),
        ({"f01": "0", "f09": "0", "f17": None}, []),
        ({"f15": "0", "f16": "2", "f01": "1"}, ["reports:f16=2,f15=0"]),
        ({"f15": "5", "f16": "2", "f01": "1"}, ["reports-media:f16=2,f15=5"]),
        ({"f15": "5", "f16": None, "f01": "1"}, []),
        ({"f02": "499.99", "f01": "1"}, []),
        ({"f02": "500", "f03": "12000", "f01": "1"}, ["ceiling-funds:f02=500", "ceiling-funds:f03=12000"]),
        ({"f13": "9999999", "f01": "99999"}, []),
        ({"f13": "10000000", "f01": "100000"}, ["ceiling-people:f13=10000000", "ceiling-counts:f01=100000"]),
    ],
)
def test_what_does_not_fit_in_the_statistics_table_is_named_with_its_figures(values: dict[str, str | None], found: list[str]) -> None:
    assert ids(findings(filled(GANSU, values))) == found


def test_a_sum_in_yuan_is_named_with_what_it_would_be_in_the_printed_unit() -> None:
    (found,) = findings(filled(GANSU, {"f02": "12000"}))
    assert found.values == {"value": "12000", "above": "500", "likely": "1.2"}
    assert (found.severity, found.blanks) == (Severity.WARN, (Blank(ONLY, "f02"),))


def test_what_blocks_comes_first_and_no_reason_settles_it() -> None:
    submission = filled(GANSU, {"f02": "12000", "f01": "0"})
    assert [finding.severity for finding in findings(submission)] == [Severity.BLOCK, Severity.WARN]
    assert ids(blocking(submission)) == ["funds:f02=12000,f01=0"]
    for finding in findings(submission):
        submission = with_reason(submission, Reason(finding=finding.id, text="属实", by="console:wang", at=NOW))
    assert unsettled(submission) == blocking(submission)


def test_a_reason_lapses_when_the_figure_changes() -> None:
    submission = with_reason(filled(GANSU, {"f02": "12000"}), Reason(finding="ceiling-funds:f02=12000", text="省级重点", by="console:wang", at=NOW))
    assert unsettled(submission) == ()
    changed = with_entries(submission, {Blank(ONLY, "f02"): entry("13000")})
    assert ids(unsettled(changed)) == ["ceiling-funds:f02=13000"]


@pytest.mark.parametrize(
    ("parts", "total", "found"),
    [
        (("1", "2"), "3", []),
        (("0.1", "0.2"), "0.3", []),
        (("1", "2"), "4", ["sum:t=4,a=1,b=2"]),
        (("1", None), "4", []),
        (("1", "2"), None, []),
    ],
)
def test_a_stated_total_must_be_the_sum_of_its_parts(parts: tuple[str | None, ...], total: str | None, found: list[str]) -> None:
    form = form_of(number("a"), number("b"), number("t"), checks=(Total(id="sum", field="t", parts=("a", "b")),))
    assert ids(findings(filled(form, {"a": parts[0], "b": parts[1], "t": total}))) == found


def test_one_of_several_items_is_enough_and_an_unknown_one_leaves_it_open() -> None:
    form = form_of(number("p"), number("x"), number("y"), checks=(Needs(id="need", fields=("p",), needs=("x", "y")),))
    assert ids(findings(filled(form, {"p": "5", "x": "0", "y": "0"}))) == ["need:p=5,x=0,y=0"]
    for x, y in (("0", "1"), ("0", None)):
        assert findings(filled(form, {"p": "5", "x": x, "y": y})) == ()


def test_each_row_is_checked_by_itself() -> None:
    form = form_of(number("p"), number("x"), kind=FormKind.ROWS, checks=(AtLeast(id="least", field="p", other="x"),))
    submission = with_row(with_row(filled(form, {})))
    figures = {Blank(1, "p"): "1", Blank(1, "x"): "1", Blank(2, "p"): "1", Blank(2, "x"): "4"}
    submission = with_entries(submission, {blank: entry(value) for blank, value in figures.items()})
    assert ids(findings(submission)) == ["least:2.p=1,2.x=4"]


@pytest.mark.parametrize(
    ("value", "earlier", "odd"),
    [
        ("31", "10.5", False),
        ("36", "12", False),
        ("37", "12", True),
        ("12", "36", False),
        ("11", "36", True),
        ("100", "9", False),
        ("9", "100", False),
        ("40", "?", False),
    ],
)
def test_a_figure_far_from_that_of_the_year_before_needs_a_reason(value: str, earlier: str, odd: bool) -> None:
    form = form_of(number("p"))
    found = findings(filled(form, {"p": value}, earlier={"p": earlier}, earlier_year=2025))
    assert ids(found) == ([f"history:p={value}"] if odd else [])
    assert [finding.values for finding in found] == ([{"value": value, "other": earlier, "year": "2025"}] if odd else [])


def test_a_figure_is_suspected_by_the_same_name_when_it_is_typed_as_later() -> None:
    submission = filled(GANSU, {"f02": "12000", "f09": "900"}, earlier={"f02": "11", "f09": "100"}, earlier_year=2025)
    later = {finding.blanks[0].field: finding for finding in findings(submission)}
    for field in ("f02", "f09"):
        value = submission.value(field)
        assert value is not None
        assert suspects(GANSU.field(field), value, GANSU, submission.earlier[field], year=2025) == later[field]
    assert suspects(GANSU.field("f09"), "90", GANSU) is None
    assert suspects(GANSU.field("f09"), "不是数", GANSU, "100") is None


def test_our_own_sums_are_of_like_things_only() -> None:
    submission = filled(XINXIANG, {"f03": "0.1", "f04": "0.2", "f05": None, "f10": "5", "f11": "6", "f12": "0", "f13": "1", "f16": "2", "f17": "3"})
    assert totals(submission) == (
        GroupTotal("活动经费投入数量", "万元", "0.3", incomplete=True),
        GroupTotal("科普工作人员参与数量", None, "12", incomplete=False),
    )


def test_a_printed_total_is_not_added_to_its_parts() -> None:
    labels = {"a": "线上", "b": "线下", "c": "其中夜间", "t": "合计"}
    form = form_of(*(number(field, label, unit="场", group="场次") for field, label in labels.items()))
    assert totals(filled(form, {"a": "1", "b": "2", "c": "2", "t": "3"})) == (GroupTotal("场次", "场", "3", incomplete=False),)


DECIMALS = st.decimals(0, 10**15, places=2).map(lambda figure: f"{figure:f}")
TYPED = st.one_of(st.none(), DECIMALS, st.integers(0, 20).map(str), st.text(max_size=6))
FIELDS = st.sampled_from([field.id for field in GANSU.fields])


@given(st.dictionaries(FIELDS, TYPED), st.dictionaries(FIELDS, st.one_of(DECIMALS, st.text(max_size=6)), max_size=3))
def test_findings_are_made_for_any_values(values: dict[str, str | None], earlier: dict[str, str]) -> None:
    submission = filled(GANSU, values, earlier=earlier)
    found = findings(submission)
    assert len({finding.id for finding in found}) == len(found)
    assert all(total.value for total in totals(submission))
    for finding in found:
        settled = with_reason(submission, Reason(finding=finding.id, text="属实", by="console:wang", at=NOW))
        assert set(ids(unsettled(settled))) == set(ids(found)) - ({finding.id} if finding.severity is Severity.WARN else set())


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_true_total_is_never_blocked(a: int, b: int, c: int) -> None:
    form = form_of(number("a"), number("b"), number("t"), checks=(Total(id="sum", field="t", parts=("a", "b")),))
    assert bool(findings(filled(form, {"a": str(a), "b": str(b), "t": str(c)}))) == (a + b != c)


@pytest.mark.parametrize("form", [GANSU, XINXIANG])
def test_the_labels_of_the_shipped_tables_speak_for_the_checks_declared_there(form: Form) -> None:
    assert suggested_checks(form) == form.checks


def test_without_an_item_for_activities_nothing_needs_any() -> None:
    form = form_of(number("p", "参与人数", unit="人"), number("m", "经费", unit="万元"))
    assert suggested_checks(form) == (
        Ceiling(id="ceiling-funds", fields=("m",), above="500"),
        Ceiling(id="ceiling-people", fields=("p",), above="10000000"),
    )


def test_where_other_things_are_counted_no_activities_do_not_mean_nothing_at_all() -> None:
    fields = (number("e", "开展活动", unit="场"), number("p", "线下参与", unit="人次"), number("found", "排查隐患", unit="处"))
    kinds = [type(check) for check in suggested_checks(form_of(*fields))]
    assert Needs in kinds
    assert Nothing not in kinds


@pytest.mark.parametrize("label", ["参与活动次数", "其中线上活动场次", "承接活动任务个数", "活动人数", "活动经费"])
def test_what_is_not_plainly_a_count_of_activities_is_none(label: str) -> None:
    form = form_of(number("e", label), number("p", "参与人次", unit="人次"))
    assert not any(isinstance(check, Needs | Nothing) for check in suggested_checks(form))


@pytest.mark.parametrize("labels", [("中央媒体报道篇数", "省级媒体报道篇数", "媒体数量"), ("宣传报道数量", "新媒体数量"), ("宣传报道数量",)])
def test_several_or_missing_items_for_reports_and_media_are_not_compared(labels: tuple[str, ...]) -> None:
    form = form_of(*(number(f"f{at}", label) for at, label in enumerate(labels)))
    assert not any(isinstance(check, Needs | AtLeast) for check in suggested_checks(form))


def test_computed_items_and_views_of_pages_have_no_limit() -> None:
    assert suggested_checks(form_of(number("t", "合计", computed=True), number("v", "直播观看量"))) == ()


NOTICE = """
id = "yunze-2025"
title = "关于举办云泽市读书月的通知"

[[clauses]]
id = "c1"
number = "一"
summary = "主题是读书。"

[[forms]]
id = "statistics"
title = "统计表"
kind = "single"
fields = [
    { id = "a", label = "活动场次", kind = "integer" },
    { id = "b", label = "参与人次", kind = "integer" },
    { id = "c", label = "备注", kind = "text" },
]
source = { clause = "一" }
"""


@pytest.mark.parametrize(
    ("checks", "problems"),
    [
        ('[[forms.checks]]\nid = "x"\nkind = "needs"\nfields = ["b"]\nneeds = ["a"]\n', set()),
        (
            '[[forms.checks]]\nid = "x"\nkind = "needs"\nfields = ["z"]\nneeds = []\n',
            {("checks[0].fields", "no_such_field"), ("checks[0].needs", "empty")},
        ),
        ('[[forms.checks]]\nid = "x"\nkind = "nothing"\nfield = "c"\n', {("checks[0].field", "no_number_field")}),
        ('[[forms.checks]]\nid = "x"\nkind = "at_least"\nfield = "a"\nother = "z"\n', {("checks[0].other", "no_such_field")}),
        ('[[forms.checks]]\nid = "x"\nkind = "ceiling"\nfields = ["a"]\nabove = "5万"\n', {("checks[0].above", "decimal_form")}),
        ('[[forms.checks]]\nid = "x"\nkind = "total"\nfield = "a"\nparts = ["b", "c"]\n', {("checks[0].parts", "no_number_field")}),
        ('[[forms.checks]]\nid = "x"\nkind = "nothing"\nfield = "a"\n' * 2, {("checks", "id_twice")}),
        ('[[forms.checks]]\nid = "x"\nkind = "never"\nfield = "a"\n', {("checks[0].kind", "misfit")}),
    ],
)
def test_a_check_that_cannot_be_made_is_named_with_its_place(checks: str, problems: set[tuple[str, str]]) -> None:
    try:
        read_notice(f"{NOTICE}\n{checks}", "x.toml")
        found = set()
    except NoticeInvalid as error:
        found = {(problem.place.removeprefix("forms[0]."), problem.code) for problem in error.problems}
    assert found == problems
