"""Long polling: updates are kept, and the next request confirms them."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.base import Intake
from bot.channels.telegram.api import Api, Flooded, detail_of, is_garbled
from bot.channels.telegram.arrivals import Arrivals
from bot.channels.telegram.wire import KINDS, update_id_or_none

KEPT = timedelta(hours=24)
"""What is not fetched for so long the platform throws away."""

NOTED = timedelta(minutes=10)
"""How often it is noted that we are in touch."""

_MOST_DOUBLINGS = 16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds to wait after failures: `first`, then twice as long each time up to `longest`; after `conflict` with another
    poller, and where the token is `refused`. So long after the platform was told our address it is told once more: `hook`."""

    first: float = 1.0
    longest: float = 30.0
    conflict: float = 30.0
    refused: float = 60.0
    hook: float = 3600.0

    def after(self, failures: int) -> float:
        """The pause after so many failures in a row: never nothing, and not the same for all who lost the network."""
        return min(self.first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), self.longest) * random.uniform(0.5, 1.0)


class Trouble:
    """What goes on failing: said in the log when it begins and when it is over, not each time."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._failures = 0
        self._said: str | None = None

    @property
    def lasts(self) -> bool:
        """Whether it goes on."""
        return self._said is not None

    def over(self) -> None:
        """It works."""
        if self._said is not None:
            log.warning("Telegram: all is well again")
        self._failures, self._said = 0, None

    async def wait(self, error: TelegramError) -> None:
        """Say what is wrong, once, and wait as long as is fitting."""
        self._failures += 1
        kind, pause = self._kind(error)
        if kind != self._said:
            log.warning(_SAID[kind], detail_of(error))
        self._said = kind
        await asyncio.sleep(pause)

    async def wait_for_storage(self) -> None:
        """Wait until messages can be kept again, maybe."""
        self._failures += 1
        await asyncio.sleep(self._pauses.after(self._failures))

    def _kind(self, error: TelegramError) -> tuple[str, float]:
        match error:
            case Flooded():
                return "flooded", error.after
            case _ if is_garbled(error):
                return "network", self._pauses.after(self._failures)
            case Conflict():
                return "conflict", self._pauses.conflict
            case InvalidToken() | Forbidden():
                return "refused", self._pauses.refused
            case BadRequest():
                return "asked wrongly", self._pauses.longest
            case _:
                return "network", self._pauses.after(self._failures)


_SAID = {
    "flooded": "Telegram wants fewer requests; going on after a while (%s)",
    "network": "Telegram cannot be reached; going on trying (%s)",
    "conflict": "another process takes this bot's messages, or a webhook is set: standing by until it stops. Let only one run (%s)",
    "refused": "Telegram refuses the token: nothing is taken in or sent until it is valid again. Ask @BotFather for it (%s)",
    "asked wrongly": "Telegram does not understand our request for messages; going on trying (%s)",
}


class Polling:
    """Fetches updates for as long as it is not cancelled."""

    def __init__(self, api: Api, account: str, arrivals: Arrivals, intake: Intake, pauses: Pauses) -> None:
        self._api = api
        self._account = account
        self._arrivals = arrivals
        self._intake = intake
        self._trouble = Trouble(pauses)
        self._offset: int | None = None
        self._last: datetime | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether the last request came through."""
        return not self._trouble.lasts

    async def run(self) -> None:
        """Fetch and keep, again and again; nothing is confirmed that was not kept."""
        while True:
            try:
                raws = await self._api.updates(self._offset, KINDS)
            except TelegramError as error:
                await self._trouble.wait(error)
                continue
            try:
                await self._noticed()
                await self._arrivals.take(raws)
            except Exception:
                log.exception("updates could not be kept and are fetched again")
                await self._trouble.wait_for_storage()
                continue
            self._trouble.over()
            await self._confirm(raws)

    async def _confirm(self, raws: list[object]) -> None:
        numbers = [number for raw in raws if (number := update_id_or_none(raw)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        elif raws:
            log.warning("updates without numbers cannot be confirmed")
            await self._trouble.wait_for_storage()

    async def _noticed(self) -> None:
        """Note that we are in touch, now and then: after a long time without, messages may be missing."""
        now = self._intake.now()
        if self._last is None or abs(now - self._last) >= NOTED:
            await self._intake.reached(self._account, KEPT)
            self._last = now
