"""The question bank: what people ask, and how much of it must be answered rightly.

A floor is what is reached, less a little; it rises with the answers and never falls. The
questions were written by people's hands that did not know how answers are found.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.rendering.render import Renderer
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from tests.support.judge import complaint
from tests.support.notices import NOW, invented, shipped

HERE = Path(__file__).parent
BANKS = {"shipped": shipped, "invented": invented}

FLOORS = {
    "shipped": {
        "theme": 0.93, "period": 0.92, "deadline": 0.93, "contact": 0.94, "requirement": 0.87,
        "form": 0.87, "activity": 0.86, "notice": 0.92, "unanswerable": 0.92, "zh": 0.93, "en": 0.89,
    },
    "invented": {
        "theme": 0.75, "period": 0.6, "deadline": 0.78, "contact": 0.78, "requirement": 0.5,
        "form": 0.6, "activity": 0.7, "notice": 0.6, "unanswerable": 0.85, "zh": 0.72, "en": 0.72,
    },
}  # fmt: skip
"""Share of questions answered rightly, by kind and by language."""

WRONG_AT_MOST = {"shipped": 0.05, "invented": 0.15}
"""Share of questions answered with something wrong, as against "not stated"."""


def rows(bank: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{bank}.jsonl").read_text(encoding="utf-8").splitlines()]


def judged(bank: str, catalogue: Catalogue) -> list[tuple[str, str, str, bool, str]]:
    """(kind, language, complaint, known, question) for every turn of a bank."""
    renderer, results = Renderer(), []
    for row in rows(bank):
        dialogue = None
        for turn in row.get("turns") or [row]:
            made, dialogue = answer(catalogue, turn["q"], NOW, dialogue)
            kind = turn.get("kind") or row["kind"]
            said = renderer.answer(made, notices=tuple(catalogue.notices))
            why = complaint(turn, said, known=made.known, kind=kind)
            results.append((kind, row["lang"], why, made.known, f"{row['id']} {turn['q']} — {why}: {said[:80]!r}"))
    return results


@pytest.mark.parametrize("bank", BANKS)
def test_questions_are_answered_rightly_at_least_as_often_as_the_floors_say(bank: str) -> None:
    results = judged(bank, BANKS[bank]())
    share: dict[str, list[bool]] = defaultdict(list)
    for kind, language, why, _, _ in results:
        share[kind].append(not why)
        share[language].append(not why)
    below = {
        name: round(sum(share[name]) / len(share[name]), 3) for name, floor in FLOORS[bank].items() if sum(share[name]) / len(share[name]) < floor
    }
    misses = "\n".join(text for *_, why, _, text in results if why)
    assert not below, f"below their floor: {below}\n{misses}"


@pytest.mark.parametrize("bank", BANKS)
def test_few_questions_are_answered_with_something_wrong(bank: str) -> None:
    results = judged(bank, BANKS[bank]())
    wrong = [text for *_, why, known, text in results if why and known]
    assert len(wrong) <= WRONG_AT_MOST[bank] * len(results), "\n".join(wrong)


def test_the_bank_is_large_and_mixed() -> None:
    everything = [*rows("shipped"), *rows("invented")]
    assert len(everything) >= 400
    assert len({row["id"] for row in everything}) == len(everything)
    assert len({row["notice"] for row in rows("invented")}) >= 6
    assert sum(row["lang"] == "en" for row in everything) >= 100
    assert sum(bool(row.get("turns")) for row in everything) >= 60
    assert sum(bool(row.get("expect_unknown")) for row in everything) >= 100
