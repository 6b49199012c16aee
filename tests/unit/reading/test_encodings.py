"""Which encoding a text is in is told by what it would say."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.encodings import decode

NOTICE = "关于举办2024年青禾市科技活动周的通知\n各县（区）科技局，各有关单位：\n请于5月20日前报送统计表，联系电话：0999-1234567。\n"
TRADITIONAL = "關於舉辦2024年青禾縣科學活動週的通知\n各鄉鎮公所，各有關單位：\n請於5月20日前報送統計表，聯絡電話：0999-1234567。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "gb2312", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_notice_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(NOTICE.encode(encoding)) == NOTICE


def test_traditional_text_in_big5_is_not_taken_for_simplified() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


def test_a_declaration_that_makes_no_sense_is_not_believed() -> None:
    assert decode(NOTICE.encode("gbk"), "utf-8") == NOTICE
    assert decode(NOTICE.encode("utf-8"), "gb2312") == NOTICE
    assert decode(NOTICE.encode("gbk"), "no-such-encoding") == NOTICE
    assert decode(NOTICE.encode("gbk"), "hex") == NOTICE


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_do_not_change_the_encoding(encoding: str) -> None:
    content = (NOTICE * 3).encode(encoding)
    at = content.index("通知".encode(encoding))
    said = decode(content[:at] + b"\xff" + content[at:])
    assert "关于举办2024年" in said
    assert "联系电话：0999-1234567" in said


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_long_beginning_without_chinese_does_not_hide_the_encoding(encoding: str) -> None:
    text = "<script>" + "x" * 1_000_000 + "</script>" + NOTICE
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["姓名", "一、时间", "张三", "plain words"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_few_words_are_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        decode(bytes(range(256)) * 40, name="a.txt")
    assert (caught.value.file, caught.value.code) == ("a.txt", "unknown_kind")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    code = None
    try:
        assert isinstance(decode(content), str)
    except Unreadable as error:
        code = error.code
    assert code in {None, "unknown_kind"}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FA5, exclude_categories=("Cs", "Cc", "Cn")), min_size=1))
def test_what_is_marked_is_read_as_marked(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8")) == text
