"""What does not fit together in a filled table, and our own sums of its groups.

A check applies only where every blank it involves is filled and known; what is open or not known leaves it undecided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import reduce
from typing import TypeAlias, assert_never

from knowledge.forms.model import AtLeast, Ceiling, Check, Field, FieldKind, Form, FormKind, Needs, Nothing, Severity, Total
from knowledge.forms.submission import ONLY, Blank, Submission
from knowledge.language.text import fold

HISTORY = "history"
"""The id of the comparison with the year before, which every form has."""
TIMES = 3
"""How many times more or less than the year before needs a reason."""
SMALL = Decimal(10)
"""Up to here figures change by any factor from year to year."""
FUNDS_CEILING = "500"
"""In 万元: more than a county spends on a week of science, and less than nearly every sum in 元."""
PEOPLE_CEILING = "10000000"
"""Nearly no city has more inhabitants."""
COUNT_CEILING = "100000"
"""Of anything but people."""

_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_EXACT = Context(prec=200)
_POWERS = {"万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}

# What labels are about. Parentheses hold remarks.
_NOTE = r"(?:\(.*\))?$"
_ACTIVITIES = re.compile(rf"活动(?:开展|举办|组织|总)*(?:次数|场次|场数|数量|总数|数){_NOTE}")
_HELD = re.compile(rf"(?:开展|举办|组织|承办)[\u4e00-\u9fff]{{0,8}}活动{_NOTE}")
_NOT_HELD = re.compile(r"参与|参加|任务|其中")
_TAKING_PART = re.compile(r"参与|参加|受众|受益|观众|听众|到场|人次")
_PERSONS = re.compile(r"人员|工作者|志愿者|群众|公众|市民|居民|学生|师生|青少年|观众|听众|受众|职工|干部|人次|人数")
_THINGS = re.compile(r"媒体|报道|单位|企业|学校|机构|部门|场馆|大学|基地|项目|作品|队伍|团队|家庭|经费")
_SPENT = re.compile(r"经费|资金|投入|赞助|金额|费用")
_MEDIA = re.compile(rf"(?<![新自融])媒体(?:数量|总数|家数|个数|数)?{_NOTE}")
_REPORTS = re.compile(rf"报道(?:数量|总数|篇数|篇次|次数|条数|件数|情况|数|量)?{_NOTE}")
_UNLIMITED = re.compile(r"阅读|播放|点击|浏览|观看|转发|访问|关注|点赞|流量|年份")
_PART_OR_SUM = re.compile(r"其中|合计|小计|总计|共计|总数")
_OF_PERSONS = ("人", "人次", "名", "位")
_OF_ACTIVITIES = (None, "场", "次", "场次", "项", "个")


@dataclass(frozen=True, slots=True)
class History:
    """The comparison of `field` with the year before: built in, declared nowhere."""

    field: str
    id: str = HISTORY
    severity: Severity = Severity.WARN


Tested: TypeAlias = Check | History


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold.

    `id` names the check and the figures, so that a reason given for it lapses when they change. `values` is what
    a sentence about it needs: `value` stands in the first of `blanks`, `other` in the one it is compared with;
    `above` is the ceiling, `likely` the figure in the printed unit where 元 was meant, `year` the earlier one.
    """

    id: str
    check: Tested
    severity: Severity
    blanks: tuple[Blank, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """The sum of the known figures of a group; `incomplete` where some are open or not known."""

    group: str
    unit: str | None
    value: str
    incomplete: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The known figures of a row by field."""

    form: Form
    number: int
    figures: dict[str, Decimal]

    def found(self, check: Tested, fields: Iterable[str], **values: Decimal | str | None) -> Finding:
        blanks = tuple(Blank(self.number, field) for field in dict.fromkeys(fields))
        said = ",".join(f"{_place(blank)}={_plain(self.figures[blank.field])}" for blank in blanks)
        texts = {key: _plain(value) if isinstance(value, Decimal) else value for key, value in values.items() if value is not None}
        return Finding(f"{check.id}:{said}", check, check.severity, blanks, texts)


def findings(submission: Submission) -> tuple[Finding, ...]:
    """Every check that does not hold, row by row, the blocking ones first."""
    found = [finding for row in _rows(submission) for finding in _findings_in(row, submission)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))


def blocking(submission: Submission) -> tuple[Finding, ...]:
    """What must be put right before it can be handed in."""
    return tuple(finding for finding in findings(submission) if finding.severity is Severity.BLOCK)


def unsettled(submission: Submission) -> tuple[Finding, ...]:
    """What is blocking, and the warnings for which no reason was given."""
    given = {reason.finding for reason in submission.reasons}
    return tuple(finding for finding in findings(submission) if finding.severity is Severity.BLOCK or finding.id not in given)


def suspects(field: Field, value: str, form: Form, earlier: str | None = None, *, row: int = ONLY, year: int | None = None) -> Finding | None:
    """What is odd about one figure by itself at the moment it is typed; `findings` names it by the same id later."""
    figure = _decimal(value) if field.is_number else None
    if figure is None:
        return None
    alone = _Row(form, row, {field.id: figure})
    ceilings = (check for check in form.checks if isinstance(check, Ceiling))
    too_high = next((found for check in ceilings for found in _ceiling(check, alone)), None)
    return too_high or next(_history(alone, {field.id: earlier} if earlier is not None else {}, year), None)


def totals(submission: Submission) -> tuple[GroupTotal, ...]:
    """Our own sums: of the groups that have several figures of one unit, all rows together.

    A group without any known figure has none; neither has one without a printed unit whose items are not all people.
    """
    form, rows = submission.form, list(_rows(submission))
    given = {check.field for check in form.checks if isinstance(check, Total)}
    groups: dict[tuple[str, str | None], list[Field]] = {}
    for field in form.fields:
        if field.group and field.is_number and not field.computed and field.id not in given and not _PART_OR_SUM.search(field.label):
            groups.setdefault((field.group, field.unit), []).append(field)
    sums = []
    for (group, unit), fields in groups.items():
        known = [row.figures[field.id] for row in rows for field in fields if field.id in row.figures]
        if len(fields) > 1 and known and (unit or all(map(_is_people, fields))):
            sums.append(GroupTotal(group, unit, _plain(_sum(known)), len(known) < len(fields) * len(rows)))
    return tuple(sums)


def _rows(submission: Submission) -> Iterator[_Row]:
    form, filled = submission.form, submission.by_blank
    numeric = [field.id for field in form.fields if field.is_number]
    for row in submission.rows if form.kind is FormKind.ROWS else (ONLY,):
        values = {field: entry.value for field in numeric if (entry := filled.get(Blank(row, field))) is not None}
        figures = {field: figure for field, value in values.items() if value is not None and (figure := _decimal(value)) is not None}
        yield _Row(form, row, figures)


def _findings_in(row: _Row, submission: Submission) -> Iterator[Finding]:
    found = [finding for check in row.form.checks for finding in _breaches(check, row)]
    for finding in found:
        if not (isinstance(finding.check, Nothing) and _told_by_others(finding, finding.check, found)):
            yield finding
    suspected = {blank for finding in found if isinstance(finding.check, Ceiling) for blank in finding.blanks}
    if row.number == ONLY:
        for finding in _history(row, submission.earlier, submission.earlier_year):
            if not suspected.intersection(finding.blanks):
                yield finding


def _told_by_others(finding: Finding, check: Nothing, found: list[Finding]) -> bool:
    """Whether each figure that should be zero is already said to need what is zero; nobody wants to read that twice."""
    told = {
        blank
        for other in found
        if isinstance(other.check, Needs) and check.field in other.check.needs and other.severity is finding.severity
        for blank in other.blanks
    }
    return told.issuperset(finding.blanks)


def _breaches(check: Check, row: _Row) -> Iterator[Finding]:
    match check:
        case Needs():
            return _needs(check, row)
        case Nothing():
            return _nothing(check, row)
        case AtLeast():
            return _at_least(check, row)
        case Ceiling():
            return _ceiling(check, row)
        case Total():
            return _total(check, row)
        case _:
            assert_never(check)


def _needs(check: Needs, row: _Row) -> Iterator[Finding]:
    there = [field for field in check.fields if row.figures.get(field, 0) > 0]
    if there and check.needs and all(row.figures.get(field) == 0 for field in check.needs):
        yield row.found(check, [*there, *check.needs], value=row.figures[there[0]], other=Decimal(0))


def _nothing(check: Nothing, row: _Row) -> Iterator[Finding]:
    there = [field for field, figure in row.figures.items() if figure > 0]
    if there and row.figures.get(check.field) == 0:
        yield row.found(check, [check.field, *there], value=Decimal(0), other=row.figures[there[0]])


def _at_least(check: AtLeast, row: _Row) -> Iterator[Finding]:
    figure, other = row.figures.get(check.field), row.figures.get(check.other)
    if figure is not None and other is not None and figure < other:
        yield row.found(check, [check.field, check.other], value=figure, other=other)


def _ceiling(check: Ceiling, row: _Row) -> Iterator[Finding]:
    above = _decimal(check.above)
    for field in check.fields:
        figure = row.figures.get(field)
        if figure is not None and above is not None and figure >= above:
            yield row.found(check, [field], value=figure, above=above, likely=_in_printed_unit(figure, row.form.field(field).unit))


def _total(check: Total, row: _Row) -> Iterator[Finding]:
    figure, parts = row.figures.get(check.field), [row.figures[part] for part in check.parts if part in row.figures]
    if figure is not None and parts and len(parts) == len(check.parts) and figure != _sum(parts):
        yield row.found(check, [check.field, *check.parts], value=figure, other=_sum(parts))


def _history(row: _Row, earlier: dict[str, str], year: int | None) -> Iterator[Finding]:
    for field, text in earlier.items():
        figure, before = row.figures.get(field), _decimal(text)
        if figure is None or before is None or min(figure, before) <= SMALL:
            continue
        if figure > _EXACT.multiply(before, Decimal(TIMES)) or _EXACT.multiply(figure, Decimal(TIMES)) < before:
            yield row.found(History(field), [field], value=figure, other=before, year=str(year) if year else None)


def _place(blank: Blank) -> str:
    return blank.field if blank.row == ONLY else f"{blank.row}.{blank.field}"


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _sum(figures: Iterable[Decimal]) -> Decimal:
    return reduce(_EXACT.add, figures, Decimal(0))


def _plain(figure: Decimal) -> str:
    """Decimal text: no exponent, no zeros at its end."""
    text = f"{figure:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if figure else "0"


def _in_printed_unit(figure: Decimal, unit: str | None) -> Decimal | None:
    """What a figure is in 万元 or 亿元 if it was meant in 元; None for other units."""
    return figure.scaleb(-_POWERS[unit], _EXACT) if unit in _POWERS else None


def suggested_checks(form: Form) -> tuple[Check, ...]:
    """The checks that the printed labels of a form speak for; none where they are unclear."""
    asked = [field for field in form.fields if field.is_number and not field.computed]
    activities, people, funds = _ids(asked, _is_activities), _ids(asked, _is_people), _ids(asked, _is_funds)
    media, reports = _ids(asked, _is_media), _ids(asked, _is_reports)
    checks: list[Check] = []
    if activities and people:
        checks.append(Needs(id="people", fields=people, needs=activities))
    if activities and funds:
        checks.append(Needs(id="funds", fields=funds, needs=activities))
    if len(media) == len(reports) == 1:
        checks.append(Needs(id="reports", fields=reports, needs=media))
        checks.append(AtLeast(id="reports-media", field=reports[0], other=media[0]))
    of_activities = {*activities, *people, *funds, *media, *reports, *_ids(asked, lambda field: "活动" in field.label)}
    if len(activities) == 1 and 1 < len(asked) == len(of_activities):
        checks.append(Nothing(id="nothing", field=activities[0]))
    return (*checks, *_ceilings(asked))


def _ceilings(asked: list[Field]) -> Iterator[Check]:
    """Limits to which hardly any honest figure comes."""
    if funds := _ids(asked, lambda field: field.unit == "万元"):
        yield Ceiling(id="ceiling-funds", fields=funds, above=FUNDS_CEILING)
    counts = [field for field in asked if _is_count(field)]
    if people := _ids(counts, _is_of_persons):
        yield Ceiling(id="ceiling-people", fields=people, above=PEOPLE_CEILING)
    if others := _ids(counts, lambda field: not _is_of_persons(field)):
        yield Ceiling(id="ceiling-counts", fields=others, above=COUNT_CEILING)


def _ids(fields: Iterable[Field], holds: Callable[[Field], bool]) -> tuple[str, ...]:
    return tuple(field.id for field in fields if holds(field))


def _is_count(field: Field) -> bool:
    unit = field.unit or ""
    return field.kind is FieldKind.INTEGER and not unit.endswith("元") and not unit.startswith("万") and not _UNLIMITED.search(field.label)


def _is_of_persons(field: Field) -> bool:
    return field.unit in _OF_PERSONS or _is_people(field)


def _is_activities(field: Field) -> bool:
    label = fold(field.label)
    held = _ACTIVITIES.search(label) or (_HELD.search(label) and field.unit in _OF_ACTIVITIES)
    return field.kind is FieldKind.INTEGER and bool(held) and not _NOT_HELD.search(label)


def _is_people(field: Field) -> bool:
    """Whether it counts people who took part, as its label, group and unit together say."""
    label = fold(f"{field.group or ''} {field.label} {field.unit or ''}")
    persons = field.unit in _OF_PERSONS or _PERSONS.search(label)
    return field.kind is FieldKind.INTEGER and bool(persons and _TAKING_PART.search(label)) and not _THINGS.search(fold(field.label))


def _is_funds(field: Field) -> bool:
    return (field.unit or "").endswith("元") and _SPENT.search(fold(f"{field.group or ''} {field.label}")) is not None


def _is_media(field: Field) -> bool:
    return field.kind is FieldKind.INTEGER and _MEDIA.search(fold(field.label)) is not None


def _is_reports(field: Field) -> bool:
    return field.kind is FieldKind.INTEGER and _REPORTS.search(fold(field.label)) is not None
