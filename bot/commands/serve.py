"""`serve`: runs the configured channels until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from bot.app import service, shown
from bot.channels.base import Channel
from bot.clock import moment
from bot.config import Settings
from bot.errors import Failed, Refused
from bot.output import complain
from bot.rendering.words import Words, words

REFUSED = ".refused"
"""How the keys of findings end that no waiting will change."""


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Serve until SIGTERM or SIGINT and return the exit status."""
    settings = load()
    telegram = settings.telegram
    if telegram.token is None:
        raise Refused("error.no_channel")
    if telegram.mode == "webhook" and not (telegram.webhook_url and telegram.webhook_secret):
        raise Refused("error.no_webhook_url")
    asyncio.run(_serve(settings, words(settings.bot.locale)))
    return 0


async def _serve(settings: Settings, t: Words) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with service(settings, lambda: moment(None, settings.zone)) as running:
        settle_memory()
        greeting = asyncio.create_task(_greet(settings, running.channels, t))
        greeting.add_done_callback(lambda done: stop.set() if not done.cancelled() and done.exception() else None)
        await running.run(stop)
        greeting.cancel()
        with suppress(asyncio.CancelledError):
            await greeting
    complain(t("serve.stopped"))


def settle_memory() -> None:
    """Have what was loaded at the start, and stays, left out when memory is cleared up: that would stop everything for a
    tenth of a second now and then."""
    gc.collect()
    gc.freeze()


async def _greet(settings: Settings, served: Sequence[Channel], t: Words) -> None:
    """Say how each channel stands and that the bot is at work. One that will never work ends the service; one that cannot
    be reached is tried for as long as it takes."""
    for channel in served:
        for finding in await channel.check():
            if finding.key.endswith(REFUSED):
                raise Failed(finding.key, **finding.values)
            complain(t(f"doctor.{finding.mark}", check=t(f"doctor.{channel.name}"), found=t(finding.key, **finding.values)))
    complain(t("serve.ready", database=shown(settings)))
