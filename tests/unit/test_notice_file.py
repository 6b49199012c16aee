"""A notice file that cannot be used says where it is wrong."""

from __future__ import annotations

import pytest

from knowledge.errors import NoticeInvalid
from knowledge.notice_file import read_notice

GOOD = """
id = "yunze-2025"
title = "关于举办云泽市读书月的通知"

[[clauses]]
id = "c1"
number = "一"
summary = "主题是读书。"

[[contacts]]
id = "office"
org = "市图书馆"
source = { clause = "一" }

[[deliverables]]
id = "summary"
items = [{ name = "总结" }]
to = [{ office = "市图书馆", contact = "office" }]
due = { text = "6月3日前", day = 2025-06-03 }
source = { clause = "一" }
"""


def problems(text: str) -> set[tuple[str, str]]:
    with pytest.raises(NoticeInvalid) as caught:
        read_notice(text, "x.toml")
    assert caught.value.file == "x.toml"
    return {(problem.place, problem.code) for problem in caught.value.problems}


def test_a_small_notice_is_enough() -> None:
    notice = read_notice(GOOD, "x.toml")
    assert notice.deliverables[0].to[0].office == "市图书馆"
    assert notice.region is None


def test_every_misfit_is_named_at_once() -> None:
    text = 'title = 3\nspeed = 1\n[[themes]]\nid = "a"\n[[clauses]]\nid = "c"\nnumber = "一"\nsummary = 5\n'
    assert problems(text) == {
        ("id", "missing"),
        ("title", "misfit"),
        ("speed", "unknown_key"),
        ("themes[0]", "misfit"),
        ("clauses[0].summary", "misfit"),
    }


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (('clause = "一" }\n\n[[deliverables', 'clause = "九" }\n\n[[deliverables'), "contacts[0].source.clause", "no_such_clause"),
        (('contact = "office"', 'contact = "nobody"'), "deliverables[0].to[0].contact", "no_such_contact"),
        (("2025-06-03", "2025-06-30"), "deliverables[0].due.day", "day_differs"),
        (('items = [{ name = "总结" }]', "items = []"), "deliverables[0].items", "empty"),
        (('items = [{ name = "总结" }]', 'items = [{ name = "表", form = "f" }]'), "deliverables[0].items[0].form", "no_such_form"),
        (('id = "yunze-2025"', 'id = "云泽"'), "id", "id_form"),
        (('id = "summary"', 'id = "c1"'), "deliverables[0].id", "id_twice"),
        (('org = "市图书馆"\n', 'emails = ["a at b"]\n'), "contacts[0].emails[0]", "email_form"),
        (('org = "市图书馆"\n', 'phones = ["0373—5828882"]\n'), "contacts[0].phones[0]", "phone_form"),
        (("day = 2025-06-03", 'day = 2025-06-03, clock = "25点"'), "deliverables[0].due.clock", "clock_form"),
    ],
)
def test_what_does_not_hang_together_is_named_with_its_place(change: tuple[str, str], place: str, code: str) -> None:
    assert change[0] in GOOD
    assert (place, code) in problems(GOOD.replace(*change, 1))


@pytest.mark.parametrize("line", ['number = ["x"]', "year = [2026]", 'glossary = ["x"]', 'issuers = "x"', "themes = 3"])
def test_a_list_where_a_single_value_belongs_and_the_other_way_round_is_a_misfit(line: str) -> None:
    assert (line.split(" ", maxsplit=1)[0], "misfit") in problems(f"{line}\n{GOOD}")


@pytest.mark.parametrize("written", ["06月03日前", "6月1日至3日", "6月1—3日", "5月底前"])
def test_a_due_day_may_be_written_in_many_ways(written: str) -> None:
    assert read_notice(GOOD.replace("6月3日前", written), "x.toml").deliverables[0].due is not None


def test_a_file_that_is_no_toml_says_so() -> None:
    assert problems("id = ") == {("", "toml")}
