"""The command line: reading it, running a command, and ending well whatever happens."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from bot.config import Settings, language_of, load_settings
from bot.errors import CommandError, Refused
from bot.log import NAME, log_to
from bot.output import as_text, complain, say, use_utf8
from bot.problems import sentence, sentences, unreadable
from bot.rendering.words import Words, words
from knowledge.errors import NoticeInvalid, Unreadable

INTERRUPTED = 130
"""The exit status that shells give a command ended by Ctrl-C."""


def _ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--now")
    parser.add_argument("--notices", action="append", type=Path, default=[])
    parser.add_argument("--unit")
    parser.add_argument("--batch")
    parser.add_argument("--explain", action="store_true")


def _chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--as", dest="user")
    parser.add_argument("--group")
    parser.add_argument("--now")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--publish", action="store_true")


def _remind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--now")
    parser.add_argument("--until")
    parser.add_argument("--json", action="store_true")


def _organiser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="*")


def _plain(_parser: argparse.ArgumentParser) -> None:
    """It has no options of its own."""


COMMANDS: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "ask": _ask,
    "chat": _chat,
    "run": _chat,
    "serve": _plain,
    "import": _import,
    "remind": _remind,
    "organiser": _organiser,
    "doctor": _plain,
}
"""Each command with what declares its options; it is done by `run(options, load)`
in bot/commands/NAME.py, where `load` gives the checked settings."""

MODULES: Mapping[str, str] = {"import": "import_"}
"""The modules of commands whose names Python keeps for itself."""


def parser_of(command: str | None) -> argparse.ArgumentParser:
    """What reads the words after a command, and the options that all commands have."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--help", "-h", action="store_true")
    if command is not None:
        COMMANDS[command](parser)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    use_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _run([as_text(argument) for argument in arguments])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _run(arguments: list[str]) -> int:
    logging.getLogger().addHandler(logging.NullHandler())
    verbose = False
    try:
        command, rest = _split(arguments)
        options = _options(command, rest)
        verbose = options.verbose
        return _command(command, options)
    except BrokenPipeError:
        raise
    except Exception as error:
        return _ended(error, words(language_of(_config(arguments), os.environ)), verbose=verbose)


def _command(command: str | None, options: argparse.Namespace) -> int:
    if options.help:
        say(words(language_of(options.config, os.environ))(f"help.{command or 'top'}"))
        return 0
    if command is None:
        raise Refused("error.no_command", commands=", ".join(COMMANDS))

    def load() -> Settings:
        settings = load_settings(options.config, os.environ)
        log_to(settings.data_dir)
        return settings

    status: int = import_module(f"bot.commands.{MODULES.get(command, command)}").run(options, load)
    return status


def _ended(error: Exception, t: Words, *, verbose: bool) -> int:
    """Say why the command ended, and its exit status; `verbose` shows where the unexpected happened."""
    if isinstance(error, NoticeInvalid):
        complain("\n".join(sentences(error, t)))
        return 2
    if isinstance(error, Unreadable):
        if verbose and str(error.__cause__ or ""):
            complain(str(error.__cause__))
        complain(unreadable(error, t))
        return 2
    if isinstance(error, CommandError):
        complain(sentence(error, t))
        return error.status
    logging.getLogger(__name__).error("the command failed", exc_info=error)
    if verbose:
        complain("".join(traceback.format_exception(error)))
    complain(t("error.unexpected", log=NAME))
    return 1


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The command, and the rest: options that all commands have may stand before it."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] == "--config" else 1
    if at >= len(arguments):
        return None, arguments
    if arguments[at] not in COMMANDS:
        raise Refused("error.unknown_command", command=arguments[at], commands=", ".join(COMMANDS))
    return arguments[at], arguments[:at] + arguments[at + 1 :]


def _options(command: str | None, arguments: list[str]) -> argparse.Namespace:
    try:
        options, unknown = parser_of(command).parse_known_intermixed_args(arguments)
    except argparse.ArgumentError as error:
        raise Refused("error.option_value", option=error.argument_name or "") from error
    if unknown:
        raise Refused("error.unknown_option", option=unknown[0], command=command or "")
    return options


def _config(arguments: list[str]) -> Path | None:
    """The settings file that is named, looked for before anything is known to be in order."""
    for at, argument in enumerate(arguments):
        if argument == "--config" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if argument.startswith("--config="):
            return Path(argument.removeprefix("--config="))
    return None
