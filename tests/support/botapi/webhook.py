"""The webhook: updates are posted in order, each until it is taken."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.support.botapi.errors import bad

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Webhook:
    """Where updates are posted to, and how that goes."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.url = ""
        self.secret: str | None = None
        self.connections = 40
        self.times = 1
        """How often each update is delivered."""
        self.timeout = 10.0
        self.answers: list[tuple[int, int | str]] = []
        """(update id, status or what went wrong), of each attempt."""
        self.error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending: list[asyncio.Task[None]] = []

    def set(self, params: dict[str, Any]) -> bool:
        """Answer setWebhook; raises ApiError."""
        url = params.get("url", "")
        if not url:
            return self.delete(params)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.get("secret_token")
        if secret is not None and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        connections = params.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise bad("bad max_connections specified")
        self.url, self.secret, self.connections, self.error = url, secret, connections, None
        if "allowed_updates" in params:
            self.server.updates.allowed = list(params["allowed_updates"])
        self.server.updates.end_poll("Conflict: terminated by setWebhook request")
        if params.get("drop_pending_updates"):
            self.server.updates.drop()
        self._restart()
        return True

    def delete(self, params: dict[str, Any]) -> bool:
        """Answer deleteWebhook."""
        self.url, self.secret = "", None
        if params.get("drop_pending_updates"):
            self.server.updates.drop()
        self.stop()
        return True

    def info(self) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        found: dict[str, Any] = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.server.updates.queue)}
        if self.url:
            found["max_connections"] = self.connections
        if self.error is not None:
            found |= {"last_error_date": self.error[0], "last_error_message": self.error[1]}
        if self.server.updates.allowed:
            found["allowed_updates"] = self.server.updates.allowed
        return found

    def stop(self) -> None:
        """Deliver nothing more."""
        if self._task is not None:
            self._task.cancel()
            self._ending.append(self._task)
            self._task = None

    async def end(self) -> None:
        """The same, and wait until it is so."""
        self.stop()
        for ended in await asyncio.gather(*self._ending, return_exceptions=True):
            if isinstance(ended, Exception):
                self.server.complaints.append(f"delivering to the webhook failed: {ended!r}")

    def _restart(self) -> None:
        self.stop()
        self._task = asyncio.get_running_loop().create_task(self._deliver())

    async def _deliver(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timeout)) as session:
            while True:
                await asyncio.wrap_future(self.server.watch(lambda: self.server.updates.queue or None))
                with self.server.lock:
                    self.server.updates.expire()
                    waiting = next(iter(self.server.updates.queue), None)
                if waiting is not None:
                    await self._until_taken(session, waiting.id, waiting.body)

    async def _until_taken(self, session: aiohttp.ClientSession, update_id: int, body: dict[str, Any]) -> None:
        pause = FIRST_PAUSE
        for _ in range(self.times):
            while not await self._post(session, update_id, body):
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        with self.server.lock:
            self.server.updates.confirm(update_id + 1)
            self.server.changed()

    async def _post(self, session: aiohttp.ClientSession, update_id: int, body: dict[str, Any]) -> bool:
        """Whether the update was taken."""
        headers = {"Content-Type": "application/json"}
        if self.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            async with session.post(self.url, data=json.dumps(body), headers=headers) as response:
                said = await response.read()
                self._note(update_id, response.status, f"Wrong response from the webhook: {response.status} {response.reason}")
                if not response.ok:
                    return False
                await self._answer_with(said)
                return True
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(update_id, type(error).__name__, "Connection failed" if isinstance(error, aiohttp.ClientError) else "Read timeout expired")
            return False

    def _note(self, update_id: int, how: int | str, error: str) -> None:
        with self.server.lock:
            self.answers.append((update_id, how))
            if not (isinstance(how, int) and 200 <= how < 300):
                self.error = (self.server.now(), error)
            self.server.changed()

    async def _answer_with(self, said: bytes) -> None:
        """A call may stand in the answer to an update."""
        try:
            call = json.loads(said)
        except ValueError:
            return
        if isinstance(call, dict) and (method := call.pop("method", None)):
            await self.server.call(method, call)
