"""Long texts are cut where a reader pauses, and nothing is lost by it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.split import split, utf8, utf16

_WORDS = st.sampled_from(
    [
        "总结",
        "6月3日",
        "，",
        "。",
        "；",
        "！”",
        " ",
        "\n",
        "\n\n",
        "kxs@lanpu.gov.cn",
        "https://www.lanpu.gov.cn/a?b=1,2",
        "1,234,567.89",
        "0931-8765432",
        "１２３４５",
        "report",
        "a. ",
        "👩‍👩‍👧",
        "👍🏽",
        "🇨🇳",
        "e\u0301",
        "𠮷",
    ]
)
_TEXTS = st.lists(_WORDS, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("短", 10, ["短"]),
        ("", 10, []),
        (" \n ", 10, []),
        ("一二三四五。\n\n六七八。九", 10, ["一二三四五。", "六七八。九"]),
        ("一二三四\n五六七八\n九", 10, ["一二三四\n五六七八", "九"]),
        ("一二三四五。六七八。九十", 9, ["一二三四五。", "六七八。九十"]),
        ("他说：“好了。”然后走了很远", 10, ["他说：“好了。”", "然后走了很远"]),
        ("the report is due today", 12, ["the report", "is due today"]),
        ("三点一四是3.14159不是三", 8, ["三点一四是", "3.14159不", "是三"]),
        ("请发邮箱kxs@lanpu.cn谢谢", 14, ["请发邮箱", "kxs@lanpu.cn谢谢"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("𠮷𠮷𠮷", 2, ["𠮷", "𠮷", "𠮷"]),
        ("一👩‍👩‍👧", 9, ["一👩‍👩‍👧"]),
        ("一二👩‍👩‍👧", 9, ["一二", "👩‍👩‍👧"]),
        ("🇨🇳🇨🇳", 6, ["🇨🇳", "🇨🇳"]),
        ("e\u0301e\u0301", 3, ["e\u0301", "e\u0301"]),
    ],
)
def test_a_text_is_cut_at_the_best_pause(text: str, limit: int, pieces: list[str]) -> None:
    assert list(split(text, limit, utf16)) == pieces


@given(_TEXTS, st.integers(40, 120))
def test_pieces_fit_and_together_are_the_text(text: str, limit: int) -> None:
    for measure in (utf16, utf8):
        pieces = split(text, limit, measure)
        assert all(0 < measure(piece) <= limit for piece in pieces)
        assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
        at = 0
        for piece in pieces:
            found = text.find(piece, at)
            assert found >= 0
            assert not text[at:found].strip()
            at = found + len(piece)


@given(_TEXTS, st.integers(40, 120))
def test_no_address_number_or_character_is_cut_in_two(text: str, limit: int) -> None:
    text = text.strip()
    pieces, at = split(text, limit, utf16), 0
    cuts = []
    for piece in pieces[:-1]:
        at = text.find(piece, at) + len(piece)
        cuts.append(at)
    for whole in ("kxs@lanpu.gov.cn", "https://www.lanpu.gov.cn/a?b=1,2", "1,234,567.89", "0931-8765432", "👩‍👩‍👧", "👍🏽", "e\u0301"):
        for match in re.finditer(re.escape(whole), text):
            run = _run(text, *match.span())
            if utf16(text[slice(*run)]) <= limit // 2:
                assert not any(match.start() < cut < match.end() for cut in cuts), (pieces, whole)
    assert not any(piece and unicodedata.category(piece[0]) in ("Mn", "Me", "Cf") for piece in pieces)


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of signs without a space or Chinese character around something: what is longer than a piece must be cut."""
    while start and text[start - 1] < "\u0250" and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end] < "\u0250" and not text[end].isspace():
        end += 1
    return start, end


@given(st.text(max_size=200), st.integers(1, 30))
def test_any_text_is_cut_and_no_longer_than_allowed(text: str, limit: int) -> None:
    pieces = split(text, limit, utf16)
    assert all(utf16(piece) <= limit or len(piece) == 1 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_very_long_text_is_cut_quickly() -> None:
    for text in ("一" * 200_000, "a" * 200_000, "a。" * 100_000, "e" + "\u0301" * 100_000, "🇨🇳" * 50_000):
        assert "".join(split(text, 4096, utf16)) == text
