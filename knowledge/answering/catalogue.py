"""All notices in memory, findable by place, year, event and the names in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.answering.index import NoticeIndex, bare_name, hosts_of
from knowledge.answering.lexicon import Entry, Lexicon, find
from knowledge.answering.vocabulary.vocabulary import words
from knowledge.language.phonetics import latin
from knowledge.language.places import level, short_name
from knowledge.language.text import fold, is_han
from knowledge.notice import Notice

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}\[\d{4}\]\d+号")
_WITHOUT_RANK = re.compile(r"^(各?县\(市、区\)|各?市\(州\)|各市州|各县\(市\)区|各地|各|全市|全省|全县|市属|省属|有关)+")


MOST_INDEXED = 1000
"""Searchable forms kept in memory, about 40 KiB each; the one made first goes first."""


class Catalogue:
    """The notices a question can be about. `notices` are ordered newest first."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.notices = sorted(notices, key=_age, reverse=True)
        self.by_id = {notice.id: at for at, notice in enumerate(self.notices)}
        self.by_place: dict[str, set[int]] = defaultdict(set)
        self.by_year: dict[int, set[int]] = defaultdict(set)
        self.by_event: dict[str, set[int]] = defaultdict(set)
        self.by_person: dict[str, set[int]] = defaultdict(set)
        self.by_number: dict[str, set[int]] = defaultdict(set)
        self.by_address: dict[str, set[int]] = defaultdict(set)
        self.by_basis: dict[str, set[int]] = defaultdict(set)
        self.by_level: dict[str, set[int]] = defaultdict(set)
        self.without_year: set[int] = set()
        self.by_due: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.by_body: dict[str, set[int]] = defaultdict(set)
        self.amended_by: dict[int, int] = {}
        self.events: list[frozenset[str]] = []
        self._indexes: dict[int, NoticeIndex] = {}
        self._alone: dict[int, Catalogue] = {}
        entries: set[tuple[str, Entry]] = set()
        for at, notice in enumerate(self.notices):
            self._file(at, notice)
            entries.update(_names(notice))
        for at, notice in enumerate(self.notices):
            target = notice.amends or notice.replaces
            if target:
                for other in {self.by_id.get(target, -1), *self.by_number.get(fold(target), ())} - {-1, at}:
                    self.amended_by[other] = at
        self.names = Lexicon(sorted(entries))
        self.spoken = Lexicon((word, entry) for word, entry in sorted(entries) if entry.concept in ("region", "person"))
        self.all = frozenset(range(len(self.notices)))

    def index(self, at: int) -> NoticeIndex:
        """The searchable form of one notice, made when first needed."""
        found = self._indexes.get(at)
        if found is None:
            while len(self._indexes) >= MOST_INDEXED:
                self._indexes.pop(next(iter(self._indexes)))
            found = self._indexes[at] = NoticeIndex(self.notices[at])
        return found

    def alone(self, at: int) -> Catalogue:
        """A catalogue of one of the notices, made when first needed."""
        found = self._alone.get(at)
        if found is None:
            while len(self._alone) >= MOST_INDEXED:
                self._alone.pop(next(iter(self._alone)))
            found = self._alone[at] = Catalogue((self.notices[at],))
        return found

    def _file(self, at: int, notice: Notice) -> None:
        if notice.region:
            self.by_place[notice.region].add(at)
            self.by_level[level(notice.region) or ""].add(at)
        if notice.year:
            self.by_year[notice.year].add(at)
        else:
            self.without_year.add(at)
        for number in _NUMBER.findall(fold(" ".join(notice.basis))):
            self.by_basis[number].add(at)
        self.events.append(event_concepts(notice))
        for event in self.events[at]:
            self.by_event[event].add(at)
        if notice.number:
            self.by_number[fold(notice.number)].add(at)
        for deliverable in notice.deliverables:
            if deliverable.due and deliverable.due.day:
                self.by_due[(deliverable.due.day.month, deliverable.due.day.day)].add(at)
        for concept, name in _own_names(notice):
            if concept == "body":
                self.by_body[name].add(at)
        for contact in notice.contacts:
            for person in contact.names:
                self.by_person[person].add(at)
            for address in (*contact.phones, *contact.faxes):
                digits = re.sub(r"\D", "", address)
                self.by_address[digits].add(at)
                if "-" in address:
                    self.by_address[re.sub(r"\D", "", address.split("-", 1)[1])].add(at)
            for address in (*contact.emails, *contact.qq):
                self.by_address[fold(address)].add(at)


def event_concepts(notice: Notice) -> frozenset[str]:
    """The campaigns a notice is about: concepts of the vocabulary, and its own names for them."""
    named = [name for name in (notice.event, *notice.aliases) if name]
    text = fold("，".join(named) or notice.title)
    concepts = {entry.concept for mention in find(text, (words(),)) for entry in mention.entries if entry.concept.startswith("event.")}
    return frozenset(concepts | {f"event:{fold(name)}" for name in named})


def _age(notice: Notice) -> tuple[int, date, str]:
    return (notice.year or 0, notice.issued_on or date(notice.year or 1, 1, 1), notice.id)


def _names(notice: Notice) -> Iterator[tuple[str, Entry]]:
    """What a notice calls things, as words to recognise in a question."""
    for concept, name in _own_names(notice):
        folded = fold(name)
        if len(folded) < 2:
            continue
        yield folded, Entry(concept, name)
        english = notice.glossary.get(name)
        if english:
            yield fold(english), Entry(concept, name)
    if notice.region:
        for name in {notice.region, short_name(notice.region)}:
            yield fold(name), Entry("region", notice.region)
        for way in latin(short_name(notice.region)):
            yield way, Entry("region", notice.region)
        english = notice.glossary.get(notice.region)
        if english:
            yield fold(english), Entry("region", notice.region)
    for contact in notice.contacts:
        for person in contact.names:
            yield from _person(person)


def _own_names(notice: Notice) -> Iterator[tuple[str, str]]:
    for name in (notice.event, *notice.aliases):
        if name:
            yield f"event:{fold(name)}", name
    for activity in notice.activities:
        yield "activity", activity.name
        yield "activity", bare_name(activity.name)
        for alias in (*activity.aliases, *hosts_of(activity.url)):
            yield "activity", alias
    for contact in notice.contacts:
        for name in (contact.org, *contact.aliases):
            if name:
                yield "body", name
    for body in (*notice.issuers, *(host for activity in notice.activities for host in activity.hosts)):
        yield "body", body
    for task in notice.tasks:
        for who in task.who:
            yield "body", who
    for deliverable in notice.deliverables:
        for recipient in deliverable.to:
            yield "body", recipient.office
        for owner in deliverable.by:
            bare = _WITHOUT_RANK.sub("", fold(owner))
            if len(bare) >= 3 and all(map(is_han, bare)):
                yield "owner", bare


def _person(name: str) -> Iterator[tuple[str, Entry]]:
    entry = Entry("person", name)
    yield fold(name), entry
    if 2 <= len(name) <= 4 and all(map(is_han, name)):
        for family, given in zip(latin(name[0]), (latin(name[1:]),) * 9, strict=False):
            for rest in given:
                yield family + rest, entry
                yield f"{family} {rest}", entry
                yield f"{rest} {family}", entry
