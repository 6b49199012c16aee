"""Webhook: the platform brings updates, and is told that they arrived once they are kept."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.telegram.arrivals import Arrivals
from bot.errors import Failed

LARGEST_BODY = 1_000_000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

_STOPPING = 5.0

log = logging.getLogger(__name__)


class Webhook:
    """The web server of one address; `path` of it is where the platform knocks. Who does not know the secret is turned
    away before anything is read."""

    def __init__(self, arrivals: Arrivals, *, url: str, secret: str, listen: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret takes in anything")
        self._arrivals = arrivals
        self._secret = secret.encode()
        self._listen = listen
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._path = urlsplit(url).path or "/"

    async def run(self) -> None:
        """Listen until cancelled; raises Failed where that address cannot be listened at."""
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=_STOPPING)
        await runner.setup()
        try:
            await self._open(runner)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _open(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host.strip("[]"), self._port).start()
        except OSError as error:
            raise Failed("error.listen", listen=self._listen, detail=error.strerror or type(error).__name__) from error

    def application(self) -> web.Application:
        """The web application: one path, one method."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_post(self._path, self._knock)
        return application

    async def _knock(self, request: web.Request) -> web.Response:
        if not self._knows_secret(request):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            await self._arrivals.take([update])
        except Exception:
            log.exception("an update could not be kept; the platform brings it again")
            return web.Response(status=503)
        return web.Response(status=200)

    def _knows_secret(self, request: web.Request) -> bool:
        """Compared as bytes, in the same time wherever they differ; a header may hold any bytes."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._secret)
