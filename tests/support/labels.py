"""Notices with labels beside them, and how a draft compares with its label.

A label (`NN-name.json`) names what a reader finds in the notice of the same name: `title`, `number`, `issued_on`, `issuers`, `themes`,
`periods` and `periods_optional` (start, end), `deadlines` (due, time, optional; what, by, to), `contacts` (org, names, phones, emails) as
somebody who writes them down would group them, and `forbidden_years`, in which nothing lies. A key that it does not have is not compared.
Where several spellings of a paper or an office are right, "|" stands between them; the first is the one that is compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.extraction.draft import Draft
from knowledge.notice import Deliverable, Notice

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
    for field, value in (("number", notice.number), ("issued_on", _iso(notice.issued_on))):
        if field in label:
            yield Compared(field, _one(label[field]), _one(value))
    if label.get("title"):
        yield _title(label["title"], notice.title)
    for field, texts in (("themes", [theme.text for theme in notice.themes]), ("issuers", notice.issuers)):
        if field in label:
            yield Compared(field, frozenset(map(plain, label[field])), frozenset(map(plain, texts)))
    if "periods" in label:
        yield _periods(label, notice)
    if "forbidden_years" in label:
        yield Compared("years", frozenset(), frozenset(day.year for day in _days(notice)) & frozenset(label["forbidden_years"]))
    if "deadlines" in label:
        yield _deadlines(label["deadlines"], notice)
        yield from _demands(label["deadlines"], notice)
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


def _demands(label: list[dict[str, Any]], notice: Notice) -> Iterator[Compared]:
    """What is handed in by a day, by whom and to whom, where the label says so. Where several demands have the same day, each
    with what stands before it, so that neither days nor papers nor receivers can change their places."""
    for field, key, before in (("papers", "what", ()), ("senders", "by", ("what",)), ("receivers", "to", ("what", "by"))):
        labels = [one for one in label if key in one]
        days = [(one["due"], one["time"]) for one in labels]
        keys = {day: [*(other for other in before if other in one and days.count(day) > 1), key] for day, one in zip(days, labels, strict=True)}
        same = _spellings(text for one in labels for other in ("what", "by", "to") for text in one.get(other, ()))
        wanted = frozenset((*day, *(_texts(one[other], same) for other in keys[day])) for day, one in zip(days, labels, strict=True))
        owed = [one for one in notice.deliverables if _day(one) in keys]
        yield Compared(field, wanted, frozenset((*_day(one), *(_texts(_printed(one)[other], same) for other in keys[_day(one)])) for one in owed))


def _printed(one: Deliverable) -> dict[str, list[str]]:
    return {"what": [item.name for item in one.items], "by": list(one.by), "to": [recipient.office for recipient in one.to]}


def _day(one: Deliverable) -> tuple[str | None, str | None]:
    return (_iso(one.due.day), one.due.clock) if one.due is not None else ("-", None)


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """Each spelling that is right, and the one that is compared."""
    return {_folded(other): _folded(text.split("|")[0]) for text in texts for other in text.split("|")}


def _texts(texts: list[str], same: dict[str, str]) -> str:
    """Texts in one spelling; a mailbox only where the label names one as a receiver."""
    mailboxes = any("@" in text for text in same)
    folded = (_folded(text.split("|")[0]) for text in texts if mailboxes or "@" not in text)
    return " + ".join(sorted(same.get(text, text) for text in folded)) or "-"


def _folded(text: str) -> str:
    return text.lower() if "@" in text else plain(text)


def _contacts(label: list[dict[str, Any]], notice: Notice) -> Iterator[Compared]:
    for field, same in (("phones", digits), ("emails", str.lower), ("names", plain)):
        wanted = frozenset(same(value) for contact in label for value in contact[field])
        yield Compared(field, wanted, frozenset(same(value) for contact in notice.contacts for value in getattr(contact, field)))
    found = [(_who(list(contact.names), list(contact.phones)), contact.org) for contact in notice.contacts]
    labels = [(_who(one["names"], one["phones"]), one.get("org", "")) for one in label]
    yield Compared("contacts", frozenset(who for who, _ in labels if any(who)), frozenset(who for who, _ in found if any(who)))
    offices = frozenset((*who, plain(org or "") or "-") for who, org in labels if org != "")
    people = {who for who, org in labels if org != ""}
    yield Compared("offices", offices, frozenset((*who, plain(org or "") or "-") for who, org in found if who in people))


def _who(names: list[str], phones: list[str]) -> tuple[str, str]:
    return " + ".join(sorted(map(plain, names))), " + ".join(sorted(map(digits, phones)))


def _days(notice: Notice) -> Iterator[date]:
    """Every day that a notice is understood to name as its own."""
    times = [one.when for one in notice.periods] + [one.when for one in notice.activities if one.when is not None]
    days = [notice.issued_on, *(day for when in times for day in (when.start, when.end)), *(one.due.day for one in notice.deliverables if one.due)]
    return (day for day in days if day is not None)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def digits(text: str) -> str:
    """The digits of a text alone."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _written(value: Any) -> str:
    return " ".join(str(part or "?") for part in value) if isinstance(value, tuple) else str(value)
