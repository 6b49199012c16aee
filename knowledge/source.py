"""Where a fact was found."""

from __future__ import annotations

from msgspec import Struct


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clause's number as printed, and the line and words a fact was read from, where known."""

    clause: str
    line: int | None = None
    quote: str | None = None
