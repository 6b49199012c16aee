"""What an organiser should look at in a draft, as sentences."""

from __future__ import annotations

import re
from datetime import date

from bot.rendering.filters import Filters
from bot.rendering.words import Words
from knowledge.extraction.draft import Concern

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def concern(found: Concern, t: Words) -> str:
    """One concern; days stand as people read them. One that has no words of its own is pointed at all the same."""
    key = f"concern.{found.code}"
    if key not in t:
        return t("concern.other", code=found.code)
    return t(key, **{name: _told(value, t) for name, value in found.values.items()})


def _told(value: str, t: Words) -> str:
    return Filters(t).day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value
