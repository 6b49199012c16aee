"""Calls of the Bot API: python-telegram-bot's `Bot` with time limits, its rate limiter, and errors told apart more finely."""

from __future__ import annotations

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.base import MovedTo, Receipt, Refused, TryAgain, Unreachable

POLL = 25
"""Seconds that the platform holds a request for updates open while there are none."""

MOST_UPDATES = 100

_CONNECT, _READ, _WRITE, _POOL = 10.0, 20.0, 20.0, 10.0
POLL_READ = POLL + 20.0
"""A connection that went silent without being closed is given up after so long: less than 90 seconds."""

_UPLOAD = 60.0
_CONNECTIONS = 32

_LONGEST_DETAIL = 200

_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""What ends a call before anything of it was sent."""

_NO_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "rights to send text",
    "rights to send a message",
    "chat_write_forbidden",
    "chat_restricted",
    "bot is not a member",
    "group chat was deactivated",
)
"""Refusals that mean the chat and not the message. Where only files or pictures are not allowed, words still are."""


class Flooded(TelegramError):
    """The platform wants no more calls for some seconds."""

    def __init__(self, after: float) -> None:
        super().__init__("too many requests")
        self.after = after


class Garbled(NetworkError):
    """What came back is no answer of the Bot API: the page of a proxy, most often."""


class _Request(HTTPXRequest):
    """Requests whose failures never quote what was sent or received."""

    async def do_request(self, *request: Any, **limits: Any) -> tuple[int, bytes]:
        """Make a request; raises Flooded where the platform says how long to wait."""
        code, payload = await super().do_request(*request, **limits)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise Flooded(_retry_after(payload))
        if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise BadRequest("request entity too large")
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; raises Garbled. What the library does here writes the whole answer to the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise Garbled("no JSON") from error
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise Garbled("no answer")
        return answer


def _retry_after(payload: bytes) -> float:
    """How long to wait before the next call: a second where that cannot be read."""
    try:
        return max(1.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return 1.0


class Api(ExtBot[int]):
    """The Bot API at an address. No call is repeated by itself."""

    __slots__ = ("_connections",)

    def __init__(self, token: str, base: str) -> None:
        quiet_libraries()
        base = base.rstrip("/")
        limits: dict[str, Any] = {"connect_timeout": _CONNECT, "write_timeout": _WRITE, "pool_timeout": _POOL}
        calls = _Request(_CONNECTIONS, read_timeout=_READ, media_write_timeout=_UPLOAD, **limits)
        polls = _Request(1, read_timeout=POLL_READ, **limits)
        super().__init__(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=calls,
            get_updates_request=polls,
            rate_limiter=AIORateLimiter(overall_max_rate=30, overall_time_period=1, group_max_rate=20, group_time_period=60, max_retries=0),
        )
        with self._unfrozen():
            self._connections = (calls, polls)

    async def updates(self, offset: int | None, kinds: tuple[str, ...]) -> list[object]:
        """The next updates as they came, waited for; those before `offset` are confirmed by it."""
        asked = {"offset": offset, "limit": MOST_UPDATES, "timeout": POLL, "allowed_updates": list(kinds)}
        found = await self._post("getUpdates", asked, read_timeout=POLL_READ)
        if not isinstance(found, list):
            raise Garbled("no list of updates")
        return found

    async def close_connections(self) -> None:
        """Let go of all connections."""
        await asyncio.gather(*(request.shutdown() for request in self._connections))


def quiet_libraries() -> None:
    """Keep the libraries from logging addresses, in which the token stands, and what people write."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


def detail_of(error: BaseException) -> str:
    """What the log may say of an error: what the platform said, never an address."""
    if isinstance(error, (BadRequest, Forbidden, Conflict)) and not is_garbled(error):
        return error.message[:_LONGEST_DETAIL]
    cause = error.__cause__
    return type(error).__name__ if cause is None else f"{type(error).__name__} ({type(cause).__name__})"


def is_garbled(error: TelegramError) -> bool:
    """Whether not the Bot API answered but something on the way, whatever status it gave."""
    return isinstance(error, Garbled) or isinstance(error.__cause__, Garbled)


def was_not_begun(error: TelegramError) -> bool:
    """Whether a call failed before anything of it was sent."""
    return isinstance(error.__cause__, _NOT_BEGUN)


def receipt_of(error: TelegramError) -> Receipt:
    """What a failed call means for the message."""
    detail = detail_of(error)
    if is_garbled(error):
        return TryAgain(unknown=True, detail=detail)
    match error:
        case Flooded():
            return TryAgain(after=error.after, detail=detail)
        case ChatMigrated():
            return MovedTo(str(error.new_chat_id))
        case Forbidden():
            return Unreachable(detail)
        case BadRequest():
            gone = any(words in error.message.lower() for words in _NO_CHAT)
            return Unreachable(detail) if gone else Refused(detail)
        case NetworkError():
            return TryAgain(unknown=not was_not_begun(error), detail=detail)
        case _:
            return TryAgain(detail=detail)
