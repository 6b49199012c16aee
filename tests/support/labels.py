"""Notices with labels beside them, and how a draft compares with its label.

A label (`NN-name.json`) names what a reader finds in the notice of the same name: `title`, `number`, `issued_on`, `themes`, `periods`
and `periods_optional` (start, end), `deadlines` (due, time, optional), `contacts` (names, phones, emails). A key that it does not have
is not compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.extraction.draft import Draft
from knowledge.notice import Notice

FOLDER = Path(__file__).parents[1] / "fixtures" / "notices"


@dataclass(frozen=True)
class Labelled:
    """A notice with its label."""

    path: Path
    label: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True)
class Compared:
    """What was wanted and what was found of one field, in a spelling that can be compared."""

    field: str
    wanted: frozenset[Any]
    found: frozenset[Any]

    @property
    def misses(self) -> frozenset[str]:
        """What is lost ("-deadlines …") and what is invented ("+deadlines …")."""
        lost = {f"-{self.field} {_written(one)}" for one in self.wanted - self.found}
        return frozenset(lost | {f"+{self.field} {_written(one)}" for one in self.found - self.wanted})


def labelled() -> list[Labelled]:
    """Every notice of the fixtures that has a label."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        (notice,) = (other for other in FOLDER.glob(f"{path.stem}.*") if other.suffix != ".json")
        found.append(Labelled(notice, json.loads(path.read_text(encoding="utf-8"))))
    return found


def compared(label: dict[str, Any], draft: Draft) -> Iterator[Compared]:
    """Each field of a label beside that of a draft."""
    notice = draft.notice
    for field, value in (("number", notice.number), ("issued_on", notice.issued_on and notice.issued_on.isoformat())):
        if field in label:
            yield Compared(field, _one(label[field]), _one(value))
    if label.get("title"):
        yield _title(label["title"], notice.title)
    if "themes" in label:
        yield Compared("themes", frozenset(map(plain, label["themes"])), frozenset(plain(theme.text) for theme in notice.themes))
    if "periods" in label:
        yield _periods(label, notice)
    if "deadlines" in label:
        yield _deadlines(label["deadlines"], notice)
    if "contacts" in label:
        yield from _contacts(label["contacts"], notice)


def scores(compared: Iterable[Compared]) -> dict[str, float]:
    """F1 of each field over all comparisons: exact values, counted together."""
    right: dict[str, int] = defaultdict(int)
    all_of: dict[str, int] = defaultdict(int)
    for one in compared:
        right[one.field] += 2 * len(one.wanted & one.found)
        all_of[one.field] += len(one.wanted) + len(one.found)
    return {field: right[field] / total if total else 1.0 for field, total in all_of.items()}


def plain(text: str) -> str:
    """A text without case, white space, punctuation and symbols."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if not char.isspace() and unicodedata.category(char)[0] not in "PSZC")


def _one(text: str | None) -> frozenset[str]:
    return frozenset({plain(text)}) if text else frozenset()


def _title(wanted: str, found: str) -> Compared:
    """A title may have its issuers before it."""
    want, got = plain(wanted), plain(found)
    return Compared("title", frozenset({want}), frozenset({want if got.endswith(want) else got}))


def _periods(label: dict[str, Any], notice: Notice) -> Compared:
    wanted = frozenset((one["start"], one["end"]) for one in label["periods"])
    optional = frozenset((one["start"], one["end"]) for one in label.get("periods_optional", ())) - wanted
    found = frozenset((_iso(one.when.start), _iso(one.when.end)) for one in notice.periods)
    return Compared("periods", wanted, found - optional)


def _deadlines(label: list[dict[str, Any]], notice: Notice) -> Compared:
    wanted = frozenset((one["due"], one["time"]) for one in label if not one.get("optional"))
    optional = frozenset((one["due"], one["time"]) for one in label if one.get("optional")) - wanted
    found = frozenset((_iso(one.due.day), one.due.clock) for one in notice.deliverables if one.due is not None)
    return Compared("deadlines", wanted, found - optional)


def _contacts(label: list[dict[str, Any]], notice: Notice) -> Iterator[Compared]:
    for field, same in (("phones", _digits), ("emails", str.lower), ("names", plain)):
        wanted = frozenset(same(value) for contact in label for value in contact[field])
        yield Compared(field, wanted, frozenset(same(value) for contact in notice.contacts for value in getattr(contact, field)))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _written(value: Any) -> str:
    return " ".join(str(part or "?") for part in value) if isinstance(value, tuple) else str(value)
