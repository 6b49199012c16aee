"""Notices of invented places, a pattern each, become the facts that a reader finds in them."""

from __future__ import annotations

import re

import pytest

from knowledge.extraction.draft import Draft
from knowledge.extraction.pipeline import extract
from knowledge.notice_check import check_notice
from knowledge.reading.document import Document
from knowledge.reading.read import read
from tests.support.labels import Labelled, compared, labelled, scores
from tests.support.understood import sources, words_of

FIXTURES = labelled()
BY_NAME = [pytest.param(one, id=one.name) for one in FIXTURES]

FLOORS = {
    "number": 1.0,
    "issued_on": 0.98,
    "title": 0.97,
    "themes": 0.96,
    "periods": 0.96,
    "deadlines": 0.95,
    "phones": 0.97,
    "emails": 0.97,
    "names": 0.97,
}
"""What is reached for each field over all of them; raise it with what is reached."""

KNOWN: dict[str, set[str]] = {
    "15-flattened-table": {"-deadlines 2019-01-12 ?", "-deadlines 2019-01-30 ?", "-deadlines 2019-02-25 ?", "-deadlines ? ?"},
    "21-pdf-text": {"-deadlines 2021-06-04 ?"},
    "42-extensions-and-lists": {"+periods 2016-10-01 2016-12-31"},
}
"""What is not understood yet, by the name of the fixture."""


def _read(fixture: Labelled) -> Document:
    return read(fixture.path.read_bytes(), fixture.path.name)


def _drafted(fixture: Labelled) -> Draft:
    return extract([_read(fixture)])


def test_each_field_is_read_as_well_as_before() -> None:
    reached = scores(pair for fixture in FIXTURES for pair in compared(fixture.label, _drafted(fixture)))
    assert {field: score for field, score in reached.items() if score < FLOORS[field]} == {}
    assert reached.keys() == FLOORS.keys()


@pytest.mark.parametrize("fixture", BY_NAME)
def test_a_notice_is_understood(fixture: Labelled) -> None:
    misses = {miss for pair in compared(fixture.label, _drafted(fixture)) for miss in pair.misses}
    assert misses <= KNOWN.get(fixture.name, set())


@pytest.mark.parametrize("fixture", BY_NAME)
def test_every_fact_names_the_words_it_was_read_from(fixture: Labelled) -> None:
    """White space aside; of a row of a table the words of its cells."""
    found = _read(fixture)
    printed = words_of(found)
    rows = {table.line + row for table in found.tables for row in range(table.height)}
    for place, source in sources(extract([found])):
        quoted = re.split("[，：]", source.quote or "") if source.line in rows else [source.quote or ""]
        assert all(re.sub(r"\s+", "", words) in printed for words in quoted), (place, source)


@pytest.mark.parametrize("fixture", BY_NAME)
def test_what_is_understood_can_be_relied_on(fixture: Labelled) -> None:
    draft = _drafted(fixture)
    assert list(check_notice(draft.notice)) == []
    assert all(0 < confidence <= 1 for confidence in draft.confidence.values())


@pytest.mark.parametrize("fixture", BY_NAME)
def test_reading_again_says_the_same(fixture: Labelled) -> None:
    assert _drafted(fixture) == _drafted(fixture)


def test_enough_patterns_are_labelled() -> None:
    assert len(FIXTURES) >= 40
    assert len({fixture.label["pattern"] for fixture in FIXTURES}) == len(FIXTURES)
    assert sum(map(len, KNOWN.values())) <= 6
