"""A Bot API server and a client of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.support.bot_clients import client
from tests.support.botapi import BotApi


@pytest.fixture(autouse=True)
def spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this python-telegram-bot warns wherever it raises RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[telegram.Bot]:
    async with client(server) as made:
        yield made
