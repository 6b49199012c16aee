"""Figures as people type them are read to what they mean, or not at all."""

from __future__ import annotations

import string
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import Ambiguous, Approximate, Exact, NotKnown, Reading, Refused, Trouble, read_figure, written
from knowledge.figures.words import listed, table

TYPED = Path(__file__).parents[1] / "figures"
UNITS = ("万元", "元", "亿元", "百万元", "人次", "万人次", "场", "个", "小时", "公里", "千瓦", "辆", "年")
PLACES = ("", "十", "百", "千")
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")

figures = st.decimals(min_value=0, max_value=10**15 - 1, places=6, allow_nan=False) | st.decimals(min_value=0, max_value=10**6, places=2)
typable = st.integers(0, 99_999_999)


def rows(file: str) -> list[list[str]]:
    """typed, unit, integer or decimal, what it means, and who wrote the row."""
    return [line.split("\t") for line in (TYPED / file).read_text(encoding="utf-8").split("\n")[1:] if line]


def shown(reading: Reading) -> str:
    match reading:
        case Exact(value, literal):
            return f"{'literal' if literal else 'exact'} {value}"
        case Approximate(value):
            return f"approximate {value}"
        case Ambiguous(values):
            return " ".join(("ambiguous", *values))
        case NotKnown():
            return "unknown"
        case Refused(trouble):
            return f"refused {trouble}"


def spoken_below_10000(number: int) -> str:
    text, digits = "", str(number)
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit != "0":
            text += "零一二三四五六七八九"[int(digit)] + PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def spoken(number: int) -> str:
    """三百零二万零五十, as it is taught at school."""
    above, below = divmod(number, 10_000)
    if not number:
        return "零"
    if not above:
        return spoken_below_10000(below)
    return f"{spoken_below_10000(above)}万" + ("零" if 0 < below < 1000 else "") + spoken_below_10000(below)


def half_spoken(number: int) -> str:
    """302万0050."""
    above, below = divmod(number, 10_000)
    return f"{above}万{below:04}" if above and below else f"{above}万" if above else str(number)


def in_english(number: int) -> str:
    ones, tens = {value: word for word, value in table("english.ones").items()}, {value: word for word, value in table("english.tens").items()}
    for word, size in (("million", 10**6), ("thousand", 1000), ("hundred", 100)):
        if number >= size:
            rest = number % size
            joint = " and " if rest and (size == 100 or rest < 100) else " "
            return f"{in_english(number // size)} {word}{joint}{in_english(rest)}" if rest else f"{in_english(number // size)} {word}"
    if number in ones:
        return ones[number]
    return f"{tens[number - number % 10]}-{ones[number % 10]}" if number % 10 else tens[number]


def words_of(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [*part, *chain.from_iterable(map(words_of, part.values()))]
    return list(chain.from_iterable(map(words_of, part))) if isinstance(part, list) else [str(part)]


VOCABULARY = sorted(
    set(chain.from_iterable(words_of(table(name)) for name in ("signs", "numerals", "english", "zero", "phrases", "approximate", "filler", "marks")))
    | set(chain.from_iterable(words_of(table(name)) for name in ("negative", "short_of", "between", "counters", "measures")))
    | {*string.digits, ".", ",", " ", "，", "。", "1,200", "12", "3.5", "👍", "[图片]", "½", "٣", "１２", "\ud83d"}
)


@pytest.mark.parametrize(("typed", "unit", "kind", "meant", "hand"), rows("typed.tsv"))
def test_what_people_type_means_what_they_meant(typed: str, unit: str, kind: str, meant: str, hand: str) -> None:
    assert shown(read_figure(typed, unit=unit or None, whole=kind == "integer")) == meant


@pytest.mark.parametrize(("typed", "unit", "kind", "meant", "hand"), rows("not-yet.tsv"))
def test_what_is_not_understood_yet_is_asked_again(typed: str, unit: str, kind: str, meant: str, hand: str) -> None:
    """A row that has come to be understood moves to typed.tsv."""
    reading = read_figure(typed, unit=unit or None, whole=kind == "integer")
    assert isinstance(reading, Refused)
    assert shown(reading) != meant


@given(figures)
def test_the_written_form_is_read_as_it_stands(number: Decimal) -> None:
    text = written(str(number))
    assert Decimal(text) == number
    assert read_figure(text) == Exact(text, literal=True)


@given(figures, st.sampled_from(UNITS))
def test_the_written_form_with_its_unit_is_read_back(number: Decimal, unit: str) -> None:
    value = written(str(number))
    text = written(str(number), unit=unit)
    assert text == value + unit
    assert read_figure(text, unit=unit) == Exact(value, literal=False)


@pytest.mark.parametrize(
    ("value", "form"), [("1E+3", "1000"), ("-0.00", "0"), ("0010.50", "10.5"), ("1e-6", "0.000001"), ("-3.10", "-3.1"), ("12.", "12"), ("100", "100")]
)
def test_numbers_have_one_written_form(value: str, form: str) -> None:
    assert written(value) == form


@pytest.mark.parametrize("value", ["", "NaN", "Infinity", "1_000", "１２０", "٣", "1e999", "1,200", "120\n", ".5"])
def test_only_decimal_numbers_have_a_written_form(value: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        written(value)


@given(typable)
def test_numbers_spoken_in_chinese_are_read(number: int) -> None:
    value = str(number)
    said = spoken(number)
    for text in {said, said.translate(FORMAL), said.replace("零", "〇"), said.replace("万", "萬").replace("二千", "兩千")}:
        assert read_figure(text, whole=True) == Exact(value, literal=False)
    assert read_figure(f"共{said}人次。", unit="人次", whole=True) == Exact(value, literal=False)


@given(typable)
def test_numbers_half_in_digits_are_read(number: int) -> None:
    assert read_figure(half_spoken(number), whole=True) == Exact(str(number), literal=number < 10_000)


@given(st.integers(0, 999_999))
def test_numbers_spoken_in_english_are_read(number: int) -> None:
    assert read_figure(in_english(number), whole=True) == Exact(str(number), literal=False)


@given(st.integers(0, 10**15 - 1))
def test_thousands_may_be_parted_by_commas(number: int) -> None:
    assert read_figure(f"{number:,}") == Exact(str(number), literal=number < 1000)
    assert read_figure(f"{number:,}人".replace(",", "，"), whole=True) == Exact(str(number), literal=False)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_is_turned_into_the_unit_of_the_item(yuan: Decimal) -> None:
    in_ten_thousands = Exact(written(str(yuan.scaleb(-4))), literal=False)
    for text in (f"{yuan}元", f"¥{yuan:,}", f"{yuan} RMB", f"共{yuan}块钱"):
        assert read_figure(text, unit="万元") == in_ten_thousands


@given(st.text(st.characters(exclude_categories=())), st.sampled_from((None, *UNITS)), st.booleans())
def test_no_text_is_too_strange(text: str, unit: str | None, whole: bool) -> None:
    assert isinstance(read_figure(text, unit=unit, whole=whole), Reading)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=8), st.sampled_from(("", " ")), st.sampled_from((None, *UNITS)), st.booleans())
def test_what_is_taken_can_be_kept(words: list[str], joint: str, unit: str | None, whole: bool) -> None:
    """Whatever is made of the known words: a number read is in its written form, and whole where it must be."""
    match read_figure(joint.join(words), unit=unit, whole=whole):
        case Exact(value) | Approximate(value):
            values: tuple[str, ...] = (value,)
        case Ambiguous(values):
            assert len(set(values)) > 1
        case _:
            values = ()
    for value in values:
        assert read_figure(value, unit=unit, whole=whole) == Exact(value, literal=True)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("1" * 10_000, Trouble.TOO_LONG),
        ("１" * 10_000, Trouble.TOO_LONG),
        ("👍" * 10_000, Trouble.PICTURE),
        ("线下3场，线上5场，" * 1000, Trouble.SEVERAL),
        ("万" * 10_000, Trouble.LETTERS),
        (" " * 10_000, Trouble.LETTERS),
        ("ﷺ" * 80, Trouble.LETTERS),
    ],
)
def test_what_is_longer_than_a_figure_is_refused_for_what_it_looks_like(text: str, trouble: Trouble) -> None:
    assert read_figure(text) == Refused(trouble)


@pytest.mark.parametrize("text", ["1\n200", "1\t200", "三\n五", "12\r\n15"])
def test_lines_and_cells_are_not_one_number(text: str) -> None:
    assert read_figure(text) == Refused(Trouble.SEVERAL)


def test_a_word_after_a_number_counts_one_kind_of_thing() -> None:
    kinds = [listed(f"counters.{name}") for name in table("counters")]
    kinds += [tuple(words) for name, words in table("measures").items() if name != "other"]
    every = [*chain.from_iterable(kinds), *listed("measures.other.words")]
    assert len(every) == len(set(every))


def test_a_phrase_decides_one_thing() -> None:
    every = list(chain.from_iterable(listed(f"phrases.{name}") for name in table("phrases")))
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("typed", "label", "meant"),
    [
        ("共3000人", "活动开展次数", "refused unit"),
        ("12次", "活动开展次数", "exact 12"),
        ("12场", "活动开展次数", "exact 12"),
        ("12", "活动开展次数", "literal 12"),
        ("5人", "参与媒体数量", "refused unit"),
        ("3 people", "参与媒体数量", "refused unit"),
        ("8家媒体", "参与媒体数量", "exact 8"),
        ("25条", "宣传报道数量", "exact 25"),
        ("3位", "活动期间开放的大学数量", "refused unit"),
        ("30人", "科普专职人员数量", "exact 30"),
        ("30人", "大学生人数", "exact 30"),
        ("30人", "数量", "exact 30"),
        ("300元", "活动开展次数", "refused unit"),
    ],
)
def test_people_are_not_counted_where_the_label_names_things(typed: str, label: str, meant: str) -> None:
    assert shown(read_figure(typed, whole=True, label=label)) == meant
