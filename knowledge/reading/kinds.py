"""What kind of file some bytes are, by what stands in them; the name only tells plain text from Markdown."""

from __future__ import annotations

import re
from posixpath import splitext

from knowledge.errors import Unreadable
from knowledge.reading.container import MOST_BYTES, Container
from knowledge.reading.document import FileKind
from knowledge.reading.ooxml import relations
from knowledge.reading.web_archive import is_archive

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = ("EncryptedPackage", "WordDocument", "Workbook", "Book", "PowerPoint Document")
PICTURE_STARTS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
OTHER_STARTS: tuple[bytes, ...] = (
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"ID3",
    b"OggS",
    b"fLaC",
    b"SQLite format 3",
    b"%!PS",
)
OTHER_STARTS += (b"\x28\xb5\x2f\xfd", b"\xff\xfb", b"\xff\xf3", b"\xca\xfe\xba\xbe", b"MSCF", b"RIFF", b"ITSF", b"wOFF", b"CAJ", b"HN\0\0", b"KDH ")
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")
MACRO_PART = "vbaproject.bin"
HEAD = 65_536
"""How many bytes are looked at to tell kinds of text."""
HTML_SIGN = re.compile(
    rb"<(?:html|head|body|p|div|table|tr|td|span|h[1-6]|br|meta|article|section|ul|ol|li|script|style|link)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
HTML_HEAD = re.compile(rb"<!doctype\s+html|<(?:html|head|body|meta|title|link|script|style)[\s>]", re.IGNORECASE)
MARKDOWN_SIGN = re.compile(rb"^(?:#{1,6} \S|\|?[ \t]*:?-{3,}:?[ \t]*\|[-|: ]*$)", re.MULTILINE)
MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown"})
HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1a\x1b")
CONTROLS = bytes(code for code in range(32) if code not in TEXT_CONTROLS)
MOST_CONTROLS = 0.02
"""The share of control characters from which bytes are no text: lost characters leave a few behind."""
TAGS_ENOUGH = 3
"""How many tags make a file without a head a piece of a web page."""


def kind_of(content: bytes, name: str) -> FileKind:
    """Tell what a file is; raises Unreadable where it is nothing that can be read, with the reason."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(name, "empty")
    if len(content) > MOST_BYTES:
        raise Unreadable(name, "too_large")
    if content.startswith(ZIP_STARTS):
        return _kind_of_zip(Container(content, name))
    if content.startswith(OLE_START):
        return _kind_of_ole(content, name)
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    if content.lstrip()[:5] == rb"{\rtf":
        return FileKind.RTF
    if b"\0" in content[:512] and (
        content.startswith(PICTURE_STARTS) or content[8:12] == b"WEBP" or content[4:12] in {b"ftypheic", b"ftypavif", b"ftypmif1"}
    ):
        raise Unreadable(name, "scanned")
    if b"\0" in content[:512] and (content.startswith(OTHER_STARTS) or content[4:8] == b"ftyp"):
        raise Unreadable(name, "unknown_kind")
    return _kind_of_text(content, name)


def _kind_of_zip(container: Container) -> FileKind:
    names = set(container.names)
    if any(part.endswith(MACRO_PART) for part in names):
        raise Unreadable(container.name, "macro")
    if "mimetype" in names:
        return _kind_of_open_document(container)
    if "ofd.xml" in names:
        return FileKind.OFD
    if "[content_types].xml" in names:
        return _kind_of_ooxml(container, names)
    raise Unreadable(container.name, "unknown_kind")


def _kind_of_open_document(container: Container) -> FileKind:
    says = container.part("mimetype").strip()
    if not says.startswith(b"application/vnd.oasis.opendocument.text"):
        raise Unreadable(container.name, "unknown_kind")
    if "meta-inf/manifest.xml" in container and b"encryption-data" in container.part("meta-inf/manifest.xml"):
        raise Unreadable(container.name, "encrypted")
    return FileKind.ODT


def _kind_of_ooxml(container: Container, names: set[str]) -> FileKind:
    """By the content type of the main part; where that is odd, by where the parts lie."""
    types = container.part("[Content_Types].xml")
    if b"sheet.binary" in types:
        raise Unreadable(container.name, "old_excel")
    if b"macroEnabled" in types:
        raise Unreadable(container.name, "macro")
    targets = [relation.target for relation in relations(container) if relation.kind == "officeDocument"]
    main = next((target for target in targets if target in container), "")
    folders = {part.partition("/")[0] for part in ([main.lower()] if "/" in main else names)}
    if "ppt" not in folders:
        if b"wordprocessingml" in types and ("word" in folders or b"spreadsheetml.sheet.main" not in types):
            return FileKind.DOCX
        if b"spreadsheetml.sheet" in types or "xl" in folders:
            return FileKind.XLSX
        if "word" in folders:
            return FileKind.DOCX
    raise Unreadable(container.name, "unknown_kind")


def _kind_of_ole(content: bytes, name: str) -> FileKind:
    """By the names of the streams that an old Office file keeps, those of the file itself standing before those put into it."""
    streams = {stream: content.find(_stream_name(stream)) for stream in STREAMS}
    found = [stream for stream, at in sorted(streams.items(), key=lambda item: item[1]) if at >= 0]
    if not found:
        raise Unreadable(name, "damaged" if len(content) < 1536 or b"R\0o\0o\0t\0 \0E\0" not in content else "unknown_kind")
    if found[0] == "EncryptedPackage":
        raise Unreadable(name, "encrypted")
    if found[0] in {"Workbook", "Book"}:
        raise Unreadable(name, "old_excel")
    if found[0] != "WordDocument":
        raise Unreadable(name, "unknown_kind")
    return FileKind.DOC


def _stream_name(stream: str) -> bytes:
    """A stream's name as a directory entry has it: 64 bytes, filled with zeros."""
    return stream.encode("utf-16-le").ljust(64, b"\0")


def _kind_of_text(content: bytes, name: str) -> FileKind:
    head = _narrow(content[:HEAD])
    if len(head) - len(head.translate(None, CONTROLS)) > MOST_CONTROLS * len(head):
        raise Unreadable(name, "unknown_kind")
    if is_archive(content):
        return FileKind.HTML
    ending = splitext(name.lower())[1]
    if HTML_HEAD.match(_begun(head)) or _has_tags(head, 1 if ending in HTML_NAMES else TAGS_ENOUGH):
        return FileKind.HTML
    if head.lstrip()[:5] == b"<?xml":
        raise Unreadable(name, "unknown_kind")
    if ending in MARKDOWN_NAMES or MARKDOWN_SIGN.search(head):
        return FileKind.MARKDOWN
    return FileKind.TEXT


def _begun(head: bytes) -> bytes:
    """What follows the comments and declarations that a page may begin with."""
    rest = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    while rest.startswith((b"<!--", b"<?")):
        end = b"-->" if rest.startswith(b"<!--") else b">"
        rest = rest.partition(end)[2]
        rest = rest.lstrip()
    return rest


def _has_tags(head: bytes, enough: int) -> bool:
    found = HTML_SIGN.finditer(head)
    return sum(1 for _, _ in zip(range(enough), found, strict=False)) >= enough


def _narrow(head: bytes) -> bytes:
    """Two-byte text with its ASCII as single bytes, so that signs can be looked for; other text as it is."""
    if head.startswith(UTF_16_STARTS):
        return head.decode("utf-16", errors="ignore").encode("utf-8", errors="ignore")
    zeros = head.count(0)
    if zeros * 8 > len(head):
        coding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return head.decode(coding, errors="ignore").encode("utf-8", errors="ignore")
    return head
