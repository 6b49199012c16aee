"""`run`: what a newcomer starts. It serves where a channel is configured, else it talks in the terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from bot.config import Settings


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Do the one or the other and return its exit status."""
    settings = load()
    chosen = "serve" if settings.telegram.token else "chat"
    status: int = import_module(f"bot.commands.{chosen}").run(options, lambda: settings)
    return status
