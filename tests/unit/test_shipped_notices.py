"""The five notices that the bot comes with, fact by fact."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.forms.model import FieldKind, FormKind
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices


def shipped(notice_id: str) -> Notice:
    return next(notice for notice in shipped_notices() if notice.id == notice_id)


XINXIANG_2026 = "xinxiang-2026-science-week"
XINXIANG_2023 = "xinxiang-2023-science-day"
XINXIANG_2022 = "xinxiang-2022-science-week"
GANSU = "gansu-2026-science-week"
QINSHUI = "qinshui-2025-science-week"


@pytest.mark.parametrize(
    ("notice_id", "number", "issued", "region", "year"),
    [
        (XINXIANG_2026, None, date(2026, 5, 20), "新乡市", 2026),
        (XINXIANG_2023, "新科协〔2023〕39号", date(2023, 9, 14), "新乡市", 2023),
        (XINXIANG_2022, "新科协〔2022〕10号", date(2022, 5, 24), "新乡市", 2022),
        (GANSU, "甘科才函〔2026〕25号", None, "甘肃省", 2026),
        (QINSHUI, "沁发改发〔2025〕21号", date(2025, 5, 21), "沁水县", 2025),
    ],
)
def test_identity(notice_id: str, number: str | None, issued: date | None, region: str, year: int) -> None:
    notice = shipped(notice_id)
    assert (notice.number, notice.issued_on, notice.region, notice.year) == (number, issued, region, year)


@pytest.mark.parametrize(
    ("notice_id", "days"),
    [
        (XINXIANG_2026, {date(2026, 6, 3)}),
        (XINXIANG_2023, {date(2023, 9, 28)}),
        (XINXIANG_2022, {date(2022, 6, 20)}),
        (GANSU, {date(2026, 5, 13), date(2026, 6, 20)}),
        (QINSHUI, {date(2025, 6, 9)}),
    ],
)
def test_deadlines(notice_id: str, days: set[date]) -> None:
    assert {deliverable.due.day for deliverable in shipped(notice_id).deliverables if deliverable.due} == days


@pytest.mark.parametrize(
    ("notice_id", "people", "phones", "mailboxes"),
    [
        (XINXIANG_2026, {"刘涟", "苗长汀", "郭明帅", "刘柯"}, {"0373-5828882", "0373-3661806"}, {"kjhdz2023@163.com", "xxkxzzrsb@163.com"}),
        (XINXIANG_2023, {"路全斌", "高艳霞"}, {"0373-3661812"}, {"kpzx350@163.com"}),
        (XINXIANG_2022, {"郭兵", "刘柯", "苗长汀"}, {"0373-5820419", "0373-5828882"}, {"xxkxzzrsb@163.com", "kjj5828882@163.com"}),
        (GANSU, {"周磊", "胡耀鹏", "曹忠喆"}, {"0931-8882788", "18298701662"}, {"Gsppc02@163.com", "gskxxwb@126.com"}),
        (QINSHUI, {"王树林"}, {"7025422"}, {"qsxfgjkjg@163.com"}),
    ],
)
def test_contacts_stand_as_printed(notice_id: str, people: set[str], phones: set[str], mailboxes: set[str]) -> None:
    contacts = shipped(notice_id).contacts
    assert {name for contact in contacts for name in contact.names} == people
    assert {phone for contact in contacts for phone in contact.phones} == phones
    assert {email for contact in contacts for email in contact.emails} == mailboxes


@pytest.mark.parametrize(("notice_id", "items"), [(XINXIANG_2022, 20), (GANSU, 19)])
def test_the_statistics_tables_have_their_items_groups_and_units(notice_id: str, items: int) -> None:
    form = next(form for form in shipped(notice_id).forms if form.kind is FormKind.SINGLE)
    assert len(form.fields) == items
    funds = [field for field in form.fields if field.group == "活动经费投入数量"]
    assert len(funds) == 7
    assert {(field.unit, field.kind) for field in funds} == {("万元", FieldKind.DECIMAL)}
    assert all(field.kind is FieldKind.INTEGER for field in form.fields if field not in funds)


def test_the_recommendation_list_has_its_limits() -> None:
    form = next(form for form in shipped(GANSU).forms if form.kind is FormKind.ROWS)
    assert [field.max_chars for field in form.fields if field.max_chars] == [100]
    assert any("县级" in (field.hint or "") for field in form.fields)
    assert len(form.fields) == 5


def test_duties_differ_by_kind_of_unit_in_2022() -> None:
    by_recipient = {d.to[0].office: d for d in shipped(XINXIANG_2022).deliverables}
    assert "高校科协" in by_recipient["市科协组织人事部"].by
    papers = [item.name for item in by_recipient["市科技局科技合作人才与科普科"].items]
    assert any("统计表" in name for name in papers)


def test_respectively_is_left_open_as_two_readings() -> None:
    june = next(d for d in shipped(GANSU).deliverables if d.due and d.due.day == date(2026, 6, 20))
    assert len(june.items) == 3
    assert len(june.readings) == len(june.readings_en) == 2


def test_tasks_of_each_named_office_in_qinshui() -> None:
    bodies = {who for task in shipped(QINSHUI).tasks for who in task.who}
    assert {"县发展改革和科技局", "县委宣传部", "县农业农村局", "县教育局", "县卫体局", "县科协", "工会", "共青团", "妇联"} <= bodies


def test_tentative_and_vague_dates_are_marked() -> None:
    gansu = shipped(GANSU).periods
    assert [p.when.tentative for p in gansu if p.when.start == date(2026, 5, 23)] == [True]
    assert any(p.when.vague and p.arrange_your_own for p in gansu)
    assert any(p.cited for p in shipped(XINXIANG_2026).periods)
    assert {edition.number for edition in shipped(XINXIANG_2026).editions} == {26, 10}
    assert {edition.number for edition in shipped(XINXIANG_2023).editions} == {20}


def test_oddities_are_remarked() -> None:
    assert any("contact" in remark.about for remark in shipped(QINSHUI).remarks)
    assert any("统战部" in remark.text for remark in shipped(XINXIANG_2022).remarks)
    assert any("8月21日" in remark.text for remark in shipped(XINXIANG_2023).remarks)


@pytest.mark.parametrize("notice", shipped_notices(), ids=lambda notice: notice.id)
def test_every_clause_is_summarised_in_both_languages(notice: Notice) -> None:
    assert all(clause.summary and clause.summary_en for clause in notice.clauses)
    assert all(requirement.heading_en and requirement.summary_en for requirement in notice.requirements)
