"""Word 97–2003, tried on a file that LibreOffice wrote from an invented notice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.doc import read_doc
from knowledge.reading.document import Align

FIXTURE = Path(__file__).parents[2] / "fixtures" / "reading" / "notice.doc"
CONTENT = FIXTURE.read_bytes()


def test_paragraphs_are_read_in_order() -> None:
    document = read_doc(CONTENT, "a.doc")
    assert [p.text for p in document.paragraphs][:5] == [
        "关于举办青禾市科技周的通知",
        "各县（区）科技局：",
        "一、时间",
        "5月1日至7日。𠮷字与“引号”。",
        "联系人：王\u3000一    电话：0999-1234567",
    ]
    assert document.paragraphs[0].align is Align.CENTER
    assert [(p.text, p.line) for p in document.paragraphs][-1] == ("填表人：", 13)
    assert document.asides == ("页眉文字",)


def test_tables_are_read_with_their_merged_cells() -> None:
    (table,) = read_doc(CONTENT, "a.doc").tables
    assert (table.height, table.width, table.line) == (4, 4, 9)
    assert [c.text for c in table.row(0)] == ["类别", "指标", "数量", "备注"]
    assert next((c.text, c.rows, c.columns) for c in table.row(1)) == ("活动", 2, 1)
    assert [(c.text, c.rows, c.columns) for c in table.row(3)] == [("合计", 1, 2), ("", 1, 1), ("", 1, 1)]


def test_an_encrypted_file_is_said_to_be_encrypted() -> None:
    at = CONTENT.index(b"\xec\xa5") + 0x0A
    with pytest.raises(Unreadable) as caught:
        read_doc(CONTENT[:at] + bytes([CONTENT[at], CONTENT[at + 1] | 1]) + CONTENT[at + 2 :], "a.doc")
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize("content", [CONTENT[:3000], CONTENT[:512], CONTENT[:8], b""])
def test_a_damaged_file_should_be_saved_anew(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_doc(content, "a.doc")
    assert caught.value.code == "old_word"


@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=60))
def test_a_file_with_wrong_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(CONTENT)
    for at, byte in changes:
        content[at] = byte
    code = None
    try:
        assert read_doc(bytes(content), "a.doc").blocks
    except Unreadable as error:
        code = error.code
    assert code in {None, "old_word", "encrypted", "empty", "too_many_cells"}
