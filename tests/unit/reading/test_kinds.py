"""What a file is shows in its content, never in its name."""

from __future__ import annotations

import base64
from io import BytesIO
from time import process_time

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from knowledge.errors import Unreadable
from knowledge.reading.document import Document, FileKind
from knowledge.reading.kinds import kind_of
from knowledge.reading.read import read
from knowledge.reading.web_archive import page_of
from tests.unit.reading.office import TYPES, docx, p, packed, rels

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1536, b"\0") + "Root Entry".encode("utf-16-le").ljust(128, b"\0")
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}


def ole(*streams: str) -> bytes:
    return OLE + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)


def read_or_refused(content: bytes) -> Document | Unreadable:
    try:
        return read(content, "通知.docx")
    except Unreadable as refusal:
        return refusal


def workbook() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def word() -> bytes:
    stream = BytesIO()
    python_docx.Document().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["通知.docx", "通知.pdf", "通知", "通知.txt.exe"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(p("通知")), FileKind.DOCX),
        (word(), FileKind.DOCX),
        (workbook(), FileKind.XLSX),
        (packed(ODT), FileKind.ODT),
        (packed({"OFD.xml": "<a/>"}), FileKind.OFD),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", FileKind.PDF),
        (b"{\\rtf1 \\ansi}", FileKind.RTF),
        (ole("WordDocument", "1Table"), FileKind.DOC),
        (ole("WordDocument", "Workbook"), FileKind.DOC),
        (b"<!DOCTYPE html><html></html>", FileKind.HTML),
        ('\ufeff<html xmlns:o="urn:schemas-microsoft-com:office:office">'.encode("utf-16"), FileKind.HTML),
        (b"<!-- saved -->\n<html><body>", FileKind.HTML),
        ("<div><p>通知</p><p>各单位：</p></div>".encode("gb18030"), FileKind.HTML),
        ("通知\n各单位：".encode(), FileKind.TEXT),
        ("通知\n各单位：".encode("gb18030"), FileKind.TEXT),
        ("通知\n各单位：".encode("utf-16"), FileKind.TEXT),
        ("各单位：a<b，b>c".encode(), FileKind.TEXT),
        (b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related", FileKind.HTML),
        (b"BMW and MZ are no pictures and no programs", FileKind.TEXT),
        ("# 通知\n\n各单位：".encode(), FileKind.MARKDOWN),
        ("甲|乙\n---|---\n1|2\n".encode(), FileKind.MARKDOWN),
    ],
)
def test_the_kind_is_told_by_the_content(content: bytes, kind: FileKind, name: str) -> None:
    assert kind_of(content, name) is kind


def test_a_name_tells_markdown_from_text_and_a_piece_of_a_page_from_text() -> None:
    assert kind_of("通知".encode(), "通知.MD") is FileKind.MARKDOWN
    assert kind_of("<p>通知".encode(), "通知.html") is FileKind.HTML
    assert kind_of("<p>通知".encode(), "通知.txt") is FileKind.TEXT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\0", "empty"),
        (b"a" * (20 * 1024 * 1024 + 1), "too_large"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "scanned"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "scanned"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "scanned"),
        (b"MZ\x90\0\3\0\0\0", "unknown_kind"),
        (b"ID3\3\0\0\0\0", "unknown_kind"),
        (b"\0\0\0\x20ftypisom", "unknown_kind"),
        (bytes(range(256)) * 4, "unknown_kind"),
        (b'<?xml version="1.0"?><feed/>', "unknown_kind"),
        (packed({"a.txt": "x"}), "unknown_kind"),
        (
            packed(
                {"[Content_Types].xml": TYPES.replace("wordprocessingml.document", "presentationml.presentation"), "ppt/presentation.xml": "<a/>"}
            ),
            "unknown_kind",
        ),
        (packed({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "unknown_kind"),
        (packed({**ODT, "META-INF/manifest.xml": "<m:encryption-data/>"}), "encrypted"),
        (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (ole("Workbook"), "old_excel"),
        (ole("PowerPoint Document"), "unknown_kind"),
        (OLE[:600], "damaged"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>", "word/vbaProject.bin": "x"}), "macro"),
        (packed({"[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main"), "word/document.xml": "<a/>"}), "macro"),
        (docx(p("通知"))[:300], "truncated"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind_of(content, "通知.docx")
    assert (refusal.value.code, refusal.value.file) == (code, "通知.docx")


def test_of_a_saved_page_the_page_is_read() -> None:
    page = base64.encodebytes("<html><body><p>通知</p></body></html>".encode())
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\n'
    content = head + b"Content-Transfer-Encoding: base64\n\n" + page + b"\n--x--\n"
    assert page_of(content) == "<html><body><p>通知</p></body></html>".encode()
    assert page_of("<p>通知</p>".encode()) == "<p>通知</p>".encode()


def test_a_main_part_under_an_odd_name_counts() -> None:
    content = packed({"[Content_Types].xml": TYPES, "_rels/.rels": rels(officeDocument="odd/text.xml"), "odd/text.xml": "<a/>"})
    assert kind_of(content, "通知") is FileKind.DOCX


def test_a_file_under_a_wrong_name_is_read() -> None:
    document = read(docx(p("通知")), "通知.pdf")
    assert (document.kind, document.name, document.paragraphs[0].text) == (FileKind.DOCX, "通知.pdf", "通知")


def test_a_file_nested_deeper_than_any_program_writes_is_refused() -> None:
    deep = "<w:ins>" * 230 + p("通知") + "</w:ins>" * 230
    with pytest.raises(Unreadable) as refusal:
        read(docx("<w:sdt>" * 400 + deep + "</w:sdt>" * 400), "通知.docx")
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("| 项目 | 数 |\n| --- | --- |\n", FileKind.MARKDOWN),
        ("项目 | 数\n:--- | ---:\n", FileKind.MARKDOWN),
        ("|\t项目\t|\n|\t---\t|\n", FileKind.MARKDOWN),
        ("通知\n|\n\n---\n|\n", FileKind.TEXT),
    ],
)
def test_the_rule_of_a_markdown_table_stands_in_one_line(lines: str, kind: FileKind) -> None:
    assert kind_of(lines.encode(), "通知.txt") is kind


def test_blank_lines_cost_no_more_than_their_number() -> None:
    """With white space that ran over lines, each blank line was looked at from every one before it: a minute here."""
    began = process_time()
    assert kind_of(b"x" + b"\n" * 60_000 + b"y", "通知.txt") is FileKind.TEXT
    assert process_time() - began < 5


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"{\\rtf1", OLE[:600], b"<html>", b"\xff\xfe", b"\x89PNG\r\n"])


@settings(deadline=None)
@given(STARTS, st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(start: bytes, content: bytes) -> None:
    assert isinstance(read_or_refused(start + content), Document | Unreadable)
