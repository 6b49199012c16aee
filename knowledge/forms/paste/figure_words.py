"""What a figure looks like in a text; what it is worth is read elsewhere."""

from __future__ import annotations

import re
from functools import cache

from knowledge.figures.words import listed as figure_list
from knowledge.forms.paste.vocabulary import any_of, listed

MOST_CHARACTERS = 60
"""A figure is not longer."""

NUMERALS = "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_ONES = "[零〇一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]"
_H = f"[{NUMERALS}]"
# Every repetition is bounded, so that no text takes long.
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,20})(?:\.\d{1,20})?|\.\d{1,20}"
_NUMBER = rf"(?:{_DIGITS})(?:\s?[多余几来]?[十百千万亿]{{1,2}}\d{{0,4}}){{0,3}}(?:\s?(?:[wkm]|thousand|million|hundred)(?![a-z]))?"
_RANGE = rf"(?:{_NUMBER})(?:\s?(?:[-~]|至|到)\s?(?:{_NUMBER}))?"
_SIGN = r"(?:(?:(?<=[:=\s(])|^)[-+](?=[\d.])|负)?[¥$]?\s?"


@cache
def figure() -> re.Pattern[str]:
    """A figure with the words that belong to it.

    Its groups: `words` instead of a number; `about` before it; a number in `digits`, in `chinese` or in `english`;
    its `counter`.
    """
    words = any_of([*listed("figure.words"), *listed("figure.english")])
    about = any_of([*listed("figure.about"), *listed("figure.about_english"), *"~≈±"])
    counter = any_of([*listed("figure.counters"), *listed("figure.counters_english")])
    after = any_of([*listed("figure.after"), "+"])
    unsure = rf"\(\s?(?:{any_of(unsure_words())})\s?\)"
    vague, number = any_of(listed("figure.before_ten")), "|".join(listed("figure.numbers_english"))
    chinese = rf"(?:(?:{vague})[十百千万亿]{{1,3}}|百十|{_ONES}{_H}{{0,20}}(?:[多余来几]{_H}{{0,4}})?)(?:点{_H}{{1,8}})?"
    english = rf"(?<![a-z])(?:a\s)?(?:{number})(?:[ -](?:and\s)?(?:{number})){{0,8}}(?![a-z])"
    return re.compile(
        rf"(?=[{_beginnings()}])(?:(?P<words>{words}|没(?![\u4e00-\u9fff])|(?<![a-z])no(?=\s[a-z]))"
        rf"|(?<![第\d.])(?P<about>(?:{unsure}\s?)?(?:(?:{about})\s?(?:有|是|为)?\s?){{0,2}}){_SIGN}"
        rf"(?:(?P<digits>{_RANGE})|(?P<chinese>{chinese})|(?P<english>{english}))"
        rf"(?:\s?(?:{after}))?(?P<counter>\s?(?:{counter}))?(?:\s?(?:{after}))?(?:\s?{unsure})?)"
    )


@cache
def unsure_words() -> frozenset[str]:
    """Words that, in brackets beside a figure, say that it is not exact or not known."""
    names = ("approximate.before", "approximate.after", "phrases.unknown", "phrases.vague")
    return frozenset(word for word in figure_list(*names) if word[0].isalnum())


def _beginnings() -> str:
    """The characters that a figure can begin with, by which most places of a text are passed over quickly."""
    lists = ("about", "about_english", "words", "english", "before_ten", "numbers_english")
    first = {word[0] for name in lists for word in listed(f"figure.{name}")}
    return "".join(map(re.escape, sorted(first | set(NUMERALS + "没负(0123456789.-+¥$~≈±an"))))


DATE = re.compile(
    r"(?<![a-z\d.])\d[\d.,]{0,20}\s?(?:e\s?[-+]?|[x*×^])\s?\d[\d.]{0,20}(?:[十百千万亿]{1,2})?|[一二两三四五六2-6]级"
    r"|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:份|\d{1,2}[日号]?)?|\d{1,2}[日号]|(?<!\d)\d{1,2}:\d{2}(?!\d)"
    r"|(?<![\d.])\d{1,3}/\d{1,3}(?![\d.])|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
"""Dates, times of day, fractions, exponents and products (1e4), levels (两级): numbers that are no figures."""

_YEAR = re.compile(r"(?:20\d\d|[一二两]?[零〇二][一二三四五六七八九零〇]{2})年")


def is_figure(plain: str) -> bool:
    """Whether a text is one figure, or words instead of one, and nothing else."""
    text = plain.strip(" .。!;,，；！吧")
    if text in ("-", "--", "/"):
        return True
    return 0 < len(text) <= MOST_CHARACTERS and figure().fullmatch(text) is not None and DATE.fullmatch(text) is None


def without_years(plain: str) -> str:
    """A text without the years that it names (2026年)."""
    return _YEAR.sub(" ", plain)
