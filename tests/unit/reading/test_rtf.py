"""Rich Text Format as different programs write it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Align, Document
from knowledge.reading.rtf import read_rtf

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset134 SimSun;}{\f2\fnil\fcharset136 MingLiU;}}"


def read(body: str) -> Document:
    return read_rtf(f"{HEAD}{body}}}".encode("ascii"), "a.rtf")


def written(text: str, encoding: str = "gbk") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def unicode(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big', signed=True)}?" for at in range(0, len(units), 2))


def test_characters_come_by_code_page_and_by_number() -> None:
    body = rf"\pard\f1 {written('通知')}\par {unicode('报送𠮷')}\par {{\f2 {written('電話', 'big5')}}}\par\uc2\u26631 {written('标')}a\par"
    assert [p.text for p in read(body).paragraphs] == ["通知", "报送𠮷", "電話", "标a"]


def test_paragraphs_keep_their_look_and_number() -> None:
    body = rf"\pard\qc\outlinelevel0{{\b {unicode('通知')}}}\par\pard\qr {{\listtext 1.\tab}}{unicode('要求')}\line{unicode('乙')}\par"
    title, first, second = read(body).paragraphs
    assert (title.text, title.align, title.bold, title.level) == ("通知", Align.CENTER, True, 1)
    assert (first.number, first.text, first.align, first.bold, second.text) == ("1.", "要求", Align.RIGHT, False, "乙")


def test_what_is_not_printed_is_left_out() -> None:
    field = rf"{{\*\bkmkstart a}}{{\field{{\*\fldinst HYPERLINK x}}{{\fldrslt {unicode('结果')}}}}}"
    body = rf"{{\v {unicode('隐')}}}{{\deleted {unicode('删')}}}{{\pict 00}}\par"
    document = read(rf"{{\header {unicode('页眉')}\par}}{{\info{{\title x}}}}{field}{body}")
    assert ([p.text for p in document.paragraphs], document.asides) == (["结果"], ("页眉",))


def test_tables_have_their_merged_cells() -> None:
    first = r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\pard\intbl "
    second = r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl "
    wide = r"\trowd\cellx2000\cellx3000\pard\intbl "
    body = (
        rf"{unicode('表')}\par{first}{unicode('经费')}\par {unicode('（万元）')}\cell {unicode('市级')}\cell\cell\row"
        rf"{second}\cell {unicode('县级')}\cell\cell\row{wide}{unicode('合计')}\cell\cell\row\pard {unicode('填表人：')}\par"
    )
    document = read(body)
    (table,) = document.tables
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in table.cells] == [
        ("经费\n（万元）", 0, 0, 2, 1),
        ("市级", 0, 1, 1, 1),
        ("", 0, 2, 1, 1),
        ("县级", 1, 1, 1, 1),
        ("", 1, 2, 1, 1),
        ("合计", 2, 0, 1, 2),
        ("", 2, 2, 1, 1),
    ]
    assert [(p.text, p.line) for p in document.paragraphs] == [("表", 1), ("填表人：", 5)]


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read(r"\pard\par")
    assert caught.value.code == "empty"


WORDS = [
    "{",
    "}",
    "\\",
    "\\par ",
    "\\cell ",
    "\\row ",
    "\\trowd",
    "\\cellx1 ",
    "\\intbl",
    "\\pard ",
    "\\u-1 ",
    "\\'b0",
    "\\*",
    "\\bin9 ",
    "\\header ",
    "\\listtext ",
    "a",
    "\\f1 ",
]


WHOLE = f"{HEAD}\\pard {written('关于报送统计表的通知')}\\par{{\\b {unicode('要求')}}}\\par}}".encode("ascii")


@given(st.integers(min_value=6, max_value=len(WHOLE) - 1))
def test_a_file_that_ends_early_is_no_whole_one(length: int) -> None:
    with pytest.raises(Unreadable) as error:
        read_rtf(WHOLE[:length], "a.rtf")
    assert error.value.code == "truncated"


@pytest.mark.parametrize("after", [b"", b"\r\n", b"\0\0\0", b"}", b" \\"])
def test_what_follows_the_end_does_no_harm(after: bytes) -> None:
    assert [paragraph.text for paragraph in read_rtf(WHOLE + after, "a.rtf").paragraphs][:2] == ["关于报送统计表的通知", "要求"]


def test_binary_data_that_goes_beyond_the_end_is_cut_off() -> None:
    with pytest.raises(Unreadable) as error:
        read(r"\pard a\par{\pict\bin99999 abc}")
    assert error.value.code == "truncated"


@given(st.lists(st.sampled_from([*WORDS, "\\uc9 ", "\\fcharset134 ", "\\ansicpg65001 ", "\\clvmrg", "\\clmrg", "\\trleft-99999 "]), max_size=80))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    code = None
    try:
        assert read("".join(words)).blocks
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "truncated"}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    code = None
    try:
        assert read_rtf(b"{\\rtf1 " + content, "a.rtf").blocks
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "truncated"}


@pytest.mark.parametrize("piece", ["{", "}", "a\\par ", "a\\cell\\row ", "\\trowd\\cellx1 a\\cell\\row ", "\\u22235 "])
def test_large_files_take_little_time(piece: str) -> None:
    started = time.process_time()
    code = None
    try:
        read(piece * 10_000)
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "too_many_cells", "truncated"}
    assert time.process_time() - started < 6
