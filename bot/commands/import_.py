"""`import`: what a notice and its annexes say, as facts and forms."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from bot.commands.drafted import document
from bot.config import Settings
from bot.errors import Refused
from bot.output import say
from bot.reading.files import handed
from bot.reading.read import read_documents_now
from bot.rendering.words import words


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Print the draft and return the exit status."""
    settings = load()
    if not options.paths:
        raise Refused("error.no_documents")
    if options.publish or not options.dry_run:
        raise Refused("error.import_only_dry_run")
    draft = read_documents_now(handed(map(Path, options.paths)))
    if options.json:
        say(json.dumps(document(draft, words(settings.bot.locale)), ensure_ascii=False))
    else:
        from bot.rendering.render import Renderer  # noqa: PLC0415 - programs that ask for JSON need not wait for it

        say(Renderer().draft(draft, settings.bot.locale))
    return 0
