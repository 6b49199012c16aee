"""How many steps a person may have a minute. What comes faster waits in the inbox; nobody else waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

A_MINUTE = 20
"""Steps of a person, and how many they may have in a row."""

_SECONDS = 60.0 / A_MINUTE
_MOST_KEPT = 4096
"""People remembered before those are forgotten who have their whole allowance back."""


@dataclass(slots=True)
class Pace:
    """What each person has used of their allowance, as the moment at which all of it is back. `clock` counts seconds and
    is never set back."""

    clock: Callable[[], float] = monotonic
    _full: dict[tuple[str, str], float] = field(default_factory=dict)

    def took(self, channel: str, user: str) -> None:
        """A step was taken for a person; what a group as a whole tells (nobody's) is not counted."""
        if not user:
            return
        now, who = self.clock(), (channel, user)
        if len(self._full) >= _MOST_KEPT:
            self._full = {one: until for one, until in self._full.items() if until > now}
        self._full[who] = max(now, self._full.get(who, now)) + _SECONDS

    def resting(self) -> tuple[tuple[str, str], ...]:
        """The people, by channel and user, who have no step left now."""
        now = self.clock()
        return tuple(who for who, until in self._full.items() if _rest(until, now) > 0)

    def rest(self) -> float | None:
        """Seconds until the next of them has a step again; None where nobody rests."""
        now = self.clock()
        rests = [rest for until in self._full.values() if (rest := _rest(until, now)) > 0]
        return min(rests, default=None)


def _rest(until: float, now: float) -> float:
    """Seconds until a person has a step again: the whole allowance is back at `until`, one step of it that much earlier."""
    return until - now - (A_MINUTE - 1) * _SECONDS - 1e-9
