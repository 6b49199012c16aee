"""The notice to practise with: of an invented place, its days counted from the day of practice."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2s

from msgspec.structs import replace

from knowledge import packaged
from knowledge.notice import Notice
from knowledge.notice_file import read_notice

PREFIX = "practice-"
"""Begins the ids of practice notices."""

_ID = re.compile(rf"{PREFIX}(?P<day>\d{{8}})-(?P<person>[0-9a-f]{{16}})", re.ASCII)
_DAY = re.compile(r"\{(?P<by>[+-]\d+)(?:\|(?P<language>zh|en))?\}")
_MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def practice_id(day: date, person: str) -> str:
    """The id of a person's practice notice of a day; it does not give the person away."""
    return f"{PREFIX}{day:%Y%m%d}-{_mark(person)}"


def is_practice(notice: str) -> bool:
    """Whether an id is that of a practice notice."""
    return _day_or_none(notice) is not None


def day_of_practice(notice: str) -> date:
    """The day that a practice was begun on; raises ValueError."""
    day = _day_or_none(notice)
    if day is None:
        raise ValueError(f"no id of a practice notice: {notice!r}")
    return day


def is_practice_of(notice: str, person: str) -> bool:
    """Whether an id is that of a practice notice of this person."""
    return is_practice(notice) and notice.endswith(f"-{_mark(person)}")


@lru_cache(maxsize=256)
def practice_notice(notice: str) -> Notice:
    """The practice notice of an id, which says everything that it depends on; raises ValueError."""
    day = day_of_practice(notice)
    text = packaged.text("practice.toml").replace("{year}", str(day.year))
    made = read_notice(_DAY.sub(lambda found: _written(day + timedelta(int(found["by"])), found["language"]), text), "practice.toml")
    return replace(made, id=notice, year=day.year)


def _mark(person: str) -> str:
    """A short mark of a person that an id can have in it."""
    return blake2s(person.encode(), digest_size=8).hexdigest()


def _day_or_none(notice: str) -> date | None:
    found = _ID.fullmatch(notice)
    try:
        return date.fromisoformat(found["day"]) if found else None
    except ValueError:
        return None


def _written(day: date, language: str | None) -> str:
    """A day as notices print it, or as a date of TOML."""
    if language == "zh":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS_EN[day.month - 1]}" if language == "en" else day.isoformat()
