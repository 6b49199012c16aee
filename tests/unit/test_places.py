"""Places: their names, ranks and what lies in what."""

from __future__ import annotations

import pytest

from knowledge.language.places import gazetteer, level, lies_in, names, short_name


def test_what_lies_in_what_goes_over_every_level() -> None:
    assert lies_in("沁水县", "晋城市")
    assert lies_in("沁水县", "山西省")
    assert not lies_in("沁水县", "沁水县")
    assert not lies_in("山西省", "沁水县")
    assert not lies_in("无此县", "山西省")


@pytest.mark.parametrize(("name", "short"), [("新乡市", "新乡"), ("甘肃省", "甘肃"), ("辉县市", "辉县"), ("文县", "文县"), ("云泽市", "云泽")])
def test_short_names_lose_their_rank_but_never_all_but_one_character(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "rank"), [("甘肃省", "省"), ("内蒙古自治区", "省"), ("新乡市", "市"), ("沁水县", "县"), ("红旗区", "县"), ("全国", None)]
)
def test_the_rank_stands_at_the_end_of_a_name(name: str, rank: str | None) -> None:
    assert level(name) == rank


def test_words_of_every_day_are_no_places() -> None:
    known = {typed for typed, _ in names()}
    assert "公安" not in known
    assert "资源" not in known
    assert {"公安县", "资源县", "洛阳", "沁水"} <= known


def test_every_place_lies_in_one_that_is_known() -> None:
    known = gazetteer()
    assert all(place.above in known for places in known.values() for place in places if place.above)
