"""The terminal channel for a person: prompt, colour, history, numbered choices."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread

from bot.channels.console import Console, Message, choice_lines, content_of
from bot.channels.wrap import wrap
from bot.output import printable
from bot.rendering.words import LANGUAGES, words
from handlers.said import leaves

HISTORY = "history"
HISTORY_KEPT = 1000
LOOK = 1.0
"""Seconds between looks at what has fallen due."""

NARROWEST = 20
"""Columns below which wrapping would leave nothing to read."""

log = logging.getLogger(__name__)

BOLD, DIM, CYAN, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"


class Screen:
    """Writes to the person's terminal; the only place that sends escape sequences, all its own."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def show(self, text: str, style: str = "") -> None:
        """Lines wrapped to the window, in a style where the terminal has colours."""
        columns = max(NARROWEST, shutil.get_terminal_size().columns - 1)
        for line in wrap(printable(text), columns):
            styled = f"{style}{line}{PLAIN}" if style and self._colour and line else line
            sys.stdout.write(styled + "\n")
        sys.stdout.flush()

    def clear_line(self) -> None:
        """Leave the line with the prompt: an empty one is left behind where lines cannot be cleared."""
        sys.stdout.write("\r\x1b[K" if self._colour else "\n")

    def prompt_again(self, text: str, typed: str) -> None:
        """The prompt and what was typed after it, as they were."""
        styled = f"{CYAN}{text}{PLAIN}" if self._colour else text
        sys.stdout.write(styled + typed)
        sys.stdout.flush()

    def prompt(self, text: str) -> str:
        """A prompt for `input`, its colour marked as taking no columns."""
        return f"\x01{CYAN}\x02{text}\x01{PLAIN}\x02" if self._colour else text


def has_colour() -> bool:
    """Whether the terminal shows colours and nobody asked for none (no-color.org)."""
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb" and not os.environ.get("NO_COLOR")


def converse(console: Console, folder: Path) -> None:
    """Talk with the person at the terminal until they leave; `folder` keeps the lines they typed."""
    screen, t = Screen(colour=has_colour()), console.assistant.words
    screen.show(t("chat.welcome_1", count=len(console.assistant.notices)), BOLD)
    screen.show(t("chat.welcome_2"), DIM)
    with _history(folder / HISTORY):
        for message in console.left_unsaid():
            _show(screen, message)
        with _reminded(console, screen, t("chat.prompt")) as busy:
            while True:
                try:
                    line = input(screen.prompt(t("chat.prompt")))
                except (EOFError, KeyboardInterrupt):
                    screen.show("")
                    break
                if leaves(line):
                    break
                if line.strip():
                    with busy:
                        for message in console.answer(content_of(line)):
                            _show(screen, message)
                        screen.show("")
    screen.show(t("chat.goodbye"))


@contextmanager
def _reminded(console: Console, screen: Screen, prompt: str) -> Iterator[Lock]:
    """Show above the prompt what falls due while the person is not saying anything. The lock is held by whoever works with
    the console, and must not be waited for by anybody who holds it."""
    busy, left = Lock(), Event()

    def look() -> None:
        while not left.wait(LOOK):
            with busy:
                try:
                    messages = list(console.fallen_due())
                except Exception:
                    log.exception("what fell due could not be looked at")
                    continue
                if messages and not left.is_set():
                    _show_above(screen, messages, prompt)

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield busy
    finally:
        left.set()
        looking.join()


def _show_above(screen: Screen, messages: Sequence[Message], prompt: str) -> None:
    """Messages in the place of the prompt, and below them the prompt again, with what was typed so far."""
    screen.clear_line()
    for message in messages:
        _show(screen, message)
    screen.show("")
    typed = ""
    with suppress(ImportError):
        import readline  # noqa: PLC0415 - not on every system

        typed = readline.get_line_buffer()
    screen.prompt_again(prompt, typed)


def _show(screen: Screen, message: Message) -> None:
    sources = _source_marks()
    for line in message.text.split("\n"):
        screen.show(line, DIM if line.startswith(sources) else "")
    if message.buttons and message.numbered:
        screen.show(words(message.language)("chat.choices"), DIM)
    for line in choice_lines(message):
        screen.show(line, CYAN)


def _source_marks() -> tuple[str, ...]:
    """What the line that names notice and clause begins with, in each language."""
    return tuple(words(language)("label.source", label="", clauses="") for language in LANGUAGES)


@contextmanager
def _history(file: Path) -> Iterator[None]:
    """Lines typed before can be called up again, where the system has readline."""
    try:
        import readline  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(HISTORY_KEPT)
    try:
        yield
    finally:
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            readline.write_history_file(file)
