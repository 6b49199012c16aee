"""A zip file is opened within limits, and its XML brings nothing from outside."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.container import MOST_BYTES, MOST_PARTS, Container, parse_xml
from tests.unit.reading.office import packed


def refused(content: bytes, part: str = "") -> str:
    """The code with which a file, or one of its parts, is refused."""
    with pytest.raises(Unreadable) as refusal:
        Container(content, "件.docx").part(part)
    return refusal.value.code


def opened(content: bytes) -> str:
    try:
        Container(content, "件.docx")
    except Unreadable as refusal:
        return refusal.code
    return "opened"


def with_flag(content: bytes) -> bytes:
    """The file as if its entries were encrypted."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        changed[content.index(mark) + at] |= 1
    return bytes(changed)


def test_parts_are_found_whatever_their_case_and_slashes() -> None:
    container = Container(packed({"Word\\Document.xml": "<a/>"}), "件.docx")
    assert "/word/document.XML" in container
    assert container.part("word/document.xml") == b"<a/>"


def test_a_missing_part_is_damage() -> None:
    assert refused(packed({"a": "x"}), "b") == "damaged"


def test_an_encrypted_entry() -> None:
    assert refused(with_flag(packed({"a": "x"})), "a") == "encrypted"


def test_a_bomb() -> None:
    assert refused(packed({"a": b"\0" * 30_000_000}), "a") == "unpacks_too_large"


def test_many_parts_that_are_too_large_together() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("noise", bytes(range(256)) * 4096 * 3)
    content = file.getvalue()
    where = content.index(b"PK\x01\x02") + 24
    assert refused(content[:where] + struct.pack("<I", 250 * 1024 * 1024) + content[where + 4 :], "noise") == "unpacks_too_large"


def test_a_size_that_is_not_true_is_damage() -> None:
    content = packed({"a": b"x" * 900_000})
    where = content.index(b"PK\x01\x02") + 24
    assert refused(content[:where] + struct.pack("<I", 10) + content[where + 4 :], "a") == "damaged"


def test_too_many_parts() -> None:
    assert refused(packed({str(at): "" for at in range(MOST_PARTS + 1)}), "1") == "unpacks_too_large"


def test_a_file_that_is_too_large() -> None:
    assert refused(b"PK\x03\x04" + b"\0" * MOST_BYTES, "a") == "too_large"


def test_a_file_without_its_end_is_truncated_one_with_a_wrong_middle_damaged() -> None:
    content = packed({"a": "x" * 1000, "b": "y"})
    assert refused(content[:-30], "a") == "truncated"
    assert refused(content.replace(b"PK\x01\x02", b"PK\x01\x07"), "a") == "damaged"


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
        '<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
    ],
)
def test_a_document_type_is_refused(xml: str, coding: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_xml(xml.encode(coding), "件.docx")
    assert refusal.value.code == "external_entity"


@pytest.mark.parametrize("xml", [b"", b"<a>", b"<a></b>", b"text", b"<a>\xff</a>"])
def test_xml_that_is_none_is_damage(xml: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_xml(xml, "件.docx")
    assert refusal.value.code == "damaged"


def test_comments_do_not_cut_text() -> None:
    assert parse_xml("<a>通<!-- 注 -->知</a>".encode(), "件.docx").text == "通知"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_opened_or_refused(content: bytes) -> None:
    assert opened(b"PK\x03\x04" + content) in {"opened", "truncated", "damaged", "encrypted", "unpacks_too_large"}
