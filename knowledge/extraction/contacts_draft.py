"""A contact that is being put together, and when two of them are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.extraction.contacts_marks import Mark, Marked
from knowledge.extraction.offices import is_everybody
from knowledge.extraction.outline import Part, Placed
from knowledge.extraction.people import is_surname_with_title
from knowledge.notice import Contact
from knowledge.source import Source

_MOST = 200
"""More contacts than any notice has; a directory of people is none."""

_GUESSED, _FROM_ANNEX, _FROM_TAIL = 0.75, 0.6, 0.85
VALUES = {Mark.NAME: "names", Mark.PHONE: "phones", Mark.FAX: "faxes", Mark.BOX: "emails", Mark.QQ: "qq"}
_REACHED_BY = ("phones", "faxes", "emails", "qq")
_QUOTED_MOST, _NEAR = 6, 2


@dataclass(slots=True)
class ContactDraft:
    """A contact with where it was found: the passage it begins in, and the span in each passage that says something of it."""

    placed: Placed
    begin: int
    end: int
    office: str | None = None
    role: str | None = None
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    faxes: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    qq: list[str] = field(default_factory=list)
    address: str | None = None
    postcode: str | None = None
    labelled: bool = False
    asked: bool = False
    owned: bool = False
    trusted: bool = False
    numbers_first: bool = False
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    numbered: int | None = None

    @property
    def reachable(self) -> bool:
        """Whether it has a number or a mailbox."""
        return bool(self.phones or self.emails or self.qq or self.faxes)

    @property
    def holds(self) -> bool:
        """Whether it is worth keeping: somebody to ask or a way to ask."""
        return self.reachable or (bool(self.names) and self.labelled)

    @property
    def sure(self) -> float:
        """How sure it is."""
        if self.placed.part is Part.ANNEX:
            return _FROM_ANNEX
        if not (self.labelled or self.trusted or self.emails):
            return _GUESSED
        return _FROM_TAIL if self.placed.part is Part.TAIL else 1.0

    @property
    def values(self) -> set[str]:
        """Its numbers and mailboxes."""
        return {*self.phones, *self.faxes, *self.emails, *self.qq}

    def add(self, marked: Marked, placed: Placed, at: int) -> None:
        """Take one mark in that stands in the passage number `at`."""
        if marked.mark is Mark.BEGINS and self.reachable:
            return
        if placed is self.placed:
            self.begin, self.end = min(self.begin, marked.begin), max(self.end, marked.end)
        begin, end = self.spans.get(at, (self.begin, self.end) if placed is self.placed else (marked.begin, marked.end))
        self.spans[at] = (min(begin, marked.begin), max(end, marked.end))
        if marked.mark in VALUES:
            self._add_value(marked, at)
        elif marked.mark is Mark.ADDRESS:
            self.address = self.address or marked.value
        elif marked.mark is Mark.POSTCODE:
            self.postcode = self.postcode or marked.value
        elif marked.mark is Mark.ROLE:
            self.role = self.role or marked.value

    def _add_value(self, marked: Marked, at: int) -> None:
        values: list[str] = getattr(self, VALUES[marked.mark])
        if marked.value not in values:
            values.append(marked.value)
        self.labelled = self.labelled or marked.labelled
        self.asked = self.asked or (marked.labelled and marked.mark is Mark.NAME)
        if marked.mark is not Mark.NAME:
            self.owned = self.owned or bool(self.names)
            self.numbers_first = self.numbers_first or (not self.names and marked.mark is not Mark.BOX)
            self.numbered = at if self.numbered is None else self.numbered

    def contact(self, number: int, placed: Sequence[Placed], rows: set[int]) -> Contact:
        """The contact as a fact. `placed`: the passages it was found in; `rows`: which of them are rows of tables."""
        return Contact(
            id=f"contact-{number}",
            org=None if self.office is None or is_everybody(self.office) else self.office,
            role=self.role,
            names=tuple(self.names),
            phones=tuple(self.phones),
            faxes=tuple(self.faxes),
            emails=tuple(self.emails),
            qq=tuple(self.qq),
            address=self.address,
            postcode=self.postcode,
            source=self._source(placed, rows),
        )

    def _source(self, placed: Sequence[Placed], rows: set[int]) -> Source:
        """All that is said of it where it stands in one place, else the passage with its number."""
        if not self.spans:
            return self.placed.source(self.begin, self.end)
        first, last = min(self.spans), max(self.spans)
        begin, end = self.spans[first][0], self.spans[last][1]
        if first == last:
            return placed[first].source(*self.spans[first])
        if not _stand_together(placed, range(first, last + 1), rows):
            only = self.numbered if self.numbered is not None else first
            return placed[only].source(*self.spans[only])
        words = [placed[first].passage.folded.quote(begin), *(one.passage.folded.quote() for one in placed[first + 1 : last])]
        source = placed[first].source(begin)
        return Source(clause=source.clause, line=source.line, quote=" ".join([*words, placed[last].passage.folded.quote(0, end)]))


def _stand_together(placed: Sequence[Placed], span: range, rows: set[int]) -> bool:
    """Whether some passages are printed one under the other, so that their words are those of the document."""
    if len(span) > _QUOTED_MOST or rows.intersection(span):
        return False
    passages = [placed[at].passage for at in span]
    return all(one.document == other.document and 0 <= other.lines[0][1] - one.lines[-1][1] <= _NEAR for one, other in pairwise(passages)) and all(
        one.part is other.part for one, other in pairwise([placed[at] for at in span])
    )


def merged(drafts: Iterable[ContactDraft]) -> list[ContactDraft]:
    """Each contact once: what is said again of the same people is added, mailboxes that belong to somebody stand with them."""
    kept: list[ContactDraft] = []
    for draft in drafts:
        if len(kept) >= _MOST:
            break
        same = next((other for other in kept if _is_same(other, draft)), None)
        if same is None:
            kept.append(draft)
            continue
        same.office = same.office or draft.office
        for name in _REACHED_BY:
            values: list[str] = getattr(same, name)
            values += [value for value in getattr(draft, name) if value not in values]
        if same.numbered is None and draft.numbered is not None:
            same.spans[draft.numbered], same.numbered = draft.spans[draft.numbered], draft.numbered
    return [draft for number, draft in enumerate(kept) if not _is_repeated(draft, kept, number)]


def _is_same(one: ContactDraft, other: ContactDraft) -> bool:
    """Whether two contacts are of the same people. A surname with a title is nobody's alone: its numbers have to agree."""
    if not one.names or one.names != other.names:
        return False
    if one.office != other.office and one.office and other.office:
        return False
    if any(is_surname_with_title(name) for name in one.names):
        return one.values <= other.values or other.values <= one.values
    return one.office == other.office or not one.values or not other.values or bool(one.values & other.values)


def _is_repeated(draft: ContactDraft, drafts: Sequence[ContactDraft], number: int) -> bool:
    """Whether a contact without people has nothing that another one does not have."""
    if draft.names:
        return False
    others = [other for at, other in enumerate(drafts) if at != number and (other.names or at < number)]
    return draft.values <= {value for other in others for value in other.values}
