"""`organiser code`: a one-time code by which somebody in chat becomes an organiser."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.app import opened_store
from bot.clock import moment
from bot.config import Settings
from bot.errors import Refused
from bot.output import complain, say
from bot.rendering.words import words
from handlers.access import code_or_none, make_code

HOURS = 72
"""How long a code is good for."""

BITS = 130
"""More than anybody can guess."""

BY = "cli"
"""Who gave a code away, where it was the command line."""


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Print a code and return the exit status."""
    settings = load()
    if options.what != ["code"]:
        raise Refused("error.organiser_what")
    code = make_code(secrets.randbits(BITS))
    asyncio.run(_keep(settings, code))
    say(code)
    complain(words(settings.bot.locale)("organiser.how", hours=HOURS))
    return 0


async def _keep(settings: Settings, code: str) -> None:
    """Keep what the code can be recognised by, not the code."""
    kept = code_or_none(code)
    if kept is None:
        raise ValueError("a code that would not be recognised")
    now = moment(None, settings.zone)
    async with opened_store(settings, now) as store, store.work() as memory:
        await memory.people.add_code(kept, BY, now + timedelta(hours=HOURS))
