"""What an Excel cell shows: its value in its number format."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zone
FIRST_DAY_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
LAST_DAY = 2_958_465
"""31 December 9999."""

DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), *range(34, 37), *range(50, 59)})
TIMES = frozenset({18, 19, 20, 21, 32, 33, 45, 46, 47})
BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 22: "y-h"}
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
IN_QUOTES = re.compile(r'"([^"]*)"|\\(.)')
DIGITS = re.compile(r"[#0?][#0?,.]*")
LEADING = re.compile(r"0{2,}")
DECIMALS = re.compile(r"\.([0#?]+)")


def shown(number: float, format_id: int, pattern: str, *, from_1904: bool = False) -> str:
    """A number as its format shows it: dates as ISO, percentages and decimals as set, whole numbers without a point."""
    if not pattern and not format_id:
        return _general(number)
    pattern, bare, day, time = _understood(pattern, format_id)
    if (day or time) and 0 <= number <= LAST_DAY:
        return _moment(number, day, time, FIRST_DAY_1904 if from_1904 else FIRST_DAY)
    found = DIGITS.search(bare)
    if found is None or "e+" in bare or "/" in bare:
        return _general(number)
    decimals = DECIMALS.search(bare)
    places = len(decimals[1]) if decimals else 0
    comma = "," if ",0" in bare or ",#" in bare else ""
    scaled = number * 100 if "%" in bare else number
    digits = f"{scaled:{comma}.{min(places, 30)}f}"
    least = LEADING.match(bare[found.start() :])
    if least is not None:
        digits = digits.zfill(min(len(least[0]), 30) + (places + 1 if places else 0))
    return _around(pattern.split(";")[0], digits + ("%" if "%" in bare else ""))


@lru_cache(maxsize=1024)
def _understood(pattern: str, format_id: int) -> tuple[str, str, bool, bool]:
    """A format, what of it stands for the number, and whether it shows a day and a time of day."""
    pattern = pattern or BUILT_IN.get(format_id, "")
    bare = NOT_SHOWN.sub("", pattern.split(";")[0]).lower()
    return pattern, bare, *_parts(bare, format_id)


def _parts(bare: str, format_id: int) -> tuple[bool, bool]:
    """Whether a format shows a day, and whether a time of day."""
    if not bare or bare == "general":
        return format_id in DATES, format_id in TIMES
    time = any(letter in bare for letter in "hs")
    day = any(letter in bare for letter in "yd") or ("m" in bare and not time)
    return day, time


def _moment(number: float, day: bool, time: bool, first: datetime) -> str:
    moment = first + timedelta(seconds=round(number * 86_400))
    return " ".join([*([moment.strftime("%Y-%m-%d")] if day else []), *([moment.strftime("%H:%M")] if time else [])])


def _general(number: float) -> str:
    if number == int(number):
        return str(int(number))
    return f"{number:.11g}"


def _around(pattern: str, digits: str) -> str:
    """Digits with the words that a format puts before and after them (0"万元")."""
    found = DIGITS.search(NOT_SHOWN.sub(lambda part: "\1" * len(part[0]), pattern))
    if found is None:
        return digits
    before, after = (IN_QUOTES.findall(part) for part in (pattern[: found.start()], pattern[found.end() :]))
    return "".join(a or b for a, b in before) + digits + "".join(a or b for a, b in after)
