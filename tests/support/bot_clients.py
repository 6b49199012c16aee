"""Clients of a Bot API server that know nothing of its being a fake, and calls by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from tests.support.botapi import BotApi

SOON = 5


def client(server: BotApi) -> telegram.Bot:
    """Without the certificates of the web, which take a tenth of a second to load."""
    one, other = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return telegram.Bot(server.token, server.url + "/bot", server.url + "/file/bot", request=one, get_updates_request=other)


@asynccontextmanager
async def aiogram_client(server: BotApi) -> AsyncIterator[Any]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    made = Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    try:
        yield made
    finally:
        await made.session.close()


def one_button(**what: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("好", **what)]])


async def call(server: BotApi, method: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """A call by hand."""
    async with aiohttp.ClientSession() as session, session.post(f"{server.url}/bot{server.token}/{method}", **more) as response:
        return response.status, await response.json()


async def attempt(act: Callable[[], Awaitable[Any]]) -> str:
    """What a client makes of a fault."""
    try:
        await act()
    except telegram.error.TelegramError as error:
        return type(error).__name__
    return "fine"
