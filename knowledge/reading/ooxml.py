"""What Word and Excel files have in common: their namespaces and how one part names another."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.errors import Unreadable
from knowledge.reading.container import Container, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


class Relation(Struct, frozen=True):
    """One part's pointer to another: `kind` is the last word of its type ("styles"), `target` the name of the part."""

    id: str
    kind: str
    target: str


def xml_of(container: Container, part: str) -> _Element:
    """A part's root element, with the namespaces of the strict variant replaced by the usual ones."""
    return parse_xml(usual_xml(container.part(part)), container.name)


def usual_xml(content: bytes) -> bytes:
    """XML with the namespaces of the strict variant replaced by the usual ones."""
    if b"purl.oclc.org" in content:
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
    return content


def relations(container: Container, part: str = "") -> tuple[Relation, ...]:
    """The parts that a part, or the package itself, points to; none where nothing says so."""
    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in container:
        return ()
    root = container.xml(path)
    return tuple(
        Relation(child.get("Id", ""), child.get("Type", "").rpartition("/")[2], _target(folder, child.get("Target", "")))
        for child in root.iterchildren("{*}Relationship")
        if child.get("TargetMode") != "External"
    )


def main_part(container: Container, usual: str) -> str:
    """The name of the part with the text; `usual` where the package does not say."""
    named = next((relation.target for relation in relations(container) if relation.kind == "officeDocument"), usual)
    for part in (named, usual):
        if part in container:
            return part
    raise Unreadable(container.name, "damaged")


def is_on(element: _Element | None, value: str = f"{W}val") -> bool:
    """Whether a switch like w:b is there and not turned off."""
    return element is not None and element.get(value, "1") not in {"0", "false", "off", "none"}


def whole(text: str | None, otherwise: int = 0) -> int:
    """A number as XML writes it, or another where it is none."""
    try:
        return int(text) if text is not None and len(text) < 12 else otherwise
    except ValueError:
        return otherwise


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
