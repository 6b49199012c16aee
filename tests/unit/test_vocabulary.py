"""The vocabulary is data that an organiser may extend: it must hang together."""

from __future__ import annotations

import tomllib

import pytest

from knowledge import packaged
from knowledge.answering.intent import KINDS
from knowledge.answering.lexicon import nearest
from knowledge.answering.link import parents
from knowledge.answering.view import SLOTS
from knowledge.answering.vocabulary.vocabulary import LANGUAGES, rules, words


def concepts(language: str) -> set[str]:
    table = tomllib.loads(packaged.text(f"answering/vocabulary/{language}.toml"))
    return {f"{group}.{concept}" for group, found in table.items() for concept in found}


def test_every_concept_has_words_in_every_language() -> None:
    first, *others = (concepts(language) for language in LANGUAGES)
    assert all(other == first for other in others)


def test_rules_name_concepts_that_exist() -> None:
    known = concepts("zh") | {concept.split(".")[0] + ".*" for concept in concepts("zh")}
    made = {"residue", "word.ordinal", "body.*", "link.website", "link.person", "link.address"}
    made |= {f"link.{kind}" for kind in ("activity", "item", "form", "field", "group", "contact", "task", "requirement", "period")}
    used = {concept for rule in rules() for need in rule.needs for concept in need} | {c for rule in rules() for c in rule.without}
    assert used <= known | made


def test_rules_lead_to_intents_that_are_answered() -> None:
    assert {rule.intent for rule in rules()} <= set(KINDS)


def test_slots_and_parents_name_concepts_that_exist() -> None:
    known = concepts("zh")
    assert {concept for found in SLOTS.values() for concept in found} <= known
    assert set(parents()) | set(parents().values()) <= known


@pytest.mark.parametrize(("typed", "word"), [("dedline", "deadline"), ("sumary", "summary"), ("recieve", "receive"), ("reprot", "report")])
def test_misspelt_english_words_are_recognised(typed: str, word: str) -> None:
    assert word in words()
    assert nearest(typed, words().latin_words()) == word


def test_short_or_distant_words_are_not_guessed() -> None:
    assert nearest("zebra", words().latin_words()) is None
