"""The clock on the wall, which people set, and one that only runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

Now = Callable[[], datetime]
Steady = Callable[[], float]
"""Seconds since some moment; never set, and it goes on while the machine sleeps."""


def steady() -> float:
    """Such a clock. Where the system has none that counts sleep, one that does not."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Jumps:
    """Notices where the wall clock was set. A machine that slept did not have its clock set."""

    def __init__(self, now: Now, steady: Steady) -> None:
        self._now, self._steady = now, steady
        self._seen = now(), steady()

    def look(self) -> timedelta:
        """By how much the wall clock was put forward (less than nothing: back) since the last look."""
        before, ran = self._seen
        self._seen = self._now(), self._steady()
        return self._seen[0] - before - timedelta(seconds=self._seen[1] - ran)


class Forward:
    """The wall clock, or, once that was set back, the time as it went on: what waits until a moment that was near does
    not wait a day for it."""

    def __init__(self, now: Now, steady: Steady) -> None:
        self._now, self._steady = now, steady
        self._last = now(), steady()

    def __call__(self) -> datetime:
        moment, ran = self._now(), self._steady()
        expected = self._last[0] + timedelta(seconds=ran - self._last[1])
        self._last = max(moment, expected), ran
        return self._last[0]
