"""Names of units: which are the same, which are alike, which to offer, and what is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forms.units import MOST_ALIKE, alike, is_name, offered, unit_key


def test_the_same_name_however_typed_has_one_key() -> None:
    assert unit_key(" 原阳县 科技局") == unit_key("原陽縣科技局") == "原阳县科技局"


ALIKE = [
    ("科技局", "科学技术局"),
    ("市科协", "新乡市科学技术协会"),
    ("原阳县科技局", "新乡市原阳县科学技术局"),
    ("原阳县科技局", "科技局"),
    ("原阳县科技局", "原阳科技局"),
    ("辉县市科技局", "辉县科技局"),
    ("原阳县科计局", "原阳县科技局"),
    ("原洋县科技局", "原阳县科技局"),
    ("原阳县技科局", "原阳县科技局"),
    ("原阳县科技局办公室", "原阳县科技局"),
    ("原阳县科技局（盖章）", "原阳县科技局"),
    ("原阳县科技局的", "原阳县科技局"),
    ("新乡市发展改革委", "市发展和改革委员会"),
    ("新乡市市场监督管理局", "市市监局"),
    ("新乡市场监管局", "新乡市市场监督管理局"),
    ("教育和体育局", "教体局"),
    ("教育暨体育局", "教育与体育局"),
    ("科学技术和工业信息化局", "科工信局"),
    ("县委宣传部", "中共原阳县委宣传部"),
    ("共青团原阳县委", "原阳县团委"),
    ("团县委", "原阳县团委"),
    ("一中", "第一中学"),
    ("新乡市第1中学", "新乡一中"),
    ("高新区科技局", "新乡高新区科技局"),
    ("云泽县科技局", "云泽市云泽县科技局"),
    ("省科技厅", "河南省科学技术厅"),
]

NOT_ALIKE = [
    ("科技局", "科协"),
    ("科技局", "科技厅"),
    ("第一小学", "第二小学"),
    ("第四中学", "第十中学"),
    ("第十二小学", "第二十小学"),
    ("东街小学", "西街小学"),
    ("新华小学", "兴华小学"),
    ("原阳县科技局", "延津县科技局"),
    ("元阳县科技局", "原阳县科技局"),
    ("市科技局", "县科技局"),
    ("县科技局", "区科技局"),
    ("新乡市科技局", "原阳县科技局"),
    ("新乡市科技局", "洛阳市科技局"),
    ("新乡市高新区科技局", "洛阳市高新区科技局"),
    ("新乡高新区科技局", "洛阳市高新区科技局"),
    ("云泽市科技局", "云泽县科技局"),
    ("河南师范大学", "湖南师范大学"),
    ("教育局", "教体局"),
    ("科技局", "科技局人才科"),
    ("原阳县", "原阳县科技局"),
    ("县委", "县政府"),
    ("第一人民医院", "第二人民医院"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_most_likely_mean_the_same_office(one: str, other: str) -> None:
    assert alike(one, [other]) == (other,)
    assert alike(other, [one]) == (one,)


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE)
def test_names_of_different_offices(one: str, other: str) -> None:
    assert alike(one, [other]) == alike(other, [one]) == ()


NAMES = [name for pair in (*ALIKE, *NOT_ALIKE) for name in pair]


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert bool(alike(one, [other])) == bool(alike(other, [one]))


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=4))
def test_no_name_is_too_strange_to_compare(name: str, known: list[str]) -> None:
    assert unit_key(name) not in {unit_key(other) for other in alike(name, known)}


def test_the_same_name_is_not_alike_and_the_best_comes_first() -> None:
    known = ["科技局", "原阳县科计局", "原阳县科技局", "新乡市原阳县科学技术局", "原阳科技局", "原阳县科学技术局", "原阳县科学技术局 "]
    assert alike("原阳县科技局", known) == ("原阳县科学技术局", "新乡市原阳县科学技术局", "原阳科技局", "科技局")
    assert len(alike("原阳县科技局", known)) == MOST_ALIKE


def test_ones_own_units_are_offered_first_then_those_that_begin_with_what_was_typed() -> None:
    known = ["新乡市科技局", "科技局", "原阳县科技局", "科技馆", "原阳县科协"]
    assert offered("科技", known, ["原阳县科协"]) == ("原阳县科协", "科技局", "科技馆", "新乡市科技局", "原阳县科技局")
    assert offered("科技", known, ["原阳县科协"], most=2) == ("原阳县科协", "科技局")
    assert offered(None, known, ["原阳县科协"]) == ("原阳县科协",)
    assert offered("原陽縣科技局", known, []) == ("原阳县科技局",)


@pytest.mark.parametrize(
    "text",
    [
        "原阳县科技局", "原阳县科技局。", "一中", "新乡市第一中学", "101中学", "百货公司", "十里铺乡政府", "超越小学", "县委宣传部、科协",
        "几何研究所", "八一小学", "一汽集团", "三河市科技局", "河南师大", "市市场监督管理局", "原阳",
        "Yuanyang Science Bureau", "XX科技有限公司", "Xinxiang Tech Co., Ltd.",
    ],
)  # fmt: skip
def test_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "科", "？", "你好", "您好！", "hello", "在吗", "好的", "谢谢", "填表", "120", "三百", "120人次", "1.2万元", "约200", "两三百", "5月20日",
        "13812345678", "不清楚", "没有", "无", "👍", "同上", "!!!", "什么时候交？", "统计表怎么填", "我想填表",
        "原阳县科技局，我是张三", "when is it due",
        "局" * 41,
    ],
)  # fmt: skip
def test_no_name(text: str) -> None:
    assert not is_name(text)


@given(st.text(max_size=60))
def test_a_name_has_letters_and_a_length(text: str) -> None:
    if is_name(text):
        assert sum(char.isalpha() for char in text) >= 2


def test_a_slip_in_a_latin_name_is_alike_and_another_office_is_not() -> None:
    known = ["Yanhu County Science Bureau", "Shahe County Science Bureau", "School No 1"]
    assert alike("Yanhu County Science Bureu", known) == ("Yanhu County Science Bureau",)
    assert alike("School No 2", known) == ()
