"""Trouble on order: errors, cuts and silences, before or after a call took effect; and the platform's limits."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.botapi.errors import ApiError, bad

BEFORE = {"429", "401", "403", "409", "400 entities", "500", "502 html", "cut", "hang", "error"}
AFTER = {"500 after", "502 html after", "200 html after", "cut after", "hang after", "slow"}
UNKNOWN = {"500", "502 html", "cut", "hang", *AFTER} - {"slow"}
"""After these a client cannot know whether its call took effect."""
HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>"


@dataclass
class Plan:
    """What goes wrong with the next calls."""

    method: str
    kind: str
    left: int
    chat: Any = None
    retry_after: int = 1
    seconds: float = 1.0
    code: int = 400
    description: str = "Bad Request: a fault on order"
    parameters: dict[str, Any] = field(default_factory=dict)
    used: int = 0

    def __post_init__(self) -> None:
        if self.kind not in BEFORE | AFTER:
            raise ValueError(f"no fault {self.kind!r}; there are {sorted(BEFORE | AFTER)}")

    def cancel(self) -> None:
        """Let nothing more go wrong."""
        self.left = 0

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether it is for this call."""
        return self.left > 0 and self.method.lower() in {"*", method.lower()} and (self.chat is None or self.chat.id == chat)

    def error(self) -> ApiError:
        """The error that is answered before any effect."""
        if self.kind == "429":
            return ApiError(429, f"Too Many Requests: retry after {self.retry_after}", retry_after=self.retry_after)
        if self.kind == "400 entities":
            return bad('can\'t parse entities: Unsupported start tag "x" at byte offset 0')
        if self.kind == "error":
            return ApiError(self.code, self.description, **self.parameters)
        known = {
            "401": "Unauthorized",
            "403": "Forbidden: bot was blocked by the user",
            "409": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            "500": "Internal Server Error",
        }
        return ApiError(int(self.kind), known[self.kind])


@dataclass
class Limits:
    """How much may be sent: `overall` a second, `chat` a second in each chat after `burst` at once, `group` a minute in each group.

    pace: virtual seconds that go by in a real one; `retry_after` is in real ones.
    """

    overall: float | None = 30
    chat: float | None = 1
    burst: int = 3
    group: int | None = 20
    pace: float = 1.0
    clock: Callable[[], float] = time.monotonic
    refused: int = 0
    _sent: dict[Any, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: int) -> None:
        """Count a message; raises ApiError 429 where it is one too many."""
        now = self.clock() * self.pace
        rules: list[tuple[Any, int, float]] = []
        if self.overall is not None:
            rules.append(("overall", math.ceil(self.overall), 1.0))
        if self.chat is not None:
            rules.append((chat, self.burst, self.burst / self.chat))
        if self.group is not None and chat < 0:
            rules.append((("group", chat), self.group, 60.0))
        wait = max((self._wait(key, count, seconds, now) for key, count, seconds in rules), default=0.0)
        if wait > 0:
            self.refused += 1
            after = max(1, math.ceil(wait / self.pace))
            raise ApiError(429, f"Too Many Requests: retry after {after}", retry_after=after)
        for key, _, _ in rules:
            self._sent[key].append(now)

    def _wait(self, key: Any, count: int, seconds: float, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[-count] + seconds - now if len(sent) >= count else 0.0
