"""Whether an answer says what a question of the bank expects of it.

Strings are compared without case, white space and punctuation; numbers by their digits; dates
(2026-06-03) by what a reader sees, in Chinese or English. Too long for a chat is wrong as well.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST = {"theme": 420, "period": 420, "deadline": 520, "contact": 520}
"""Characters; other kinds may have 1,200."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TO = r"\s*日?\s*(?:至|到|[—–~-]+|to)\s*"
_ENGLISH = r"(?:" + "|".join(month + "[a-z]*" for month in _MONTHS) + ")"


def complaint(expected: dict[str, Any], said: str, *, known: bool, kind: str) -> str:
    """What is wrong with an answer; empty where it is right."""
    for banned in expected.get("forbid") or ():
        if _says(said, banned):
            return f"says {banned}"
    if expected.get("expect_unknown"):
        return "claims to know" if known else ""
    if not known:
        return "says that it does not know"
    if len(said) > LONGEST.get(kind, 1200):
        return f"is {len(said)} characters long"
    for wanted in expected.get("expect_all") or ():
        if not _says(said, wanted):
            return f"lacks {wanted}"
    groups = expected.get("expect_any") or []
    for group in [groups] if groups and isinstance(groups[0], str) else groups:
        if not any(_says(said, wanted) for wanted in group):
            return f"lacks any of {group}"
    return ""


def _says(said: str, wanted: str) -> bool:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", wanted):
        return wanted in dates(said)
    if re.fullmatch(r"[\d\-—－() ]{5,}", wanted):
        return re.sub(r"\D", "", wanted) in _numbers(said)
    return _plain(wanted) in _plain(said)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char)[0] not in "PSZC")


def _numbers(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return " ".join(re.findall(r"\d+", re.sub(r"(?<=\d)[\s\-—–()]+(?=\d)", "", folded)))


def dates(text: str) -> set[str]:
    """The days an answer names, as ISO dates; a day without a year has the answer's only year."""
    text = unicodedata.normalize("NFKC", text)
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", text))
    only = years.pop() if len(years) == 1 else ""
    found = {(y or only, m, d) for y, m, d in re.findall(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})", text)}
    found |= {(y or only, m, d) for y, m, d in re.findall(rf"(?:(\d{{4}})\s*年\s*)?(\d{{1,2}})\s*月\s*\d{{1,2}}{_TO}(\d{{1,2}})\s*日", text)}
    for month, day, last, year in re.findall(rf"({_ENGLISH})\.?\s+(\d{{1,2}})(?:{_TO}(\d{{1,2}}))?(?:,?\s+(\d{{4}}))?", text, re.IGNORECASE):
        number = str(_MONTHS.index(month[:3].lower()) + 1)
        found |= {(year or only, number, each) for each in (day, last) if each}
    return {f"{int(y):04}-{int(m):02}-{int(d):02}" for y, m, d in found if y}
