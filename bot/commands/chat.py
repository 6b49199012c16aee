"""`chat`: the terminal channel, for a person, a pipe or a program."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

from bot.app import opened
from bot.channels import terminal
from bot.channels.console import Console, talk, talk_json
from bot.clock import moment
from bot.config import Settings
from bot.errors import Failed, Refused
from bot.output import complain, say
from bot.problems import sentence

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


@contextmanager
def _console(options: argparse.Namespace, settings: Settings, failed: Callable[[str], None]) -> Iterator[Console]:
    """The channel with the database behind it, kept open between messages."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        desk = runner.run(stack.enter_async_context(opened(settings, moment(options.now, settings.zone))))
        try:
            yield Console(
                desk.assistant,
                hear=lambda said: runner.run(desk.hear(said)),
                moment=lambda given: moment(given or options.now, settings.zone),
                user=options.user or _login(),
                group=options.group or None,
                failed=failed,
            )
        finally:
            runner.run(stack.aclose())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return NAMELESS
