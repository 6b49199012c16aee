"""Updates in, however they came: kept first, and only then acknowledged by those who brought them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from telegram.error import TelegramError

from bot.channels.base import Intake
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.api import Api, detail_of
from bot.channels.telegram.callbacks import USED, press_of
from bot.channels.telegram.updates import incoming_of, speaks
from bot.channels.telegram.wire import KINDS, CallbackQuery, Malformed, Update, update_id_or_none, update_of
from bot.rendering.words import words
from handlers.messages import Incoming

_SETTLING = 2.0

log = logging.getLogger(__name__)


class Arrivals:
    """Reads updates, has them kept, and ends the waiting of those who pressed buttons. It counts the updates that were
    `unknown` or `malformed`: both are passed over, and confirmed."""

    def __init__(self, api: Api, me: Me, intake: Intake, locale: str) -> None:
        self.unknown = 0
        self.malformed = 0
        self._api = api
        self._me = me
        self._intake = intake
        self._locale = locale
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, raws: Sequence[object]) -> None:
        """Keep all that these updates bring, in their order; where this raises they are to come again."""
        batch: list[Incoming] = []
        for raw in raws:
            update = self._read(raw)
            if update is None:
                continue
            if update.callback_query is not None:
                await self._keep(batch)
                batch = []
                await self._press(update.callback_query)
                continue
            message = incoming_of(update, cast(Mapping[str, Any], raw), self._me, self._intake.now())
            batch += [message] if message is not None else []
        await self._keep(batch)

    async def settle(self) -> None:
        """Give the answers to pressed buttons a moment to arrive."""
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=_SETTLING)
            for task in late:
                task.cancel()

    def _read(self, raw: object) -> Update | None:
        try:
            update = update_of(raw)
        except Malformed:
            self.malformed += 1
            log.warning("update %s is malformed and passed over", update_id_or_none(raw))
            return None
        if all(getattr(update, kind) is None for kind in KINDS):
            self.unknown += 1
            log.info("update %d is of a kind that was not asked for", update.update_id)
            return None
        return update

    async def _keep(self, batch: Sequence[Incoming]) -> None:
        if batch:
            await self._intake.accept(batch)

    async def _press(self, query: CallbackQuery) -> None:
        """Keep what a pressed button means and then stop the button from waiting."""
        found = await press_of(query, self._me, self._intake)
        toast = found if isinstance(found, str) else await self._kept(found)
        text = words(speaks(query.sender) or self._locale)(toast) if toast else None
        answer = asyncio.create_task(self._answer(query.id, text))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _kept(self, press: Incoming) -> str | None:
        """Keep it; what is to be said where it had come before."""
        return None if await self._intake.accept([press]) else USED

    async def _answer(self, query: str, text: str | None) -> None:
        """Best effort: a button that waits too long stops by itself."""
        try:
            await self._api.answer_callback_query(query, text=text)
        except TelegramError as error:
            log.info("a pressed button could not be answered: %s", detail_of(error))
