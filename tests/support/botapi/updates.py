"""What the bot is to be told: kept for a day, in order, until it is confirmed."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.botapi.errors import ApiError

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

KEPT = 86_400
ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that come only where they are named."""
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
LONGEST_POLL = 50.0


@dataclass(frozen=True)
class Waiting:
    """An update that is not confirmed."""

    id: int
    at: float
    body: dict[str, Any]


class Updates:
    """The queue of a bot."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.queue: list[Waiting] = []
        self.confirmed: list[int] = []
        self.past: list[Waiting] = []
        self.allowed: list[str] = []
        self.next_id = 300_000_001
        self.conflicts = 0
        self._poll: Future[Any] | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for a kind of update."""
        return kind in self.allowed if self.allowed else kind not in ASKED_FOR

    def add(self, kind: str, body: dict[str, Any]) -> int | None:
        """Keep an update; None where the bot does not want its kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        self.next_id += 1
        self.queue.append(Waiting(update_id, self.server.time(), {"update_id": update_id, kind: body}))
        return update_id

    def expire(self) -> None:
        """Forget what is older than a day."""
        oldest = self.server.time() - KEPT
        self.queue = [each for each in self.queue if each.at >= oldest]

    def confirm(self, before: int) -> None:
        """Forget what is below an id."""
        done = [each for each in self.queue if each.id < before]
        self.queue = [each for each in self.queue if each.id >= before]
        self.past += done
        self.confirmed += [each.id for each in done]

    def again(self, count: int) -> None:
        """Put the last confirmed ones back, as where a confirmation was lost."""
        back, self.past = self.past[-count:], self.past[:-count]
        self.queue = sorted(back + self.queue, key=lambda each: each.id)

    def drop(self) -> None:
        """Forget everything that waits."""
        self.queue.clear()

    async def poll(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates; raises ApiError 409."""
        with self.server.lock:
            if self.server.webhook.url:
                raise ApiError(409, ACTIVE)
            self.end_poll(TERMINATED)
            if "allowed_updates" in params:
                self.allowed = list(params["allowed_updates"])
            offset = params.get("offset", 0)
            self.expire()
            if offset < 0:
                self.confirm(self.queue[offset].id if len(self.queue) >= -offset else 0)
            elif offset:
                self.confirm(offset)
            self.server.changed()
            limit = min(max(params.get("limit", 100), 1), 100)
            timeout = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
            if self.queue or not timeout:
                return [each.body for each in self.queue[:limit]]
            poll = self._poll = self.server.watch(lambda: self.queue or None)
        waiting = asyncio.wrap_future(poll)
        try:
            await asyncio.wait([waiting], timeout=timeout)
            if waiting.done():
                waiting.result()
        finally:
            waiting.cancel()
            with self.server.lock:
                if self._poll is poll:
                    self._poll = None
        with self.server.lock:
            return [each.body for each in self.queue[:limit]]

    def end_poll(self, why: str) -> None:
        """End a poll that is open."""
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            self.conflicts += 1
            poll.set_exception(ApiError(409, why))
