"""The vocabulary of kinds of value and of words that mean the same is sound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.answering.printed.terms import synonyms
from knowledge.answering.printed.wanted import Wanted, kinds


def test_every_line_of_synonyms_has_chinese_words_or_joins_several() -> None:
    for line in synonyms().lines:
        assert len(line) > 1
        assert len(set(line)) == len(line), line


def test_a_kind_that_is_labelled_can_be_shown() -> None:
    for name, kind in kinds().items():
        assert kind.shows.pattern, name
        assert kind.shows.search("") is None, name


def test_dates_are_no_counts() -> None:
    assert not Wanted(("count",)).holds("2026年6月3日前")
    assert Wanted(("count",)).holds("每单位限报2名")


def test_a_count_is_of_the_measure_asked_with() -> None:
    assert Wanted(("count",), "人名位个").holds("每队3人")
    assert not Wanted(("count",), "人名位个").holds("材料一式2份")


def test_a_mailbox_is_no_website() -> None:
    assert not Wanted(("url",)).holds("发送至name@example.com")
    assert Wanted(("url",)).holds("登录www.example.com填报")


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert 0 <= Wanted(tuple(kinds())).holds(text) <= len(kinds())
