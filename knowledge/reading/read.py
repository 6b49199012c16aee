"""The door to reading: any file's bytes become a document, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from knowledge.errors import Unreadable
from knowledge.reading.document import Document, FileKind
from knowledge.reading.kinds import kind_of
from knowledge.reading.web_archive import page_of


def read(content: bytes, name: str) -> Document:
    """Read a file by what it is, whatever it is called; raises Unreadable where it cannot be read.

    `name` is how the file is called in what is said about it.
    """
    kind = kind_of(content, name)
    try:
        return _reader(kind)(page_of(content) if kind is FileKind.HTML else content, name)
    except RecursionError as error:
        raise Unreadable(name, "damaged") from error


def _reader(kind: FileKind) -> Callable[[bytes, str], Document]:
    """The reader of one kind of file, loaded when it is first needed: each brings a heavy library."""
    module = import_module(f"knowledge.reading.{kind.value}")
    return cast("Callable[[bytes, str], Document]", getattr(module, f"read_{kind.value}"))
