"""Everything a finder looks at: one notice, the inquiry, and the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from knowledge.answering.answer import Cited, Finding, Line
from knowledge.answering.index import NoticeIndex
from knowledge.answering.inquiry import Inquiry
from knowledge.answering.link import Links
from knowledge.notice import Notice
from knowledge.source import Source

Words: TypeAlias = tuple[str, ...]
"""Words of the question, to be said back."""

SLOTS: dict[str, tuple[str, ...]] = {
    "when": ("ask.when", "word.period"),
    "clock": ("ask.clock",),
    "left": ("ask.left",),
    "where": ("ask.where",),
    "who": ("ask.who", "ask.which_office"),
    "hosts": ("verb.host",),
    "invited": ("verb.attend",),
    "count": ("ask.howmany",),
    "phone": ("slot.phone",),
    "mobile": ("slot.mobile",),
    "fax": ("slot.fax",),
    "email": ("slot.email",),
    "qq": ("slot.qq",),
    "wechat": ("slot.wechat",),
    "address": ("slot.address",),
    "postcode": ("slot.postcode",),
    "website": ("slot.website",),
    "role": ("slot.role",),
    "area_code": ("slot.area_code",),
}
"""What a question can want to know of a thing, by the concepts that ask for it."""


@dataclass(frozen=True, slots=True)
class View:
    """One notice as seen by one inquiry. `unit` is the asker's own unit, where known; `via` the place
    asked for where it only lies in the notice's."""

    index: NoticeIndex
    inquiry: Inquiry
    links: Links
    now: datetime
    unit: str | None = None
    via: str | None = None

    @property
    def notice(self) -> Notice:
        """The notice looked at."""
        return self.index.notice

    @property
    def slots(self) -> frozenset[str]:
        """What is wanted (see SLOTS)."""
        asking = self.inquiry.asking
        return frozenset(slot for slot, concepts in SLOTS.items() if not asking.isdisjoint(concepts))

    def cite(self, fact_id: str, kind: str, value: str, source: Source) -> Cited:
        """A fact of this notice as evidence."""
        return Cited(fact_id, self.notice.id, kind, value, source)


def said_missing(missing: tuple[str, ...], *, what: Words = (), who: Words = (), paper: Words = ()) -> Line:
    """The sentence that the notice does not state `missing` (keys of wording), of whom or what."""
    return Line("not_stated", {"missing": missing, "what": what, "who": who, "paper": paper})


def not_stated(
    intent: str, *missing: str, lines: tuple[Line, ...] = (), fit: float = 0.5, what: Words = (), who: Words = (), paper: Words = ()
) -> Finding:
    """The finding that the notice does not say it."""
    said = said_missing(missing, what=what, who=who, paper=paper)
    return Finding(intent, (said, *lines), known=False, missing=missing, fit=fit)
