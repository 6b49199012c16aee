"""Many notices: the generated ones that `make bench` measures with are answered like any others."""

from __future__ import annotations

from bench.generate import notices, questions
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.notice_check import check_notice
from tests.support.notices import NOW


def test_generated_notices_are_valid_and_answered_from_the_right_one() -> None:
    made = list(notices(700))
    assert not [problem for notice in made for problem in check_notice(notice)]
    catalogue = Catalogue(made)
    for notice in made[::70]:
        found, _ = answer(catalogue, f"{notice.region}{notice.year}年{notice.aliases[0]}的联系电话", NOW)
        assert {block.notice.region for block in found.blocks} == {notice.region}
        assert found.known


def test_questions_without_scope_show_few_notices() -> None:
    catalogue = Catalogue(notices(700))
    for question in questions(catalogue.notices)[-100::25]:
        found, _ = answer(catalogue, question, NOW)
        assert len(found.blocks) <= 3
        assert len(found.choices) <= 5
