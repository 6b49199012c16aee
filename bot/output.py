"""The one way out to the terminal: nothing that a user or a notice wrote can steer it."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from knowledge.language.text import clean


def printable(text: str) -> str:
    """Text without control and direction characters; its line breaks stay."""
    return "\n".join(clean(line) for line in text.split("\n"))


def say(text: str) -> None:
    """A line, or several, to standard output, at once."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """A line, or several, to standard error."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    stream.write(printable(text) + "\n")
    stream.flush()


def use_utf8() -> None:
    """Standard streams in UTF-8, whatever the system's locale; what is not text becomes "�"."""
    _open_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _open_closed() -> None:
    """Streams that were closed before the start lead nowhere; left closed, their numbers would go to
    the next files opened."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - open until the end


def as_text(argument: str) -> str:
    """A word of the command line; bytes that were not UTF-8 become "�"."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
