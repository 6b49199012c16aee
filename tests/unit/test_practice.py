"""The notice to practise with."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge import packaged
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.forms.model import FieldKind, FormKind
from knowledge.language.places import gazetteer, latin_names
from knowledge.notice_check import check_notice
from knowledge.packaged import shipped_notices
from knowledge.practice import is_practice, is_practice_of, practice_id, practice_notice
from knowledge.reminders import Times, plan
from tests.support.notices import invented

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 5, 25)
NOW = datetime(2026, 5, 25, 9, 0, tzinfo=SHANGHAI)
ID = practice_id(DAY, "telegram:123")


def test_a_notice_is_made_again_from_its_id_alone() -> None:
    notice = practice_notice(ID)
    assert notice.id == ID
    practice_notice.cache_clear()
    assert practice_notice(ID) == notice


def test_ids_tell_people_and_days_apart_and_give_nobody_away() -> None:
    assert re.fullmatch(r"practice-20260525-[0-9a-f]{16}", ID)
    assert len({ID, practice_id(DAY, "telegram:124"), practice_id(DAY + timedelta(1), "telegram:123"), practice_id(DAY, "console:王")}) == 4
    assert is_practice_of(ID, "telegram:123")
    assert not is_practice_of(ID, "telegram:124")
    assert not is_practice_of("xinxiang-2026-science-week", "telegram:123")


@pytest.mark.parametrize(
    "other",
    [
        "",
        "practice",
        "practice-20260525",
        "practice-20260525-",
        "practice-20260230-0123456789abcdef",
        "practice-２0260525-0123456789abcdef",
        f"{ID}0",
        f"x{ID}",
    ],
)
def test_other_ids_are_none(other: str) -> None:
    assert not is_practice(other)
    with pytest.raises(ValueError, match="practice"):
        practice_notice(other)


def test_no_shipped_notice_is_one_and_it_is_not_shipped() -> None:
    assert not any(is_practice(notice.id) for notice in shipped_notices())
    assert not any("practice" in name for name in packaged.shipped_texts())


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
@example(date(2026, 12, 30))
@example(date(2028, 2, 27))
def test_on_every_day_the_notice_is_valid_and_its_days_lie_around_it(day: date) -> None:
    notice = practice_notice(practice_id(day, "console:王"))
    assert not list(check_notice(notice))
    (period,) = notice.periods
    assert (period.when.start, period.when.end) == (day - timedelta(1), day + timedelta(5))
    dues = {owed.id: (owed.due.day, owed.due.clock) for owed in notice.deliverables if owed.due}
    assert dues == {"summary": (day + timedelta(3), "17:00"), "statistics": (day + timedelta(5), None)}
    assert notice.year == day.year
    assert f"{day.year}年" in notice.title


def test_it_says_that_it_is_for_practice() -> None:
    notice = practice_notice(ID)
    assert notice.title.startswith("（练习")
    assert "practice" in notice.glossary[notice.title]
    assert all(owed.id in remark.about for remark in notice.remarks for owed in notice.deliverables)


def test_the_place_the_numbers_and_the_mailboxes_are_nobodys() -> None:
    notice = practice_notice(ID)
    assert notice.region == "月澜市"
    assert "月澜市" not in gazetteer()
    assert "yuelan" not in latin_names()
    assert notice.region not in {one.region for one in invented().notices}
    assert all(phone.startswith("0000-") for contact in notice.contacts for phone in contact.phones)
    assert all(email.endswith(".example") for contact in notice.contacts for email in contact.emails)


def test_no_mark_of_a_day_is_left_in_it() -> None:
    assert "{" not in "".join(str(value) for value in texts_of(practice_notice(ID)))


def texts_of(notice: object) -> list[str]:
    import msgspec

    def walk(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for key, inner in value.items() for text in (str(key), *walk(inner))]
        if isinstance(value, list | tuple):
            return [text for inner in value for text in walk(inner)]
        return [value] if isinstance(value, str) else []

    return walk(msgspec.to_builtins(notice))


def test_every_name_and_summary_has_its_english() -> None:
    notice = practice_notice(ID)
    assert all(clause.summary_en for clause in notice.clauses)
    assert all(activity.summary_en for activity in notice.activities)
    printed = {notice.title, notice.region, notice.event, *notice.issuers, *notice.audiences, *(theme.text for theme in notice.themes)}
    printed |= {activity.name for activity in notice.activities} | {item.name for owed in notice.deliverables for item in owed.items}
    printed |= {recipient.office for owed in notice.deliverables for recipient in owed.to} | {contact.org for contact in notice.contacts}
    printed |= {field.label for form in notice.forms for field in form.fields}
    printed |= {owed.due.text for owed in notice.deliverables if owed.due} | {period.when.text for period in notice.periods}
    assert printed <= set(notice.glossary)


def test_there_is_a_short_table_to_fill_in() -> None:
    (form,) = practice_notice(ID).forms
    assert form.kind is FormKind.SINGLE
    assert [field.kind for field in form.fields].count(FieldKind.TEXT) == 1
    assert len(form.fields) == 6
    assert len(form.checks) == 1


@pytest.mark.parametrize(
    ("question", "intent", "facts"),
    [
        ("总结啥时候交", "deadline", {"summary"}),
        ("统计表什么时候交", "deadline", {"statistics"}),
        ("交给谁", "recipient", {"summary", "statistics", "office", "library"}),
        ("主题是什么", "theme", {"theme"}),
        ("联系电话", "contact", {"office", "library"}),
        ("活动时间", "period", {"period"}),
        ("书市在哪", "activity", {"fair"}),
        ("要交哪些材料", "papers", {"summary", "statistics"}),
        ("照片要几张", "limit", {"summary"}),
        ("换书收费吗", "passage", {"c3-2"}),
        ("when is the summary due", "deadline", {"summary"}),
        ("who do I send the statistics table to", "recipient", {"statistics", "library"}),
        ("what is the theme", "theme", {"theme"}),
        ("phone number", "contact", {"office", "library"}),
        ("when does the reading week take place", "period", {"period"}),
        ("what must we hand in", "papers", {"summary", "statistics"}),
    ],
)
def test_questions_about_it_are_answered(question: str, intent: str, facts: set[str]) -> None:
    found, _ = answer(Catalogue((practice_notice(ID),)), question, NOW)
    assert (found.known, found.intent) == (True, intent)
    cited = {cited.id for cited in found.cited}
    assert cited
    assert cited <= facts | {"invented"}


def test_beside_real_notices_it_is_found_by_its_names() -> None:
    catalogue = Catalogue((*shipped_notices(), practice_notice(ID)))
    for question in ("练习通知的总结什么时候交", "月澜市的主题是什么", "读书周的联系电话", "when is the summary of the reading week due"):
        found, _ = answer(catalogue, question, NOW)
        assert {block.notice.id for block in found.blocks} == {ID}


def test_it_can_be_reminded_of() -> None:
    slots = plan(practice_notice(ID), Times(), SHANGHAI, since=NOW)
    assert [(slot.deliverable, slot.slot) for slot in slots] == [("statistics", "3d"), ("summary", "1d"), ("summary", "0d"), ("statistics", "0d")]
