"""Notices of invented places, a pattern each, become the facts that a reader finds in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from knowledge.extraction.draft import Draft
from knowledge.extraction.pipeline import extract
from knowledge.notice import Contact, Deliverable
from knowledge.notice_check import check_notice
from knowledge.reading.document import Document
from knowledge.reading.read import read
from tests.support.labels import FOLDER, Labelled, compared, digits, labelled, plain, scores
from tests.support.understood import near, sources, words_of

FIXTURES = labelled()
BY_NAME = [pytest.param(one, id=one.name) for one in FIXTURES]

FLOORS = {
    "number": 1.0,
    "issued_on": 0.99,
    "title": 0.99,
    "issuers": 0.99,
    "themes": 0.98,
    "periods": 0.97,
    "years": 1.0,
    "deadlines": 0.96,
    "papers": 0.64,
    "senders": 0.83,
    "receivers": 0.9,
    "phones": 0.99,
    "emails": 0.99,
    "names": 0.99,
    "contacts": 0.97,
    "offices": 0.92,
}
"""What is reached for each field over all of them; raise it with what is reached."""

KNOWN: dict[str, list[str]] = tomllib.loads((FOLDER / "known.toml").read_text(encoding="utf-8"))
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
    assert misses == set(KNOWN.get(fixture.name, ()))


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
def test_every_number_of_a_contact_stands_near_its_words(fixture: Labelled) -> None:
    found = _read(fixture)
    for contact in extract([found]).notice.contacts:
        assert contact.source.line is not None
        words = near(found, contact.source.line)
        assert [number for number in (*contact.phones, *contact.faxes) if digits(number) not in digits(words)] == [], contact
        assert [mailbox for mailbox in contact.emails if plain(mailbox) not in plain(words)] == [], contact


@pytest.mark.parametrize("fixture", BY_NAME)
def test_what_is_understood_can_be_relied_on(fixture: Labelled) -> None:
    draft = _drafted(fixture)
    assert list(check_notice(draft.notice)) == []
    assert all(0 < confidence <= 1 for confidence in draft.confidence.values())


@pytest.mark.parametrize("fixture", BY_NAME)
def test_reading_again_says_the_same(fixture: Labelled) -> None:
    assert _drafted(fixture) == _drafted(fixture)


def _phones_swapped(draft: Draft) -> Draft:
    first, second = draft.notice.contacts
    return _with_contacts(draft, replace(first, phones=second.phones), replace(second, phones=first.phones))


def _offices_swapped(draft: Draft) -> Draft:
    first, second = draft.notice.contacts
    return _with_contacts(draft, replace(first, org=second.org), replace(second, org=first.org))


def _receivers_swapped(draft: Draft) -> Draft:
    first, second = draft.notice.deliverables
    return _with_demands(draft, replace(first, to=second.to), replace(second, to=first.to))


def _papers_swapped(draft: Draft) -> Draft:
    first, second = draft.notice.deliverables
    return _with_demands(draft, replace(first, items=second.items), replace(second, items=first.items))


def _with_contacts(draft: Draft, *contacts: Contact) -> Draft:
    return replace(draft, notice=replace(draft.notice, contacts=contacts))


def _with_demands(draft: Draft, *demands: Deliverable) -> Draft:
    return replace(draft, notice=replace(draft.notice, deliverables=demands))


@pytest.mark.parametrize("swapped", [_phones_swapped, _offices_swapped, _receivers_swapped, _papers_swapped])
def test_the_label_notices_what_changes_its_place(swapped: Callable[[Draft], Draft]) -> None:
    (fixture,) = (one for one in FIXTURES if one.name == "60-two-papers-two-offices")
    draft = _drafted(fixture)
    before, after = ({miss for pair in compared(fixture.label, one) for miss in pair.misses} for one in (draft, swapped(draft)))
    assert before < after


def test_enough_patterns_are_labelled() -> None:
    assert len(FIXTURES) >= 75
    assert len({fixture.label["pattern"] for fixture in FIXTURES}) == len(FIXTURES)
    assert KNOWN.keys() <= {fixture.name for fixture in FIXTURES}
    assert sum(any("what" in one for one in fixture.label.get("deadlines", ())) for fixture in FIXTURES) >= 50
    assert sum(bool(fixture.label.get("contacts")) for fixture in FIXTURES) >= 50
