"""`chat`: the terminal channel, for a person, a pipe or a program."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app import Desk, opened
from bot.channels import terminal
from bot.channels.console import CHANNEL, Console, talk, talk_json
from bot.clock import moment
from bot.config import Settings
from bot.errors import Failed, Refused
from bot.output import complain, say
from bot.problems import sentence
from handlers.messages import Incoming
from handlers.ports import Outgoing

FILES = "files"
"""The folder, beside the database, of files that were shown to somebody at a terminal."""

NAMELESS = "user"
"""Who is writing where the system has no name for them (a container)."""


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Talk until the input ends and return the exit status."""
    settings = load()
    moment(options.now, settings.zone)
    failures: list[str] = []
    with _console(options, settings, failures.append) as console:
        if options.json:
            status = _run_json(console)
        elif sys.stdin.isatty():
            status = 0
            terminal.converse(console, settings.data_dir)
        else:
            status = 0
            for text in talk(console, sys.stdin):
                say(text)
    return Failed.status if failures else status


def _run_json(console: Console) -> int:
    refused: list[Refused] = []

    def refuse(error: Refused) -> None:
        refused.append(error)
        complain(sentence(error, console.assistant.words))

    for line in talk_json(console, sys.stdin, refuse):
        say(line)
    return Refused.status if refused else 0


@dataclass(frozen=True, slots=True)
class _Memory:
    """The database behind the console, worked with from code that does not wait."""

    runner: asyncio.Runner
    desk: Desk
    now: Callable[[], datetime]
    folder: Path

    def hear(self, said: Incoming) -> None:
        """Deal with a message and all that it causes."""
        self.runner.run(self.desk.hear(said))

    def settle(self) -> None:
        """Deal with what time has brought."""
        self.runner.run(self.desk.settle(self.now()))

    def unsaid(self, person: str | None) -> tuple[Outgoing, ...]:
        """What is to be shown (to a person) and is not known to have been."""
        return self.runner.run(self.desk.unsaid(CHANNEL, person))

    def was_said(self, ids: Sequence[str]) -> None:
        """It was shown."""
        self.runner.run(self.desk.was_said(ids, self.now()))

    def file(self, name: str, kept: str) -> str:
        """The path of a file that is kept, written into the folder of files where it is not there yet."""
        path = self.folder / kept[:12] / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = path.with_name(f".{name}.{os.getpid()}")
            written.write_bytes(self.runner.run(self.desk.file(kept)))
            written.replace(path)
        return str(path.absolute())


@contextmanager
def _console(options: argparse.Namespace, settings: Settings, failed: Callable[[str], None]) -> Iterator[Console]:
    """The channel with the database behind it, kept open between messages; what an earlier run left is dealt with first."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        def now() -> datetime:
            return moment(options.now, settings.zone)

        desk = runner.run(stack.enter_async_context(opened(settings, now(), CHANNEL)))
        try:
            runner.run(desk.settle(now()))
            yield Console(
                desk.assistant,
                memory=_Memory(runner, desk, now, settings.data_dir / FILES),
                moment=lambda given: moment(given or options.now, settings.zone),
                user=options.user or _login(),
                group=options.group or None,
                everybody=options.json,
                failed=failed,
            )
        finally:
            runner.run(stack.aclose())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return NAMELESS
