"""Moments as they are given on the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import Refused


def moment(text: str | None, zone: ZoneInfo) -> datetime:
    """A moment in the product's zone: now where nothing is given; raises Refused for what is none."""
    if text is None:
        return datetime.now(zone)
    try:
        given = datetime.fromisoformat(text.strip())
        given = given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)
        given.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("error.time", value=text) from error
    return given
